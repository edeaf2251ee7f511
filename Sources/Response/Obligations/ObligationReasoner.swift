import CanonicalForms
import Custody
import JapaneseText

/// From statements, parties and rules to obligations: a pure function. What is not known never frees.
package struct ObligationReasoner: Sendable {
  package let book: RuleBook
  package let calendar: JapaneseCalendar

  package init(book: RuleBook = .builtIn, calendar: JapaneseCalendar = .init()) {
    self.book = book
    self.calendar = calendar
  }

  /// By party (the operator first), law and rule; the operator's notices to clients in the order of the parties.
  package func obligations(of matter: ObligationCase) -> [Obligation] {
    var found: [Obligation] = []
    for party in matter.parties {
      let subject = party.client.map { Statement.Subject.client($0) } ?? .incident
      let start = self.start(of: subject, in: matter.ledger)
      for law in Jurisdiction.allCases where party.laws.contains(law) {
        guard let set = set(of: law, start: start?.moment, in: matter) else { continue }
        func reader(_ part: ObligationCase.Part?) -> Reader {
          let judge = ConditionJudge(
            ledger: matter.ledger, subject: subject, part: part, evidenceDays: set.evidenceDays,
            lastSeen: matter.lastSeen)
          return Reader(set: set, judge: judge, matter: matter, calendar: calendar)
        }
        let whole = reader(party.client == nil ? matter.contractorPart() : nil)
        // The operator is a principal, too, where people are concerned for whom it answers itself.
        let own = party.client == nil && matter.isOperatorPrincipal(under: set) ? reader(matter.ownPart()) : nil
        for rule in set.rules {
          guard let reader = rule.obliged == .principal && party.client == nil ? own : whole, rule.concerns(party)
          else {
            continue
          }
          if rule.obliged == .contractorTowardsClient {
            for client in matter.parties where client.client != nil && client.laws.contains(law) {
              found.append(reader.obligation(rule, of: party, towards: client, from: start))
            }
          } else {
            found.append(reader.obligation(rule, of: party, towards: nil, from: start))
          }
        }
      }
      if party.client == nil { found += contracts(of: party, from: start, in: matter) }
    }
    return relieved(found, in: matter)
  }

  struct Start {
    let moment: Moment
    let statement: Int
  }

  /// The earliest that the statement allows: the law asks when the first department knew.
  private func start(of subject: Statement.Subject, in ledger: StatementLedger) -> Start? {
    ledger.clockStart(of: subject).flatMap { statement in
      statement.answer.time.map { Start(moment: $0.from, statement: statement.id) }
    }
  }

  /// The set in force on the day of knowing; before anybody knew, the one of the loss, else the latest.
  private func set(of law: Jurisdiction, start: Moment?, in matter: ObligationCase) -> RuleSet? {
    let moment = start ?? matter.ledger.answer(.learnedAt).time?.from ?? matter.ledger.answer(.lostAt).time?.from
    guard let moment else { return book.sets.last { $0.jurisdiction == law } }
    return book.sets.last { $0.jurisdiction == law && $0.isInForce(on: CivilDate(moment, offset: $0.offset)) }
  }

  /// Clients' own hours and days.
  private func contracts(of party: Party, from start: Start?, in matter: ObligationCase) -> [Obligation] {
    var found: [Obligation] = []
    for client in matter.parties {
      guard let id = client.client else { continue }
      for term in client.contract {
        let rule = Rule(
          "contract." + term.agreement, .clientNotice, by: .contractorTowardsClient, to: .client,
          when: .condition(.anybody), within: term.term,
          citation: term.article.isEmpty ? term.agreement : "\(term.agreement) \(term.article)")
        let set = RuleSet(
          id: "", jurisdiction: .japan, validFrom: CivilDate(dayNumber: 0), validUntil: nil, offset: 540,
          evidenceDays: 7, announcedChange: nil, sources: [], rules: [])
        let judge = ConditionJudge(
          ledger: matter.ledger, subject: .client(id), evidenceDays: set.evidenceDays, lastSeen: matter.lastSeen)
        let reader = Reader(set: set, judge: judge, matter: matter, calendar: calendar)
        found.append(reader.obligation(rule, of: party, towards: client, from: start))
      }
    }
    return found
  }

  /// APPI rule 9: the contractor is freed once every client was told and nobody is left whom no client answers for. Clients
  /// under another law (a public body, one abroad) are to be told like all others; the operator's own people are counted apart.
  private func relieved(_ obligations: [Obligation], in matter: ObligationCase) -> [Obligation] {
    let clients = matter.parties.compactMap(\.client)
    guard !matter.own.hasUnattributed, !clients.isEmpty else { return obligations }
    let notices = Dictionary(
      grouping: obligations.filter { $0.rule.obliged == .contractorTowardsClient }, by: \.client)
    func isTold(_ client: Organisation.ID, under set: String) -> Bool {
      let all = notices[client] ?? []
      let own = all.filter { $0.ruleSet == set }
      let isSettled = own.allSatisfy { [.fulfilled, .notOwed, .exempt].contains($0.state) }
      return isSettled && (own.isEmpty ? all : own).contains { $0.state == .fulfilled || (!own.isEmpty && !$0.isOpen) }
    }
    var told: [String: Bool] = [:]
    return obligations.map { obligation in
      guard obligation.rule.isRelievedByTellingClients, obligation.isOpen else { return obligation }
      let set = obligation.ruleSet
      let isFree = told[set] ?? clients.allSatisfy { isTold($0, under: set) }
      told[set] = isFree
      guard isFree else { return obligation }
      var freed = obligation
      freed.state = .relieved
      return freed
    }
  }
}

extension Rule {
  /// Whether it is this party's kind of duty at all.
  fileprivate func concerns(_ party: Party) -> Bool {
    switch obliged {
    // Of the operator, as far as people are its own.
    case .principal: true
    case .contractor: party.client == nil
    case .contractorTowardsClient: party.client == nil
    }
  }
}

/// Reads the rules of one set for one party.
private struct Reader {
  let set: RuleSet
  let judge: ConditionJudge
  let matter: ObligationCase
  let calendar: JapaneseCalendar

  func obligation(
    _ rule: Rule, of party: Party, towards client: Party?, from start: ObligationReasoner.Start?
  ) -> Obligation {
    // Towards a client its own numbers count.
    let judge =
      client?.client.map {
        ConditionJudge(
          ledger: matter.ledger, subject: .client($0), evidenceDays: set.evidenceDays, lastSeen: matter.lastSeen)
      } ?? self.judge
    let id = "\(rule.id)@\(party.name)" + (client.map { ">\($0.name)" } ?? "")
    let appliesFindings = judge.findings(of: rule.applies)
    let applies = judge.verdict(of: rule.applies, appliesFindings)
    let exemptionFindings = rule.exemption.map { judge.findings(of: $0) } ?? []
    let exemption = rule.exemption.map { judge.verdict(of: $0, exemptionFindings) }
    var term = rule.term
    if let longer = rule.longer, judge.verdict(of: longer.when, judge.findings(of: longer.when)) == .met {
      term = longer.term
    }
    // A client's duty to its people is met once all of them were told, and not before; by whom does not matter.
    let isOwnToPersons = rule.duty == .personNotice && rule.recipient == .persons && client == nil
    let fulfilment =
      matter.fulfilled[id]
      ?? (isOwnToPersons ? (party.client ?? matter.ownPeopleAlone).flatMap { matter.told[$0] } : nil)
    let state: Obligation.State =
      if fulfilment != nil {
        .fulfilled
      } else if applies == .notMet {
        .notOwed
      } else if exemption == .met {
        .exempt
      } else if start == nil {
        .notStarted
      } else {
        applies == .unknown ? .presumed : .owed
      }
    return Obligation(
      id: id, rule: rule, ruleSet: set.id, party: party, client: client?.client, state: state,
      deadline: start.flatMap { term.deadline(from: $0.moment, offset: set.offset, calendar: calendar) },
      start: start?.moment, startedBy: start?.statement, term: term, applies: applies,
      appliesFindings: appliesFindings, exemption: exemption, exemptionFindings: exemptionFindings,
      fulfilment: fulfilment)
  }
}
