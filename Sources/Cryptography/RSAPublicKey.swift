import CLibcrypto

/// A public key of RSA, for signatures by PKCS #1 v1.5 with SHA-256 (RFC 8017, section 8.2).
package struct RSAPublicKey: Sendable, Hashable {
  private let key: EncodedPublicKey
  /// Of a signature, in bytes.
  private let length: Int

  /// In bytes: 2048 bits are asked for, and nobody makes more than 4096.
  private static let lengths = 256...512
  /// rsaEncryption with its parameters (RFC 8017, A.1).
  private static let algorithm: [UInt8] = [
    0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
  ]

  /// - Parameters:
  ///   - modulus: without zeros before it, the first byte the highest.
  ///   - exponent: likewise.
  /// - Returns: nil for lengths that no sound key has, and for even numbers.
  package init?(modulus: [UInt8], exponent: [UInt8]) {
    guard Self.lengths.contains(modulus.count), let first = modulus.first, first != 0,
      modulus.last.map({ $0 & 1 }) == 1,
      (1...4).contains(exponent.count), let top = exponent.first, top != 0, exponent.last.map({ $0 & 1 }) == 1,
      exponent != [1]
    else { return nil }
    let numbers = Self.element(0x30, Self.integer(modulus) + Self.integer(exponent))
    key = EncodedPublicKey(
      bytes: Self.element(0x30, Self.algorithm + Self.element(0x03, [0] + numbers)), kind: EVP_PKEY_RSA)
    length = modulus.count
    guard key.isSound else { return nil }
  }

  package func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    signature.count == length && key.isValid(signature, of: message)
  }

  /// An integer that is not negative.
  private static func integer(_ bytes: [UInt8]) -> [UInt8] {
    element(0x02, bytes.first.map { $0 < 0x80 } == true ? bytes : [0] + bytes)
  }

  /// Something in DER: its tag, its length in as few bytes as it takes, and what it holds.
  private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    if count < 0x80 { return [tag, UInt8(count)] + content }
    if count < 0x100 { return [tag, 0x81, UInt8(count)] + content }
    return [tag, 0x82, UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)] + content
  }
}
