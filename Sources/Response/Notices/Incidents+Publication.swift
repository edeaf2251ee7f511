import CanonicalForms
import Custody
import Storage
import Wording

extension Incidents {
  /// The draft as its pages would be, for the one who decides.
  package func previewNotice(_ id: String, in language: Language, at time: Moment) throws -> String? {
    try store.read { session in
      let series = try NoticeRegister(session: session).require(id)
      var draft = try requireDraft(of: id, in: session)
      draft.publishedAt = time
      return try page(of: draft, series, in: language, session)
    }
  }

  private func page(
    of revision: NoticeRevision, _ series: NoticeSeries, in language: Language, _ session: SQLSession
  ) throws -> String? {
    guard let text = revision.texts[language] else { return nil }
    let former = try NoticeRegister(session: session).revisions(of: series.id).filter { $0.state == .published }
    let links = try links(of: series, session)
    return NoticePage(series, revision, text: text, history: former + [revision], links: links, in: language).html
  }

  /// - Parameter moment: as they were then; nil for now.
  private func links(
    of series: NoticeSeries, at moment: Moment? = nil, _ session: SQLSession
  ) throws -> [NoticePage.Link] {
    let register = NoticeRegister(session: session)
    guard series.client == nil else {
      return try register.series(series.master).map { [.init(text: $0.publisher, url: $0.url)] } ?? []
    }
    return try register.all(of: series.incident).filter { other in
      guard other.isLinked, other.master == series.id else { return false }
      guard let moment else { return try register.page(other.id, nil, .ja) != nil }
      return try register.revisions(of: other.id).contains { $0.publishedAt.map { $0 <= moment } ?? false }
    }.map { .init(text: $0.publisher, url: $0.url) }
  }

  /// Later pages that repeat words of a revision, as struck out or as the reason of a change, each made without them: a name
  /// that is erased is not to be read on the next page as what was taken out. Nothing else of them is different.
  func pagesRepeating(
    _ number: Int, of series: NoticeSeries, _ session: SQLSession
  ) throws -> [(revision: NoticeRevision, pages: [(language: Language, html: String)])] {
    let register = NoticeRegister(session: session)
    let all = try register.revisions(of: series.id).filter { $0.state == .published }
    var found: [(revision: NoticeRevision, pages: [(language: Language, html: String)])] = []
    for revision in all where revision.number > number {
      let history = all.filter { $0.number <= revision.number }
      let without = history.map { $0.number == number ? $0.withoutWords : $0 }
      let links = try links(of: series, at: revision.publishedAt, session)
      var pages: [(language: Language, html: String)] = []
      var repeats = false
      for language in revision.languages {
        guard let text = revision.texts[language], try register.page(series.id, revision.number, language)?.bytes != nil
        else { continue }
        func html(_ history: [NoticeRevision]) -> String {
          NoticePage(series, revision, text: text, history: history, links: links, in: language).html
        }
        let clean = html(without)
        repeats = repeats || clean != html(history)
        pages.append((language, clean))
      }
      if repeats { found.append((revision, pages)) }
    }
    return found
  }

  /// Publishes the draft: its pages are made, kept as bytes, and answer at their addresses from then on.
  ///
  /// - Parameter guises: under which other names the one who publishes may have written it: the login, the user of the
  ///   machine.
  /// - Throws: `ResponseFailure`: `same_person` when the writer would publish it; `outdated` when it quotes what does not
  ///   hold any more; `foreign_name` when another client's name stands in it; `unknown_revision` without a draft.
  @discardableResult
  package func publishNotice(
    _ id: String, as guises: Set<String> = [], at time: Moment
  ) throws -> NoticeRevision {
    let organisations = try custody.organisations().filter { $0.kind == .client }
    return try store.write { session in
      let register = NoticeRegister(session: session)
      let series = try register.require(id)
      var revision = try requireDraft(of: id, in: session)
      guard revision.writer != actor, !guises.contains(revision.writer) else {
        throw ResponseFailure(.samePerson, "the draft of \(id) is to be published by somebody else than its writer")
      }
      guard !revision.texts.isEmpty else { throw ResponseFailure(.unfitText, "the draft of \(id) was erased") }
      let ledger = try ledger(of: series.incident, in: session)
      revision.publishedAt = time
      let former = try register.revisions(of: id).last { $0.state == .published }
      let allowed = try namesAllowed(in: series, session)
      var number = try DocumentRegister(session: session).nextNumber(in: series.incident)
      var pages: [(language: Language, html: String)] = []
      for language in revision.languages {
        guard let text = revision.texts[language], let html = try page(of: revision, series, in: language, session)
        else { continue }
        // A client's name could stand in a cause, a place, a contact: nothing goes out then.
        let foreign = ForeignNames(organisations.filter { !allowed.contains($0.id) })
        let said = ([html, revision.notes[language] ?? "", series.publisher] + text.sentences.map(\.text))
          .joined(separator: "\n")
        if let other = foreign.found(in: said, besides: organisations.filter { allowed.contains($0.id) }) {
          throw ResponseFailure(.foreignName, "the notice \(id) names client \(other)")
        }
        let document = OutwardDocument(
          id: number, kind: .notice, recipient: series.client?.text ?? "", language: language.rawValue,
          issuedAt: time, corrects: former?.documents[language], sentences: text.sentences)
        guard
          ledger.corrections(
            to: [document], render: { statement, _ in StatementWords(language: language).value(statement) },
            absent: { _ in "" }
          ).isEmpty
        else { throw ResponseFailure(.outdated, "the draft of \(id) quotes what does not hold any more") }
        try append(DocumentRegister.entry(document, in: series.incident), at: time, in: session)
        revision.documents[language] = number
        number += 1
        pages.append((language, html))
      }
      revision.state = .published
      revision.publisher = actor
      try append(NoticeRegister.published(revision, of: series, pages: pages), at: time, in: session)
      if series.client != nil, revision.takes > former?.takes ?? 0 {
        try append(
          NoticeRegister.acknowledged(series, revision.takes, taken: true, because: nil), at: time, in: session)
      }
      return revision
    }
  }

  /// Clients whom a notice may name: itself; in the master, those who agreed to be linked.
  private func namesAllowed(in series: NoticeSeries, _ session: SQLSession) throws -> Set<Organisation.ID> {
    if let client = series.client { return [client] }
    return Set(
      try NoticeRegister(session: session).all(of: series.incident).filter { $0.isLinked && $0.master == series.id }
        .compactMap(\.client))
  }

  /// What is different between two revisions, as HTML for the console.
  /// - Throws: `ResponseFailure` with the code `unknown_revision`.
  package func noticeChanges(_ id: String, from old: Int, to new: Int, in language: Language) throws -> [NoticeChange] {
    let revisions = try notice(id, in: language).revisions
    let texts = revisions.first { $0.number == new }?.texts ?? [:]
    // A text that there is in Japanese alone is compared in Japanese.
    let language = texts[language] == nil ? Language.ja : language
    guard let new = texts[language] else {
      throw ResponseFailure(.unknownRevision, "\(id) has no such revision")
    }
    let old = revisions.first { $0.number == old }?.texts[language]
    return NoticeChange.between(old, new)
  }
}

extension NoticeRevision {
  /// As it is once its words were erased.
  fileprivate var withoutWords: NoticeRevision {
    var bare = self
    bare.notes = [:]
    bare.texts = [:]
    return bare
  }
}

/// The changed lines of one part of a notice.
package struct NoticeChange: Sendable, Hashable {
  /// Nil for the title.
  package var section: NoticeText.Section?
  package var lines: [TextDiff.Line]

  /// - Parameter old: nil when there was none: everything is new.
  static func between(_ old: NoticeText?, _ new: NoticeText) -> [NoticeChange] {
    func changed(_ old: [String], _ new: [String]) -> [TextDiff.Line] {
      TextDiff.lines(old, new).filter { line in line.contains { if case .same = $0 { false } else { true } } }
    }
    let title = NoticeChange(section: nil, lines: changed(old.map { [$0.title.text] } ?? [], [new.title.text]))
    let sections = NoticeText.Section.allCases.map { section in
      NoticeChange(section: section, lines: changed(old?[section].map(\.text) ?? [], new[section].map(\.text)))
    }
    return ([title] + sections).filter { !$0.lines.isEmpty }
  }
}
