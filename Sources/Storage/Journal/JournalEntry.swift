import CanonicalForms

/// A change of state as it is about to be written.
package struct NewEntry: Sendable {
  /// What happened, in the past tense: `scan.finished`.
  package var kind: String
  /// Version of the body's form.
  package var version: Int
  /// Without personal data: it is never erased.
  package var body: JSON
  /// Tokens, paths, names of holders: what may have to be erased one day. Empty is the same as none.
  package var personal: [UInt8]?

  package init(kind: String, version: Int = 1, body: JSON, personal: [UInt8]? = nil) {
    self.kind = kind
    self.version = version
    self.body = body
    self.personal = personal.flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// A change of state as it stands in the journal.
package struct JournalEntry: Sendable {
  package enum Personal: Sendable {
    /// The entry never had a personal part.
    case none
    case present([UInt8])
    /// There was one; its commitment is all that is left.
    case erased

    package var bytes: [UInt8]? { if case .present(let bytes) = self { bytes } else { nil } }
  }

  /// From 1, without holes.
  package let sequence: Int64
  package let time: Moment
  package let kind: String
  package let version: Int
  /// Who did it: an account's id (never its login, which is personal and may have to be erased) or `hikae`.
  package let actor: String
  package let body: JSON
  package let personal: Personal
}
