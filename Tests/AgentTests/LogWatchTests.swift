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
      let verdict = watch.examine(try log.checkpoint(size), tiles: log.store, uptime: Int64(hour))
      #expect(verdict == .fine, "\(size)")
    }
    #expect(refused.isEmpty)
    // The last one is what is remembered: the same size with another root is a fork.
    let fork = try ShownLog(size: 900, fork: 899)
    #expect(isContradicted(watch.examine(try fork.checkpoint(900), tiles: fork.store, uptime: 0)))
  }

  /// However it grows afterwards, a log that left out or changed something that was seen is refused, and kept as evidence.
  @Test(arguments: [0, 1, 255, 256, 299])
  func aRewrittenLogIsRefused(fork leaf: Int) throws {
    #expect(watch.examine(try log.checkpoint(300), tiles: log.store, uptime: 0) == .fine)
    let fork = try ShownLog(size: 900, fork: leaf)
    let shown = try fork.checkpoint(900)
    #expect(isContradicted(watch.examine(shown, tiles: fork.store, uptime: 0)))
    // Nor does it help to show the tiles of the true one.
    #expect(isContradicted(watch.examine(shown, tiles: log.store, uptime: 0)))
    #expect(refused.count == 1)
    #expect(SmallFile.text(folder.path + "/" + refused[0]) == shown)
    // What was seen is still what is believed.
    #expect(watch.examine(try log.checkpoint(450), tiles: log.store, uptime: 0) == .fine)
  }

  /// One of several servers may be behind for a while; one that stays behind has lost something.
  @Test func aShorterLogIsBorneForAWhile() throws {
    let watch = watch
    #expect(watch.examine(try log.checkpoint(450), tiles: log.store, uptime: 0) == .fine)
    #expect(watch.examine(try log.checkpoint(300), tiles: log.store, uptime: 1_000) == .fine)
    #expect(watch.examine(try log.checkpoint(450), tiles: log.store, uptime: 2_000) == .fine)
    #expect(watch.examine(try log.checkpoint(300), tiles: log.store, uptime: LogWatch.grace) == .fine)
    #expect(refused.isEmpty)
    #expect(isContradicted(watch.examine(try log.checkpoint(300), tiles: log.store, uptime: 2 * LogWatch.grace)))
    #expect(refused.count == 1)
  }

  /// Tiles are asked for once in a while; signatures are looked at always.
  @Test func aProofIsAskedForOnceInAWhile() throws {
    let watch = watch
    #expect(watch.examine(try log.checkpoint(300), tiles: log.store, uptime: 0) == .fine)
    #expect(watch.examine(try log.checkpoint(450), tiles: log.store, uptime: 1) == .fine)
    #expect(watch.examine(try log.checkpoint(900), tiles: MemoryTileStore(), uptime: 2) == .fine)
    let stranger = try ShownLog(size: 900, name: "stranger.example")
    #expect(isContradicted(watch.examine(try stranger.checkpoint(900), tiles: stranger.store, uptime: 3)))
    guard
      case .unchecked = watch.examine(
        try log.checkpoint(900), tiles: MemoryTileStore(), uptime: LogWatch.interval + 1)
    else {
      Issue.record("a log without tiles was believed")
      return
    }
    #expect(watch.examine(try log.checkpoint(900), tiles: log.store, uptime: LogWatch.interval + 2) == .fine)
  }

  @Test(arguments: ["", "log.example\n", "log.example\n5\nAAAA\n", String(repeating: "x", count: 100_000)])
  func whatIsNoCheckpointIsRefused(text: String) {
    #expect(isContradicted(watch.examine(text, tiles: log.store, uptime: 0)))
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
