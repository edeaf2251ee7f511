import CanonicalForms
import Custody
import Foundation
import Testing

@testable import Response

/// Letters to the people of two clients, in September: who left, who cannot be reached, who is on no list, and what comes
/// back after the incident was closed.
extension FoundingReplayTests {
  private static let vault = LetterVault(key: [UInt8](repeating: 7, count: 32))
  private static let green = Organisation.ID("117")
  private static let blue = Organisation.ID("118")

  /// People of client 117 by their numbers: those with a letter, those who left, those without an address. The last ten are
  /// on no list.
  private static let current = 3..<100
  private static let left = 100..<740
  private static let unreachable = 740..<770

  private func row(
    _ client: Int, _ n: Int, line: Int, _ standing: MailingList.Standing = .current, in house: House
  ) -> MailingList.Row {
    MailingList.Row(
      line: line, name: NamedIn.Person(client: client, number: n).name, postcode: "000-0001",
      address: standing == .unreachable ? [] : ["架空県架空市\(n)-1"], standing: standing,
      tokens: [house.custody.tokeniser.token(for: key("person \(client * 1_000 + n)"))])
  }

  /// On both lists: who moved from one society to the other.
  private func moved(_ house: House) -> [MailingList.Row] {
    (0..<3).map { row(117, $0, line: $0 + 2, in: house) }
  }

  private func greenRows(_ house: House) -> [MailingList.Row] {
    moved(house)
      + Self.current.map { row(117, $0, line: $0 + 2, in: house) }
      + Self.left.map { row(117, $0, line: $0 + 2, .left, in: house) }
      + Self.unreachable.map { row(117, $0, line: $0 + 2, .unreachable, in: house) }
  }

  /// The list of each client: everybody else wrote to all of its people.
  private func rows(of client: Int, _ house: House) -> [MailingList.Row] {
    switch client {
    case 117: greenRows(house)
    case 118: moved(house) + (0..<8).map { row(118, $0, line: $0 + 5, in: house) }
    default: (0..<8).map { row(client, $0, line: $0 + 2, in: house) }
    }
  }

  func peopleAreWrittenTo(_ house: House) throws {
    let (incidents, at) = (house.incidents, japan("2025-09-01 09:00"))
    for client in 1...124 {
      try incidents.take(
        MailingList(rows: rows(of: client, house)), of: .init("\(client)"), in: "I-1",
        eraseAt: japan("2026-03-31 00:00"), vault: Self.vault, at: at)
    }
    let batch = try incidents.makeLetters(
      of: "I-1", from: LetterSender(lines: ["見本健診機構"], contact: ["お問い合わせ窓口 000-000-0000"]), vault: Self.vault,
      dataFolder: house.folder.path, in: .ja, clock: { at })
    let own = try #require(batch.parts.first { $0.client == Self.green })
    var expected = LetterPlan.Tally()
    expected.letters = 100
    expected.left = 640
    expected.unreachable = 30
    expected.notListed = 10
    #expect(own.tally == expected)
    #expect(batch.parts.first { $0.client == Self.blue }?.tally.letters == 11)
    #expect(throws: ResponseFailure.self) { try release(house.incidents, house) { _, _ in } }
    var pdfs: [String: [UInt8]] = [:]
    try release(house.acting(as: "approver"), house) { pdfs[$0] = $1 }
    #expect(Set(pdfs.keys) == Set((1...124).map { "\($0)-0001.pdf" }))
    try searchLetters(pdfs, house)
    try answersNameNobody(house, vault: Self.vault)
    try theDutyIsMet(house)
  }

  private func release(_ incidents: Incidents, _ house: House, _ take: (String, [UInt8]) throws -> Void) throws {
    try incidents.releaseLetters(
      1, of: "I-1", vault: Self.vault, dataFolder: house.folder.path, at: japan("2025-09-02 09:00"), take: take)
  }

  /// Every file, as a reader reads it: all of the client's own people who are written to, and nobody else of all who are on
  /// any list; its own name, and no other client's.
  private func searchLetters(_ pdfs: [String: [UInt8]], _ house: House) throws {
    for client in 1...124 {
      let named = NamedIn(try Self.text(of: try #require(pdfs["\(client)-0001.pdf"])))
      let written = rows(of: client, house).filter { $0.standing == .current }.map(\.name)
      #expect(Set(named.people.map(\.name)) == Set(written), "client \(client)")
      #expect(named.foreignPeople(for: client).isEmpty && named.clients == [client], "client \(client)")
    }
  }

  private static func text(of pdf: [UInt8]) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "founding-\(UUID().uuidString).pdf")
    try Data(pdf).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["pdftotext", "-layout", file.path, "-"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }

  private func reach(_ client: Organisation.ID, _ house: House) throws -> LetterReach {
    try #require(try house.incidents.letterReach(of: "I-1").first { $0.client == client })
  }

  private func duty(_ client: Organisation.ID, _ house: House) throws -> ObligationCase.Fulfilment? {
    try house.incidents.obligations(of: "I-1").first { $0.id == "appi.persons@\(client)" }?.fulfilment
  }

  private func theDutyIsMet(_ house: House) throws {
    #expect(try reach(Self.blue, house).state == .allTold)
    #expect(try duty(Self.blue, house)?.reference == "letters 1")
    let green = try reach(Self.green, house)
    #expect(green.people == 780 && green.letters == 100 && green.left == 680 && green.state == .someLeft)
    #expect(try duty(Self.green, house) == nil)
    let day = japan("2025-09-10 09:00")
    try house.incidents.substitute(for: Self.green, reference: "pc-2025-117", happenedAt: day, in: "I-1", at: day)
    #expect(try duty(Self.green, house)?.reference == "letters 1; pc-2025-117")
    // The second pack is on its way when the incident ends.
    try house.incidents.handOver(to: [Self.green], how: "portal", happenedAt: day, in: "I-1", at: day)
  }

  /// Post comes back, and clients answer, when everything else is over.
  func whatComesAfterTheEnd(_ house: House) throws {
    let (incidents, day) = (house.incidents, japan("2025-10-15 09:00"))
    #expect(try !incidents.incident("I-1").isOpen)
    let code = Self.vault.code(incident: "I-1", batch: 1, client: Self.green, line: 50)
    #expect(try incidents.returnLetters([code], in: "I-1", vault: Self.vault, at: day).returned == 1)
    #expect(try reach(Self.green, house).left == 1)
    #expect(try duty(Self.green, house) == nil)
    try incidents.substitute(for: Self.green, reference: "pc-2025-117", happenedAt: day, in: "I-1", at: day)
    #expect(try duty(Self.green, house) != nil)
    try incidents.receive(by: [Self.green], number: 2, how: "portal", happenedAt: day, in: "I-1", at: day)
    #expect(try incidents.packs(of: "I-1").first { $0.client == Self.green && $0.number == 2 }?.receivedAt == day)
    // Nothing new is made.
    #expect(throws: ResponseFailure.self) { try incidents.makePacks(of: "I-1", in: .ja, at: day) }
  }
}
