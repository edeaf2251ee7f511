import CLibcrypto

/// Shamir's secret sharing (A. Shamir, "How to share a secret", 1979), byte by byte over GF(2^8) with the polynomial of AES
/// (0x11b): the construction of SLIP-39 and of HashiCorp Vault. Any `needed` shares give the secret, and fewer say nothing of it:
/// for every value that it could have, exactly as many polynomials go through their points.
///
/// A share authenticates nothing: with a wrong one among them a set gives another secret without a sound. Whoever splits something
/// keeps a digest of each share, and seals what the secret opens with an authenticated cipher.
package enum SecretSharing {
  /// The values of all polynomials at one place.
  package struct Share: Sendable, Hashable {
    /// 1 to 255: the place.
    package let number: UInt8
    /// As long as the secret.
    package let bytes: [UInt8]

    package init(number: UInt8, bytes: [UInt8]) {
      self.number = number
      self.bytes = bytes
    }
  }

  /// - Parameters:
  ///   - count: of shares, up to 255. They are numbered from 1.
  ///   - needed: how many give the secret, 2 to `count`.
  ///   - random: so many random bytes, or nil; libcrypto's generator of private randomness.
  /// - Returns: nil for numbers that cannot be, an empty secret, or without random bytes. The caller wipes what it was given.
  package static func split(
    _ secret: [UInt8], into count: Int, needing needed: Int, random: (Int) -> [UInt8]? = privateBytes
  ) -> [Share]? {
    guard (2...255).contains(needed), (needed...255).contains(count), !secret.isEmpty else { return nil }
    // Every coefficient is drawn from all 256 values, the highest as well: without zero among them shares would tell something.
    guard var coefficients = random(secret.count * (needed - 1)), coefficients.count == secret.count * (needed - 1)
    else { return nil }
    defer { Ed25519PrivateKey.wipe(&coefficients) }
    return (1...UInt8(count)).map { place in
      let bytes = secret.indices.map { index in
        // Horner, from the highest coefficient to the secret.
        var value: UInt8 = 0
        for power in stride(from: needed - 2, through: 0, by: -1) {
          value = multiply(value, place) ^ coefficients[power * secret.count + index]
        }
        return multiply(value, place) ^ secret[index]
      }
      return Share(number: place, bytes: bytes)
    }
  }

  /// The value at 0 of the polynomials through all of these shares. They have to be as many as were needed, or more, all right.
  /// - Returns: nil unless the shares have numbers of their own and one length.
  package static func combine(_ shares: [Share]) -> [UInt8]? {
    guard let first = shares.first, !first.bytes.isEmpty, shares.count <= 255,
      shares.allSatisfy({ $0.number != 0 && $0.bytes.count == first.bytes.count }),
      Set(shares.map(\.number)).count == shares.count
    else { return nil }
    // Numbers are no secret; Lagrange's factors are made of them alone.
    let factors = shares.map { share in
      shares.reduce(UInt8(1)) { product, other in
        other.number == share.number
          ? product : multiply(product, multiply(other.number, inverse(other.number ^ share.number)))
      }
    }
    return first.bytes.indices.map { index in
      zip(shares, factors).reduce(UInt8(0)) { $0 ^ multiply($1.0.bytes[index], $1.1) }
    }
  }

  // MARK: The field

  /// Product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. No branch and no table depends on the factors: a look into a table would
  /// tell by the cache which byte it was.
  static func multiply(_ a: UInt8, _ b: UInt8) -> UInt8 {
    var (a, b, product) = (a, b, UInt8(0))
    for _ in 0..<8 {
      product ^= a & (0 &- (b & 1))
      a = (a << 1) ^ (0x1b & (0 &- (a >> 7)))
      b >>= 1
    }
    return product
  }

  /// The inverse of everything but 0, whose is 0: a^254.
  static func inverse(_ a: UInt8) -> UInt8 {
    var (power, result) = (a, UInt8(1))
    for _ in 0..<7 {
      power = multiply(power, power)
      result = multiply(result, power)
    }
    return result
  }

  /// - Returns: nil when libcrypto has none.
  package static func privateBytes(_ count: Int) -> [UInt8]? {
    guard let length = Int32(exactly: count), length > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    return RAND_priv_bytes(&bytes, length) == 1 ? bytes : nil
  }
}
