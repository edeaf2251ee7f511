import JapaneseText

/// Titles that mean one thing in a list of people and another beside other columns.
extension ColumnTyping {
  /// `駅名` and `よみ`, `会社名` and `カナ`: the reading is that of the thing or the organisation before it, when the list names
  /// nobody and has nothing that only people have.
  func settleReadings(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    let ofPeople: [ColumnRole] = [
      .name, .familyName, .givenName, .birthDate, .birthYear, .sex, .age, .insuranceNumber, .employeeNumber,
      .checkResult,
    ]
    guard !findings.contains(where: { ofPeople.contains($0.role) }) else { return }
    for column in findings.indices.dropFirst() where findings[column].role == .kana {
      let named = findings[column - 1]
      // 科目名, 講座名, 品種名称: nobody's name, by its words and by its cells.
      let isUnknownThing =
        named.role == .none && (named.title.hasSuffix("名") || named.title.hasSuffix("名称"))
        && namesShare(tallies[column - 1]) < 0.5
      let before = isUnknownThing ? .thing : named.role
      let share = tallies[column].share(NameShapes.kanaName)
      let isReadingOfThings = share < 0.5 || tellsReadings(of: tallies[column - 1], tallies[column])
      if before == .thing && isReadingOfThings || before == .employer && share < 0.9 { findings[column].role = .thing }
    }
  }

  /// 遠藤駅 えんどうえき, 駅前店 ﾖｼﾀﾞｴｷﾏｴﾃﾝ: a list that names each thing once and reads it in one word, or names places.
  private func tellsReadings(of things: ColumnTally, _ readings: ColumnTally) -> Bool {
    guard things.filled >= 3, things.variety >= 0.95 else { return false }
    return readings.share(NameShapes.separated) < 0.2 || things.share(NameShapes.organisationName) >= 0.5
  }

  /// `user_name` is who works with a program, and where everybody has one row with a birth date, an address or a telephone
  /// number, the people whom its table is about.
  func settleAccounts(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    guard !findings.contains(where: { $0.role.isAnchor }),
      findings.contains(where: { [.birthDate, .address, .phone, .postalCode, .email].contains($0.role) })
    else { return }
    let accounts = findings.indices.filter { column in
      findings[column].role == .handler && Self.isOfAccounts(findings[column].title)
        && tallies[column].share(NameShapes.personName) >= 0.5
        && (tallies[column].variety > 0.5 || tallies[column].filled < 20)
    }
    guard accounts.count == 1, let column = accounts.first else { return }
    findings[column].role = .name
    findings[column].evidence = .neighbours
  }

  /// `user_name`, and `staff_nm` of an office's own list.
  private static func isOfAccounts(_ title: String) -> Bool {
    let folded = Folding.foldText(title)
    return HeaderWords.accounts.contains(folded) || folded.split { "_-. ".contains($0) }.contains("staff")
  }

  /// 読み without names beside it is that of characters or words, where hardly any reads like a name; and a sender who is the
  /// same on each line and reads like nobody is the shop that sends.
  func settleNamesOfThings(_ findings: inout [ColumnFinding], _ tallies: [ColumnTally]) {
    let hasNames = findings.contains { $0.role.isName }
    for column in findings.indices where tallies[column].filled >= 3 {
      switch (findings[column].role, findings[column].group.relation) {
      case (.kana, _) where !hasNames && Self.anyReadings.contains(Folding.foldText(findings[column].title)):
        if tallies[column].share(NameShapes.kanaName) < 0.2 { findings[column].role = .thing }
      case (.name, .sender), (.name, .seller):
        if tallies[column].differentValues == 1, namesShare(tallies[column]) == 0 { findings[column].role = .thing }
      default: break
      }
    }
  }

  private static let anyReadings = Set(
    ["読み", "よみ", "読み仮名", "読みがな", "よみがな", "かな", "カナ", "音読み", "訓読み"].map { Folding.foldText($0) })
}
