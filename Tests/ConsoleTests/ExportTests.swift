import Accounts
import CanonicalForms
import Console
import Contents
import Custody
import JapaneseText
import TestDatabases
import Testing

/// Lists that are taken out as files.
@Suite("Console: exports", .onEveryEngine) struct ExportTests {
  private static func rows(_ answer: ConsoleHouse.Answer, cp932: Bool = false) -> [String] {
    var text: [UInt8] = []
    if cp932 {
      var decoder = TextDecoder(.cp932)
      answer.bytes.withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
    } else {
      text = Array(answer.bytes.dropFirst(3))
    }
    return String(decoding: text, as: UTF8.self).split(separator: "\r\n").map(String.init)
  }

  /// A client whose name Shift_JIS cannot hold is not renamed in silence.
  @Test func whatShiftJISCannotHoldIsSaid() async throws {
    let house = try ConsoleHouse()
    try house.custody.register([Organisation(id: .init("00130"), name: "𠮷野家健康保険組合")])
    try house.board.refresh(house.custody, at: .now)
    let utf8 = Self.rows(try await house.get("/clients.csv?encoding=utf-8&sort=id", as: .privacyOfficer))
    #expect(utf8.count == 4 && utf8.contains { $0.hasPrefix("\"=\"\"00130\"\"\",𠮷野家健康保険組合,") }, "\(utf8)")
    let narrow = Self.rows(
      try await house.get("/clients.csv?encoding=cp932&sort=id", as: .privacyOfficer), cp932: true)
    #expect(narrow.count == 5 && narrow.contains { $0.contains("?野家健康保険組合") }, "\(narrow)")
    #expect(narrow[4].contains("1 字（1 行）"))
    // It is said before somebody takes it, too.
    #expect(try await house.get("/clients", as: .privacyOfficer).body.contains("この一覧の 1 字は表せません"))
    #expect(try await !house.get("/clients?q=117", as: .privacyOfficer).body.contains("字は表せません"))
    // What fits says nothing.
    let own = try await house.get("/clients.csv?encoding=cp932&q=117", as: .privacyOfficer)
    #expect(Self.rows(own, cp932: true).count == 2)
  }

  /// Contents that nobody has read yet have no reason in the record; narrowing to them does not mean all.
  @Test func everyReasonCanBeChosenByLink() async throws {
    let house = try ConsoleHouse()
    try house.scan("PC-2", ["/data/known.csv": (1...3, ConsoleHouse.insurer)], unread: true)
    try house.board.refresh(house.custody, at: .now)
    #expect(try await house.get("/unread", as: .auditor).body.contains("locked.zip"))
    let none = try await house.get("/unread?reason=unprofiled", as: .auditor).body
    #expect(!none.contains("locked.zip") && !none.contains("img src"))
    #expect(none.contains("/unread.csv?reason=unprofiled&amp;encoding=utf-8"), "the choice goes with the export")
    let some = try await house.get("/unread?reason=password", as: .auditor).body
    #expect(some.contains("locked.zip") && some.contains("reason=password&amp;encoding=cp932"))
    // By a part of the path, in letters of any case and width; signs stand for themselves.
    let found = try await house.get("/unread?q=LOCKED.%EF%BC%BA", as: .auditor).body
    #expect(found.contains("locked.zip") && !found.contains("img src"))
    #expect(try await !house.get("/unread?q=%25.zip", as: .auditor).body.contains("locked.zip"))
  }

  /// No row is left out in silence.
  @Test func anExportThatIsNotWholeSaysSo() async throws {
    let house = try ConsoleHouse()
    let most = StandingKeeper.mostUnread
    let files = (0..<most + 3).map {
      ObservedFile(path: "/data/\($0).zip", size: 1, modified: nil, unread: UnreadReason.password)
    }
    let now = Moment.now
    try house.custody.recordScan(
      device: "PC-2", root: "/data", startedAt: now, finishedAt: now, files: files, clock: { now })
    try house.board.refresh(house.custody, at: .now)
    let rows = Self.rows(try await house.get("/unread.csv?device=PC-2", as: .privacyOfficer))
    #expect(rows.count == 1 + most + 1)
    #expect(rows.last?.contains("全 2,003 行のうち 2,000 行") == true)
    #expect(Self.rows(try await house.get("/unread.csv?device=PC-1", as: .privacyOfficer)).count == 2)
  }
}
