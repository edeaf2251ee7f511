import Contents
import JapaneseText

/// The people of a table by the rows in which they stand: for lists whose rows mean something to whoever gave them.
package enum RowPeople {
  private static let rowsAtOnce = 4_096

  /// Identity keys of each person, as a scan of the same table would find them.
  ///
  /// - Parameters:
  ///   - rows: all rows of the table, titles included.
  ///   - asOf: the day that ages are counted to.
  /// - Returns: a row's place in `rows` with its keys, strong ones first, ascending. A row that repeats an earlier one
  ///   value for value is left out, as are rows in which nobody is recognised.
  package static func keys(in rows: [[String]], asOf: CivilDate) -> [(row: Int, keys: [IdentityKey])] {
    let reading = ContentReading(asOf: asOf)
    reading.consume(.table(TableOrigin()))
    var first = 0
    while first < rows.count {
      var batch = RowBatch(firstRow: first)
      for row in rows[first..<min(rows.count, first + rowsAtOnce)] { batch.append(row: row) }
      first += batch.rowCount
      reading.consume(.rows(batch))
    }
    return reading.personRows()
  }
}
