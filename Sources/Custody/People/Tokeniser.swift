import Cryptography
import PersonalData

/// Makes tokens of identity keys. The seam leaves room for an oblivious function (RFC 9497) that a server computes.
package protocol Tokeniser: Sendable {
  func token(for key: IdentityKey) -> Token
}

/// HMAC-SHA-256(token key, kind ‖ identity key), cut to 128 bits.
package struct KeyedTokeniser: Tokeniser {
  private let hash: KeyedHash

  /// - Parameter key: 32 bytes, see `TokenKeyFile`.
  package init(key: [UInt8]) { hash = KeyedHash(key: key) }

  package func token(for key: IdentityKey) -> Token {
    var message = [key.kind.rawValue]
    message.reserveCapacity(17)
    for word in [key.high, key.low] {
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        message.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return Token(kind: key.kind, bytes: Array(hash.authenticate(message).bytes.prefix(16)))
  }
}
