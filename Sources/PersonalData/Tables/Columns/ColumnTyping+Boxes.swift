import Contents

/// Numbers of people over several columns of a list, below one title: twelve digits of a My Number, one a column.
extension ColumnTyping {
  /// Rows that are looked at.
  private static let sampleRows = 40

  /// Gives a title's role to the first of the columns that hold its numbers, and none to the rest.
  func settleBoxes(_ findings: inout [ColumnFinding], _ layout: TableLayout, _ batch: RowBatch) {
    for column in findings.indices.dropLast() where column < layout.titles.count {
      guard let reading = layout.titles[column], reading.strength == .strong, BoxedNumber.roles.contains(reading.role),
        findings[column].role != reading.role, isUntitled(column + 1, layout)
      else { continue }
      var looked = 0
      var found = 0
      var end = column + 1
      for row in layout.firstDataRow..<max(layout.firstDataRow, batch.rowCount) where looked < Self.sampleRows {
        let cells = batch.cells(ofRow: row).map(TableReading.trim)
        guard column < cells.count, !cells[column].isEmpty else { continue }
        looked += 1
        guard let boxed = BoxedNumber(in: cells, at: column), boxed.number(of: reading.role) != nil else { continue }
        found += 1
        end = max(end, boxed.columns.upperBound)
      }
      guard found > 0, found * 5 >= looked * 4 else { continue }
      findings[column].role = reading.role
      findings[column].group = reading.group
      findings[column].evidence = .titleAndCells(Double(found) / Double(looked))
      for further in column + 1..<min(end, findings.count) where isUntitled(further, layout) {
        findings[further].role = .none
        findings[further].evidence = .none
      }
    }
  }

  private func isUntitled(_ column: Int, _ layout: TableLayout) -> Bool {
    column >= layout.titles.count || layout.titles[column] == nil
  }
}
