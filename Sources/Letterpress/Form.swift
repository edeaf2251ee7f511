/// A form to be filed somewhere: facts in rows, under headings. What stands in it and nothing about how it looks; the same
/// form makes a PDF and a DOCX.
package struct Form: Sendable, Equatable {
  package struct Row: Sendable, Equatable {
    package var title: String
    /// May have several lines.
    package var value: String
    /// At the right edge, such as `not yet known`; empty for none.
    package var mark: String

    package init(_ title: String, _ value: String, mark: String = "") {
      self.title = title
      self.value = value
      self.mark = mark
    }
  }

  package struct Section: Sendable, Equatable {
    package var title: String
    /// Stands above it again where its rows go on over the page.
    package var continued: String
    package var mark: String
    package var rows: [Row]

    package init(title: String, continued: String, mark: String = "", rows: [Row]) {
      self.title = title
      self.continued = continued
      self.mark = mark
      self.rows = rows
    }
  }

  /// BCP 47, `ja` or `en`: how lines break, and which shape of a character is taken.
  package var language: String
  package var title: String
  /// What it is about and when it was made.
  package var head: [Row]
  package var notes: [String]
  package var sections: [Section]
  /// At the foot of every page, before its number.
  package var foot: String

  package init(language: String, title: String, head: [Row], notes: [String], sections: [Section], foot: String) {
    self.language = language
    self.title = title
    self.head = head
    self.notes = notes
    self.sections = sections
    self.foot = foot
  }

  /// The lines of a text, without tabs and blank lines at its ends.
  static func lines(of text: String) -> [String] {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
      String(String.UnicodeScalarView(line.unicodeScalars.map { $0 == "\t" ? " " : $0 }))
    }
    func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }
    return Array(lines.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }

  private var texts: [String] {
    let rows = head + sections.flatMap(\.rows)
    return [title, foot] + notes + sections.flatMap { [$0.title, $0.continued, $0.mark] }
      + rows.flatMap { [$0.title, $0.value, $0.mark] }
  }

  /// - Throws: `missing_glyphs` with the controls in it, which no paper and no word processor shows as what they are.
  func requireSettable() throws(LetterpressFailure) {
    var found: [UInt32] = []
    for scalar in texts.flatMap(Self.lines).joined().unicodeScalars where TypeSetting.isControl(scalar) {
      if !found.contains(scalar.value) { found.append(scalar.value) }
    }
    guard found.isEmpty else { throw .missingGlyphs(part: .fields, scalars: found) }
  }
}
