/// One entry of BitLocker's metadata: size, type, type of value and version (two bytes each), then the value.
struct MetadataEntry: Sendable, Hashable {
  let type: UInt16
  let valueType: UInt16
  let body: LittleEndianBytes

  enum EntryType {
    static let masterKey: UInt16 = 0x0002
    static let volumeKey: UInt16 = 0x0003
    static let startupKey: UInt16 = 0x0006
    static let description: UInt16 = 0x0007
    static let volumeHeader: UInt16 = 0x000F
    static let passwordUnderMasterKey: UInt16 = 0x0012
  }

  enum ValueType {
    static let key: UInt16 = 0x0001
    static let text: UInt16 = 0x0002
    static let stretchKey: UInt16 = 0x0003
    static let sealedKey: UInt16 = 0x0005
    static let masterKey: UInt16 = 0x0008
    static let externalKey: UInt16 = 0x0009
    static let region: UInt16 = 0x000F
  }

  /// Most entries of one list. Windows writes a few dozen at most.
  private static let most = 256

  /// The entries of a list, one behind the other. Unknown ones are entries, too; whoever looks for a kind skips them.
  /// - Returns: nil when a size does not fit, or there are too many.
  static func list(in bytes: LittleEndianBytes) -> [MetadataEntry]? {
    var entries: [MetadataEntry] = []
    var position = 0
    while position < bytes.count {
      guard let size = bytes.u16(position).map(Int.init) else { return nil }
      // Windows pads with zeros.
      if size == 0 { break }
      guard size >= 8, entries.count < most, let type = bytes.u16(position + 2), let value = bytes.u16(position + 4),
        let body = bytes.slice(position + 8, count: size - 8)
      else { return nil }
      entries.append(MetadataEntry(type: type, valueType: value, body: body))
      position += size
    }
    return entries
  }
}

extension [MetadataEntry] {
  func first(value: UInt16, type: UInt16? = nil) -> MetadataEntry? {
    first { $0.valueType == value && (type == nil || $0.type == type) }
  }
}
