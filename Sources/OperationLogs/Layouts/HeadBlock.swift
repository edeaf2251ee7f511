/// What stands above the rows of an export: search conditions, the device, how many rows were found. One pair a line
/// (`名称,PC-01`, `[名称]：PC-01`), or a row of names above a row of values.
struct HeadBlock {
  private var rows: [[String]] = []
  private static let mostRows = 64
  private static let longestCell = 4_096

  mutating func append(_ cells: [String]) {
    guard rows.count < Self.mostRows else { return }
    rows.append(cells.prefix(32).map { $0.utf8.count > Self.longestCell ? "" : $0 })
  }

  /// The device that the whole file is about.
  func device(_ layout: LogLayout) -> String? {
    guard let titles = layout.titles[.device] else { return nil }
    return value(of: Set(titles))
  }

  func number(of names: [String]) -> Int? {
    value(of: Set(names)).flatMap { text in
      let digits = LogLayout.folded(text).filter { $0 != "," && $0 != "件" }
      return digits.count <= 12 ? Int(digits) : nil
    }
  }

  private func value(of names: Set<String>) -> String? {
    for (place, cells) in rows.enumerated() {
      guard let column = cells.firstIndex(where: { names.contains(LogLayout.folded($0)) }) else { continue }
      // Two cells are a name and its value; more are names with values below.
      let value: String? =
        if column == 0, cells.count == 2 || cells.dropFirst(2).allSatisfy(\.isEmpty) {
          cells.count > 1 ? cells[1] : nil
        } else if place + 1 < rows.count, column < rows[place + 1].count {
          rows[place + 1][column]
        } else {
          nil
        }
      if let value = value.map(Self.trimmed), !value.isEmpty { return value }
    }
    return nil
  }

  /// The cells of a line that no table reader has split.
  static func cells(of line: Substring) -> [String] {
    var cells = line.split(separator: ",", maxSplits: 32, omittingEmptySubsequences: false).map(Self.trimmed)
    if cells.count == 1, let mark = line.firstIndex(where: { $0 == "：" || $0 == ":" || $0 == "\t" }) {
      cells = [Self.trimmed(line[..<mark]), Self.trimmed(line[line.index(after: mark)...])]
    }
    return cells
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var rest = Substring(text)
    while let first = rest.first, first.isWhitespace || first == "\"" { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace || last == "\"" { rest = rest.dropLast() }
    return String(rest)
  }
}
