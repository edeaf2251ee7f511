import Cryptography
import PersonalData

extension Custody {
  /// A mark of a message that nobody without the token key can make: 16 bytes.
  ///
  /// It goes through the tokeniser, which may be elsewhere; what is marked is told apart from people by its purpose, inside
  /// of the digest.
  package func mark(_ message: [UInt8], for purpose: String) -> [UInt8] {
    let digest = SHA256Digest(hashing: Array("hikae.mark/1 \(purpose)\n".utf8) + message)
    return tokeniser.token(for: IdentityKey(kind: .nameBirth, high: digest.words.0, low: digest.words.1)).bytes
  }
}
