import CanonicalForms
import Custody
import Storage
import Wording

/// A series as an officer sees it.
package struct NoticeState: Sendable {
  package var series: NoticeSeries
  package var revisions: [NoticeRevision]
  /// What the published text says that does not hold any more.
  package var corrections: [Correction]
  /// Revisions of the master about which this client has said nothing yet.
  package var pending: [Int]
  /// Surveys that were recorded since it was published.
  package var surveys: [Int]
  /// Clients' series that agreed to be linked and were published for the first time since.
  package var newLinks: [String]

  /// Whether a correction can be drafted from what is recorded.
  package var isBehind: Bool { !corrections.isEmpty || !surveys.isEmpty || !newLinks.isEmpty }

  package var published: NoticeRevision? { revisions.last { $0.state == .published } }
  package var draft: NoticeRevision? { revisions.last { $0.state == .draft } }
}

/// What somebody writes for a revision.
package struct NewRevision: Sendable, Hashable {
  package var reason: NoticeRevision.Reason
  /// What changed, for readers; by language.
  package var notes: [Language: String]
  package var sources: [Language: NoticeSource]

  package init(
    _ reason: NoticeRevision.Reason, notes: [Language: String] = [:], sources: [Language: NoticeSource]
  ) {
    self.reason = reason
    self.notes = notes
    self.sources = sources
  }
}

extension Incidents {
  // MARK: Series

  /// Opens the contractor's series. Its name and site stand in addresses that never change.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `unfit_series`.
  package func openNotices(
    _ id: String, in incident: String, site: String, publisher: String, at time: Moment
  ) throws {
    let series = NoticeSeries(
      id: id, incident: incident, client: nil, master: "", site: site, publisher: publisher, isLinked: false,
      openedAt: time)
    try store.write { try open(series, at: time, in: $0) }
  }

  func open(_ series: NoticeSeries, at time: Moment, in session: SQLSession) throws {
    _ = try IncidentRegister(session: session).require(series.incident)
    guard NoticeSeries.isFit(series.id), NoticeSeries.isFitSite(series.site),
      series.publisher.contains(where: { !$0.isWhitespace }),
      try NoticeRegister(session: session).series(series.id) == nil
    else { throw ResponseFailure(.unfitSeries, "the series \(series.id) cannot be opened") }
    try append(NoticeRegister.opened(series), at: time, in: session)
  }

  /// The master first.
  package func notices(of incident: String, in language: Language) throws -> [NoticeState] {
    try store.read { session in
      let ledger = try ledger(of: incident, in: session)
      let all = try NoticeRegister(session: session).all(of: incident)
      return try all.map { try state(of: $0, ledger: ledger, in: session, language) }
    }
  }

  /// - Throws: `ResponseFailure` with the code `unknown_series`.
  package func notice(_ id: String, in language: Language) throws -> NoticeState {
    try store.read { session in
      let series = try NoticeRegister(session: session).require(id)
      let ledger = try ledger(of: series.incident, in: session)
      return try state(of: series, ledger: ledger, in: session, language)
    }
  }

  private func state(
    of series: NoticeSeries, ledger: StatementLedger, in session: SQLSession, _ language: Language
  ) throws -> NoticeState {
    let register = NoticeRegister(session: session)
    let revisions = try register.revisions(of: series.id)
    let own = try DocumentRegister(session: session).find(
      Array(revisions.last { $0.state == .published }?.documents.values.map(\.self) ?? []), of: series.incident)
    var pending: [Int] = []
    if !series.master.isEmpty {
      let known = max(
        try register.acknowledged(by: series.id), revisions.last { $0.state == .published }?.takes ?? 0)
      pending = try register.revisions(of: series.master).filter { $0.state == .published && $0.number > known }
        .map(\.number)
    }
    let publishedAt = revisions.last { $0.state == .published }?.publishedAt
    let surveys = try SurveyRegister(session: session).all(of: series.incident).filter { survey in
      publishedAt.flatMap { at in survey.record.map { $0.recordedAt > at } } ?? false
    }
    return NoticeState(
      series: series, revisions: revisions,
      corrections: corrections(in: ledger, to: own, language), pending: pending,
      surveys: surveys.map(\.number), newLinks: try newLinks(of: series, since: publishedAt, register))
  }

  /// What a new revision of the contractor's notice would link to beyond the published one.
  private func newLinks(
    of series: NoticeSeries, since moment: Moment?, _ register: NoticeRegister
  ) throws -> [String] {
    guard series.client == nil, let moment else { return [] }
    return try register.all(of: series.incident).filter { other in
      guard other.isLinked, other.master == series.id else { return false }
      return try register.revisions(of: other.id).compactMap(\.publishedAt).min().map { $0 > moment } ?? false
    }.map(\.id)
  }

  /// Published notices that say what does not hold any more, in all incidents: incident and series.
  package func outdatedNotices() throws -> [(incident: String, series: String)] {
    try store.read { session in
      try IncidentRegister(session: session).all().flatMap { incident in
        try outdatedNotices(of: incident.id, in: session).map { (incident.id, $0) }
      }
    }
  }

  /// The series of one incident.
  func outdatedNotices(of id: String, in session: SQLSession) throws -> [String] {
    let (register, documents) = (NoticeRegister(session: session), DocumentRegister(session: session))
    let all = try register.all(of: id)
    guard !all.isEmpty else { return [] }
    let ledger = try ledger(of: id, in: session)
    return try all.filter { series in
      let own = try documents.find(try register.newestDocuments(of: series.id), of: id)
      return !corrections(in: ledger, to: own, .ja).isEmpty
    }.map(\.id)
  }

  private func corrections(
    in ledger: StatementLedger, to documents: [OutwardDocument], _ language: Language
  ) -> [Correction] {
    ledger.corrections(
      to: documents,
      render: { statement, code in StatementWords(language: Language(rawValue: code) ?? language).value(statement) },
      absent: { code in (Language(rawValue: code) ?? language).response(.answerNotYetAvailable) })
  }

  // MARK: Drafts

  /// What a first revision could say, from the statements.
  package func noticeTemplate(contact: String, in language: Language) -> NoticeSource {
    NoticeSource.template(contact: contact, words: StatementWords(language: language))
  }

  /// The newest published text as a source: quotations follow the statements as they stand now.
  /// - Returns: nil before the first was published.
  package func noticeSource(_ id: String) throws -> [Language: NoticeSource]? {
    try store.read { session in
      let series = try NoticeRegister(session: session).require(id)
      let ledger = try ledger(of: series.incident, in: session)
      let newest = try NoticeRegister(session: session).revisions(of: id).last { $0.state == .published }
      return newest.map { $0.texts.mapValues { NoticeSource($0, ledger: ledger, about: series.subject) } }
    }
  }

  /// Writes the next revision, or replaces its draft. The quotations are those of now.
  /// - Returns: its number.
  /// - Throws: `ResponseFailure`: `unknown_series`, `unfit_text`, `unknown_statement`, `nothing_new`, `no_reason`.
  @discardableResult
  package func draftNotice(_ id: String, _ new: NewRevision, at time: Moment) throws -> Int {
    try store.write { try draft(id, new, takes: nil, at: time, in: $0) }
  }

  func draft(
    _ id: String, _ new: NewRevision, takes: Int?, at time: Moment, in session: SQLSession
  ) throws -> Int {
    let register = NoticeRegister(session: session)
    let series = try register.require(id)
    let revisions = try register.revisions(of: id)
    let former = revisions.last { $0.state == .published }
    let ledger = try ledger(of: series.incident, in: session)
    guard let japanese = new.sources[.ja], !japanese.isEmpty else {
      throw ResponseFailure(.unfitText, "a notice needs a title and a text in Japanese")
    }
    var texts: [Language: NoticeText] = [:]
    let surveys = try SurveyRegister(session: session).all(of: series.incident).filter { $0.record != nil }
    for (language, typed) in new.sources where !typed.isEmpty {
      var source = typed
      // What the surveys found is told as it was recorded; nobody types it.
      if !surveys.isEmpty, new.reason != .withdrawal {
        source.sections[.surveys] = surveys.map { $0.line(in: language) }.joined(separator: "\n")
      }
      guard source.size <= NoticeSource.longest, source.sections[.contact] != nil || new.reason == .withdrawal else {
        throw ResponseFailure(.unfitText, "a notice needs a contact, and has at most \(NoticeSource.longest) bytes")
      }
      texts[language] = try source.rendered(
        ledger, about: series.subject, words: StatementWords(language: language))
    }
    let notes = new.notes.filter { $0.value.contains { !$0.isWhitespace } }
    if let former {
      let isNew =
        try former.texts != texts || new.reason == .withdrawal
        || !newLinks(of: series, since: former.publishedAt, register).isEmpty
      guard isNew else {
        throw ResponseFailure(.nothingNew, "the draft of \(id) says what is published")
      }
      guard notes[.ja] != nil, new.reason != .first else {
        throw ResponseFailure(.noReason, "a revision says what changed")
      }
    }
    let revision = NoticeRevision(
      series: id, number: (former?.number ?? 0) + 1, state: .draft, reason: former == nil ? .first : new.reason,
      takes: takes ?? former?.takes ?? 0, writtenAt: time, writer: actor, returned: nil, publishedAt: nil,
      publisher: nil, notes: former == nil ? [:] : notes, texts: texts, documents: [:])
    try append(NoticeRegister.drafted(revision, of: series), at: time, in: session)
    return revision.number
  }

  /// Drafts the correction that the statements ask for: the published text with every outdated quotation replaced.
  /// - Throws: as `draftNotice`; `nothing_new` when it says what holds.
  @discardableResult
  package func draftCorrection(_ id: String, at time: Moment) throws -> Int {
    let state = try notice(id, in: .ja)
    guard state.isBehind, let sources = try noticeSource(id) else {
      throw ResponseFailure(.nothingNew, "the notice \(id) says what holds")
    }
    let isAddition = state.corrections.allSatisfy { $0.kind == .added }
    var notes: [Language: String] = [:]
    for language in sources.keys {
      let words = StatementWords(language: language)
      var seen: Set<Fact> = []
      let facts = state.corrections.map(\.fact).filter { seen.insert($0).inserted }.map(words.fact)
      notes[language] =
        facts.isEmpty
        ? words(state.surveys.isEmpty ? .noticeNoteLinks : .noticeNoteSurveys)
        : words(
          isAddition ? .noticeNoteAdded : .noticeNoteCorrected, facts.joined(separator: language.text(.and)))
    }
    return try draftNotice(
      id, NewRevision(isAddition ? .newFact : .correction, notes: notes, sources: sources), at: time)
  }

  /// Drafts that the notice is withdrawn. What was published stays where it is.
  @discardableResult
  package func draftWithdrawal(_ id: String, because reasons: [Language: String], at time: Moment) throws -> Int {
    guard let published = try notice(id, in: .ja).published, let reason = reasons[.ja] else {
      throw ResponseFailure(.noReason, "only what is published is withdrawn, with a reason in Japanese")
    }
    try require(reason: reason)
    var sources: [Language: NoticeSource] = [:]
    for (language, text) in published.texts {
      let words = StatementWords(language: language)
      let plain = text.title.text.filter { $0 != "{" && $0 != "}" }
      sources[language] = NoticeSource(
        title: words(.noticeWithdrawnTitle, plain),
        sections: [.events: words(.noticeWithdrawn, (reasons[language] ?? reason).filter { $0 != "{" && $0 != "}" })])
    }
    return try draftNotice(id, NewRevision(.withdrawal, notes: reasons, sources: sources), at: time)
  }

  /// The one who would publish gives the draft back.
  package func returnNotice(_ id: String, because reason: String, at time: Moment) throws {
    try require(reason: reason)
    try store.write { session in
      let series = try NoticeRegister(session: session).require(id)
      let draft = try requireDraft(of: id, in: session)
      try append(NoticeRegister.returned(draft, of: series, because: reason), at: time, in: session)
    }
  }

  func requireDraft(of id: String, in session: SQLSession) throws -> NoticeRevision {
    guard let draft = try NoticeRegister(session: session).revisions(of: id).last(where: { $0.state == .draft }) else {
      throw ResponseFailure(.unknownRevision, "\(id) has no draft")
    }
    return draft
  }
}

extension NoticeSeries {
  /// Whose figures it tells.
  var subject: Statement.Subject { client.map { .client($0) } ?? .incident }
}
