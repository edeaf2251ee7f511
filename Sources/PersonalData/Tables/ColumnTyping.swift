import JapaneseText

/// What a column was found to hold, and why.
package struct ColumnFinding: Sendable, Equatable {
  package var column: Int
  package var title: String
  package var role: ColumnRole
  package var group: PersonGroup
  package var evidence: Evidence
  /// The cells are days since 1900, as spreadsheets write dates without a format.
  package var isSerialDate = false

  package enum Evidence: Sendable, Equatable {
    case none
    /// The title alone decided (few or no cells).
    case title
    /// The title, confirmed by this share of the cells.
    case titleAndCells(Double)
    /// This share of the cells.
    case cells(Double)
    /// Its neighbours: what stands beside it makes it that.
    case neighbours
    /// The title said otherwise, and the cells contradicted it.
    case titleContradicted
  }
}

/// Types columns by their titles, by the majority of their cells and by their neighbours.
struct ColumnTyping {
  let asOf: CivilDate

  /// - Parameter subject: what the table is called, where it has a name.
  func type(
    titles: [HeaderReading?], texts: [String], tallies: [ColumnTally], subject: String? = nil
  ) -> [ColumnFinding] {
    var findings = tallies.indices.map { column -> ColumnFinding in
      let title = column < titles.count ? titles[column] : nil
      let text = column < texts.count ? texts[column] : ""
      var finding = ColumnFinding(
        column: column, title: text, role: .none, group: title?.group ?? .unnamed, evidence: .none)
      if let title {
        confirm(title, tallies[column], &finding)
      } else if text.isEmpty || !titles.contains(where: { $0 != nil }) {
        guess(tallies[column], &finding)
      } else {
        // A title that says nothing: only what is unmistakable in itself.
        guess(tallies[column], &finding)
        if !isUnmistakable(finding.role) { finding.role = .none }
      }
      return finding
    }
    let isTitled = titles.contains { $0 != nil }
    settleDateParts(&findings, titles, tallies)
    settleDates(&findings, tallies)
    settleNameParts(&findings, titles, tallies)
    settleSplitNames(&findings, titles, tallies)
    settleWeak(&findings, titles, tallies)
    settleSubject(&findings, titles, subject: subject)
    settleDisplayNames(&findings)
    settleSecondNames(&findings, tallies)
    settleReadings(&findings, tallies)
    settleAccounts(&findings, tallies)
    settleResults(&findings, tallies)
    settleHealth(&findings, texts, tallies)
    settleOtherNames(&findings, tallies)
    settleHandlers(&findings, tallies)
    settleFurtherNames(&findings, tallies)
    settleStatistics(&findings, titles, tallies)
    // `[data]` above the rows of a filing is the title of none of their columns.
    if !isTitled || texts.count(where: { !$0.isEmpty }) == 1 { settleUntitled(&findings, tallies) }
    settleUnprovenNames(&findings, titles, tallies)
    if !isTitled {
      settleUntitledLatinNames(&findings, tallies)
      settleUntitledNumbers(&findings, tallies)
      settleHealth(&findings, texts, tallies)
      settleUntitledAppointments(&findings, tallies)
    }
    return findings
  }

  private func isUnmistakable(_ role: ColumnRole) -> Bool {
    switch role {
    case .name, .kana, .email, .phone, .postalCode, .address, .insurer, .employer, .insurerNumber, .myNumber,
      .cardNumber, .iban, .residenceCard, .remarks:
      true
    default: false
    }
  }

  // MARK: Titled columns

  /// How much of the column's cells agree with a title, where cells can tell at all.
  private func agreement(_ role: ColumnRole, _ tally: ColumnTally, of group: PersonGroup) -> Double? {
    switch role {
    case .name where group != .unnamed: namesShare(tally)
    case .name:
      max(tally.share(NameShapes.personName), tally.share(NameShapes.kanaName), tally.share(NameShapes.romajiName))
    case .kana: max(tally.share(NameShapes.kanaName), tally.share(NameShapes.romajiName))
    case .birthDate: tally.looksLikeSerialBirthDates ? 1 : tally.share(CellShapes.date)
    case .phone: max(tally.share(CellShapes.phone), tally.share(CellShapes.phoneWithoutZero))
    case .email: tally.share(CellShapes.email)
    case .postalCode: max(tally.share(CellShapes.postal), tally.numbersWithin(10_000...9_999_999) ? 1 : 0)
    case .address: max(tally.share(CellShapes.address), tally.share(CellShapes.foreignAddress))
    case .myNumber: tally.share(CellShapes.myNumber)
    case .insurerNumber: max(tally.share(CellShapes.insurerNumber8), tally.share(CellShapes.insurerNumber6))
    default: nil
    }
  }

  private func confirm(_ title: HeaderReading, _ tally: ColumnTally, _ finding: inout ColumnFinding) {
    finding.role = title.role
    finding.evidence = .title
    guard tally.filled > 0 else { return }
    switch title.role {
    case .birthYear where title.strength == .weak && tally.share(CellShapes.date) >= 0.5:
      finding.role = tally.looksLikeBirthDates(asOf: asOf.year) ? .birthDate : .other
    case .birthDate, .birthYear:
      // Days of an era, whose code stands in a column of its own: 3 and 550412.
      if tally.looksLikeDaysOfEra {
        finding.role = .birthDate
        return
      }
      // A title `生年` over whole dates is a birth date; a title `生年月日` over years is a year.
      if tally.share(CellShapes.date) >= 0.5 || tally.looksLikeSerialBirthDates {
        finding.role = .birthDate
        finding.isSerialDate = tally.share(CellShapes.date) < 0.5
      } else if tally.numbersWithin(1...2100) {
        finding.role = .birthYear
      }
    case .insurer where tally.share(CellShapes.digitsOnly) >= 0.9:
      finding.role = .insurerNumber
    case .insuranceNumber where tally.filled >= 8 && tally.share(CellShapes.insurerNumber8) >= 0.95:
      // 保険番号 over eight digits that all pass the check of insurers' numbers.
      finding.role = .insurerNumber
    case .insurerNumber where tally.share(NameShapes.organisationName) >= 0.5:
      finding.role = .insurer
    case .employer where tally.share(CellShapes.digitsOnly) >= 0.9,
      .handler where tally.share(CellShapes.digitsOnly) >= 0.9:
      finding.role = .other
    case .name where tally.share(CellShapes.digitsOnly) >= 0.5, .kana where tally.share(CellShapes.digitsOnly) >= 0.5:
      finding.role = .other
      finding.evidence = .titleContradicted
      return
    case .familyName where tally.share(CellShapes.sexCode) >= 0.9 || tally.share(CellShapes.sexWord) >= 0.9:
      // `sei` is 姓 and 性.
      finding.role = .sex
      finding.evidence = .titleContradicted
      return
    case .familyName where tally.share(CellShapes.digitsOnly) >= 0.5,
      .givenName where tally.share(CellShapes.digitsOnly) >= 0.5,
      .kanaFamily where tally.share(CellShapes.digitsOnly) >= 0.5:
      finding.role = .other
      finding.evidence = .titleContradicted
      return
    case .name where tally.share(NameShapes.organisationName) >= 0.6 && title.group == .unnamed:
      finding.role = .employer
    case .name
    where tally.share(NameShapes.kanaName) >= 0.9 && tally.share(NameShapes.personName) < 0.5:
      // `氏名` over kana only: still a name, folded as kana so that it meets the kana of other lists.
      finding.role = .kana
    case .department where tally.share(NameShapes.organisationName) >= 0.5:
      finding.role = .employer
    case .myNumber, .driversLicense, .cardNumber, .pensionNumber, .employmentInsurance, .residenceCard, .passport:
      // A sentence under such a title (`マイナンバー提出状況`) is no number, however few rows there are.
      if tally.digitCells * 2 < tally.filled {
        finding.role = .other
        finding.evidence = .titleContradicted
        return
      }
    case .insuranceSymbol, .insuranceNumber:
      // Symbols may be words, numbers never are long texts.
      if tally.averageBytes > 60 { finding.role = .remarks }
    default: break
    }
    guard var share = agreement(finding.role, tally, of: finding.group) else { return }
    // 世帯主 over surnames alone: no place is one.
    if finding.role == .name, title.group != .unnamed { share = max(share, tally.share(NameShapes.surnameOnly)) }
    if finding.role == title.role || share > 0 { finding.evidence = .titleAndCells(share) }
    if finding.role == .name, title.strength == .weak, tally.filled >= 3, namesShare(tally) < 0.2,
      tally.share(NameShapes.listedSurname) < 0.2, !tally.looksLikeLatinNames
    {
      finding.role = .none
      finding.evidence = .titleContradicted
      guess(tally, &finding)
      return
    }
    let needed = title.strength == .strong ? 0.02 : 0.5
    if share < needed, tally.filled >= 5 {
      if title.strength == .strong, isNameLike(finding.role) || finding.role == .address { return }
      var guessed = finding
      guess(tally, &guessed)
      finding = guessed.role == .none ? finding : guessed
      if guessed.role == .none {
        finding.role = title.strength == .strong && finding.role != .birthDate ? finding.role : .none
        finding.evidence = .titleContradicted
      }
    }
  }

  private func isNameLike(_ role: ColumnRole) -> Bool { role.isAnchor }

  // MARK: Untitled columns

  private func guess(_ tally: ColumnTally, _ finding: inout ColumnFinding) {
    guard tally.filled > 0 else { return }
    func found(_ role: ColumnRole, _ share: Double) {
      finding.role = role
      finding.evidence = .cells(share)
    }
    let enough = tally.filled >= 20
    if tally.share(CellShapes.email) >= 0.8 { return found(.email, tally.share(CellShapes.email)) }
    if enough, tally.share(CellShapes.card) >= 0.95, tally.averageBytes >= 14 {
      return found(.cardNumber, tally.share(CellShapes.card))
    }
    if tally.share(CellShapes.iban) >= 0.8 { return found(.iban, tally.share(CellShapes.iban)) }
    if tally.share(CellShapes.residenceCard) >= 0.9 {
      return found(.residenceCard, tally.share(CellShapes.residenceCard))
    }
    // Of random 12-digit numbers 10 % pass as My Number, 5 % as a licence: a column that passes throughout is one.
    // Of six that all do, one list in a million is none.
    let isMyNumber = tally.share(CellShapes.myNumber) >= (enough ? 0.95 : 1)
    if tally.filled >= 6, isMyNumber { return found(.myNumber, tally.share(CellShapes.myNumber)) }
    if enough, tally.share(CellShapes.licence) >= 0.95 {
      return found(.driversLicense, tally.share(CellShapes.licence))
    }
    let isInsurer = tally.share(CellShapes.insurerNumber8) >= (enough ? 0.95 : 1)
    if tally.filled >= 6, isInsurer, enough || tally.differentValues > 1, tally.share(CellShapes.compactDate8) < 0.5 {
      return found(.insurerNumber, tally.share(CellShapes.insurerNumber8))
    }
    let date = tally.share(CellShapes.date)
    if date >= 0.8 {
      return found(tally.looksLikeBirthDates(asOf: asOf.year) ? .birthDate : .other, date)
    }
    let postal = tally.share(CellShapes.postal)
    if postal >= 0.9, tally.share(CellShapes.digitsOnly) < 0.5 || tally.variety > 0.2 && tally.filled >= 5 {
      if tally.share(CellShapes.digitsOnly) < 0.5 { return found(.postalCode, postal) }
    }
    let phone = tally.share(CellShapes.phone)
    if phone >= 0.8, tally.share(CellShapes.servicePhone) < 0.5 { return found(.phone, phone) }
    let address = max(tally.share(CellShapes.address), tally.share(CellShapes.foreignAddress))
    if address >= 0.6, tally.averageBytes > 15 { return found(.address, address) }
    let organisation = tally.share(NameShapes.organisationName)
    if tally.share(NameShapes.insurerName) >= 0.6 { return found(.insurer, tally.share(NameShapes.insurerName)) }
    if organisation >= 0.6 { return found(.employer, organisation) }
    let kana = max(tally.share(NameShapes.kanaName), tally.share(NameShapes.kanaScript))
    // はい and いいえ are readings of nobody.
    let mayDiffer = tally.differentValues > 2 || tally.filled <= 2
    if tally.share(NameShapes.kanaScript) >= 0.8, kana >= 0.8, mayDiffer, tally.variety > 0.3 || tally.filled < 20 {
      return found(.kana, kana)
    }
    // 山田様, 佐藤花子さん in the cells of a plan: the honorific says that it is somebody.
    // Firms are written with one as well, トヨタ様, so names must be among them.
    let names = [NameShapes.personName, .surnameOnly, .givenOnly, .kanaName].reduce(0) { $0 + tally.share($1) }
    if tally.honorific >= 0.8, names >= 0.4, tally.variety > 0.3 || tally.filled < 20 {
      return found(.name, tally.honorific)
    }
    // 祖母 山田花子: the word for a relative before it says that it is somebody.
    if tally.relatives >= 0.3, tally.relatives * Double(tally.filled) >= 2 { return found(.name, tally.relatives) }
    let person = tally.share(NameShapes.personName)
    if person >= 0.6, tally.share(NameShapes.productLike) < 0.2, tally.variety > 0.3 || tally.filled < 20 {
      return found(.name, person)
    }
    if tally.share(CellShapes.sexWord) >= 0.95, tally.share(CellShapes.digitsOnly) < 0.5, tally.differentValues <= 6 {
      return found(.sex, tally.share(CellShapes.sexWord))
    }
    if tally.averageBytes >= 45, tally.variety > 0.5 { return found(.remarks, 1) }
  }

  // MARK: Neighbours

  /// `年`, `月`, `日` are a birth date only side by side in a table of people, over years that people are born in.
  private func settleDateParts(
    _ findings: inout [ColumnFinding], _ titles: [HeaderReading?], _ tallies: [ColumnTally]
  ) {
    let hasPeople = findings.contains { $0.role.isAnchor }
    for column in findings.indices where findings[column].role == .birthYear {
      guard column < titles.count, titles[column]?.strength == .weak else { continue }
      let stands =
        hasPeople && column + 2 < findings.count && findings[column + 1].role == .birthMonth
        && findings[column + 2].role == .birthDay && tallies[column].looksLikeBirthYears(asOf: asOf.year)
      if !stands { findings[column].role = .other }
    }
  }

  /// One birth date a person: among untitled date columns the earliest; beside a titled one, none.
  private func settleDates(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    let birth = findings.indices.filter { findings[$0].role == .birthDate }
    let titled = birth.contains { if case .cells = findings[$0].evidence { false } else { true } }
    let guessed = birth.filter { if case .cells = findings[$0].evidence { true } else { false } }
    if titled {
      for column in guessed { findings[column].role = .other }
    } else if guessed.count > 1 {
      let earliest = guessed.min { (tallies[$0].medianYear ?? 9999) < (tallies[$1].medianYear ?? 9999) }
      for column in guessed where column != earliest { findings[column].role = .other }
    }
    // Month and day columns count only beside a year.
    if !findings.contains(where: { $0.role == .birthYear }) {
      for column in findings.indices where findings[column].role == .birthMonth || findings[column].role == .birthDay {
        findings[column].role = .other
      }
    }
  }

  /// Family and given name side by side without titles; `姓` without `名` stays a family name.
  private func settleSplitNames(
    _ findings: inout [ColumnFinding], _ titles: [HeaderReading?], _ tallies: [ColumnTally]
  ) {
    settleSplitKana(&findings, tallies)
    for column in findings.indices.dropLast() where mayBeName(findings[column]) && mayBeName(findings[column + 1]) {
      let family = tallies[column].share(NameShapes.surnameOnly)
      let given = tallies[column + 1].share(NameShapes.givenOnly)
      // A split reading beside them says that the name is split too, however rare the given names.
      let isRead = findings.contains { $0.role == .kanaFamily }
      guard family >= (isRead ? 0.5 : 0.7), given >= (isRead ? 0.1 : 0.5), tallies[column].averageBytes <= 12,
        tallies[column + 1].averageBytes <= 12, tallies[column].variety > 0.1 || tallies[column].filled < 20
      else { continue }
      if findings[column].role == .none {
        findings[column].role = .familyName
        findings[column].evidence = .cells(family)
        findings[column + 1].role = .givenName
        findings[column + 1].evidence = .neighbours
        continue
      }
      // A title decides before the cells do.
      if case .cells = findings[column].evidence {
        findings[column].role = .familyName
        findings[column + 1].role = .givenName
        findings[column + 1].evidence = .neighbours
      }
    }
    // A weak title `名` beside `姓` is the given name.
    if findings.contains(where: { $0.role == .familyName }), !findings.contains(where: { $0.role == .givenName }) {
      if let family = findings.firstIndex(where: { $0.role == .familyName }), family > 0, family < titles.count,
        titles[family]?.strength == .strong, family - 1 < titles.count, titles[family - 1]?.strength == .weak,
        findings[family - 1].role == .name, findings[family - 1].group == findings[family].group
      {
        // `nome` before `cognome`.
        findings[family - 1].role = .givenName
        findings[family - 1].evidence = .neighbours
      } else if let family = findings.firstIndex(where: { $0.role == .familyName }), family + 1 < findings.count,
        findings[family + 1].group == findings[family].group,
        findings[family + 1].role == .name || findings[family + 1].role == .none
      {
        findings[family + 1].role = .givenName
        findings[family + 1].evidence = .neighbours
      }
    } else if findings.contains(where: { $0.role == .givenName }), !findings.contains(where: { $0.role == .familyName })
    {
      // `nom` beside `prenom` and `Name` beside `Vorname` are family names.
      let whole = findings.indices.filter { findings[$0].role == .name && findings[$0].group == .unnamed }
      if whole.count == 1, let column = whole.first, column < titles.count, titles[column]?.strength == .weak {
        findings[column].role = .familyName
        findings[column].evidence = .neighbours
        return
      }
      // `名` without `姓` is a whole name.
      for column in findings.indices where findings[column].role == .givenName { findings[column].role = .name }
    }
  }

  /// A name found by its cells, or a column of which neither title nor cells told anything yet.
  private func mayBeName(_ finding: ColumnFinding) -> Bool {
    finding.role == .name || finding.role == .none && finding.title.isEmpty && finding.evidence == .none
  }

  /// Two columns of kana side by side without titles, a word a cell: family and given name.
  private func settleSplitKana(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    let guessed = findings.indices.filter { column in
      guard findings[column].role == .kana, case .cells = findings[column].evidence else { return false }
      return tallies[column].spaced * 10 < tallies[column].filled && tallies[column].averageBytes <= 24
    }
    for column in guessed where guessed.contains(column + 1) && findings[column].role == .kana {
      findings[column].role = .kanaFamily
      findings[column + 1].role = .kanaGiven
      findings[column + 1].evidence = .neighbours
    }
  }

  /// A name in Latin letters beside one in kanji is the same person's; a dependant is listed by the given name alone.
  private func settleSecondNames(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    let names = findings.indices.filter { findings[$0].role == .name }
    for column in names {
      let tally = tallies[column]
      let others = names.filter { $0 != column && findings[$0].group == findings[column].group }
      let isRoman = tally.share(NameShapes.romajiName) >= 0.7
      if isRoman, others.contains(where: { tallies[$0].share(NameShapes.romajiName) < 0.3 }) {
        findings[column].role = .romanName
      }
      switch findings[column].group.relation {
      case let relation where relation.sharesFamilyName:
        // 父亲姓名 holds whole names, whatever a Japanese lexicon makes of them.
        if findings[column].title.contains("姓名") { break }
        if tally.share(NameShapes.personName) < 0.5, tally.share(NameShapes.givenOnly) >= 0.4, tally.averageBytes <= 12
        {
          findings[column].role = .givenName
        }
      default: break
      }
    }
  }

  /// Weak titles whose meaning depends on what else the table holds.
  private func settleWeak(_ findings: inout [ColumnFinding], _ titles: [HeaderReading?], _ tallies: [ColumnTally]) {
    let hasInsurance = findings.contains {
      $0.role == .insuranceSymbol || $0.role == .insurerNumber || $0.role == .branchNumber
    }
    let things = Set(
      findings.filter { $0.role == .thing && !Self.isDisplayName($0.title) }.map { TitlePath.object(of: $0.title) })
    for column in findings.indices {
      let isWeak = column < titles.count && titles[column]?.strength == .weak
      switch findings[column].role {
      case .insuranceNumber where isWeak && !hasInsurance: findings[column].role = .other
      case .name
      where isWeak && findings[column].group == .unnamed
        && things.contains(TitlePath.object(of: findings[column].title)):
        // `名称` in a product list holds names of products, however human they sound.
        let share = tallies[column].share(NameShapes.personName)
        if share < 0.8 { findings[column].role = .thing }
      case .phone
      where isWeak && tallies[column].share(CellShapes.phone) < 0.5
        && tallies[column].share(CellShapes.phoneWithoutZero) < 0.5:
        findings[column].role = .other
      default: break
      }
    }
  }

  /// In a list of people without titles, two neighbouring columns of small whole numbers behind the personal ones are
  /// the insurance symbol and number; a column of 1 and 2 is the sex.
  private func settleUntitledNumbers(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    guard let anchor = findings.firstIndex(where: { $0.role.isAnchor }),
      findings.contains(where: { $0.role == .birthDate })
    else { return }
    for column in findings.indices where findings[column].role == .none && column > anchor {
      let tally = tallies[column]
      if tally.share(CellShapes.sexCode) >= 0.98, tally.differentValues == 2,
        !findings.contains(where: { $0.role == .sex })
      {
        findings[column].role = .sex
        findings[column].evidence = .neighbours
      }
    }
    for column in findings.indices.dropLast()
    where column > anchor || column > 0 && findings[column - 1].role == .insurerNumber {
      guard findings[column].role == .none, findings[column + 1].role == .none else { continue }
      let symbol = tallies[column]
      let number = tallies[column + 1]
      guard symbol.allWholeNumbers, number.allWholeNumbers, !symbol.countsRows, !number.countsRows,
        symbol.largestNumber < 100_000_000, number.largestNumber < 100_000_000, number.variety > 0.3,
        symbol.filled >= 5
      else { continue }
      findings[column].role = .insuranceSymbol
      findings[column].evidence = .neighbours
      findings[column + 1].role = .insuranceNumber
      findings[column + 1].evidence = .neighbours
      if column + 2 < findings.count, findings[column + 2].role == .none,
        tallies[column + 2].share(CellShapes.branch2) >= 0.95
      {
        findings[column + 2].role = .branchNumber
        findings[column + 2].evidence = .neighbours
      }
      break
    }
    // Between the employer and the name stands the number of the employee.
    for column in findings.indices where column > 0 && column < anchor && findings[column].role == .none {
      let tally = tallies[column]
      guard findings[column - 1].role == .employer, tally.allWholeNumbers, !tally.countsRows, tally.variety > 0.9,
        tally.filled >= 5, tally.largestNumber >= 1000
      else { continue }
      findings[column].role = .employeeNumber
      findings[column].evidence = .neighbours
    }
  }

  /// In a list of people without titles: courses of check-ups, the clinics beside them, and the days beside those.
  private func settleUntitledAppointments(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    guard findings.contains(where: { $0.role.isAnchor }) else { return }
    func isAppointment(_ column: Int) -> Bool {
      findings.indices.contains(column) && findings[column].role == .appointment
    }
    func found(_ column: Int) {
      findings[column].role = .appointment
      findings[column].evidence = .neighbours
    }
    for column in findings.indices {
      let tally = tallies[column]
      guard findings[column].role == .none || findings[column].role == .remarks, tally.filled >= 3,
        tally.appointmentCells * 10 >= tally.filled * 7, tally.differentValues <= 40, tally.averageBytes <= 60
      else { continue }
      findings[column].role = .appointment
      findings[column].evidence = .cells(Double(tally.appointmentCells) / Double(tally.filled))
    }
    for column in findings.indices where isAppointment(column - 1) || isAppointment(column + 1) {
      let tally = tallies[column]
      let isPlace = findings[column].role == .none || findings[column].role == .employer
      if isPlace, tally.filled >= 3, tally.clinicCells * 10 >= tally.filled * 4 { found(column) }
    }
    for column in findings.indices where findings[column].role == .other && isAppointment(column - 1) {
      if tallies[column].share(CellShapes.date) >= 0.8 { found(column) }
    }
  }
}
