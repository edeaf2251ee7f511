import Contents
import JapaneseText

/// How a table is to be read, decided by its first rows.
extension TableReading {
  private static let sampleRows = 240

  /// Decides the mode by the first batch.
  /// - Returns: the first row of the batch that is data.
  func plan(_ batch: inout RowBatch) -> Int {
    var head = (0..<min(batch.rowCount, TableLayout.headRows)).map { row in
      batch.cells(ofRow: row).map(TableReading.trim)
    }
    let spaced = origin.header == .unknown ? SpacedCells(head) : nil
    if let spaced { head = head.map(spaced.join) }
    if origin.header == .unknown, let telling = Telling(head) {
      layoutName = "lines"
      mode = .lines(strictly: true)
      self.telling = telling
      return 0
    }
    if origin.header == .unknown, isLabelled(head) {
      layoutName = "lines"
      mode = .lines(strictly: false)
      return 0
    }
    var layout = TableLayout(rows: head, header: origin.header)
    for line in layout.preamble { notePreamble(line) }
    switch layout.kind {
    case .form, .transposed:
      layoutName = layout.kind == .form ? "form" : "transposed"
      mode = .form(
        FormReading(
          isTransposed: layout.kind == .transposed, spaced: spaced, collector: collector, recorder: recorder, asOf: asOf
        ))
      return 0
    case .records: break
    }
    let headings = 0..<min(layout.headingRows, batch.rowCount)
    if let titles = layout.pairedTitles {
      noteHeadings(batch, headings)
      var pairs = RowPairs(under: titles)
      batch = pairs.join(batch, from: layout.firstDataRow)
      layout.firstDataRow = 0
      self.pairs = pairs
    }
    if origin.header == .unknown, planBlocks(&batch, head) { return 0 }
    let (plan, tallies) = makePlan(layout, batch)
    let isList =
      plan.isAboutPeople && hasEvidence(plan, tallies) && !holdsLabels(plan, head, from: layout.firstDataRow)
    if isList {
      mode = .records(plan)
      noteEmployer(of: plan, in: layout.preamble)
      stated.formUnion(InsuranceHeading.fields(in: layout.preamble))
      // `担任：山田花子` above a class, `Owner: …` above its tenants.
      if pairs == nil { noteHeadings(batch, headings) }
      if layout.hasSections {
        withRows(of: batch) { view in for row in headings { noteStrangers(view(row), at: batch.firstRow + row) } }
      }
    } else {
      layoutName = "lines"
      mode = .lines(
        strictly: plan.findings.contains {
          [.thing, .employer, .insurer, .bankAccount].contains($0.role) && $0.evidence != .none
        })
    }
    if origin.header == .unknown, layout.pairedTitles == nil, head.contains(where: { $0.count > 1 }),
      !isList || isField(plan, under: layout, head),
      GridReading.mayBeGrid(head, cellReader)
    {
      mode = .grid(otherwise: mode, firstRow: layout.firstDataRow)
    }
    return layout.firstDataRow
  }

  /// Whether one column holds labels with their values, as somebody typed a card or a form: 氏名　緑川 京子.
  private func isLabelled(_ head: [[String]]) -> Bool {
    guard head.count >= 3, head.allSatisfy({ $0.count <= 1 }) else { return false }
    let lines = Array(head.prefix(60).map { $0.first ?? "" }.joined(separator: "\n").utf8)
    return lines.withUnsafeBufferPointer { bytes in
      let labelled = LabelledFields(PassageText(bytes)).blocks.joined().filter {
        $0.reading.strength == .strong && !$0.value.isEmpty
      }
      // A list has the same label again and again, a form each of its labels once.
      let different = Set(labelled.map(\.reading.role)).count
      return different >= 3 && labelled.count * 4 >= head.count
    }
  }

  /// The name of a table of a database, or of a file of records in an archive.
  private var subject: String? {
    switch origin.place.steps.last {
    case .table(let name): name
    case .member(let path) where path.hasSuffix(".json"): path.split(separator: "/").last.map { String($0.dropLast(5)) }
    default: nil
    }
  }

  func makePlan(_ layout: TableLayout, _ batch: RowBatch) -> (TablePlan, [ColumnTally]) {
    let tallies = tally(batch, from: layout.firstDataRow)
    let typing = ColumnTyping(asOf: asOf)
    var findings = typing.type(
      titles: layout.titles, texts: layout.titleTexts, tallies: tallies, subject: subject)
    typing.settleBoxes(&findings, layout, batch)
    let mixed = findings.contains { finding in
      finding.role.isName && finding.column < tallies.count
        && tallies[finding.column].share(NameShapes.organisationName) > 0
    }
    var plan = TablePlan(
      findings: findings, firstDataRow: layout.firstDataRow, namesMayBeOrganisations: mixed,
      provenNumbers: TableReading.provenNumbers(findings, tallies))
    plan.settleTold(tallies)
    further.settle(&plan, batch, tallies)
    return (plan, tallies)
  }

  /// Columns of numbers that each person has one of: nearly all cells must be such numbers.
  private static func provenNumbers(_ findings: [ColumnFinding], _ tallies: [ColumnTally]) -> Set<ColumnRole> {
    var proven: Set<ColumnRole> = []
    for finding in findings where finding.column < tallies.count {
      for (role, shape) in ColumnRole.personalNumbers where finding.role == role {
        if tallies[finding.column].share(shape) >= 0.8 { proven.insert(role) }
      }
    }
    return proven
  }

  /// Catalogues of translations and descriptions of forms hold under each title the same title in other words: `name` over
  /// 氏名, `email` over `E-Mail`.
  private func holdsLabels(_ plan: TablePlan, _ head: [[String]], from firstRow: Int) -> Bool {
    guard origin.header == .firstRow else { return false }
    var filled = 0
    var labels = 0
    for row in head.dropFirst(firstRow) {
      for finding in plan.findings where finding.role.field != nil && finding.column < row.count {
        let cell = row[finding.column]
        if cell.isEmpty { continue }
        filled += 1
        if let reading = HeaderVocabulary.read(cell), reading.role == finding.role { labels += 1 }
      }
    }
    return labels >= 2 && labels * 2 >= filled
  }

  /// Without any title the cells alone must be convincing: a name column needs a second personal column or an
  /// overwhelming majority.
  func hasEvidence(_ plan: TablePlan, _ tallies: [ColumnTally]) -> Bool {
    let titled = plan.findings.contains { finding in
      switch finding.evidence {
      case .title, .titleAndCells: finding.role.field != nil
      default: false
      }
    }
    if titled { return true }
    let personal = plan.findings.filter { $0.role.field != nil && $0.role != .employer && $0.role != .insurer }
    // メニュー and ログアウト on a bar of links: two words in kana are no two things about somebody.
    let isOneKind = personal.allSatisfy { $0.role == .kana && tallies[$0.column].filled < 3 }
    if personal.count >= 2, !isOneKind { return true }
    guard let name = plan.findings.first(where: { $0.role.isAnchor }) else { return false }
    let tally = tallies[name.column]
    return tally.filled >= 8 && tally.share(NameShapes.personName) >= 0.85
      && tally.share(NameShapes.listedSurname) >= 0.7
  }

  private func tally(_ batch: RowBatch, from firstRow: Int) -> [ColumnTally] {
    var tallies: [ColumnTally] = []
    let classifier = CellClassifier(asOf: asOf)
    let names = NameClassifier()
    guard firstRow < batch.rowCount else { return [] }
    let rows = batch.rowCount - firstRow
    let step = max(1, rows / TableReading.sampleRows)
    withRows(of: batch) { view in
      var row = firstRow
      while row < batch.rowCount {
        let cells = view(row)
        while tallies.count < min(cells.count, 512) { tallies.append(ColumnTally()) }
        for column in tallies.indices {
          let cell = NameCell.trimmed(cells.cell(column))
          tallies[column].add(
            cell, shapes: cell.isEmpty || NameCell.isRule(cell) ? .empty : classifier.shapes(of: cell),
            names: cell.isEmpty || cell.count > 160 ? [] : names.shapes(of: cell),
            isHonoured: ColumnTally.isHonoured(cells.cell(column)))
        }
        row += step
      }
    }
    return tallies
  }

}
