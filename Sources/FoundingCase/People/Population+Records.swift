extension Population {
  /// What the lists of a financial year say of a person. The same for every list of that year.
  package func record(of id: Int, year: Int) -> PersonRecord {
    let person = people[id]
    var random = SeededGenerator(seed: seed, subject: 41, id)
    let client = person.client > 0 ? clients[person.client - 1] : nil
    // The household shares its address: it is drawn from the insured person's number.
    var home = Home(seed: seed, household: person.head ?? id, area: person.area)
    let family = names.surnames[person.family]
    let given = names.given(person.given, isFemale: person.isFemale)
    var record = PersonRecord(
      family: family.written, given: given.written, familyKana: katakana(family.reading),
      givenKana: katakana(given.reading), isFemale: person.isFemale, birth: Day(packed: person.birth), postalCode: "",
      prefecture: "", city: "", town: "", block: "", building: "", phone: person.phone, email: "",
      employer: client?.employers[person.employer] ?? Office.name, employeeNumber: digits(person.employeeNumber, 6),
      symbol: String(person.symbol), number: String(person.number), branch: two(person.branch),
      course: random.pick(Appointment.courses), facility: random.pick(Appointment.facilities),
      wished: wishedDay(year, &random), hour: random.int(in: 8...14), latin: "")
    let familyLatin = romaji(family.reading)
    let givenLatin = romaji(given.reading)
    record.latin = capitalised(givenLatin) + " " + capitalised(familyLatin)
    record.email = address(givenLatin, familyLatin, id, client, &random)
    if year >= 2022 { apply(person.change, of: id, to: &record, home: &home) }
    let area = AreaList.all[home.area]
    record.postalCode = area.postalCode
    record.prefecture = area.prefecture
    record.city = area.city
    record.town = area.town
    record.block = home.block
    record.building = home.building
    return record
  }

  private func apply(_ change: Person.Change, of id: Int, to record: inout PersonRecord, home: inout Home) {
    var random = SeededGenerator(seed: seed, subject: 42, id)
    switch change {
    case .none: break
    case .moved:
      home = Home(seed: seed ^ 0x2022, household: people[id].head ?? id, area: (home.area + 1) % AreaList.all.count)
    case .newSurname:
      let surname = names.surnames[names.surname(&random)]
      record.family = surname.written
      record.familyKana = katakana(surname.reading)
    case .newPhone: record.phone = .mobile(&random)
    case .variantKanji: record.family = Self.variant(of: record.family)
    case .newSymbol: record.symbol = String(people[id].symbol + 500)
    case .birthTypo:
      // The last digit of the day, or of the month where the day has no other.
      let day = record.birth.day
      record.birth.day = day % 10 < 8 && day < 28 ? day + 1 : day - 1
    }
  }

  /// The character of the family register in place of the common one, where CP932 has it.
  static func variant(of family: String) -> String {
    String(family.map { variants[$0] ?? $0 })
  }

  private static let variants: [Character: Character] = [
    "高": "髙", "崎": "﨑", "斎": "齋", "斉": "齊", "辺": "邊", "沢": "澤", "島": "嶋", "浜": "濱", "広": "廣", "桜": "櫻", "国": "國",
    "柳": "栁", "真": "眞", "恵": "惠", "竜": "龍", "滝": "瀧", "関": "關", "豊": "豐", "万": "萬", "寿": "壽",
  ]

  private func wishedDay(_ year: Int, _ random: inout SeededGenerator) -> Day {
    let month = random.int(in: 6...14)
    let calendarYear = month > 12 ? year + 1 : year
    return Day(calendarYear, (month - 1) % 12 + 1, random.int(in: 1...28))
  }

  private func address(
    _ given: String, _ family: String, _ id: Int, _ client: Client?, _ random: inout SeededGenerator
  ) -> String {
    let local = random.pick([
      "\(given).\(family)\(id % 1000)", "\(family)-\(given.prefix(1))\(id)", "\(given)_\(id)",
      "\(given.prefix(1)).\(family)\(id % 10000)",
    ])
    let domain =
      random.chance(perMille: 350)
      ? client?.mailDomain ?? "example.jp" : random.pick(["example.com", "example.ne.jp", "example.org"])
    // The number of the person keeps addresses apart where the names meet.
    return local + (local.hasSuffix(String(id)) ? "" : "x\(id)") + "@" + domain
  }
}

/// Where a household lives.
private struct Home {
  var area: Int
  var block: String
  var building: String

  init(seed: UInt64, household: Int, area: Int) {
    self.area = area
    var random = SeededGenerator(seed: seed, subject: 43, household)
    switch random.int(below: 4) {
    case 0: block = "\(random.int(in: 1...8))-\(random.int(in: 1...30))-\(random.int(in: 1...30))"
    case 1: block = "\(random.int(in: 1...8))丁目\(random.int(in: 1...30))番\(random.int(in: 1...30))号"
    case 2: block = "\(random.int(in: 1...3000))番地"
    default: block = "\(random.int(in: 1...30))-\(random.int(in: 1...30))"
    }
    building =
      random.chance(perMille: 250) ? " " + random.pick(Appointment.buildings) + "\(random.int(in: 101...1205))" : ""
  }
}
