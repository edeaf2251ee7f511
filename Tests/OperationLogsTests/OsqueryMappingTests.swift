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

  private static func row(_ columns: [String: String]) -> OsqueryMapping.Row {
    OsqueryMapping.Row(columns: .object(columns.mapValues { .string($0) }), time: Moment(seconds: 9))
  }

  private static func moved(_ action: String, _ path: String, _ number: String, at time: Int) -> OsqueryMapping.Row {
    row(["action": action, "target_path": path, "transaction_id": number, "time": "\(time)"])
  }

  /// The two halves of a move are one move, in whichever order and with whatever between them.
  @Test func halvesOfAMoveAreJoined() {
    let rows = [
      Self.moved("MOVED_FROM", "/srv/名簿.csv", "7", at: 5), Self.moved("CREATED", "/srv/x.csv", "0", at: 5),
      Self.moved("MOVED_TO", "/srv/b/名簿.csv", "7", at: 6),
    ]
    let facts: [Fact] = [
      .written(path: "/srv/x.csv"), .moved(from: "/srv/名簿.csv", to: "/srv/b/名簿.csv", isFolder: false),
    ]
    #expect(OsqueryMapping.sightings(of: rows).sightings.map(\.fact) == facts)
    #expect(OsqueryMapping.sightings(of: rows).told == 3)
    #expect(Set(OsqueryMapping.sightings(of: rows.reversed()).sightings.map(\.fact)) == Set(facts))
  }

  /// A half that stands alone may be a move to where nobody looks, or one whose other half was lost: it takes nothing away,
  /// and what appears just after it may be the same file.
  @Test func aLoneHalfTakesNothingAway() {
    let rows = [
      Self.moved("MOVED_FROM", "/srv/a.csv", "7", at: 5), Self.moved("MOVED_FROM", "/srv/b.csv", "0", at: 5),
      Self.moved("MOVED_TO", "/srv/c.csv", "8", at: 6),
    ]
    #expect(
      OsqueryMapping.sightings(of: rows).sightings.map(\.fact) == [
        .copied(from: "/srv/a.csv", to: "/srv/c.csv", size: nil),
        .copied(from: "/srv/b.csv", to: "/srv/c.csv", size: nil), .written(path: "/srv/c.csv"),
      ])
  }

  /// As the import of the same rows: what osquery calls partial is not taken at its word, and a deletion is one.
  @Test func partialRowsTakeNothingAway() {
    let gone = Self.row(["action": "FileDeletion", "path": "C:\\a.csv", "old_path": "", "partial": "1"])
    #expect(OsqueryMapping.sightings(of: [gone]).sightings.isEmpty)
    let renamed = Self.row([
      "action": "FileRename_NewName", "path": "C:\\b.csv", "old_path": "C:\\a.csv", "partial": "1",
    ])
    #expect(
      OsqueryMapping.sightings(of: [renamed]).sightings.map(\.fact) == [
        .copied(from: "C:\\a.csv", to: "C:\\b.csv", size: nil)
      ])
    let sure = Self.row(["action": "DELETED", "target_path": "/srv/a.csv"])
    #expect(
      OsqueryMapping.sightings(of: [sure]).sightings.map(\.fact) == [.gone(path: "/srv/a.csv", isFolder: false)])
  }

  private static func isAbsolute(_ path: String) -> Bool {
    path.hasPrefix("/") || path.hasPrefix("\\\\") || path.dropFirst().hasPrefix(":\\")
  }
}
