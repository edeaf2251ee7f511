import Contents
import Cryptography
import PersonalData

/// A content profile as the journal keeps it: identity keys have become tokens.
package struct RecordedProfile: Sendable, Equatable {
  package var sha256: SHA256Digest
  package var size: Int64
  package var recogniser: Int
  package var records: Int
  package var persons: [RecordedPerson]
  package var hints: [OrganisationHint]
  package var unread: UnreadReason?
  package var unreadParts: [UnreadPart]

  package init(_ profile: ContentProfile, tokeniser: any Tokeniser) {
    sha256 = profile.sha256
    size = profile.size
    recogniser = profile.recogniser
    records = profile.records
    persons = profile.persons.map { person in
      RecordedPerson(tokens: person.keys.map(tokeniser.token(for:)), fields: person.fields, hints: person.hints)
    }
    hints = profile.hints
    unread = profile.unread
    unreadParts = profile.unreadParts
  }

  init(
    sha256: SHA256Digest, size: Int64, recogniser: Int, records: Int, persons: [RecordedPerson],
    hints: [OrganisationHint], unread: UnreadReason?, unreadParts: [UnreadPart]
  ) {
    self.sha256 = sha256
    self.size = size
    self.recogniser = recogniser
    self.records = records
    self.persons = persons
    self.hints = hints
    self.unread = unread
    self.unreadParts = unreadParts
  }
}

extension ContentProfile {
  /// Holds personal data, or may hold some that could not be read: it leaves the device as a holding. The rest is a
  /// count.
  package var concernsPeople: Bool { !persons.isEmpty || unread != nil || !unreadParts.isEmpty }
}

/// One distinct person of a content.
package struct RecordedPerson: Sendable, Equatable {
  package var tokens: [Token]
  package var fields: FieldSet
  /// Indices into the profile's hints.
  package var hints: [UInt16]

  package init(tokens: [Token], fields: FieldSet, hints: [UInt16] = []) {
    self.tokens = tokens
    self.fields = fields
    self.hints = hints
  }
}
