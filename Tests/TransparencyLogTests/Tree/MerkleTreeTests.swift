import Cryptography
import Testing

@testable import TransparencyLog

@Suite("RFC 6962 trees") struct MerkleTreeTests {
  /// The leaves and roots that Certificate Transparency's implementations test with.
  static let leaves = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
  ]
  static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test(arguments: 0...8) func publishedRoots(size: Int) {
    let hashes = Self.leaves.prefix(size).map { MerkleHash.leaf(hexBytes($0)) }
    #expect(MerkleHash.root(of: hashes).description == Self.roots[size])
  }

  /// The tree of the appendix "Subtree Test Vectors" of draft-ietf-plants-merkle-tree-certs: leaf `i` is one byte `i`.
  private static let draftLeaves = (0..<130).map { MerkleHash.leaf([UInt8($0)]) }

  private static func builder(_ leaves: [SHA256Digest], from start: Int = 0) -> ProofBuilder {
    ProofBuilder { (level, index) throws(LogFailure) in
      MerkleHash.root(ofPerfect: leaves[start + index << level..<start + (index + 1) << level])
    }
  }

  private static func forEachSubtree(_ body: (_ start: Int, _ end: Int) throws -> Void) rethrows {
    for end in 0...130 {
      for start in 0...end {
        var ceiling = 1
        while ceiling < end - start { ceiling *= 2 }
        if start == end || start % ceiling == 0 { try body(start, end) }
      }
    }
  }

  /// The draft folds all subtree hashes up to 130 leaves into one hash.
  @Test func draftSubtreeHashes() throws {
    var stream = SHA256Stream()
    try Self.forEachSubtree { start, end in
      let root = try Self.builder(Self.draftLeaves).root(start, end)
      bytes("[\(start), \(end)) \(root)\n").withUnsafeBytes { stream.update($0) }
    }
    #expect(stream.digest().description == "b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81")
  }

  @Test func draftInclusionProofs() throws {
    var stream = SHA256Stream()
    try Self.forEachSubtree { start, end in
      let builder = Self.builder(Self.draftLeaves, from: start)
      let root = try builder.root(0, end - start)
      for index in start..<end {
        let proof = try builder.inclusion(of: index - start, in: end - start)
        try proof.verify(Self.draftLeaves[index], root: root)
        let line = "\(index) [\(start), \(end))" + proof.hashes.map { " \($0)" }.joined() + "\n"
        bytes(line).withUnsafeBytes { stream.update($0) }
      }
    }
    #expect(stream.digest().description == "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f")
  }

  /// Every pair of sizes up to 80: the proof holds, and no changed proof does.
  @Test(arguments: 0...80) func consistency(newSize: Int) throws {
    let builder = Self.builder(Self.draftLeaves)
    let newRoot = try builder.root(0, newSize)
    for oldSize in 0...newSize {
      let oldRoot = try builder.root(0, oldSize)
      let proof = try builder.consistency(from: oldSize, to: newSize)
      try proof.verify(oldRoot: oldRoot, newRoot: newRoot)
      for wrong in Self.mutations(of: proof.hashes, seed: UInt64(oldSize * 100 + newSize)) {
        let bad = ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: wrong)
        #expect(throws: LogFailure(.proof, "")) { try bad.verify(oldRoot: oldRoot, newRoot: newRoot) }
      }
      let other = MerkleHash.leaf([9, 9])
      if oldSize > 0 || newSize == 0 {
        #expect(throws: LogFailure(.proof, "")) { try proof.verify(oldRoot: oldRoot, newRoot: other) }
      }
      #expect(throws: LogFailure(.proof, "")) { try proof.verify(oldRoot: other, newRoot: newRoot) }
      for (old, new) in [
        (oldSize + 1, newSize), (oldSize - 1, newSize), (newSize + 1, oldSize), (-1, newSize), (oldSize, .max),
      ]
      where old != 0 || !proof.hashes.isEmpty {
        let bad = ConsistencyProof(oldSize: old, newSize: new, hashes: proof.hashes)
        if new == .max, oldSize == 0 { continue }
        #expect(throws: LogFailure(.proof, ""), "\(old) \(new)") { try bad.verify(oldRoot: oldRoot, newRoot: newRoot) }
      }
    }
  }

  @Test(arguments: 1...80) func inclusion(size: Int) throws {
    let builder = Self.builder(Self.draftLeaves)
    let root = try builder.root(0, size)
    for index in 0..<size {
      let proof = try builder.inclusion(of: index, in: size)
      let leaf = Self.draftLeaves[index]
      try proof.verify(leaf, root: root)
      for wrong in Self.mutations(of: proof.hashes, seed: UInt64(index * 100 + size)) {
        let bad = InclusionProof(index: index, size: size, hashes: wrong)
        #expect(throws: LogFailure(.proof, "")) { try bad.verify(leaf, root: root) }
      }
      #expect(throws: LogFailure(.proof, "")) { try proof.verify(MerkleHash.leaf([]), root: root) }
      #expect(throws: LogFailure(.proof, "")) { try proof.verify(leaf, root: MerkleHash.leaf([])) }
      for (wrongIndex, wrongSize) in [(-1, size), (size, size), (index, 0), (index, -1), (.max, .max), (.min, size)] {
        let bad = InclusionProof(index: wrongIndex, size: wrongSize, hashes: proof.hashes)
        #expect(throws: LogFailure(.proof, "")) { try bad.verify(leaf, root: root) }
      }
      if size > 1 {
        let bad = InclusionProof(index: (index + 1) % size, size: size, hashes: proof.hashes)
        #expect(throws: LogFailure(.proof, "")) { try bad.verify(leaf, root: root) }
      }
    }
  }

  /// Proofs that differ from a good one: shortened, lengthened, turned, one bit changed.
  static func mutations(of hashes: [SHA256Digest], seed: UInt64) -> [[SHA256Digest]] {
    var random = SeededGenerator(seed: seed)
    let extra = MerkleHash.leaf([UInt8(truncatingIfNeeded: seed)])
    var wrong = [hashes + [extra], [extra] + hashes]
    guard !hashes.isEmpty else { return wrong }
    wrong += [Array(hashes.dropLast()), Array(hashes.dropFirst())]
    if Set(hashes).count > 1 { wrong.append(hashes.reversed()) }
    for place in hashes.indices {
      var changed = hashes
      var bits = changed[place].bytes
      bits[Int.random(in: 0..<32, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      changed[place] = SHA256Digest(bits) ?? extra
      wrong.append(changed)
    }
    return wrong
  }

  @Test func proofsOfWhatIsNotThereAreNotMade() {
    let builder = Self.builder(Self.draftLeaves)
    for (index, size) in [(0, 0), (5, 5), (-1, 5)] {
      #expect(throws: LogFailure(.proof, "")) { try builder.inclusion(of: index, in: size) }
    }
    #expect(throws: LogFailure(.proof, "")) { try builder.consistency(from: 6, to: 5) }
    #expect(throws: LogFailure(.proof, "")) { try builder.consistency(from: -1, to: 5) }
  }

  /// The largest sizes that a checkpoint may state do not overflow anything.
  @Test func greatSizes() {
    let hash = MerkleHash.leaf([])
    for size in [Int.max, Int.max - 1, 1 << 62, (1 << 62) + 1] {
      for index in [0, size - 1, size / 2] {
        for count in [0, 1, 62, 63, 64, 126] {
          let proof = InclusionProof(index: index, size: size, hashes: Array(repeating: hash, count: count))
          #expect(throws: LogFailure(.proof, "")) { try proof.verify(hash, root: hash) }
          let consistency = ConsistencyProof(
            oldSize: index, newSize: size, hashes: Array(repeating: hash, count: count))
          if index > 0 || count > 0 {
            #expect(throws: LogFailure(.proof, "")) { try consistency.verify(oldRoot: hash, newRoot: hash) }
          }
        }
      }
    }
  }
}
