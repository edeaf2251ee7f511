import Wording

/// One page of a long list, and links to its neighbours that keep every other choice.
struct Pager: Sendable {
  let text: String
  let previous: String
  let next: String
  let isNeeded: Bool

  /// Rows on a page.
  static let size = 50

  /// - Returns: the page that was asked for, or the nearest there is.
  static func number(_ asked: String, of count: Int, by size: Int = Pager.size) -> Int {
    min(max(1, Int(asked) ?? 1), pages(of: count, by: size))
  }

  static func pages(of count: Int, by size: Int = Pager.size) -> Int { max(1, (count + size - 1) / size) }

  /// Rows of a page.
  static func range(_ number: Int, of count: Int, by size: Int = Pager.size) -> Range<Int> {
    let start = min(count, (number - 1) * size)
    return start..<min(count, start + size)
  }

  /// - Parameter size: rows on a page, where they are longer or shorter than others.
  init(_ number: Int, of count: Int, by size: Int = Pager.size, in language: Language, address: (String) -> String) {
    let pages = Self.pages(of: count, by: size)
    text = language.page(.pageOf, language.number(number), language.number(pages), language.number(count))
    previous = number > 1 ? address(String(number - 1)) : ""
    next = number < pages ? address(String(number + 1)) : ""
    isNeeded = pages > 1
  }
}

/// A choice in a list of choices.
struct Choice: Sendable {
  let value: String
  let text: String
  let isChosen: Bool
}
