import CSodium
import CanonicalForms
import Cryptography
import Storage

/// Random texts that open something to whoever has them, and how they are handled.
enum Secret {
  /// 256 bits as 64 hexadecimal digits: fit for cookies, links and headers. ASVS 5.0, 7.2.3, asks for 128.
  static func make() -> String { JSON(bytes: RandomBytes.make(32)).string ?? "" }

  /// A name that is no secret: 64 bits as hexadecimal digits.
  static func makeHandle() -> String { JSON(bytes: RandomBytes.make(8)).string ?? "" }

  /// What is kept of a secret. It is random, so one round of SHA-256 is enough: there is nothing to guess.
  static func hash(_ secret: String) -> [UInt8] { hash(Array(secret.utf8)) }
  static func hash(_ secret: [UInt8]) -> [UInt8] { SHA256Digest(hashing: secret).bytes }

  /// Overwrites bytes in a way that the optimiser keeps.
  static func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) }
  }

  /// Whether two are the same, in a time that depends on their length alone.
  static func isSame(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && (a.isEmpty || sodium_memcmp(a, b, a.count) == 0)
  }
}
