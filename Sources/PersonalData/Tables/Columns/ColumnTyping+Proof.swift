import JapaneseText

/// Names under a title that things have as well (`name`, `family`, `title.name`) are people where something says so: what only
/// people have beside them, or the cells themselves. Most tables that lie on a computer are of programs, and name fonts,
/// languages, commands and keys.
extension ColumnTyping {
  func settleUnprovenNames(_ findings: inout [ColumnFinding], _ titles: [HeaderReading?], _ tallies: [ColumnTally]) {
    let doubtful = findings.indices.filter { isDoubtful(findings[$0], $0 < titles.count ? titles[$0] : nil, findings) }
    guard !doubtful.isEmpty else { return }
    var isBesidePeople = false
    var isBesideStaff = false
    for column in findings.indices where !doubtful.contains(column) {
      switch tellsOfPeople(findings[column], tallies[column]) {
      case .people: isBesidePeople = true
      case .staff: isBesideStaff = true
      case .nobody: break
      }
    }
    if isBesidePeople { return }
    for column in doubtful
    where !readsAsNames(findings[column], tallies[column], isBesideStaff: isBesideStaff) {
      findings[column].role = .thing
      findings[column].evidence = .titleContradicted
    }
  }

  /// Whether the title of a column of names is one that things have, too: a common word, a part of a name (`family`) without the
  /// other one, a word that says nothing.
  private func isDoubtful(_ finding: ColumnFinding, _ title: HeaderReading?, _ findings: [ColumnFinding]) -> Bool {
    guard !finding.title.isEmpty else { return false }
    if case .cells = finding.evidence { return title == nil && finding.role == .name }
    switch finding.evidence {
    case .title, .titleAndCells: break
    default: return false
    }
    guard let title, finding.group.relation == .unnamed || TitlePaths.isOfObject(finding.group) else { return false }
    return switch finding.role {
    // `fn` without `ln` was taken for a whole name.
    case .name, .romanName:
      title.strength == .weak
        || [.familyName, .givenName].contains(title.role) && finding.title.utf8.allSatisfy { $0 < 0x80 }
    case .familyName, .givenName: isLonePart(finding, findings)
    // `phonetic` over kinds of keyboards.
    case .kana: finding.title.utf8.allSatisfy { $0 < 0x80 }
    default: false
    }
  }

  private func isLonePart(_ finding: ColumnFinding, _ findings: [ColumnFinding]) -> Bool {
    guard finding.title.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
    let other: ColumnRole = finding.role == .familyName ? .givenName : .familyName
    return !findings.contains { $0.role == other && $0.group == finding.group }
  }

  private enum Neighbour { case people, staff, nobody }

  /// Whether a column holds what only people have, or what staff have and things as well.
  private func tellsOfPeople(_ finding: ColumnFinding, _ tally: ColumnTally) -> Neighbour {
    guard tally.filled > 0 else { return .nobody }
    switch finding.role {
    case .birthDate, .phone, .email, .address, .myNumber, .insurerNumber:
      switch finding.evidence {
      case .titleAndCells(let share), .cells(let share): return share >= 0.2 ? .people : .nobody
      default: return .nobody
      }
    case .kana: return tally.share(NameShapes.kanaName) >= 0.5 ? .people : .nobody
    case .kanaFamily, .kanaGiven, .birthYear, .phoneFirst, .formerFamilyName: return .people
    // `run` over commands is no number of a state.
    case .insuranceSymbol, .insuranceNumber, .symbolAndNumber, .driversLicense, .residenceCard, .pensionNumber,
      .employmentInsurance, .nationalNumber, .passport:
      return tally.averageBytes <= 40 ? .people : .nobody
    case .sex: return tally.differentValues <= 6 ? .people : .nobody
    case .age: return tally.numbersWithin(0...120) ? .people : .nobody
    // A relation that a title names, a part of a name beside its other one.
    case .name, .familyName, .givenName, .romanName: return namesShare(tally) >= 0.3 ? .people : .nobody
    case .checkResult, .otherSensitive: return MedicalTitle.isOne(finding.title) ? .people : .nobody
    case .employer:
      if case .cells = finding.evidence { return .nobody }
      return .staff
    // `class` over `GtkButton` and `TextView`.
    case .department where tally.identifiers >= 0.5: return .nobody
    case .department, .employeeNumber, .appointment, .otherName, .postalCode, .bankAccount, .iban, .taxNumber,
      .cardNumber:
      return .staff
    default: return .nobody
    }
  }

  /// Whether cells alone make names of a column.
  private func readsAsNames(_ finding: ColumnFinding, _ tally: ColumnTally, isBesideStaff: Bool) -> Bool {
    // One or two cells prove little: each must be a name on the lists.
    let isFew = tally.filled < 3
    if finding.role == .familyName || finding.role == .givenName {
      return namesShare(tally) >= 0.5 && !isFew && tally.variety > 0.3 && tally.share(NameShapes.personName) < 0.5
    }
    if finding.role == .kana { return tally.share(NameShapes.kanaScript) >= 0.5 || namesShare(tally) >= 0.3 }
    let full = max(tally.share(NameShapes.personName), tally.share(NameShapes.kanaName))
    if full >= 0.5 { return !isFew || tally.latin < 0.5 || tally.share(NameShapes.listedSurname) >= 0.5 }
    if tally.honorific >= 0.5 { return true }
    if tally.latin < 0.5 {
      // 山田, 花子; names that Chinese and Korean lists hold.
      let parts = max(tally.share(NameShapes.surnameOnly), tally.share(NameShapes.givenOnly))
      return parts >= 0.7 || max(full, parts, tally.share(NameShapes.listedSurname)) >= 0.4 && !isFew
    }
    guard tally.looksLikeLatinNames else { return isBesideStaff && full >= 0.3 }
    // Names that no lexicon has: two or three words each, and hardly a word twice. A list of people names somebody in nearly
    // every row.
    if isBesideStaff { return tally.wordVariety >= 0.7 }
    return tally.filled >= 5 && tally.fillRate >= 0.5 && tally.wordVariety >= (full >= 0.1 ? 0.75 : 0.9)
  }
}
