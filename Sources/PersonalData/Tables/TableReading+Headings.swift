import Contents
import JapaneseText

/// What stands above a list and between its rows: who made it, whose it is, whom a section is of.
extension TableReading {
  func noteHeadings(_ batch: RowBatch, _ rows: Range<Int>) {
    guard !rows.isEmpty else { return }
    passages.consumeLines(of: batch, rows: rows, strictly: true, forPeopleOnly: true)
    for row in rows {
      for name in batch.cells(ofRow: row).flatMap(HeadingPeople.names) {
        var facts = PersonFacts()
        facts.name = name
        facts.fields = FieldSet([.name])
        if recorder.record(facts, hints: [], row: batch.firstRow + row) { collector.recordCount += 1 }
      }
    }
  }

  /// The firm whose people a list is of, where the heading says so and no column does.
  func noteEmployer(of plan: TablePlan, in preamble: [String]) {
    guard !plan.findings.contains(where: { $0.role == .employer }), var employer = StaffWords.employer(in: preamble)
    else { return }
    stated.insert(Field.employer)
    section = employer.withUTF8 { collector.hint(.employer, $0) }
  }

  func notePreamble(_ line: String) {
    var line = line
    guard line.utf8.count <= 400 else { return }
    let shapes = line.withUTF8 { NameClassifier().shapes(of: $0) }
    if shapes.contains(.organisationName) || shapes.contains(.insurerName) || line.contains("御中") || line.contains("健保")
      || line.contains("組合") || line.contains("会社")
    {
      collector.addPartHint(.preamble, line)
    }
  }

  /// Full names, with a gap in them and alone in a cell, of a row that is no record of the list: 山口　守矢,001.
  func noteStrangers(_ row: RowView, at number: Int) {
    for column in 0..<min(row.count, 40) {
      let cell = NameCell.trimmed(row.cell(column))
      guard (7...40).contains(cell.count), cell[0] >= 0xE4 else { continue }
      let shapes = recorder.names.shapes(of: cell)
      guard shapes.isSuperset(of: [.personName, .separated, .listedSurname]),
        shapes.isDisjoint(with: [.organisationName, .department, .roleWord])
      else { continue }
      var facts = PersonFacts()
      facts.name = String(decoding: cell, as: UTF8.self)
      facts.fields = FieldSet([.name])
      if recorder.record(facts, hints: [], row: number) { collector.recordCount += 1 }
    }
  }

  /// A line with one organisation in it heads the rows below it.
  func noteSection(_ row: RowView, _ plan: TablePlan) {
    var filled = 0
    var only = CellBytes(start: nil, count: 0)
    for column in 0..<row.count {
      let cell = row.cell(column)
      if cell.isEmpty { continue }
      filled += 1
      if filled > 2 { return }
      if only.isEmpty { only = cell }
    }
    guard filled >= 1, only.count >= 6, only.count <= 200 else { return }
    let shapes = NameClassifier().shapes(of: only)
    if shapes.contains(.insurerName) {
      section = collector.hint(.insurerName, only)
    } else if shapes.contains(.organisationName) {
      section = collector.hint(.employer, only)
    }
  }
}
