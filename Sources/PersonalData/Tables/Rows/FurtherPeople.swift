import Contents

/// People whom the rows of a list name besides those whom they are about: several in one cell, or behind a relation in a
/// column without a telling title.
struct FurtherPeople {
  /// Cells of a column that are looked at.
  private static let sample = 40
  private static let mostMet = 50_000

  private let reader: GridCellReader
  /// A name that comes again without anything else says nothing new.
  private var met: Set<String> = []

  init(reader: GridCellReader) { self.reader = reader }

  /// Finds the columns of such people by a sample of their cells.
  func settle(_ plan: inout TablePlan, _ batch: RowBatch, _ tallies: [ColumnTally]) {
    guard plan.people.contains(where: { !$0.anchors.isEmpty }) else { return }
    for finding in plan.findings where finding.column < tallies.count {
      let tally = tallies[finding.column]
      switch finding.role {
      case .name where tally.parted > 0 && tally.share(NameShapes.organisationName) < 0.5:
        let cells = cells(of: finding.column, in: batch, from: plan.firstDataRow)
        let several = cells.count {
          reader.read($0).names.count { $0.certainty == .full || $0.certainty == .likely } >= 2
        }
        if several >= 1, several * 20 >= cells.count { plan.several.insert(finding.column) }
      case .none, .remarks:
        guard tally.filled >= 2, (8...60).contains(tally.averageBytes), tally.spaced > 0 || tally.parted > 0 else {
          continue
        }
        let cells = cells(of: finding.column, in: batch, from: plan.firstDataRow)
        let named = cells.count { cell in
          let names = reader.read(cell).names
          return names.count == 1 && names[0].certainty == .full && names[0].text != cell
        }
        if named >= 2, named * 3 >= cells.count { plan.mentions.append(finding.column) }
      default: break
      }
    }
  }

  private func cells(of column: Int, in batch: RowBatch, from firstRow: Int) -> [String] {
    var found: [String] = []
    for row in firstRow..<max(firstRow, batch.rowCount) where found.count < Self.sample {
      let cell = batch.rowStart(row) + column
      guard cell < Int(batch.rowEnds[row]), batch.starts[cell] < batch.ends[cell] else { continue }
      let text = TableReading.trim(
        String(decoding: batch.text[Int(batch.starts[cell])..<Int(batch.ends[cell])], as: UTF8.self))
      if !text.isEmpty { found.append(text) }
    }
    return found
  }

  /// Whom a row names besides its own people.
  mutating func names(in row: RowView, of plan: TablePlan) -> [PersonFacts] {
    var found: [PersonFacts] = []
    for column in plan.mentions { take(reader.read(text(row.cell(column))).names[...], &found) }
    for column in plan.several {
      let cell = row.cell(column)
      guard GridCellReader.firstPart(of: cell).count < cell.count else { continue }
      take(reader.read(text(cell)).names.dropFirst(), &found)
    }
    return found
  }

  private func text(_ cell: CellBytes) -> String { String(decoding: cell, as: UTF8.self) }

  private mutating func take(_ names: ArraySlice<GridCell.Name>, _ found: inout [PersonFacts]) {
    for name in names where name.certainty == .full || name.certainty == .likely {
      if met.count < Self.mostMet, !met.insert(name.text).inserted { continue }
      var facts = PersonFacts()
      facts.name = name.text
      facts.kana = name.kana
      facts.fields.insert(.name)
      found.append(facts)
    }
  }
}
