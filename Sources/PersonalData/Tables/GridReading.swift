import Contents
import JapaneseText

/// Reads a table that is no list of records as a field of cells: seating charts, telephone trees, rosters of days and
/// hours, groups, labels, family trees. Whose cells they are is decided by the share of names in the whole field, in a
/// column or in a row (docs/decisions/0033-grids-of-names.md). Grids are made by hand and small, so this works on strings.
struct GridReading {
  /// Larger tables are no grids.
  static let mostBytes = 1 << 20
  static let mostRows = 5_000
  private static let mostColumns = 256

  private let cells: [[GridCell]]
  private let width: Int
  private let isOfPeople: Bool
  private let isOfAppointments: Bool

  struct Position: Hashable {
    var row: Int
    var column: Int
  }

  /// - Parameters:
  ///   - rows: cells as strings.
  ///   - heading: what names the sheet: its own name and that of its file.
  init(_ rows: [[String]], heading: String, reader: GridCellReader) {
    var cells = rows.map { row in row.prefix(Self.mostColumns).map(reader.read) }
    width = cells.map(\.count).max() ?? 0
    GridReading.setAside(columnsOfThings: rows, &cells)
    GridReading.setAsideDays(&cells)
    self.cells = cells
    // The heading of a sheet stands in its first lines.
    let said = heading + rows.prefix(6).joined().joined(separator: " ").prefix(400)
    isOfPeople = GridWords.sheets.contains(where: said.contains)
    isOfAppointments = GridWords.appointments.contains(where: said.contains)
  }

  /// Whether cells among these rows name people at all: asked of the first rows, before a table is kept for this.
  static func mayBeGrid(_ rows: [[String]], _ reader: GridCellReader) -> Bool {
    var looked = 0
    var named = 0
    for cell in rows.joined() where !cell.isEmpty {
      looked += 1
      if reader.read(cell).kind == .names { named += 1 }
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
    var sure = 0
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
          if let name = cell.names.first { different.insert(name.text) }
        } else if cell.names.contains(where: { $0.certainty == .titled }) {
          titled += 1
          if let name = cell.names.first { different.insert(name.text) }
        } else if cell.names.contains(where: { $0.certainty == .surname }) {
          surnames += 1
          if let name = cell.names.first { different.insert(name.text) }
        } else {
          words += 1
        }
      default: break
      }
    }

    func isOfNames(share: Double) -> Bool {
      sure >= 3 && different.count >= 3 && Double(sure) >= share * Double(sure + surnames + titled + words)
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
    var columns = [Count](repeating: Count(), count: width)
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
  private var readings: Set<Position> {
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

  private func cell(_ row: Int, _ column: Int) -> GridCell? {
    guard cells.indices.contains(row), cells[row].indices.contains(column) else { return nil }
    return cells[row][column]
  }

  // MARK: What is said of them

  /// Where the values of a grid stand, seen from the name.
  private enum Direction: CaseIterable {
    case below, above, right, left

    /// Cells as far as this belong to the name.
    var reach: Int { self == .below || self == .above ? 4 : 5 }
    var step: (row: Int, column: Int) {
      switch self {
      case .below: (1, 0)
      case .above: (-1, 0)
      case .right: (0, 1)
      case .left: (0, -1)
      }
    }
  }

  private static let values: [GridCell.Kind] = [.kana, .phone, .birthDate, .postalCode, .address, .email]

  /// Everybody, with the values beside: of each kind of value, the direction is the same in the whole grid.
  func facts(of people: [Position]) -> [(facts: PersonFacts, row: Int)] {
    let named = Set(people)
    var values: [Position: [(GridCell.Kind, String)]] = [:]
    for kind in Self.values {
      var best: (score: Double, found: [Position: [Position]]) = (0, [:])
      for direction in Direction.allCases {
        var score = 0.0
        var found: [Position: [Position]] = [:]
        for row in cells.indices {
          for column in cells[row].indices where cells[row][column].kind == kind {
            guard let (name, distance) = nearestName(from: row, column, against: direction, named) else { continue }
            score += 1 / Double(distance)
            found[name, default: []].append(Position(row: row, column: column))
          }
        }
        if score > best.score { best = (score, found) }
      }
      for (name, places) in best.found {
        for place in places { values[name, default: []].append((kind, cells[place.row][place.column].text)) }
      }
    }
    return people.flatMap { facts(at: $0, values[$0] ?? []) }
  }

  private func nearestName(
    from row: Int, _ column: Int, against direction: Direction, _ named: Set<Position>
  ) -> (name: Position, distance: Int)? {
    let step = direction.step
    for distance in 1...direction.reach {
      let place = Position(row: row - step.row * distance, column: column - step.column * distance)
      if named.contains(place) { return (place, distance) }
    }
    return nil
  }

  private func facts(at place: Position, _ values: [(GridCell.Kind, String)]) -> [(facts: PersonFacts, row: Int)] {
    let cell = cells[place.row][place.column]
    var all: [PersonFacts] = []
    for name in cell.names where name.certainty != .given {
      var facts = PersonFacts()
      facts.name = name.text
      facts.kana = name.kana
      facts.fields.insert(.name)
      if name.kana != nil { facts.fields.insert(.kana) }
      if isOfAppointments { facts.fields.insert(.appointment) }
      all.append(facts)
    }
    guard !all.isEmpty else { return [] }
    for (kind, text) in values { Self.set(kind, text, of: &all[0]) }
    // The telephone number in the same cell.
    if !cell.text.isEmpty { Self.set(.phone, cell.text, of: &all[0]) }
    var found = all.map { (facts: $0, row: place.row) }
    if let spouse = spouse(below: place, family: all[0].name) { found.append((spouse, place.row + 1)) }
    return found
  }

  /// 知佳　様 below 先永　竜治　様.
  private func spouse(below place: Position, family name: String?) -> PersonFacts? {
    guard let below = self.cell(place.row + 1, place.column), let given = below.names.first, given.certainty == .given,
      var name
    else { return nil }
    let family = name.withUTF8 { cell -> String? in
      if let space = NameCell.firstSpace(in: cell) { return String(decoding: cell.part(0..<space), as: UTF8.self) }
      return NameLexicon.shared.split(cell).map { String(decoding: cell.part($0.family), as: UTF8.self) }
    }
    guard let family else { return nil }
    var facts = PersonFacts()
    facts.name = family + " " + given.text
    facts.fields.insert(.name)
    return facts
  }

  private static func set(_ kind: GridCell.Kind, _ text: String, of facts: inout PersonFacts) {
    var text = text
    switch kind {
    case .kana where facts.kana == nil:
      facts.kana = text
      facts.fields.insert(.kana)
    case .phone:
      text.withUTF8 { cell in
        PhoneNumber.parseAll(cell) { phone in
          guard phone.kind != .service else { return }
          facts.phones.append(phone.digits)
          facts.fields.insert(.phone)
        }
      }
    case .birthDate where facts.birthDate == nil:
      facts.birthDate = text.withUTF8 { DateText.parse($0) }
      if facts.birthDate != nil { facts.fields.insert(.birthDate) }
    case .postalCode: facts.fields.insert(.postalCode)
    case .address:
      facts.address = facts.address ?? text
      facts.fields.insert(.address)
    case .email where facts.email == nil:
      facts.email = text
      facts.fields.insert(.email)
    default: break
    }
  }
}

extension PersonFacts {
  /// What tells a mention from one that was met already: a roster names everybody each day.
  struct Summary: Hashable {
    var name: String?
    var phones: [UInt64]
    var birthDate: CivilDate?
    var fields: UInt64
  }

  var summary: Summary { Summary(name: name, phones: phones, birthDate: birthDate, fields: fields.rawValue) }
}
