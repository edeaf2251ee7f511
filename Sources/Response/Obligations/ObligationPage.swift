import CanonicalForms
import Custody
import Wording

/// The reasoning behind obligations, on a page that a lawyer can check: every condition with the record it rests on, every
/// clock with the record that began it, every rule with its citation and its dates.
package struct ObligationReport: Sendable {
  package var incident: String
  package var at: Moment
  package var obligations: [Obligation]
  package var ledger: StatementLedger
  package var names: [Organisation.ID: String]
  package var book: RuleBook

  package init(
    incident: String, at: Moment, obligations: [Obligation], ledger: StatementLedger,
    names: [Organisation.ID: String], book: RuleBook = .builtIn
  ) {
    self.incident = incident
    self.at = at
    self.obligations = obligations
    self.ledger = ledger
    self.names = names
    self.book = book
  }

  package func page(in language: Language) -> String {
    let words = StatementWords(language: language)
    let open = obligations.filter { $0.isOpen || $0.state == .notStarted }
    let closed = obligations.filter { !($0.isOpen || $0.state == .notStarted) }
    let body = """
      <p class="note">\(Markup.escaped(words(.obligationsNote)))</p>
      \(section(.obligationsOpen, open, words))
      \(section(.obligationsClosed, closed, words))
      \(rules(words))
      \(statements(words))
      """
    return ReportPage.html(
      title: words(.obligationsHeading, incident), kicker: words(.obligationsTitle), at: at, body: body, in: language)
  }

  private func section(_ title: ResponsePhrase, _ list: [Obligation], _ words: StatementWords) -> String {
    guard !list.isEmpty else { return "" }
    let table = Markup.Table(header: [
      words(.labelParty), words(.labelRecipient), words(.labelDuty), words(.labelDeadline), words(.labelState),
      words(.labelStart), words(.labelApplies), words(.labelExemption), words(.labelCitation),
    ])
    return "<section><h2>\(Markup.escaped(words(title))) (\(list.count))</h2>"
      + table.html(list.map { row($0, words) }, style: "unread") + "</section>"
  }

  private func row(_ obligation: Obligation, _ words: StatementWords) -> [String] {
    var state = words.code("state", obligation.state.rawValue)
    if obligation.isOverdue(at: at) { state += " · " + words(.overdue) }
    if obligation.isLate { state += " · " + words(.doneLate) }
    if let fulfilment = obligation.fulfilment { state += " " + fulfilment.at.localMinute }
    var start = words(.startNone)
    if let moment = obligation.start, let statement = obligation.startedBy {
      start = words(.startBy, moment.localMinute, Statement.name(statement))
    }
    return [
      words.party(obligation, names: names), words.recipient(obligation, names: names),
      words.law(obligation, book: book) + " " + words.code("duty", obligation.rule.duty.rawValue),
      words.deadline(obligation.deadline) + " (" + words.term(obligation.term) + ")", state, start,
      obligation.appliesFindings.map(words.finding).joined(separator: "\n"),
      obligation.exemptionFindings.map(words.finding).joined(separator: "\n"), obligation.rule.citation,
    ]
  }

  private func rules(_ words: StatementWords) -> String {
    let used = Set(obligations.map(\.ruleSet))
    let table = Markup.Table(header: [
      "", words(.labelValid), words(.labelAnnounced), words(.labelSource),
    ])
    let rows = book.sets.filter { used.contains($0.id) }.map { set in
      [
        "\(words.code("law", set.jurisdiction.rawValue)) (\(set.id))",
        "\(set.validFrom) – \(set.validUntil?.description ?? "")", set.announcedChange ?? "",
        set.sources.joined(separator: "\n"),
      ]
    }
    return "<section><h2>\(Markup.escaped(words(.obligationsRules)))</h2>\(table.html(rows))</section>"
  }

  private func statements(_ words: StatementWords) -> String {
    let used = Set(obligations.flatMap(\.statements)).sorted()
    let table = Markup.Table(header: [
      "", words(.labelClient), "", words(.labelValue), words(.labelKind), words(.labelSource), words(.labelAsof),
      words(.labelSaid),
    ])
    let rows = used.compactMap { ledger[$0] }.map { statement -> [String] in
      let client = statement.subject.client
      return [
        statement.name, client.isEmpty ? "" : names[.init(client)] ?? client, words.fact(statement.fact),
        words.value(statement), words.code("statement", statement.kind.rawValue),
        words.code("source", statement.source.kind.rawValue) + " " + statement.source.reference,
        statement.asOf.localMinute, statement.saidAt.localMinute,
      ]
    }
    return "<section><h2>\(Markup.escaped(words(.obligationsStatements)))</h2>\(table.html(rows))</section>"
  }
}

extension Obligation {
  /// For other programs: docs/formats/incident.md.
  package func json(at moment: Moment) -> JSON {
    [
      "id": .string(id), "rule": .string(rule.id), "rule_set": .string(ruleSet), "citation": .string(rule.citation),
      "party": .string(party.name), "client": JSON(client?.text), "duty": .string(rule.duty.rawValue),
      "recipient": .string(rule.recipient.rawValue), "state": .string(state.rawValue), "term": term.json,
      "deadline": JSON(deadline?.end), "last_day": JSON(deadline?.day?.description),
      "guidance": JSON(deadline?.isGuidance ?? false), "starts": JSON(start),
      "started_by": JSON(startedBy.map { Statement.name($0) }), "overdue": JSON(isOverdue(at: moment)),
      "applies": .string(applies.rawValue), "conditions": .array(appliesFindings.map(\.json)),
      "exemption": JSON(exemption?.rawValue), "exemption_conditions": .array(exemptionFindings.map(\.json)),
      "fulfilled": JSON(fulfilment?.at), "reference": JSON(fulfilment?.reference),
    ]
  }
}

extension Obligation.Finding {
  var json: JSON {
    [
      "condition": .string(condition.code), "threshold": condition.threshold.map { JSON($0) } ?? .null,
      "verdict": .string(verdict.rawValue), "reason": .string(reason.rawValue),
      "statement": JSON(statement.map { Statement.name($0) }),
    ]
  }
}
