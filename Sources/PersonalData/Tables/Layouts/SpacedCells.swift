/// Forms on squared paper: each character of a name, a date or a number stands in a cell of its own. Makes one cell of them.
///
/// Titles of a list stand side by side, too (氏名, 国, 数, 英; 氏名, 1, 2, 3): only a column that holds labels in several rows
/// is followed by such characters.
struct SpacedCells {
  private let labelColumns: Set<Int>

  /// - Returns: nil when no row is spaced out.
  init?(_ rows: [[String]]) {
    var labels: [Int: Int] = [:]
    var runs: Set<Int> = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        guard let reading = Self.label(cell) else { continue }
        labels[column, default: 0] += 1
        if Self.run(in: row, after: column, of: reading.role) != nil { runs.insert(column) }
      }
    }
    labelColumns = runs.filter { labels[$0, default: 0] >= 2 }
    if labelColumns.isEmpty { return nil }
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
    for column in cells.indices where !cells[column].isEmpty {
      let isLabelled = labelColumns.contains(column)
      guard isLabelled ? Self.label(cells[column]) != nil : joined[column] == cells[column] else { continue }
      let run =
        isLabelled
        ? Self.label(cells[column]).flatMap { Self.run(in: cells, after: column, of: $0.role) }
        : Self.number(in: cells, at: column)
      guard let run else { continue }
      for place in run.columns { joined[place] = "" }
      joined[run.columns.lowerBound] = run.text
    }
    return joined
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

  /// The twelve digits of a number that no label stands before: those of a dependant below the own one.
  private static func number(in cells: [String], at start: Int) -> Run? {
    guard start == 0 || cells[start - 1].isEmpty, let run = characters(in: cells, at: start),
      run.text.unicodeScalars.count == 12, run.text.unicodeScalars.allSatisfy({ $0.properties.numericType == .decimal })
    else { return nil }
    return run
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
