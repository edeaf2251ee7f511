import CanonicalForms
import Custody
import JapaneseText

/// The desk of an incident: when it is open, how soon it calls back, how long it keeps who asked.
package struct InquiryDesk: Sendable, Hashable {
  package var incident: String
  package var hours: BusinessHours
  /// Minutes of open time within which somebody is called back.
  package var callBack: Int
  /// Days after the end of an inquiry for which names, numbers and words are kept.
  package var retention: Int
  /// Days without an act after which an inquiry that nobody ended counts as ended, while its incident goes on.
  package static let longestOpen = 365
  /// What the public form says of the telephone; empty for none.
  package var telephone: String

  package init(
    incident: String, hours: BusinessHours = .init(), callBack: Int = 450, retention: Int = 180,
    telephone: String = ""
  ) {
    self.incident = incident
    self.hours = hours
    self.callBack = min(max(1, callBack), 10_000)
    self.retention = min(max(1, retention), 3_650)
    self.telephone = telephone
  }
}

/// Somebody asked something. Who, and in which words, is personal and erased when it is due; the rest is figures.
package struct Inquiry: Sendable, Hashable, Identifiable {
  package enum Channel: String, Sendable, CaseIterable { case telephone, form, mail, visit }

  package enum Topic: String, Sendable, CaseIterable {
    case included, data, risk, misuse, letter, complaint, press, other
  }

  /// How it was made sure who asks. Raw values are stored.
  package enum Check: String, Sendable, CaseIterable {
    /// Nothing about a person was asked or told.
    case notNeeded = "not_needed"
    case byCode = "by_code"
    /// Called back at the number that the client has of the person.
    case calledBack = "called_back"
    /// It could not be made sure, and nothing was told.
    case refused
  }

  package enum Outcome: String, Sendable, CaseIterable {
    case answered
    case callBack = "call_back"
    case passedOn = "passed_on"
    /// Called, and nobody was there.
    case notReached = "not_reached"
    case closed
  }

  package struct Personal: Sendable, Hashable {
    package var name: String
    /// A telephone number or an address, where an answer is owed.
    package var contact: String
    package var words: String
    package var answer: String

    package init(name: String = "", contact: String = "", words: String = "", answer: String = "") {
      self.name = name
      self.contact = contact
      self.words = words
      self.answer = answer
    }

    package var isEmpty: Bool { name.isEmpty && contact.isEmpty && words.isEmpty && answer.isEmpty }

    static let longest = 4_000
    var isFit: Bool { [name, contact, words, answer].allSatisfy { $0.utf8.count <= Self.longest } }
  }

  package struct Step: Sendable, Hashable {
    package var at: Moment
    package var actor: String
    package var outcome: Outcome
    /// Personal: nil where there are none or they were erased.
    package var words: String?
  }

  package var incident: String
  /// Within its incident, from 1: written `Q-12`.
  package var id: Int
  /// Nil where it is not known, or of the operator itself.
  package var client: Organisation.ID?
  /// The public form that it came by, as its address names it; empty for others.
  package var form: String
  package var channel: Channel
  package var topic: Topic
  /// The answer that was read out, such as `F-2` in version 3; nil for none.
  package var question: Int?
  package var version: Int?
  package var check: Check
  package var outcome: Outcome
  package var takenAt: Moment
  package var takenBy: String
  /// By when somebody is to be called back.
  package var due: Moment?
  package var closedAt: Moment?
  /// Nil once it was erased.
  package var personal: Personal?
  package var steps: [Step]

  package var name: String { Self.name(id) }
  package static func name(_ id: Int) -> String { "Q-\(id)" }
  package static func id(from name: String) -> Int? { Int(name.hasPrefix("Q-") ? String(name.dropFirst(2)) : name) }

  package var isOpen: Bool { closedAt == nil }
  package func isOverdue(at moment: Moment) -> Bool { isOpen && due.map { $0 <= moment } == true }
}

/// An inquiry as it is taken down.
package struct NewInquiry: Sendable, Hashable {
  package var client: Organisation.ID?
  package var form: String
  package var channel: Inquiry.Channel
  package var topic: Inquiry.Topic
  package var question: Int?
  package var check: Inquiry.Check
  package var outcome: Inquiry.Outcome
  package var personal: Inquiry.Personal

  package init(
    client: Organisation.ID? = nil, form: String = "", channel: Inquiry.Channel, topic: Inquiry.Topic,
    question: Int? = nil, check: Inquiry.Check = .notNeeded, outcome: Inquiry.Outcome,
    personal: Inquiry.Personal = .init()
  ) {
    self.client = client
    self.form = form
    self.channel = channel
    self.topic = topic
    self.question = question
    self.check = check
    self.outcome = outcome
    self.personal = personal
  }
}

/// How many asked on a day, of one client.
package struct InquiryCount: Sendable, Hashable {
  package var day: CivilDate
  package var client: Organisation.ID?
  package var all: Int
  package var misuse: Int
}
