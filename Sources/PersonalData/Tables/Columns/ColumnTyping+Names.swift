import JapaneseText

/// Names in two columns, and names of two kinds.
extension ColumnTyping {
  /// Family and given name side by side without titles; `姓` without `名` stays a family name.
  func settleSplitNames(
    _ findings: inout [ColumnFinding], _ titles: [HeaderReading?], _ tallies: [ColumnTally]
  ) {
    settleNamesByWord(&findings)
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
        findings[family + 1].role == .name || findings[family + 1].role == .none,
        findings[family + 1].title.isEmpty || findings[family + 1].role == .name
          || namesShare(tallies[family + 1]) >= 0.3
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
  func settleSecondNames(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
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

  /// 注文者名字 and 注文者名前, 名字フリガナ and 名前フリガナ: 名字 is a name by itself in Chinese, and 名前 in Japanese.
  private func settleNamesByWord(_ findings: inout [ColumnFinding]) {
    for family in findings.indices {
      for word in ["名字", "苗字"] where findings[family].title.contains(word) {
        let other = findings[family].title.replacing(word, with: "名前")
        guard let given = findings.firstIndex(where: { $0.title == other }) else { continue }
        switch findings[family].role {
        case .name, .familyName: (findings[family].role, findings[given].role) = (.familyName, .givenName)
        case .kana, .kanaFamily, .kanaGiven: (findings[family].role, findings[given].role) = (.kanaFamily, .kanaGiven)
        default: break
        }
      }
    }
  }
}
