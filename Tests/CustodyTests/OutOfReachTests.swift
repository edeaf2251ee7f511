import Contents
import Custody
import PersonalData
import Storage
import TestDatabases
import Testing

/// What a scan could not see is not gone.
@Suite("Out of reach", .onEveryEngine)
struct OutOfReachTests {
  let installation: Installation
  var custody: Custody { installation.custody }

  init() throws {
    installation = try Installation()
    try custody.register(Device(id: "PC-1", label: "ノート 1", kind: .laptop, holder: "試験 太郎"), at: day(0))
  }

  @Test func aFolderThatCannotBeListedKeepsItsHoldings() throws {
    let list = profile("list", (0..<10).map { person($0) })
    try custody.scan(at: day(1), [file("/data/closed/list.csv", list), file("/data/open.csv", list)])
    let recording = try custody.beginScan(device: "PC-1", root: "/data", startedAt: day(2), clock: { day(2) })
    recording.cannotSee(below: "/data/closed")
    try recording.observe(ObservedFile(path: "/data/closed", size: 0, modified: nil, unread: .noPermission))
    let result = try recording.finish(at: day(2))
    #expect(result.closed == 1)
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.total.certain.count == 10)
    #expect(scope.unread.map(\.reason) == [.noPermission])
  }

  @Test func aFileThatOnlyWentOutOfReachIsTheSame() throws {
    let list = profile("list", (0..<10).map { person($0) })
    try custody.scan(at: day(1), [file("/data/list.csv", list, modified: day(0.5))])
    try custody.scan(
      at: day(2),
      [ObservedFile(path: "/data/list.csv", size: list.size, modified: day(0.5), unread: .noPermission)])
    #expect(try custody.scope(of: "PC-1", at: day(2)).total.certain.count == 10)
    // Changed meanwhile: nobody knows what it holds now.
    try custody.scan(
      at: day(3),
      [ObservedFile(path: "/data/list.csv", size: list.size + 1, modified: day(2.5), unread: .noPermission)])
    let scope = try custody.scope(of: "PC-1", at: day(3))
    #expect(scope.total.certain.count == 0)
    #expect(scope.unread.map(\.reason) == [.noPermission])
  }
}
