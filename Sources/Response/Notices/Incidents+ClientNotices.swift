import CanonicalForms
import Custody
import Storage
import Wording

/// What the master changed since a client took it over, in that client's figures, and how its own version would follow.
package struct NoticeDifference: Sendable {
  package var series: NoticeSeries
  /// The revision of the master that the client has, 0 for none, and the one there is.
  package var from: Int
  package var to: Int
  package var language: Language
  package var changes: [NoticeChange]
  /// Sections that the client worded itself and the master changed: nobody but a person can bring them together.
  package var byHand: [NoticeText.Section]
}

extension Incidents {
  /// Opens a client's version of a notice.
  /// - Parameters:
  ///   - client: registered.
  ///   - isLinked: it agrees that the contractor's notice names it.
  /// - Throws: `ResponseFailure`: `unknown_series`, `unfit_series`; `CustodyFailure` for an unknown client.
  package func openClientNotices(
    _ id: String, of master: String, for client: Organisation.ID, site: String, publisher: String? = nil,
    isLinked: Bool = false, at time: Moment
  ) throws {
    guard let organisation = try custody.organisations().first(where: { $0.id == client }) else {
      throw CustodyFailure(.unknownOrganisation, "no organisation \(client) is registered")
    }
    try store.write { session in
      let register = NoticeRegister(session: session)
      let parent = try register.require(master)
      guard parent.client == nil, try !register.all(of: parent.incident).contains(where: { $0.client == client }) else {
        throw ResponseFailure(.unfitSeries, "client \(client) has a version already, or \(master) is one itself")
      }
      try open(
        NoticeSeries(
          id: id, incident: parent.incident, client: client, master: master, site: site,
          publisher: publisher ?? organisation.name, isLinked: isLinked, openedAt: time), at: time, in: session)
    }
  }

  /// What a client's version has not taken over yet; nil when there is nothing.
  package func noticeDifference(_ id: String, in language: Language) throws -> NoticeDifference? {
    try store.read { session in
      let register = NoticeRegister(session: session)
      let series = try register.require(id)
      let merge = try NoticeMerge(series, register: register, ledger: try ledger(of: series.incident, in: session))
      guard let merge, merge.to.number > merge.heard else { return nil }
      return try merge.difference(in: merge.to.texts[language] == nil ? .ja : language)
    }
  }

  /// The client takes the master's newest revision over: its own version is drafted, with its own figures, its own contact
  /// and what else it worded itself. It has taken it over once that is published: a draft may be given back, or replaced.
  /// - Parameter contact: its own, for the first revision.
  /// - Returns: the number of the draft.
  /// - Throws: `ResponseFailure`: `nothing_new` when there is none to take; otherwise as `draftNotice`.
  @discardableResult
  package func takeNotice(_ id: String, contact: [Language: String] = [:], at time: Moment) throws -> Int {
    try store.write { session in
      let register = NoticeRegister(session: session)
      let series = try register.require(id)
      let ledger = try ledger(of: series.incident, in: session)
      guard let merge = try NoticeMerge(series, register: register, ledger: ledger), merge.to.number > merge.waiting
      else {
        throw ResponseFailure(.nothingNew, "\(id) has taken over what there is")
      }
      return try draft(
        id, NewRevision(merge.reason, notes: merge.notes, sources: merge.sources(contact: contact)),
        takes: merge.to.number, at: time, in: session)
    }
  }

  /// The client has seen the difference and leaves its version as it is.
  /// - Throws: `ResponseFailure`: `nothing_new`, `no_reason`.
  package func acknowledgeNotice(_ id: String, because reason: String, at time: Moment) throws {
    try require(reason: reason)
    try store.write { session in
      let register = NoticeRegister(session: session)
      let series = try register.require(id)
      let ledger = try ledger(of: series.incident, in: session)
      guard let merge = try NoticeMerge(series, register: register, ledger: ledger), merge.to.number > merge.heard
      else {
        throw ResponseFailure(.nothingNew, "\(id) has acknowledged what there is")
      }
      try append(
        NoticeRegister.acknowledged(series, merge.to.number, taken: false, because: reason), at: time, in: session)
    }
  }
}

/// Brings a client's version and the master's newest revision together, section by section.
struct NoticeMerge {
  let series: NoticeSeries
  let ledger: StatementLedger
  /// The master's revision that the client has; nil before the first.
  let from: NoticeRevision?
  let to: NoticeRevision
  /// What the master published since, by number.
  let news: [NoticeRevision]
  /// What the client published last. A draft that waits does not count: it is replaced, with its contact kept.
  let own: NoticeRevision?
  private let draft: NoticeRevision?
  /// Up to which revision of the master the client's published text goes, up to which its draft goes that waits to be
  /// published and was not given back, and about which the client has said anything.
  let taken: Int
  let waiting: Int
  let heard: Int

  /// - Returns: nil for a master, and before a master has published anything.
  init?(_ series: NoticeSeries, register: NoticeRegister, ledger: StatementLedger) throws {
    guard !series.master.isEmpty else { return nil }
    let masters = try register.revisions(of: series.master).filter { $0.state == .published }
    guard let newest = masters.last else { return nil }
    let revisions = try register.revisions(of: series.id)
    self.series = series
    self.ledger = ledger
    to = newest
    own = revisions.last { $0.state == .published }
    draft = revisions.last { $0.state == .draft }
    taken = own?.takes ?? 0
    waiting = max(taken, draft.flatMap { $0.returned == nil ? $0.takes : nil } ?? 0)
    heard = max(try register.acknowledged(by: series.id), waiting)
    from = masters.last { [taken] in $0.number <= taken }
    news = masters.filter { [taken] in $0.number > taken }
  }

  /// The gravest of what the master published since.
  var reason: NoticeRevision.Reason {
    if to.reason == .withdrawal { return .withdrawal }
    if news.contains(where: { $0.reason == .correction }) { return .correction }
    return news.contains { $0.reason == .newFact || $0.reason == .first } ? .newFact : .wording
  }

  /// What changed, in the master's words.
  var notes: [Language: String] {
    var notes: [Language: String] = [:]
    for language in to.languages {
      let lines = news.compactMap { $0.notes[language] ?? $0.notes[.ja] }
      notes[language] = lines.isEmpty ? language.response(.noticeNoteTaken) : lines.joined(separator: " / ")
    }
    return notes
  }

  /// The master's text as a source: its figures are not the client's, so they stay names of facts.
  private func source(_ revision: NoticeRevision?, _ language: Language) -> NoticeSource {
    revision?.texts[language].map { NoticeSource($0, ledger: ledger, about: .incident) } ?? NoticeSource()
  }

  private func ownSource(_ language: Language) -> NoticeSource {
    own?.texts[language].map { NoticeSource($0, ledger: ledger, about: series.subject) } ?? NoticeSource()
  }

  func sources(contact: [Language: String]) throws -> [Language: NoticeSource] {
    var out: [Language: NoticeSource] = [:]
    for language in to.languages {
      let (base, theirs, ours) = (source(from, language), source(to, language), ownSource(language))
      var merged = theirs
      if let own, own.texts[language] != nil {
        if ours.title != base.title { merged.title = ours.title }
        for section in NoticeText.Section.allCases where ours.sections[section] != base.sections[section] {
          merged.sections[section] = ours.sections[section]
        }
      }
      let drafted = draft?.texts[language].map { NoticeSource($0, ledger: ledger, about: series.subject) }
      let line = contact[language] ?? ours.sections[.contact] ?? drafted?.sections[.contact]
      // A client's readers ask the client's window; without one, they get the contractor's.
      if let line, line.contains(where: { !$0.isWhitespace }) { merged.sections[.contact] = line }
      out[language] = NoticeSource(title: merged.title, sections: merged.sections)
    }
    return out
  }

  func difference(in language: Language) throws -> NoticeDifference {
    let words = StatementWords(language: language)
    let (base, theirs, ours) = (source(from, language), source(to, language), ownSource(language))
    let byHand = NoticeText.Section.allCases.filter { section in
      own != nil && section != .contact && ours.sections[section] != base.sections[section]
        && base.sections[section] != theirs.sections[section]
    }
    // Held against what the client says now, so that changed figures show, too.
    let new = try theirs.rendered(ledger, about: series.subject, words: words)
    var old = own?.texts[language] ?? from?.texts[language]
    let kept = Set(NoticeText.Section.allCases.filter { ours.sections[$0] != base.sections[$0] && own != nil })
    var shown = new
    shown.parts.removeAll { kept.contains($0.section) && !byHand.contains($0.section) }
    old?.parts.removeAll { kept.contains($0.section) && !byHand.contains($0.section) }
    return NoticeDifference(
      series: series, from: taken, to: to.number, language: language, changes: NoticeChange.between(old, shown),
      byHand: byHand)
  }
}
