import JapaneseText
import Testing

@testable import PersonalData

@Suite("Joining records into people")
struct PersonJoinTests {
  private func key(_ kind: IdentityKind, _ number: UInt64) -> IdentityKey {
    IdentityKey(kind: kind, high: number &* 0x9E37_79B9_7F4A_7C15, low: number)
  }

  private func people(_ records: [PersonRecord]) -> Int {
    var store = RecordStore()
    for record in records { store.append(record) }
    return PersonJoin(store).people
  }

  private func record(_ keys: [IdentityKey], born: Int32 = 0) -> PersonRecord {
    PersonRecord(keys: keys, fields: FieldSet(rawValue: 1), birthDate: born)
  }

  @Test func oneStrongKeySuffices() {
    #expect(people([record([key(.nameBirth, 1)]), record([key(.nameBirth, 1), key(.email, 2)])]) == 1)
    #expect(people([record([key(.nameBirth, 1)]), record([key(.kanaBirth, 1)])]) == 2)
  }

  @Test func aChainOfKeysIsOnePerson() {
    let chain = [
      record([key(.nameBirth, 1)]), record([key(.nameBirth, 1), key(.insurance, 2)]),
      record([key(.insurance, 2), key(.email, 3)]), record([key(.email, 3)]),
    ]
    #expect(people(chain) == 1)
  }

  @Test func quiteDifferentBirthDatesPartANameAndTelephone() {
    let keys = [key(.namePhone, 1)]
    #expect(people([record(keys, born: 1950_01_02), record(keys, born: 1980_05_06)]) == 2)
    #expect(people([record(keys, born: 1950_01_02), record(keys, born: 1951_01_02)]) == 1)
    #expect(people([record(keys, born: 1950_01_02), record(keys)]) == 1)
    // An insurance key carries the birth date itself.
    let insured = [key(.insurance, 1)]
    #expect(people([record(insured, born: 1950_01_02), record(insured, born: 1980_05_06)]) == 1)
  }

  /// A sheet of birth dates and a sheet of telephone numbers of the same twelve people, and a thirteenth on each.
  private func lists(namesOfSecond: (UInt64) -> UInt64, born: Int32 = 0) -> Int {
    var store = RecordStore()
    for number in UInt64(0)..<13 {
      store.append(
        PersonRecord(
          keys: [key(.nameBirth, 100 + number), key(.nameOnly, number)], fields: FieldSet(rawValue: 1),
          birthDate: 1950_01_02, origin: .init(table: 1, row: Int(number))))
    }
    for number in UInt64(0)..<13 {
      store.append(
        PersonRecord(
          keys: [key(.namePhone, 200 + number), key(.nameOnly, namesOfSecond(number))], fields: FieldSet(rawValue: 1),
          birthDate: born, origin: .init(table: 2, row: Int(number))))
    }
    #expect(PersonJoin(store).people == 26)
    return PersonJoin(store, joiningLists: true).people
  }

  @Test func twoListsOfTheSamePeopleAreJoinedByTheirNames() {
    #expect(lists { $0 == 12 ? 99 : $0 } == 14)
    // Half of the names meet: these are other people.
    #expect(lists { $0 % 2 == 0 ? $0 : 50 + $0 } == 26)
    // Names that one list has twice, and birth dates that differ, join nobody.
    #expect(lists { min($0, 11) } == 15)
    #expect(lists(namesOfSecond: { $0 }, born: 1980_05_06) == 26)
  }

  /// Homonyms of a list without birth dates: the insurance number tells them apart, a patient's number beside it not.
  @Test func differentNumbersUnderOneNameAreHomonyms() {
    let name = key(.nameOnly, 9)
    let first = record([name, key(.nameInsurance, 1)])
    let second = record([name, key(.nameInsurance, 2)])
    let patient = record([name, key(.nameNumber, 3)])
    let bare = record([name])
    let known = record([key(.nameBirth, 4), name], born: 1950_01_02)
    #expect(people([first, second]) == 2)
    #expect(people([first, second, first, second]) == 2)
    #expect(people([first, bare, second, patient]) == 2)
    #expect(people([first, first, patient]) == 1)
    #expect(people([known, first, bare, patient]) == 1)
    // Which of the two was born then, nobody can say.
    #expect(people([known, first, second]) == 3)
  }

  @Test func aNameAloneBelongsToTheOneWhoBearsIt() {
    let known = record([key(.nameBirth, 1), key(.nameOnly, 9)], born: 1950_01_02)
    let homonym = record([key(.nameBirth, 2), key(.nameOnly, 9)], born: 1980_05_06)
    let bare = record([key(.nameOnly, 9)])
    #expect(people([bare, bare]) == 1)
    #expect(people([known, bare]) == 1)
    #expect(people([known, homonym]) == 2)
    #expect(people([known, homonym, bare, bare]) == 2)
  }

  @Test func linksSayWhy() {
    var store = RecordStore()
    store.append(record([key(.nameBirth, 1)]))
    store.append(record([key(.email, 7)]))
    store.append(record([key(.nameBirth, 1), key(.email, 7)]))
    let join = PersonJoin(store, explaining: 10)
    #expect(join.linksByKind == [.nameBirth: 1, .email: 1])
    #expect(
      Set(join.links.map { "\($0.first)-\($0.second) \($0.kind)" }) == ["0-2 nameBirth", "1-2 email"])
    #expect((0..<3).map(join.representative) == [0, 0, 0])
  }

  /// The partition of records does not depend on their order, nor on the memory that sorting is given.
  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func order(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let kinds: [IdentityKind] = [
      .nameBirth, .kanaBirth, .insurance, .namePhone, .email, .nameAddress, .nameEmployee, .nameOnly,
    ]
    let births: [Int32] = [0, 0, 1950_01_02, 1950_01_20, 1977_11_30, 1977_11_03, 2001_05_05]
    let records = (0..<400).map { number in
      let keys = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        key(kinds[Int.random(in: 0..<kinds.count, using: &random)], UInt64.random(in: 1...160, using: &random))
      }
      return PersonRecord(
        keys: keys, fields: FieldSet(rawValue: 1), birthDate: births[Int.random(in: 0..<births.count, using: &random)],
        origin: .init(table: 1, row: number))
    }
    // Records that have a name alone go to the first bearer, so only the strong part is free of order.
    let strong = records.filter { $0.keys.contains { !$0.kind.isWeak } }
    #expect(
      partition(strong, memory: 48 << 20) == partition(strong.shuffled(using: &random), memory: 48 << 20),
      "seed \(seed)")
    #expect(partition(strong, memory: 48 << 20) == partition(strong, memory: 1 << 9), "seed \(seed)")
    #expect(
      partition(records, memory: 48 << 20).count == partition(records.shuffled(using: &random), memory: 48 << 20).count,
      "seed \(seed)")
  }

  /// Enough records for several parts of each kind, and for keys that agree in the bits that sorting looks at.
  @Test(arguments: [1, 2] as [UInt64])
  func manyRecords(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let count = 150_000
    var store = RecordStore()
    var firstOf: [UInt64: Int] = [:]
    var expected = (0..<count).map { $0 }
    for index in 0..<count {
      // Keys that differ only in their lowest bits beside keys that differ everywhere.
      let number = UInt64.random(in: 0..<UInt64(count), using: &random)
      let high = number % 3 == 0 ? number : number &* 0x9E37_79B9_7F4A_7C15
      store.append(record([IdentityKey(kind: .nameBirth, high: high, low: 0)]))
      if let first = firstOf[high] { expected[index] = first } else { firstOf[high] = index }
    }
    for memory in [48 << 20, 1 << 18] {
      let join = PersonJoin(store, memory: memory)
      #expect((0..<count).allSatisfy { join.representative(of: $0) == expected[$0] }, "seed \(seed)")
      #expect(join.people == firstOf.count)
      let chains = join.chains()
      var members = 0
      for index in 0..<count where chains.isFirst(index) {
        members += 1
        var last = index
        while let next = chains.next(after: last) {
          #expect(next > last && expected[next] == index)
          members += 1
          last = next
        }
      }
      #expect(members == count)
    }
  }

  /// Sets of the rows that make a person each.
  private func partition(_ records: [PersonRecord], memory: Int) -> Set<Set<Int>> {
    var store = RecordStore()
    for record in records { store.append(record) }
    let join = PersonJoin(store, memory: memory)
    var sets: [Int: Set<Int>] = [:]
    for index in records.indices { sets[join.representative(of: index), default: []].insert(records[index].origin.row) }
    return Set(sets.values)
  }

  @Test(arguments: [
    (0, 1950_01_02, true), (1950_01_02, 1950_01_02, true), (1950_01_02, 1950_01_20, true),
    (1950_01_02, 1951_01_02, true),
    (1950_01_02, 1950_02_01, true), (1977_11_30, 1977_12_30, true), (1957_01_02, 1975_01_02, true),
    (1950_01_02, 1980_05_06, false), (1950_01_02, 1951_02_02, false), (1950_01_02, 1951_01_03, false),
  ])
  func slipsOfThePen(a: Int32, b: Int32, same: Bool) {
    #expect(BirthDates.mayBeSame(a, b) == same)
    #expect(BirthDates.mayBeSame(b, a) == same)
  }
}
