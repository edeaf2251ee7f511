/// Forms on squared paper: each character of a name, a date or a number stands in a cell of its own. Makes one cell of them.
///
/// Titles of a list stand side by side, too (氏名, 国, 数, 英; 氏名, 1, 2, 3): only a column that holds labels in several rows
/// is followed by such characters.
struct SpacedCells {
  private let labelColumns: Set<Int>
  /// Whether a label of people's own numbers stands in these rows: those of dependants stand below without one.
  private let holdsNumbers: Bool

  /// - Returns: nil when no row is spaced out.
  init?(_ rows: [[String]]) {
    var labels: [Int: Int] = [:]
    var runs: Set<Int> = []
    var holdsNumbers = false
    var isSpaced = false
    for row in rows {
      for (column, cell) in row.enumerated() {
        guard let reading = Self.label(cell) else { continue }
        labels[column, default: 0] += 1
        if reading.role == .myNumber { holdsNumbers = true }
        if Self.number(in: row, after: column, of: reading.role) != nil { isSpaced = true }
        if Self.date(in: row, after: column, of: reading.role) != nil { isSpaced = true }
        if Self.run(in: row, after: column, of: reading.role) != nil { runs.insert(column) }
      }
    }
    labelColumns = runs.filter { labels[$0, default: 0] >= 2 }
    self.holdsNumbers = holdsNumbers
    if holdsNumbers, !isSpaced {
      isSpaced = rows.contains { row in row.indices.contains { Self.bareNumber(in: row, at: $0) != nil } }
    }
    if labelColumns.isEmpty, !isSpaced { return nil }
  }

  private static func label(_ cell: String) -> HeaderReading? {
    guard cell.utf8.count >= 6, let reading = HeaderVocabulary.read(cell), reading.strength == .strong else {
      return nil
    }
    return reading
  }

  /// The row with each run of characters in the first of its cells.
  func join(_ cells: [String]) -> [String] {
    var joined = cells
    for column in cells.indices where !cells[column].isEmpty && joined[column] == cells[column] {
      guard let run = run(in: cells, at: column) else { continue }
      for place in run.columns { joined[place] = "" }
      joined[run.columns.lowerBound] = run.text
    }
    return joined
  }

  /// What a cell begins or labels.
  private func run(in cells: [String], at column: Int) -> Run? {
    guard let reading = Self.label(cells[column]) else {
      return holdsNumbers ? Self.bareNumber(in: cells, at: column) : nil
    }
    if let run = Self.number(in: cells, after: column, of: reading.role)
      ?? Self.date(in: cells, after: column, of: reading.role)
    {
      return run
    }
    return labelColumns.contains(column) ? Self.run(in: cells, after: column, of: reading.role) : nil
  }

  private typealias Run = (columns: Range<Int>, text: String)

  private static func run(in cells: [String], after label: Int, of role: ColumnRole) -> Run? {
    guard let start = cells.indices.first(where: { $0 > label && !cells[$0].isEmpty }), start - label <= 12,
      let run = characters(in: cells, at: start)
    else { return nil }
    let digits = run.text.unicodeScalars.count { $0.properties.numericType == .decimal }
    let letters = run.text.count { $0.isLetter }
    switch role {
    case .name, .familyName, .givenName, .kana, .kanaFamily, .kanaGiven:
      return digits == 0 && letters >= 2 && !run.text.allSatisfy(isOfPlan) ? run : nil
    case .phone where digits == 0:
      // 緊急連絡先 names somebody.
      return letters >= 2 ? run : nil
    default: return digits >= 4 ? run : nil
    }
  }

  private static func value(behind label: Int, in cells: [String]) -> Int? {
    cells.indices.first { $0 > label && !cells[$0].isEmpty && $0 - label <= 12 }
  }

  /// A person's own number behind its label, wherever that stands.
  private static func number(in cells: [String], after label: Int, of role: ColumnRole) -> Run? {
    guard BoxedNumber.roles.contains(role), let start = value(behind: label, in: cells),
      let boxed = BoxedNumber(in: cells, at: start), let text = boxed.number(of: role)
    else { return nil }
    return (boxed.columns, text)
  }

  /// A My Number that no label stands before: that of a dependant below the own one, or below its label.
  private static func bareNumber(in cells: [String], at start: Int) -> Run? {
    guard start == 0 || cells[start - 1].isEmpty, let boxed = BoxedNumber(in: cells, at: start),
      let text = boxed.number(of: .myNumber)
    else { return nil }
    return (boxed.columns, text)
  }

  /// A birth date in the cells of its parts: 昭和, 57, 年, 12, 月, 3, 日; each digit may stand alone.
  private static func date(in cells: [String], after label: Int, of role: ColumnRole) -> Run? {
    guard role == .birthDate, let start = value(behind: label, in: cells) else { return nil }
    var text = ""
    var end = start
    while end < cells.count, end - start < 24 {
      let part = cells[end]
      guard part.count <= 4, part.allSatisfy({ $0.wholeNumberValue != nil || "明治大正昭和平成令MTSHR西暦年月日生・./ ".contains($0) })
      else { break }
      text += part
      end += 1
      if part.hasSuffix("日") || part == "生" { break }
    }
    guard end - start >= 5, text.contains("年"), text.contains("月"), text.contains("日"),
      text.contains(where: { $0.wholeNumberValue != nil })
    else { return nil }
    return (start..<end, text)
  }

  /// Cells of one character each; an empty one between them is a space.
  private static func characters(in cells: [String], at start: Int) -> Run? {
    var text = ""
    var end = start
    while end < cells.count {
      if cells[end].count == 1 {
        text += cells[end]
      } else if cells[end].isEmpty, end + 1 < cells.count, cells[end + 1].count == 1 {
        text += " "
      } else {
        break
      }
      end += 1
    }
    return end - start >= 2 ? (start..<end, text) : nil
  }

  /// Days of the week and marks of a plan.
  private static func isOfPlan(_ character: Character) -> Bool {
    character.isWhitespace || "日月火水木金土祝休出夜早遅明有公○×△◎".contains(character)
  }
}
