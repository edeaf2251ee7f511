import Cryptography
import Glibc
import Testing
import TransparencyLog

@testable import Agent

/// A log that a server shows, with the same entries up to a leaf as another one has.
private struct ShownLog {
  let store = MemoryTileStore()
  let signer: NoteSigner
  private let entries: [[UInt8]]

  init(size: Int, fork: Int = .max, name: String = "log.example") throws {
    let seed = SHA256Digest(hashing: Array(name.utf8)).bytes
    signer = try NoteSigner(name: name, kind: .plain, privateKey: Ed25519PrivateKey(seed: seed))
    entries = (0..<size).map { Array("\($0 >= fork ? "fork" : "entry") \($0)".utf8) }
    for end in [size / 3, size / 2, size] {
      var appender = try LogAppender(store: store, size: try Self.size(of: store))
      for entry in entries[appender.size..<end] { try appender.append(entry) }
      try appender.flush()
      store.write([(.checkpoint, Array("\(end)".utf8))])
    }
  }

  private static func size(of store: MemoryTileStore) throws -> Int {
    store.read(.checkpoint).flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
  }

  func checkpoint(_ size: Int) throws -> String {
    let root = MerkleHash.root(of: entries.prefix(size).map { MerkleHash.leaf($0) })
    let signed = try Checkpoint(origin: signer.key.name, size: size, root: root).signed(by: signer)
    return String(decoding: signed.bytes, as: UTF8.self)
  }
}

@Suite struct LogWatchTests {
  private let folder: ScratchFolder
  private let log: ShownLog

  init() throws {
    folder = try ScratchFolder()
    log = try ShownLog(size: 900)
  }

  private var watch: LogWatch { LogWatch(key: log.signer.key, folder: folder.path) }
  private var refused: [String] { SmallFile.names(in: folder.path).filter { $0.hasPrefix("refused-") } }

  private func isContradicted(_ verdict: LogWatch.Verdict) -> Bool {
    if case .contradicted = verdict { true } else { false }
  }

  @Test func aGrowingLogIsFollowedOverRestarts() throws {
    for (hour, size) in [300, 300, 450, 900].enumerated() {
      let verdict = watch.examine(try log.checkpoint(size), entry: 0, tiles: log.store, uptime: Int64(hour))
      #expect(verdict == .fine, "\(size)")
    }
    #expect(refused.isEmpty)
    // The last one is what is remembered: the same size with another root is a fork.
    let fork = try ShownLog(size: 900, fork: 899)
    #expect(isContradicted(watch.examine(try fork.checkpoint(900), entry: 0, tiles: fork.store, uptime: 0)))
  }

  /// However it grows afterwards, a log that left out or changed something that was seen is refused, and kept as evidence.
  @Test(arguments: [0, 1, 255, 256, 299])
  func aRewrittenLogIsRefused(fork leaf: Int) throws {
    #expect(watch.examine(try log.checkpoint(300), entry: 0, tiles: log.store, uptime: 0) == .fine)
    let fork = try ShownLog(size: 900, fork: leaf)
    let shown = try fork.checkpoint(900)
    #expect(isContradicted(watch.examine(shown, entry: 0, tiles: fork.store, uptime: 0)))
    // Nor does it help to show the tiles of the true one.
    #expect(isContradicted(watch.examine(shown, entry: 0, tiles: log.store, uptime: 0)))
    #expect(refused.count == 1)
    #expect(SmallFile.text(folder.path + "/" + refused[0]) == shown)
    // What was seen is still what is believed.
    #expect(watch.examine(try log.checkpoint(450), entry: 0, tiles: log.store, uptime: 0) == .fine)
  }

  /// One of several servers may be behind for a while; one that stays behind has lost something.
  @Test func aShorterLogIsBorneForAWhile() throws {
    let watch = watch
    #expect(watch.examine(try log.checkpoint(450), entry: 0, tiles: log.store, uptime: 0) == .fine)
    #expect(watch.examine(try log.checkpoint(300), entry: 0, tiles: log.store, uptime: 1_000) == .fine)
    #expect(watch.examine(try log.checkpoint(450), entry: 0, tiles: log.store, uptime: 2_000) == .fine)
    #expect(watch.examine(try log.checkpoint(300), entry: 0, tiles: log.store, uptime: LogWatch.grace) == .fine)
    #expect(refused.isEmpty)
    #expect(
      isContradicted(watch.examine(try log.checkpoint(300), entry: 0, tiles: log.store, uptime: 2 * LogWatch.grace)))
    #expect(refused.count == 1)
  }

  /// Tiles are asked for once in a while; signatures are looked at always.
  @Test func aProofIsAskedForOnceInAWhile() throws {
    let watch = watch
    #expect(watch.examine(try log.checkpoint(300), entry: 0, tiles: log.store, uptime: 0) == .fine)
    #expect(watch.examine(try log.checkpoint(450), entry: 0, tiles: log.store, uptime: 1) == .fine)
    #expect(watch.examine(try log.checkpoint(900), entry: 0, tiles: MemoryTileStore(), uptime: 2) == .fine)
    let stranger = try ShownLog(size: 900, name: "stranger.example")
    #expect(isContradicted(watch.examine(try stranger.checkpoint(900), entry: 0, tiles: stranger.store, uptime: 3)))
    guard
      case .unchecked = watch.examine(
        try log.checkpoint(900), entry: 0, tiles: MemoryTileStore(), uptime: LogWatch.interval + 1)
    else {
      Issue.record("a log without tiles was believed")
      return
    }
    #expect(watch.examine(try log.checkpoint(900), entry: 0, tiles: log.store, uptime: LogWatch.interval + 2) == .fine)
  }

  @Test(arguments: ["log.example\n", "log.example\n5\nAAAA\n", String(repeating: "x", count: 100_000)])
  func whatIsNoCheckpointIsRefused(text: String) {
    #expect(isContradicted(watch.examine(text, entry: 0, tiles: log.store, uptime: 0)))
  }

  private func isUnchecked(_ verdict: LogWatch.Verdict) -> Bool {
    if case .unchecked = verdict { true } else { false }
  }

  private static let minute: Int64 = 60_000

  /// The same checkpoint for ever, however well signed, is not a log that takes up what there are receipts for.
  @Test func aFrozenLogIsRefusedAfterAnHour() throws {
    let shown = try log.checkpoint(300)
    var verdicts: [LogWatch.Verdict] = []
    // A restart in between does not begin anew.
    for half in 0..<2 {
      let watch = watch
      for minute in 0..<40 {
        let entry = Int64(301 + half * 40 + minute)
        verdicts.append(
          watch.examine(shown, entry: entry, tiles: log.store, uptime: Int64(half * 40 + minute) * Self.minute))
      }
    }
    #expect(verdicts.prefix(10).allSatisfy { $0 == .fine })
    #expect(verdicts[12..<55].allSatisfy(isUnchecked))
    #expect(verdicts.suffix(10).allSatisfy(isContradicted))
    // As soon as it shows the entry it is believed again.
    #expect(watch.examine(try log.checkpoint(450), entry: 381, tiles: log.store, uptime: 90 * Self.minute) == .fine)
  }

  /// Entries that come late into the log are no fault, as long as they come.
  @Test func aLogThatKeepsUpIsBelieved() throws {
    let watch = watch
    for hour in 0..<200 {
      let shown = try log.checkpoint(300 + hour)
      let uptime = Int64(hour) * Self.minute * 20
      #expect(watch.examine(shown, entry: Int64(301 + hour), tiles: log.store, uptime: uptime) == .fine)
    }
  }

  /// A device that was away for days is no proof that the log stood still.
  @Test func onlyTimeWithAnswersCounts() throws {
    let watch = watch
    let shown = try log.checkpoint(300)
    #expect(watch.examine(shown, entry: 301, tiles: log.store, uptime: 0) == .fine)
    #expect(!isContradicted(watch.examine(shown, entry: 302, tiles: log.store, uptime: 5 * 24 * 60 * Self.minute)))
  }

  /// The time for which the server asked to be left alone is its own; a first failure after it may be one of that moment.
  @Test func waitsThatTheServerAskedForCount() throws {
    let watch = watch
    let shown = try log.checkpoint(300)
    func examine(_ shown: String, _ entry: Int64, hour: Int64) -> LogWatch.Verdict {
      watch.examine(shown, entry: entry, tiles: log.store, uptime: hour * 60 * Self.minute, next: 86_400)
    }
    #expect(examine(shown, 301, hour: 0) == .fine)
    #expect(isContradicted(examine(shown, 302, hour: 24)))
    #expect(examine(try log.checkpoint(450), 302, hour: 25) == .fine)
    #expect(isUnchecked(examine("", 0, hour: 49)))
    #expect(isContradicted(examine("", 0, hour: 73)))
  }

  @Test func aLogThatIsNotShownIsRefusedAfterAnHour() throws {
    let watch = watch
    for minute in 0..<60 {
      let verdict = watch.examine("", entry: 0, tiles: log.store, uptime: Int64(minute) * Self.minute)
      #expect(isUnchecked(verdict), "\(minute)")
    }
    #expect(isContradicted(watch.examine("", entry: 0, tiles: log.store, uptime: 60 * Self.minute)))
    #expect(refused.isEmpty)
    #expect(watch.examine(try log.checkpoint(300), entry: 300, tiles: log.store, uptime: 61 * Self.minute) == .fine)
  }

  /// A history that was shown between two proofs, and taken back before the next one, is found and kept.
  @Test func aForkOfMinutesLeavesItsTrace() throws {
    let fork = try ShownLog(size: 450, fork: 310)
    let watch = watch
    #expect(watch.examine(try log.checkpoint(300), entry: 0, tiles: log.store, uptime: 0) == .fine)
    #expect(watch.examine(try log.checkpoint(301), entry: 0, tiles: log.store, uptime: 1) == .fine)
    let shown = try fork.checkpoint(450)
    #expect(watch.examine(shown, entry: 0, tiles: fork.store, uptime: Self.minute) == .fine, "it is not due yet")
    // Over a restart, too; the next proof comes at once then.
    let verdict = self.watch.examine(try log.checkpoint(900), entry: 0, tiles: log.store, uptime: 2 * Self.minute)
    #expect(isContradicted(verdict))
    #expect(refused.map { SmallFile.text(folder.path + "/" + $0) }.contains(shown))
    #expect(LogWatch.refused(in: folder.path).count == refused.count)
    // The same size with two roots needs no proof.
    let other = self.watch
    #expect(other.examine(try log.checkpoint(449), entry: 0, tiles: log.store, uptime: 3 * Self.minute) == .fine)
    #expect(other.examine(shown, entry: 0, tiles: fork.store, uptime: 4 * Self.minute) == .fine)
    #expect(isContradicted(other.examine(try log.checkpoint(450), entry: 0, tiles: log.store, uptime: 5 * Self.minute)))
  }

  @Test func aStateIsToldOnceInTheSystemsLog() {
    var journal = SystemLog(isJournal: true)
    #expect(journal.line("log", "it forked", .error) == "<3>it forked")
    #expect(journal.line("log", "it forked", .error) == nil && journal.line("other", nil, .warning) == nil)
    #expect(journal.line("log", nil, .error) == nil)
    #expect(journal.line("log", "it forked", .error) == "<3>it forked", "again after it was well")
    var terminal = SystemLog(isJournal: false)
    #expect(terminal.line("log", "it forked", .error) == "error: it forked")
    #expect(terminal.line("log", "it stands still", .warning) == "warning: it stands still")
  }

  /// A batch whose receipt is refused is kept, and the status says why.
  @Test func theCourierWaitsForAPerson() {
    var courier = Courier()
    _ = courier.handle(.pending(1, since: 0), at: 100_000)
    _ = courier.handle(.answered(.contradicted("the server's log is not the one that it was"), chance: 0), at: 100_000)
    #expect(courier.trouble == "the server's log is not the one that it was")
    #expect(courier.state == .waiting(until: 100_000 + 3_600_000))
  }
}
