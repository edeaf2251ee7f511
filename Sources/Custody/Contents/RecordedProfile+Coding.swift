import CanonicalForms
import Contents
import Cryptography
import PersonalData
import Storage

extension RecordedProfile {
  /// Appends the binary form (docs/formats/journal.md, "scan.batch").
  func write(to writer: inout ByteWriter) {
    writer.raw(sha256.bytes)
    writer.signed(size)
    writer.count(recogniser)
    writer.count(records)
    writer.text(unread?.rawValue ?? "")
    writer.count(unreadParts.count)
    for part in unreadParts {
      writer.text(part.place)
      writer.text(part.reason.rawValue)
    }
    writer.count(hints.count)
    for hint in hints {
      writer.text(hint.kind.rawValue)
      writer.byte(hint.scope.code)
      writer.text(hint.value)
      writer.count(hint.people)
    }
    writer.count(persons.count)
    for person in persons { person.write(to: &writer) }
  }

  init(from reader: inout ByteReader) throws {
    guard let sha256 = SHA256Digest(try reader.raw(32)) else { throw ByteReader.Damaged() }
    let size = try reader.signed()
    let recogniser = try reader.integer()
    let records = try reader.integer()
    let unread = try reader.text()
    let parts = try (0..<reader.count()).map { _ in
      let place = try reader.text()
      guard let reason = UnreadReason(rawValue: try reader.text()) else { throw ByteReader.Damaged() }
      return UnreadPart(place: place, reason: reason)
    }
    let hints = try (0..<reader.count()).map { _ in
      guard let kind = OrganisationHint.Kind(rawValue: try reader.text()) else { throw ByteReader.Damaged() }
      let scope = OrganisationHint.Scope(code: try reader.byte())
      return OrganisationHint(kind: kind, scope: scope, value: try reader.text(), people: try reader.integer())
    }
    let persons = try (0..<reader.count()).map { _ in try RecordedPerson(from: &reader) }
    guard unread.isEmpty || UnreadReason(rawValue: unread) != nil else { throw ByteReader.Damaged() }
    self.init(
      sha256: sha256, size: size, recogniser: recogniser, records: records, persons: persons, hints: hints,
      unread: UnreadReason(rawValue: unread), unreadParts: parts)
  }
}

extension RecordedPerson {
  func write(to writer: inout ByteWriter) {
    writer.number(fields.rawValue)
    writer.count(hints.count)
    for hint in hints { writer.count(Int(hint)) }
    writer.count(tokens.count)
    for token in tokens { token.write(to: &writer) }
  }

  init(from reader: inout ByteReader) throws {
    let fields = FieldSet(rawValue: try reader.number())
    let hints = try (0..<reader.count()).map { _ in
      guard let index = UInt16(exactly: try reader.integer()) else { throw ByteReader.Damaged() }
      return index
    }
    let tokens = try (0..<reader.count()).map { _ in try Token(from: &reader) }
    self.init(tokens: tokens, fields: fields, hints: hints)
  }
}

extension Token {
  func write(to writer: inout ByteWriter) {
    writer.byte(kind.rawValue)
    writer.raw(bytes)
  }

  init(from reader: inout ByteReader) throws {
    guard let kind = IdentityKind(rawValue: try reader.byte()) else { throw ByteReader.Damaged() }
    self.init(kind: kind, bytes: try reader.raw(16))
  }
}
