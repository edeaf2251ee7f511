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

  @Test("what both years say of a person is enough to see that it is the same")
  func resolvable() throws {
    let set = ResolutionSet(of: FoundingCase(seed: 5, scale: 0.02))
    var before: [Int: ResolutionSet.Record] = [:]
    var changed = 0
    for record in set.records {
      guard record.year == 2022, let old = before[record.person] else {
        before[record.person] = record
        continue
      }
      let agreeing = [
        record.name != nil && record.name == old.name, record.kana != nil && record.kana == old.kana,
        record.birth == old.birth,
        record.phone != nil && record.phone == old.phone, record.symbol == old.symbol && record.number == old.number,
      ].count { $0 }
      // Spelling differs between lists, so the same name may be unequal here; birth date and insurance number remain.
      #expect(agreeing >= 1, "\(record) \(old)")
      if record.birth != old.birth || record.symbol != old.symbol { changed += 1 }
    }
    #expect(changed > 0)
    #expect(Set(set.records.map(\.person)).count == 3400)
  }
}
