/// A language of the interface.
package enum Language: String, Sendable, CaseIterable {
  case ja, en

  /// From a locale such as `ja_JP.UTF-8`; English for what is not known.
  package init(locale: String?) { self = locale?.hasPrefix("ja") == true ? .ja : .en }

  /// The phrase with `{1}`, `{2}`, … replaced by the arguments.
  package func text(_ phrase: Phrase, _ arguments: String...) -> String { text(phrase, arguments: arguments) }

  package func text(_ phrase: Phrase, arguments: [String]) -> String { Self.fill(template(of: phrase), arguments) }

  /// The phrase of a stored code; the code itself should a catalogue not have it.
  package func stored(_ group: String, _ code: String) -> String {
    Phrase(rawValue: "\(group).\(code)").map { text($0) } ?? code
  }

  /// A text of the console or the public pages.
  package func page(_ phrase: PagePhrase, _ arguments: String...) -> String { page(phrase, arguments: arguments) }

  package func page(_ phrase: PagePhrase, arguments: [String]) -> String {
    Self.fill(template(of: phrase), arguments)
  }

  /// A text of the response to a loss.
  package func response(_ phrase: ResponsePhrase, _ arguments: String...) -> String {
    Self.fill(template(of: phrase), arguments)
  }

  private static func fill(_ template: String, _ arguments: [String]) -> String {
    var text = ""
    var rest = template[...]
    // One pass, so that a brace within an argument stays what it is.
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      let number = Int(rest[rest.index(after: open)..<close]) ?? 0
      text += arguments.indices.contains(number - 1) ? arguments[number - 1] : String(rest[open...close])
      rest = rest[rest.index(after: close)...]
    }
    text += rest
    return text
  }

  /// The phrase as the catalogue has it.
  package func template(of phrase: Phrase) -> String {
    switch self {
    case .ja: Catalogue.japanese(phrase)
    case .en: Catalogue.english(phrase)
    }
  }

  package func template(of phrase: PagePhrase) -> String {
    switch self {
    case .ja: Catalogue.japanese(phrase)
    case .en: Catalogue.english(phrase)
    }
  }

  package func template(of phrase: ResponsePhrase) -> String {
    switch self {
    case .ja: Catalogue.japanese(phrase)
    case .en: Catalogue.english(phrase)
    }
  }

  /// `170,000`: groups of three digits, as both languages write them.
  package func number(_ value: some BinaryInteger) -> String {
    let digits = String(value.magnitude)
    var grouped = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    return value < 0 ? "-" + grouped : grouped
  }

  /// A length of time in its two largest units: `3 日 4 時間`.
  package func duration(milliseconds: Int64) -> String {
    let minutes = max(0, milliseconds) / 60_000
    let (days, hours) = (minutes / 1440, minutes % 1440 / 60)
    if days > 0 {
      return hours > 0 && days < 30 ? text(.daysHours, number(days), number(hours)) : text(.days, number(days))
    }
    if hours > 0 { return text(.hoursMinutes, number(hours), number(minutes % 60)) }
    return minutes > 0 ? text(.minutes, number(minutes)) : text(.lessThanMinute)
  }
}
