import Testing

@testable import PersonalData

@Suite("Packed records")
struct RecordStoreTests {
  private func records(_ count: Int, seed: UInt64) -> [PersonRecord] {
    var random = SeededGenerator(seed: seed)
    let kinds = IdentityKind.allCases
    return (0..<count).map { number in
      PersonRecord(
        keys: (0..<Int.random(in: 1...6, using: &random)).map { _ in
          IdentityKey(
            kind: kinds[Int.random(in: 0..<kinds.count, using: &random)],
            high: UInt64.random(in: 0...UInt64(count * 8), using: &random),
            low: .random(in: .min ... .max, using: &random))
        },
        fields: FieldSet(rawValue: .random(in: 0...0xFFFF, using: &random)),
        hints: (0..<Int.random(in: 0...(number % 50 == 0 ? 40 : 4), using: &random)).map { _ in
          .random(in: 0..<4000, using: &random)
        },
        birthDate: number % 3 == 0 ? 0 : 1950_01_02 + Int32(number % 28),
        origin: .init(table: number % 100, row: number))
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func whatGoesInComesOut(seed: UInt64) {
    let records = records(2_000, seed: seed)
    var store = RecordStore()
    for record in records { store.append(record) }
    #expect(store.count == records.count)
    #expect(records.indices.allSatisfy { store[$0] == records[$0] }, "seed \(seed)")
  }

  /// With one chunk of memory all others lie on disk; nothing else changes.
  @Test func whatIsOnDiskIsTheSame() {
    let records = records(20_000, seed: 5)
    var inMemory = RecordStore()
    var spilled = RecordStore(memoryLimit: 1)
    for record in records {
      inMemory.append(record)
      spilled.append(record)
    }
    #expect(records.indices.allSatisfy { spilled[$0] == records[$0] })
    let first = PersonJoin(inMemory)
    let second = PersonJoin(spilled, memory: 1 << 18)
    #expect(first.people == second.people)
    #expect(records.indices.allSatisfy { first.representative(of: $0) == second.representative(of: $0) })
    #expect(PersonSet(inMemory, joinedBy: first) == PersonSet(spilled, joinedBy: second))
  }

  @Test func keysBeyondTheLimitAreLeftOut() {
    var store = RecordStore()
    let keys = (0..<20).map { IdentityKey(kind: .email, high: UInt64($0), low: 1) }
    store.append(PersonRecord(keys: keys, fields: FieldSet(rawValue: 1)))
    #expect(store[0].keys == Array(keys.prefix(PackedRecord.maximumKeys)))
  }

  /// Somebody listed by many organisations belongs to each of them; who has up to four takes no more room than ever.
  @Test func everyHintIsKept() {
    for count in [0, 1, 4, 5, 8, 9, PackedRecord.maximumHints, PackedRecord.maximumHints + 1] {
      let hints = (0..<count).map { UInt16($0) }
      var store = RecordStore()
      let keys = [IdentityKey(kind: .nameBirth, high: 1, low: 2)]
      for _ in 0..<2 { store.append(PersonRecord(keys: keys, fields: FieldSet(rawValue: 1), hints: hints)) }
      let kept = Array(hints.prefix(PackedRecord.maximumHints))
      #expect(store[0].hints == kept && store[1].hints == kept, "\(count)")
      #expect(store[1].keys == keys)
      let words = store.withRecord(0) { $0.words.count } ?? 0
      #expect(words == PackedRecord.headerWords + 2 + max(0, kept.count - 1) / 4, "\(count)")
    }
  }

  @Test func hintsOfAllRecordsOfAPersonAreKept() {
    var store = RecordStore()
    let key = IdentityKey(kind: .nameBirth, high: 1, low: 2)
    for hint in 0..<12 {
      store.append(PersonRecord(keys: [key], fields: FieldSet(rawValue: 1), hints: [UInt16(hint)]))
    }
    let people = PersonSet(store, joinedBy: PersonJoin(store))
    #expect(people.count == 1)
    #expect(Set(people.record(0).hints) == Set(0..<12))
  }
}
