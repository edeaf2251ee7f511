import JapaneseText

/// Titles that are known by what stands below them, where most of their words are in no vocabulary: 氏名 over names beside
/// subjects of a school, メール over mail addresses beside scores, 品名 beside 型式 and dates.
enum TitleContrast {
  /// Rows below titles that are looked at.
  private static let below = 12
  private static let longestTitle = 90

  /// The first row with a known title whose other cells are words as well, and stand over cells that are none: numbers,
  /// dates, mail addresses, names.
  static func titleRow(of rows: [[String]], _ readings: [[HeaderReading?]]) -> Int? {
    rows.indices.prefix(8).first { row in
      let cells = rows[row]
      let filled = cells.indices.filter { !cells[$0].isEmpty }
      guard filled.count >= 3, Set(filled.map { cells[$0] }).count == filled.count,
        readings[row].contains(where: { $0 != nil }),
        filled.allSatisfy({ cells[$0].utf8.count <= longestTitle && !TableLayout.looksLikeData(cells[$0]) })
      else { return false }
      // People across the columns, and what is told of them down the rows.
      if filled.count(where: { isName(cells[$0]) }) >= 2 { return false }
      let named = readings[row].indices.contains { column in
        guard let reading = readings[row][column], reading.role.isAnchor else { return false }
        return reading.strength == .strong && standsOverNames(rows, row, column)
      }
      if named { return true }
      // `stop_name` and 名前 over surnames alone: what may be anybody's or anything's name must stand over names.
      let isVague = readings[row].indices.contains { column in
        guard let reading = readings[row][column], reading.role.isAnchor else { return false }
        // 世帯主 is said of nobody but people.
        return reading.strength == .weak && reading.group == .unnamed && !standsOverNames(rows, row, column)
      }
      if isVague { return false }
      let contrasts = filled.count {
        (!isNumeric(cells[$0]) || TableLayout.isPeriod(cells[$0])) && standsOverValues(rows, row, $0)
      }
      return contrasts >= 2 && contrasts * 3 >= filled.count
    }
  }

  /// The row of titles above what looks like the labels of a form: a list in which each person takes several rows, one for each
  /// thing that was measured, asked or bought, and is named in the first of them.
  ///
  /// - Parameter told: the row that `titleRow` found.
  static func titlesOfItems(_ rows: [[String]], _ readings: [[HeaderReading?]], told: Int?) -> Int? {
    guard
      let title = readings.indices.prefix(8).first(where: {
        TableLayout.isTitleRow(rows[$0], readings[$0], atLeast: 2) || told == $0
      }), !rows[..<title].indices.contains(where: { isLabelled(rows[$0], readings[$0]) })
    else { return nil }
    let anchors = readings[title].indices.filter { column in
      guard let reading = readings[title][column] else { return false }
      return reading.role.isAnchor || reading.role == .employeeNumber || reading.role == .insuranceNumber
    }
    // The labels stand under titles of their own.
    var labels = 0
    for row in rows.indices.dropFirst(title + 1) {
      guard let first = readings[row].firstIndex(where: { $0?.strength == .strong }) else { continue }
      guard !anchors.contains(first), first < rows[title].count, !rows[title][first].isEmpty else { return nil }
      labels += 1
    }
    let isList =
      labels >= 2 && anchors.contains { standsOverNames(rows, title, $0) || standsOverValues(rows, title, $0) }
    return isList ? title : nil
  }

  /// Whether a line begins with a label of names, and nearly all behind it are names: 氏名, and three people and more.
  static func namesStandAbreast(_ rows: [[String]], _ readings: [[HeaderReading?]]) -> Bool {
    rows.indices.contains { row in
      let filled = rows[row].indices.filter { !rows[row][$0].isEmpty }
      guard filled.count >= 4, let reading = readings[row][filled[0]], reading.role.isAnchor,
        reading.strength == .strong
      else { return false }
      let named = filled.dropFirst().count { mayBeName(rows[row][$0]) }
      // A column of totals stands among them.
      return named >= 3 && named * 10 >= (filled.count - 1) * 7
    }
  }

  /// A label with its value beside it; a heading stands alone in its row.
  private static func isLabelled(_ cells: [String], _ readings: [HeaderReading?]) -> Bool {
    readings.contains { $0?.strength == .strong } && cells.count(where: { !$0.isEmpty }) > 1
  }

  private static func cells(_ rows: [[String]], below row: Int, at column: Int) -> [String] {
    Array(
      rows.dropFirst(row + 1).lazy.compactMap { column < $0.count && !$0[column].isEmpty ? $0[column] : nil }
        .prefix(below))
  }

  private static func shapes(of cell: String) -> NameShapes {
    var cell = cell
    return cell.withUTF8 { NameClassifier().shapes(of: NameCell.trimmed($0)) }
  }

  /// Family and given name apart.
  private static func isName(_ cell: String) -> Bool {
    shapes(of: cell).isSuperset(of: [.personName, .separated, .listedSurname])
  }

  private static func mayBeName(_ cell: String) -> Bool {
    !shapes(of: cell).isDisjoint(with: [.personName, .kanaName])
  }

  private static func standsOverNames(_ rows: [[String]], _ row: Int, _ column: Int) -> Bool {
    let cells = cells(rows, below: row, at: column)
    let named = cells.count(where: mayBeName)
    return named >= 1 && named * 10 >= cells.count * 6
  }

  private static func standsOverValues(_ rows: [[String]], _ row: Int, _ column: Int) -> Bool {
    let cells = cells(rows, below: row, at: column)
    return cells.count >= 2 && cells.count(where: isNumeric) * 10 >= cells.count * 8
  }

  /// A mail address, or a cell of digits for the most part: 172, 2024/06/10, B-0012, 090-1234-5678.
  private static func isNumeric(_ cell: String) -> Bool {
    if cell.utf8.contains(0x40) { return true }
    let scalars = Folding.foldText(cell).unicodeScalars.filter { !$0.properties.isWhitespace }
    let digits = scalars.count { ("0"..."9").contains($0) }
    return digits * 2 >= scalars.count && digits > 0
  }
}
