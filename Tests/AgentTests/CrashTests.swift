import CanonicalForms
import Cryptography
import Glibc
import Observations
import Testing

@testable import Agent

/// A real process that is killed at any moment, and a real disk that is full.
@Suite("Kills and full disks", .serialized)
struct CrashTests {
  /// The agent scans again and again and is killed each time; whatever it delivered and kept is one unbroken chain.
  @Test(.enabled(if: LiveTests.obstacle == nil, "watching is not permitted here"))
  func killedAtAnyMomentTheChainGoesOn() throws {
    let mount = try PrivateMount()
    for number in 0..<60 { try mount.write("\(number).csv", LiveTests.people(number)) }
    let state = try ScratchFolder()
    var random = Seeded(42)
    for _ in 0..<8 {
      let agent = try LiveAgent(roots: [mount.path], state: state)
      agent.start()
      usleep(UInt32.random(in: 50_000...900_000, using: &random))
      agent.kill()
    }
    let last = try LiveAgent(roots: [mount.path], state: state)
    last.start()
    try last.settle()
    let facts = try last.stop()
    #expect(Replay(facts).present == mount.filesWithPeople())
    // Every profile that the records need is there.
    var profiled: Set<SHA256Digest> = []
    for case .profiled(let sha256, _, _, _) in facts { profiled.insert(sha256) }
    for case .found(let file) in facts {
      if case .content(let sha256) = file.what { #expect(profiled.contains(sha256)) }
    }
  }

  @Test(.enabled(if: LiveTests.obstacle == nil, "needs root for a file system of its own"))
  func aFullDiskOfItsOwn() throws {
    let disk = try PrivateMount(size: "256k")
    let spool = try Spool(folder: disk.path + "/spool", key: SpoolTests.key, boot: SpoolTests.boot)
    try disk.write("ballast", String(repeating: "x", count: 100_000))
    var written = 0
    while true {
      do throws(Spool.Full) { try spool.append(SpoolTests.entry(Int64(written)), isBulk: false) } catch { break }
      written += 1
    }
    #expect(written > 100)
    unlink(disk.path + "/ballast")
    // A restart on the full disk finds everything that was whole, and goes on when there is room.
    let again = try Spool(folder: disk.path + "/spool", key: SpoolTests.key, boot: SpoolTests.boot)
    #expect(again.pending == written)
    try again.append(SpoolTests.entry(9_999), isBulk: false)
    let records = SpoolTests.records(try SpoolTests.drain(again, most: 100))
    #expect(records.count == written + 1)
  }
}
