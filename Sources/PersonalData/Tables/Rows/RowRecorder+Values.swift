import JapaneseText

/// What a row says of one person, given to the maker of identity keys.
extension RowRecorder {
  /// - Returns: whether the cell of the name holds its reading, too.
  func setNames(
    _ maker: inout IdentityKeyMaker, _ person: TablePlan.Person, of plan: TablePlan, _ row: RowView
  ) -> Bool {
    if person.first(.familyName) == nil, let whole = person.first(.name) ?? person.first(.kana),
      person.first(.name) == nil || person.first(.kana) == nil, let stacked = NameCell.stacked(row.cell(whole))
    {
      maker.setName(stacked.name)
      maker.setKana(stacked.kana)
      return true
    }
    let nothing = CellBytes(start: nil, count: 0)
    if let family = person.first(.familyName), !standsWhole(person, row) {
      maker.setName(family: row.cell(family), given: person.first(.givenName).map(row.cell) ?? nothing)
    } else if let whole = person.first(.name) {
      var cell = row.cell(whole)
      if plan.several.contains(whole) { cell = GridCellReader.firstPart(of: cell) }
      if let email = person.first(.email), NameCell.isLocalPart(cell, of: row.cell(email)) { cell = nothing }
      maker.setName(person.isFurther(in: plan) ? NameCell.withoutRelation(NameCell.trimmed(cell)) : cell)
    } else if let given = person.first(.givenName), !row.cell(given).isEmpty {
      let cell = NameCell.withoutRelation(NameCell.trimmed(row.cell(given)))
      if NameCell.firstSpace(in: cell) != nil {
        maker.setName(cell)
      } else if !NameCell.isNobodyNew(cell) {
        // A dependant listed by the given name bears the family name of the person that the row is about.
        if person.lent.isEmpty {
          maker.setName(family: nothing, given: cell)
        } else {
          lender.withFamily { maker.setName(family: $0, given: cell) }
        }
      }
    } else if let roman = person.first(.romanName) {
      maker.setName(row.cell(roman))
    }
    if let former = person.first(.formerFamilyName), !row.cell(former).isEmpty {
      maker.setFormerFamily(row.cell(former))
    }
    if let family = person.first(.kanaFamily) {
      maker.setKana(family: row.cell(family), given: person.first(.kanaGiven).map(row.cell) ?? nothing)
    } else if let whole = person.first(.kana) ?? person.first(.kanaGiven), person.first(.givenName) == nil {
      maker.setKana(row.cell(whole))
    }
    return false
  }

  /// Whether the columns of the parts of a name are empty, and that of the whole name holds somebody's: in the books of
  /// telephones firms stand there as well.
  private func standsWhole(_ person: TablePlan.Person, _ row: RowView) -> Bool {
    guard let whole = person.first(.name), let family = person.first(.familyName), row.cell(family).isEmpty,
      person.first(.givenName).map({ row.cell($0).isEmpty }) ?? true
    else { return false }
    let shapes = names.shapes(of: NameCell.trimmed(row.cell(whole)))
    return shapes.contains(.personName) && !shapes.contains(.organisationName)
  }

  /// Whether the holder of an account or a card is the person of the row: the same name or reading, or one in another script
  /// than all that the row tells of that person, which nothing tells apart.
  func isPrincipal(_ holder: TablePlan.Person, of plan: TablePlan, _ row: RowView) -> Bool {
    guard let principal = plan.people.first, principal.group != holder.group else { return false }
    let written = text(of: [.name], or: [.kana], of: holder, row)
    let isKana = Folding.foldName(written).utf8.allSatisfy { $0 < 0xE4 }
    let name = text(of: [.name], or: [.familyName, .givenName], of: principal, row)
    let kana = text(of: [.kana], or: [.kanaFamily, .kanaGiven], of: principal, row)
    if written.utf8.allSatisfy({ $0 < 0x80 }) {
      guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return true }
      return words(of: written) == words(of: name)
    }
    if Folding.foldName(written) == Folding.foldName(name) { return true }
    return isKana && (kana.isEmpty || Folding.foldKana(written) == Folding.foldKana(kana))
  }

  private func words(of name: String) -> [Substring] {
    name.lowercased().split { !$0.isLetter }.sorted()
  }

  /// The cells of the first roles, or of the others where those are empty.
  private func text(
    of roles: [ColumnRole], or others: [ColumnRole], of person: TablePlan.Person, _ row: RowView
  ) -> String {
    func joined(_ roles: [ColumnRole]) -> String {
      roles.compactMap { person.first($0).map { String(decoding: row.cell($0), as: UTF8.self) } }.joined(separator: " ")
    }
    let first = joined(roles)
    return first.utf8.contains { $0 > 0x20 } ? first : joined(others)
  }

  func setBirthDate(
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
      } else if cell.count == 6, cell.digitRun(at: 0) == 6, let era = person.first(.birthEra) {
        // 3 and 550412.
        let (month, day) = (cell[2].digit * 10 + cell[3].digit, cell[4].digit * 10 + cell[5].digit)
        if let year = SplitYear.western(cell.part(0..<2), era: row.cell(era)),
          let date = CivilDate(year: year, month: month, day: day)
        {
          maker.birthDate = date.packed
        }
      }
      if maker.birthDate != 0 { return }
    }
    if let column = person.first(.nationalNumber), let date = ResidentNumber.birthDate(in: row.cell(column)) {
      maker.birthDate = date.packed
      return
    }
    guard let year = person.first(.birthYear), let month = person.first(.birthMonth), let day = person.first(.birthDay),
      let m = SmallNumber.parse(row.cell(month)), let d = SmallNumber.parse(row.cell(day))
    else { return }
    let era = person.first(.birthEra).map(row.cell)
    if let y = SplitYear.western(row.cell(year), era: era), let date = CivilDate(year: y, month: m, day: d) {
      maker.birthDate = date.packed
    }
  }

  func setContacts(_ maker: inout IdentityKeyMaker, _ person: TablePlan.Person, _ row: RowView) {
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

  func setAddress(_ maker: inout IdentityKeyMaker, _ cell: CellBytes) {
    guard maker.nameCount > 0, let reading = addresses.parse(cell) else { return }
    maker.municipality = reading.municipality
    maker.blockDigits = reading.blockDigits
  }

  func setInsurance(_ maker: inout IdentityKeyMaker, _ person: TablePlan.Person, _ row: RowView) {
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
}
