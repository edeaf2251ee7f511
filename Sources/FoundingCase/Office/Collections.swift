import Archives

/// What else piles up on such a laptop: merged lists, databases, forms, letters, contacts, locked and broken files.
struct Collections {
  let population: Population
  let seed: UInt64

  func lists(_ number: Int) -> ClientLists {
    ClientLists(population: population, seed: seed, client: population.clients[number - 1])
  }

  /// The latest year in whose lists the person stands.
  func lastYear(_ id: Int) -> Int {
    let years = population.people[id].years
    return years.contains(.fy2022) ? 2022 : years.contains(.fy2021) ? 2021 : 2020
  }

  /// Members of a client that the laptop's lists have.
  func current(_ number: Int) -> [Int] { population.members[number].filter { population.people[$0].years != .fy2020 } }

  /// "All of them, merged": the last record of everybody of the first eighty clients.
  func writeMerged(_ folder: CaseFolder) throws {
    var bytes: [UInt8] = []
    var everybody: [Int] = []
    var fields = Set<PlantedField>()
    for number in 1...80 {
      let members = current(number)
      var list = lists(number).tidy("全件マージ", year: 2022, layout: .society, members: members, made: Day(2022, 12, 9))
      list.style.header = number == 1 ? .one : .none
      for year in [2021, 2022] {
        var part = list
        part.year = year
        part.members = members.filter { lastYear($0) == year }
        if year == 2022, number == 1 { part.style.header = .none }
        bytes += part.bytes(as: .delimited(.cp932), of: population, seed: seed)
      }
      everybody += members
      fields = list.fields
    }
    try folder.add(
      "デスクトップ/全件マージ_最新_v3.csv", bytes, modified: Day(2022, 12, 9), people: everybody, fields: fields)
  }

  /// The office's own staff with their My Numbers.
  func writeStaff(_ folder: CaseFolder) throws {
    let list = PeopleList(
      title: "職員名簿", client: nil, year: 2022, layout: .staff, style: .plain, members: population.members[0],
      made: Day(2022, 11, 1))
    let note = Grid(name: "取扱注意", texts: [["特定個人情報 取扱注意"], ["年末調整用 マイナンバー提出一覧"]])
    try folder.add(
      "ドキュメント/総務/年末調整_マイナンバー.xlsx",
      WorkbookFile.bytes([note, list.grid(of: population, seed: seed)], made: list.made, usesSharedStrings: false),
      modified: list.made, people: list.members, fields: list.fields)
  }

  /// The booking site's database, taken along for a test, and its export.
  func writeBookings(_ folder: CaseFolder) throws {
    let members = (1...124).filter { $0 % 9 == 2 }.flatMap { current($0).prefix(300) }
    let rows = members.map { id in
      let record = population.record(of: id, year: lastYear(id))
      let client = population.clients[population.people[id].client - 1]
      return [
        record.name, record.kana, record.birth.text(.hyphens), record.isFemale ? "2" : "1", record.postalCode,
        record.address, record.phone.plain, record.email, client.insurerNumber, record.symbol, record.number,
        record.course,
      ]
    }
    let columns = [
      "name", "kana", "birth", "sex", "zip", "address", "tel", "mail", "insurer_no", "symbol", "number", "course",
    ]
    let courses = Appointment.courses.enumerated().map { ["C\($0)", $1, "\(8000 + $0 * 1200)"] }
    let bytes = try DatabaseFile.bytes(
      [
        .init(name: "applicants", columns: columns, rows: rows),
        .init(name: "courses", columns: ["code", "title", "price"], rows: courses),
      ], scratch: folder.path(of: "kenshin_navi_backup.tmp"))
    let fields: Set<PlantedField> = [
      .name, .kana, .birthDate, .sex, .postalCode, .address, .phone, .email, .insurerNumber, .insuranceSymbol,
      .insuranceNumber, .appointment,
    ]
    try folder.add(
      "ドキュメント/けんしんナビ/kenshin_navi_backup.db", bytes, modified: Day(2022, 8, 2), people: members, fields: fields)
  }

  /// Check-up results of another service, seven clients: sensitive data.
  func writeResults(_ folder: CaseFolder) throws {
    for number in (1...124).filter({ $0 % 17 == 5 }).prefix(7) {
      let members = Array(current(number).filter { population.people[$0].years.contains(.fy2021) }.prefix(180))
      let list = lists(number).tidy(
        "特定保健指導 対象者", year: 2021, layout: .results, members: members, made: Day(2021, 12, 3))
      let other = number % 2 == 0
      try folder.add(
        "ドキュメント/特定保健指導/\(Laptop.folder(of: population.clients[number - 1]))_対象者." + (other ? "csv" : "xlsx"),
        list.bytes(as: other ? .delimited(.cp932) : .workbook, of: population, seed: seed), modified: list.made,
        people: members, fields: list.fields)
    }
  }

  /// Forms that were typed one below the other, several to a workbook.
  func writeForms(_ folder: CaseFolder) throws {
    for number in [7, 31, 58, 90, 112] {
      let members = Array(current(number).prefix(25))
      let client = population.clients[number - 1]
      var rows: [[String]] = []
      for id in members {
        let record = population.record(of: id, year: lastYear(id))
        rows += [
          ["健診申込書", client.name], ["氏名", record.family + "　" + record.given],
          ["フリガナ", record.familyKana + "　" + record.givenKana],
          ["生年月日", record.birth.text(.eraKanji)], ["住所", record.address],
          ["電話番号", [record.phone.area, record.phone.middle, record.phone.last].joined(separator: "-")], ["", ""],
        ]
      }
      try folder.add(
        "ドキュメント/健診申込/申込書/\(client.shortName)_申込書.xlsx",
        WorkbookFile.bytes([Grid(name: "申込書", texts: rows)], made: Day(2022, 5, 20)), modified: Day(2022, 5, 20),
        people: members, fields: [.name, .kana, .birthDate, .address, .phone, .insurer])
    }
  }

  /// Figures for a meeting; the people they were counted from are still on a hidden sheet.
  func writeSummary(_ folder: CaseFolder) throws {
    let lists = lists(50)
    let list = lists.tidy(
      "元データ", year: 2021, layout: .application, members: lists.members(2021), made: Day(2022, 1, 14))
    var hidden = list.grid(of: population, seed: seed)
    hidden.name = "元データ"
    hidden.isHidden = true
    let figures = Grid(
      name: "集計",
      rows: [[.text("コース"), .text("件数")]]
        + Appointment.courses.enumerated().map { [.text($1), .number(String(120 + $0 * 31))] })
    try folder.add(
      "ドキュメント/会議資料/申込状況_集計.xlsx", WorkbookFile.bytes([figures, hidden], made: list.made), modified: list.made,
      people: list.members, fields: list.fields)
  }

  func writeContacts(_ folder: CaseFolder) throws {
    for (number, isOld) in [(12, true), (64, false)] {
      let members = Array(current(number).prefix(40))
      let records = members.map { population.record(of: $0, year: lastYear($0)) }
      try folder.add(
        "ドキュメント/連絡先/\(population.clients[number - 1].shortName)_連絡先.vcf", ContactFile.bytes(records, isOld: isOld),
        modified: Day(2022, 9, 9), people: members, fields: [.name, .kana, .phone, .email, .birthDate])
    }
  }

  /// What nobody can read out again; everybody in it also lies elsewhere on the laptop.
  func writeUnreadable(_ folder: CaseFolder) throws {
    for number in [3, 44, 101] {
      let listed = lists(number).main(2021)
      var zip = ZipFile(made: listed.list.made, password: "kenshin\(number)")
      zip.add(listed.fileName, listed.list.bytes(as: listed.format, of: population, seed: seed))
      try folder.add(
        "ドキュメント/送付用/\(population.clients[number - 1].shortName)_PW付.zip", zip.finished(), modified: listed.list.made,
        people: listed.list.members, fields: listed.list.fields, unreadable: "password")
    }
    let broken = lists(20).tidy(
      "名簿", year: 2021, layout: .application, members: lists(20).members(2021), made: Day(2021, 7, 7))
    let whole = broken.bytes(as: .workbook, of: population, seed: seed)
    try folder.add(
      "ダウンロード/名簿_破損.xlsx", Array(whole.prefix(whole.count / 2)), modified: broken.made, people: broken.members,
      fields: broken.fields, unreadable: "damaged")
    var random = SeededGenerator(seed: seed, subject: 91)
    let database =
      [0x00, 0x01, 0x00, 0x00] + Array("Standard Jet DB".utf8) + [0x00, 0x01]
      + (0..<20_000).map { _ in UInt8(random.int(below: 256)) }
    try folder.add(
      "ドキュメント/けんしんナビ/予約管理_旧.mdb", database, modified: Day(2021, 4, 2), unreadable: "damaged")
  }
}
