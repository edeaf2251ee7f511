import CanonicalForms
import Contents
import Cryptography
import PersonalData

/// A content profile on its way from a device: people as identity keys, which the receiver turns into tokens at once and
/// does not keep. Fields and kinds go by their numbers, which are a promise.
package enum ProfileMessage {
  private static let magic = Array("hikae.profile/1\n".utf8)

  package static func encode(_ profile: ContentProfile) -> [UInt8] {
    var writer = ByteWriter()
    writer.raw(magic)
    writer.raw(profile.sha256.bytes)
    writer.signed(profile.size)
    writer.count(profile.recogniser)
    writer.count(profile.records)
    writer.text(profile.unread?.rawValue ?? "")
    writer.count(profile.unreadParts.count)
    for part in profile.unreadParts {
      writer.text(part.place)
      writer.text(part.reason.rawValue)
    }
    writer.count(profile.hints.count)
    for hint in profile.hints {
      writer.text(hint.kind.rawValue)
      writer.byte(hint.scope.code)
      writer.text(hint.value)
      writer.count(hint.people)
    }
    writer.count(profile.persons.count)
    profile.persons.forEachRecord { record in
      writer.number(record.fields.rawValue)
      let hints = Array(record.hints)
      writer.count(hints.count)
      for hint in hints { writer.count(Int(hint)) }
      writer.count(record.keyCount)
      for place in 0..<record.keyCount {
        let key = record.key(at: place)
        writer.byte(key.kind.rawValue)
        writer.fixed(key.high)
        writer.fixed(key.low)
      }
    }
    return writer.bytes
  }

  /// Reads a profile from foreign bytes. Counts of fields, which nobody needs on the way, are not in it.
  package static func decode(_ bytes: [UInt8]) throws(BatchFailure) -> ContentProfile {
    do throws(ByteReader.Damaged) {
      var reader = ByteReader(bytes)
      guard try reader.raw(magic.count) == magic else { throw ByteReader.Damaged() }
      var profile = ContentProfile(sha256: try reader.digest(), size: try reader.signed())
      profile.recogniser = try reader.integer()
      profile.records = try reader.integer()
      let unread = try reader.text()
      profile.unread = UnreadReason(rawValue: unread)
      guard unread.isEmpty || profile.unread != nil else { throw ByteReader.Damaged() }
      for _ in 0..<(try reader.count()) {
        let place = try reader.text()
        guard let reason = UnreadReason(rawValue: try reader.text()) else { throw ByteReader.Damaged() }
        profile.unreadParts.append(UnreadPart(place: place, reason: reason))
      }
      for _ in 0..<(try reader.count()) { profile.hints.append(try hint(&reader)) }
      for _ in 0..<(try reader.count()) { profile.persons.append(try person(&reader, hints: profile.hints.count)) }
      guard reader.isAtEnd else { throw ByteReader.Damaged() }
      return profile
    } catch {
      throw BatchFailure(.profiles)
    }
  }

  private static func hint(_ reader: inout ByteReader) throws(ByteReader.Damaged) -> OrganisationHint {
    guard let kind = OrganisationHint.Kind(rawValue: try reader.text()) else { throw ByteReader.Damaged() }
    let scope = OrganisationHint.Scope(code: try reader.byte())
    return OrganisationHint(
      kind: kind, scope: scope, value: try reader.text(), people: try reader.integer())
  }

  private static func person(_ reader: inout ByteReader, hints: Int) throws(ByteReader.Damaged) -> PersonEntry {
    var entry = PersonEntry(keys: [], fields: FieldSet(rawValue: try reader.number()))
    for _ in 0..<(try reader.count()) {
      let index = try reader.integer()
      guard index < hints, let hint = UInt16(exactly: index) else { throw ByteReader.Damaged() }
      entry.hints.append(hint)
    }
    for _ in 0..<(try reader.count()) {
      guard let kind = IdentityKind(rawValue: try reader.byte()) else { throw ByteReader.Damaged() }
      entry.keys.append(IdentityKey(kind: kind, high: try reader.word(), low: try reader.word()))
    }
    guard !entry.keys.isEmpty, entry.keys.count <= PackedRecord.maximumKeys else { throw ByteReader.Damaged() }
    return entry
  }
}

extension ByteReader {
  fileprivate mutating func word() throws(Damaged) -> UInt64 {
    try raw(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
