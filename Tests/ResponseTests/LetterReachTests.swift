import CanonicalForms
import Custody
import TestDatabases
import Testing

@testable import Response

/// The duty to tell people is met when nobody of the client is left, and not before.
@Suite(.onEveryEngine) struct LetterReachTests {
  private static let later = japan("2025-03-25 09:00")

  private static func reach(_ client: Organisation.ID, _ house: LetterHouse) throws -> LetterReach {
    try #require(try house.incidents.letterReach(of: "I-1").first { $0.client == client })
  }

  private static func duty(_ client: Organisation.ID, _ house: LetterHouse) throws -> Obligation {
    try #require(try house.incidents.obligations(of: "I-1").first { $0.id == "appi.persons@\(client)" })
  }

  private static func release(_ house: LetterHouse, _ batch: Int) throws {
    try house.colleague().releaseLetters(
      batch, of: "I-1", vault: house.vault, dataFolder: house.folder, at: later, take: { _, _ in })
  }

  /// Blue has five people on the device: all get letters, and with their release the duty is met.
  @Test func everybodyByLetter() throws {
    let house = try LetterHouse()
    #expect(try Self.reach(house.blue, house).people == 5)
    #expect(try Self.reach(house.blue, house).left == 5)
    try house.take((10..<15).map { house.row($0, line: $0) }, of: house.blue)
    try house.take([house.row(0, line: 2), house.row(1, line: 3, .left)], of: house.green)
    _ = try house.make()
    #expect(try Self.reach(house.blue, house).waiting == 5)
    #expect(try Self.duty(house.blue, house).fulfilment == nil)
    try Self.release(house, 1)
    let reach = try Self.reach(house.blue, house)
    #expect(reach.letters == 5 && reach.left == 0 && reach.waiting == 0)
    let duty = try Self.duty(house.blue, house)
    #expect(duty.state == .fulfilled && duty.fulfilment == .init(at: Self.later, reference: "letters 1"))
    // Of the other client one of twelve got a letter.
    #expect(try Self.reach(house.green, house).left == 11)
    #expect(try Self.duty(house.green, house).state != .fulfilled)
  }

  /// Who got none, and whose letter came back, need a substitute measure; it is recorded with a reference.
  @Test func theRestByASubstitute() throws {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2), house.row(1, line: 3), house.row(2, line: 4, .deceased)], of: house.green)
    _ = try house.make()
    try Self.release(house, 1)
    #expect(try Self.reach(house.green, house).needSubstitute == 10)
    let blank = #expect(throws: ResponseFailure.self) {
      try house.incidents.substitute(
        for: house.green, reference: "", happenedAt: Self.later, in: "I-1", at: Self.later)
    }
    #expect(blank?.code == .noReason)
    let day = japan("2025-03-26 09:00")
    try house.incidents.substitute(for: house.green, reference: "公表 第1号", happenedAt: day, in: "I-1", at: day)
    var duty = try Self.duty(house.green, house)
    #expect(duty.state == .fulfilled)
    #expect(duty.fulfilment == .init(at: day, reference: "letters 1; 公表 第1号"))
    let nobody = #expect(throws: ResponseFailure.self) {
      try house.incidents.substitute(for: house.green, reference: "again", happenedAt: day, in: "I-1", at: day)
    }
    #expect(nobody?.code == .nothingNew)
    // A letter comes back: somebody is left again.
    let code = house.vault.code(incident: "I-1", batch: 1, client: house.green, line: 2)
    _ = try house.incidents.returnLetters([code], in: "I-1", vault: house.vault, at: day)
    #expect(try Self.reach(house.green, house).left == 1)
    duty = try Self.duty(house.green, house)
    #expect(duty.state != .fulfilled && duty.fulfilment == nil)
    try house.incidents.substitute(for: house.green, reference: "公表 第2号", happenedAt: day, in: "I-1", at: day)
    #expect(try Self.duty(house.green, house).state == .fulfilled)
    #expect(try house.incidents.timeline(of: "I-1").map(\.kind).contains("letters.substituted"))
    let tables = try house.house.tables()
    try house.house.custody.journal.rebuild()
    #expect(try house.house.tables() == tables)
  }

  /// More people come to be known, or nobody can tell how many: what was met is open again.
  @Test func laterFindingsCount() throws {
    let house = try LetterHouse()
    try house.take((10..<15).map { house.row($0, line: $0) }, of: house.blue)
    _ = try house.make()
    try Self.release(house, 1)
    #expect(try Self.duty(house.blue, house).state == .fulfilled)
    try house.incidents.state(
      [
        evidence(
          .peopleCount, people(5, 9), about: .client(house.blue), asOf: "2025-03-14 09:00", said: "2025-03-25 10:00")
      ], in: "I-1", at: japan("2025-03-25 10:00"))
    #expect(try Self.reach(house.blue, house).left == 4)
    #expect(try Self.duty(house.blue, house).state != .fulfilled)
    try house.incidents.state(
      [
        evidence(
          .peopleCount, .unknown, about: .client(house.blue), asOf: "2025-03-14 09:00", said: "2025-03-25 11:00")
      ], in: "I-1", at: japan("2025-03-25 11:00"))
    #expect(try Self.reach(house.blue, house).people == nil)
    #expect(try Self.duty(house.blue, house).state != .fulfilled)
    #expect(try house.incidents.letterReach(of: "I-1").allSatisfy { $0.fulfilment == nil })
  }

  /// Nobody is taken for told while files may hold people whom nobody counted.
  @Test func unreadFilesKeepItOpen() throws {
    let house = try LetterHouse()
    try house.take((10..<15).map { house.row($0, line: $0) }, of: house.blue)
    _ = try house.make()
    try Self.release(house, 1)
    #expect(try Self.reach(house.blue, house).state == .allTold)
    for (answer, day) in [(exactly(2), "25"), (.unknown, "26"), (people(0, nil), "27")] as [(Answer, String)] {
      try house.incidents.state(
        [evidence(.unreadFiles, answer, asOf: "2025-03-14 09:00", said: "2025-03-\(day) 10:00")], in: "I-1",
        at: japan("2025-03-\(day) 10:00"))
      let reach = try Self.reach(house.blue, house)
      #expect(reach.left == 0 && reach.fulfilment == nil && reach.state == .filesUnread)
      #expect(try Self.duty(house.blue, house).state != .fulfilled)
    }
    try house.incidents.state(
      [evidence(.unreadFiles, exactly(0), asOf: "2025-03-14 09:00", said: "2025-03-28 10:00")], in: "I-1",
      at: japan("2025-03-28 10:00"))
    #expect(try Self.duty(house.blue, house).state == .fulfilled)
  }

  /// A measure told whoever was left by the batch before it. Who is left by a later batch may be others.
  @Test func aLaterBatchNeedsAMeasureOfItsOwn() throws {
    let house = try LetterHouse()
    func measure(_ reference: String) throws {
      try house.incidents.substitute(
        for: house.green, reference: reference, happenedAt: Self.later, in: "I-1", at: Self.later)
    }
    try house.take([house.row(0, line: 2)], of: house.green)
    _ = try house.make()
    try Self.release(house, 1)
    try measure("公表 第1号")
    #expect(try Self.duty(house.green, house).state == .fulfilled)
    // Another of the twelve gets a letter now, and the first one none.
    try house.take([house.row(1, line: 2)], of: house.green)
    _ = try house.make()
    #expect(try Self.duty(house.green, house).state == .fulfilled, "not let out yet")
    try Self.release(house, 2)
    let reach = try Self.reach(house.green, house)
    #expect(reach.substitute == nil && reach.left == 11)
    #expect(try Self.duty(house.green, house).state != .fulfilled)
    try measure("公表 第2号")
    #expect(try Self.duty(house.green, house).fulfilment?.reference == "letters 2; 公表 第2号")
  }

  /// A second list may name only people who were missing: it adds, and nobody who has a letter gets another.
  @Test func aListOfTheMissingAdds() throws {
    let house = try LetterHouse()
    func add(_ clients: Set<Organisation.ID>) throws -> LetterBatch {
      try house.incidents.makeLetters(
        of: "I-1", to: clients, addingToReleased: true, from: house.sender, vault: house.vault,
        dataFolder: house.folder, in: .ja, clock: { house.now })
    }
    func refused() throws -> ResponseFailure.Code? {
      (#expect(throws: ResponseFailure.self) { try add([house.green]) })?.code
    }
    try house.take((0..<5).map { house.row($0, line: $0 + 2) }, of: house.green)
    #expect(try refused() == .notReleased, "nothing went out")
    _ = try house.make()
    #expect(try refused() == .notReleased, "it still waits")
    try Self.release(house, 1)
    let code = house.vault.code(incident: "I-1", batch: 1, client: house.green, line: 2)
    _ = try house.incidents.returnLetters([code], in: "I-1", vault: house.vault, at: Self.later)
    #expect(try Self.reach(house.green, house).left == 8)
    // Number 0 moved, 1 has a letter already, 5 and 6 are new, 7 cannot be written to, 99 is nobody of theirs.
    try house.take(
      [
        house.row(0, line: 2), house.row(1, line: 3), house.row(5, line: 4), house.row(6, line: 5),
        house.row(7, line: 6, .unreachable), house.row(99, line: 7),
      ], of: house.green)
    let batch = try add([house.green])
    let part = try #require(batch.parts.first)
    #expect(part.addsTo == 1)
    #expect(
      part.tally.letters == 3 && part.tally.repeated == 1 && part.tally.unreachable == 1
        && part.tally.notConcerned == 1)
    #expect(part.tally.notListed == 4, "twelve, of whom four have a letter and four are listed now")
    #expect(batch.manifest(of: "I-1")["parts"].elements.first?["adds_to"] == 1)
    var reach = try Self.reach(house.green, house)
    #expect(reach.batch == 1 && reach.letters == 5 && reach.waiting == 3 && reach.left == 8)
    try Self.release(house, 2)
    reach = try Self.reach(house.green, house)
    #expect(reach.batch == 2 && reach.addsTo == [1] && reach.letters == 8 && reach.returned == 1 && reach.left == 5)
    try house.incidents.substitute(
      for: house.green, reference: "公表 第1号", happenedAt: Self.later, in: "I-1", at: Self.later)
    #expect(try Self.duty(house.green, house).fulfilment?.reference == "letters 1, 2; 公表 第1号")
    // A third adds to both.
    try house.take([house.row(5, line: 2), house.row(8, line: 3)], of: house.green)
    #expect(try add([house.green]).parts.first?.tally.letters == 1)
    try Self.release(house, 3)
    #expect(try Self.reach(house.green, house).addsTo == [2, 1])
    #expect(try Self.reach(house.green, house).left == 4)
    let tables = try house.house.tables()
    try house.house.custody.journal.rebuild()
    #expect(try house.house.tables() == tables)
    // A whole list takes the place of all of them.
    try house.take((0..<12).map { house.row($0, line: $0 + 2) }, of: house.green)
    _ = try house.make()
    try Self.release(house, 4)
    reach = try Self.reach(house.green, house)
    #expect(reach.addsTo.isEmpty && reach.letters == 12 && reach.left == 0)
  }

  /// Without the list that the former letters were made from nobody can tell who has one.
  @Test func nothingIsAddedToAnErasedList() throws {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2)], of: house.green, eraseOn: "2025-04-01 00:00")
    _ = try house.make()
    try Self.release(house, 1)
    try house.take([house.row(1, line: 2)], of: house.green)
    let failure = #expect(throws: ResponseFailure.self) {
      try house.incidents.makeLetters(
        of: "I-1", addingToReleased: true, from: house.sender, vault: house.vault, dataFolder: house.folder, in: .ja,
        clock: { japan("2025-05-01 00:00") })
    }
    #expect(failure?.code == .noMailingList)
  }

  /// What somebody took down by hand stands beside it.
  @Test func byHandStands() throws {
    let house = try LetterHouse()
    try house.incidents.fulfil(
      "appi.persons@1", happenedAt: house.now, reference: "own letters", in: "I-1", at: house.now)
    #expect(try Self.duty(house.green, house).fulfilment?.reference == "own letters")
  }

  /// A released lot comes as it was made; one that was not released, or is not there, does not.
  @Test func lotsComeOnceReleased() throws {
    let house = try LetterHouse()
    try house.take([house.row(13, line: 2)], of: house.blue)
    let batch = try house.make()
    func lot(_ name: String, _ number: Int = 1) throws -> [UInt8] {
      try house.incidents.releasedLot(name, of: number, in: "I-1", vault: house.vault, dataFolder: house.folder)
    }
    #expect(#expect(throws: ResponseFailure.self) { try lot("2-0001.pdf") }?.code == .notReleased)
    #expect(house.incidents.lotsHere(of: batch, in: "I-1", dataFolder: house.folder) == ["2-0001.pdf"])
    #expect(house.incidents.lotsHere(of: batch, in: "I-1", dataFolder: "/nowhere").isEmpty)
    try Self.release(house, 1)
    #expect(try lot("2-0001.pdf").starts(with: Array("%PDF-".utf8)))
    for (name, number) in [("../../keys/token-1.key", 1), ("1-0001.pdf", 1), ("2-0001.pdf", 2), ("", 1)] {
      #expect(#expect(throws: ResponseFailure.self) { try lot(name, number) }?.code == .unknownBatch)
    }
  }
}
