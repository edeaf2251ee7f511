import JapaneseText

/// What only the neighbours of a column tell, in lists of people without titles: exports of payrolls and of filings, class
/// lists for mail merge.
extension ColumnTyping {
  func settleUntitled(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    settleReadingsOfFirms(&findings, tallies)
    settleConstants(&findings, tallies)
    guard findings.contains(where: { $0.role.isAnchor }) else { return }
    settlePostalCodes(&findings, tallies)
    settleEraDates(&findings, tallies)
    settleClassDates(&findings, tallies)
    settleDocumentNumbers(&findings, tallies)
  }

  /// Kana beside firms, a different one in each row, are how these are read: lists of banks and their branches. Names of people
  /// have two parts, or something that only people have beside them.
  private func settleReadingsOfFirms(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    let isOfFirms = findings.contains { $0.role == .employer && tallies[$0.column].variety >= 0.9 }
    guard isOfFirms, !findings.contains(where: { $0.role.isName && $0.role != .kana || Self.isOfPeople($0.role) })
    else {
      return
    }
    for column in findings.indices where findings[column].role == .kana {
      guard tallies[column].filled >= 5, tallies[column].spaced * 10 < tallies[column].filled else { continue }
      findings[column].role = .other
      findings[column].evidence = .neighbours
    }
  }

  /// An address, a telephone number or a mail address that is the same in every row is that of the office that made the list.
  private func settleConstants(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    for column in findings.indices {
      switch findings[column].role {
      case .address, .phone, .email, .postalCode:
        guard tallies[column].filled >= 5, tallies[column].differentValues == 1 else { continue }
        findings[column].role = .other
        findings[column].evidence = .neighbours
      default: break
      }
    }
  }

  /// Seven digits beside an address.
  private func settlePostalCodes(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    for column in findings.indices where findings[column].role == .none {
      let tally = tallies[column]
      let isBeside = [column - 1, column + 1].contains {
        findings.indices.contains($0) && findings[$0].role == .address
      }
      guard isBeside, tally.filled >= 3, tally.averageBytes == 7, tally.share(CellShapes.postal) >= 0.95 else {
        continue
      }
      findings[column].role = .postalCode
      findings[column].evidence = .neighbours
    }
  }

  /// `3,55,12,05` and `3,551205`: an era's code, then year, month and day apart or in one.
  private func settleEraDates(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    guard !findings.contains(where: { $0.role == .birthDate || $0.role == .birthYear }) else { return }
    func isFree(_ column: Int) -> Bool {
      findings.indices.contains(column) && (findings[column].role == .none || findings[column].role == .sex)
    }
    func take(_ column: Int, _ role: ColumnRole) {
      findings[column].role = role
      findings[column].evidence = .neighbours
    }
    for column in findings.indices where isFree(column) && isFree(column + 1) {
      let codes = tallies[column]
      guard codes.filled >= 3, codes.looksLikeEraCodes else { continue }
      if tallies[column + 1].filled == codes.filled, tallies[column + 1].looksLikeDaysOfEra {
        take(column, .birthEra)
        return take(column + 1, .birthDate)
      }
      guard isFree(column + 2), isFree(column + 3),
        (1...3).allSatisfy({ tallies[column + $0].filled == codes.filled }),
        tallies[column + 1].looksLikeBirthYears(asOf: asOf.year), tallies[column + 1].largestNumber <= 64,
        tallies[column + 2].runsThrough(1...12, to: 7), tallies[column + 3].runsThrough(1...31, to: 13)
      else { continue }
      take(column, .birthEra)
      take(column + 1, .birthYear)
      take(column + 2, .birthMonth)
      return take(column + 3, .birthDay)
    }
  }

  /// The only dates of a list that names everybody once, all within one school year.
  private func settleClassDates(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    guard !findings.contains(where: { $0.role == .birthDate || $0.role == .birthYear }),
      let name = findings.first(where: { $0.role.isAnchor }), tallies[name.column].variety == 1
    else { return }
    let dated = findings.indices.filter { tallies[$0].share(CellShapes.date) >= 0.5 }
    guard dated.count == 1, let column = dated.first, findings[column].role == .other else { return }
    // 平成十八年四月五日: certificates.
    let isOfEra = tallies[column].share(CellShapes.eraDate) >= 0.9
    guard tallies[column].looksLikeOneClass(asOf: asOf.year, inAnyYear: isOfEra) else { return }
    findings[column].role = .birthDate
  }

  /// Numbers of pensions and of employment insurance in their own writing, `0750-890436`, beside a birth date; and further
  /// columns of My Numbers, those of dependants, of which only a few are filled in.
  private func settleDocumentNumbers(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    let isBorn = findings.contains { $0.role == .birthDate || $0.role == .birthYear }
    let isNumbered = findings.contains { $0.role == .myNumber }
    for column in findings.indices where findings[column].role == .none {
      let tally = tallies[column]
      if isNumbered, tally.filled >= 2, tally.share(CellShapes.myNumber) == 1 {
        findings[column].role = .myNumber
      } else if isBorn, tally.filled >= 5, tally.share(CellShapes.digitsOnly) == 0 {
        if tally.share(CellShapes.pension) == 1 {
          findings[column].role = .pensionNumber
        } else if tally.share(CellShapes.employmentInsurance) == 1 {
          findings[column].role = .employmentInsurance
        } else {
          continue
        }
      } else {
        continue
      }
      findings[column].evidence = .neighbours
    }
  }
}
