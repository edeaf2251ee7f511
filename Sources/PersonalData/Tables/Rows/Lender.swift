import JapaneseText

/// The person whose family name relatives bear who are listed by the given name: the one of their row, or of the last row
/// that names one. Sheets name the head of a family in its first line only.
struct Lender {
  private var name: [UInt8] = []
  private var isFamily = false
  /// Tells families apart.
  private(set) var hash: UInt64 = 0

  /// - Parameter isFamily: the cell is a family name, and not a whole one.
  mutating func note(_ cell: CellBytes, isFamily: Bool) {
    guard let base = cell.baseAddress, !cell.isEmpty, !cell.elementsEqual(name) else { return }
    name.removeAll(keepingCapacity: true)
    name.append(contentsOf: cell.prefix(400))
    self.isFamily = isFamily
    var hash = FastHash(salt: 19)
    hash.combine(base, count: cell.count)
    self.hash = hash.value
  }

  /// Calls `body` with the family name, empty where it is not known.
  func withFamily(_ body: (CellBytes) -> Void) {
    name.withUnsafeBufferPointer { cell in
      if isFamily { return body(cell) }
      let name = NameCell.trimmed(cell)
      if let space = NameCell.firstSpace(in: name) { return body(name.part(0..<space)) }
      body(NameLexicon.shared.split(name).map { name.part($0.family) } ?? CellBytes(start: nil, count: 0))
    }
  }
}

extension RowRecorder {
  /// Notes whom a row names whose relatives may stand in it and in the next ones.
  func noteLender(_ person: TablePlan.Person, _ row: RowView) {
    for column in person.lent { lender.note(row.cell(column), isFamily: person.isLentFamily) }
  }
}
