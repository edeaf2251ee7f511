import CanonicalForms
import Contents
import PersonalData
import Storage
import TestDatabases
import Testing

@testable import Custody

/// A share or a disk that is not mounted looks like a folder whose files are gone.
@Suite("Roots that are not mounted", .onEveryEngine)
struct ScanGroundTests {
  let installation: Installation
  var custody: Custody { installation.custody }

  private static let share = ScanGround(own: .init(path: "/data", type: "cifs", id: "//server/share"))
  /// What is below it when it is not mounted.
  private static let folder = ScanGround(own: .init(path: "/", type: "ext4", id: "1f"))

  init() throws {
    installation = try Installation()
    try custody.register(Device(id: "PC-1", label: "共有", kind: .share, holder: nil), at: day(0))
    try scan(day(1), Self.share, [list("a", 0..<10), list("b", 10..<15)])
  }

  private func list(_ name: String, _ people: Range<Int>, in folder: String = "/data") -> ObservedFile {
    file("\(folder)/\(name).csv", profile(name, people.map { person($0) }))
  }

  @discardableResult
  private func scan(
    _ time: Moment, _ ground: ScanGround?, _ files: [ObservedFile], endingOn end: ScanGround? = nil,
    confirmsGone: Bool = false
  ) throws -> ScanRecording.Result {
    let recording = try custody.beginScan(
      device: "PC-1", root: "/data", ground: ground, confirmsGone: confirmsGone, startedAt: time, clock: { time })
    for file in files { try recording.observe(file) }
    return try recording.finish(at: time, ground: end ?? ground)
  }

  private func certain(_ time: Moment) throws -> Int { try custody.scope(of: "PC-1", at: time).total.certain.count }

  @Test func anEmptyMountPointTakesNothingAway() throws {
    let result = try scan(day(2), Self.folder, [])
    #expect(result.doubt == .otherFileSystem && result.unconfirmed == 2 && result.closed == 0)
    let scope = try custody.scope(of: "PC-1", at: day(3))
    #expect(scope.total.certain.count == 15 && scope.lastScan == day(1))
    #expect(scope.gaps.contains(.unconfirmed(root: "/data", started: day(2), doubt: .otherFileSystem)))
    // As often as it happens; and mounted again, everything is as it was.
    try scan(day(4), Self.folder, [])
    let back = try scan(day(5), Self.share, [list("a", 0..<10), list("b", 10..<15)])
    #expect(back == .init(files: 2, bytes: 2, unchanged: 2))
    #expect(try custody.scope(of: "PC-1", at: day(5)).gaps.allSatisfy { !$0.isIrregular })
    let before = try installation.digests()
    try custody.journal.rebuild()
    #expect(try installation.digests() == before)
  }

  @Test func anEmptyFolderTakesNothingAwayUntilSomebodyConfirms() throws {
    #expect(try scan(day(2), Self.share, []).doubt == .empty)
    #expect(try certain(day(2)) == 15)
    let confirmed = try scan(day(3), Self.share, [], confirmsGone: true)
    #expect(confirmed.doubt == nil && confirmed.closed == 2)
    let scope = try custody.scope(of: "PC-1", at: day(3))
    #expect(scope.total.certain.count == 0 && scope.total.possible.count == 15 && scope.lastScan == day(3))
    // Nothing is known there any more: that it is empty is no question.
    #expect(try scan(day(4), Self.share, []).doubt == nil)
  }

  /// Another disk in the same place, with files of its own.
  @Test func anotherDiskAddsAndTakesNothingAway() throws {
    let other = ScanGround(own: .init(path: "/data", type: "cifs", id: "//server/other"))
    let result = try scan(day(2), other, [list("a", 0..<10), list("c", 20..<24)])
    #expect(result.doubt == .otherFileSystem && result.opened == 1 && result.unconfirmed == 1)
    #expect(try certain(day(2)) == 19)
    try scan(day(3), other, [list("a", 0..<10), list("c", 20..<24)], confirmsGone: true)
    #expect(try certain(day(3)) == 14)
    // From then on that disk is the one.
    #expect(try scan(day(4), other, [list("a", 0..<10)]).closed == 1)
  }

  /// Another disk with a file of the same name: what lay there before is not replaced by it.
  @Test func anotherDiskReplacesNothing() throws {
    let other = ScanGround(own: .init(path: "/data", type: "cifs", id: "//server/other"))
    var stranger = list("stranger", 30..<33)
    stranger.path = "/data/a.csv"
    let result = try scan(day(2), other, [stranger, list("b", 10..<15), stranger])
    #expect(result.doubt == .otherFileSystem && result.opened == 0 && result.closed == 0)
    #expect(result.unchanged == 1 && result.unconfirmed == 1)
    #expect(try certain(day(2)) == 15)
    // Mounted again, nothing has happened; and whoever confirms that it is the one gets what lies on it.
    #expect(try scan(day(3), Self.share, [list("a", 0..<10), list("b", 10..<15)]).unchanged == 2)
    let confirmed = try scan(day(4), other, [stranger, list("b", 10..<15)], confirmsGone: true)
    #expect(confirmed.opened == 1 && confirmed.closed == 1)
    #expect(try certain(day(4)) == 8)
  }

  /// A folder that was emptied, below which a share is missing besides: what stands for the share is no file that was found.
  @Test func aMissingShareBelowAnEmptyFolderLeavesTheDoubt() throws {
    var ground = Self.share
    ground.below = [.init(path: "/data/inner", type: "nfs4", id: "server:/inner")]
    try scan(day(2), ground, [list("a", 0..<10), list("b", 10..<15), list("c", 20..<27, in: "/data/inner")])
    let result = try scan(day(3), Self.share, [])
    #expect(result.doubt == .empty && result.closed == 0 && result.unconfirmed == 2)
    #expect(try certain(day(3)) == 22)
  }

  @Test func aRootThatWasTakenOffMeanwhileTakesNothingAway() throws {
    let result = try scan(day(2), Self.share, [list("a", 0..<10)], endingOn: Self.folder)
    #expect(result.doubt == .otherFileSystem)
    #expect(try certain(day(2)) == 15)
  }

  @Test func aRootThatCannotBeListedIsNoScan() throws {
    let recording = try custody.beginScan(
      device: "PC-1", root: "/data", ground: Self.share, startedAt: day(2), clock: { day(2) })
    recording.cannotSee(below: "/data")
    #expect(try recording.finish(at: day(2), ground: Self.share).doubt == .unreadable)
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.total.certain.count == 15 && scope.lastScan == day(1))
  }

  /// A deleted file on a share that is there is gone, as always; and who gives no ground vouches for it.
  @Test func whatIsGoneIsGone() throws {
    #expect(try scan(day(2), Self.share, [list("a", 0..<10)]).closed == 1)
    #expect(try scan(day(3), nil, []).closed == 1)
    #expect(try certain(day(3)) == 0)
  }

  @Test func whatLayOnAShareBelowTheRootIsKept() throws {
    var ground = Self.share
    ground.below = [.init(path: "/data/inner", type: "nfs4", id: "server:/inner")]
    let files = [list("a", 0..<10), list("b", 10..<15), list("c", 20..<27, in: "/data/inner")]
    try scan(day(2), ground, files)
    #expect(try certain(day(2)) == 22)
    // Twice: the first of these scans does not make its absence the rule.
    for time in [day(3), day(4)] {
      #expect(try scan(time, Self.share, [list("a", 0..<10)]).doubt == nil)
      let scope = try custody.scope(of: "PC-1", at: time)
      #expect(scope.total.certain.count == 17 && scope.lastScan == time)
      #expect(scope.unread.flatMap(\.examples) == ["/data/inner"])
    }
    try scan(day(5), ground, [list("a", 0..<10), list("c", 20..<27, in: "/data/inner")])
    #expect(try custody.scope(of: "PC-1", at: day(5)).unread.allSatisfy { $0.certain == 0 })
    try scan(day(6), Self.share, [list("a", 0..<10)], confirmsGone: true)
    #expect(try certain(day(6)) == 10)
  }

  @Test func fileSystemsAreComparedByWhatLasts() {
    func mount(_ path: String, _ type: String, _ id: String?) -> ScanGround.Mount {
      .init(path: path, type: type, id: id)
    }
    let stick = mount("/media/stick", "vfat", nil)
    #expect(!stick.isOther(than: stick))
    #expect(!mount("/", "ext4", "1").isOther(than: mount("/", "ext4", nil)))
    #expect(mount("/", "ext4", "1").isOther(than: mount("/", "ext4", "2")))
    #expect(mount("/", "vfat", nil).isOther(than: stick))
    #expect(mount("/media/stick", "exfat", nil).isOther(than: stick))
  }

  /// Entries of earlier versions have the root alone.
  @Test func whatAStartedScanLiesOnIsReadAgain() {
    let started = StartedScan(root: "/data", ground: Self.share)
    #expect(StartedScan(from: started.bytes) == started)
    #expect(StartedScan(from: Array("/data".utf8)) == StartedScan(root: "/data", ground: nil))
    #expect(StartedScan(from: []) == StartedScan(root: "", ground: nil))
  }
}
