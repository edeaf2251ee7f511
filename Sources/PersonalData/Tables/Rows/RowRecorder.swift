import JapaneseText

/// Makes a record of one person of one row. The slow half of reading a table: it runs once for each different person,
/// while repeated rows are told apart by their hash before.
final class RowRecorder {
  private var maker = IdentityKeyMaker()
  private let collector: ContentCollector
  let addresses = AddressRecogniser()
  let names = NameClassifier()
  private let titleWords = TitleWords.shared
  private let salt: UInt64
  /// Whose family name relatives bear who are listed by the given name.
  var lender = Lender()
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
    let isStacked = setNames(&maker, person, of: plan, row)
    if maker.nameCount > 0, titleWords.contains(maker.nameAsWritten) { return .titles }
    // `Last Name` and `First Name` once more, on the next page.
    if let column = person.first(.familyName), plan.isTitle(row.cell(column), of: column) { return .titles }
    if maker.nameCount > 0, NameCell.isNoPerson(maker.nameAsWritten) { return .rejected }
    if let column = person.first(.name), NameCell.isAnnouncedLater(row.cell(column)) { return .rejected }
    if let column = person.anchors.first, row.isHeading(at: column) { return .rejected }
    if person.isFurther(in: plan), isNobodyFurther(person, row, maker) { return .rejected }
    if person.group.relation == .accountHolder, isPrincipal(person, of: plan, row) { return .rejected }
    setBirthDate(&maker, person, plan, row)
    // 横内 博堂 ends like the name of a shop; what has a birth date is none.
    if maker.birthDate == 0, let cell = onlyName(of: person, row) {
      if plan.namesMayBeOrganisations, names.shapes(of: cell).contains(.organisationName) { return .rejected }
      // `Anrede` Firma, where nobody's given name stands beside it.
      if let column = person.first(.sex), SexWord.isOfFirm(row.cell(column)) { return .rejected }
    }
    if maker.birthDate == 0, isSplitFirm(person, row) { return .rejected }
    setContacts(&maker, person, row)
    setInsurance(&maker, person, row)
    var keys = maker.keys()
    let hasName = maker.nameCount > 0 || maker.kanaCount > 0
    if let column = person.first(.email), !row.cell(column).isEmpty, !person.anchors.isEmpty {
      // The further lines of an order bear the mail address of its first line, and no name.
      if hasName { noteMailbox(row.cell(column)) } else if isNoted(row.cell(column)) { return .rejected }
    }
    if !hasName {
      if keys.isEmpty || keys.allSatisfy({ $0.kind == .email }) {
        if !keys.isEmpty, let column = person.first(.email),
          EmailAddress.isRoleAddress(row.cell(column)) || isOfOffice(person, row, row.cell(column))
        {
          return .rejected
        }
        if keys.isEmpty, hasPersonalNumber(person, plan, row) {
          keys = [maker.rowKey(content: salt, table: collector.tableNumber, row: rowNumber)]
        }
        if plan.isByNumber, let key = maker.numberKey(content: salt) { keys.append(key) }
      }
      // Behind titles that name people, a row without its name is a blank line of the form, unless it says who by
      // other means.
      if !person.anchors.isEmpty, !keys.contains(where: { !$0.kind.isWeak }) { return .rejected }
    }
    guard !keys.isEmpty else { return .rejected }
    hints.removeAll(keepingCapacity: true)
    addHints(of: person, row, to: &hints)
    if let section, !hints.contains(section) { hints.append(section) }
    var found = FieldSet(rawValue: fields)
    if found.contains(.otherSensitive), tellsNothing(person, plan, row) { found.remove(.otherSensitive) }
    if maker.birthDate != 0 { found.insert(.birthDate) }
    if isStacked { found.formUnion(FieldSet([.name, .kana])) }
    if !person.has(.postalCode), holdsPostalCode(person, row) { found.insert(.postalCode) }
    // Files of banks name people by their readings alone.
    if maker.kanaCount == 0, let name = person.first(.name), NameCell.isHalfWidthKana(row.cell(name)) {
      found.insert(.kana)
    }
    let record = PersonRecord(
      keys: keys, fields: found, hints: hints, birthDate: maker.birthDate,
      origin: .init(table: collector.tableNumber, row: rowNumber))
    if hasName {
      unnamed.note(number: maker.officeNumberHash)
      if surnames.hold(record, name: maker.foldedName, family: maker.familyName) { return .recorded }
    } else if plan.isByNumber || keys.allSatisfy({ $0.kind == .email }) {
      let mailbox = person.first(.email).flatMap { hash(ofMailbox: row.cell($0)) } ?? 0
      if unnamed.hold(record, number: maker.officeNumberHash, mailbox: mailbox) { return .recorded }
    }
    collector.add(record)
    return .recorded
  }

  /// People without a name, whose numbers or mail addresses may come with one in another row or table of the content.
  private var unnamed = UnnamedPeople()

  /// People of whom a table tells the family name alone, whom another table may name in full.
  private var surnames = SurnameLists()

  /// Records that were made, those that are held back among them.
  var recordCount: Int { collector.records.count + unnamed.count + surnames.count }

  /// Adds those whom nobody named, or nobody in full. After the last table.
  func addHeld() {
    for record in unnamed.take() { collector.add(late: record) }
    for record in surnames.take() { collector.add(late: record) }
  }

  /// Whether the columns of illnesses say `なし` of this person, and no other column tells of one.
  private func tellsNothing(_ person: TablePlan.Person, _ plan: TablePlan, _ row: RowView) -> Bool {
    let bit: UInt64 = 1 << UInt64(Field.otherSensitive.index)
    for column in person.columns where column.fieldBit == bit {
      let cell = NameCell.trimmed(row.cell(column.index))
      if !cell.isEmpty, !NothingWords.contains(cell) { return false }
    }
    return (plan.remarks + plan.told).allSatisfy { row.cell($0).isEmpty }
  }

  /// An address in one column with its postal code: `東京都…\n100-0001`, `〒100-0001 東京都…`, `Hartungweg 4, 55074 Kyritz`.
  private func holdsPostalCode(_ person: TablePlan.Person, _ row: RowView) -> Bool {
    person.addressParts.contains { PostalCode.stands(in: row.cell($0)) }
  }

  /// Mail addresses of people with a name, the first of a content.
  private var mailboxes = HashSet64(limit: 1 << 16)

  private func hash(ofMailbox cell: CellBytes) -> UInt64? {
    guard let base = cell.baseAddress, cell.count > 3 else { return nil }
    var hash = FastHash(seed: FastHash.seed, salt: 11)
    hash.combine(base, count: cell.count)
    return hash.value
  }

  private func noteMailbox(_ cell: CellBytes) {
    guard let hash = hash(ofMailbox: cell) else { return }
    _ = mailboxes.insert(hash)
    unnamed.note(mailbox: hash)
  }

  private func isNoted(_ cell: CellBytes) -> Bool { hash(ofMailbox: cell).map { !mailboxes.insert($0) } ?? false }

  /// Whether the row holds a number that one person has.
  private func hasPersonalNumber(_ person: TablePlan.Person, _ plan: TablePlan, _ row: RowView) -> Bool {
    ColumnRole.personalNumbers.contains { role, _ in
      guard role == .myNumber || plan.provenNumbers.contains(role), let column = person.first(role) else {
        return false
      }
      return row.cell(column).isLongNumber
    }
  }

  /// A line of a list of people that names a firm and nobody, with one plain word for its mailbox: `haisha@`.
  private func isOfOffice(_ person: TablePlan.Person, _ row: RowView, _ address: CellBytes) -> Bool {
    guard !person.anchors.isEmpty, let employer = person.first(.employer), !row.cell(employer).isEmpty,
      let parts = EmailAddress.parse(address)
    else { return false }
    return address.part(parts.local).allSatisfy(\.isLetter)
  }

  /// The cell that holds the whole name: firms stand in the column of family names, with none of given names.
  private func onlyName(of person: TablePlan.Person, _ row: RowView) -> CellBytes? {
    if let family = person.first(.familyName), let given = person.first(.givenName) {
      if row.cell(given).isEmpty { return row.cell(family) }
      return row.cell(family).isEmpty ? row.cell(given) : nil
    }
    return person.first(.name).map(row.cell)
  }

  /// 株式会社 and 高見澤商店 御中 in the columns of family and given name: a firm that orders, or that is delivered to.
  private func isSplitFirm(_ person: TablePlan.Person, _ row: RowView) -> Bool {
    guard let family = person.first(.familyName), let given = person.first(.givenName) else { return false }
    return NameCell.isSplitFirm(family: row.cell(family), given: row.cell(given))
  }

  /// `本人`, `同上`, a firm that guarantees, an office in place of a name.
  private func isNobodyFurther(_ person: TablePlan.Person, _ row: RowView, _ maker: borrowing IdentityKeyMaker) -> Bool
  {
    guard maker.nameCount > 0 || maker.kanaCount > 0 else { return true }
    let name = maker.nameCount > 0 ? maker.nameAsWritten : maker.foldedKana
    if NameCell.isNobodyNew(name) { return true }
    guard let column = person.first(.name) else { return false }
    let shapes = names.shapes(of: NameCell.withoutRelation(NameCell.trimmed(row.cell(column))))
    if person.group.relation == .handler || person.group.relation == .further {
      // The title vouches for nothing, but a courtesy title does.
      if LatinNameWords.isAddressed(row.cell(column)) { return false }
      if shapes.isDisjoint(with: [.organisationName, .insurerName, .department, .roleWord, .productLike]) {
        return false
      }
      return shapes.isDisjoint(with: [.personName, .surnameOnly, .givenOnly, .kanaName, .romajiName])
    }
    // 日本セーフティー: a guarantor that no list of words knows for a firm.
    if shapes.isDisjoint(with: [.personName, .surnameOnly, .givenOnly, .kanaName, .romajiName, .separated]),
      NameCell.mixesKanjiAndKatakana(row.cell(column))
    {
      return true
    }
    let isOther = !shapes.isDisjoint(with: [.organisationName, .insurerName, .department, .roleWord])
    return isOther && shapes.isDisjoint(with: [.personName, .surnameOnly])
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
    // The column of totals beside the people of a ledger.
    if maker.nameCount > 0, NameCell.isNoPerson(maker.nameAsWritten) { return false }
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
    let record = PersonRecord(
      keys: keys, fields: facts.fields, hints: hints, birthDate: maker.birthDate,
      origin: .init(table: collector.tableNumber, row: row))
    if facts.name != nil || facts.kana != nil {
      unnamed.note(number: maker.officeNumberHash)
      if surnames.hold(record, name: maker.foldedName, family: maker.familyName) { return true }
    }
    collector.add(record)
    return true
  }

  private func withBytes(_ text: String, _ body: (CellBytes) -> Void) {
    var text = text
    text.withUTF8(body)
  }
}
