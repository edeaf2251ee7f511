import Accounts
import CanonicalForms
import Console
import Custody
import TestDatabases
import Testing

/// Who looked at whose data: what the journal holds of it, and what a client is told.
@Suite("Console: who looked", .onEveryEngine) struct ReadingTests {
  private static let ledger = "/clients/\(ConsoleHouse.own)"

  /// The client's data is erased from the laptop; who saw it there stays on the client's list.
  @Test func whoSawItIsToldWhenItIsGone() async throws {
    let house = try ConsoleHouse()
    _ = try await house.get("/devices/PC-1", as: .auditor)
    let day: Int64 = 86_400_000
    let gone = Moment(milliseconds: Moment.now.milliseconds - day / 2)
    try house.custody.recordScan(
      device: "PC-1", root: "/data", startedAt: gone, finishedAt: gone, files: [], clock: { gone })
    try house.board.refresh(house.custody, at: .now)
    // The entry says itself whose data was shown: what the device holds today is not asked.
    #expect(
      try house.custody.journal.latest(before: .max, kind: "data.read", limit: 9).contains {
        $0.body.canonicalText.contains("\"clients\":[\"\(ConsoleHouse.own)\"")
      })
    let page = try await house.get(Self.ledger, as: .client).body
    #expect(page.contains("監査人") && page.contains("端末の画面"))
  }

  /// Entries of earlier versions do not say whose data was shown: they are told while the device holds the client's data.
  @Test func readingsOfEarlierVersionsAreTold() async throws {
    let house = try ConsoleHouse()
    let auditor = try #require(house.visitors[.auditor]?.account.id.text)
    try house.custody.record([Reading(account: auditor, page: "device", subject: .device("PC-1"), at: .now)])
    #expect(try await house.get(Self.ledger, as: .client).body.contains("端末の画面"))
    #expect(
      try house.custody.journal.latest(before: .max, kind: "data.read", limit: 9).contains {
        $0.body.canonicalText.contains("\"PC-1\"") && !$0.body.canonicalText.contains("clients")
      })
  }

  @Test func exportsAreTold() async throws {
    let house = try ConsoleHouse()
    for path in ["/devices.csv", "/clients.csv", "/unread.csv"] {
      #expect(try await house.get(path, as: .auditor).status == 200)
    }
    let page = try await house.get(Self.ledger, as: .client).body
    for words in ["端末一覧の書き出し", "団体一覧の書き出し", "読めないファイルの書き出し"] { #expect(page.contains(words)) }
  }

  /// Nothing of it ends at the first page.
  @Test func theListGoesOn() async throws {
    let house = try ConsoleHouse()
    let auditor = try #require(house.visitors[.auditor]?.account.id.text)
    let clients = [Organisation.ID(ConsoleHouse.own)]
    try house.custody.record([
      Reading(
        account: auditor, page: "scope", subject: .device("PC-2"), clients: clients, at: Moment(seconds: 1_700_000_000))
    ])
    for _ in 0..<2 {
      try house.custody.record(
        (0..<30).map { _ in
          Reading(account: auditor, page: "device", subject: .device("PC-1"), clients: clients, at: .now)
        })
    }
    let first = try await house.get(Self.ledger, as: .client).body
    #expect(!first.contains("影響範囲の画面") && first.contains("seen=2"))
    #expect(try await house.get(Self.ledger + "?seen=2", as: .client).body.contains("影響範囲の画面"))
    // A page that there is not is the last one.
    #expect(try await house.get(Self.ledger + "?seen=9", as: .client).status == 200)
    // Of another client nothing is told.
    #expect(
      try !house.custody.readings(of: .init(ConsoleHouse.foreign), on: [], limit: 50).readings.contains {
        $0.page == "scope"
      })
  }

  @Test func anAccountThatIsLookedAtIsTakenDown() async throws {
    let house = try ConsoleHouse()
    let staff = try #require(house.visitors[.staff]?.account.id.text)
    #expect(try await house.get("/accounts/\(staff)", as: .administrator).status == 200)
    let entry = try #require(try house.custody.journal.latest(before: .max, kind: "data.read", limit: 1).first)
    #expect(entry.body.canonicalText.contains("\"account\"") && entry.body.canonicalText.contains(staff))
  }

  /// What is told is made from the journal.
  @Test func theLedgerIsMadeAgain() async throws {
    let house = try ConsoleHouse()
    _ = try await house.get("/devices/PC-1", as: .auditor)
    let own = Organisation.ID(ConsoleHouse.own)
    let before = try house.custody.readings(of: own, on: [], limit: 50)
    #expect(before.count == 1)
    try house.custody.journal.rebuild()
    let after = try house.custody.readings(of: own, on: [], limit: 50)
    #expect(after.readings == before.readings && after.count == before.count)
  }
}
