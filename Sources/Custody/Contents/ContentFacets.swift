import CanonicalForms
import Contents
import PersonalData
import Storage

/// What a stored profile says beside "these people": which fields, which hints, and for whom where not for all.
/// One blob a content, so that a device with 25,000 holdings is answered from 25,000 rows.
final class ContentFacets {
  /// Fields that every person of the content has.
  var common = FieldSet(rawValue: 0)
  /// Fields that only some have.
  var partial: [(field: Field, people: PeopleBitmap)] = []
  var hints: [(hint: OrganisationHint, people: PeopleBitmap?)] = []
  var unreadParts: [UnreadPart] = []

  init() {}

  /// - Parameter ids: of `profile.persons`, in the same order.
  init(_ profile: RecordedProfile, ids: [UInt32]) throws {
    var common = FieldSet(rawValue: profile.persons.isEmpty ? 0 : .max)
    var any = FieldSet(rawValue: 0)
    for person in profile.persons {
      common.rawValue &= person.fields.rawValue
      any.rawValue |= person.fields.rawValue
    }
    self.common = common
    for field in FieldSet(rawValue: any.rawValue & ~common.rawValue).fields {
      partial.append(
        (field, try PeopleBitmap(zip(profile.persons, ids).lazy.filter { $0.0.fields.contains(field) }.map(\.1))))
    }
    var named = [Int: [UInt32]]()
    for (person, id) in zip(profile.persons, ids) {
      for hint in person.hints { named[Int(hint), default: []].append(id) }
    }
    for (index, hint) in profile.hints.enumerated() {
      let isForAll = hint.scope == .content || named[index]?.count == ids.count
      hints.append((hint, isForAll ? nil : try PeopleBitmap(named[index] ?? [])))
    }
    unreadParts = profile.unreadParts
  }

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.number(common.rawValue)
    writer.count(partial.count)
    for (field, people) in partial {
      writer.count(field.index)
      writer.block(people.portableBytes)
    }
    writer.count(hints.count)
    for (hint, people) in hints {
      writer.text(hint.kind.rawValue)
      writer.byte(hint.scope.code)
      writer.text(hint.value)
      writer.count(hint.people)
      writer.block(people?.portableBytes ?? [])
    }
    writer.count(unreadParts.count)
    for part in unreadParts {
      writer.text(part.place)
      writer.text(part.reason.rawValue)
    }
    return writer.bytes
  }

  init(from bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    common = FieldSet(rawValue: try reader.number())
    for _ in 0..<(try reader.count()) {
      let index = try reader.integer()
      guard Field.allCases.indices.contains(index) else { throw ByteReader.Damaged() }
      let people = try reader.block().withUnsafeBytes { try PeopleBitmap(portable: $0) }
      partial.append((Field.allCases[index], people))
    }
    for _ in 0..<(try reader.count()) {
      guard let kind = OrganisationHint.Kind(rawValue: try reader.text()) else { throw ByteReader.Damaged() }
      let scope = OrganisationHint.Scope(code: try reader.byte())
      let value = try reader.text()
      let count = try reader.integer()
      let block = try reader.block()
      let people = block.isEmpty ? nil : try block.withUnsafeBytes { try PeopleBitmap(portable: $0) }
      hints.append((OrganisationHint(kind: kind, scope: scope, value: value, people: count), people))
    }
    for _ in 0..<(try reader.count()) {
      let place = try reader.text()
      guard let reason = UnreadReason(rawValue: try reader.text()) else { throw ByteReader.Damaged() }
      unreadParts.append(UnreadPart(place: place, reason: reason))
    }
  }
}
