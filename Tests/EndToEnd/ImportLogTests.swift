import CanonicalForms
import Testing

/// `hikae import log`, driven as an administrator drives it.
@Suite("Import of operation logs")
struct ImportLogTests {
  let workplace: Workplace

  init() throws { workplace = try Workplace() }

  private static let log = """
    コンピューター名,日時,操作,ファイル名,変更後ファイル名
    PC-1.example.local,2024/03/01 10:00:00,コピー,D:\\受領\\名簿.xlsx,C:\\作業\\名簿.xlsx
    PC-1.example.local,2024/03/01 10:05:00,作成,C:\\作業\\一覧.csv,
    PC-9,2024/03/01 10:06:00,作成,C:\\他.csv,
    PC-1.example.local,2024/03/01 10:07:00,謎,C:\\他.csv,
    PC-1.example.local,2024/03/01 10:08:00,削除,C:\\作業\\一覧.csv,

    """

  private func file(_ name: String, _ text: String) throws -> String { try workplace.write(name, Lists.cp932(text)) }

  @Test func previewNeedsNoInstallationAndImportsNothing() throws {
    let finished = try workplace.run("import", "log", "--preview", "--json", try file("log.csv", Self.log))
    #expect(finished.status == 1)
    let answer = try #require(try finished.json().first)
    guard case .array(let files) = answer["files"], let first = files.first else {
      Issue.record("no files")
      return
    }
    #expect(first["layout"] == "malion")
    #expect(first["entries"] == 4)
    #expect(first["unread"] == [["row": 5, "reason": "unknown_operation"]])
  }

  @Test func factsAreKeptOnceAndUnknownDevicesAreListed() throws {
    try workplace.register()
    let path = try file("log.csv", Self.log)
    let first = try #require(try workplace.run("import", "log", "--json", path).json().first)
    // Two facts, and the gap of the row that was not understood.
    #expect(first["records"] == 3)
    #expect(first["withheld"] == 1)
    #expect(first["unknown_devices"] == ["PC-9": 1])
    let again = try #require(try workplace.run("import", "log", "--json", path, path).json().first)
    #expect(again["records"] == 0)
    #expect(again["known_before"] == 3)
    #expect(again["duplicates"] == 4)
    #expect(try workplace.run("rebuild").status == 0)
    let drill = try #require(try workplace.run("drill", "--json", "PC-1").json().first)
    guard case .array(let gaps) = drill["gaps"] else {
      Issue.record("no gaps")
      return
    }
    #expect(
      gaps.contains([
        "kind": "log_rows_unread", "from": "2024-03-01T01:07:00.000Z", "until": "2024-03-01T01:07:00.000Z",
      ]))
  }

  @Test func aDeviceListNamesWhatTheRegisterDoesNot() throws {
    try workplace.register()
    let names = try file("names.csv", "端末名,端末番号\nPC-9,PC-1\n")
    let path = try file("log.csv", Self.log)
    let answer = try #require(try workplace.run("import", "log", "--json", "--device-map", names, path).json().first)
    #expect(answer["unknown_devices"] == [:])
    let wrong = try file("wrong.csv", "端末名,端末番号\nPC-9,PC-77\n")
    #expect(try workplace.run("import", "log", "--device-map", wrong, path).status == 3)
  }

  @Test func wrongUsage() throws {
    let path = try file("log.csv", Self.log)
    #expect(try workplace.run("import", "log", "--layout", "none", path).status == 2)
    #expect(try workplace.run("import", "log", "--zone", "Mars", path).status == 2)
    #expect(try workplace.run("import", "log").status == 2)
  }
}
