import Contents
import Hashing

/// A profile as bytes, for the index of contents: little-endian, length-prefixed, with a format byte first.
package enum ProfileCodec {
  static let format: UInt8 = 1

  package static func encode(_ profile: ContentProfile) -> [UInt8] {
    var out = Writer()
    out.byte(format)
    out.bytes(profile.sha256.bytes)
    out.integer(UInt64(bitPattern: profile.size))
    out.integer(UInt64(profile.recogniser))
    out.integer(UInt64(profile.records))
    out.integer(UInt64(profile.fieldCounts.count))
    for field in Field.allCases {
      guard let count = profile.fieldCounts[field] else { continue }
      out.integer(UInt64(field.index))
      out.integer(UInt64(count))
    }
    out.integer(UInt64(profile.hints.count))
    for hint in profile.hints {
      out.text(hint.kind.rawValue)
      out.byte(hint.scope == .content ? 1 : 0)
      out.text(hint.value)
      out.integer(UInt64(hint.people))
    }
    out.text(profile.unread?.rawValue ?? "")
    out.integer(UInt64(profile.unreadParts.count))
    for part in profile.unreadParts {
      out.text(part.place)
      out.text(part.reason.rawValue)
    }
    out.integer(UInt64(profile.encodings.count))
    for encoding in profile.encodings { out.text(encoding) }
    out.integer(UInt64(profile.unreadableBytes))
    out.integer(UInt64(profile.persons.count))
    for index in 0..<profile.persons.count {
      let record = profile.persons.record(index)
      out.integer(record.fields.rawValue)
      out.integer(UInt64(UInt32(bitPattern: record.birthDate)))
      out.byte(UInt8(record.hints.count))
      for hint in record.hints { out.integer(UInt64(hint)) }
      out.byte(UInt8(record.keys.count))
      for key in record.keys {
        out.byte(key.kind.rawValue)
        out.word(key.high)
        out.word(key.low)
      }
    }
    return out.buffer
  }

  /// - Returns: nil when the bytes are not a whole profile of this format.
  package static func decode(_ bytes: [UInt8]) -> ContentProfile? {
    bytes.withUnsafeBytes { decode($0) }
  }

  package static func decode(_ bytes: UnsafeRawBufferPointer) -> ContentProfile? {
    var input = Reader(bytes)
    guard input.byte() == format, let digest = input.take(32).flatMap({ SHA256Digest($0) }) else { return nil }
    var profile = ContentProfile(sha256: digest, size: Int64(bitPattern: input.integer()))
    profile.recogniser = input.count()
    profile.records = input.count()
    for _ in 0..<input.items() {
      let index = input.count()
      let count = input.count()
      guard index < Field.allCases.count, !input.failed else { return nil }
      profile.fieldCounts[Field.allCases[index]] = count
    }
    for _ in 0..<input.items() {
      guard let kind = OrganisationHint.Kind(rawValue: input.text()) else { return nil }
      let scope: OrganisationHint.Scope = input.byte() == 1 ? .content : .person
      let value = input.text()
      profile.hints.append(OrganisationHint(kind: kind, scope: scope, value: value, people: input.count()))
    }
    profile.unread = UnreadReason(rawValue: input.text())
    for _ in 0..<input.items() {
      let place = input.text()
      guard let reason = UnreadReason(rawValue: input.text()) else { return nil }
      profile.unreadParts.append(UnreadPart(place: place, reason: reason))
    }
    for _ in 0..<input.items() { profile.encodings.append(input.text()) }
    profile.unreadableBytes = input.count()
    var persons: PersonSet = []
    for _ in 0..<input.items() {
      var record = PersonRecord(keys: [], fields: FieldSet(rawValue: input.integer()))
      record.birthDate = Int32(bitPattern: UInt32(truncatingIfNeeded: input.integer()))
      for _ in 0..<input.byte() { record.hints.append(UInt16(truncatingIfNeeded: input.integer())) }
      for _ in 0..<input.byte() {
        guard let kind = IdentityKind(rawValue: input.byte()) else { return nil }
        let high = input.word()
        record.keys.append(IdentityKey(kind: kind, high: high, low: input.word()))
      }
      if input.failed { return nil }
      persons.append(record)
    }
    profile.persons = persons
    return input.failed ? nil : profile
  }

  private struct Writer {
    var buffer: [UInt8] = []
    mutating func byte(_ value: UInt8) { buffer.append(value) }
    mutating func bytes(_ value: [UInt8]) { buffer.append(contentsOf: value) }
    mutating func word(_ value: UInt64) {
      withUnsafeBytes(of: value.littleEndian) { buffer.append(contentsOf: $0) }
    }
    /// Seven bits a byte, the lowest first; the top bit says that more follow.
    mutating func integer(_ value: UInt64) {
      var rest = value
      while rest >= 0x80 {
        buffer.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      buffer.append(UInt8(rest))
    }
    mutating func text(_ value: String) {
      integer(UInt64(value.utf8.count))
      buffer.append(contentsOf: value.utf8)
    }
  }

  private struct Reader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private(set) var failed = false

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func byte() -> UInt8 {
      guard position < bytes.count else {
        failed = true
        return 0
      }
      defer { position += 1 }
      return bytes[position]
    }

    mutating func take(_ count: Int) -> UnsafeRawBufferPointer.SubSequence? {
      guard count >= 0, count <= bytes.count - position else {
        failed = true
        return nil
      }
      defer { position += count }
      return bytes[position..<position + count]
    }

    mutating func word() -> UInt64 {
      guard position + 8 <= bytes.count else {
        failed = true
        return 0
      }
      defer { position += 8 }
      return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    mutating func integer() -> UInt64 {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while shift < 64 {
        let next = byte()
        value |= UInt64(next & 0x7F) << shift
        if next < 0x80 { return value }
        shift += 7
      }
      failed = true
      return 0
    }

    mutating func count() -> Int {
      let value = integer()
      guard !failed, value <= UInt64(Int32.max) * 1024 else {
        failed = true
        return 0
      }
      return Int(value)
    }

    /// A number of items to come, each of at least one byte.
    mutating func items() -> Int {
      let value = count()
      guard value <= bytes.count - position else {
        failed = true
        return 0
      }
      return value
    }

    mutating func text() -> String {
      take(count()).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
  }
}
