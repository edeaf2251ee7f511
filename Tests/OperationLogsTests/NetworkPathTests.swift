import OperationLogs
import Testing

@Suite struct NetworkPathTests {
  @Test(arguments: [
    "\\\\FS-01\\人事\\名簿\\x.csv", "//FS-01/人事/名簿/x.csv", "\\\\?\\UNC\\FS-01\\人事\\名簿\\x.csv",
    "\u{A5}\u{A5}FS-01\u{A5}人事\u{A5}名簿\u{A5}x.csv", "\\\\FS-01\\人事\\\\名簿\\x.csv",
  ])
  func spellingsOfOnePath(path: String) {
    let found = NetworkPath(path)
    #expect(found?.server == "FS-01")
    #expect(found?.share == "人事")
    #expect(found?.rest == ["名簿", "x.csv"])
  }

  @Test(arguments: [
    "C:\\a\\b", "/srv/a/b", "\\\\?\\C:\\a", "\\\\FS-01", "\\\\FS-01\\", "", "\\", "\\\\FS-01\\人事\\..\\x",
    "\\\\.\\PhysicalDrive0",
  ])
  func whatIsNoPathByTheNetwork(path: String) { #expect(NetworkPath(path) == nil) }

  @Test func theShareItself() { #expect(NetworkPath("\\\\FS-01\\人事")?.rest == []) }
}
