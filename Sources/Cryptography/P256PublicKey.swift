import CLibcrypto

/// A public key of ECDSA on P-256 with SHA-256 (FIPS 186-5).
package struct P256PublicKey: Sendable, Hashable {
  private let key: EncodedPublicKey

  /// What stands before the point: id-ecPublicKey on prime256v1 (RFC 5480), a bit string, the mark of a whole point.
  private static let head: [UInt8] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE,
    0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
  ]

  /// - Parameters:
  ///   - x: 32 bytes, the first one the highest.
  ///   - y: likewise.
  /// - Returns: nil unless they are a point of the curve.
  package init?(x: [UInt8], y: [UInt8]) {
    guard x.count == 32, y.count == 32 else { return nil }
    key = EncodedPublicKey(bytes: Self.head + x + y, kind: EVP_PKEY_EC)
    guard key.isSound else { return nil }
  }

  /// - Parameter signature: two integers in DER, in the one encoding that they have.
  package func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool { key.isValid(signature, of: message) }
}
