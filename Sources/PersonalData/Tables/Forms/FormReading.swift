import Contents
import JapaneseText

/// Reads forms: labels with their values beside or below them, one block a person; and transposed tables, one column a
/// person. Forms are short, so this path works on strings.
final class FormReading {
  private let isTransposed: Bool
  /// Where each character stands in a cell of its own.
  private let spaced: SpacedCells?
  let cellReader: GridCellReader
  let collector: ContentCollector
  let recorder: RowRecorder
  private let remarks: RemarkReading
  let asOf: CivilDate
  /// What lines told of illnesses before anybody was named.
  private var told: FieldSet = []
  /// One per value column; a form has one.
  var blocks: [Int: Block] = [:]
  var row = 0
  /// Columns below titles of officers' names.
  private var officerColumns: Set<Int> = []
  /// Somebody who belongs to the form's own person, until the line below has told more.
  var relative: (facts: PersonFacts, row: Int)?
  /// The form asks for My Numbers: twelve digits that pass the check are one.
  var asksForNumbers = false
  /// The organisation that heads the forms to come.
  private var heading: (hint: UInt16, field: Field)?
  /// Lines without labels above the forms.
  private var headings: [String] = []
  private static let mostHeadings = 8

  struct Block {
    var facts = PersonFacts()
    var family: String?
    var hints: [UInt16] = []
    var roles: Set<ColumnRole> = []
    var firstRow = 0
    /// A number of which no key is made says that it is somebody.
    var isNumbered = false
    var isPerson: Bool { facts.name != nil || facts.kana != nil || family != nil || isNumbered || isInsured }

    /// Symbol and number of an insurance, with something that only people have.
    private var isInsured: Bool {
      facts.insuranceSymbol != nil && facts.insuranceNumber != nil
        && (facts.birthDate != nil || facts.insurerNumber != nil)
    }
  }

  init(
    isTransposed: Bool, spaced: SpacedCells? = nil, collector: ContentCollector, recorder: RowRecorder, asOf: CivilDate
  ) {
    self.isTransposed = isTransposed
    self.spaced = spaced
    cellReader = GridCellReader(asOf: asOf)
    self.collector = collector
    self.recorder = recorder
    remarks = RemarkReading(asOf: asOf)
    self.asOf = asOf
  }

  func consume(_ batch: RowBatch) {
    for index in 0..<batch.rowCount {
      var cells = batch.cells(ofRow: index).map(TableReading.trim)
      if let spaced { cells = spaced.join(cells) }
      if isTransposed {
        takeTransposed(cells)
      } else if !takeBelowTitles(cells), !takeForm(cells), !takeRelative(cells), !takeNumber(cells) {
        takeHeading(cells)
      }
      if !isTransposed { noteTold(cells) }
      row += 1
    }
  }

  func finish() {
    closeRelative()
    for column in blocks.keys.sorted() { close(column) }
    collector.strayFields.formUnion(told)
  }

  /// What the cells of a line tell of the person of the form, whatever their labels are: 家での様子, 卵アレルギー.
  private func noteTold(_ cells: [String]) {
    for var cell in cells where cell.utf8.count >= 6 && HeaderVocabulary.read(cell) == nil {
      guard cell.withUTF8({ SensitiveWords.fields(in: $0).fields.contains(.otherSensitive) }) else { continue }
      if blocks[0] == nil { told.insert(.otherSensitive) } else { blocks[0]?.facts.fields.insert(.otherSensitive) }
      return
    }
  }

  /// The first cell is the label of all others, each in the column of its person.
  private func takeTransposed(_ cells: [String]) {
    guard let label = cells.firstIndex(where: { !$0.isEmpty }) else { return }
    if blocks.isEmpty, headings.count < Self.mostHeadings, cells[(label + 1)...].allSatisfy(\.isEmpty) {
      headings.append(cells[label])
    }
    let reading = HeaderVocabulary.read(cells[label]) ?? HeaderReading(.remarks, .weak)
    for column in cells.indices where column > label && !cells[column].isEmpty {
      set(reading, cells[column], column: column)
    }
  }

  /// A line without labels that names one organisation heads the forms below it.
  private func takeHeading(_ cells: [String]) {
    let filled = cells.filter { !$0.isEmpty }
    guard (1...3).contains(filled.count) else { return }
    if headings.count < Self.mostHeadings { headings += filled }
    for var cell in filled where cell.utf8.count <= 200 {
      let shapes = cell.withUTF8 { NameClassifier().shapes(of: $0) }
      let isInsurer = shapes.contains(.insurerName)
      // A line of the history of the form's own person: 株式会社… 入社, …高等学校 卒業.
      if blocks[0] != nil, let history = StaffWords.history(in: cell) {
        if history == .work { blocks[0]?.facts.fields.insert(.employer) }
        return
      }
      guard isInsurer || shapes.contains(.organisationName) else { continue }
      close(0)
      let hint = cell.withUTF8 { collector.hint(isInsurer ? .insurerName : .employer, $0) }
      heading = hint.map { ($0, isInsurer ? .insurer : .employer) }
      return
    }
  }

  /// The firm whose people the forms are about.
  private lazy var employer: UInt16? = StaffWords.employer(in: headings).flatMap { name in
    var name = name
    return name.withUTF8 { collector.hint(.employer, $0) }
  }

  /// Names below titles that say whose: 校長氏名印, 学級担任者氏名, a row for each year.
  /// - Returns: whether there was one.
  private func takeBelowTitles(_ cells: [String]) -> Bool {
    let titles = Set(cells.indices.filter { Self.namesOfficer(cells[$0]) })
    if !titles.isEmpty {
      // Labels with their values behind them are read as such.
      let isRow = titles.allSatisfy { column in
        let next = cells.indices.first { $0 > column && !cells[$0].isEmpty }
        return next.map { titles.contains($0) || HeaderVocabulary.read(cells[$0]) != nil } ?? true
      }
      officerColumns = isRow ? titles : []
      return isRow
    }
    var found = false
    for column in officerColumns.sorted() where column < cells.count {
      guard let name = name(cells[column]) else { continue }
      found = true
      var facts = PersonFacts()
      facts.name = name
      facts.fields.insert(.name)
      if recorder.record(facts, hints: [], row: row) { collector.recordCount += 1 }
    }
    if !found { officerColumns = [] }
    return found
  }

  /// A title of a name with the office before it, as it is sealed or signed: not whose the form is, nor who filled it in.
  private static func namesOfficer(_ cell: String) -> Bool {
    guard cell.utf8.count <= 60 else { return false }
    var title = TableReading.trim(cell)
    for seal in ["(印)", "（印）", "㊞", "印", "(自署)", "（自署）"] where title.hasSuffix(seal) {
      title = TableReading.trim(String(title.dropLast(seal.count)))
      break
    }
    guard title.hasSuffix("氏名"), title.count > 3, !HeaderWords.isAudit(title) else { return false }
    return officers.contains { title.hasPrefix($0) }
  }

  private static let officers = [
    "校長", "園長", "学校長", "施設長", "所長", "理事長", "院長", "学級担任", "担任", "担当教諭", "主任", "管理者", "代表者", "署長", "館長", "校医", "学校医",
    "指導者",
  ]

  /// Every cell that is a label takes the value behind it.
  /// - Returns: whether there was a label.
  private func takeForm(_ cells: [String]) -> Bool {
    var found = false
    var column = 0
    while column < cells.count {
      guard !cells[column].isEmpty, let reading = HeaderVocabulary.read(cells[column]), reading.role != .none else {
        if let name = further(cells, column) { _ = takeAdvisor(name, [], from: 0) }
        column += 1
        continue
      }
      if reading.role == .myNumber { asksForNumbers = true }
      guard let value = cells.indices.first(where: { $0 > column && !cells[$0].isEmpty }) else { break }
      // 妻 before a birth date says who the person of the row is, and labels nothing.
      if reading.role == .name, cellReader.read(cells[value]).kind == .birthDate {
        column = value
        continue
      }
      found = true
      if let other = HeaderVocabulary.read(cells[value]), other.strength == .strong {
        // A label without a value: the next cell is a label itself.
        column = value
        continue
      }
      // 緊急連絡先 with a name behind it: the labels to come are of somebody else.
      if reading.role == .phone, let name = name(cells[value]) {
        close(0)
        set(HeaderReading(.name, .strong), name, column: 0)
        column = value + 1
        continue
      }
      // かかりつけ医 and its telephone are neither the form's person nor the one named before.
      if reading.role == .handler, let name = advisor(cells[value], under: cells[column]) {
        column = takeAdvisor(name, cells, from: value + 1)
        continue
      }
      // 個人番号 below somebody who belongs to the form's person.
      if reading.role == .myNumber, relative != nil, takeNumber(cells) { return true }
      // A label that comes again begins the next person; so does a new name after a complete block.
      if let block = blocks[0], block.roles.contains(reading.role), reading.role.field != nil, reading.role != .phone,
        reading.role != .checkResult, reading.role != .appointment, reading.role != .address, reading.role != .email
      {
        close(0)
      }
      set(reading, cells[value], column: 0)
      column = value + 1
    }
    return found
  }

  /// The name of somebody that a cell holds and nothing else.
  func name(_ cell: String) -> String? {
    guard cell.utf8.count <= 60, !cell.utf8.contains(where: \.isDigit) else { return nil }
    // 米本　龍夫（夫）
    let (outside, inside) = GridCellReader.withoutBrackets(cell)
    let isRelation = inside.count == 1 && GridWords.relations.contains(inside[0])
    let read = cellReader.read(isRelation ? TableReading.trim(outside) : cell)
    guard read.names.count == 1, let name = read.names.first, name.certainty == .full || name.certainty == .likely
    else {
      return nil
    }
    return name.text
  }

  private func set(_ reading: HeaderReading, _ value: String, column: Int) {
    if FormValue.isBlank(value, of: reading.role) { return }
    // `提出済`, `別紙`: nobody's number.
    if reading.role == .myNumber, !holdsNumber(value) { return }
    if reading.role.isAnchor { closeRelative() }
    guard reading.group.relation == .unnamed || reading.group.relation == .principal || reading.role == .name else {
      return
    }
    var block = blocks[column] ?? Block(firstRow: row)
    defer { blocks[column] = block }
    block.roles.insert(reading.role)
    block.facts.fields.formUnion(told)
    told = []
    var bytes = Array(value.utf8)
    bytes.reserveCapacity(bytes.count + 1)
    bytes.withUnsafeBufferPointer { cell in
      switch reading.role {
      case .name where block.facts.name == nil: block.facts.name = value
      case .familyName: block.family = value
      case .givenName:
        block.facts.name = (block.family ?? "") + " " + value
      case .kana where block.facts.kana == nil: block.facts.kana = value
      case .birthDate:
        block.facts.birthDate = DateText.parse(cell) ?? serialDate(cell)
        // 平成2年12月5日生（満34歳）　男.
        if value.contains("男") != value.contains("女") { block.facts.fields.insert(.sex) }
      case .phone:
        PhoneNumber.parseAll(cell) { if $0.kind != .service { block.facts.phones.append($0.digits) } }
      case .email: block.facts.email = value
      case .address, .addressPart:
        block.facts.address = (block.facts.address ?? "") + value
        if PostalCode.stands(in: cell) { block.facts.fields.insert(.postalCode) }
      case .remarks: block.facts.fields.formUnion(remarks.fields(in: cell))
      case .insuranceSymbol: block.facts.insuranceSymbol = value
      case .insuranceNumber: block.facts.insuranceNumber = value
      case .symbolAndNumber:
        if let (symbol, number) = SymbolAndNumber.split(cell) {
          block.facts.insuranceSymbol = String(decoding: symbol, as: UTF8.self)
          block.facts.insuranceNumber = String(decoding: number, as: UTF8.self)
        }
      case .branchNumber: block.facts.branchNumber = value
      case .employeeNumber: block.facts.employeeNumber = value
      case .insurerNumber:
        block.facts.insurerNumber = value
        if let hint = collector.hint(.insurerNumber, cell) { block.hints.append(hint) }
      case .insurer: if let hint = collector.hint(.insurerName, cell) { block.hints.append(hint) }
      case .employer: if let hint = collector.hint(.employer, cell) { block.hints.append(hint) }
      default:
        if let shape = ColumnRole.personalNumbers.first(where: { $0.role == reading.role })?.shape,
          CellClassifier(asOf: asOf).shapes(of: cell).contains(shape)
        {
          block.isNumbered = true
        }
      }
    }
    if let field = reading.role.field { block.facts.fields.insert(field) }
  }

  private func serialDate(_ cell: CellBytes) -> CivilDate? {
    SmallNumber.parse(cell).flatMap { (5_000...46_500).contains($0) ? CivilDate.fromExcelSerial($0) : nil }
  }

  private func close(_ column: Int) {
    guard var block = blocks.removeValue(forKey: column), block.isPerson else { return }
    if let heading {
      block.hints.append(heading.hint)
      if heading.field == .insurer { block.facts.fields.insert(.insurer) }
    }
    if let employer {
      block.facts.fields.insert(.employer)
      if heading == nil { block.hints.append(employer) }
    }
    if block.facts.name == nil, let family = block.family { block.facts.name = family }
    if recorder.record(block.facts, hints: block.hints, row: block.firstRow, isNumbered: block.isNumbered) {
      collector.recordCount += 1
    }
  }
}
