import CLibcrypto

/// The key and the cipher of a volume's sectors.
package struct SectorKey: Sendable, CustomStringConvertible {
  /// How the number of a sector goes into its encryption.
  enum Scheme: Sendable, Hashable {
    /// AES-XTS (IEEE 1619); the tweak is the sector's number.
    case xts
    /// AES-CBC; the initialisation vector is the byte offset, encrypted.
    case cbc
    /// The same, under Ferguson's Elephant diffuser (Microsoft, 2006).
    case diffuser
  }

  let scheme: Scheme
  /// XTS: both keys. CBC: one. Diffuser: the sectors' key, then the diffuser's.
  let key: SecretBytes

  /// - Returns: nil when the key is not of the length that the method needs.
  init?(method: EncryptionMethod, key: SecretBytes) {
    guard key.count == method.keyLength else { return nil }
    switch method {
    case .aesXTS128, .aesXTS256:
      scheme = .xts
      self.key = key
    case .aesCBC128, .aesCBC256:
      scheme = .cbc
      self.key = key
    case .aesCBC256Diffuser:
      scheme = .diffuser
      self.key = key
    case .aesCBC128Diffuser:
      scheme = .diffuser
      self.key = SecretBytes(count: 32) { out in
        key.withBytes { bytes in
          out[..<16].copyBytes(from: bytes[..<16])
          UnsafeMutableRawBufferPointer(rebasing: out[16...]).copyBytes(from: bytes[32..<48])
        }
      }
    }
  }

  /// AES-XTS with both keys in one, as LUKS has it.
  init?(xts key: SecretBytes) {
    guard key.count == 32 || key.count == 64 else { return nil }
    scheme = .xts
    self.key = key
  }

  package var description: String { "‹sector key›" }
}
