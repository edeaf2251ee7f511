import FoundingCase
import JapaneseText
import PersonalData
import Testing

/// The same people over two years and many lists: records become keys, keys become people, people are compared with
/// those that the generator planted.
@Suite("The same people again")
struct ResolutionTests {
  private static let records = ResolutionSet(of: FoundingCase(scale: 0.05)).records

  /// For each record the representative of its person.
  private static func people(_ records: [ResolutionSet.Record]) throws -> [Int] {
    let maker = FactKeys()
    var store = RecordStore()
    for (row, record) in records.enumerated() {
      let made = try #require(maker.record(of: facts(record), row: row))
      store.append(made)
    }
    let join = PersonJoin(store)
    return records.indices.map(join.representative)
  }

  private static func facts(_ record: ResolutionSet.Record) -> PersonFacts {
    var facts = PersonFacts()
    facts.name = record.name
    facts.kana = record.kana
    facts.birthDate = record.birth.flatMap { CivilDate(packed: $0) }
    if let phone = record.phone {
      let bytes = Array(phone.utf8)
      bytes.withUnsafeBufferPointer { cell in
        if let number = PhoneNumber.parse(cell, leadingZeroMayBeMissing: true) { facts.phones = [number.digits] }
      }
    }
    facts.email = record.email
    facts.address = record.address
    facts.insurerNumber = record.insurerNumber
    facts.insuranceSymbol = record.symbol
    facts.insuranceNumber = record.number
    return facts
  }

  @Test func pairs() throws {
    let found = try Self.people(Self.records)
    var pairsFound = 0
    var pairsPlanted = 0
    var pairsBoth = 0
    func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }
    for group in Dictionary(grouping: Self.records.indices, by: { found[$0] }).values {
      pairsFound += pairs(group.count)
      for same in Dictionary(grouping: group, by: { Self.records[$0].person }).values { pairsBoth += pairs(same.count) }
    }
    for group in Dictionary(grouping: Self.records.indices, by: { Self.records[$0].person }).values {
      pairsPlanted += pairs(group.count)
    }
    #expect(pairsPlanted > 1000)
    let precision = Double(pairsBoth) / Double(max(1, pairsFound))
    let recall = Double(pairsBoth) / Double(max(1, pairsPlanted))
    #expect(precision >= 0.999, "\(pairsFound - pairsBoth) of \(pairsFound) pairs are different people")
    #expect(recall >= 0.99, "\(pairsPlanted - pairsBoth) of \(pairsPlanted) pairs were not found")
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func order(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var places = Array(Self.records.indices)
    random.shuffle(&places)
    let straight = try Self.people(Self.records)
    let shuffled = try Self.people(places.map { Self.records[$0] })
    let first = Set(Dictionary(grouping: Self.records.indices, by: { straight[$0] }).values.map(Set.init))
    let second = Set(
      Dictionary(grouping: places.indices, by: { shuffled[$0] }).values.map { Set($0.map { places[$0] }) })
    #expect(first == second, "seed \(seed)")
  }
}
