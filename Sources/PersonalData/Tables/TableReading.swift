import Contents
import JapaneseText

/// Reads one table from its stream of rows: finds out how it is laid out from its first rows, then turns every row
/// into records at the speed of hashing.
final class TableReading {
  let collector: ContentCollector
  let recorder: RowRecorder
  let asOf: CivilDate
  let origin: TableOrigin
  let passages: PassageReading
  private let remarks: RemarkReading
  private let hashSeed = FastHash.seed
  var further: FurtherPeople

  enum Mode {
    case waiting
    case records(TablePlan)
    case form(FormReading)
    /// Perhaps a field of names; kept to its end, and read as otherwise where it is none or grows too large.
    indirect case grid(otherwise: Mode, firstRow: Int)
    /// Not about people: rows are looked at as lines of text. Strictly, where titles name things: a date or a number
    /// beside a word does not make it a person.
    case lines(strictly: Bool)

    /// Whether lines that are nobody's row name people by words only.
    var isStrict: Bool { if case .lines(strictly: false) = self { false } else { true } }
  }

  var mode = Mode.waiting

  /// Where a record takes two rows.
  var pairs: RowPairs?
  /// Where a record takes a line for each of its fields.
  var blocks: VerticalBlocks?
  private var held = HeldRows()
  /// A short table, whole: where its plan finds nobody, it is looked at once more as a grid.
  private var whole: RowBatch?
  /// Hashes of rows that were titles: the same may come again below others.
  private var titleRows: Set<UInt64> = []
  var section: UInt16?
  /// What the heading says of everybody below it: whose staff they are.
  var stated: FieldSet = []
  var layoutName = "records"
  private var recordsBefore = 0

  init(
    _ origin: TableOrigin, collector: ContentCollector, recorder: RowRecorder, passages: PassageReading, asOf: CivilDate
  ) {
    self.origin = origin
    self.collector = collector
    self.recorder = recorder
    self.passages = passages
    self.asOf = asOf
    remarks = RemarkReading(asOf: asOf)
    further = FurtherPeople(reader: GridCellReader(asOf: asOf))
    recordsBefore = recorder.recordCount
    recorder.lender = Lender()
    collector.beginTable()
  }

  func consume(_ batch: RowBatch) {
    guard case .waiting = mode else {
      let batch = pairs?.join(batch, from: 0) ?? blocks?.join(batch) ?? batch
      return read(held.take(before: batch) ?? batch)
    }
    let batch = held.take(before: batch) ?? batch
    if batch.rowCount < TableLayout.headRows + HeldRows.enough, batch.text.count < HeldRows.mostBytes {
      return held.hold(batch, from: 0)
    }
    begin(batch, isLast: false)
  }

  private func begin(_ batch: RowBatch, isLast: Bool) {
    if isLast, origin.header == .unknown { whole = batch }
    var batch = batch
    let firstRow = plan(&batch)
    read(batch, from: firstRow, isLast: isLast)
  }

  /// - Parameter isLast: no row comes behind these.
  func read(_ batch: RowBatch, from firstRow: Int = 0, isLast: Bool = false) {
    switch mode {
    case .waiting: break
    case .records(let plan): run(plan, batch, from: firstRow, isLast: isLast)
    case .form(let form): form.consume(batch)
    case .grid(let otherwise, let first):
      let isSmall = batch.text.count < GridReading.mostBytes && batch.rowCount < GridReading.mostRows
      if isSmall, !isLast { return held.hold(batch, from: 0) }
      whole = nil
      if isSmall, readGrid(batch, strictly: otherwise.isStrict) { return }
      mode = otherwise
      read(batch, from: first, isLast: isLast)
    case .lines(let strictly): readLines(batch, from: firstRow, strictly: strictly, isLast: isLast)
    }
  }

  /// Rows that looked like titles of a list and were none: each cost a look at the rows below it.
  var failedTitles = 0
  static let mostFailedTitles = 64

  /// Where records bring their titles, rows of titles below them are those of a sheet that was read without its own (`F1`,
  /// `F2`), and stand at its head. Further down they are what a catalogue translates.
  private static let latestTitles = 3

  /// What the rows tell of, where that is nobody.
  var telling: Telling?

  enum Telling {
    /// Fields of other data.
    case fields
    /// Words of a language.
    case words

    init?(_ rows: [[String]]) {
      if DataDictionary.isOne(rows) {
        self = .fields
      } else if WordList.isOne(rows) {
        self = .words
      } else {
        return nil
      }
    }

    func isRow(_ cells: [String]) -> Bool {
      switch self {
      case .fields: DataDictionary.isRow(cells)
      case .words: WordList.isRow(cells)
      }
    }
  }

  /// Rows of a table that is not about people, until titles that name people stand among them: a list below a summary.
  private func readLines(_ batch: RowBatch, from firstRow: Int, strictly: Bool, isLast: Bool) {
    var start = firstRow
    while failedTitles < Self.mostFailedTitles, let row = TitleWatch.candidate(in: batch, from: start),
      origin.header == .unknown || batch.firstRow + row <= Self.latestTitles
    {
      if !isLast, row >= batch.rowCount - HeldRows.enough, batch.text.count < HeldRows.mostBytes {
        passages.consumeLines(of: batch, rows: 0..<row, strictly: strictly)
        return held.hold(batch, from: row)
      }
      start = row + 1
      failedTitles += 1
      guard let (plan, tallies) = planBelow(batch, titles: row), TitleWatch.standsOverNames(plan, tallies),
        !(origin.header == .firstRow && TitleWatch.isTranslation(plan))
      else {
        continue
      }
      passages.consumeLines(of: batch, rows: 0..<row, strictly: strictly)
      layoutName = "records"
      mode = .records(plan)
      return run(plan, batch, from: row + 1, isLast: isLast)
    }
    guard let telling else {
      return passages.consumeLines(of: batch, rows: 0..<batch.rowCount, strictly: strictly)
    }
    for row in 0..<batch.rowCount where !telling.isRow(batch.cells(ofRow: row).map(TableReading.trim)) {
      passages.consumeLines(of: batch, rows: row..<(row + 1), strictly: strictly)
    }
  }

  func finish() {
    if let last = held.take() {
      if case .waiting = mode { begin(last, isLast: true) } else { read(last, isLast: true) }
    }
    if let rest = pairs?.rest() ?? blocks?.rest() { read(rest, isLast: true) }
    if case .form(let form) = mode { form.finish() }
    if recorder.recordCount == recordsBefore, let whole { _ = readGrid(whole, strictly: mode.isStrict) }
    var columns: [ColumnFinding] = []
    var dataRow = 0
    if case .records(let plan) = mode {
      columns = plan.findings
      dataRow = plan.firstDataRow
    }
    collector.findings.append(
      TableFinding(
        place: origin.place.description, layout: layoutName, columns: columns,
        people: recorder.recordCount - recordsBefore, firstDataRow: dataRow))
  }

  // MARK: Running

  func run(_ plan: TablePlan, _ batch: RowBatch, from firstRow: Int, isLast: Bool) {
    var plan = plan
    var start = firstRow
    withRows(of: batch) { view in
      while let (next, row) = runRows(of: plan, batch, from: start, isLast: isLast, view) {
        plan = next
        start = row
        mode = .records(next)
        pairs = nil
      }
    }
  }

  /// Rows among which those of another kind may stand: who files a list, and for whom, above its records.
  private static let headRows = 16

  /// Reads rows for as long as one plan holds.
  /// - Returns: the plan that titles among the rows begin, and the first row below them; nil at the end of the batch.
  private func runRows(
    of plan: TablePlan, _ batch: RowBatch, from firstRow: Int, isLast: Bool, _ view: (Int) -> RowView
  ) -> (plan: TablePlan, row: Int)? {
    let namesFurther = !plan.mentions.isEmpty || !plan.several.isEmpty
    // Looked at in place: a copy of a person for each row would cost as much as reading it.
    return plan.people.withUnsafeBufferPointer { people in
      for row in firstRow..<max(firstRow, batch.rowCount) {
        let cells = view(row)
        if cells.count == 0 { continue }
        var spoke = false
        var next: TablePlan?
        // What a remark tells is told of the first person of its row.
        var told = plan.remarks.reduce(into: stated) { $0.formUnion(remarks.fields(in: cells.cell($1))) }
        for column in plan.told where SensitiveWords.fields(in: cells.cell(column)).fields.contains(.otherSensitive) {
          told.insert(.otherSensitive)
        }
        for index in people.indices {
          switch read(people[index], of: plan, cells, told: told, rowNumber: batch.firstRow + row) {
          case .nothing: break
          case .person:
            spoke = true
            told = []
          case .titles:
            spoke = true
            if repeatsTitles(of: plan, batch, at: row) { continue }
            // Read with the rows below them, these are titles once more.
            if !isLast, row >= batch.rowCount - HeldRows.enough, batch.text.count < HeldRows.mostBytes {
              held.hold(batch, from: row)
              return nil
            }
            next = rememberedPlan(batch, titles: row) ?? next
          }
        }
        if spoke, namesFurther {
          for facts in further.names(in: cells, of: plan) {
            if recorder.record(facts, hints: [], row: batch.firstRow + row) { collector.recordCount += 1 }
          }
        }
        if !spoke {
          if batch.firstRow + row < Self.headRows { noteStrangers(cells, at: batch.firstRow + row) }
          noteSection(cells, plan)
          collector.strayFields.formUnion(told.subtracting(stated))
        }
        if let next { return (next, row + 1) }
      }
      return nil
    }
  }

  private enum RowResult {
    case nothing, person, titles
  }

  @inline(__always)
  private func read(
    _ person: TablePlan.Person, of plan: TablePlan, _ row: RowView, told: FieldSet, rowNumber: Int
  ) -> RowResult {
    var hash = FastHash(seed: hashSeed, salt: UInt64(truncatingIfNeeded: person.columns.count))
    var fields: UInt64 = 0
    for column in person.columns {
      guard column.index < row.count else { continue }
      let start = Int(row.starts[column.index])
      let count = Int(row.ends[column.index]) - start
      if count == 0 || (count == 1 && row.text[start] <= 0x2D) { continue }
      fields |= column.fieldBit
      if column.identifies { hash.combine(row.text + start, count: count) }
    }
    if !person.lent.isEmpty { recorder.noteLender(person, row) }
    if fields == 0 { return .nothing }
    if !person.anchors.isEmpty, !person.anchors.contains(where: { !row.cell($0).isEmpty }) {
      // No name in this row: only a row that says who by other means is looked at further.
      if fields.nonzeroBitCount < 2, fields & Self.sufficientFields == 0 { return .nothing }
    }
    if !person.lent.isEmpty { hash.combine(recorder.lender.hash) }
    fields |= told.rawValue
    hash.combine(fields)
    if let section { hash.combine(UInt64(section)) }
    // The same row in another part is said of another client's list.
    if collector.part != 0 { hash.combine(UInt64(collector.part)) }
    let value = hash.value
    guard collector.isNew(value) else { return titleRows.isEmpty || !titleRows.contains(value) ? .person : .titles }
    switch recorder.record(person, of: plan, row, fields: fields, rowNumber: rowNumber, section: section) {
    case .recorded: return .person
    case .rejected:
      collector.reject(value)
      return .nothing
    case .titles:
      collector.reject(value)
      if titleRows.count < Self.mostTitleRows { titleRows.insert(value) }
      return .titles
    }
  }

  /// Values that say who without any other.
  private static let sufficientFields = FieldSet([.email]).rawValue

  /// Titles inside the table: the same again are skipped, others begin a new layout.
  private func repeatsTitles(of plan: TablePlan, _ batch: RowBatch, at row: Int) -> Bool {
    let cells = batch.cells(ofRow: row).map(TableReading.trim)
    return plan.findings.allSatisfy { finding in
      finding.column >= cells.count || cells[finding.column].isEmpty || finding.title.hasSuffix(cells[finding.column])
    }
  }

  private static let mostTitleRows = 1_000

  /// Plans by their titles; nil where these make none. A form that repeats its titles for everybody is planned once.
  private var plans: [[String]: TablePlan?] = [:]

  private func rememberedPlan(_ batch: RowBatch, titles row: Int) -> TablePlan? {
    let cells = batch.cells(ofRow: row).map(TableReading.trim)
    if let known = plans[cells] { return known }
    let plan = planBelow(batch, titles: row)?.plan
    if plans.count < Self.mostTitleRows { plans[cells] = .some(plan) }
    return plan
  }

  /// The plan of the rows below titles inside a table; nil when the row is no titles or these name no people.
  func planBelow(_ batch: RowBatch, titles row: Int) -> (plan: TablePlan, tallies: [ColumnTally])? {
    let cells = batch.cells(ofRow: row).map(TableReading.trim)
    guard TableLayout.isTitleRow(cells, cells.map(HeaderVocabulary.read), atLeast: 2) else { return nil }
    var layout = TableLayout(rows: [cells], header: .firstRow)
    layout.firstDataRow = row + 1
    let (plan, tallies) = makePlan(layout, batch)
    return plan.isAboutPeople ? (plan, tallies) : nil
  }

  func withRows(of batch: RowBatch, _ body: ((Int) -> RowView) -> Void) {
    batch.text.withUnsafeBufferPointer { text in
      batch.starts.withUnsafeBufferPointer { starts in
        batch.ends.withUnsafeBufferPointer { ends in
          batch.rowEnds.withUnsafeBufferPointer { rowEnds in
            guard let starts = starts.baseAddress, let ends = ends.baseAddress else { return }
            // A batch of empty cells only may have no text at all.
            let empty = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))
            defer { empty.deallocate() }
            let base = text.baseAddress ?? empty
            body { row in
              let first = row == 0 ? 0 : Int(rowEnds[row - 1])
              return RowView(text: base, starts: starts + first, ends: ends + first, count: Int(rowEnds[row]) - first)
            }
          }
        }
      }
    }
  }

  static func trim(_ text: String) -> String {
    var view = text[...]
    while let first = view.first, first.isWhitespace || first == "\u{FEFF}" { view = view.dropFirst() }
    while let last = view.last, last.isWhitespace { view = view.dropLast() }
    return String(view)
  }
}
