/// How BitLocker encrypts the sectors of a volume.
package enum EncryptionMethod: UInt16, Sendable, Hashable, CaseIterable {
  case aesCBC128Diffuser = 0x8000
  case aesCBC256Diffuser = 0x8001
  case aesCBC128 = 0x8002
  case aesCBC256 = 0x8003
  case aesXTS128 = 0x8004
  case aesXTS256 = 0x8005

  /// A stable name, such as `aes-xts-128`.
  package var name: String {
    switch self {
    case .aesCBC128Diffuser: "aes-cbc-128-diffuser"
    case .aesCBC256Diffuser: "aes-cbc-256-diffuser"
    case .aesCBC128: "aes-cbc-128"
    case .aesCBC256: "aes-cbc-256"
    case .aesXTS128: "aes-xts-128"
    case .aesXTS256: "aes-xts-256"
    }
  }

  /// Bytes of the volume's key as the metadata holds it. With the diffuser it is always 64: the sector key in the first
  /// half, the diffuser's key in the second, and of each AES-128 uses the first 16.
  var keyLength: Int {
    switch self {
    case .aesCBC128Diffuser, .aesCBC256Diffuser: 64
    case .aesCBC128: 16
    case .aesCBC256, .aesXTS128: 32
    case .aesXTS256: 64
    }
  }
}
