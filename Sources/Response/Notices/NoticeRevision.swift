import CanonicalForms
import Wording

/// One numbered state of a notice. It is written by one person and published by another; from then on nothing about it
/// changes, and what was wrong is put right by the next one.
package struct NoticeRevision: Sendable, Hashable {
  /// Why there is one more. Raw values are stored.
  package enum Reason: String, Sendable, CaseIterable {
    case first
    case newFact = "new_fact"
    case correction, wording, withdrawal
  }

  package enum State: String, Sendable, CaseIterable { case draft, published }

  package var series: String
  /// From 1, without holes.
  package var number: Int
  package var state: State
  package var reason: Reason
  /// The revision of the master that a client's version has taken over; 0 for the master itself.
  package var takes: Int
  package var writtenAt: Moment
  /// The account.
  package var writer: String
  /// Why the draft was given back; nil while it was not.
  package var returned: String?
  package var publishedAt: Moment?
  package var publisher: String?
  /// What changed, for readers; by language. Empty once it was erased.
  package var notes: [Language: String]
  package var texts: [Language: NoticeText]
  /// The documents of the incident that it is, by language.
  package var documents: [Language: Int]

  package var languages: [Language] { Language.allCases.filter { texts[$0] != nil } }
}

/// A page as it was published, byte for byte.
package struct PublishedPage: Sendable, Hashable {
  package var series: String
  package var number: Int
  package var language: Language
  package var sha256: [UInt8]
  /// `sha256-…` of its style, for the policy that goes with it.
  package var style: String
  /// Nil once it was erased, by law; the digest stays.
  package var bytes: [UInt8]?
}
