import Cryptography
import Storage
import TransparencyLog

/// What strangers say about transparency logs. Every format has one spelling: what is read is written the same again.
enum LogTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "note") { bytes in
      guard let note = try? SignedNote(parsing: bytes) else { return }
      mustHold(note.bytes.elementsEqual(bytes), "a note is written as it was read")
      if let key { _ = try? note.signatures(by: [key]) }
    },
    FuzzTarget(name: "checkpoint") { bytes in
      guard let checkpoint = try? Checkpoint(parsing: bytes) else { return }
      mustHold(checkpoint.text.elementsEqual(bytes), "a checkpoint is written as it was read")
    },
    FuzzTarget(name: "vkey") { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      if let key = try? VerifierKey(parsing: text) { mustHold("\(key)" == text, "a key is written as it was read") }
      _ = try? NoteSigner(parsing: Array(bytes))
    },
    FuzzTarget(name: "policy") { bytes in
      guard let policy = try? TrustPolicy(parsing: bytes) else { return }
      mustHold(Set(policy.witnesses.map(\.name)).count == policy.witnesses.count, "a name stands once")
    },
    FuzzTarget(name: "proof") { bytes in
      guard let proof = try? ProofFile(parsing: bytes) else { return }
      mustHold(proof.bytes.elementsEqual(bytes), "a proof is written as it was read")
      _ = try? proof.inclusion.root(for: MerkleHash.empty)
      if let leaf = proof.extra.flatMap(JournalLeafExtra.init) {
        mustHold(leaf.bytes == proof.extra, "what a proof opens is written as it was read")
      }
    },
    FuzzTarget(name: "opened_entry") { bytes in
      guard let leaf = JournalLeafExtra(Array(bytes)) else { return }
      mustHold(leaf.bytes.elementsEqual(bytes), "an opened entry is written as it was read")
    },
    FuzzTarget(name: "witness") { bytes in
      guard let request = try? WitnessRequest(parsing: bytes) else { return }
      mustHold(request.bytes.elementsEqual(bytes), "a request is written as it was read")
    },
    FuzzTarget(name: "tile") { bytes in
      guard let first = bytes.first else { return }
      let rest = Array(bytes.dropFirst())
      if let hashes = Tile.decode(rest, width: Int(first)) {
        mustHold(Tile.encode(hashes) == rest, "a tile comes back")
      }
      if let entries = Tile.entries(rest, width: Int(first)) {
        mustHold(entries.compactMap(Tile.bundled).flatMap { $0 } == rest, "a bundle comes back")
      }
      let text = String(decoding: rest, as: UTF8.self)
      if let path = TilePath(text) { mustHold(path.text == text, "a path has one spelling") }
      audit(Array(rest), tiles: Int(first))
    },
    FuzzTarget(name: "proof_hashes") { bytes in
      // Two numbers, then hashes: no sizes and no number of hashes make the verification trap.
      guard bytes.count >= 16 else { return }
      let numbers = (0..<2).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int.self) }
      let hashes = stride(from: 16, to: bytes.count - 31, by: 32).compactMap { SHA256Digest(bytes[$0..<$0 + 32]) }
      let root = MerkleHash.empty
      _ = try? InclusionProof(index: numbers[0], size: numbers[1], hashes: hashes).verify(root, root: root)
      _ = try? ConsistencyProof(oldSize: numbers[0], newSize: numbers[1], hashes: hashes)
        .verify(oldRoot: root, newRoot: root)
    },
  ]

  private static let key = try? VerifierKey(
    parsing: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")

  /// A log whose only tile and bundle are these bytes: it is never sound, and always located within the tree.
  private static func audit(_ bytes: [UInt8], tiles width: Int) {
    guard (1...255).contains(width) else { return }
    let store = MemoryTileStore()
    store.write([(.hashes(level: 0, index: 0, width: width), bytes), (.entries(index: 0, width: width), bytes)])
    let checkpoint = Checkpoint(origin: "log.example", size: width, root: MerkleHash.empty)
    guard let report = try? LogAudit(store: store, checkpoint: checkpoint).run(), let first = report.firstBad else {
      return mustHold(false, "a log without the signed root is not sound")
    }
    mustHold(first.leaf >= 0 && first.leaf < width && first.end <= width, "the first bad leaf is in the tree")
  }
}
