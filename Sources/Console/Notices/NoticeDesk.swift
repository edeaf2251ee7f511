import CanonicalForms
import Response
import Wording

/// One notice, for those who write and publish it.
struct NoticeDesk: Page {
  static let template = "notice"

  struct Source: Sendable {
    var state: NoticeState
    var typed: [Language: NoticeSource]
    var template: NoticeSource?
    var difference: NoticeDifference?
    var draftChanges: [NoticeChange]
    var compared: [NoticeChange]
  }

  /// The changed lines of a part; pieces are same, added or removed.
  struct Change: Sendable {
    struct Piece: Sendable {
      let text: String
      let isAdded: Bool
      let isRemoved: Bool
    }

    let heading: String
    let lines: [[Piece]]

    init(_ change: NoticeChange, _ words: StatementWords) {
      heading = change.section.map { words.code("notice_section", $0.rawValue) } ?? words(.noticeTitle)
      lines = change.lines.map { line in
        line.map { piece in
          switch piece {
          case .same(let text): Piece(text: text, isAdded: false, isRemoved: false)
          case .added(let text): Piece(text: text, isAdded: true, isRemoved: false)
          case .removed(let text): Piece(text: text, isAdded: false, isRemoved: true)
          }
        }
      }
    }
  }

  struct Passage: Sendable {
    let heading: String
    let lines: [String]
  }

  struct Field: Sendable {
    let name: String
    let label: String
    let text: String
  }

  struct LanguageFields: Sendable {
    let language: String
    let name: String
    let title: String
    let titleLabel: String
    let fields: [Field]
    let isOpen: Bool
  }

  struct Past: Sendable {
    let name: String
    let href: String
    let at: String
    let reason: String
    let note: String
    let writer: String
    let publisher: String
    let compareHref: String
  }

  let id: String
  let heading: String
  let back: String
  let base: String
  let publicHref: String
  let url: String
  let state: String
  let style: String
  let isPublished: Bool
  let canRun: Bool
  let canPublish: Bool
  let corrections: [String]
  let canCorrect: Bool
  let hasDraft: Bool
  let draftName: String
  let draftNumber: String
  let draftWritten: String
  let draftBy: String
  let draftReason: String
  let draftReturned: String
  let isOwnDraft: Bool
  let draft: [Passage]
  let draftChanges: [Change]
  let hasDifference: Bool
  let differenceText: String
  let difference: [Change]
  let byHand: String
  let needsContact: Bool
  let forms: [LanguageFields]
  /// What the texts may quote, as it is written there.
  let facts: [NamedValue]
  let reasons: [Choice]
  let history: [Past]
  let compared: [Change]
  let comparedText: String

  init(_ source: Source, names: [String: String], publicSite: String, _ visit: Visit) {
    let language = visit.language
    let words = StatementWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    let (state, series) = (source.state, source.state.series)
    id = series.id
    heading = language.page(.noticeHeading, series.id, series.publisher)
    back = Address.notices(series.incident)
    base = Address.notice(series.incident, series.id)
    publicHref = publicSite + series.path
    url = series.url
    (self.state, style) = NoticesPage.state(state, visit)
    isPublished = state.published != nil
    canRun = visit.may(.runResponse)
    canPublish = visit.may(.approvePublication)
    corrections = state.corrections.map { "\($0.oldSentence) → \($0.newSentence)" }
    canCorrect = visit.may(.runResponse) && state.isBehind
    let draft = state.draft
    hasDraft = draft != nil
    draftName = draft.map { words(.noticeRevision, String($0.number)) } ?? ""
    draftNumber = draft.map { String($0.number) } ?? ""
    draftWritten = draft?.writtenAt.utc ?? ""
    draftBy = draft.map { names[$0.writer] ?? $0.writer } ?? ""
    draftReason =
      draft.map { draft in
        words.code("notice_reason", draft.reason.rawValue) + " " + (draft.notes[language] ?? draft.notes[.ja] ?? "")
      } ?? ""
    draftReturned = draft?.returned ?? ""
    isOwnDraft = draft != nil && draft?.writer == visit.session?.account.id.text
    self.draft = draft.map { Self.passages($0, words) } ?? []
    draftChanges = source.draftChanges.map { Change($0, words) }
    hasDifference = source.difference != nil
    differenceText =
      source.difference.map {
        language.page(.noticeDifference, String($0.from), String($0.to))
      } ?? ""
    difference = source.difference.map { $0.changes.map { Change($0, words) } } ?? []
    byHand =
      source.difference.map { difference in
        difference.byHand.map { words.code("notice_section", $0.rawValue) }.joined(separator: language.text(.and))
      } ?? ""
    needsContact = series.client != nil && state.revisions.isEmpty
    forms = Language.allCases.map { one in
      Self.fields(one, source.typed[one] ?? (one == .ja ? source.template : nil) ?? NoticeSource(), visit)
    }
    facts = Fact.allCases.map { NamedValue("{\($0.rawValue)}", words.fact($0)) }
    reasons = NoticeRevision.Reason.allCases.filter { state.published == nil ? $0 == .first : $0 != .first }
      .filter { $0 != .withdrawal }
      .map { Choice(value: $0.rawValue, text: words.code("notice_reason", $0.rawValue), isChosen: false) }
    history = state.revisions.filter { $0.state == .published }.reversed().map { revision in
      Past(
        name: words(.noticeRevision, String(revision.number)), href: publicSite + series.path(revision.number),
        at: time.minute(revision.publishedAt), reason: words.code("notice_reason", revision.reason.rawValue),
        note: revision.notes[language] ?? revision.notes[.ja] ?? "", writer: names[revision.writer] ?? revision.writer,
        publisher: revision.publisher.map { names[$0] ?? $0 } ?? "",
        compareHref: revision.number == 1
          ? ""
          : Address.with(
            Address.notice(series.incident, series.id),
            ["from": String(revision.number - 1), "to": String(revision.number)]) + "#compared")
    }
    compared = source.compared.map { Change($0, words) }
    comparedText =
      compared.isEmpty ? "" : language.page(.noticeCompared, visit.query["from"], visit.query["to"])
  }

  static func passages(_ draft: NoticeRevision, _ words: StatementWords) -> [Passage] {
    draft.languages.flatMap { language -> [Passage] in
      guard let text = draft.texts[language] else { return [] }
      let own = StatementWords(language: language)
      return [Passage(heading: "\(text.title.text) (\(language.rawValue))", lines: [])]
        + text.parts.map {
          Passage(heading: own.code("notice_section", $0.section.rawValue), lines: $0.sentences.map(\.text))
        }
    }
  }

  private static func fields(_ language: Language, _ source: NoticeSource, _ visit: Visit) -> LanguageFields {
    let words = StatementWords(language: language)
    let name = language == .ja ? "日本語" : "English"
    return LanguageFields(
      language: language.rawValue, name: name, title: source.title,
      titleLabel: language.page(.noticeTitleField),
      // What surveys found is taken from their records.
      fields: NoticeText.Section.allCases.filter { $0 != .surveys }.map { section in
        Field(
          name: "\(section.rawValue)_\(language.rawValue)",
          label: words.code("notice_section", section.rawValue), text: source.sections[section] ?? "")
      }, isOpen: language == .ja || !source.title.isEmpty)
  }
}
