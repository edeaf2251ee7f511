import Cryptography

/// A private key with its name. Its text is the form that Go's `sumdb/note` and other log software reads:
/// `PRIVATE+KEY+name+hex of the id+base64(kind ‖ seed)`.
package struct NoteSigner: Sendable, CustomStringConvertible {
  package let key: VerifierKey
  private let privateKey: Ed25519PrivateKey

  /// - Throws: `malformed` when the name may not be a key's name.
  package init(name: String, kind: SignatureKind, privateKey: Ed25519PrivateKey) throws(LogFailure) {
    guard let key = VerifierKey(name: name, kind: kind, publicKey: privateKey.publicKey) else {
      throw LogFailure(.malformed, "a key's name is not empty and has neither white space nor a plus")
    }
    self.key = key
    self.privateKey = privateKey
  }

  /// - Parameter secret: the text of `withSecret`, without a newline. The caller wipes it.
  package init(parsing secret: [UInt8]) throws(LogFailure) {
    let malformed = LogFailure(.malformed, "not a signing key")
    let parts = secret.split(separator: UInt8(ascii: "+"), maxSplits: 4, omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].elementsEqual("PRIVATE".utf8), parts[1].elementsEqual("KEY".utf8),
      let name = CanonicalText.name(parts[2]), var material = StrictBase64.decode(parts[4]), material.count == 33,
      let kind = SignatureKind(rawValue: material[0])
    else { throw malformed }
    defer { Ed25519PrivateKey.wipe(&material) }
    var seed = Array(material.dropFirst())
    defer { Ed25519PrivateKey.wipe(&seed) }
    guard let privateKey = try? Ed25519PrivateKey(seed: seed) else { throw malformed }
    try self.init(name: name, kind: kind, privateKey: privateKey)
    guard parts[3].elementsEqual(VerifierKey.hex(key.id).utf8) else { throw malformed }
  }

  /// Lends the text of the key, for writing it to its file.
  package func withSecret<T>(_ body: ([UInt8]) throws -> T) throws -> T {
    try privateKey.withSeed { seed in
      var secret = Array("PRIVATE+KEY+\(key.name)+\(VerifierKey.hex(key.id))+".utf8)
      secret += Array(StrictBase64.encode([key.kind.rawValue] + seed).utf8)
      defer { Ed25519PrivateKey.wipe(&secret) }
      return try body(secret)
    }
  }

  /// A signature line of a log: over the text alone.
  /// - Throws: `signature` when the key is a witness's, or cannot be used.
  package func sign(_ text: [UInt8]) throws(LogFailure) -> SignedNote.Line {
    guard key.kind == .plain else { throw LogFailure(.signature, "a witness's key signs nothing but cosignatures") }
    return try line { try privateKey.sign(text) }
  }

  /// A cosignature line of a witness.
  /// - Parameter time: seconds since 1970, above 0.
  package func cosign(_ checkpoint: Checkpoint, time: Int) throws(LogFailure) -> SignedNote.Line {
    guard key.kind == .cosignature, time > 0 else {
      throw LogFailure(.signature, "a cosignature needs a witness's key and a time")
    }
    return try line {
      let signature = try privateKey.sign(Cosignature.message(time: time, text: checkpoint.text))
      return Cosignature(time: time, signature: signature).bytes
    }
  }

  private func line(_ make: () throws -> [UInt8]) throws(LogFailure) -> SignedNote.Line {
    do {
      return SignedNote.Line(name: key.name, keyID: key.id, signature: try make())
    } catch {
      throw LogFailure(.signature, "\(key.name) cannot sign")
    }
  }

  package var description: String { "‹signing key of \(key.name)›" }
}
