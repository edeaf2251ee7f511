import CanonicalForms
import Observations
import OperationLogs
import Testing

@Suite struct OsqueryMappingTests {
  /// Rows of any shape: never a trap, never a path that is not absolute.
  @Test(arguments: 0..<50 as Range<UInt64>)
  func anyRowIsTakenOrPassedOver(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let names = [
      "path", "old_path", "target_path", "dest_path", "action", "operation", "size", "sha256", "time", "type",
    ]
    let values = [
      "", "/a", "relative", "C:\\", "C:\\a", "C:", "\\\\s\\a", "CREATED", "DELETED", "FileRename_NewName", "rename",
      "-1", "9223372036854775808", "9223372036854775807", String(repeating: "f", count: 64),
      String(repeating: "g", count: 64), String(repeating: "é", count: 32), "directory", "\u{0}",
    ]
    for _ in 0..<200 {
      var columns: [String: JSON] = [:]
      for name in names where Bool.random(using: &random) {
        columns[name] =
          Int.random(in: 0..<6, using: &random) == 0 ? .integer(.max) : JSON(values.randomElement(using: &random))
      }
      guard let sighting = OsqueryMapping.sighting(of: .object(columns), time: Moment(seconds: 1)) else { continue }
      switch sighting.fact {
      case .named(let path, _, _), .written(let path), .gone(let path, _):
        #expect(Self.isAbsolute(path), "seed \(seed)")
      case .moved(let from, let to, _): #expect(Self.isAbsolute(from) && Self.isAbsolute(to), "seed \(seed)")
      default: Issue.record("seed \(seed)")
      }
    }
  }

  private static func isAbsolute(_ path: String) -> Bool {
    path.hasPrefix("/") || path.hasPrefix("\\\\") || path.dropFirst().hasPrefix(":\\")
  }
}
