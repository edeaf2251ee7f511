import Contents

/// Tells tables with what others say of the same: beside each row the row that it refers to, and the details that refer to
/// it alone.
struct JoinedTables {
  private static let mostColumns = 400
  private static let deepest = 3
  /// Of a table with what is joined to it.
  private static let mostCells = 20_000_000

  private let tables: [HeldTable]
  private let references: [TableRelations.Reference]
  /// By table: the references of its rows.
  private var outgoing: [[Int]]
  /// By table: references of rows that are its details, with the detail's row by the row of this table.
  private var details: [[(reference: Int, rows: [Int: Int])]]
  /// Tables that are told as details of others.
  private var isDetail: [Bool]

  init(_ tables: [HeldTable], _ relations: TableRelations) {
    self.tables = tables
    references = relations.references
    outgoing = Array(repeating: [], count: tables.count)
    details = Array(repeating: [], count: tables.count)
    isDetail = Array(repeating: false, count: tables.count)
    for (number, reference) in references.enumerated() { outgoing[reference.table].append(number) }
    for (number, reference) in references.enumerated()
    where reference.isOneToOne && !isDetail[reference.table] && !isDetail[reference.target] {
      var rows: [Int: Int] = [:]
      for row in 0..<tables[reference.table].rowCount {
        if let target = target(of: row, by: number) { rows[target] = row }
      }
      // What refers to nothing is told by itself.
      guard rows.count == tables[reference.table].rowCount else { continue }
      details[reference.target].append((number, rows))
      isDetail[reference.table] = true
    }
  }

  private func target(of row: Int, by number: Int) -> Int? {
    let reference = references[number]
    return reference.rows[Array(tables[reference.table].cell(row, reference.column))]
  }

  /// A column of the joined table: the way to the row that it stands in, and the column there.
  private struct Column {
    /// Number of the way; 0 is the row itself.
    var way: Int
    var table: Int
    var column: Int
  }

  private struct Layout {
    var columns: [Column] = []
    var ways: [[Step]] = []
    var visited: Set<Int> = []
  }

  private enum Step {
    case reference(Int)
    case detail(table: Int, number: Int)
  }

  /// Emits one table, unless its rows are details of another's.
  func tell(_ index: Int, in reading: Reading) throws(UnreadReason) {
    guard !isDetail[index] else { return }
    let table = tables[index]
    var layout = Layout()
    gather(index, way: [], into: &layout)
    if layout.columns.count * table.rowCount > Self.mostCells { layout.columns.removeAll { $0.way > 0 } }
    var rows = TableOutlet(TableOrigin(place: table.place, header: .firstRow), reading)
    for column in layout.columns {
      let title = tables[column.table].columns[column.column]
      rows.append(cell: column.way == 0 ? title : Array(tables[column.table].name.utf8) + [0x2E] + title)
    }
    try rows.endRow()
    for row in 0..<table.rowCount {
      let places = layout.ways.map { way in
        way.reduce(Optional(row)) { at, step in at.flatMap { follow(step, from: $0) } }
      }
      for column in layout.columns {
        rows.append(cell: places[column.way].map { tables[column.table].cell($0, column.column) } ?? [])
      }
      try rows.endRow()
    }
    try rows.finish()
  }

  private func follow(_ step: Step, from row: Int) -> Int? {
    switch step {
    case .reference(let number): target(of: row, by: number)
    case .detail(let owner, let number): details[owner][number].rows[row]
    }
  }

  private func gather(_ index: Int, way: [Step], into layout: inout Layout) {
    guard layout.visited.insert(index).inserted else { return }
    let number = layout.ways.count
    layout.ways.append(way)
    for column in tables[index].columns.indices where layout.columns.count < Self.mostColumns {
      layout.columns.append(Column(way: number, table: index, column: column))
    }
    guard way.count < Self.deepest else { return }
    for (number, detail) in details[index].enumerated() {
      gather(references[detail.reference].table, way: way + [.detail(table: index, number: number)], into: &layout)
    }
    for number in outgoing[index] { gather(references[number].target, way: way + [.reference(number)], into: &layout) }
  }
}
