import CanonicalForms
import Custody
import Wording

/// The report of rule 8 to the Personal Information Protection Commission: nine items, only what is known.
package struct AuthorityReport: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case preliminary, final

    package var document: OutwardDocument.Kind { self == .preliminary ? .preliminaryReport : .finalReport }
  }

  package struct Item: Sendable {
    /// 1 to 9.
    package var number: Int
    package var sentences: [OutwardDocument.Sentence]
    /// Of each sentence, what whoever reads the report has to see; nil for most.
    package var marks: [Mark?] = []
  }

  package enum Mark: Sendable, Hashable {
    /// It says that something is not known yet.
    case open
    /// The report before said something else, or that this was not known.
    case news(Correction.Kind)
  }

  /// The report that was filed before, and what is different now.
  package struct Former: Sendable, Hashable {
    package var document: Int
    package var kind: Kind
    package var issuedAt: Moment
    /// One for each fact, in the order of the sentences.
    package var changes: [Correction]
    /// Of lines that follow from several statements and quote none: how many clients, which items of a law apply.
    package var lines: [Line]

    package struct Line: Sendable, Hashable {
      package var kind: Correction.Kind
      package var label: String
      /// Empty where there was no such line.
      package var oldText: String
      /// Empty where there is none any more.
      package var newText: String
    }
  }

  package var kind: Kind
  package var incident: String
  /// The one who reports: the operator, or a client about its part.
  package var subject: Statement.Subject
  /// The name of the one who reports, where the registers have it.
  package var reporter: String?
  /// Where the one who reports is, and whom to call.
  package var details: ReporterDetails
  package var language: Language
  package var madeAt: Moment
  package var items: [Item]
  /// Facts that are asked for and not known.
  package var open: [Fact]
  /// Nil for the first report.
  package var former: Former?

  /// - Parameters:
  ///   - laws: by which the one who reports is bound: each of Japan has its own list of what is to be reported.
  ///   - documents: what was given out; the newest report about the same subject is the one before.
  package init(
    _ kind: Kind, of incident: Incident, ledger: StatementLedger, about subject: Statement.Subject = .incident,
    by reporter: String? = nil, with details: ReporterDetails = .init(), under laws: Set<Jurisdiction> = [.japan],
    after documents: [OutwardDocument] = [],
    at time: Moment, in language: Language
  ) {
    self.kind = kind
    self.incident = incident.id
    self.subject = subject
    self.reporter = reporter
    self.details = details
    self.language = language
    madeAt = time
    let writer = DocumentWriter(ledger, language: language)
    let own: (Fact) -> Statement.Subject = { $0.isByClient && subject != .incident ? subject : .incident }
    func lines(_ facts: Fact...) -> [OutwardDocument.Sentence] { facts.map { writer.sentence($0, own($0)) } }
    var overview = lines(
      .overview, .device, .medium, .takenOutAt, .lostAt, .lostPlace, .learnedAt, .foundAt, .foundPlace)
    overview.append(Self.happening(writer))
    let reportable = ReportableItems(writer, about: subject, under: laws, lastSeen: incident.lastSeen)
    overview += reportable.sentences
    if subject == .incident, let clients = ledger.answer(.clientCount).quantity?.most, clients > 0 {
      overview.append(writer.sentence(.reportContractor, language.number(clients)))
    }
    items = [
      Item(number: 1, sentences: overview),
      Item(number: 2, sentences: lines(.fields) + [writer.sentence(.medium)]),
      Item(
        number: 3, sentences: lines(.peopleCount, .sensitivePeople, .myNumberPeople) + [writer.sentence(.unreadFiles)]),
      Item(number: 4, sentences: lines(.cause, .causeActor)),
      Item(number: 5, sentences: lines(.secondaryHarm, .accessed)),
      Item(number: 6, sentences: lines(.personNotice)),
      Item(number: 7, sentences: lines(.publication)),
      Item(number: 8, sentences: lines(.preventionDone, .preventionPlanned)),
      // Why something could not be proved is not the cause: it stands here.
      Item(number: 9, sentences: lines(.encryptionState, .cipher, .recoveryKey, .login, .proofFailure, .other)),
    ]
    let isOpen: (OutwardDocument.Part) -> Fact? = { part in
      // What does not apply is known.
      guard case .missing(let key, _) = part, ledger.answer(key.fact, key.subject) != .notApplicable else { return nil }
      return key.fact
    }
    open = items.flatMap(\.sentences).flatMap(\.parts).compactMap(isOpen)
    let before = documents.last { document in
      [.preliminaryReport, .finalReport].contains(document.kind) && document.recipient == Self.recipient(of: subject)
    }
    former = before.map { document in
      // What was said in another language is made again from what was known then.
      let said =
        document.language == language.rawValue
        ? document.sentences
        : AuthorityReport(
          kind, of: incident, ledger: ledger.known(at: document.issuedAt), about: subject, under: laws,
          at: document.issuedAt, in: language
        ).sentences
      return Former(document, said: said, now: items.flatMap(\.sentences), ledger: ledger, words: writer.words)
    }
    for index in items.indices {
      items[index].marks = items[index].sentences.map { sentence in
        if sentence.parts.contains(where: { isOpen($0) != nil }) { return .open }
        if reportable.open.contains(sentence) { return .open }
        return former?.change(of: sentence, ledger: ledger).map(Mark.news)
      }
    }
  }

  /// Whom a report goes to, as its document says: the authority, or the client whose part it is about.
  package static func recipient(of subject: Statement.Subject) -> String {
    subject == .incident ? "ppc" : subject.client
  }

  /// Lost outside is a leak, lost inside a loss (PPC guidelines 3-5-1).
  private static func happening(_ writer: DocumentWriter) -> OutwardDocument.Sentence {
    guard let statement = writer.ledger.standing(.whereabouts), let code = statement.answer.choice else {
      return .init([.missing(.init(.whereabouts), writer.words(.reportKindOpen))])
    }
    return .init([
      .quote(statement: statement.id, writer.words(code == "inside" ? .reportKindLoss : .reportKindLeak))
    ])
  }

  package var title: String {
    language.response(kind == .preliminary ? .reportTitlePreliminary : .reportTitleFinal)
  }

  var note: String {
    language.response(kind == .preliminary ? .reportNotePreliminary : .reportNoteFinal)
  }

  func heading(_ item: Item) -> String {
    StatementWords(language: language).code("report_item", String(item.number))
  }

  /// Who reports, where, and whom to call: what the form wants before the nine items. What is missing is said to be.
  package var reporterRows: [(label: String, value: String, isGiven: Bool)] {
    let words = StatementWords(language: language)
    let rows: [(ResponsePhrase, String?)] = [
      (.reportHeadReporter, reporter), (.reportHeadAddress, details.address), (.reportHeadContact, details.contact),
      (.reportHeadTelephone, details.telephone),
    ]
    return rows.map { (words($0.0), $0.1 ?? words(.reportNotGiven), $0.1 != nil) }
  }

  /// As a document: what the report said, to be held against what is known later.
  package var sentences: [OutwardDocument.Sentence] {
    items.flatMap { [.init(heading($0))] + $0.sentences }
  }

  /// Ready to be copied into the authority's form.
  package var text: String {
    var lines = [title, note, ""] + reporterRows.map { "\($0.label): \($0.value)" } + [""]
    for item in items { lines += [heading(item)] + item.sentences.map { "  " + $0.text } + [""] }
    if !open.isEmpty {
      let words = StatementWords(language: language)
      lines.append(words(.reportOpen) + ": " + open.map(words.fact).joined(separator: language.text(.and)))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  package var json: JSON {
    [
      "kind": .string(kind.rawValue), "incident": .string(incident), "client": .string(subject.client),
      "reporter": JSON(reporter), "reporter_details": details.json, "made": JSON(madeAt),
      "items": .array(
        items.map { item in
          [
            "number": JSON(item.number), "title": .string(heading(item)),
            "sentences": .array(item.sentences.map(\.json)),
          ]
        }),
      "not_yet_known": JSON(open.map(\.rawValue)), "former": former?.json ?? .null,
    ]
  }

  package var page: String {
    var body = "<p class=\"note\">\(Markup.escaped(note))</p>"
    let rows = reporterRows.map {
      "<div><dt>\(Markup.escaped($0.label))</dt><dd>\(Markup.escaped($0.value))</dd></div>"
    }
    body += "<dl>\(rows.joined())</dl>"
    for item in items {
      body += "<section><h2>\(Markup.escaped(heading(item)))</h2><ul>"
      body += item.sentences.map { "<li>\(Markup.escaped($0.text))</li>" }.joined()
      body += "</ul></section>"
    }
    if let former { body += former.section(in: language) }
    if !open.isEmpty {
      let words = StatementWords(language: language)
      body += "<section><h2>\(Markup.escaped(words(.reportOpen)))</h2><ul>"
      body += open.map { "<li>\(Markup.escaped(words.fact($0)))</li>" }.joined() + "</ul></section>"
    }
    return ReportPage.html(title: title, kicker: incident, at: madeAt, body: body, in: language)
  }
}

extension OutwardDocument.Sentence {
  package var json: JSON {
    var quotes: [JSON] = []
    for case .quote(let id, _) in parts { quotes.append(.string(Statement.name(id))) }
    return ["text": .string(text), "statements": .array(quotes)]
  }
}

/// One self-contained page: no scripts, nothing loaded from elsewhere.
package enum ReportPage {
  /// Of the one style that it has: policies allow no other.
  package static let styleSource = NoticeStyle.source(of: Markup.style)

  static func html(title: String, kicker: String, at time: Moment, body: String, in language: Language) -> String {
    """
    <!DOCTYPE html>
    <html lang="\(language.rawValue)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '\(styleSource)'">
    <title>\(Markup.escaped(title))</title>
    <style>\(Markup.style)</style>
    </head>
    <body>
    <header><p class="kicker">\(Markup.escaped(kicker)) · <time>\(time.localMinute)</time></p>
    <h1>\(Markup.escaped(title))</h1></header>
    <main>
    \(body)
    </main>
    </body>
    </html>

    """
  }
}
