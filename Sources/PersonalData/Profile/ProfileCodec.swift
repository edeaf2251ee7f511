import Contents
import Cryptography

/// A profile as pieces of bytes, for the index of contents: of a list of millions no piece is large.
///
/// The first piece has a format byte, what is known of the content as a whole, the number of its people, and the first
/// of them; the others go on with people. People are packed records (`PackedRecord`) in the byte order of the machine: the
/// index is a cache that does not leave it.
package enum ProfileCodec {
  static let format: UInt8 = 4
  /// People in one piece.
  static let peoplePerPiece = 2_000

  /// Calls `body` with each piece in order.
  package static func forEachPiece<Failure: Error>(
    of profile: ContentProfile, _ body: (_ number: Int, _ piece: [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var out = head(of: profile)
    var number = 0
    var people = 0
    var failure: Failure?
    profile.persons.forEachRecord { record in
      if failure != nil { return }
      if people == peoplePerPiece {
        do throws(Failure) { try body(number, out.buffer) } catch { failure = error }
        out = Writer()
        number += 1
        people = 0
      }
      out.bytes(UnsafeRawBufferPointer(record.words))
      people += 1
    }
    if let failure { throw failure }
    try body(number, out.buffer)
  }

  private static func head(of profile: ContentProfile) -> Writer {
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
      out.byte(hint.scope.code)
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
    for encoding in profile.encodings {
      out.text(encoding.name)
      out.integer(UInt64(encoding.thousandths))
      out.integer(UInt64(max(0, encoding.unreadableBytes)))
    }
    out.integer(UInt64(profile.persons.count))
    return out
  }

  /// Puts a profile together again, piece by piece.
  package struct Assembly {
    private var profile: ContentProfile
    private let people: Int

    /// - Parameter first: the first piece.
    /// - Returns: nil when it is not one of this format.
    package init?(_ first: UnsafeRawBufferPointer) {
      var input = Reader(first)
      guard let head = ProfileCodec.head(from: &input) else { return nil }
      profile = head
      people = input.count()
      guard !input.failed, append(input.rest) else { return nil }
    }

    /// Pieces are wanted until all people are there.
    package var isComplete: Bool { profile.persons.count == people }

    /// - Returns: whether the piece holds nothing but whole records.
    package mutating func append(_ piece: UnsafeRawBufferPointer) -> Bool {
      guard piece.count % 8 == 0 else { return false }
      // Records may lie at any address in the piece; words do not.
      let words = [UInt64](unsafeUninitializedCapacity: piece.count / 8) { buffer, initialized in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: piece)
        initialized = piece.count / 8
      }
      return words.withUnsafeBufferPointer { words in
        var start = 0
        while start < words.count {
          guard let record = PackedRecord(startOf: UnsafeBufferPointer(rebasing: words[start...])), record.isSound,
            profile.persons.count < people
          else { return false }
          profile.persons.append(record)
          start += record.words.count
        }
        return true
      }
    }

    /// - Returns: nil when people are missing.
    package func finish() -> ContentProfile? { isComplete ? profile : nil }
  }

  private static func head(from input: inout Reader) -> ContentProfile? {
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
      let scope = OrganisationHint.Scope(code: input.byte())
      let value = input.text()
      profile.hints.append(OrganisationHint(kind: kind, scope: scope, value: value, people: input.count()))
    }
    profile.unread = UnreadReason(rawValue: input.text())
    for _ in 0..<input.items() {
      let place = input.text()
      guard let reason = UnreadReason(rawValue: input.text()) else { return nil }
      profile.unreadParts.append(UnreadPart(place: place, reason: reason))
    }
    for _ in 0..<input.items() {
      let name = input.text()
      let confidence = Double(input.count()) / 1_000
      profile.encodings.append(
        DetectedEncoding(name: name, confidence: confidence, unreadableBytes: input.count()))
    }
    return input.failed ? nil : profile
  }

  private struct Writer {
    var buffer: [UInt8] = []
    mutating func byte(_ value: UInt8) { buffer.append(value) }
    mutating func bytes(_ value: some Collection<UInt8>) { buffer.append(contentsOf: value) }
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

    /// What was not read yet.
    var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[position...]) }

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
