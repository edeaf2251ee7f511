import CanonicalForms
import Custody
import JapaneseText
import PersonalData
import Wording

/// What facts, values and duties read like.
package struct StatementWords: Sendable {
  package let language: Language

  package init(language: Language) { self.language = language }

  package func callAsFunction(_ phrase: ResponsePhrase, _ arguments: String...) -> String {
    switch arguments.count {
    case 0: language.response(phrase)
    case 1: language.response(phrase, arguments[0])
    case 2: language.response(phrase, arguments[0], arguments[1])
    case 3: language.response(phrase, arguments[0], arguments[1], arguments[2])
    case 4: language.response(phrase, arguments[0], arguments[1], arguments[2], arguments[3])
    default:
      language.response(phrase, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4])
    }
  }

  /// The text of a stored code; the code itself should a catalogue not have it.
  package func code(_ group: String, _ code: String, _ argument: String = "") -> String {
    ResponsePhrase(rawValue: "\(group).\(code)").map { language.response($0, argument) } ?? code
  }

  package func fact(_ fact: Fact) -> String { code("fact", fact.rawValue) }

  package func value(_ statement: Statement) -> String {
    statement.isErased ? self(.answerErased) : value(statement.answer, of: statement.fact)
  }

  package func value(_ answer: Answer, of fact: Fact) -> String {
    switch answer {
    case .unknown: self(.answerUnknown)
    case .notApplicable: self(.answerNotApplicable)
    case .notYetAvailable: self(.answerNotYetAvailable)
    case .known(.time(let span)):
      span.isMoment
        ? span.from.localMinute : self(.answerSpan, span.from.localMinute, span.until.localMinute)
    case .known(.quantity(let quantity)): self.quantity(quantity, of: fact)
    case .known(.fields(let fields)):
      fields.isEmpty ? self(.answerNoFields) : fields.map(field).joined(separator: language.text(.and))
    case .known(.yesNo(let value)): self(value ? .answerYes : .answerNo)
    case .known(.choice(let code)): self.code("choice.\(fact.rawValue)", code)
    case .known(.text(let text)): text
    }
  }

  private func quantity(_ quantity: Quantity, of fact: Fact) -> String {
    func unit(_ count: Int) -> String {
      switch fact {
      case .clientCount: self(.answerClients, language.number(count))
      case .unreadFiles: self(.answerFiles, language.number(count))
      default: self(.answerPeople, language.number(count))
      }
    }
    guard let most = quantity.most else { return self(.answerAtLeast, unit(quantity.least)) }
    if quantity.isExact { return unit(most) }
    return quantity.least == 0
      ? self(.answerAtMost, unit(most)) : self(.answerBetween, unit(quantity.least), unit(most))
  }

  package func field(_ field: Field) -> String { ScopeWords(language: language).field(field) }

  package func condition(_ condition: Condition) -> String {
    code("condition", condition.code, condition.threshold.map { language.number($0) } ?? "")
  }

  package func party(_ obligation: Obligation, names: [Organisation.ID: String]) -> String {
    obligation.party.client.map { names[$0] ?? $0.text } ?? self(.partyOperator)
  }

  package func recipient(_ obligation: Obligation, names: [Organisation.ID: String]) -> String {
    if let client = obligation.client { return names[client] ?? client.text }
    return code("recipient", obligation.rule.recipient.rawValue)
  }

  package func law(_ obligation: Obligation, book: RuleBook) -> String {
    guard let set = book.sets.first(where: { $0.id == obligation.ruleSet }) else { return self(.lawContract) }
    return code("law", set.jurisdiction.rawValue)
  }

  package func term(_ term: Term) -> String {
    switch term {
    case .promptly(let days): self(.termPromptly, String(days.lowerBound), String(days.upperBound))
    case .days(let count, true, _): self(.termDaysInclusive, String(count))
    case .days(let count, false, _): self(.termDaysExclusive, String(count))
    case .businessDays(let count): self(.termBusinessDays, String(count))
    case .hours(let count): self(.termHours, String(count))
    case .afterYearEnd(let days): self(.termAfterYearEnd, String(days))
    case .withoutDelay: self(.termWithoutDelay)
    }
  }

  package func deadline(_ deadline: Deadline?) -> String {
    guard let deadline else { return self(.deadlineNone) }
    if deadline.isGuidance, let from = deadline.from, let day = deadline.day {
      return self(.deadlineGuidance, from.description, day.description)
    }
    return self(.deadlineDay, deadline.day?.description ?? deadline.end.localMinute)
  }

  package func finding(_ finding: Obligation.Finding) -> String {
    let source = finding.statement.map { Statement.name($0) } ?? ""
    return condition(finding.condition) + ": " + code("verdict", finding.verdict.rawValue) + " — "
      + code("reason", finding.reason.rawValue, source)
  }

  /// What stands beside a line of the timeline; empty where nothing does, or it was erased.
  package func note(_ event: TimelineEvent) -> String {
    guard event.kind == "task.due", let due = event.note else { return event.note ?? "" }
    return Moment(parsing: due)?.localMinute ?? due
  }

  /// What a line is about, for people: one number where both ends are the same, prefectures by their names.
  private func reference(of event: TimelineEvent) -> String {
    switch event.kind {
    case "incident.scope_frozen":
      let ends = event.reference.split(separator: "–").compactMap { Int($0) }.map { language.number($0) }
      guard ends.count == 2 else { return event.reference }
      return ends[0] == ends[1] ? ends[0] : "\(ends[0])–\(ends[1])"
    case "lost_property.planned", "lost_property.found":
      let codes = event.reference.split { $0 == "," || $0 == " " }.map(String.init)
      return codes.map { Prefecture(named: $0)?.name(in: language) ?? $0 }.joined(separator: ", ")
    default: return event.reference
    }
  }

  /// A line of the timeline.
  package func event(_ event: TimelineEvent) -> String {
    if event.kind.hasSuffix(TimelineEvent.afterClosing) {
      var former = event
      former.kind.removeLast(TimelineEvent.afterClosing.count)
      return self(.eventAfterClosing, self.event(former))
    }
    if let phrase = ResponsePhrase(rawValue: "event." + event.kind) { return self(phrase, reference(of: event)) }
    let detail = String(event.kind.dropFirst(event.group.count + 1))
    guard let phrase = ResponsePhrase(rawValue: "event." + event.group) else { return event.kind }
    let group = ["statement": "fact", "erasure": "kept"][event.group] ?? event.group
    return self(phrase, event.reference, code(group, detail))
  }
}
