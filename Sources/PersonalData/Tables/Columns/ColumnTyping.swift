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

  /// Organisations below a title of something else (委託元, 第一志望): whose a list is they may tell, but not whom its people work
  /// for.
  var isNamedOnly: Bool {
    guard role == .employer, case .cells = evidence else { return false }
    return HeaderWords.otherOrganisations.contains(where: title.contains)
  }

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
    settlePlaces(&findings, tallies)
    settleDisplayNames(&findings)
    settleSecondNames(&findings, tallies)
    settleReadings(&findings, tallies)
    settleAccounts(&findings, tallies)
    settleResults(&findings, tallies)
    settleHealth(&findings, texts, tallies)
    settleOtherNames(&findings, tallies)
    settleHandlers(&findings, tallies)
    settleNamesOfThings(&findings, tallies)
    settleFurtherNames(&findings, tallies)
    settleStatistics(&findings, titles, tallies)
    settleBookings(&findings)
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
    if title.role.isName, tally.areAnswers {
      finding.role = .other
      finding.evidence = .titleContradicted
      return
    }
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
    case .insurer
    where finding.title.contains("団体") && tally.share(NameShapes.insurerName) == 0
      && tally.share(NameShapes.organisationName) >= 0.3:
      // 団体名 over the firms that send their people.
      finding.role = .employer
    case .insurerNumber where tally.share(NameShapes.organisationName) >= 0.5:
      finding.role = .insurer
    case .employer where title.strength == .weak && tally.share(NameShapes.organisationName) < 0.5,
      .employer where tally.share(CellShapes.digitsOnly) >= 0.9,
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
    case .nationalNumber where tally.digitCells * 2 < tally.filled && tally.spaced * 2 >= tally.filled:
      // `run` over the commands of a workflow.
      finding.role = .other
      finding.evidence = .titleContradicted
      return
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

}
