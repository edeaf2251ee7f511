import JapaneseText

/// Titles of names that are understood only with the other names of the table.
extension ColumnTyping {
  /// `Nom` beside `Prénom` is the family name, `Nome` beside `Cognome` the given name, and each a whole name by itself.
  func settleNameParts(_ findings: inout [ColumnFinding], _ titles: [HeaderReading?], _ tallies: [ColumnTally]) {
    for column in findings.indices where findings[column].role == .name {
      guard column < titles.count, let title = titles[column], title.role == .name,
        tallies[column].filled == 0 ? title.strength == .weak : tallies[column].spaced * 2 <= tallies[column].filled
      else { continue }
      let near = findings.indices.filter { abs($0 - column) <= 4 && findings[$0].group == findings[column].group }
      let hasFamily = near.contains { findings[$0].role == .familyName }
      let hasGiven = near.contains { findings[$0].role == .givenName }
      let others = near.contains { $0 != column && findings[$0].role == .name }
      if hasGiven, !hasFamily, !others { findings[column].role = .familyName }
      if hasFamily, !hasGiven, !others { findings[column].role = .givenName }
    }
  }

  /// A name that only `本名`'s other names are titles of (`通称`, `Nickname`) is the person's name.
  func settleOtherNames(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    guard !findings.contains(where: { $0.role.isAnchor }) else { return }
    let named = findings.indices.first { column in
      findings[column].role == .otherName && namesShare(tallies[column]) >= 0.5
    }
    if let named { findings[named].role = .name }
  }

  /// Whoever looks after the person of the row, sells to him or examines him is somebody as well, where the cells are names.
  /// Accounts that wrote the row are not: they tell of the program, and stand in the list otherwise.
  func settleHandlers(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    let isAboutPeople = findings.contains { $0.role.isAnchor }
    var parts: [(column: Int, title: HandlerTitle)] = []
    for column in findings.indices where findings[column].role == .handler {
      let tally = tallies[column]
      guard tally.filled > 0, !HeaderWords.isAudit(findings[column].title) else { continue }
      let full = tally.share(NameShapes.personName)
      let isConvincing = full >= 0.7 && tally.filled >= 3 && tally.share(NameShapes.listedSurname) >= 0.5
      // Names that no lexicon has: behind a courtesy title, or under a title in Chinese or Korean.
      let isAddressed =
        tally.honorific >= 0.5 || HeaderWords.isEastAsianHandler(findings[column].title) && tally.longest <= 12
      guard isConvincing || isAboutPeople && (namesShare(tally) >= 0.5 || isAddressed),
        tally.share(NameShapes.organisationName) < 0.3, tally.share(NameShapes.department) < 0.5
      else { continue }
      findings[column].role = .name
      findings[column].group = PersonGroup(relation: .handler, number: column)
      if let title = HandlerTitle(findings[column].title) { parts.append((column, title)) }
    }
    settleHandlerReadings(&findings)
    // `doctor_first_name` and `doctor_last_name` are one doctor.
    for family in parts where family.title.role == .familyName {
      guard let given = parts.first(where: { $0.title == family.title.beside }) else { continue }
      findings[family.column].role = .familyName
      findings[given.column].role = .givenName
      findings[given.column].group = findings[family.column].group
    }
  }

  /// `担当者名カナ` is the reading of `担当者名`, and so is フリガナ right behind it where the row names nobody else: a list of
  /// firms with whom to ask for there. `カナ氏名` beside 担当者 is somebody else's.
  private func settleHandlerReadings(_ findings: inout [ColumnFinding]) {
    let handlers = findings.filter { $0.role == .name && $0.group.relation == .handler }
    if handlers.isEmpty { return }
    let namesOthers = findings.contains { $0.role.isName && $0.group.relation != .handler }
    for column in findings.indices where findings[column].role == .kana && findings[column].group == .unnamed {
      guard let owner = HandlerTitle.owner(ofReading: findings[column].title) else { continue }
      let named = handlers.first { handler in
        owner.isEmpty ? !namesOthers && handler.column + 1 == column : HandlerTitle.owner(of: handler.title) == owner
      }
      if let named { findings[column].group = named.group }
    }
  }

  /// Names under a title that says nothing, beside names that have one: somebody further, and not a second block of columns.
  func settleFurtherNames(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    let isTitled = findings.contains { finding in
      if case .cells = finding.evidence { return false }
      return finding.role.isName
    }
    guard isTitled else { return }
    for column in findings.indices where findings[column].role == .name && !findings[column].title.isEmpty {
      guard case .cells = findings[column].evidence, findings[column].group == .unnamed else { continue }
      // `Early Bird` in all rows is the kind of a ticket, however it sounds.
      if tallies[column].variety > 0.3, tallies[column].differentValues > 1 || tallies[column].filled == 1 {
        findings[column].group = PersonGroup(relation: .further, number: column)
      } else {
        findings[column].role = .none
      }
    }
  }

  /// Without titles, and with names that no lexicon has: a column that is written as names are beside birth dates, mail
  /// addresses or telephone numbers.
  func settleUntitledLatinNames(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    guard !findings.contains(where: { $0.role.isAnchor }),
      findings.contains(where: { [.birthDate, .email, .phone].contains($0.role) })
    else { return }
    let written = findings.indices.filter { column in
      [.none, .remarks].contains(findings[column].role) && tallies[column].looksLikeLatinNames
        && tallies[column].share(NameShapes.personName) >= 0.2
    }
    guard let column = written.first else { return }
    findings[column].role = .name
    findings[column].evidence = .cells(tallies[column].share(NameShapes.personName))
  }

  /// How many bear each name is nobody's: single names beside a count or a rank, and nothing else that people have.
  func settleStatistics(_ findings: inout [ColumnFinding], _ titles: [HeaderReading?], _ tallies: [ColumnTally]) {
    let personal = findings.filter { $0.role.field != nil && $0.role != .employer }
    // A product with its price, however human it sounds.
    if let only = personal.first, personal.count == 1, only.role == .name, only.group == .unnamed,
      only.column < titles.count, titles[only.column]?.strength == .weak,
      findings.contains(where: { HeaderWords.isPrice($0.title) })
    {
      findings[only.column].role = .thing
      return
    }
    // 石井大充 beside the count of a delivery is whoever took it: whole names are not counted.
    func isSingle(_ tally: ColumnTally) -> Bool {
      tally.spaced == 0 && min(tally.share(.personName), tally.share(.listedSurname)) < 0.7
    }
    guard !personal.isEmpty, personal.allSatisfy({ $0.role.isName && isSingle(tallies[$0.column]) }),
      Set(personal.map(\.role)).count == 1, findings.contains(where: { HeaderWords.isStatistic($0.title) })
    else { return }
    for finding in personal { findings[finding.column].role = .thing }
  }

  /// Share of the cells that may be somebody's name, or a part of it.
  func namesShare(_ tally: ColumnTally) -> Double {
    let shapes: [NameShapes] = [.personName, .surnameOnly, .givenOnly, .kanaName, .romajiName]
    return shapes.map { tally.share($0) }.max() ?? 0
  }
}

extension HeaderWords {
  private static let statistics = Set(
    [
      "count", "bearers", "frequency", "freq", "rank", "number of bearers", "percent", "%", "人数", "件数", "順位", "世帯数",
      "割合", "ランク", "anzahl", "rang",
    ]
    .map { Folding.foldText($0) })

  private static let prices = Set(
    [
      "price", "unit price", "list price", "cost", "stock", "sku", "prezzo", "preis", "einzelpreis", "prix", "precio",
      "preco", "preço",
      "cena", "pris", "prijs", "harga", "単価", "価格", "定価", "売価", "在庫", "在庫数", "价格", "單價", "가격", "단가",
    ].map { Folding.foldText($0) })

  static func isPrice(_ title: String) -> Bool { prices.contains(Folding.foldText(title)) }

  /// Whether a title stands over figures of how many bear a name.
  static func isStatistic(_ title: String) -> Bool { statistics.contains(Folding.foldText(title)) }

  /// Whether a title names who worked with the list, or the account that did.
  static func isAudit(_ title: String) -> Bool {
    let folded = Folding.foldText(title)
    let words = Set(folded.split { "_-. ".contains($0) }.map(String.init))
    return audit.contains(folded)
      || !words.isDisjoint(with: ["user", "created", "updated", "modified", "ins", "upd", "login"])
  }
}
