import CLibcrypto
import CanonicalForms

/// Codes that change with time (RFC 6238) over codes that change with a counter (RFC 4226): HMAC-SHA-1, six digits, thirty
/// seconds. SHA-1 because that is what every authenticator app does; HMAC does not rest on what SHA-1 has lost.
struct TOTP {
  static let period: Int64 = 30
  static let digits = 6
  /// As RFC 4226, requirement 6, recommends.
  static let secretLength = 20
  /// A code of the step before or after is taken: clocks of telephones differ.
  static let tolerance: Int64 = 1

  private(set) var secret: [UInt8]

  init(secret: [UInt8]) { self.secret = secret }

  mutating func wipe() { Secret.wipe(&secret) }

  /// Steps since 1970.
  static func step(at time: Moment) -> Int64 {
    let seconds = time.seconds
    return seconds >= 0 ? seconds / period : (seconds - period + 1) / period
  }

  /// RFC 4226, section 5.3.
  /// - Parameter digits: 6 to 9.
  func code(counter: Int64, digits: Int = TOTP.digits) -> String {
    var message = UInt64(bitPattern: counter).bigEndian
    var out = [UInt8](repeating: 0, count: 20)
    var count: UInt32 = 0
    withUnsafeBytes(of: &message) { bytes in
      _ = HMAC(
        EVP_sha1(), secret, Int32(secret.count), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count,
        &out, &count)
    }
    let offset = Int(out[19] & 15)
    let word = out[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let modulus = (0..<digits).reduce(UInt64(1)) { product, _ in product * 10 }
    let text = String(UInt64(word) % modulus)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// The step that a code belongs to.
  /// - Parameter last: the last step that was used; it and those before are used up, so that nobody who has seen a code
  ///   can give it again (RFC 6238, section 5.2; ASVS 5.0, 6.5.1).
  func step(of given: String, at time: Moment, after last: Int64) -> Int64? {
    let now = Self.step(at: time)
    var found: Int64?
    for step in now - Self.tolerance...now + Self.tolerance {
      let isSame = Secret.isSame(Array(code(counter: step).utf8), Array(given.utf8))
      if isSame, step > last { found = step }
    }
    return found
  }

  /// What a QR code for authenticator apps holds.
  func uri(issuer: String, login: String) -> String {
    let issuer = Self.escaped(issuer)
    return "otpauth://totp/\(issuer):\(Self.escaped(login))?secret=\(Base32.encode(secret))&issuer=\(issuer)"
      + "&algorithm=SHA1&digits=\(Self.digits)&period=\(Self.period)"
  }

  /// RFC 3986: everything that is not unreserved.
  private static func escaped(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    let bytes = text.utf8.flatMap { byte -> [UInt8] in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        [byte]
      default: [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
