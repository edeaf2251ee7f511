import Cryptography

/// The body of `add-checkpoint`: C2SP tlog-witness v1.0.0.
package struct WitnessRequest: Sendable, Hashable {
  /// A checkpoint, 63 hashes and a first line.
  package static let maximumSize = SignedNote.maximumSize + 64 * 45 + 32

  package let oldSize: Int
  package let proof: [SHA256Digest]
  package let checkpoint: SignedCheckpoint

  package init(oldSize: Int, proof: [SHA256Digest], checkpoint: SignedCheckpoint) {
    self.oldSize = oldSize
    self.proof = proof
    self.checkpoint = checkpoint
  }

  /// - Throws: `malformed` or `tooLarge`.
  package init(parsing body: some Collection<UInt8>) throws(LogFailure) {
    let malformed = LogFailure(.malformed, "not a request to a witness")
    guard body.count <= Self.maximumSize else { throw LogFailure(.tooLarge, "the request is too long") }
    var reader = LineReader(body)
    guard let oldSize = reader.line(after: "old").flatMap(CanonicalText.number) else { throw malformed }
    self.oldSize = oldSize
    var proof: [SHA256Digest] = []
    while true {
      guard let line = reader.line() else { throw malformed }
      if line.isEmpty { break }
      guard proof.count < 63, let hash = CanonicalText.hash(line) else { throw malformed }
      proof.append(hash)
    }
    self.proof = proof
    checkpoint = try SignedCheckpoint(parsing: reader.rest)
  }

  package var bytes: [UInt8] {
    let lines = ["old \(oldSize)"] + proof.map { StrictBase64.encode($0.bytes) } + [""]
    return lines.flatMap { Array($0.utf8) + [0x0A] } + checkpoint.bytes
  }
}

/// The answer of a witness, as HTTP carries it.
package struct WitnessResponse: Sendable, Hashable {
  package let status: Int
  package let contentType: String
  package let body: [UInt8]

  package init(status: Int, contentType: String = "text/plain; charset=utf-8", body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  static let sizeType = "text/x.tlog.size"

  static func refusal(_ status: Int, _ reason: String) -> WitnessResponse {
    WitnessResponse(status: status, body: Array((reason + "\n").utf8))
  }
}
