/// Everybody in the founding case: members of the 124 societies and the office's own staff.
///
/// People are distinct by construction: no two have the same name and birth date, in kanji or in kana. Twins (same
/// birth date, household, telephone and insurance number), fathers and sons with one telephone, and homonyms with
/// another birth date are planted.
package struct Population: Sendable {
  package let seed: UInt64
  package private(set) var people: [Person] = []
  package private(set) var clients: [Client]
  /// Members of each client in the order of its lists, by client number; index 0 is the staff.
  package private(set) var members: [[Int]]
  let names: NamePool
  private let areas = AreaList.all
  private var writtenKeys = Set<UInt64>()
  private var spokenKeys = Set<UInt64>()
  private var telephones = Set<String>()

  static let staff = 48

  package init(seed: UInt64, people: Int) {
    self.seed = seed
    names = NamePool(seed: seed)
    clients = ClientList.make(seed: seed, people: people)
    members = Array(repeating: [], count: clients.count + 1)
    self.people.reserveCapacity(people * 107 / 100)
    for client in clients {
      var random = SeededGenerator(seed: seed, subject: 31, client.number)
      fill(client, &random)
    }
    var random = SeededGenerator(seed: seed, subject: 32)
    for i in 0..<Self.staff {
      add(
        stranger(client: 0, symbol: 1, number: i + 1, employer: 0, years: [.fy2021, .fy2022], &random), &random)
    }
    // A few tens of megabytes that nobody needs any more.
    writtenKeys = []
    spokenKeys = []
    telephones = []
  }

  /// Adds the client's people of the laptop, and some of the year before that only the share still has.
  private mutating func fill(_ client: Client, _ random: inout SeededGenerator) {
    let hasOldList = client.number % 4 == 0
    let target = client.people + (hasOldList ? client.people / 5 : 0)
    var household = 0
    while members[client.number].count < target {
      household += 1
      let place = members[client.number].count
      let years: Person.Years = place >= client.people ? .fy2020 : yearsOfLists(client, &random)
      let employer = random.int(below: client.employers.count)
      let symbol = 100 + employer * 7
      let head = stranger(
        client: client.number, symbol: symbol, number: household * 3 + client.number, employer: employer, years: years,
        &random)
      add(head, &random)
      addFamily(
        of: people.count - 1, room: min(target, place < client.people ? client.people : target) - place - 1, &random)
    }
  }

  private func yearsOfLists(_ client: Client, _ random: inout SeededGenerator) -> Person.Years {
    guard client.hasSecondYear else { return .fy2021 }
    let draw = random.int(below: 100)
    return draw < 58 ? [.fy2021, .fy2022] : draw < 80 ? .fy2021 : .fy2022
  }

  /// Spouse, twins or a grown-up child, as far as there is room.
  private mutating func addFamily(of head: Int, room: Int, _ random: inout SeededGenerator) {
    let draw = random.int(below: 1000)
    if draw < 260, room >= 1 {
      addDependant(of: head, relation: .spouse, branch: 1, &random)
    } else if draw < 290, room >= 1 {
      addDependant(of: head, relation: .child, branch: 2, &random)
    } else if draw < 296, room >= 2 {
      addDependant(of: head, relation: .child, branch: 2, &random)
      addDependant(of: head, relation: .twin, branch: 3, &random)
    } else if draw < 302, room >= 1 {
      addDependant(of: head, relation: .homonym, branch: 0, &random)
    }
  }

  private enum Relation { case spouse, child, twin, homonym }

  private mutating func addDependant(of head: Int, relation: Relation, branch: Int, _ random: inout SeededGenerator) {
    let insured = people[head]
    var person = stranger(
      client: insured.client, symbol: insured.symbol, number: insured.number, employer: insured.employer,
      years: insured.years, &random)
    switch relation {
    case .homonym:
      // Somebody else of the same name, with a household, a telephone and a birth date of his own.
      person.number = insured.number + 1
      person.family = insured.family
      person.given = insured.given
      person.isFemale = insured.isFemale
      person.change = .moved
    case .spouse, .child, .twin:
      person.head = head
      person.branch = branch
      person.family = insured.family
      person.area = insured.area
      person.change = insured.change == .moved ? .moved : .none
      if relation != .spouse || random.chance(perMille: 300) { person.phone = insured.phone }
      if relation == .spouse {
        person.isFemale = !insured.isFemale
        person.given = names.given(isFemale: person.isFemale, &random)
        person.birth = Self.birth(
          in: max(1940, Int(insured.birth) / 10000 - 6)...(Int(insured.birth) / 10000 + 6), &random)
      } else if relation == .child {
        person.birth = Self.birth(in: 1996...2003, &random)
      } else {
        person.birth = people[people.count - 1].birth
      }
    }
    add(person, &random)
  }

  /// A person who is related to nobody.
  private mutating func stranger(
    client: Int, symbol: Int, number: Int, employer: Int, years: Person.Years, _ random: inout SeededGenerator
  ) -> Person {
    let isFemale = random.chance(perMille: 430)
    let area = random.int(below: areas.count)
    var phone = Telephone(area: "", middle: "", last: "")
    repeat {
      phone = random.chance(perMille: 640) ? .mobile(&random) : .fixed(areas[area].areaCodes, &random)
    } while !telephones.insert(phone.plain).inserted
    var change = Person.Change.none
    if years.contains([.fy2021, .fy2022]) {
      let draw = random.int(below: 1000)
      change =
        draw < 60
        ? .moved
        : draw < 68
          ? .newSurname
          : draw < 110
            ? .newPhone
            : draw < 130
              ? .variantKanji
              : draw < 155 ? .newSymbol : draw < 160 ? .birthTypo : .none
    }
    return Person(
      id: 0, client: client, family: names.surname(&random), given: names.given(isFemale: isFemale, &random),
      isFemale: isFemale, birth: Self.birth(in: 1947...2003, &random), area: area, phone: phone, employer: employer,
      symbol: symbol, number: number, branch: 0, employeeNumber: random.int(in: 10_000...999_999), head: nil,
      years: years,
      change: change)
  }

  private static func birth(in years: ClosedRange<Int>, _ random: inout SeededGenerator) -> Int32 {
    let year = random.int(in: years)
    let month = random.int(in: 1...12)
    return Day(year, month, random.int(in: 1...Day.length(ofMonth: month, in: year))).packed
  }

  /// Adds a person, with another given name (or for a homonym another birth date) when somebody has the same already.
  private mutating func add(_ candidate: Person, _ random: inout SeededGenerator) {
    var person = candidate
    var tries = 0
    while !claim(person) {
      tries += 1
      if candidate.head == nil {
        person.birth = Self.birth(in: 1947...2003, &random)
      } else {
        person.given = names.given(isFemale: person.isFemale, &random)
        if tries > 200 { person.birth = Self.birth(in: 1947...2003, &random) }
      }
    }
    person.id = people.count
    people.append(person)
    members[person.client].append(person.id)
  }

  private mutating func claim(_ person: Person) -> Bool {
    let family = names.surnames[person.family]
    let given = names.given(person.given, isFemale: person.isFemale)
    let written = Self.key(family.written, given.written, person.birth)
    let spoken = Self.key(family.reading, given.reading, person.birth)
    if writtenKeys.contains(written) || spokenKeys.contains(spoken) { return false }
    if let head = person.head, !people[head...].allSatisfy({ isCalledOtherwise($0, than: given) }) { return false }
    writtenKeys.insert(written)
    spokenKeys.insert(spoken)
    return true
  }

  /// No family gives two of its members the same name, not even in other characters.
  private func isCalledOtherwise(_ member: Person, than given: NameForm) -> Bool {
    let name = names.given(member.given, isFemale: member.isFemale)
    return name.reading != given.reading && name.written != given.written
  }

  /// FNV-1a over the text and the date: `Hasher` is seeded anew in every process and would not be deterministic where
  /// two keys meet.
  private static func key(_ family: String, _ given: String, _ birth: Int32) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in family.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for byte in given.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return (hash ^ UInt64(UInt32(bitPattern: birth))) &* 0x9e37_79b9_7f4a_7c15
  }
}
