import Cryptography

/// A proof that can be verified offline, with nothing but public keys: C2SP tlog-proof, the file `….tlog-proof`.
package struct ProofFile: Sendable, Hashable {
  package static let firstLine = "c2sp.org/tlog-proof@v1"
  /// Of the whole file.
  package static let maximumSize = 1 << 20

  /// What is needed to know the leaf; not to be believed until the leaf that follows from it is proved.
  package let extra: [UInt8]?
  /// From 0.
  package let index: Int
  package let hashes: [SHA256Digest]
  package let checkpoint: SignedCheckpoint

  package init(extra: [UInt8]?, proof: InclusionProof, checkpoint: SignedCheckpoint) {
    self.extra = extra
    index = proof.index
    hashes = proof.hashes
    self.checkpoint = checkpoint
  }

  /// - Throws: `malformed` for anything that is not byte for byte such a file, `tooLarge`.
  package init(parsing bytes: some Collection<UInt8>) throws(LogFailure) {
    let malformed = LogFailure(.malformed, "not a proof of a transparency log")
    guard bytes.count <= Self.maximumSize else { throw LogFailure(.tooLarge, "the proof is too long") }
    var reader = LineReader(bytes)
    guard let first = reader.line(), first.elementsEqual(Self.firstLine.utf8) else { throw malformed }
    if let text = reader.line(after: "extra") {
      guard let extra = StrictBase64.decode(text) else { throw malformed }
      self.extra = extra
    } else {
      extra = nil
    }
    guard let index = reader.line(after: "index").flatMap(CanonicalText.number) else { throw malformed }
    self.index = index
    var hashes: [SHA256Digest] = []
    while true {
      guard let line = reader.line() else { throw malformed }
      if line.isEmpty { break }
      guard hashes.count < 63, let hash = CanonicalText.hash(line) else { throw malformed }
      hashes.append(hash)
    }
    self.hashes = hashes
    checkpoint = try SignedCheckpoint(parsing: reader.rest)
  }

  package var bytes: [UInt8] {
    var lines = [Self.firstLine]
    if let extra { lines.append("extra " + StrictBase64.encode(extra)) }
    lines.append("index \(index)")
    lines += hashes.map { StrictBase64.encode($0.bytes) }
    lines.append("")
    return lines.flatMap { Array($0.utf8) + [0x0A] } + checkpoint.bytes
  }

  package var inclusion: InclusionProof {
    InclusionProof(index: index, size: checkpoint.checkpoint.size, hashes: hashes)
  }
}
