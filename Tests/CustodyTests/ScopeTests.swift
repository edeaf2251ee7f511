import Contents
import Custody
import PersonalData
import Storage
import TestDatabases
import Testing

@Suite(.onEveryEngine) struct ScopeTests {
  let installation: Installation
  var custody: Custody { installation.custody }

  init() throws {
    installation = try Installation()
    try custody.register(Device(id: "PC-1", label: "ノート 1", kind: .laptop, holder: "試験 太郎"), at: day(0))
  }

  @Test func neverScannedIsNotNobody() throws {
    let scope = try custody.scope(of: "PC-1", at: day(1))
    #expect(scope.lastScan == nil)
    #expect(scope.gaps == [.neverScanned])
    #expect(scope.total.possible.count == 0)
  }

  @Test func unknownDeviceIsAFailure() {
    #expect(throws: CustodyFailure.self) { try custody.scope(of: "PC-9", at: day(1)) }
  }

  @Test func peopleAreDistinctOverFiles() throws {
    let first = profile("a", (0..<10).map { person($0) })
    let second = profile("b", (5..<20).map { person($0) })
    try custody.scan(at: day(1), [file("/data/a", first), file("/data/b", second), file("/data/copy", first)])
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.total.certain.count == 20)
    #expect(scope.total.possible.count == 20)
    #expect(scope.total.certainFiles == 3)
    #expect(scope.gaps == [.sinceLastScan(root: "/data", from: day(1), milliseconds: 86_400_000)])
  }

  @Test func historyIsToldForAnyMoment() throws {
    let a = profile("a", (0..<10).map { person($0) })
    let b = profile("b", (10..<15).map { person($0) })
    let c = profile("c", (15..<18).map { person($0) })
    try custody.scan(at: day(1), [file("/data/a", a), file("/data/b", b)])
    try custody.scan(at: day(3), [file("/data/a", a), file("/data/c", c, modified: day(1.5))])
    try custody.scan(at: day(5), [file("/data/c", c)])
    // In the gap between 1 and 3: a bridged, b gone at an unknown time, c came but is older.
    let gap = try custody.scope(of: "PC-1", at: day(2))
    #expect(gap.total.certain.count == 10)
    #expect(gap.total.possible.count == 18)
    #expect(
      Dictionary(uniqueKeysWithValues: gap.doubtful.map { ($0.doubt, $0.people) }) == [
        .goneInGap: 5, .cameInGapOlder: 3,
      ])
    #expect(gap.lastScan == day(1))
    #expect(gap.nextScan == day(3))
    // Before c's own date of change.
    #expect(try custody.scope(of: "PC-1", at: day(1.2)).doubtful.map(\.doubt) == [.cameInGap, .goneInGap])
    // After 3: b is deleted, not wiped.
    let later = try custody.scope(of: "PC-1", at: day(3))
    #expect(later.total.certain.count == 3)
    #expect(later.total.possible.count == 18)
    #expect(later.doubtful.map(\.doubt) == [.deletedNotWiped, .goneInGap])
    // At the end.
    let last = try custody.scope(of: "PC-1", at: day(9))
    #expect(last.total.certain.count == 3)
    #expect(last.doubtful.map(\.files) == [2])
    #expect(last.doubtful.first?.since == day(3)...day(5))
    // Before anything.
    let before = try custody.scope(of: "PC-1", at: day(0.5))
    #expect(before.total.certain.count == 0)
    #expect(before.gaps.first == .neverScanned)
    #expect(before.total.possible.count == 15)
  }

  @Test func replacedContentClosesThePlace() throws {
    let old = profile("old", [person(1)])
    let new = profile("new", [person(2)])
    try custody.scan(at: day(1), [file("/data/a", old)])
    let result = try custody.scan(at: day(2), [file("/data/a", new)])
    #expect(result.opened == 1)
    #expect(result.closed == 1)
    let scope = try custody.scope(of: "PC-1", at: day(3))
    #expect(scope.total.certain.count == 1)
    #expect(scope.total.possible.count == 2)
  }

  @Test func aScanSpeaksOnlyForItsRoot() throws {
    try custody.scan(root: "/data", at: day(1), [file("/data/a", profile("a", [person(1)]))])
    try custody.scan(root: "/home/", at: day(2), [file("/home/b", profile("b", [person(2)]))])
    let scope = try custody.scope(of: "PC-1", at: day(3))
    #expect(scope.total.certain.count == 2)
    #expect(scope.roots == ["/data", "/home"])
    // /data2 is not under /data.
    try custody.scan(root: "/data2", at: day(3), [])
    #expect(try custody.scope(of: "PC-1", at: day(4)).total.certain.count == 2)
  }

  @Test func unreadFilesAreCountedWithTheirReason() throws {
    let locked = ObservedFile(path: "/data/x.zip", size: 9, modified: day(0), unread: .password)
    let partly = profile("partly", [person(1)], unreadParts: [UnreadPart(place: "m.xlsx", reason: .damaged)])
    let never = ObservedFile(path: "/data/n", size: 1, modified: nil, sha256: profile("n", []).sha256)
    try custody.scan(at: day(1), [locked, file("/data/p", partly), never])
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.total.certain.count == 1)
    #expect(scope.unread.map(\.reason) == [nil, .password, .damaged])
    #expect(scope.unread.map(\.isPart) == [false, false, true])
    #expect(scope.unread.map(\.certain) == [1, 1, 1])
    #expect(scope.unread.last?.examples == ["/data/p / m.xlsx"])
    #expect(!scope.isEmpty)
  }

  @Test func filesWithoutPeopleLeaveOnlyACount() throws {
    let result = try custody.scan(at: day(1), [file("/data/private.txt", profile("private", []))])
    #expect(result.silent == 1)
    #expect(result.opened == 0)
    #expect(try custody.isRecorded(profile("private", []).sha256) == false)
    #expect(try custody.scope(of: "PC-1", at: day(2)).isEmpty)
  }

  @Test func aSecondScanOfTheSameFilesAddsNoPlaces() throws {
    let files = [file("/data/a", profile("a", [person(1)]))]
    try custody.scan(at: day(1), files)
    let known = ObservedFile(path: "/data/a", size: 1, modified: nil, sha256: profile("a", []).sha256)
    let result = try custody.scan(at: day(2), [known])
    #expect(result.unchanged == 1)
    #expect(result.opened + result.closed == 0)
    #expect(try custody.scope(of: "PC-1", at: day(1.5)).total.certain.count == 1)
  }

  @Test func fieldsAndSensitivityAreCountedInPeople() throws {
    let results = FieldSet([.name, .birthDate, .checkResult])
    let content = profile("a", [person(1), person(2, fields: results), person(3, fields: results)])
    try custody.scan(at: day(1), [file("/data/a", content)])
    let total = try custody.scope(of: "PC-1", at: day(2)).total.certain
    #expect(total.byField == [.name: 3, .birthDate: 3, .checkResult: 2])
    #expect(total.sensitive == 2)
  }

  @Test func aBetterRecogniserIsUsedAndTheOldProfileStays() throws {
    try custody.scan(at: day(1), [file("/data/a", profile("a", [person(1)]))])
    try custody.scan(at: day(2), [file("/data/a", profile("a", [person(1), person(2)], recogniser: 2))])
    #expect(try custody.scope(of: "PC-1", at: day(3)).total.certain.count == 2)
    let profiles = try custody.store.read { try $0.first("SELECT COUNT(*) FROM content_profile") { $0.integer(0) } }
    #expect(profiles == 2)
  }

  @Test func lossesAreJournaledAndShown() throws {
    try custody.scan(at: day(1), [file("/data/a", profile("a", [person(1)]))])
    try custody.reportLoss(of: "PC-1", lastSeen: day(2), at: day(4))
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.losses.map(\.lastSeen) == [day(2)])
    #expect(scope.device.status == .lost)
  }
}
