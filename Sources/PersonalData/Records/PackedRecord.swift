/// A record as it lies packed in a `RecordStore`. A view: valid only while the closure that received it runs.
///
/// Layout, in 64-bit words: 0 birth date (low 32 bits) and number of keys (bits 32–39); 1 fields; 2 four hints of 16 bits,
/// 0xFFFF for none; 3 origin (table in the top 16 bits, row below); 4 kinds of the keys, four bits each; then two words a
/// key.
package struct PackedRecord {
  package static let headerWords = 5
  package static let maximumKeys = 15
  /// Words of the longest record.
  package static let maximumWords = headerWords + 2 * maximumKeys

  package let words: UnsafeBufferPointer<UInt64>

  /// - Parameter words: from the record's first word to anywhere beyond its end.
  /// - Returns: nil when the words end within the record.
  package init?(startOf words: UnsafeBufferPointer<UInt64>) {
    guard words.count >= PackedRecord.headerWords else { return nil }
    let keyCount = Int(words[0] >> 32) & 0xFF
    let count = PackedRecord.headerWords + 2 * keyCount
    guard keyCount <= PackedRecord.maximumKeys, count <= words.count else { return nil }
    self.words = UnsafeBufferPointer(rebasing: words[..<count])
  }

  package var birthDate: Int32 { Int32(bitPattern: UInt32(truncatingIfNeeded: words[0])) }
  package var keyCount: Int { Int(words[0] >> 32) & 0xFF }
  package var fields: FieldSet { FieldSet(rawValue: words[1]) }
  package var hints: PackedHints { PackedHints(packed: words[2]) }

  package var origin: PersonRecord.Origin {
    .init(table: Int(words[3] >> 48), row: Int(words[3] & 0xFFFF_FFFF_FFFF))
  }

  /// The raw value of a key's kind.
  @inline(__always)
  package func rawKind(at place: Int) -> UInt8 { UInt8(words[4] >> UInt64(4 * place) & 0xF) }

  /// The first 64 bits of a key.
  @inline(__always)
  package func keyHigh(at place: Int) -> UInt64 { words[PackedRecord.headerWords + 2 * place] }

  package func key(at place: Int) -> IdentityKey {
    IdentityKey(
      kind: IdentityKind(rawValue: rawKind(at: place)) ?? .other, high: keyHigh(at: place),
      low: words[PackedRecord.headerWords + 2 * place + 1])
  }

  /// Whether every kind of key is one that this version knows.
  package var isSound: Bool {
    (0..<keyCount).allSatisfy { IdentityKind(rawValue: rawKind(at: $0)) != nil }
  }

  package var unpacked: PersonRecord {
    PersonRecord(
      keys: (0..<keyCount).map(key(at:)), fields: fields, hints: Array(hints), birthDate: birthDate, origin: origin)
  }

  /// Appends the packed form of a record. Keys beyond `maximumKeys` and hints beyond four are left out.
  static func pack(_ record: PersonRecord, into words: inout [UInt64]) {
    let keys = record.keys.prefix(PackedRecord.maximumKeys)
    var kinds: UInt64 = 0
    for (place, key) in keys.enumerated() { kinds |= UInt64(key.kind.rawValue) << UInt64(4 * place) }
    words.append(UInt64(UInt32(bitPattern: record.birthDate)) | UInt64(keys.count) << 32)
    words.append(record.fields.rawValue)
    words.append(PackedHints(record.hints).packed)
    words.append(pack(record.origin))
    words.append(kinds)
    for key in keys {
      words.append(key.high)
      words.append(key.low)
    }
  }

  static func pack(_ origin: PersonRecord.Origin) -> UInt64 {
    UInt64(origin.table & 0xFFFF) << 48 | UInt64(origin.row) & 0xFFFF_FFFF_FFFF
  }
}

/// Up to four indices of hints in one word.
package struct PackedHints: Sequence, IteratorProtocol, Hashable {
  package private(set) var packed: UInt64

  package init(packed: UInt64) { self.packed = packed }

  package init(_ hints: [UInt16]) {
    packed = .max
    for (place, hint) in hints.prefix(4).enumerated() {
      packed = packed & ~(0xFFFF << UInt64(16 * place)) | UInt64(hint) << UInt64(16 * place)
    }
  }

  package mutating func next() -> UInt16? {
    let hint = UInt16(truncatingIfNeeded: packed)
    guard hint != .max else { return nil }
    packed = packed >> 16 | 0xFFFF << 48
    return hint
  }
}
