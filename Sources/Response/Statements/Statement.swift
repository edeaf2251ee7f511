import CanonicalForms
import Custody

/// A dated value of a fact with its source. It is never changed: a later one stands beside it.
package struct Statement: Sendable, Hashable, Identifiable {
  /// Whom it is about: the incident as a whole, or one client's part of it.
  package enum Subject: Sendable, Hashable, Comparable {
    case incident
    case client(Organisation.ID)

    package init(client: String) { self = client.isEmpty ? .incident : .client(.init(client)) }

    /// Empty for the incident as a whole.
    package var client: String { if case .client(let id) = self { id.text } else { "" } }

    package static func < (a: Subject, b: Subject) -> Bool {
      switch (a, b) {
      case (.incident, .client): true
      case (.client(let a), .client(let b)): a < b
      default: false
      }
    }
  }

  package enum Kind: String, Sendable, CaseIterable {
    /// Somebody says so.
    case claim
    /// A machine saw it, or a paper shows it.
    case evidence
  }

  package enum Confidence: String, Sendable, CaseIterable { case certain, likely, doubtful }

  package struct Source: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable { case person, log, document }

    package var kind: Kind
    /// What to look up: a file, a number of a paper, an entry of the journal. Without names of people.
    package var reference: String
    /// Who says so, or who wrote it: personal data.
    package var name: String?

    package init(_ kind: Kind, reference: String, name: String? = nil) {
      self.kind = kind
      self.reference = reference
      self.name = name
    }
  }

  /// Within its incident, from 1: written `S-12`.
  package var id: Int
  package var fact: Fact
  package var subject: Subject
  package var answer: Answer
  /// The moment that the value is about.
  package var asOf: Moment
  /// When it was said or shown.
  package var saidAt: Moment
  /// When it was taken down here: the journal's time.
  package var recordedAt: Moment
  package var source: Source
  package var kind: Kind
  package var confidence: Confidence
  /// Why it was taken back; nil while it stands.
  package var retraction: String?
  /// Its words were erased: what it said is not known any more.
  package var isErased = false

  package var name: String { Self.name(id) }
  package static func name(_ id: Int) -> String { "S-\(id)" }

  /// `S-12` or `12`.
  package static func id(from name: String) -> Int? { Int(name.hasPrefix("S-") ? String(name.dropFirst(2)) : name) }
}

/// A statement as it is about to be made.
package struct NewStatement: Sendable, Hashable {
  package var fact: Fact
  package var subject: Statement.Subject
  package var answer: Answer
  package var asOf: Moment
  package var saidAt: Moment
  package var source: Statement.Source
  package var kind: Statement.Kind
  package var confidence: Statement.Confidence

  /// - Parameter asOf: nil for the time at which it is said.
  package init(
    _ fact: Fact, _ answer: Answer, about subject: Statement.Subject = .incident, asOf: Moment? = nil, saidAt: Moment,
    source: Statement.Source, kind: Statement.Kind, confidence: Statement.Confidence = .certain
  ) {
    self.fact = fact
    self.answer = answer
    self.subject = subject
    self.asOf = asOf ?? saidAt
    self.saidAt = saidAt
    self.source = source
    self.kind = kind
    self.confidence = confidence
  }

  /// - Throws: `ResponseFailure` with the code `unfit_value`.
  func requireFit() throws {
    guard fact.takes(answer), subject == .incident || fact.isByClient else {
      throw ResponseFailure(.unfitValue, "the fact \(fact.rawValue) does not take such a value or subject")
    }
  }
}
