import Cryptography

/// What a signature on a note says. The bytes are assigned by C2SP signed-note.
package enum SignatureKind: UInt8, Sendable, Hashable {
  /// Ed25519 over the text of the note: a log's own signature.
  case plain = 0x01
  /// Ed25519 over a time and the text: a witness's cosignature, C2SP tlog-cosignature, version 1.
  case cosignature = 0x04
}

/// A public key with its name: C2SP signed-note v1.0.0, "Verifier keys".
package struct VerifierKey: Sendable, Hashable, CustomStringConvertible {
  package let name: String
  package let kind: SignatureKind
  package let publicKey: Ed25519PublicKey
  /// The first four bytes of SHA-256(name ‖ newline ‖ kind ‖ public key), big-endian.
  package let id: UInt32

  /// - Returns: nil when the name may not be a key's name.
  package init?(name: String, kind: SignatureKind, publicKey: Ed25519PublicKey) {
    guard CanonicalText.isName(name) else { return nil }
    self.name = name
    self.kind = kind
    self.publicKey = publicKey
    id = Self.id(name: name, kind: kind, publicKey: publicKey)
  }

  /// Reads `name+hex of the id+base64(kind ‖ public key)`.
  /// - Throws: `malformed`, also when the id does not follow from the rest, or the kind is one that this program does
  ///   not verify.
  package init(parsing text: String) throws(LogFailure) {
    let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let name = CanonicalText.name(parts[0]), let material = StrictBase64.decode(parts[2]) else {
      throw LogFailure(.malformed, "not a verifier key: name+id+key is expected")
    }
    guard let kind = material.first.flatMap(SignatureKind.init(rawValue:)) else {
      throw LogFailure(.malformed, "the verifier key is of a kind that is not supported")
    }
    guard let publicKey = Ed25519PublicKey(material.dropFirst()),
      let key = VerifierKey(name: name, kind: kind, publicKey: publicKey),
      String(parts[1]) == Self.hex(key.id)
    else { throw LogFailure(.malformed, "the verifier key is damaged: its id does not follow from its bytes") }
    self = key
  }

  package var description: String {
    "\(name)+\(Self.hex(id))+" + StrictBase64.encode([kind.rawValue] + publicKey.bytes)
  }

  static func id(name: String, kind: SignatureKind, publicKey: Ed25519PublicKey) -> UInt32 {
    let digest = SHA256Digest(hashing: Array(name.utf8) + [0x0A, kind.rawValue] + publicKey.bytes)
    return UInt32(truncatingIfNeeded: digest.words.0 >> 32)
  }

  static func hex(_ id: UInt32) -> String {
    let digits = String(id, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
