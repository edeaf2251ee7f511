import Cryptography
import Glibc
import TransparencyLog

// Appends entries of 32 bytes to a log in batches of 65,536, in memory and in a folder (synced to disk at each batch), makes
// and verifies inclusion proofs, signs and verifies checkpoints, and audits the whole log.
//
//   LogBenchmark LEAVES FOLDER

/// Seconds of processor time, so that a shared machine does not count.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func measure(_ work: () throws -> Void) rethrows -> (processor: Double, wall: Double) {
  let clock = ContinuousClock()
  let (began, before) = (clock.now, processorSeconds())
  try work()
  let wall = clock.now - began
  return (
    processorSeconds() - before, Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18
  )
}

func whole(_ value: Double) -> String { String(Int(value.rounded())) }

/// To a tenth.
func tenths(_ value: Double) -> String { "\(Int((value * 10).rounded()) / 10).\(Int((value * 10).rounded()) % 10)" }

let leaves = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 1_000_000 : 1_000_000
let folder = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "log-benchmark"
let entries = (0..<4096).map { SHA256Digest(hashing: Array("entry \($0)".utf8)).bytes }

func append(to store: any TileStore) throws -> SHA256Digest {
  var size = 0
  var root = MerkleHash.empty
  while size < leaves {
    var appender = try LogAppender(store: store, size: size)
    for index in size..<min(size + 65_536, leaves) { try appender.append(entries[index % 4096]) }
    try appender.flush()
    store.remove(LogAppender.superseded(from: size, to: appender.size))
    size = appender.size
    root = appender.root
  }
  return root
}

let memory = MemoryTileStore()
var root = MerkleHash.empty
let inMemory = try measure { root = try append(to: memory) }
print("append, memory: \(whole(Double(leaves) / inMemory.processor)) leaves/s")
let onDisk = try measure { _ = try append(to: FolderTileStore(folder)) }
print(
  "append, folder synced at each 65,536: \(whole(Double(leaves) / onDisk.wall)) leaves/s"
    + " (\(whole(Double(leaves) / onDisk.processor)) by processor time)")

let reader = TileReader(store: memory, size: leaves)
let places = (0..<20_000).map { $0 * 7919 % leaves }
var proofs: [InclusionProof] = []
let making = try measure { for place in places { proofs.append(try reader.proofs.inclusion(of: place, in: leaves)) } }
print("make an inclusion proof: \(tenths(making.processor / Double(places.count) * 1e6)) µs")
let leafHashes = places.map { MerkleHash.leaf(entries[$0 % 4096]) }
let verifying = try measure { for (proof, leaf) in zip(proofs, leafHashes) { try proof.verify(leaf, root: root) } }
print("verify an inclusion proof: \(tenths(verifying.processor / Double(places.count) * 1e6)) µs")

let signer = try NoteSigner(name: "benchmark.example", kind: .plain, privateKey: Ed25519PrivateKey())
let checkpoint = Checkpoint(origin: "benchmark.example", size: leaves, root: root)
var signed: [SignedCheckpoint] = []
let signing = try measure { for _ in 0..<2000 { signed.append(try checkpoint.signed(by: signer)) } }
print("sign a checkpoint: \(tenths(signing.processor / 2000 * 1e6)) µs")
let opening = try measure { for note in signed { _ = try SignedCheckpoint(parsing: note.bytes, signedBy: signer.key) } }
print("read and verify a checkpoint: \(tenths(opening.processor / 2000 * 1e6)) µs")
let auditing = try measure {
  guard try LogAudit(store: memory, checkpoint: checkpoint).run().isSound else { exit(1) }
}
print("audit every leaf, tile and entry: \(whole(Double(leaves) / auditing.processor)) leaves/s")
