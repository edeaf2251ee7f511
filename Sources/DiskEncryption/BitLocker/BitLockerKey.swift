/// A secret that is said to open a BitLocker volume.
package enum BitLockerKey: Sendable {
  case recoveryPassword(RecoveryPassword)
  /// What a user types: UTF-16, little-endian, without an end.
  case password(SecretBytes)
  case startupKey(StartupKey)

  /// The protectors that it may open.
  var kind: Protector.Kind {
    switch self {
    case .recoveryPassword: .recoveryPassword
    case .password: .password
    case .startupKey: .startupKey
    }
  }

  /// A password from its UTF-8 bytes, which the caller wipes.
  package static func password(utf8 bytes: UnsafeRawBufferPointer) -> BitLockerKey {
    // At most two bytes of UTF-16 for each byte of UTF-8. The decoder sees the bytes where they lie, and the result is
    // written into wiped memory; a String in between could not be wiped.
    var length = 0
    let units = SecretBytes(count: 2 * bytes.count) { out in
      _ = transcode(bytes.makeIterator(), from: UTF8.self, to: UTF16.self, stoppingOnError: false) { unit in
        guard length + 2 <= out.count else { return }
        out.storeBytes(of: unit.littleEndian, toByteOffset: length, as: UInt16.self)
        length += 2
      }
    }
    return .password(units.part(from: 0, count: length) ?? units)
  }
}

/// The key of a `.BEK` file: a key of 256 bits that opens one startup-key protector.
package struct StartupKey: Sendable {
  /// The protector that it belongs to.
  package let protector: GUID
  let key: SecretBytes

  /// - Parameter file: header of 48 bytes as of metadata, then an entry with an external key.
  /// - Throws: `key` when it is not such a file.
  package init(parsing file: SecretBytes) throws(DiskEncryptionFailure) {
    let failure = DiskEncryptionFailure(.key, "is not a BitLocker startup key (.BEK)")
    // Offsets are found on a copy that is wiped; the key itself goes from secret to secret.
    var bytes = file.withBytes { Array($0.prefix(4096)) }
    defer { SecretBytes.wipe(&bytes) }
    let fields = LittleEndianBytes(bytes)
    guard let size = fields.u32(0).map(Int.init), fields.u32(4) == 1, fields.u32(8) == 48, size >= 48,
      let entries = fields.slice(48, count: size - 48).flatMap({ MetadataEntry.list(in: $0) }),
      let external = entries.first(value: MetadataEntry.ValueType.externalKey)?.body,
      let id = external.slice(0, count: 16).flatMap({ GUID($0.array) }),
      let inner = external.rest(from: 24).flatMap({ MetadataEntry.list(in: $0) }),
      let value = inner.first(value: MetadataEntry.ValueType.key)?.body, value.count == 36
    else { throw failure }
    var key = value.array
    defer { SecretBytes.wipe(&key) }
    protector = id
    self.key = SecretBytes(Array(key[4...]))
  }
}
