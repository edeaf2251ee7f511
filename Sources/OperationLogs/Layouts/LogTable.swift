import Contents

/// Reads one tabular log from the events of a reader of documents, and says what it understood and what it did not.
///
/// The row of titles is looked for among the first rows, since search conditions may stand above it; which layout it is
/// follows from the titles. Whatever stands above is kept for what it says of the whole file: the device, and how many
/// rows there ought to be.
package struct LogTable {
  package struct Options: Sendable {
    /// Nil finds the layout by the titles.
    package var layout: LogLayout?
    package var candidates = LogLayout.known
    /// The device of every row that does not name one.
    package var device: String?
    /// The zone of every time whose row, layout and file do not say it.
    package var zone = LogZone.japan

    package init(layout: LogLayout? = nil, device: String? = nil, zone: LogZone = .japan) {
      self.layout = layout
      self.device = device
      self.zone = zone
    }
  }

  /// Rows in which the titles are looked for.
  private static let titleRows = 64
  /// Rows that decide whether a file without titles is of a layout.
  private static let sampleRows = 20

  private let options: Options
  private var result = LogFile()
  private var block = HeadBlock()
  /// Rows before the titles were found.
  private var waiting: [(line: Int, cells: [String])] = []
  private var waitingBatches: [RowBatch] = []
  private var layout: LogLayout?
  private var columns: [LogLayout.Role: Int] = [:]
  private var unnamed: [Int] = []
  private var lines = 0
  /// No layout fits: rows are only counted from here on.
  private var gaveUp = false

  package init(_ options: Options) { self.options = options }

  /// Text above the table. Where the titles stand in it, the lines behind them are rows.
  package mutating func preamble(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let cells = HeadBlock.cells(of: line)
      if layout == nil {
        lines += 1
        if let found = titles(in: cells) { begin(found.layout, found.columns, width: cells.count) }
        if layout == nil { block.append(cells) }
      } else {
        read(.single(cells), from: 0)
      }
    }
    // What stands behind the last line's end is not a line.
    if text.hasSuffix("\n") { lines -= 1 }
  }

  package mutating func rows(_ batch: RowBatch) {
    if layout != nil {
      read(batch, from: 0)
    } else if gaveUp {
      result.rows += batch.rowCount
    } else {
      findTitles(batch)
    }
  }

  package mutating func finish() -> LogFile {
    if layout == nil, !gaveUp { beginWithoutTitles() }
    result.layout = layout
    result.expectedRows = block.number(of: ["ヒット件数", "hits", "numberofhits"])
    if layout == nil { result.unplaced = waiting.map(\.line) }
    result.noteOrder()
    return result
  }

  private mutating func findTitles(_ batch: RowBatch) {
    for row in 0..<batch.rowCount where waiting.count < Self.titleRows {
      let cells = batch.cells(ofRow: row)
      lines += 1
      if let found = titles(in: cells) {
        for above in waiting { block.append(above.cells) }
        waiting = []
        waitingBatches = []
        begin(found.layout, found.columns, width: cells.count)
        lines -= row + 1
        read(batch, from: row + 1)
        return
      }
      waiting.append((lines, cells))
    }
    waitingBatches.append(batch)
    if waiting.count >= Self.titleRows { beginWithoutTitles() }
  }

  /// The layout that knows the most of a row's cells as titles.
  private func titles(in cells: [String]) -> (layout: LogLayout, columns: [LogLayout.Role: Int])? {
    var best: (layout: LogLayout, columns: [LogLayout.Role: Int])?
    for candidate in options.layout.map({ [$0] }) ?? options.candidates {
      guard let columns = candidate.columns(under: cells), columns.count > best?.columns.count ?? 1 else { continue }
      best = (candidate, columns)
    }
    return best
  }

  private mutating func begin(_ layout: LogLayout, _ columns: [LogLayout.Role: Int], width: Int) {
    self.layout = layout
    self.columns = columns
    let named = Set(columns.values)
    // Times of the file itself and the like stand left of the size; paths stand anywhere.
    unnamed = (0..<min(width, 256)).filter { !named.contains($0) }
  }

  /// Takes the first rows as rows of a layout without titles, when nearly all of them read as such.
  private mutating func beginWithoutTitles() {
    let sample = waiting.prefix(Self.sampleRows)
    for candidate in options.layout.map({ [$0] }) ?? options.candidates {
      guard let untitled = candidate.untitled, !sample.isEmpty else { continue }
      var columns: [LogLayout.Role: Int] = [:]
      for (place, role) in untitled.enumerated() { if let role { columns[role] = place } }
      let good = sample.count { row in
        guard row.cells.count == untitled.count else { return false }
        let batch = RowBatch.single(row.cells)
        let context = context(candidate, line: row.line)
        do throws(UnreadRow.Reason) {
          _ = try LogRow(batch: batch, row: 0, columns: columns, unnamed: []).entry(context)
          return true
        } catch {
          return error == .unknownOperation || error == .relativePath || error == .noPath
        }
      }
      guard good * 4 >= sample.count * 3 else { continue }
      begin(candidate, columns, width: untitled.count)
      lines -= waiting.count
      let batches = waitingBatches
      waiting = []
      waitingBatches = []
      for batch in batches { read(batch, from: 0) }
      return
    }
    gaveUp = true
    result.rows = waitingBatches.reduce(0) { $0 + $1.rowCount }
    waitingBatches = []
  }

  private func context(_ layout: LogLayout, line: Int) -> RowContext {
    RowContext(
      layout: layout, device: block.device(layout) ?? options.device, zone: options.zone, line: line)
  }

  private mutating func read(_ batch: RowBatch, from first: Int) {
    guard let layout else { return }
    var context = context(layout, line: 0)
    let before = lines
    for row in first..<max(first, batch.rowCount) {
      context.line = before + row + 1
      let cells = LogRow(batch: batch, row: row, columns: columns, unnamed: unnamed)
      if cells.isBlank { continue }
      result.rows += 1
      do throws(UnreadRow.Reason) {
        result.append(try cells.entry(context))
      } catch {
        result.append(cells.unread(error, context))
      }
    }
    lines += batch.rowCount
  }
}

extension RowBatch {
  fileprivate static func single(_ cells: [String]) -> RowBatch {
    var batch = RowBatch()
    batch.append(row: cells)
    return batch
  }
}
