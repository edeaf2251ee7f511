import CanonicalForms
import JapaneseText
import Letterpress
import Wording

extension AuthorityReport {
  /// The nine items in the authority's order, each with what is not known yet, and what is new since the report before.
  package var form: Form {
    let words = StatementWords(language: language)
    var head = [
      Form.Row(words(.reportHeadKind), words.code("document", kind.document.rawValue)),
      Form.Row(words(.reportHeadIncident), incident),
    ]
    head += reporterRows.map { Form.Row($0.label, $0.value, mark: $0.isGiven ? "" : words(.reportMarkGap)) }
    if subject != .incident { head.append(Form.Row(words(.reportHeadClient), subject.client)) }
    head.append(Form.Row(words(.reportHeadMade), madeAt.localMinute))
    head.append(Form.Row(words(.reportHeadFormer), former?.name(words) ?? words(.reportFormerNone)))
    var sections = items.map { section($0, words) }
    if let former { sections.append(Self.news(former, words)) }
    if !open.isEmpty {
      // The medium stands in two items.
      let facts = open.enumerated().filter { open.firstIndex(of: $0.element) == $0.offset }.map {
        words.fact($0.element)
      }
      let row = Form.Row("", facts.joined(separator: "\n"))
      sections.append(section(words(.reportOpen), words, rows: [row]))
    }
    return Form(
      language: language.rawValue, title: title, head: head, notes: [note], sections: sections,
      foot: words(.reportFoot, title, incident, madeAt.localMinute))
  }

  private func section(_ title: String, _ words: StatementWords, mark: String = "", rows: [Form.Row]) -> Form.Section {
    Form.Section(title: title, continued: words(.reportContinued, title), mark: mark, rows: rows)
  }

  private func section(_ item: Item, _ words: StatementWords) -> Form.Section {
    let openCount = item.marks.count { $0 == .open }
    let mark =
      openCount == 0 ? "" : openCount == item.sentences.count ? words(.reportMarkOpen) : words(.reportMarkPartly)
    let rows = zip(item.sentences, item.marks).map { sentence, mark in
      let mark =
        switch mark {
        case .open?: words(.reportMarkOpen)
        case .news(let kind)?: words.code("correction", kind.rawValue)
        case nil: ""
        }
      let (label, value) = sentence.labelled
      return Form.Row(label, value, mark: mark)
    }
    return section(heading(item), words, mark: mark, rows: rows)
  }

  private static func news(_ former: Former, _ words: StatementWords) -> Form.Section {
    let rows = former.rows(words).map { line in
      Form.Row(
        line.label, line.newText + "\n" + words(.reportFormerly, line.oldText),
        mark: words.code("correction", line.kind.rawValue))
    }
    let title = words(.reportNews)
    return Form.Section(
      title: title, continued: words(.reportContinued, title), mark: "",
      rows: rows.isEmpty ? [Form.Row("", words(.reportNewsNone))] : rows)
  }

  /// - Throws: `ResponseFailure`: `unprintable` with the characters that cannot be printed, `no_font`.
  package func pdf() throws -> [UInt8] {
    try Self.setting { () throws(LetterpressFailure) in try form.pdf(madeAt: madeAt.local) }
  }

  /// - Throws: `ResponseFailure` with the code `unprintable`.
  package func docx() throws -> [UInt8] {
    let day = CivilDate(madeAt, offset: 540)
    return try Self.setting { () throws(LetterpressFailure) in
      try form.docx(madeAt: madeAt.utc, day: (day.year, day.month, day.day))
    }
  }

  private static func setting(_ work: () throws(LetterpressFailure) -> [UInt8]) throws -> [UInt8] {
    do throws(LetterpressFailure) {
      return try work()
    } catch {
      switch error {
      case .missingGlyphs(_, let scalars):
        let names = scalars.map { "U+" + String($0, radix: 16, uppercase: true) }
        throw ResponseFailure(.unprintable, names.joined(separator: ", "))
      case .noFont: throw ResponseFailure(.noFont, error.description)
      case .tooLong, .unfit, .envelope, .drawing: throw ResponseFailure(.unprintable, error.description)
      }
    }
  }
}

extension OutwardDocument.Sentence {
  /// A line with a label that quotes no statement and misses none.
  var isWordsAlone: Bool {
    !labelled.label.isEmpty && parts.allSatisfy { if case .words = $0 { true } else { false } }
  }

  /// What stands before the first colon, and what after it: the label is always our own phrase.
  var labelled: (label: String, value: String) {
    guard let colon = text.firstRange(of: ": ") else { return ("", text) }
    return (String(text[..<colon.lowerBound]), String(text[colon.upperBound...]))
  }
}
