import CanonicalForms
import Custody
import Glibc
import Letterpress
import PersonalData
import Storage
import TestDatabases
import Testing
import Wording

@testable import Response

/// A contractor whose laptop with two clients' people was lost, and what letters need beside it.
final class LetterHouse {
  let house: House
  let vault = LetterVault(key: [UInt8](repeating: 7, count: 32))
  let green = Organisation.ID("1")
  let blue = Organisation.ID("2")
  let sender = LetterSender(lines: ["みなと健診協会", "電話 000-000-0000"], contact: ["お問い合わせ窓口 000-000-0000"])
  let now = japan("2025-03-20 09:00")

  var incidents: Incidents { house.incidents }
  var folder: String { house.folder.path }

  init() throws {
    house = try House()
    let start = japan("2025-01-01 09:00")
    try house.custody.register(
      Organisation(id: green, name: "みどり健康保険組合"), Organisation(id: blue, name: "あお健康保険組合"), at: start)
    try house.custody.register(Device(id: "PC-1", kind: .laptop), at: start)
    try scan([list("a", of: "みどり健康保険組合", (0..<12).map { person($0) }), few, others], at: japan("2025-03-13 18:00"))
    try house.incidents.open(
      LossReport(device: "PC-1", lastSeen: japan("2025-03-14 09:00")), at: japan("2025-03-17 09:00"))
  }

  let few = list("b", of: "みどり健康保険組合", (0..<2).map { person($0, FieldSet([.name, .birthDate, .phone])) })
  let others = list("c", of: "あお健康保険組合", (10..<15).map { person($0) })

  func scan(_ contents: [ContentProfile], at time: Moment) throws {
    let files = contents.map {
      ObservedFile(
        path: "/data/\($0.size)\($0.persons.count)", size: $0.size, modified: nil, sha256: $0.sha256, profile: $0)
    }
    try house.custody.recordScan(
      device: "PC-1", root: "/data", startedAt: time, finishedAt: time, files: files, clock: { time })
  }

  func row(
    _ n: Int, line: Int, _ standing: MailingList.Standing = .current, name: String? = nil, postcode: String = "000-0001"
  ) -> MailingList.Row {
    MailingList.Row(
      line: line, name: name ?? "架空 \(n)子", postcode: postcode,
      address: standing == .unreachable ? [] : ["架空県架空市\(n)-1"], standing: standing,
      tokens: [house.custody.tokeniser.token(for: key("person \(n)"))])
  }

  @discardableResult
  func take(
    _ rows: [MailingList.Row], of client: Organisation.ID, eraseOn: String = "2025-09-30 00:00"
  ) throws
    -> RecordedMailingList
  {
    try incidents.take(
      MailingList(rows: rows), of: client, in: "I-1", eraseAt: japan(eraseOn), vault: vault, at: now)
  }

  func make(at time: Moment? = nil) throws -> LetterBatch {
    try incidents.makeLetters(
      of: "I-1", from: sender, vault: vault, dataFolder: folder, in: .ja, clock: { time ?? self.now })
  }

  /// The same record, worked on by somebody else.
  func colleague() throws -> Incidents {
    Incidents(custody: house.custody.acting(as: "colleague"))
  }

  func sealedPath(_ batch: Int, _ name: String) -> String { "\(folder)/letters/I-1/\(batch)/\(name).sealed" }
}

@Suite(.onEveryEngine) struct LetterTests {
  /// Every line of a list is told apart, and whoever gets no letter is counted for the substitute measure.
  @Test func everybodyOnTheListIsAccountedFor() throws {
    let house = try LetterHouse()
    try house.take(
      [
        house.row(0, line: 2, postcode: "300-0000"), house.row(1, line: 3, postcode: "100-0000"),
        house.row(2, line: 4, .unreachable), house.row(3, line: 5, .left), house.row(4, line: 6, .deceased),
        house.row(2, line: 7, postcode: "200-0000"), house.row(0, line: 8), house.row(99, line: 9),
        house.row(5, line: 10, name: "架空 \u{10FFFD}子"),
      ], of: house.green)
    let batch = try house.make()
    let part = try #require(batch.parts.first)
    #expect(batch.parts.count == 1 && batch.number == 1)
    var expected = LetterPlan.Tally()
    // 0, 1 and 2: the second line about 2 has an address.
    expected.letters = 3
    expected.left = 1
    expected.deceased = 1
    expected.repeated = 2
    expected.unprintable = 1
    expected.notConcerned = 1
    // 12 people of the client on the device, 6 of them on the list.
    expected.notListed = 6
    #expect(part.tally == expected)
    #expect(part.tally.listed == 9)
    #expect(part.unprintable == [.init(line: 10, part: "name")])
    #expect(part.lots.map(\.letters) == [3] && part.lots.map(\.name) == ["1-0001.pdf"])
    #expect(try house.incidents.letterBatches(of: "I-1") == [batch])
  }

  @Test func lettersAreReleasedBySomebodyElse() throws {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2), house.row(1, line: 3)], of: house.green)
    try house.take([house.row(13, line: 2)], of: house.blue)
    let made = try house.make()
    let later = japan("2025-03-21 09:00")
    func release(_ incidents: Incidents, _ take: (String, [UInt8]) throws -> Void = { _, _ in }) throws -> LetterBatch {
      try incidents.releaseLetters(
        1, of: "I-1", vault: house.vault, dataFolder: house.folder, at: later, take: take)
    }
    let same = #expect(throws: ResponseFailure.self) { try release(house.incidents) }
    #expect(same?.code == .samePerson)
    var taken: [String: [UInt8]] = [:]
    let released = try release(house.colleague()) { taken[$0] = $1 }
    #expect(released.releasedBy == "colleague" && released.madeBy == "officer" && released.releasedAt == later)
    #expect(taken.keys.sorted() == ["1-0001.pdf", "2-0001.pdf"])
    #expect(taken.values.allSatisfy { $0.starts(with: Array("%PDF-".utf8)) })
    #expect(try house.incidents.letterBatches(of: "I-1") == [released])
    #expect(made.letters == 3)
    let again = #expect(throws: ResponseFailure.self) { try release(house.colleague()) }
    #expect(again?.code == .alreadyReleased)
    let events = try house.incidents.timeline(of: "I-1").map(\.kind)
    #expect(events.contains("letters.made") && events.contains("letters.released"))
  }

  /// What lies on the disk is neither a PDF nor names, opens as no other lot, and is not taken when it was changed.
  @Test func lotsLieSealed() throws {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2)], of: house.green)
    try house.take([house.row(13, line: 2)], of: house.blue)
    _ = try house.make()
    let one = try #require(SmallBytes.read(house.sealedPath(1, "1-0001.pdf")))
    #expect(!one.starts(with: Array("%PDF-".utf8)))
    let colleague = try house.colleague()
    func release() throws {
      try colleague.releaseLetters(
        1, of: "I-1", vault: house.vault, dataFolder: house.folder, at: house.now, take: { _, _ in })
    }
    SmallBytes.write(one, to: house.sealedPath(1, "2-0001.pdf"))
    #expect(#expect(throws: ResponseFailure.self) { try release() }?.code == .corrupted)
    var changed = one
    changed[changed.count / 2] ^= 1
    SmallBytes.write(changed, to: house.sealedPath(1, "1-0001.pdf"))
    #expect(#expect(throws: ResponseFailure.self) { try release() }?.code == .corrupted)
    unlink(house.sealedPath(1, "1-0001.pdf"))
    #expect(throws: StorageFailure.self) { try release() }
    #expect(try house.incidents.letterBatches(of: "I-1").allSatisfy { $0.releasedAt == nil })
  }

  @Test func returnedLettersAreCountedOnce() throws {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2), house.row(1, line: 3)], of: house.green)
    _ = try house.make()
    let code = house.vault.code(incident: "I-1", batch: 1, client: house.green, line: 2)
    let stranger = house.vault.code(incident: "I-2", batch: 1, client: house.green, line: 2)
    let letter = try #require(try house.incidents.letter(code, vault: house.vault))
    #expect(letter.client == house.green && letter.line == 2 && letter.returnedAt == nil)
    #expect(try house.incidents.letter(stranger, vault: house.vault) == nil)
    let first = try house.incidents.returnLetters([code, code, stranger], in: "I-1", vault: house.vault, at: house.now)
    #expect(first.returned == 1 && first.unknown == [stranger])
    let second = try house.incidents.returnLetters([code], in: "I-1", vault: house.vault, at: house.now)
    #expect(second.returned == 0 && second.unknown.isEmpty)
    #expect(try house.incidents.letterBatches(of: "I-1").first?.returned == [house.green: 1])
    #expect(try house.incidents.letter(code, vault: house.vault)?.returnedAt == house.now)
  }

  /// The desk answers to the code of a letter that was let out, and to nothing else.
  @Test func aCodeAnswersOnceItsLetterIsOut() throws {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2), house.row(1, line: 3)], of: house.green)
    _ = try house.make()
    let code = house.vault.code(incident: "I-1", batch: 1, client: house.green, line: 2)
    #expect(try house.incidents.answer(toCode: code.text, vault: house.vault) == nil)
    try house.colleague().releaseLetters(
      1, of: "I-1", vault: house.vault, dataFolder: house.folder, at: house.now, take: { _, _ in })
    let answer = try #require(try house.incidents.answer(toCode: code.text, vault: house.vault))
    #expect(answer.client == house.green && answer.incident == "I-1")
    #expect(answer.content?.isCertain == true && answer.content?.fields.contains(.name) == true)
    // As people type it: small letters, full width, a long mark for the hyphen.
    let wide = String(
      String.UnicodeScalarView(
        code.text.lowercased().unicodeScalars.map {
          $0 == "-" ? "ー" : Unicode.Scalar($0.value + 0xFEE0) ?? $0
        }))
    #expect(try house.incidents.answer(toCode: wide, vault: house.vault) == answer)
    let stranger = house.vault.code(incident: "I-2", batch: 1, client: house.green, line: 2)
    #expect(try house.incidents.answer(toCode: stranger.text, vault: house.vault) == nil)
    let other = LetterVault(key: [UInt8](repeating: 8, count: 32))
    #expect(try house.incidents.answer(toCode: code.text, vault: other) == nil)
  }

  /// A code tells what its own letter says: that reader's kinds of data, and whether they lay there for certain.
  @Test func aCodeAnswersForItsReaderAlone() throws {
    let house = try LetterHouse()
    // Found again, without the list that held most of the green people: those are possible only.
    try house.scan([house.few, house.others], at: japan("2025-03-18 09:00"))
    try house.take([house.row(0, line: 2), house.row(5, line: 3)], of: house.green)
    _ = try house.make()
    try house.colleague().releaseLetters(
      1, of: "I-1", vault: house.vault, dataFolder: house.folder, at: house.now, take: { _, _ in })
    func answer(_ line: Int) throws -> LetterAnswer {
      let code = house.vault.code(incident: "I-1", batch: 1, client: house.green, line: line)
      return try #require(try house.incidents.answer(toCode: code.text, vault: house.vault))
    }
    let (certain, possible) = (try answer(2), try answer(3))
    #expect(certain.content?.isCertain == true && certain.content?.fields.contains(.phone) == true)
    #expect(possible.content == .init(isCertain: false, fields: FieldSet([.name, .birthDate, .address])))
    #expect(certain.sentences(in: .ja).joined().contains("含まれています"))
    #expect(!possible.sentences(in: .ja).joined().contains("含まれています"))
    #expect(possible.sentences(in: .ja).joined().contains("可能性"))
    #expect(possible.sentences(in: .en) != certain.sentences(in: .en))
    // The same after a rebuild, and nothing is left once the list is erased.
    _ = try house.house.custody.journal.rebuild()
    #expect(try answer(3) == possible)
    #expect(try house.incidents.eraseDueLists(at: japan("2025-10-01 00:00"), dataFolder: house.folder) == 1)
    let left = try house.house.custody.store.read { session in
      try session.first("SELECT COUNT(*) FROM letter_content") { $0.integer(0) }
    }
    #expect(left == 0)
  }

  /// Entries of former versions do not say what the letters said: then the letter itself is referred to.
  @Test func aCodeOfAnOlderEntryRefersToItsLetter() throws {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2)], of: house.green)
    _ = try house.make()
    let code = house.vault.code(incident: "I-1", batch: 2, client: house.green, line: 2)
    var writer = ByteWriter()
    writer.count(1)
    writer.count(2)
    writer.raw(house.vault.hash(code))
    let batch: JSON = ["incident": "I-1", "batch": 2, "language": "ja", "parts": []]
    let coded: JSON = ["incident": "I-1", "batch": 2, "client": "1"]
    for entry in [
      NewEntry(kind: "letters.made", body: batch), NewEntry(kind: "letters.coded", body: coded, personal: writer.bytes),
      NewEntry(kind: "letters.released", body: ["incident": "I-1", "batch": 2]),
    ] { try house.house.custody.journal.append(entry, at: house.now, by: "officer") }
    let answer = try #require(try house.incidents.answer(toCode: code.text, vault: house.vault))
    #expect(answer.content == nil && answer.client == house.green)
    for language in Language.allCases { #expect(answer.sentences(in: language).count == 1) }
  }

  /// Made from the journal, the tables come out as they were.
  @Test func lettersAreReplayed() throws {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2), house.row(5, line: 3)], of: house.green)
    _ = try house.make()
    let code = house.vault.code(incident: "I-1", batch: 1, client: house.green, line: 2)
    _ = try house.incidents.returnLetters([code], in: "I-1", vault: house.vault, at: house.now)
    let before = try house.house.tables()
    _ = try house.house.custody.journal.rebuild()
    #expect(try house.house.tables() == before)
  }

  /// When a statement that a letter quoted is corrected, the letter is listed with its correction.
  @Test func aCorrectedStatementFindsTheLetters() throws {
    let house = try LetterHouse()
    try house.incidents.state(
      [claim(.lostAt, time("2025-03-14 10:00"), said: "2025-03-17 09:00")], in: "I-1", at: house.now)
    try house.take([house.row(0, line: 2)], of: house.green)
    let batch = try house.make()
    #expect(try house.incidents.corrections(of: "I-1", in: .ja).isEmpty)
    try house.incidents.state(
      [evidence(.lostAt, .known(time("2025-03-13 21:00")), said: "2025-03-22 09:00")], in: "I-1",
      at: japan("2025-03-22 09:00"))
    let corrections = try house.incidents.corrections(of: "I-1", in: .ja)
    #expect(corrections.map(\.document) == [batch.parts[0].document])
    #expect(corrections.first?.newSentence.contains(japan("2025-03-13 21:00").localMinute) == true)
  }

  /// Letters whose tables came from a scope that is another one by now are listed.
  @Test func otherFieldsFindTheLetters() throws {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2)], of: house.green)
    try house.take([house.row(13, line: 2)], of: house.blue)
    let batch = try house.make()
    #expect(try house.incidents.corrections(of: "I-1", in: .ja).isEmpty)
    let own = Statement.Subject.client(house.green)
    try house.incidents.state(
      [
        evidence(.fields, .known(.fields([.name, .checkResult])), "hearing", about: own, said: "2025-03-22 09:00"),
        evidence(.sensitivePeople, exactly(12), "hearing", about: own, said: "2025-03-22 09:00"),
      ], in: "I-1", at: japan("2025-03-22 09:00"))
    let corrections = try house.incidents.corrections(of: "I-1", in: .ja)
    let letters = try #require(batch.parts.first { $0.client == house.green }).document
    #expect(Set(corrections.map(\.document)) == [letters])
    #expect(Set(corrections.map(\.fact)) == [.fields, .sensitivePeople])
  }

  @Test func anotherClientsNameStopsTheLetters() throws {
    let house = try LetterHouse()
    try house.incidents.state(
      [evidence(.cause, .known(.text("あお健康保険組合への訪問の帰りに置き忘れ")), said: "2025-03-18 09:00")], in: "I-1", at: house.now)
    try house.take([house.row(0, line: 2)], of: house.green)
    let failure = #expect(throws: ResponseFailure.self) { try house.make() }
    #expect(failure?.code == .foreignName)
    #expect(try house.incidents.letterBatches(of: "I-1").isEmpty)
    #expect(access(house.sealedPath(1, "1-0001.pdf"), F_OK) != 0)
  }

  @Test func withoutListsOrPeopleThereAreNoLetters() throws {
    let house = try LetterHouse()
    #expect(#expect(throws: ResponseFailure.self) { try house.make() }?.code == .noMailingList)
    try house.take([house.row(99, line: 2), house.row(0, line: 3, .left)], of: house.green)
    #expect(#expect(throws: ResponseFailure.self) { try house.make() }?.code == .noLetters)
    #expect(throws: CustodyFailure.self) { try house.take([house.row(0, line: 2)], of: .init("nobody")) }
  }

  /// Under another key nothing opens, and a code says nothing.
  @Test func anotherKeyOpensNothing() throws {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2)], of: house.green)
    let other = LetterVault(key: [UInt8](repeating: 8, count: 32))
    let failure = #expect(throws: ResponseFailure.self) {
      try house.incidents.makeLetters(
        of: "I-1", from: house.sender, vault: other, dataFolder: house.folder, in: .ja, clock: { house.now })
    }
    #expect(failure?.code == .corrupted)
    #expect(
      other.code(incident: "I-1", batch: 1, client: house.green, line: 2)
        != house.vault.code(incident: "I-1", batch: 1, client: house.green, line: 2))
  }

  @Test func damagedListsAreRefused() throws {
    let list = MailingList(rows: [
      .init(line: 2, name: "架空 花子", postcode: "000-0001", address: ["架空県"], standing: .current, tokens: [])
    ])
    let bytes = list.bytes
    #expect(try MailingList(bytes: bytes) == list)
    for end in bytes.indices { #expect(throws: (any Error).self) { try MailingList(bytes: Array(bytes[..<end])) } }
    #expect(throws: (any Error).self) { try MailingList(bytes: bytes + [0]) }
    #expect(throws: (any Error).self) { try MailingList(bytes: [2] + bytes.dropFirst()) }
  }
}

@Suite struct LetterCodeTests {
  let vault = LetterVault(key: [UInt8](repeating: 7, count: 32))

  private func code(_ line: Int) -> LetterCode { vault.code(incident: "I-1", batch: 1, client: .init("1"), line: line) }

  @Test func codesAreReadAsTyped() throws {
    for line in 0..<200 {
      let code = code(line)
      #expect(code.text.utf8.count == 14)
      #expect(LetterCode(typed: code.text) == code)
      #expect(LetterCode(typed: code.text.lowercased().replacing("-", with: " ")) == code)
      #expect(LetterCode(typed: code.text.replacing("0", with: "O").replacing("1", with: "l")) == code)
    }
    #expect(Set((0..<5_000).map(code)).count == 5_000)
  }

  /// One wrong character is noticed wherever it stands.
  @Test func oneWrongCharacterIsNoticed() throws {
    let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    for line in 0..<20 {
      let right = Array(code(line).text)
      for place in right.indices where right[place] != "-" {
        for other in alphabet where other != right[place] {
          var wrong = right
          wrong[place] = other
          #expect(LetterCode(typed: String(wrong)) == nil)
        }
      }
    }
  }

  @Test(arguments: [
    "", "ABCD", "ABCD-EFGH-JKM", "ABCD-EFGH-JKMNP", "ABCD-EFGH-JKM!", "あいうえ", String(repeating: "A", count: 100_000),
  ])
  func whatIsNoCode(text: String) { #expect(LetterCode(typed: text) == nil) }
}

private enum SmallBytes {
  static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 22)
    let count = Glibc.read(file, &bytes, bytes.count)
    return count < 0 ? nil : Array(bytes[..<count])
  }

  static func write(_ bytes: [UInt8], to path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = Glibc.write(file, bytes, bytes.count)
    close(file)
  }
}
