import CLibcrypto

/// A key of 256 random bits that somebody can type at a boot prompt: 64 characters in eight groups, as systemd-cryptenroll makes its
/// recovery keys. The sixteen letters (modhex) lie at the same place on Latin keyboards, whatever layout the prompt has.
package enum RecoveryPhrase {
  private static let letters = Array("cbdefghijklnrtuv".utf8)
  private static let bytes = 32
  private static let group = 8

  /// - Throws: `key` when the system has no random bytes.
  package static func make() throws(DiskEncryptionFailure) -> SecretBytes {
    var random = [UInt8](repeating: 0, count: bytes)
    defer { SecretBytes.wipe(&random) }
    guard RAND_priv_bytes(&random, Int32(bytes)) == 1 else {
      throw DiskEncryptionFailure(.key, "no random bytes for a key")
    }
    let digits = bytes * 2
    return SecretBytes(count: digits + digits / group - 1) { out in
      var place = 0
      for digit in 0..<digits {
        if digit > 0, digit % group == 0 {
          out[place] = UInt8(ascii: "-")
          place += 1
        }
        let byte = random[digit / 2]
        out[place] = letters[Int(digit % 2 == 0 ? byte >> 4 : byte & 15)]
        place += 1
      }
    }
  }
}
