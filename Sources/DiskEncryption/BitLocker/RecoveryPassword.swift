import CLibcrypto

/// BitLocker's recovery password: 48 digits in eight groups of six. Each group is a multiple of 11 below 720,896; what is
/// left after dividing are 16 bits of the key, so that a slip in a group shows in that group.
package struct RecoveryPassword: Sendable, CustomStringConvertible {
  /// Why a text is none. It names places, never digits.
  package enum Fault: Error, Sendable, Hashable {
    /// It does not have 48 digits; how many it has.
    case digits(Int)
    /// It has characters other than digits, dashes and white space.
    case characters
    /// These groups, counted from 1, cannot be right.
    case groups([Int])
  }

  /// 16 bytes.
  package let key: SecretBytes

  init?(key: SecretBytes) {
    guard key.count == 16 else { return nil }
    self.key = key
  }

  /// - Parameter text: ASCII digits; dashes and white space anywhere, as people copy them. The caller wipes it.
  package init(parsing text: UnsafeRawBufferPointer) throws(Fault) {
    var digits = 0
    var isStrange = false
    var wrong: [Int] = []
    let key = SecretBytes(count: 16) { out in
      var group = 0
      for byte in text {
        switch byte {
        case 0x30...0x39:
          digits += 1
          guard digits <= 48 else { continue }
          group = group * 10 + Int(byte - 0x30)
          guard digits % 6 == 0 else { continue }
          let place = digits / 6
          if group % 11 == 0, group < 720_896 {
            let value = UInt16(group / 11)
            out[2 * place - 2] = UInt8(truncatingIfNeeded: value)
            out[2 * place - 1] = UInt8(truncatingIfNeeded: value >> 8)
          } else {
            wrong.append(place)
          }
          group = 0
        case UInt8(ascii: "-"), UInt8(ascii: " "), 0x09, 0x0A, 0x0D: continue
        default: isStrange = true
        }
      }
    }
    guard !isStrange else { throw .characters }
    guard digits == 48 else { throw .digits(digits) }
    guard wrong.isEmpty else { throw .groups(wrong) }
    self.key = key
  }

  package init(parsing text: String) throws(Fault) {
    // The text itself cannot be wiped: it is for what came as an argument anyway.
    let secret = SecretBytes(count: text.utf8.count) { $0.copyBytes(from: text.utf8) }
    self = try secret.withBytes { bytes throws(Fault) in try RecoveryPassword(parsing: bytes) }
  }

  /// Lends the 55 characters `111111-222222-…` for showing it once, and wipes them afterwards.
  package func withText<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    let text = SecretBytes(count: 55) { out in
      key.withBytes { key in
        for group in 0..<8 {
          var value = (Int(key[2 * group]) | Int(key[2 * group + 1]) << 8) * 11
          for place in stride(from: 5, through: 0, by: -1) {
            out[7 * group + place] = UInt8(0x30 + value % 10)
            value /= 10
          }
          if group < 7 { out[7 * group + 6] = UInt8(ascii: "-") }
        }
      }
    }
    return try text.withBytes(body)
  }

  /// What goes into the stretch: SHA-256 of the 16 bytes.
  var initial: SecretBytes { .sha256(of: key) }

  package var description: String { "‹recovery password›" }
}

extension SecretBytes {
  /// SHA-256 of a secret, as a secret.
  static func sha256(of secret: SecretBytes) -> SecretBytes {
    SecretBytes(count: 32) { out in
      secret.withBytes { bytes in
        var context = SHA256_CTX()
        SHA256_Init(&context)
        SHA256_Update(&context, bytes.baseAddress, bytes.count)
        SHA256_Final(out.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
        OPENSSL_cleanse(&context, MemoryLayout<SHA256_CTX>.size)
      }
    }
  }
}
