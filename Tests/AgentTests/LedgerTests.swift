import CanonicalForms
import Cryptography
import Observations
import Testing

@testable import Agent

/// A tree in memory that the ledger asks for folders.
struct MemoryTree {
  static let root = "/r"
  var paths: [Handle: [String]] = [:]

  static func handle(_ name: String) -> Handle { Handle(Array(repeating: 7, count: 16) + Array(name.utf8)) }

  func chain(_ folder: String) -> FolderChain {
    let names = folder.split(separator: "/").map(String.init).dropFirst()
    return FolderChain(
      root: Self.root, rootHandle: Self.handle("r"),
      steps: names.map { .init(name: FileName($0), handle: Self.handle($0)) })
  }
}

@Suite("The ledger of changes")
struct LedgerTests {
  static let digest = SHA256Digest(hashing: Array("people".utf8))
  static let tree = MemoryTree()

  static func stamp(_ milliseconds: Int64) -> Stamp {
    Stamp(time: Moment(milliseconds: 1_000_000 + milliseconds), uptime: milliseconds)
  }

  /// The last folder of `path` has the handle of its name.
  static func place(_ path: String) -> Place {
    let parts = path.split(separator: "/").map(String.init)
    return Place(
      folder: MemoryTree.handle(parts.count > 1 ? parts[parts.count - 2] : "r"), name: FileName(parts.last ?? ""))
  }

  static func seen(_ path: String, at time: Int64, content: SHA256Digest = digest, object: Handle? = nil) -> Finding {
    let folder = "/" + path.split(separator: "/").dropLast().joined(separator: "/")
    return Finding(
      place: place(path),
      what: .file(
        SeenFile(
          chain: tree.chain(folder), size: 10, modified: Moment(milliseconds: 5), changed: Moment(milliseconds: 6),
          fileID: 1, object: object, what: .content(content))), stamp: stamp(time))
  }

  /// Nobody moves anything to where nothing is known.
  static func nowhere(_ folder: Handle) -> ChangeLedger.Resolution { .outside }

  static func facts(_ entries: [Entry]) -> [Fact] { entries.map(\.fact) }

  @Test func onlyReportedFilesAreNamed() {
    var ledger = ChangeLedger()
    let quiet = Self.place("/r/a/letter.txt")
    #expect(
      ledger.handle(.touched(quiet, [.created, .closed], object: nil), at: Self.stamp(1), resolving: Self.nowhere)
        .isEmpty)
    #expect(ledger.takeLooks(at: 100).isEmpty)
    #expect(ledger.takeLooks(at: 2_001) == [quiet])
    #expect(ledger.handle(Finding(place: quiet, what: .silent, stamp: Self.stamp(2_100)), isLook: true).isEmpty)
    #expect(
      ledger.handle(.touched(quiet, .removed, object: nil), at: Self.stamp(3_000), resolving: Self.nowhere).isEmpty)
  }

  /// A disk below the root is not mounted any more while a scan waits for its end: nothing is told of its files.
  @Test func aDiskThatIsNotMountedAnyMoreIsNotGone() {
    var ledger = ChangeLedger()
    _ = ledger.handle(Self.seen("/r/disk/a/list.csv", at: 1), isLook: false)
    _ = ledger.handle(Self.seen("/r/disks/list.csv", at: 2), isLook: false)
    _ = ledger.scanStarts("/r", at: Self.stamp(10))
    _ = ledger.handle(Self.seen("/r/disks/list.csv", at: 11), isLook: false)
    #expect(ledger.walkEnded("/r", counts: ScanCounts(), at: Self.stamp(12)).isEmpty)
    ledger.drop(below: "/r/disk", of: "/r")
    #expect(!ledger.isScanning("/r"))
    #expect(ledger.reportedPaths(below: "/r") == ["/r/disks/list.csv"])
    let lost = Finding(place: Self.place("/r/disk/a/list.csv"), what: .outside, stamp: Self.stamp(20))
    #expect(ledger.handle(lost, isLook: true).isEmpty)
    // One whose walk is on its way ends, and says nothing of what it did not meet.
    _ = ledger.scanStarts("/r", at: Self.stamp(30))
    ledger.drop(below: "/r/disk", of: "/r")
    #expect(ledger.isScanning("/r"))
    #expect(ledger.walkEnded("/r", counts: nil, at: Self.stamp(31)).isEmpty && !ledger.isScanning("/r"))
  }

  /// The same content at the same place, of which more is known now.
  @Test func aProfileThatCameLaterIsTold() {
    var ledger = ChangeLedger()
    var finding = Self.seen("/r/a/list.csv", at: 10)
    _ = ledger.handle(finding, isLook: false)
    #expect(ledger.handle(finding, isLook: false).isEmpty)
    guard case .file(var file) = finding.what else { return }
    file.profile = SeenFile.Profile(message: [1], recogniser: 1, people: 3, isSettled: false)
    finding.what = .file(file)
    let entries = ledger.handle(finding, isLook: false)
    #expect(entries.first?.profile == [1] && entries.first?.isSettled == false)
  }

  /// A file has a name outside all roots, too: what is written through that one is written to the reported one.
  @Test func aWriteThroughALinkOutsideIsNoticed() {
    var ledger = ChangeLedger()
    let object = MemoryTree.handle("the file itself")
    _ = ledger.handle(Self.seen("/r/a/list.csv", at: 10, object: object), isLook: false)
    let elsewhere = Place(folder: MemoryTree.handle("elsewhere"), name: FileName("copy.csv"))
    _ = ledger.handle(Finding(place: elsewhere, what: .outside, stamp: Self.stamp(20)), isLook: true)
    #expect(ledger.isOutside(elsewhere.folder))
    let entries = ledger.handle(
      .touched(elsewhere, [.modified, .closed], object: object), at: Self.stamp(30), resolving: Self.nowhere)
    #expect(Self.facts(entries) == [.written(path: "/r/a/list.csv")])
    #expect(
      ledger.takeLooks(at: 2_100) == [Self.place("/r/a/list.csv")], "and it is looked at again, the other one not")
    #expect(
      ledger.handle(.touched(elsewhere, .removed, object: object), at: Self.stamp(3_000), resolving: Self.nowhere)
        .isEmpty)
  }

  /// 名簿.csv and 発注.csv as CP932 spells them: no text, and no reason to take one for the other.
  @Test func namesInOldEncodingsStayApart() {
    let list = FileName([0x96, 0xBC, 0x95, 0xEB] + Array(".csv".utf8))
    let orders = FileName([0x94, 0xAD, 0x92, 0x8D] + Array(".csv".utf8))
    #expect(list.text == "\\x96\\xBC\\x95\\xEB.csv" && list.text != orders.text)
    #expect(FileName(list.text) == list && FileName("名簿\\.csv").bytes == Array("名簿\\.csv".utf8))
    var ledger = ChangeLedger()
    for name in [list, orders] {
      var finding = Self.seen("/r/a/x", at: 10)
      finding.place.name = name
      let facts = Self.facts(ledger.handle(finding, isLook: false))
      guard case .found(let file)? = facts.last else { return #expect(Bool(false)) }
      #expect(file.path == "/r/a/" + name.text)
    }
    #expect(ledger.reportedCount == 2 && Set(ledger.reportedPaths(below: "/r")).count == 2)
    let place = Place(folder: MemoryTree.handle("a"), name: list)
    let entries = ledger.handle(.touched(place, .removed, object: nil), at: Self.stamp(20), resolving: Self.nowhere)
    #expect(Self.facts(entries) == [.gone(path: "/r/a/" + list.text, isFolder: false)])
    #expect(ledger.reportedPaths(below: "/r") == ["/r/a/" + orders.text])
  }

  /// The appearance of a new file is dated by the first change that was seen of it, which nobody was told of then.
  @Test func aNewFileIsDatedByItsFirstChange() throws {
    var ledger = ChangeLedger()
    let (draft, list) = (Self.place("/r/a/draft"), Self.place("/r/a/list.csv"))
    _ = ledger.handle(.touched(draft, .created, object: nil), at: Self.stamp(10), resolving: Self.nowhere)
    _ = ledger.handle(.renamed(from: draft, to: list, object: nil), at: Self.stamp(20), resolving: Self.nowhere)
    _ = ledger.handle(.touched(list, .closed, object: nil), at: Self.stamp(30), resolving: Self.nowhere)
    let entries = ledger.handle(Self.seen("/r/a/list.csv", at: 2_100), isLook: true)
    guard case .found(let file) = try #require(entries.last).fact else { return #expect(Bool(false)) }
    #expect(file.firstSeen == Self.stamp(20).time)
    _ = ledger.handle(.touched(list, .modified, object: nil), at: Self.stamp(3_000), resolving: Self.nowhere)
    let again = ledger.handle(Self.seen("/r/a/list.csv", at: 6_000), isLook: true)
    guard case .found(let file) = try #require(again.last).fact else { return #expect(Bool(false)) }
    #expect(file.firstSeen == nil)
  }

  @Test func aReportedFileIsWrittenOnceUntilItIsRead() throws {
    var ledger = ChangeLedger()
    let place = Self.place("/r/a/list.csv")
    let first = ledger.handle(Self.seen("/r/a/list.csv", at: 10), isLook: false)
    guard case .found(let file) = try #require(first.first).fact else { return #expect(Bool(false)) }
    #expect(file.path == "/r/a/list.csv")
    let written = ledger.handle(.touched(place, .modified, object: nil), at: Self.stamp(20), resolving: Self.nowhere)
    #expect(written == [Entry(stamp: Self.stamp(20), fact: .written(path: "/r/a/list.csv"))])
    #expect(ledger.handle(.touched(place, .closed, object: nil), at: Self.stamp(30), resolving: Self.nowhere).isEmpty)
    #expect(ledger.takeLooks(at: 3_000) == [place])
    // The same bytes as before: the doubt is taken back all the same.
    #expect(ledger.handle(Self.seen("/r/a/list.csv", at: 3_001), isLook: true).count == 1)
    #expect(ledger.handle(Self.seen("/r/a/list.csv", at: 3_002), isLook: true).isEmpty)
    let cleared = ledger.handle(Finding(place: place, what: .silent, stamp: Self.stamp(4_000)), isLook: true)
    #expect(Self.facts(cleared) == [.cleared(path: "/r/a/list.csv")])
    #expect(ledger.reportedCount == 0)
  }

  @Test func aMovedFolderIsOneRecordAndItsFilesFollow() {
    var ledger = ChangeLedger()
    _ = ledger.handle(Self.seen("/r/a/b/list.csv", at: 10), isLook: false)
    _ = ledger.handle(Self.seen("/r/c/other.csv", at: 11), isLook: false)
    let moved = ledger.handle(
      .folderMoved(from: Self.place("/r/a/b"), to: Place(folder: MemoryTree.handle("c"), name: FileName("z"))),
      at: Self.stamp(20), resolving: Self.nowhere)
    #expect(Self.facts(moved) == [.moved(from: "/r/a/b", to: "/r/c/z", isFolder: true)])
    #expect(ledger.reportedPaths(below: "/r") == ["/r/c/other.csv", "/r/c/z/list.csv"])
    // The event names the folder by its handle, whatever it is called by now.
    let gone = ledger.handle(
      .touched(Self.place("/r/a/b/list.csv"), .removed, object: nil), at: Self.stamp(30), resolving: Self.nowhere)
    #expect(Self.facts(gone) == [.gone(path: "/r/c/z/list.csv", isFolder: false)])
  }

  @Test func aFolderThatIsMovedAwayIsGoneAndOneThatArrivesIsScanned() {
    var ledger = ChangeLedger()
    _ = ledger.handle(Self.seen("/r/a/b/list.csv", at: 10), isLook: false)
    let out = Place(folder: MemoryTree.handle("elsewhere"), name: FileName("b"))
    let entries = ledger.handle(
      .folderMoved(from: Self.place("/r/a/b"), to: out), at: Self.stamp(20), resolving: Self.nowhere)
    #expect(Self.facts(entries) == [.gone(path: "/r/a/b", isFolder: true)])
    #expect(ledger.reportedCount == 0 && ledger.takeArrived().isEmpty)
    _ = ledger.handle(.folderMoved(from: out, to: Self.place("/r/a/b")), at: Self.stamp(30), resolving: Self.nowhere)
    #expect(ledger.takeArrived().map(\.place) == [Self.place("/r/a/b")])
  }

  @Test func renamingOverAReportedFileIsAChangeOfIt() {
    var ledger = ChangeLedger()
    _ = ledger.handle(Self.seen("/r/a/list.csv", at: 10), isLook: false)
    let quiet = ledger.handle(
      .renamed(from: Self.place("/r/a/new.tmp"), to: Self.place("/r/a/list.csv"), object: nil), at: Self.stamp(20),
      resolving: Self.nowhere)
    #expect(Self.facts(quiet) == [.written(path: "/r/a/list.csv")])
    _ = ledger.handle(Self.seen("/r/a/other.csv", at: 30), isLook: false)
    let over = ledger.handle(
      .renamed(from: Self.place("/r/a/other.csv"), to: Self.place("/r/a/list.csv"), object: nil), at: Self.stamp(40),
      resolving: Self.nowhere)
    #expect(Self.facts(over) == [.moved(from: "/r/a/other.csv", to: "/r/a/list.csv", isFolder: false)])
    #expect(ledger.reportedPaths(below: "/r") == ["/r/a/list.csv"])
  }

  @Test func exchangedNamesLeaveBothInDoubt() {
    var ledger = ChangeLedger()
    _ = ledger.handle(Self.seen("/r/a/1.csv", at: 10), isLook: false)
    _ = ledger.handle(Self.seen("/r/a/2.csv", at: 10), isLook: false)
    let (one, two) = (Self.place("/r/a/1.csv"), Self.place("/r/a/2.csv"))
    _ = ledger.handle(.renamed(from: one, to: two, object: nil), at: Self.stamp(20), resolving: Self.nowhere)
    let second = ledger.handle(.renamed(from: two, to: one, object: nil), at: Self.stamp(20), resolving: Self.nowhere)
    #expect(Self.facts(second).last == .written(path: "/r/a/1.csv"))
    #expect(Set(ledger.takeLooks(at: 5_000)) == [one, two])
  }

  @Test func aChangeThroughOneNameIsAChangeOfAllNames() {
    var ledger = ChangeLedger()
    let file = MemoryTree.handle("the file itself")
    _ = ledger.handle(Self.seen("/r/a/1.csv", at: 10, object: file), isLook: false)
    _ = ledger.handle(Self.seen("/r/b/2.csv", at: 10, object: file), isLook: false)
    let entries = ledger.handle(
      .touched(Self.place("/r/a/1.csv"), .closed, object: file), at: Self.stamp(20), resolving: Self.nowhere)
    #expect(Self.facts(entries) == [.written(path: "/r/a/1.csv"), .written(path: "/r/b/2.csv")])
    #expect(Set(ledger.takeLooks(at: 5_000)) == [Self.place("/r/a/1.csv"), Self.place("/r/b/2.csv")])
  }

  @Test func whatGoesWithoutAnEventIsBelievedOnlyTheSecondTime() {
    var ledger = ChangeLedger()
    let place = Self.place("/r/a/list.csv")
    _ = ledger.handle(Self.seen("/r/a/list.csv", at: 10), isLook: false)
    _ = ledger.handle(.touched(place, .modified, object: nil), at: Self.stamp(20), resolving: Self.nowhere)
    #expect(ledger.takeLooks(at: 3_000) == [place])
    #expect(ledger.handle(Finding(place: place, what: .absent, stamp: Self.stamp(3_000)), isLook: true).isEmpty)
    #expect(ledger.takeLooks(at: 4_000) == [place])
    let entries = ledger.handle(Finding(place: place, what: .absent, stamp: Self.stamp(4_000)), isLook: true)
    #expect(Self.facts(entries) == [.gone(path: "/r/a/list.csv", isFolder: false)])
  }

  /// What the records name and the walk did not meet is looked at before the scan is called finished.
  @Test func aScanIsFinishedWhenNothingIsLeftUnsaid() {
    var ledger = ChangeLedger()
    _ = ledger.handle(Self.seen("/r/a/stays.csv", at: 10), isLook: false)
    _ = ledger.handle(Self.seen("/r/a/moves.csv", at: 10), isLook: false)
    _ = ledger.handle(Self.seen("/r/a/went.csv", at: 10), isLook: false)
    #expect(Self.facts(ledger.scanStarts("/r", at: Self.stamp(100))) == [.scanStarted(root: "/r")])
    // Met again: said again, once.
    #expect(ledger.handle(Self.seen("/r/a/stays.csv", at: 110), isLook: false).count == 1)
    #expect(ledger.handle(Self.seen("/r/a/stays.csv", at: 111), isLook: false).isEmpty)
    #expect(ledger.handle(Self.seen("/r/a/moves.csv", at: 112), isLook: false).count == 1)
    _ = ledger.handle(
      .renamed(from: Self.place("/r/a/moves.csv"), to: Self.place("/r/a/moved.csv"), object: nil),
      at: Self.stamp(120), resolving: Self.nowhere)
    let counts = ScanCounts(files: 5, bytes: 50, silent: 2, unread: 0)
    #expect(ledger.walkEnded("/r", counts: counts, at: Self.stamp(130)).isEmpty)
    var finished: [Fact] = []
    for time in [Int64(131), 2_000, 4_000, 8_000] {
      for place in ledger.takeLooks(at: time) {
        let finding =
          place.name.text == "moved.csv"
          ? Self.seen("/r/a/moved.csv", at: time) : Finding(place: place, what: .absent, stamp: Self.stamp(time))
        finished += Self.facts(ledger.handle(finding, isLook: true))
      }
    }
    #expect(finished.last == .scanFinished(root: "/r", counts: counts))
    #expect(finished.contains(.gone(path: "/r/a/went.csv", isFolder: false)))
    #expect(ledger.reportedPaths(below: "/r") == ["/r/a/moved.csv", "/r/a/stays.csv"])
    #expect(!ledger.isScanning)
  }

  @Test func aFileThatNeverRestsIsLookedAtLessAndLess() {
    var looks = PendingLooks()
    let place = Self.place("/r/a/log")
    var times: [Int64] = []
    for now in stride(from: Int64(0), to: 7_200_000, by: 500) {
      looks.touch(place, at: now)
      if !looks.takeDue(at: now, most: 10).isEmpty { times.append(now) }
    }
    #expect(times.count < 25)
    let pauses = zip(times.dropFirst(), times).map { $0 - $1 }
    #expect(pauses.max().map { $0 <= 900_500 } == true)
    #expect(times.first == 60_000)
  }
}
