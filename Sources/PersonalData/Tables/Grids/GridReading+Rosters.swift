import Contents

/// What grids of people do with names that their cells are too narrow for.
extension GridReading {
  /// Families above given names, each in a row of cells: 長岡, 中村, 阿部 over 英史, 季美江, 容輔. Several pairs beside each other
  /// must be names.
  /// - Returns: how many names came of it.
  @discardableResult
  static func joinHalves(_ rows: [[String]], _ cells: inout [[GridCell]]) -> Int {
    var joined = 0
    let lexicon = NameLexicon.shared
    var row = 0
    while row + 1 < cells.count {
      defer { row += 1 }
      var pairs: [(column: Int, name: String)] = []
      var others = 0
      var clear = 0
      for column in cells[row].indices where cells[row][column].names.count == 1 {
        let family = TableReading.trim(rows[row][column])
        guard column < cells[row + 1].count, column < rows[row + 1].count else { continue }
        var given = TableReading.trim(rows[row + 1][column])
        guard [.surname, .rareSurname].contains(cells[row][column].names[0].certainty),
          family == cells[row][column].names[0].text, (1...4).contains(given.unicodeScalars.count),
          given.unicodeScalars.allSatisfy({ $0.value.isNameScript })
        else {
          others += 1
          continue
        }
        guard given.withUTF8(GridCellReader.mayBeGiven) else {
          others += 1
          continue
        }
        // 休 over 通 are marks.
        if given.withUTF8({ lexicon.isGivenName($0) }), cells[row][column].names[0].certainty == .surname { clear += 1 }
        pairs.append((column, family + " " + given))
      }
      guard pairs.count >= 3, clear * 2 >= pairs.count, pairs.count >= 3 * others,
        Set(pairs.map(\.name)).count * 4 >= pairs.count * 3
      else { continue }
      for (column, name) in pairs {
        cells[row][column] = GridCell(kind: .names, names: [GridCell.Name(text: name, certainty: .full)])
        cells[row + 1][column] = GridCell()
      }
      joined += pairs.count
      row += 1
    }
    return joined
  }

  /// Whether these rows write surnames over given names.
  static func holdsHalves(_ rows: [[String]], _ reader: GridCellReader) -> Bool {
    var cells = rows.map { $0.prefix(64).map(reader.read) }
    return joinHalves(rows, &cells) > 0
  }

  /// 佐藤(健) and 佐藤(美) of one column are two people: what stands behind the surname tells them apart.
  static func tellApart(_ cells: inout [[GridCell]]) {
    for column in 0..<(cells.map(\.count).max() ?? 0) {
      var marks: [String: Set<String>] = [:]
      let named = cells.indices.filter { row in
        guard column < cells[row].count, cells[row][column].names.count == 1 else { return false }
        return [.surname, .rareSurname].contains(cells[row][column].names[0].certainty)
      }
      for row in named { marks[cells[row][column].names[0].text, default: []].insert(cells[row][column].text) }
      for row in named {
        let (surname, mark) = (cells[row][column].names[0].text, cells[row][column].text)
        guard let all = marks[surname], all.count >= 2, (1...2).contains(mark.unicodeScalars.count),
          mark.unicodeScalars.allSatisfy({ $0.value.isNameScript || $0.properties.isAlphabetic })
        else { continue }
        cells[row][column].names[0].text = surname + " " + mark
        cells[row][column].text = ""
      }
    }
  }

  /// A plan of who works when, whatever it is called: rows of days, and of marks that only work has (早, 遅, 夜, 公休); or
  /// titles of two shifts, 早番 and 遅番.
  static func isRoster(_ rows: [[String]]) -> Bool {
    var seen: Set<String> = []
    var marked = 0
    var hasDays = false
    for row in rows.prefix(60) {
      var last = 0
      var run = 0
      let titles = Set(row.lazy.map(TableReading.trim).filter { $0.count >= 2 && GridWords.shifts.contains($0) })
      if titles.count >= 2, titles.count * 2 >= row.count(where: { !$0.isEmpty }) { return true }
      for cell in row.prefix(64) {
        let text = TableReading.trim(cell)
        if GridWords.shifts.contains(text) {
          marked += 1
          seen.insert(text)
        }
        guard let day = Int(text), (1...31).contains(day) else { continue }
        run = day == last + 1 || day == 1 ? run + 1 : 1
        last = day
        if run >= 5 { hasDays = true }
      }
    }
    return hasDays && marked >= 12 && seen.count >= 2
  }

  /// Sentences in rows that name people, a row each.
  func sentences(of batch: RowBatch, _ rows: [Int]) -> RowBatch {
    var said = RowBatch()
    for row in rows where row < cells.count {
      for (column, text) in batch.cells(ofRow: row).enumerated() where column < cells[row].count {
        guard [.nothing, .word].contains(cells[row][column].kind), text.unicodeScalars.count >= 10,
          text.unicodeScalars.contains(where: { (0x3041...0x3096).contains($0.value) })
        else { continue }
        said.append(row: [text])
      }
    }
    return said
  }
}
