import Cryptography
import Glibc
import Testing

@testable import TransparencyLog

@Suite("What a client remembers") struct CheckpointMemoryTests {
  private let scratch: ScratchFolder
  private let log: TestLog

  init() throws {
    scratch = try ScratchFolder()
    log = try TestLog(size: 600)
  }

  private var memory: CheckpointMemory {
    CheckpointMemory(policy: TrustPolicy(log: log.key), store: FolderCheckpointStore(scratch.path))
  }

  private func proof(_ log: TestLog, _ old: Int, _ new: Int) throws -> [SHA256Digest] {
    try log.reader.proofs.consistency(from: old, to: new).hashes
  }

  @Test func aGrowingLogIsFollowed() throws {
    #expect(try memory.latest(of: TestLog.name) == nil)
    var old = 0
    for new in [5, 5, 256, 600] {
      try memory.accept(log.checkpoint(new), proof: proof(log, old, new))
      #expect(try memory.latest(of: TestLog.name) == log.checkpoint(new))
      old = new
    }
  }

  @Test func aForkedOrShrunkLogIsRefused() throws {
    try memory.accept(log.checkpoint(300), proof: [])
    let fork = try TestLog(size: 600, fork: 299)
    #expect(throws: LogFailure(.forked, "")) { try memory.accept(fork.checkpoint(300), proof: []) }
    #expect(throws: LogFailure(.forked, "")) { try memory.accept(fork.checkpoint(600), proof: proof(fork, 300, 600)) }
    #expect(throws: LogFailure(.forked, "")) { try memory.accept(log.checkpoint(600), proof: []) }
    #expect(throws: LogFailure(.shrank, "")) { try memory.accept(log.checkpoint(299), proof: []) }
    #expect(throws: LogFailure(.shrank, "")) { try memory.accept(log.checkpoint(0), proof: []) }
    let stranger = try TestLog(size: 600, name: "stranger.example")
    #expect(throws: LogFailure(.signature, "")) { try memory.accept(stranger.checkpoint(), proof: []) }
    // Nothing of that is remembered.
    #expect(try memory.latest(of: TestLog.name) == log.checkpoint(300))
  }

  @Test func compareAndSwapOnDisk() throws {
    let store = FolderCheckpointStore(scratch.path)
    #expect(try store.latest(of: "a") == nil)
    #expect(try store.replace([1], with: [2], for: "a") == false)
    #expect(try store.replace(nil, with: [1], for: "a"))
    #expect(try store.replace(nil, with: [2], for: "a") == false)
    #expect(try store.replace([1], with: [2], for: "a"))
    #expect(try FolderCheckpointStore(scratch.path).latest(of: "a") == [2])
    #expect(try store.latest(of: "b") == nil)
    // No name of a log leaves the folder.
    #expect(try store.replace(nil, with: [3], for: "../../etc/x"))
    #expect(ScratchFolder.entries(of: scratch.path).count == 3)
    let missing = FolderCheckpointStore(scratch.path + "/missing")
    #expect(throws: LogFailure(.storage, "")) { try missing.replace(nil, with: [1], for: "a") }
  }

  /// Of many that swap at once, each from what it read, every success is one step.
  @Test func swapsDoNotOverlap() async throws {
    let store = FolderCheckpointStore(scratch.path)
    #expect(try store.replace(nil, with: [0], for: "n"))
    let won = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          var won = 0
          for _ in 0..<20 {
            guard let read = try store.latest(of: "n"), let count = read.first else { continue }
            if try store.replace(read, with: [count + 1], for: "n") { won += 1 }
          }
          return won
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(try store.latest(of: "n") == [UInt8(won)])
  }
}
