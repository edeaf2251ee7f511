import CanonicalForms

/// One way to the master key of a BitLocker volume. It shows what Windows shows without a secret, and keeps what is sealed.
package struct Protector: Sendable, Hashable {
  /// What opens it.
  package enum Kind: Sendable, Hashable {
    case clearKey, tpm, startupKey, tpmAndPIN, recoveryPassword, publicKey, password
    /// A combination that this program has no name for, by its number.
    case other(UInt16)

    init(_ number: UInt16) {
      self =
        switch number {
        case 0x0000: .clearKey
        case 0x0100: .tpm
        case 0x0200: .startupKey
        case 0x0500: .tpmAndPIN
        case 0x0800: .recoveryPassword
        case 0x1000: .publicKey
        case 0x2000: .password
        default: .other(number)
        }
    }

    /// A stable name, such as `recovery_password`.
    package var name: String {
      switch self {
      case .clearKey: "clear_key"
      case .tpm: "tpm"
      case .startupKey: "startup_key"
      case .tpmAndPIN: "tpm_pin"
      case .recoveryPassword: "recovery_password"
      case .publicKey: "public_key"
      case .password: "password"
      case .other(let number): "other_" + String(number, radix: 16)
      }
    }
  }

  /// The identifier that a locked screen shows for a recovery password.
  package let id: GUID
  package let kind: Kind
  /// When it was made; nil where the metadata does not say.
  package let created: Moment?
  /// The volume's counter when its master key was sealed: it only ever rises, so that a protector that was made anew
  /// shows. nil where nothing is sealed in it.
  package let counter: UInt32?

  /// Salt of the stretch, 16 bytes.
  let salt: [UInt8]?
  /// The recovery password itself, sealed under the master key.
  let sealedPassword: SealedKey?
  /// The master key, sealed under what this protector's key makes.
  let sealedMasterKey: SealedKey?

  /// Most protectors that are read of one volume. Windows allows fewer.
  static let most = 128

  /// The value of an entry of type 8. nil when it is damaged.
  init?(_ body: LittleEndianBytes) {
    guard let id = body.slice(0, count: 16).flatMap({ GUID($0.array) }), let time = body.u64(16),
      let kind = body.u16(26), let entries = body.rest(from: 28).flatMap({ MetadataEntry.list(in: $0) })
    else { return nil }
    self.id = id
    self.kind = Kind(kind)
    created = Moment(fileTime: time)
    sealedMasterKey = entries.first(value: MetadataEntry.ValueType.sealedKey).flatMap { SealedKey($0.body) }
    counter = sealedMasterKey?.counter
    // Method (four bytes), salt (16), then entries of its own. Both methods that are known, 0x1000 for recovery passwords
    // and 0x1001 for passwords, are the same work.
    if let stretch = entries.first(value: MetadataEntry.ValueType.stretchKey)?.body, let method = stretch.u32(0),
      method == 0x1000 || method == 0x1001, let salt = stretch.slice(4, count: 16)
    {
      self.salt = salt.array
      let inner = stretch.rest(from: 20).flatMap { MetadataEntry.list(in: $0) } ?? []
      sealedPassword =
        inner.first(
          value: MetadataEntry.ValueType.sealedKey, type: MetadataEntry.EntryType.passwordUnderMasterKey
        ).flatMap { SealedKey($0.body) }
    } else {
      salt = nil
      sealedPassword = nil
    }
  }
}
