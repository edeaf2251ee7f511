import CanonicalForms

/// The text of a notice in one language: sections in the order in which a reader needs them, made of sentences that quote
/// statements.
package struct NoticeText: Sendable, Hashable {
  /// In the order of the page. Raw values are stored.
  package enum Section: String, Sendable, CaseIterable {
    case included, data, advice, events, measures, surveys, contact
  }

  package struct Part: Sendable, Hashable {
    package var section: Section
    package var sentences: [OutwardDocument.Sentence]
  }

  package var title: OutwardDocument.Sentence
  /// Without empty ones.
  package var parts: [Part]

  /// Title and sections, as the register of documents keeps them.
  package var sentences: [OutwardDocument.Sentence] { [title] + parts.flatMap(\.sentences) }

  package subscript(_ section: Section) -> [OutwardDocument.Sentence] {
    parts.first { $0.section == section }?.sentences ?? []
  }

  var json: JSON {
    [
      "title": OutwardDocument.stored([title]),
      "parts": .array(
        parts.map {
          ["section": .string($0.section.rawValue), "sentences": OutwardDocument.stored($0.sentences)]
        }),
    ]
  }

  init(title: OutwardDocument.Sentence, parts: [Part]) {
    self.title = title
    self.parts = parts
  }

  init?(json: JSON) {
    guard let title = OutwardDocument.sentences(from: json["title"]).first, case .array(let rows) = json["parts"] else {
      return nil
    }
    self.title = title
    parts = rows.compactMap { row in
      guard let section = row["section"].string.flatMap(Section.init(rawValue:)) else { return nil }
      return Part(section: section, sentences: OutwardDocument.sentences(from: row["sentences"]))
    }
  }
}

/// What somebody types for a notice in one language: a title, and a text for each section. `{lost_at}` quotes the statement
/// that stands, `{people_count@117}` a client's, `{S-12}` one by its number.
package struct NoticeSource: Sendable, Hashable {
  package var title: String
  package var sections: [NoticeText.Section: String]

  package static let longest = 20_000

  package init(title: String = "", sections: [NoticeText.Section: String] = [:]) {
    self.title = title
    self.sections = sections.mapValues(Self.tidy).filter { !$0.value.isEmpty }
  }

  /// Reads `# title` and `## section` with its lines; see `text`.
  /// - Throws: `ResponseFailure` with the code `unfit_text`, naming the line.
  package init(parsing text: String) throws {
    var title = ""
    var sections: [NoticeText.Section: [Substring]] = [:]
    var current: NoticeText.Section?
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      if line.hasPrefix("## ") {
        let name = String(line.dropFirst(3)).filter { !$0.isWhitespace }
        guard let section = NoticeText.Section(rawValue: name) else {
          throw ResponseFailure(.unfitText, "line \(number + 1): no section \(name)")
        }
        current = section
      } else if line.hasPrefix("# ") {
        title = String(line.dropFirst(2))
      } else if let current {
        sections[current, default: []].append(line)
      } else if line.contains(where: { !$0.isWhitespace }) {
        throw ResponseFailure(.unfitText, "line \(number + 1): text before the first section")
      }
    }
    self.init(title: Self.tidy(title), sections: sections.mapValues { $0.joined(separator: "\n") })
  }

  /// As `init(parsing:)` reads it.
  package var text: String {
    var out = "# \(title)\n"
    for section in NoticeText.Section.allCases {
      guard let text = sections[section] else { continue }
      out += "\n## \(section.rawValue)\n\(text)\n"
    }
    return out
  }

  /// Lines without spaces at their ends, and none empty: each line is a sentence of its own.
  private static func tidy(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { line in
      var line = line.drop(while: \.isWhitespace)
      while line.last?.isWhitespace == true { line = line.dropLast() }
      return String(line)
    }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  var isEmpty: Bool { title.isEmpty || sections.isEmpty }
  var size: Int { title.utf8.count + sections.values.reduce(0) { $0 + $1.utf8.count } }
}

extension NoticeSource {
  /// The source that makes a text again, from the statements as they stand by then.
  init(_ text: NoticeText, ledger: StatementLedger, about subject: Statement.Subject) {
    func line(_ sentence: OutwardDocument.Sentence) -> String {
      sentence.parts.map { part in
        switch part {
        case .words(let words): words
        case .quote(let id, let words):
          ledger[id].map { Self.mark($0.fact, $0.subject, subject) } ?? words
        case .missing(let key, _): Self.mark(key.fact, key.subject, subject)
        }
      }.joined()
    }
    self.init(
      title: line(text.title),
      sections: Dictionary(
        text.parts.map { ($0.section, $0.sentences.map(line).joined(separator: "\n")) }, uniquingKeysWith: { $1 }))
  }

  private static func mark(_ fact: Fact, _ quoted: Statement.Subject, _ own: Statement.Subject) -> String {
    // Of the series' own subject, or of the whole where only the whole has a value: what the bare name means there.
    quoted == own || (quoted == .incident && !fact.isByClient)
      ? "{\(fact.rawValue)}" : "{\(fact.rawValue)@\(quoted.client)}"
  }

  /// Sentences with their quotations, as of a ledger.
  /// - Parameter subject: whose values a bare name means, where a fact has one for each client.
  /// - Throws: `ResponseFailure` with the codes `unfit_text`, `unknown_statement`.
  func rendered(
    _ ledger: StatementLedger, about subject: Statement.Subject, words: StatementWords
  ) throws -> NoticeText {
    let writer = DocumentWriter(ledger, language: words.language)
    func sentence(_ line: Substring) throws -> OutwardDocument.Sentence {
      var parts: [OutwardDocument.Part] = []
      var rest = line
      while let open = rest.firstIndex(of: "{") {
        guard let close = rest[open...].firstIndex(of: "}") else {
          throw ResponseFailure(.unfitText, "a brace is not closed")
        }
        if open > rest.startIndex { parts.append(.words(String(rest[..<open]))) }
        let name = String(rest[rest.index(after: open)..<close])
        parts.append(try Self.quoted(name, ledger, subject, writer, words))
        rest = rest[rest.index(after: close)...]
      }
      if !rest.isEmpty { parts.append(.words(String(rest))) }
      return OutwardDocument.Sentence(parts)
    }
    return NoticeText(
      title: try sentence(title[...]),
      parts: try NoticeText.Section.allCases.compactMap { section in
        guard let text = sections[section] else { return nil }
        return NoticeText.Part(section: section, sentences: try text.split(separator: "\n").map(sentence))
      })
  }

  private static func quoted(
    _ name: String, _ ledger: StatementLedger, _ subject: Statement.Subject, _ writer: DocumentWriter,
    _ words: StatementWords
  ) throws -> OutwardDocument.Part {
    if name.hasPrefix("S-") {
      guard let id = Statement.id(from: name), let statement = ledger[id] else {
        throw ResponseFailure(.unknownStatement, "no statement \(name)")
      }
      return .quote(statement: id, words.value(statement))
    }
    let sides = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let fact = sides.first.flatMap({ Fact(rawValue: String($0)) }) else {
      throw ResponseFailure(.unfitText, "no fact \(name)")
    }
    if sides.count == 2 { return writer.part(fact, .init(client: String(sides[1]))) }
    return writer.part(fact, fact.isByClient ? subject : .incident)
  }
}
