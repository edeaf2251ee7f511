import CanonicalForms
import Observations
import Storage
import Testing

@testable import Custody

/// Records that other tools brought: where they stand beside those of a sensor.
@Suite struct LogRecordTests {
  private func segment(_ traces: [Trace], epoch: Int = 1, first: UInt64 = 1, isLog: Bool) -> StoredSegment {
    var writer = TraceCoding.Writer()
    for trace in traces { writer.append(trace) }
    return StoredSegment(
      segment: .init(epoch: epoch, first: first, last: first + UInt64(traces.count) - 1), traces: writer.bytes,
      isLog: isLog)
  }

  private func held(
    _ segments: [StoredSegment], _ paths: [String], at moment: Int64
  ) -> [String: Presence] {
    var places = PlacePaths()
    for path in paths { places.append(path) }
    let replay = DeviceReplay(segments: segments, paths: places, at: moment)
    return Dictionary(
      replay.findings().map { (replay.path(of: $0.place), $0.answer.presence) }, uniquingKeysWith: { first, _ in first }
    )
  }

  /// A log that is imported after the sensor's last word tells of its own times.
  @Test func aLogImportedLateTellsOfItsOwnTime() {
    let sensor = segment(
      [
        Trace(kind: .watchStarted, time: 100, place: 1), Trace(kind: .scanStarted, time: 101, place: 1),
        Trace(kind: .scanFinished, time: 102, place: 1), Trace(kind: .alive, time: 200),
      ], isLog: false)
    let newer = segment([Trace(kind: .named, time: 60, place: 2)], epoch: 2, isLog: true)
    let older = segment([Trace(kind: .named, time: 20, place: 3)], epoch: 2, first: 2, isLog: true)
    let paths = ["/r", "C:\\b.csv", "C:\\a.csv"]
    // Before a file is named it may have been there: nothing covers that time.
    #expect(Set(held([sensor, newer, older], paths, at: 10).values) == [.possible(.cameInGap)])
    #expect(held([sensor, newer, older], paths, at: 30)["C:\\a.csv"] == .possible(.onlyNamed))
    #expect(held([sensor, newer, older], paths, at: 30)["C:\\b.csv"] == .possible(.cameInGap))
    #expect(held([sensor, newer, older], paths, at: 70).values.allSatisfy { $0 == .possible(.onlyNamed) })
  }

  /// It covers nothing, and does not end what the sensor covers.
  @Test func aLogIsNoCoverage() {
    let sensor = segment(
      [
        Trace(kind: .watchStarted, time: 100, place: 1), Trace(kind: .scanStarted, time: 101, place: 1),
        Trace(kind: .found, time: 102, place: 2, content: 7, changed: 0),
        Trace(kind: .scanFinished, time: 103, place: 1),
        Trace(kind: .alive, time: 200),
      ], isLog: false)
    let log = segment(
      [Trace(kind: .named, time: 150, place: 3), Trace(kind: .named, time: 900, place: 3)], epoch: 2, isLog: true)
    var places = PlacePaths()
    for path in ["/r", "/r/x.csv", "/r/y.csv"] { places.append(path) }
    #expect(DeviceReplay(segments: [sensor, log], paths: places, at: 180).lastRecord == 200)
    #expect(held([sensor, log], ["/r", "/r/x.csv", "/r/y.csv"], at: 180)["/r/x.csv"] == .certain)
  }

  @Test func foldersOfWindowsTakeTheirFilesAlong() {
    let log = segment(
      [Trace(kind: .named, time: 10, place: 3), Trace(kind: .folderMoved, time: 20, place: 1, other: 2)], isLog: true)
    let paths = ["C:\\a", "D:\\b", "C:\\a\\x.csv"]
    #expect(held([log], paths, at: 30) == ["D:\\b\\x.csv": .possible(.onlyNamed)])
  }

  @Test func recordsCanBeReadAgain() throws {
    let installation = try Installation()
    try installation.custody.register(Device(id: "L-1", label: "PC-1"))
    let facts: [(time: Moment, fact: Fact)] = [
      (day(1), .named(path: "C:\\a.csv", size: 5, sha256: nil)), (day(0), .written(path: "C:\\a.csv")),
    ]
    try installation.custody.observe(facts, of: "L-1", from: .operationLog)
    let records = try installation.custody.records(of: "L-1", from: .operationLog)
    #expect(records.map(\.fact) == facts.map(\.fact))
    #expect(records.map(\.time) == facts.map(\.time))
    #expect(try installation.custody.records(of: "L-1", from: .osquery).isEmpty)
  }
}
