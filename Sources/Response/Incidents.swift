import CanonicalForms
import Custody
import JapaneseText
import Storage

/// The response: from "I lost my laptop" to who must be told what by when.
///
/// Every function that changes something appends to the journal; the tables follow in the same transaction. No function
/// looks at a clock.
package struct Incidents: Sendable {
  package let custody: Custody
  package let reasoner: ObligationReasoner

  var journal: Journal { custody.journal }
  var store: Store { custody.store }
  var actor: String { custody.actor }

  /// - Parameter custody: opened with `schema` among its parts.
  package init(custody: Custody, reasoner: ObligationReasoner = .init()) {
    self.custody = custody
    self.reasoner = reasoner
  }

  /// By number.
  package func all() throws -> [Incident] { try store.read { try IncidentRegister(session: $0).all() } }

  /// - Throws: `ResponseFailure` with the code `unknown_incident`.
  package func incident(_ id: String) throws -> Incident {
    try store.read { try IncidentRegister(session: $0).require(id) }
  }

  // MARK: Opening

  /// Opens an incident: the loss stands in the register of devices, the scope is frozen as it is known, evidence becomes
  /// statements, the first hour's tasks are there, and the clocks run from now. While an incident of the device is open the
  /// report is added to that one, unless it says that this is another loss, or the device had come back since.
  /// - Returns: the incident that it opened, or was added to.
  /// - Throws: `CustodyFailure` when no such device is registered; `ResponseFailure` with the code `unfit_value`.
  @discardableResult
  package func open(_ report: LossReport, at time: Moment) throws -> Incident {
    for statement in report.claims + report.evidence { try statement.requireFit() }
    let source = Statement.Source(.person, reference: "loss_report", name: report.reporter)
    var claims = report.claims
    if !claims.contains(where: { $0.fact == .lostAt }) {
      claims.insert(
        NewStatement(
          .lostAt, .known(.time(TimeSpan(report.lastSeen, report.noticed ?? time))), saidAt: time, source: source,
          kind: .claim), at: 0)
    }
    let word = try custody.lastWord(of: report.device)
    let said = (report.evidence + claims).reduce(StatementLedger([])) { $0.adding($1, recordedAt: time) }
    let asked = ScopeMoment(said, lastSeen: report.lastSeen, opened: time, lastWord: word)
    // Asked before the transaction: it takes a while for a large device, and others write meanwhile.
    let question = asked.question(askedAt: time)
    let shares = try custody.scopeShares(
      of: report.device, at: question.at, besides: question.besides, answeredAt: time, withMembers: false)
    return try store.write { session in
      let register = IncidentRegister(session: session)
      let former = try register.all().last { $0.device == report.device && $0.isOpen }
      if let former, try !isAnotherLoss(report, than: former, in: session) {
        return try add(report, to: former, at: time, in: session)
      }
      let number = try register.nextNumber()
      let id = "I-\(number)"
      try custody.reportLoss(of: report.device, lastSeen: report.lastSeen, at: time, in: session)
      try append(IncidentRegister.opened(report, id: id, number: number), at: time, in: session)
      try append(IncidentRegister.frozen(shares, in: id), at: time, in: session)
      var statements = shares.statements(at: time, lastWord: word) + report.evidence
      statements.append(
        NewStatement(
          .learnedAt, .known(.time(TimeSpan(time))), saidAt: time, source: .init(.log, reference: "loss_report"),
          kind: .evidence))
      try make(statements + claims, in: id, at: time, session: session)
      for (place, task) in ResponseTask.first(openedAt: time).enumerated() {
        let task = ResponseTask(
          id: place + 1, kind: task.kind, title: nil, owner: nil, due: task.due, state: .open)
        try append(TaskRegister.opened(task, in: id), at: time, in: session)
      }
      let surveys = LeakSurvey.plan(from: CivilDate(time, offset: 540), calendar: reasoner.calendar)
      try append(SurveyRegister.planned(surveys, in: id), at: time, in: session)
      return try register.require(id)
    }
  }

  /// Asks the scope again, as of the loss as it stands by now, freezes it, and states what is different.
  /// - Returns: the numbers of the new statements.
  @discardableResult
  package func reviseScope(of id: String, at time: Moment) throws -> [Int] {
    let shares = try scopeShares(of: id, at: time, withMembers: false)
    let word = try custody.lastWord(of: shares.scope.device.id)
    return try store.write { session in
      try IncidentRegister(session: session).requireOpen(id)
      return try freeze(shares, lastWord: word, in: id, at: time, session: session)
    }
  }

  /// The scope at the loss as it stands: a corrected date of loss asks about another moment.
  func scopeShares(of id: String, at time: Moment, withMembers: Bool) throws -> ScopeShares {
    let incident = try incident(id)
    let question = try scopeQuestion(of: incident, at: time)
    return try custody.scopeShares(
      of: incident.device, at: question.at, besides: question.besides, answeredAt: time, withMembers: withMembers)
  }

  func scopeQuestion(of incident: Incident, at time: Moment) throws -> ScopeMoment.Question {
    ScopeMoment(
      try ledger(of: incident.id), lastSeen: incident.lastSeen, opened: incident.openedAt,
      lastWord: try custody.lastWord(of: incident.device)
    ).question(askedAt: time)
  }

  func freeze(
    _ shares: ScopeShares, lastWord: Moment?, in id: String, at time: Moment, session: SQLSession
  ) throws -> [Int] {
    try append(IncidentRegister.frozen(shares, in: id), at: time, in: session)
    let ledger = try ledger(of: id, in: session)
    // What the scope said before and says again is not said twice; what only people said is.
    let news = shares.statements(at: time, lastWord: lastWord).filter { statement in
      ledger.history(statement.fact, statement.subject).last(where: \.isOfScope)?.answer != statement.answer
    }
    // A client who is not concerned any more has nobody on it.
    let named = Set(shares.scope.clients.map { Statement.Subject.client($0.organisation.id) })
    let gone = ledger.clients.filter {
      !named.contains($0) && ledger.answer(.peopleCount, $0) != .known(.quantity(Quantity(0)))
    }
    let source = Statement.Source(.log, reference: "scope")
    let zeros = gone.map {
      NewStatement(
        .peopleCount, .known(.quantity(Quantity(0))), about: $0, asOf: shares.scope.at, saidAt: time, source: source,
        kind: .evidence)
    }
    return try make(news + zeros, in: id, at: time, session: session)
  }

  /// The newest first.
  package func scopes(of id: String) throws -> [FrozenScope] {
    try store.read { try IncidentRegister(session: $0).scopes(of: id) }
  }

  // MARK: Statements

  package func ledger(of id: String) throws -> StatementLedger { try store.read { try ledger(of: id, in: $0) } }

  func ledger(of id: String, in session: SQLSession) throws -> StatementLedger {
    _ = try IncidentRegister(session: session).require(id)
    let register = StatementRegister(session: session)
    return StatementLedger(try register.all(of: id), resolved: try register.resolutions(of: id))
  }

  /// - Returns: their numbers.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `closed`, `unfit_value`.
  @discardableResult
  package func state(_ statements: [NewStatement], in id: String, at time: Moment) throws -> [Int] {
    for statement in statements { try statement.requireFit() }
    return try store.write { session in
      try IncidentRegister(session: session).requireOpen(id)
      return try make(statements, in: id, at: time, session: session)
    }
  }

  /// Takes a statement back that should not have been made: it stays in the record, and does not stand.
  package func retract(_ number: Int, in id: String, because reason: String, at time: Moment) throws {
    try require(reason: reason)
    try store.write { session in
      try IncidentRegister(session: session).requireOpen(id)
      guard try ledger(of: id, in: session)[number] != nil else {
        throw ResponseFailure(.unknownStatement, "no statement \(Statement.name(number)) in \(id)")
      }
      try append(StatementRegister.retraction(of: number, in: id, reason: reason), at: time, in: session)
    }
  }

  package func contradictions(of id: String) throws -> [Contradiction] {
    try store.read { try contradictions(of: id, in: $0) }
  }

  func contradictions(of id: String, in session: SQLSession) throws -> [Contradiction] {
    try ledger(of: id, in: session).contradictions()
  }

  /// - Throws: `ResponseFailure`: `no_contradiction` when no such one is open, `no_reason`.
  package func resolve(
    _ pair: Contradiction.Pair, in id: String, because reason: String, at time: Moment
  ) throws {
    try require(reason: reason)
    try store.write { session in
      try IncidentRegister(session: session).requireOpen(id)
      let known = try ledger(of: id, in: session).contradictions(withDecided: true)
      guard known.contains(where: { $0.pair == pair && $0.resolution == nil }) else {
        throw ResponseFailure(.noContradiction, "no open contradiction \(pair.first)/\(pair.second) in \(id)")
      }
      try append(StatementRegister.resolution(of: pair, in: id, reason: reason), at: time, in: session)
    }
  }

  @discardableResult
  func make(_ statements: [NewStatement], in id: String, at time: Moment, session: SQLSession) throws -> [Int] {
    guard !statements.isEmpty else { return [] }
    let first = try StatementRegister(session: session).nextNumber(in: id)
    try append(StatementRegister.entry(statements, in: id, first: first), at: time, in: session)
    return Array(first..<(first + statements.count))
  }

  // MARK: Pieces

  func append(_ entry: NewEntry, at time: Moment, in session: SQLSession) throws {
    try journal.append(entry, at: time, by: actor, in: session)
  }

  /// What may come after the end, too: the entry then says so.
  func append(_ entry: NewEntry, to incident: Incident, at time: Moment, in session: SQLSession) throws {
    var entry = entry
    if !incident.isOpen, case .object(var members) = entry.body {
      members["after_closing"] = true
      entry.body = .object(members)
    }
    try append(entry, at: time, in: session)
  }

  func require(reason: String) throws {
    guard reason.contains(where: { !$0.isWhitespace }) else { throw ResponseFailure(.noReason, "a reason is needed") }
  }
}

extension Statement {
  fileprivate var isOfScope: Bool { source.kind == .log && source.reference == "scope" }
}
