import Cryptography

/// The state of a log at one size: C2SP tlog-checkpoint v1.0.0.
package struct Checkpoint: Sendable, Hashable {
  /// Whose log it is: the name of its key.
  package let origin: String
  /// Number of leaves.
  package let size: Int
  package let root: SHA256Digest
  /// Lines that mean nothing here. This program writes none.
  package let extensions: [String]

  package init(origin: String, size: Int, root: SHA256Digest, extensions: [String] = []) {
    self.origin = origin
    self.size = size
    self.root = root
    self.extensions = extensions
  }

  /// - Parameter text: of the note, with its last newline.
  /// - Throws: `malformed`.
  package init(parsing text: some Collection<UInt8>) throws(LogFailure) {
    let malformed = LogFailure(.malformed, "not a checkpoint")
    guard CanonicalText.isPlain(text) else { throw malformed }
    var reader = LineReader(text)
    guard let origin = reader.line(), !origin.isEmpty, let size = reader.line().flatMap(CanonicalText.number),
      let root = reader.line().flatMap(CanonicalText.hash)
    else { throw malformed }
    var extensions: [String] = []
    while !reader.rest.isEmpty {
      guard let line = reader.line(), !line.isEmpty else { throw malformed }
      extensions.append(String(decoding: line, as: UTF8.self))
    }
    self.init(origin: String(decoding: origin, as: UTF8.self), size: size, root: root, extensions: extensions)
  }

  /// What is signed.
  package var text: [UInt8] {
    let lines = [origin, String(size), StrictBase64.encode(root.bytes)] + extensions
    return lines.flatMap { Array($0.utf8) + [0x0A] }
  }

  /// Signs; the signer's name is the origin.
  package func signed(by signer: NoteSigner) throws(LogFailure) -> SignedCheckpoint {
    SignedCheckpoint(checkpoint: self, note: SignedNote(text: text, lines: [try signer.sign(text)]))
  }
}

/// A checkpoint with the signatures that came with it, verified or not.
package struct SignedCheckpoint: Sendable, Hashable {
  package let checkpoint: Checkpoint
  package let note: SignedNote

  init(checkpoint: Checkpoint, note: SignedNote) {
    self.checkpoint = checkpoint
    self.note = note
  }

  /// Reads a checkpoint without trusting it.
  package init(parsing bytes: some Collection<UInt8>) throws(LogFailure) {
    note = try SignedNote(parsing: bytes)
    checkpoint = try Checkpoint(parsing: note.text)
  }

  /// Reads a checkpoint and verifies that the log signed it.
  /// - Throws: `malformed`, `tooLarge`, or `signature` when it has another origin or no valid signature by `key`.
  package init(parsing bytes: some Collection<UInt8>, signedBy key: VerifierKey) throws(LogFailure) {
    try self.init(parsing: bytes)
    try verify(by: [key])
  }

  /// - Returns: the log's key that signed it.
  /// - Throws: `signature` unless one of the keys of its origin signed it.
  @discardableResult
  package func verify(by keys: [VerifierKey]) throws(LogFailure) -> VerifierKey {
    let own = keys.filter { $0.kind == .plain && $0.name == checkpoint.origin }
    guard !own.isEmpty else {
      throw LogFailure(.signature, "the checkpoint is of \(checkpoint.origin), whose key was not given")
    }
    guard let first = try note.signatures(by: own).first else {
      throw LogFailure(.signature, "the checkpoint of \(checkpoint.origin) is not signed by the key that was given")
    }
    return first.key
  }

  package var bytes: [UInt8] { note.bytes }

  package func adding(_ lines: [SignedNote.Line]) -> SignedCheckpoint {
    SignedCheckpoint(checkpoint: checkpoint, note: note.adding(lines))
  }
}
