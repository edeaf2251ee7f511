import CanonicalForms
import JapaneseText
import Wording

/// A search for traces of the lost data, planned for a month of the year after the loss, and what it brought.
///
/// "Nothing was found" says little by itself. So each record says how far it reached, what it would have found by chance,
/// and what it cannot see.
package struct LeakSurvey: Sendable, Hashable {
  /// Within its incident, from 1.
  package var number: Int
  /// First and last day that it is about.
  package var from: CivilDate
  package var until: CivilDate
  /// The first moment at which it is late.
  package var due: Moment
  /// Nil while it is not made.
  package var record: Record?

  /// How many are planned, and how many days each may take after its month.
  package static let count = 12
  package static let days = 10

  package func isLate(at moment: Moment) -> Bool { record == nil && due <= moment }

  /// Something that was searched.
  package struct Source: Sendable, Hashable {
    /// `dark web markets`, `paste sites`, …
    package var name: String
    /// On how many of the days it could be reached.
    package var reached: Int
    package var days: Int

    package init(name: String, reached: Int, days: Int) {
      self.name = name
      self.days = max(0, days)
      self.reached = min(max(0, reached), max(0, days))
    }

    /// `name=28/31`, as it is typed.
    package init?(parsing text: String) {
      guard let equals = text.lastIndex(of: "=") else { return nil }
      let numbers = text[text.index(after: equals)...].split(separator: "/").compactMap { Int($0) }
      let name = String(text[..<equals])
      guard numbers.count == 2, numbers[0] >= 0, numbers[0] <= numbers[1], numbers[1] <= 366,
        name.contains(where: { !$0.isWhitespace })
      else { return nil }
      self.init(name: name, reached: numbers[0], days: numbers[1])
    }
  }

  package struct Record: Sendable, Hashable {
    package var sources: [Source]
    package var method: String
    /// Rows that looked like the lost data.
    package var found: Int
    /// Of those, how many a person judged to be of it.
    package var judged: Int
    /// How many would be found if nothing had leaked, in thousandths.
    package var expected: Int
    /// What it cannot see.
    package var blind: String
    /// Who answers for it; personal. Nil once it was erased.
    package var signer: String?
    /// It was recorded for the first time when it was late already.
    package var isLate = false
    package var recordedAt: Moment
    /// The account.
    package var recordedBy: String
    /// From 1; a correction is a new version.
    package var version: Int

    package init(
      sources: [Source], method: String, found: Int, judged: Int, expected: Int, blind: String, signer: String?
    ) {
      self.sources = sources
      self.method = method
      self.found = found
      self.judged = judged
      self.expected = expected
      self.blind = blind
      self.signer = signer
      recordedAt = Moment(milliseconds: 0)
      recordedBy = ""
      version = 0
    }

    /// `0.3` of 300 thousandths.
    package static func decimal(_ thousandths: Int) -> String {
      let (whole, rest) = (thousandths / 1_000, thousandths % 1_000)
      guard rest > 0 else { return String(whole) }
      var digits = String(rest + 1_000).dropFirst()
      while digits.last == "0" { digits = digits.dropLast() }
      return "\(whole).\(digits)"
    }

    /// Of `0.3` or `12`; nil for anything else, and for more than three digits after the point.
    package static func thousandths(_ text: String) -> Int? {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count <= 2, let first = parts.first, let whole = Int(first), (0...1_000_000_000).contains(whole)
      else {
        return nil
      }
      guard parts.count == 2 else { return whole * 1_000 }
      guard (1...3).contains(parts[1].count), parts[1].allSatisfy({ $0.isASCII && $0.isNumber }),
        let rest = Int((parts[1] + "00").prefix(3))
      else { return nil }
      return whole * 1_000 + rest
    }
  }

  /// The year's surveys: each month from the day on which the incident was opened.
  package static func plan(from start: CivilDate, calendar: JapaneseCalendar = .init()) -> [LeakSurvey] {
    (0..<count).map { index in
      let until = start.adding(months: index + 1).adding(days: -1)
      let last = calendar.nextBusinessDay(onOrAfter: until.adding(days: days))
      return LeakSurvey(
        number: index + 1, from: start.adding(months: index), until: until,
        due: last.adding(days: 1).start(offset: 540), record: nil)
    }
  }

  /// As the notice tells it.
  func line(in language: Language) -> String {
    guard let record else { return "" }
    let words = StatementWords(language: language)
    let reached = record.sources.map { words(.surveySource, $0.name, String($0.reached), String($0.days)) }
      .joined(separator: language.text(.and))
    var line = words(.surveyLine, String(number), "\(from)", "\(until)", reached, record.method)
    line += words(
      .surveyFound, language.number(record.found), Record.decimal(record.expected), language.number(record.judged),
      record.blind)
    if let signer = record.signer { line += words(.surveySigned, signer) }
    // Typed text goes through the source of the notice, where braces quote.
    return line.filter { $0 != "{" && $0 != "}" && !$0.isNewline }
  }
}

extension CivilDate {
  /// The same day of a later month, or its last.
  func adding(months: Int) -> CivilDate {
    let index = year * 12 + month - 1 + months
    let (year, month) = (index / 12, index % 12 + 1)
    let day = min(day, CivilDate.days(inMonth: month, of: year))
    return CivilDate(year: year, month: month, day: day) ?? adding(days: months * 30)
  }
}
