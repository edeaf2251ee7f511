import Contents
import JapaneseText

/// Reads a table that is no list of records as a field of cells: seating charts, telephone trees, rosters of days and
/// hours, groups, labels, family trees. Whose cells they are is decided by the share of names in the whole field, in a
/// column or in a row (docs/decisions/0033-grids-of-names.md). Grids are made by hand and small, so this works on strings.
struct GridReading {
  /// Larger tables are no grids.
  static let mostBytes = 256 << 10
  static let mostRows = 5_000
  private static let mostColumns = 256

  let cells: [[GridCell]]
  private let width: Int
  let isOfPeople: Bool
  let isOfAppointments: Bool
  let isOfExtensions: Bool
  /// The sheet gives patients their times: a visit to a clinic is treatment.
  let isOfPatients: Bool

  struct Position: Hashable {
    var row: Int
    var column: Int
  }

  /// - Parameters:
  ///   - rows: cells as strings.
  ///   - heading: what names the sheet: its own name and that of its file.
  /// - Returns: nil where no cell names anybody by any measure.
  init?(_ rows: [[String]], heading: String, reader: GridCellReader) {
    var cells = rows.map { row in row.prefix(Self.mostColumns).map(reader.read) }
    guard cells.joined().contains(where: { $0.kind == .names || $0.kind == .kana }) else { return nil }
    width = cells.map(\.count).max() ?? 0
    GridReading.setAside(columnsOfThings: rows, &cells)
    GridReading.setAsideDays(&cells)
    GridReading.takeKana(&cells)
    GridReading.joinHalves(rows, &cells)
    GridReading.tellApart(&cells)
    self.cells = cells
    // The heading of a sheet stands in its first lines.
    let said = heading + rows.prefix(6).joined().joined(separator: " ").prefix(400)
    isOfPeople = GridWords.sheets.contains(where: said.contains) || GridReading.isRoster(rows)
    isOfExtensions = said.contains("内線")
    isOfPatients =
      GridWords.patients.contains(where: said.contains) && !GridWords.duties.contains(where: said.contains)
    isOfAppointments = GridWords.appointments.contains(where: said.contains)
  }

  /// Whether cells among these rows name people at all: asked of the first rows, before a table is kept for this.
  static func mayBeGrid(_ rows: [[String]], _ reader: GridCellReader) -> Bool {
    var looked = 0
    var named = 0
    for cell in rows.joined() where !cell.isEmpty {
      looked += 1
      let kind = reader.read(cell).kind
      if kind == .names || kind == .kana { named += 1 }
      if named >= 3 { return true }
      if looked >= 600 { break }
    }
    return false
  }

  /// Below a title that names things or firms stand no people: 商品名, 店舗名, 会社名, 担当.
  private static func setAside(columnsOfThings rows: [[String]], _ cells: inout [[GridCell]]) {
    for (row, texts) in rows.prefix(8).enumerated() {
      for (column, text) in texts.prefix(mostColumns).enumerated()
      where text.utf8.count >= 6 || text.utf8.count >= 4 && text.utf8.allSatisfy({ $0 < 0x80 }) {
        guard let reading = HeaderVocabulary.read(text), reading.strength == .strong,
          [.thing, .employer, .insurer, .handler, .address].contains(reading.role)
        else { continue }
        for below in cells.indices
        where below > row && column < cells[below].count && cells[below][column].kind == .names {
          cells[below][column] = GridCell(kind: reading.role == .handler ? .label : .word)
        }
      }
    }
  }

  /// Where nobody is named in other letters, names in kana are no readings: ジョン・スミス, あおやま いちろう.
  private static func takeKana(_ cells: inout [[GridCell]]) {
    guard cells.joined().count(where: { $0.kind == .names }) < 3 else { return }
    for row in cells.indices {
      for column in cells[row].indices where cells[row][column].kind == .kana {
        let text = cells[row][column].text
        guard text.contains(where: { $0.isWhitespace || $0 == "・" || $0 == "･" }) else { continue }
        cells[row][column] = GridCell(kind: .names, names: [GridCell.Name(text: text, certainty: .full)])
      }
    }
  }

  /// The days of a plan are nobody's birth dates: those are said to be, or lie years apart.
  private static func setAsideDays(_ cells: inout [[GridCell]]) {
    var years: [Int] = []
    for cell in cells.joined() where cell.kind == .birthDate {
      if cell.isOfBirth { return }
      var text = cell.text
      if let date = text.withUTF8({ DateText.parse($0) }) { years.append(date.year) }
    }
    guard let first = years.min(), let last = years.max(), last - first < 3 else { return }
    for row in cells.indices {
      for column in cells[row].indices where cells[row][column].kind == .birthDate { cells[row][column] = GridCell() }
    }
  }

  // MARK: Whose cells

  private struct Count {
    /// Rare surnames count for nothing in a column of a sheet that is about people; elsewhere they are words.
    var trustsRare = false
    var sure = 0
    var latin = 0
    var surnames = 0
    var titled = 0
    var words = 0
    var different: Set<String> = []

    mutating func add(_ cell: GridCell) {
      switch cell.kind {
      case .word: words += 1
      case .kana: words += 1
      case .names:
        if cell.names.contains(where: { $0.certainty == .full }) {
          sure += 1
          if cell.names.contains(where: \.isLatin) { latin += 1 }
          if let name = cell.names.first { different.insert(name.text) }
        } else if cell.names.contains(where: { $0.certainty == .titled }) {
          titled += 1
          if let name = cell.names.first { different.insert(name.text) }
        } else if cell.names.contains(where: { $0.certainty == .surname }) {
          surnames += 1
          if let name = cell.names.first { different.insert(name.text) }
        } else if !trustsRare {
          words += 1
        }
      default: break
      }
    }

    func isOfNames(share: Double) -> Bool {
      // Brands and titles of songs are two capitalised words as well.
      let isLatin = latin * 2 > sure
      let least = isLatin ? 4 : 3
      return sure >= least && different.count >= least
        && Double(sure) >= (isLatin ? share + 0.2 : share) * Double(sure + surnames + titled + words)
    }

    func isOfSurnames(share: Double) -> Bool {
      let found = surnames + titled + sure
      return found >= 3 && different.count >= 3 && Double(found) >= share * Double(found + words)
    }
  }

  /// The cells that name people, in the order of rows.
  /// - Parameter takesSurnames: surnames alone may be people, where the sheet says that it is about people.
  func people(takesSurnames: Bool) -> [Position] {
    let readings = self.readings
    var whole = Count()
    var columns = [Count](repeating: Count(trustsRare: isOfPeople), count: width)
    var rows = [Count](repeating: Count(), count: cells.count)
    for row in cells.indices {
      for column in cells[row].indices {
        if readings.contains(Position(row: row, column: column)) { continue }
        whole.add(cells[row][column])
        columns[column].add(cells[row][column])
        rows[row].add(cells[row][column])
      }
    }
    let isWhole = whole.sure >= 4 && whole.isOfNames(share: 0.5)
    let found = positions { row, column in
      isWhole || columns[column].isOfNames(share: 0.6) || rows[row].isOfNames(share: 0.6)
    } of: {
      $0 == .full || $0 == .likely
    }
    if !found.isEmpty { return found }
    guard takesSurnames, whole.titled > 0 || isOfPeople, whole.surnames + whole.titled >= 4 else { return [] }
    let isWholeOfSurnames = whole.isOfSurnames(share: 0.6)
    return positions { row, column in
      isWholeOfSurnames || columns[column].isOfSurnames(share: 0.7) || rows[row].isOfSurnames(share: 0.7)
    } of: {
      $0 != .given
    }
  }

  private func positions(
    where isAccepted: (Int, Int) -> Bool, of isName: (GridCell.Name.Certainty) -> Bool
  ) -> [Position] {
    var found: [Position] = []
    for row in cells.indices {
      for column in cells[row].indices where cells[row][column].kind == .names {
        guard cells[row][column].names.contains(where: { isName($0.certainty) }), isAccepted(row, column) else {
          continue
        }
        found.append(Position(row: row, column: column))
      }
    }
    return found
  }

  /// Cells of kana that stand beside a name: its reading.
  var readings: Set<Position> {
    var found: Set<Position> = []
    for row in cells.indices {
      for column in cells[row].indices where cells[row][column].kind == .kana {
        let beside = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
        if beside.contains(where: { cell($0.0, $0.1)?.kind == .names }) {
          found.insert(Position(row: row, column: column))
        }
      }
    }
    return found
  }

  func cell(_ row: Int, _ column: Int) -> GridCell? {
    guard cells.indices.contains(row), cells[row].indices.contains(column) else { return nil }
    return cells[row][column]
  }
}
