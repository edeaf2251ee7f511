/// A person named in running text.
package struct PersonMention: Sendable, Equatable {
  /// Why a name, or a text beside no name, is taken for a person.
  package enum Cue: UInt8, Sendable, CaseIterable {
    /// 様 さん 殿 先生 氏 君, Dear, Mr.
    case honorific
    /// 氏名: 患者: 出席者: Name:
    case label
    /// A reading in kana beside the name.
    case kana
    case birthDate
    case phone
    case email
    /// From:, 差出人, the display name of an address.
    case sender
    /// The block at the end of a mail or a letter.
    case signature
    /// 株式会社○○の山田です.
    case introduction
    /// A line of a printed list.
    case row
  }

  /// How sure the mention is, and whether it counts.
  package enum Certainty: UInt8, Sendable, Comparable {
    /// A person of the writing office's own desk (受付: 田村): staff who did the writing, not a person written about.
    case handler
    /// A name with one weak cue (`Name: Nimbus`), which counts only with a value of its own beside it.
    case weak
    case probable
    /// Two cues or more.
    case certain

    package static func < (left: Certainty, right: Certainty) -> Bool { left.rawValue < right.rawValue }
  }

  package struct Span: Sendable, Equatable {
    /// UTF-8 offsets into the passage.
    package var range: Range<Int>
    package var field: Field

    package init(range: Range<Int>, field: Field) {
      self.range = range
      self.field = field
    }
  }

  package var facts: PersonFacts
  package var spans: [Span]
  package var certainty: Certainty
  package var cue: Cue
  /// Family and given name, rather than one of them alone.
  package var isFull = true

  package init(facts: PersonFacts, spans: [Span], certainty: Certainty, cue: Cue) {
    self.facts = facts
    self.spans = spans
    self.certainty = certainty
    self.cue = cue
  }
}

/// What a passage holds.
package struct PassageFindings: Sendable, Equatable {
  package var people: [PersonMention]
  /// All fields of the passage; empty when it names nobody.
  package var fields: FieldSet
  /// Whose the passage may be: insurers, employers and mail domains that it names.
  package var organisations: [OrganisationHint]
  /// Addresses of a heading that no name stands before, all that is known of a sender or a receiver; and those in the
  /// lines of a log that name nobody.
  package var loneEmails: [String] = []

  package init(
    people: [PersonMention] = [], fields: FieldSet = FieldSet(rawValue: 0), organisations: [OrganisationHint] = []
  ) {
    self.people = people
    self.fields = fields
    self.organisations = organisations
  }
}
