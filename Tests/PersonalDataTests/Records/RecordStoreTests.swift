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
        hints: (0..<Int.random(in: 0...4, using: &random)).map { _ in .random(in: 0..<4000, using: &random) },
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
}
