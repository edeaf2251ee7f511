import Archives

/// The department's folder on the file server: what the clients sent, older years, and the exchange of check-up results.
struct Share {
  let population: Population
  let seed: UInt64

  func fill(_ folder: CaseFolder) throws {
    let collections = Collections(population: population, seed: seed)
    for client in population.clients {
      let lists = ClientLists(population: population, seed: seed, client: client)
      for year in client.hasSecondYear ? [2021, 2022] : [2021] where (client.number + year) % 5 < 3 {
        try writeReceived(lists, year, folder)
      }
      let old = lists.members(2020)
      if !old.isEmpty { try writeOld(lists, old, folder) }
    }
    try writeExchange(collections, folder)
    try writeBundle(collections, folder)
    try HarmlessFiles(seed: seed ^ 1).write(folder, beneath: "共有/資料")
  }

  /// As received, mostly the very bytes that the laptop has a copy of, else our own tidy export.
  private func writeReceived(_ lists: ClientLists, _ year: Int, _ folder: CaseFolder) throws {
    let client = lists.client
    let home = "健診事業部/受領データ/FY\(year)/" + Laptop.folder(of: client)
    if client.number % 10 < 6 {
      let listed = lists.main(year)
      try folder.add(
        home + "/" + listed.fileName, listed.list.bytes(as: listed.format, of: population, seed: seed),
        modified: listed.list.made, people: listed.list.members, fields: listed.list.fields)
    } else {
      let list = lists.tidy(
        "受診者マスタ", year: year, layout: .whole, members: lists.members(year), made: Day(year, 10, 3))
      let format = client.number % 2 == 0 ? ListFormat.workbook : .delimited(.cp932)
      try folder.add(
        home + "/受診者マスタ_\(year)." + format.fileExtension, list.bytes(as: format, of: population, seed: seed),
        modified: list.made, people: list.members, fields: list.fields)
    }
  }

  /// People whom only the share still has. One client's list is locked: nobody can say who lies there.
  private func writeOld(_ lists: ClientLists, _ members: [Int], _ folder: CaseFolder) throws {
    let client = lists.client
    let list = lists.tidy("申込者", year: 2020, layout: .application, members: members, made: Day(2020, 9, 1))
    let home = "健診事業部/旧年度/2020年度/" + Laptop.folder(of: client)
    if client.number == 88 {
      var zip = ZipFile(made: list.made, password: "2020")
      zip.add("申込者_2020.csv", list.bytes(as: .delimited(.cp932), of: population, seed: seed))
      try folder.add(
        home + ".zip", zip.finished(), modified: list.made, people: members, fields: list.fields, unreadable: "password"
      )
    } else {
      try folder.add(
        home + "/申込者_2020.csv", list.bytes(as: .delimited(.cp932), of: population, seed: seed), modified: list.made,
        people: members, fields: list.fields)
    }
  }

  /// Archives of the specific health check-ups, results included.
  private func writeExchange(_ collections: Collections, _ folder: CaseFolder) throws {
    for number in [15, 72, ClientList.watchedNumber] {
      let client = population.clients[number - 1]
      let members = Array(collections.lists(number).members(2021).prefix(30))
      var random = SeededGenerator(seed: seed, subject: 93, number)
      let body = "131" + digits(1_000_000 + number, 7).prefix(6)
      let archive = CheckupArchive(
        facility: body + ClientList.checkDigit(body), insurerNumber: client.insurerNumber, made: Day(2021, 11, 15))
      try folder.add(
        "健診事業部/特定健診XML/\(archive.name).zip",
        archive.bytes(members.map { population.record(of: $0, year: 2021) }, &random), modified: Day(2021, 11, 16),
        people: members,
        fields: [
          .kana, .birthDate, .sex, .postalCode, .address, .insurerNumber, .insuranceSymbol, .insuranceNumber,
          .checkResult,
        ])
    }
  }

  /// An archive within an archive, as staff hand work over.
  private func writeBundle(_ collections: Collections, _ folder: CaseFolder) throws {
    var inner = ZipFile(made: Day(2022, 3, 30))
    var outer = ZipFile(made: Day(2022, 3, 31))
    var people: [Int] = []
    var fields = Set<PlantedField>()
    for number in [9, 27, 66] {
      let lists = collections.lists(number)
      let list = lists.tidy("引継ぎ", year: 2021, layout: .society, members: lists.members(2021), made: Day(2022, 3, 30))
      let bytes = list.bytes(as: number == 27 ? .workbook : .delimited(.cp932), of: population, seed: seed)
      let name = "引継ぎ/\(lists.client.shortName)." + (number == 27 ? "xlsx" : "csv")
      if number == 66 { outer.add(name, bytes) } else { inner.add(name, bytes, deflated: number == 27) }
      people += list.members
      fields.formUnion(list.fields)
    }
    outer.add("引継ぎ/前半.zip", inner.finished(), deflated: false)
    try folder.add(
      "健診事業部/引継ぎ/引継ぎ資料_20220331.zip", outer.finished(), modified: Day(2022, 3, 31), people: people, fields: fields)
  }
}
