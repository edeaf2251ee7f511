import JapaneseText

/// The cells of one row, as bounds into the batch's text.
struct RowView {
  let text: UnsafePointer<UInt8>
  let starts: UnsafePointer<UInt32>
  let ends: UnsafePointer<UInt32>
  let count: Int

  /// Empty where the row is short.
  @inline(__always)
  func cell(_ column: Int) -> CellBytes {
    guard column < count else { return CellBytes(start: nil, count: 0) }
    let start = Int(starts[column])
    return CellBytes(start: text + start, count: Int(ends[column]) - start)
  }
}

/// Makes a record of one person of one row. The slow half of reading a table: it runs once for each different person,
/// while repeated rows are told apart by their hash before.
final class RowRecorder {
  private var maker = IdentityKeyMaker()
  private let collector: ContentCollector
  private let addresses = AddressRecogniser()
  private let names = NameClassifier()
  private let titleWords = TitleWords.shared
  private let salt: UInt64
  /// Of the row at hand.
  private var hints: [UInt16] = []

  init(collector: ContentCollector, salt: UInt64) {
    self.collector = collector
    self.salt = salt
  }

  enum Outcome {
    case recorded
    /// No person: a total line, an organisation in the name column, an empty form.
    case rejected
    /// The name cell is itself a title: titles repeat inside the table.
    case titles
  }

  func record(
    _ person: TablePlan.Person, of plan: TablePlan, _ row: RowView, fields: UInt64, rowNumber: Int, section: UInt16?
  ) -> Outcome {
    // Lent for the whole row: each look at a property of a class by itself is watched while the program runs.
    record(
      person, of: plan, row, fields: fields, rowNumber: rowNumber, section: section, with: &maker, hints: &hints)
  }

  private func record(
    _ person: TablePlan.Person, of plan: TablePlan, _ row: RowView, fields: UInt64, rowNumber: Int, section: UInt16?,
    with maker: inout IdentityKeyMaker, hints: inout [UInt16]
  ) -> Outcome {
    maker.reset()
    setNames(&maker, person, of: plan, row)
    if maker.nameCount > 0, titleWords.contains(maker.foldedName) { return .titles }
    if maker.nameCount > 0, NameCell.isNoPerson(maker.foldedName) { return .rejected }
    setBirthDate(&maker, person, plan, row)
    // 横内 博堂 ends like the name of a shop; what has a birth date is none.
    if plan.namesMayBeOrganisations, maker.birthDate == 0, let column = person.first(.name) {
      if names.shapes(of: row.cell(column)).contains(.organisationName) { return .rejected }
    }
    setContacts(&maker, person, row)
    setInsurance(&maker, person, row)
    var keys = maker.keys()
    let hasName = maker.nameCount > 0 || maker.kanaCount > 0
    if !hasName {
      if keys.isEmpty || keys.allSatisfy({ $0.kind == .email }) {
        if !keys.isEmpty, let column = person.first(.email), EmailAddress.isRoleAddress(row.cell(column)) {
          return .rejected
        }
        if keys.isEmpty, hasPersonalNumber(person, plan, row) {
          keys = [maker.rowKey(content: salt, table: collector.tableNumber, row: rowNumber)]
        }
      }
      // Behind titles that name people, a row without its name is a blank line of the form, unless it says who by
      // other means.
      if !person.anchors.isEmpty, !keys.contains(where: { !$0.kind.isWeak }) { return .rejected }
    }
    guard !keys.isEmpty else { return .rejected }
    hints.removeAll(keepingCapacity: true)
    addHints(of: person, row, to: &hints)
    if let section, !hints.contains(section) { hints.append(section) }
    collector.add(
      PersonRecord(
        keys: keys, fields: FieldSet(rawValue: fields), hints: hints, birthDate: maker.birthDate,
        origin: .init(table: collector.tableNumber, row: rowNumber)))
    return .recorded
  }

  /// Whether the row holds a number that one person has.
  private func hasPersonalNumber(_ person: TablePlan.Person, _ plan: TablePlan, _ row: RowView) -> Bool {
    ColumnRole.personalNumbers.contains { role, _ in
      guard role == .myNumber || plan.provenNumbers.contains(role), let column = person.first(role) else {
        return false
      }
      return row.cell(column).isLongNumber
    }
  }

  private func setNames(
    _ maker: inout IdentityKeyMaker, _ person: TablePlan.Person, of plan: TablePlan, _ row: RowView
  ) {
    let nothing = CellBytes(start: nil, count: 0)
    if let family = person.first(.familyName) {
      maker.setName(family: row.cell(family), given: person.first(.givenName).map(row.cell) ?? nothing)
    } else if let whole = person.first(.name) {
      let cell = row.cell(whole)
      maker.setName(plan.several.contains(whole) ? GridCellReader.firstPart(of: cell) : cell)
    } else if let given = person.first(.givenName), !row.cell(given).isEmpty {
      // A dependant listed by the given name bears the family name of the person that the row is about.
      maker.setName(family: principalFamily(plan, besides: person, row), given: row.cell(given))
    } else if let roman = person.first(.romanName) {
      maker.setName(row.cell(roman))
    }
    if let family = person.first(.kanaFamily) {
      maker.setKana(family: row.cell(family), given: person.first(.kanaGiven).map(row.cell) ?? nothing)
    } else if let whole = person.first(.kana) ?? person.first(.kanaGiven), person.first(.givenName) == nil {
      maker.setKana(row.cell(whole))
    }
  }

  private func principalFamily(_ plan: TablePlan, besides person: TablePlan.Person, _ row: RowView) -> CellBytes {
    let nothing = CellBytes(start: nil, count: 0)
    guard let principal = plan.people.first, principal.group != person.group else { return nothing }
    if let family = principal.first(.familyName) { return row.cell(family) }
    guard let whole = principal.first(.name) else { return nothing }
    let name = NameCell.trimmed(row.cell(whole))
    if let space = NameCell.firstSpace(in: name) { return name.part(0..<space) }
    return NameLexicon.shared.split(name).map { name.part($0.family) } ?? nothing
  }

  private func setBirthDate(
    _ maker: inout IdentityKeyMaker, _ person: TablePlan.Person, _ plan: TablePlan, _ row: RowView
  ) {
    if let column = person.first(.birthDate) {
      let cell = row.cell(column)
      if let date = DateText.parse(cell) {
        maker.birthDate = date.packed
      } else if plan.serialDates.contains(column), let serial = SmallNumber.parse(cell),
        let date = CivilDate.fromExcelSerial(serial)
      {
        maker.birthDate = date.packed
      }
      if maker.birthDate != 0 { return }
    }
    guard let year = person.first(.birthYear), let month = person.first(.birthMonth), let day = person.first(.birthDay),
      let m = SmallNumber.parse(row.cell(month)), let d = SmallNumber.parse(row.cell(day))
    else { return }
    let era = person.first(.birthEra).map(row.cell)
    if let y = SplitYear.western(row.cell(year), era: era), let date = CivilDate(year: y, month: m, day: d) {
      maker.birthDate = date.packed
    }
  }

  private func setContacts(_ maker: inout IdentityKeyMaker, _ person: TablePlan.Person, _ row: RowView) {
    for column in person.phones {
      let cell = row.cell(column)
      guard !cell.isEmpty else { continue }
      if let phone = PhoneNumber.parse(cell, leadingZeroMayBeMissing: true) {
        if phone.kind != .service { maker.addPhone(phone.digits) }
      } else {
        var any = false
        PhoneNumber.parseAll(cell) {
          any = true
          if $0.kind != .service { maker.addPhone($0.digits) }
        }
        // A number that no plan knows, under a title that says telephone, still tells two people of a name apart.
        if !any, let digits = LooseDigits.parse(cell, count: 9...15) { maker.addPhone(digits) }
      }
    }
    if let first = person.first(.phoneFirst), let second = person.first(.phoneSecond),
      let third = person.first(.phoneThird)
    {
      let joined = Array(row.cell(first)) + [0x2D] + Array(row.cell(second)) + [0x2D] + Array(row.cell(third))
      joined.withUnsafeBufferPointer { cell in
        if let phone = PhoneNumber.parse(cell, leadingZeroMayBeMissing: true) { maker.addPhone(phone.digits) }
      }
    }
    if let column = person.first(.email), EmailAddress.parse(row.cell(column)) != nil {
      maker.setEmail(row.cell(column))
    }
    let parts = person.addressParts
    if parts.count == 1 {
      setAddress(&maker, row.cell(parts[0]))
    } else if parts.count > 1 {
      let joined = parts.flatMap { Array(row.cell($0)) }
      joined.withUnsafeBufferPointer { setAddress(&maker, $0) }
    }
  }

  private func setAddress(_ maker: inout IdentityKeyMaker, _ cell: CellBytes) {
    guard maker.nameCount > 0, let reading = addresses.parse(cell) else { return }
    maker.municipality = reading.municipality
    maker.blockDigits = reading.blockDigits
  }

  private func setInsurance(_ maker: inout IdentityKeyMaker, _ person: TablePlan.Person, _ row: RowView) {
    if let column = person.first(.insuranceSymbol) { maker.setSymbol(row.cell(column)) }
    if let column = person.first(.insuranceNumber) { maker.setNumber(row.cell(column)) }
    if let column = person.first(.symbolAndNumber) {
      let cell = row.cell(column)
      if let (symbol, number) = SymbolAndNumber.split(cell) {
        maker.setSymbol(symbol)
        maker.setNumber(number)
      }
    }
    if let column = person.first(.branchNumber) { maker.setBranch(row.cell(column)) }
    if let column = person.first(.insurerNumber) { maker.setInsurerNumber(row.cell(column)) }
    if let column = person.first(.employeeNumber) { maker.setEmployeeNumber(row.cell(column)) }
  }

  private func addHints(of person: TablePlan.Person, _ row: RowView, to hints: inout [UInt16]) {
    for (role, kind) in RowRecorder.hintRoles {
      guard let column = person.first(role) else { continue }
      let cell = row.cell(column)
      if !cell.isEmpty, let hint = collector.hint(kind, cell) { hints.append(hint) }
    }
    if let column = person.first(.email), let parts = EmailAddress.parse(row.cell(column)) {
      // Only organisations' own domains can say whose: the common providers belong to everybody.
      let domain = row.cell(column).part(parts.domain)
      if let hint = collector.hint(.mailDomain, domain, unless: MailProviders.isCommon) { hints.append(hint) }
    }
  }

  private static let hintRoles: [(ColumnRole, OrganisationHint.Kind)] = [
    (.insurerNumber, .insurerNumber), (.insurer, .insurerName), (.employer, .employer),
  ]

  /// The record of a person met in a passage or a form.
  /// - Parameter isNumbered: a number of which no key is made says that it is somebody.
  func record(_ facts: PersonFacts, hints: [UInt16], row: Int, isNumbered: Bool = false) -> Bool {
    record(facts, hints: hints, row: row, isNumbered: isNumbered, with: &maker)
  }

  private func record(
    _ facts: PersonFacts, hints: [UInt16], row: Int, isNumbered: Bool, with maker: inout IdentityKeyMaker
  ) -> Bool {
    maker.reset()
    facts.name.map { name in withBytes(name) { maker.setName($0) } }
    facts.kana.map { kana in withBytes(kana) { maker.setKana($0) } }
    maker.birthDate = facts.birthDate?.packed ?? 0
    for phone in facts.phones { maker.addPhone(phone) }
    facts.email.map { email in withBytes(email) { maker.setEmail($0) } }
    facts.address.map { address in withBytes(address) { setAddress(&maker, $0) } }
    facts.insuranceSymbol.map { value in withBytes(value) { maker.setSymbol($0) } }
    facts.insuranceNumber.map { value in withBytes(value) { maker.setNumber($0) } }
    facts.branchNumber.map { value in withBytes(value) { maker.setBranch($0) } }
    facts.insurerNumber.map { value in withBytes(value) { maker.setInsurerNumber($0) } }
    facts.employeeNumber.map { value in withBytes(value) { maker.setEmployeeNumber($0) } }
    var keys = maker.keys()
    if keys.isEmpty, isNumbered { keys = [maker.rowKey(content: salt, table: collector.tableNumber, row: row)] }
    guard !keys.isEmpty else { return false }
    collector.add(
      PersonRecord(
        keys: keys, fields: facts.fields, hints: hints, birthDate: maker.birthDate,
        origin: .init(table: collector.tableNumber, row: row)))
    return true
  }

  private func withBytes(_ text: String, _ body: (CellBytes) -> Void) {
    var text = text
    text.withUTF8(body)
  }
}
