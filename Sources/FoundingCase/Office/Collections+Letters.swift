extension Collections {
  /// Letters, memos and mails about people of the lists.
  func writeLetters(_ folder: CaseFolder) throws {
    var random = SeededGenerator(seed: seed, subject: 92)
    var mails: [MailFile] = []
    var mailPeople: [Int] = []
    var mailFields = Set<PlantedField>()
    for number in 1...124 where number % 3 == 0 || number == ClientList.watchedNumber {
      let client = population.clients[number - 1]
      let members = current(number)
      for (i, kind) in Correspondence.Kind.allCases.enumerated() {
        guard let id = members.isEmpty ? nil : random.pick(members) else { continue }
        let year = lastYear(id)
        let letter = Correspondence(kind, population.record(of: id, year: year), client, &random)
        let day = Day(year, random.int(in: 5...12), random.int(in: 1...28))
        let name = "\(client.shortName)_\(day.packed)"
        switch kind {
        case .confirmation:
          let asPDF = number % 2 == 0
          try folder.add(
            "ドキュメント/案内状/\(year)/\(name)_予約案内." + (asPDF ? "pdf" : "docx"),
            asPDF ? PrintedFile.letter(letter.lines) : LetterFile.bytes(letter.lines, made: day), modified: day,
            people: [id],
            fields: letter.fields)
        case .telephoneMemo:
          try folder.add(
            "デスクトップ/電話メモ/\(name)_\(i).txt", (number % 2 == 0 ? TextFile.Coding.cp932 : .utf8).bytes(letter.text),
            modified: day, people: [id], fields: letter.fields)
        case .result:
          try folder.add(
            "ドキュメント/結果問合せ/\(name).docx", LetterFile.bytes(letter.lines, made: day), modified: day, people: [id],
            fields: letter.fields)
        case .change:
          let record = population.record(of: id, year: year)
          let mail = MailFile(
            from: (record.name, record.email), to: "uketsuke@\(Office.domain)", subject: "健診日程の変更のお願い", day: day,
            text: letter.lines.joined(separator: "\n") + "\n", isJIS: number % 2 == 0)
          if number % 5 == 0 {
            try folder.add("ドキュメント/メール/\(name).eml", mail.bytes, modified: day, people: [id], fields: letter.fields)
          } else {
            mails.append(mail)
            mailPeople.append(id)
            mailFields.formUnion(letter.fields)
          }
        }
      }
    }
    try folder.add(
      "ドキュメント/メール/受信トレイ_2022.mbox", MailFile.mailbox(mails), modified: Day(2023, 1, 10), people: mailPeople,
      fields: mailFields)
  }
}
