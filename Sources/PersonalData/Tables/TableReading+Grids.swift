import Contents

/// Tables that are no lists of one record a row.
extension TableReading {
  /// Plans a list that is written one field a line.
  func planBlocks(_ batch: inout RowBatch, _ head: [[String]]) -> Bool {
    guard var blocks = VerticalBlocks(head) else { return false }
    let joined = blocks.join(batch)
    var sample = joined
    var end = blocks
    if let rest = end.rest() { sample.append(row: rest.cells(ofRow: 0)) }
    let (plan, tallies) = makePlan(TableLayout(rows: [blocks.labels], header: .firstRow, firstDataRow: 0), sample)
    guard plan.isAboutPeople, hasEvidence(plan, tallies) else { return false }
    batch = joined
    self.blocks = blocks
    mode = .records(plan)
    layoutName = "blocks"
    return true
  }

  var cellReader: GridCellReader { GridCellReader(asOf: asOf) }

  /// What could be planned as a list, and is rather a grid: names in many columns, none of which a title explains, or
  /// names above what looks like titles.
  func isField(_ plan: TablePlan, under layout: TableLayout, _ head: [[String]]) -> Bool {
    let anchors = plan.findings.filter { $0.role.isAnchor }
    let found = anchors.count { if case .cells = $0.evidence { $0.role == .name } else { false } }
    if found >= 3, found == anchors.count { return true }
    let reader = cellReader
    let isUntitled = anchors.allSatisfy { if case .cells = $0.evidence { true } else { $0.evidence == .neighbours } }
    if !anchors.isEmpty, isUntitled, GridReading.isRoster(head) || GridReading.holdsHalves(head, reader) { return true }
    if found >= 1, found == anchors.count, namesBeside(plan, head, reader) { return true }
    if found >= 2, found == anchors.count, namesFurther(plan, head, reader) { return true }
    let above = head.prefix(layout.firstDataRow).joined().count { cell in
      let read = reader.read(cell)
      return read.names.count == 1 && read.names[0].certainty == .full && read.names[0].text == cell
    }
    return above >= 2
  }

  /// Whether a column that is not one of names names people all the same, with something beside them: `**Mary Brown**`,
  /// `Mary Brown <m.brown@example.org>`.
  private func namesBeside(_ plan: TablePlan, _ head: [[String]], _ reader: GridCellReader) -> Bool {
    plan.findings.contains { finding in
      guard finding.role == .none || finding.role == .email || finding.role == .remarks else { return false }
      let cells = head.dropFirst(plan.firstDataRow).compactMap { row in
        finding.column < row.count && !row[finding.column].isEmpty ? row[finding.column] : nil
      }
      let named = cells.count { cell in
        let names = reader.read(cell).names
        return names.count == 1 && names[0].certainty == .full && names[0].text != cell
      }
      return named >= 3 && named * 10 >= cells.count * 6
    }
  }

  /// Whether a column in which few cells are filled goes on with the names of those before it: rooms of two, three and four.
  private func namesFurther(_ plan: TablePlan, _ head: [[String]], _ reader: GridCellReader) -> Bool {
    plan.findings.contains { finding in
      guard finding.role == .none else { return false }
      let cells = head.dropFirst(plan.firstDataRow).compactMap { row in
        finding.column < row.count && row[finding.column].utf8.count > 3 ? row[finding.column] : nil
      }
      let named = cells.count { reader.read($0).names.first?.certainty == .full }
      return named >= 2 && named * 10 >= cells.count * 6
    }
  }

  /// Records whom a field of cells names, and reads on where a list stands below it.
  /// - Returns: whether it names anybody.
  func readGrid(_ batch: RowBatch, strictly: Bool) -> Bool {
    var start = 1
    var list: (row: Int, plan: TablePlan)?
    while list == nil, failedTitles < Self.mostFailedTitles, let row = TitleWatch.candidate(in: batch, from: start) {
      start = row + 1
      failedTitles += 1
      if let (plan, tallies) = planBelow(batch, titles: row), TitleWatch.standsOverNames(plan, tallies) {
        list = (row, plan)
      }
    }
    let end = list?.row ?? batch.rowCount
    let written = (0..<end).map { batch.cells(ofRow: $0) }
    let rows = SpacedCells(written).map { spaced in written.map(spaced.join) } ?? written
    guard let grid = GridReading(rows, heading: origin.place.description, reader: cellReader) else { return false }
    let people = grid.people(takesSurnames: list == nil)
    guard !people.isEmpty else { return false }
    var met: Set<PersonFacts.Summary> = []
    var rowsOfPeople: Set<Int> = []
    var facts = grid.facts(of: people)
    for row in GridReading.rowsOfNumbers(rows, asOf: asOf) {
      if let owner = facts.lastIndex(where: { $0.row <= row }) {
        facts[owner].facts.fields.insert(.myNumber)
      } else {
        collector.strayFields.insert(.myNumber)
      }
    }
    let told = grid.told(below: end) { batch.cells(ofRow: $0) }
    let named = Dictionary(facts.map { ($0.row, 1) }, uniquingKeysWith: +)
    for row in told where named[row] != 1 { collector.strayFields.insert(.otherSensitive) }
    if grid.isOfPatients { collector.strayFields.insert(.otherSensitive) }
    for (facts, row) in facts {
      var facts = facts
      // A line about one person tells of that person.
      if named[row] == 1, told.contains(row) { facts.fields.insert(.otherSensitive) }
      rowsOfPeople.insert(row)
      guard met.insert(facts.summary).inserted else { continue }
      if recorder.record(facts, hints: [], row: batch.firstRow + row) { collector.recordCount += 1 }
    }
    // What stands between the names may name somebody by its words: 担任　山田 花子.
    let readings = Set(grid.readings.map(\.row))
    for row in 0..<end where !rowsOfPeople.contains(row) && !readings.contains(row) {
      passages.consumeLines(of: batch, rows: row..<(row + 1), strictly: strictly)
    }
    // What people say in a chat stands beside their names, and calls others of them by surname.
    let said = grid.sentences(of: batch, rowsOfPeople.sorted())
    if !said.isEmpty {
      passages.consumeLines(of: said, rows: 0..<said.rowCount, strictly: strictly, fullNamesOnly: true)
    }
    layoutName = "grid"
    if let list {
      mode = .records(list.plan)
      run(list.plan, batch, from: list.row + 1, isLast: true)
    }
    return true
  }
}
