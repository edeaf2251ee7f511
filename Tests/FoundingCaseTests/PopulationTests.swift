import Testing

@testable import FoundingCase

@Suite("The people of the founding case")
struct PopulationTests {
  static let population = Population(seed: 5, people: 3400)

  @Test("no two have the same name and birth date, in kanji or in kana")
  func distinct() {
    var written = Set<String>()
    var spoken = Set<String>()
    for person in Self.population.people {
      let record = Self.population.record(of: person.id, year: 2021)
      #expect(written.insert(record.name + "\(person.birth)").inserted)
      #expect(spoken.insert(record.kana + "\(person.birth)").inserted)
    }
  }

  @Test("twins, families with one telephone and homonyms are planted")
  func planted() {
    let people = Self.population.people
    let twins = people.indices.dropFirst().filter {
      people[$0].head != nil && people[$0].head == people[$0 - 1].head && people[$0].birth == people[$0 - 1].birth
    }
    #expect(!twins.isEmpty)
    for twin in twins { #expect(people[twin].number == people[twin - 1].number) }
    #expect(people.contains { person in person.head.map { people[$0].phone == person.phone } ?? false })
    let names = people.map { "\($0.family) \($0.given) \($0.isFemale)" }
    #expect(Set(names).count < names.count)
  }

  @Test(
    "insurer numbers have a right check digit", arguments: ["06139463", "06132013", "33120015", "01130012", "00263129"])
  func checkDigit(number: String) { #expect(ClientList.checkDigit(String(number.dropLast())) == number.suffix(1)) }

  @Test("insurer numbers, names and mail domains of the clients are their own")
  func clients() {
    let clients = Self.population.clients
    #expect(Set(clients.map(\.insurerNumber)).count == 124)
    #expect(Set(clients.map(\.name)).count == 124)
    #expect(Set(clients.map(\.mailDomain)).count == 124)
    for client in clients {
      #expect(ClientList.checkDigit(String(client.insurerNumber.dropLast())) == client.insurerNumber.suffix(1))
    }
  }

  @Test("My Number's check digit: 12345678901 → 8 (Ordinance 85 of the Ministry of Internal Affairs, art. 5)")
  func myNumber() {
    #expect(MyNumber.checkDigit("12345678901") == "8")
  }

  @Test("two of name, kana, birth date, telephone and insurance number agree in both years' lists")
  func resolvable() {
    let founding = FoundingCase(seed: 5, scale: 0.02)
    let set = ResolutionSet(of: founding)
    var before: [Int: ResolutionSet.Record] = [:]
    var changed = 0
    for record in set.records {
      guard record.year == 2022, let old = before[record.person] else {
        before[record.person] = record
        continue
      }
      // The lists spell alike only in their own habits: names are compared as the population has them.
      let was = founding.population.record(of: record.person, year: 2021)
      let now = founding.population.record(of: record.person, year: 2022)
      let isSameName = was.given == now.given && [was.family, Population.variant(of: was.family)].contains(now.family)
      let agreeing = [
        record.name != nil && old.name != nil && isSameName,
        record.kana != nil && old.kana != nil && was.kana == now.kana,
        record.birth == old.birth, record.phone != nil && record.phone == old.phone,
        record.number != nil && record.symbol == old.symbol && record.number == old.number,
      ].count { $0 }
      #expect(agreeing >= 2, "\(record) \(old)")
      if record.birth != old.birth || record.symbol != old.symbol || !isSameName { changed += 1 }
    }
    #expect(changed > 0)
    #expect(Set(set.records.map(\.person)).count == 3400)
  }
}
