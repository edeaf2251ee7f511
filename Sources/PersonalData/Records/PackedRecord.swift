/// A record as it lies packed in a `RecordStore`. A view: valid only while the closure that received it runs.
///
/// Layout, in 64-bit words: 0 birth date (low 32 bits), number of keys (bits 32–39) and of words with further hints (bits
/// 40–47); 1 fields; 2 four hints of 16 bits, 0xFFFF for none; 3 origin (table in the top 16 bits, row below); 4 kinds of the
/// keys, four bits each; then two words a key; then the further hints, four a word, of the few who have more than four.
package struct PackedRecord {
  package static let headerWords = 5
  package static let maximumKeys = 15
  /// Hints that are kept of one person: nobody has so many employers and insurers, but a crafted list might name them.
  package static let maximumHints = 64
  private static let hintsPerWord = 4
  /// Words of the longest record.
  package static let maximumWords = headerWords + 2 * maximumKeys + maximumHints / hintsPerWord - 1

  package let words: UnsafeBufferPointer<UInt64>

  /// - Parameter words: from the record's first word to anywhere beyond its end.
  /// - Returns: nil when the words end within the record.
  package init?(startOf words: UnsafeBufferPointer<UInt64>) {
    guard words.count >= PackedRecord.headerWords else { return nil }
    let keyCount = Int(words[0] >> 32) & 0xFF
    let count = PackedRecord.headerWords + 2 * keyCount + Int(words[0] >> 40) & 0xFF
    guard keyCount <= PackedRecord.maximumKeys, count <= min(words.count, PackedRecord.maximumWords) else { return nil }
    self.words = UnsafeBufferPointer(rebasing: words[..<count])
  }

  package var birthDate: Int32 { Int32(bitPattern: UInt32(truncatingIfNeeded: words[0])) }
  package var keyCount: Int { Int(words[0] >> 32) & 0xFF }
  package var fields: FieldSet { FieldSet(rawValue: words[1]) }
  package var hints: PackedHints {
    PackedHints(
      first: words[2], further: UnsafeBufferPointer(rebasing: words[(PackedRecord.headerWords + 2 * keyCount)...]))
  }

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

  /// Writes the packed form of a record. Keys beyond `maximumKeys` and hints beyond `maximumHints` are left out.
  /// - Parameter words: room for `maximumWords`.
  /// - Returns: the number of words written.
  static func pack(_ record: PersonRecord, into words: UnsafeMutableBufferPointer<UInt64>) -> Int {
    let keyCount = min(record.keys.count, maximumKeys)
    let further = max(0, min(record.hints.count, maximumHints) - 1) / hintsPerWord
    var kinds: UInt64 = 0
    var next = headerWords
    for place in 0..<keyCount {
      let key = record.keys[place]
      kinds |= UInt64(key.kind.rawValue) << UInt64(4 * place)
      words[next] = key.high
      words[next + 1] = key.low
      next += 2
    }
    words[0] = UInt64(UInt32(bitPattern: record.birthDate)) | UInt64(keyCount) << 32 | UInt64(further) << 40
    words[1] = record.fields.rawValue
    words[2] = pack(record.hints, from: 0)
    words[3] = pack(record.origin)
    words[4] = kinds
    for word in 0..<further {
      words[next] = pack(record.hints, from: (word + 1) * hintsPerWord)
      next += 1
    }
    return next
  }

  /// Up to four hints in one word.
  @inline(__always)
  private static func pack(_ hints: [UInt16], from first: Int) -> UInt64 {
    var word = UInt64.max
    for place in 0..<hintsPerWord where first + place < hints.count {
      word = word & ~(0xFFFF << UInt64(16 * place)) | UInt64(hints[first + place]) << UInt64(16 * place)
    }
    return word
  }

  static func pack(_ origin: PersonRecord.Origin) -> UInt64 {
    UInt64(origin.table & 0xFFFF) << 48 | UInt64(origin.row) & 0xFFFF_FFFF_FFFF
  }
}

/// The indices of hints of a packed record. A view, as the record is.
package struct PackedHints: Sequence, IteratorProtocol {
  /// What is left of the word at hand; 0xFFFF for none.
  private var word: UInt64
  private var further: UnsafeBufferPointer<UInt64>

  fileprivate init(first: UInt64, further: UnsafeBufferPointer<UInt64>) {
    word = first
    self.further = further
  }

  package mutating func next() -> UInt16? {
    if word == .max, let more = further.first {
      word = more
      further = UnsafeBufferPointer(rebasing: further.dropFirst())
    }
    let hint = UInt16(truncatingIfNeeded: word)
    guard hint != .max else { return nil }
    word = word >> 16 | 0xFFFF << 48
    return hint
  }
}
