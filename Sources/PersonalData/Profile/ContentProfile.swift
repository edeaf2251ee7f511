import Contents
import Cryptography

/// What a file's bytes hold: people, fields, whose, and how it was read. Belongs to the content (its SHA-256), not to a
/// path: a copy on any device inherits it.
package struct ContentProfile: Sendable, Equatable {
  package var sha256: SHA256Digest
  package var size: Int64
  /// Version of the recogniser that made the profile. A better one adds a profile; it never overwrites.
  package var recogniser: Int
  /// Distinct people after joining; `persons` in the same order of first appearance.
  package var persons: PersonSet
  /// Rows and mentions before joining.
  package var records: Int
  /// All fields found, with the number of people that have each.
  package var fieldCounts: [Field: Int]
  /// What says whose the data is, each with the number of people that it speaks for.
  package var hints: [OrganisationHint]
  /// The whole file was not read.
  package var unread: UnreadReason?
  /// Parts that were not read (members, sheets), in the order of the file.
  package var unreadParts: [UnreadPart]
  /// How text was decoded, in the order of the content; a content without text of its own has none.
  package var encodings: [DetectedEncoding]

  package init(
    sha256: SHA256Digest, size: Int64, recogniser: Int = ContentProfile.currentRecogniser,
    persons: PersonSet = [], records: Int = 0, fieldCounts: [Field: Int] = [:], hints: [OrganisationHint] = [],
    unread: UnreadReason? = nil, unreadParts: [UnreadPart] = [], encodings: [DetectedEncoding] = []
  ) {
    self.sha256 = sha256
    self.size = size
    self.recogniser = recogniser
    self.persons = persons
    self.records = records
    self.fieldCounts = fieldCounts
    self.hints = hints
    self.unread = unread
    self.unreadParts = unreadParts
    self.encodings = encodings
  }

  /// Version of recognising and counting. Raise it when the same bytes may give another result.
  package static let currentRecogniser = 6

  package var people: Int { persons.count }
  /// Bytes that no character was found for.
  package var unreadableBytes: Int { encodings.reduce(0) { $0 + $1.unreadableBytes } }
  package var fields: FieldSet { FieldSet(fieldCounts.keys) }
  package var isSensitive: Bool { fieldCounts.keys.contains(where: \.isSensitive) }
}

/// A part of a file that was not read.
package struct UnreadPart: Sendable, Equatable, Codable {
  /// `Place.description` of the part.
  package var place: String
  package var reason: UnreadReason

  package init(place: String, reason: UnreadReason) {
    self.place = place
    self.reason = reason
  }
}

/// One distinct person of a content: the keys to recognise them by, which fields stand there, and whose they may be.
package struct PersonEntry: Sendable, Equatable {
  /// Strong keys first. Never empty: a person without strong key has a weak one.
  package var keys: [IdentityKey]
  package var fields: FieldSet
  /// Indices into the profile's `hints` that speak for this person (insurer number of the row, …). Hints that speak for
  /// the whole content (`scope == .content`) are not repeated here.
  package var hints: [UInt16]

  package init(keys: [IdentityKey], fields: FieldSet, hints: [UInt16] = []) {
    self.keys = keys
    self.fields = fields
    self.hints = hints
  }
}

/// A piece of evidence for whose data it is. Attribution to registered organisations happens where they are known
/// (`Custody`), so that a society registered later claims what was read before.
package struct OrganisationHint: Sendable, Hashable, Codable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case insurerNumber = "insurer_number"
    case insurerName = "insurer_name"
    case employer
    /// A word of the file's path. Belongs to the holding rather than the content; Discovery adds it for `scan`.
    case path
    case sheet
    case preamble
    case letterhead
    case mailDomain = "mail_domain"
  }

  package enum Scope: String, Sendable, Codable, CaseIterable {
    /// Speaks for the people whose entry names it: it stands beside them.
    case person
    /// Speaks for the people of one part (a sheet, a page, a message, a member of an archive), whose entries name it, and
    /// says no more of each of them than what speaks for a whole content. All that is said of the part is one hint: see
    /// `saidOfPart`.
    case part
    /// Speaks for everybody in the content.
    case content
  }

  package var kind: Kind
  package var scope: Scope
  /// As found, trimmed and width-folded: `06139463`, `みどり精機健康保険組合`.
  package var value: String
  /// People that it speaks for.
  package var people: Int

  package init(kind: Kind, scope: Scope, value: String, people: Int = 0) {
    self.kind = kind
    self.scope = scope
    self.value = value
    self.people = people
  }
}

extension OrganisationHint {
  /// One thing that is said of a part.
  package struct Said: Sendable, Hashable {
    package var kind: Kind
    package var value: String

    package init(kind: Kind, value: String) {
      self.kind = kind
      self.value = value
    }
  }

  private static let between: Character = "\u{1E}"
  private static let within: Character = "\u{1F}"

  /// All that is said of one part, as one hint.
  package init(ofPart said: [Said]) {
    let items = said.map { item in
      "\(item.kind.rawValue)\(Self.within)\(item.value.filter { $0 != Self.between && $0 != Self.within })"
    }
    self.init(
      kind: said.first?.kind ?? .sheet, scope: .part, value: items.joined(separator: String(Self.between)))
  }

  /// What is said of the part; empty for hints of another scope.
  package var saidOfPart: [Said] {
    guard scope == .part else { return [] }
    return value.split(separator: Self.between).compactMap { item in
      let parts = item.split(separator: Self.within, maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])) else { return nil }
      return Said(kind: kind, value: String(parts[1]))
    }
  }
}

extension OrganisationHint.Scope {
  /// For stored forms and messages.
  package init(code: UInt8) {
    self =
      switch code {
      case 1: .person
      case 2: .part
      default: .content
      }
  }

  package var code: UInt8 {
    switch self {
    case .content: 0
    case .person: 1
    case .part: 2
    }
  }
}
