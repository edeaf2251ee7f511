import Contents

/// Makes one row of each block where a list is written one field a line: a label, its value beside it, and the same labels
/// again for the next one. What the labels mean is not asked here: they become the titles of the rows.
struct VerticalBlocks {
  /// In the order in which they come; the first begins a block.
  let labels: [String]
  private let columns: [String: Int]
  private var values: [[UInt8]]
  private var isOpen = false

  private static let mostLabels = 40

  /// - Parameter rows: the first rows.
  /// - Returns: nil when they are no such blocks.
  init?(_ rows: [[String]]) {
    var labels: [String] = []
    var counts: [String: Int] = [:]
    var filled = 0
    var blocks = 0
    var block: Set<String> = []
    for row in rows {
      let cells = row.indices.filter { !row[$0].isEmpty }
      guard let first = cells.first else { continue }
      filled += 1
      guard first == 0, cells.count <= 2, row[0].utf8.count <= 60, !row[0].utf8.contains(where: \.isDigit) else {
        continue
      }
      let label = row[0]
      if counts[label] == nil { labels.append(label) }
      counts[label, default: 0] += 1
      if label == labels.first || !block.insert(label).inserted {
        blocks += 1
        block = [label]
      }
    }
    let labelled = counts.values.reduce(0, +)
    guard (3...Self.mostLabels).contains(labels.count), let first = labels.first, let begins = counts[first],
      begins >= 2,
      blocks == begins, labelled * 10 >= filled * 8,
      labels.count(where: { counts[$0, default: 0] >= 2 }) * 10 >= labels.count * 7
    else { return nil }
    self.labels = labels
    columns = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    values = Array(repeating: [], count: labels.count)
  }

  /// The blocks that end in a batch.
  mutating func join(_ batch: RowBatch) -> RowBatch {
    var joined = RowBatch(firstRow: batch.firstRow)
    for row in 0..<batch.rowCount {
      let cells = (batch.rowStart(row)..<Int(batch.rowEnds[row])).map { cell in
        batch.text[Int(batch.starts[cell])..<Int(batch.ends[cell])]
      }
      guard let first = cells.first, first.count <= 200,
        let column = columns[TableReading.trim(String(decoding: first, as: UTF8.self))]
      else { continue }
      if column == 0 || !values[column].isEmpty { end(&joined) }
      isOpen = true
      values[column] = cells.dropFirst().first { !$0.isEmpty }.map(Array.init) ?? []
    }
    return joined
  }

  /// The last block.
  mutating func rest() -> RowBatch? {
    guard isOpen else { return nil }
    var joined = RowBatch()
    end(&joined)
    return joined
  }

  private mutating func end(_ joined: inout RowBatch) {
    guard isOpen else { return }
    isOpen = false
    for column in values.indices {
      joined.append(cell: values[column])
      values[column] = []
    }
    joined.endRow()
  }
}
