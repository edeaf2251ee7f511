import Custody
import PersonalData
import Storage
import TestDatabases
import Testing

/// Joining across contents.
@Suite(.onEveryEngine) struct JoinTests {
  private func people(_ contents: [[[IdentityKey]]]) throws -> Int {
    let installation = try Installation()
    try installation.custody.register(Device(id: "PC-1"), at: day(0))
    let scan = try installation.custody.beginScan(device: "PC-1", root: "/data", startedAt: day(1), clock: { day(1) })
    for (number, persons) in contents.enumerated() {
      let entries = persons.map { PersonEntry(keys: $0, fields: FieldSet([.name])) }
      try scan.observe(file("/data/\(number)", profile("content \(number)", entries)))
      // Some contents come in the same transaction, some in the next one.
      if number % 3 != 1 { try scan.flush() }
    }
    _ = try scan.finish(at: day(1))
    return try installation.custody.scope(of: "PC-1", at: day(2)).total.certain.count
  }

  private static let nameBirth = key(.nameBirth, "高橋花子 1975")
  private static let otherBirth = key(.nameBirth, "高橋葉奈子 1975")
  private static let kanaBirth = key(.kanaBirth, "タカハシハナコ 1975")
  private static let phone = key(.namePhone, "高橋花子 045")
  private static let insurance = key(.insurance, "12-345 花子")
  private static let email = key(.email, "hanako@example.com")
  private static let name = key(.nameOnly, "高橋花子")

  @Test(
    arguments: [
      // A firm key joins; different ones do not.
      ([[[nameBirth]], [[nameBirth]]], 1), ([[[nameBirth]], [[otherBirth]]], 2),
      // An entry that bridges two known people makes one of them.
      ([[[nameBirth]], [[phone]], [[nameBirth, phone]]], 1),
      // Married: another name, the same insurance.
      ([[[nameBirth, insurance]], [[otherBirth, insurance]]], 1),
      // Kana and birth date: not for two people with different kanji, unless something firm says so.
      ([[[nameBirth, kanaBirth]], [[kanaBirth]]], 1), ([[[nameBirth, kanaBirth]], [[otherBirth, kanaBirth]]], 2),
      ([[[nameBirth, kanaBirth, insurance]], [[otherBirth, kanaBirth, insurance]]], 1),
      // With two candidates the third stays apart, whoever came first.
      ([[[nameBirth, kanaBirth]], [[kanaBirth]], [[otherBirth, kanaBirth]]], 3),
      // The link comes back when the two candidates prove to be one.
      ([[[nameBirth, kanaBirth]], [[kanaBirth]], [[otherBirth, kanaBirth]], [[nameBirth, otherBirth]]], 1),
      // E-mail of a family.
      ([[[nameBirth, email]], [[otherBirth, email]]], 2), ([[[nameBirth, email]], [[email]]], 1),
      // Twins: the same kana and birth date never, but the same address; nothing joins them.
      ([[[nameBirth], [otherBirth]], [[nameBirth], [otherBirth]]], 2),
      // Names alone: the same name in two lists is one; twice in one list is two.
      ([[[name]], [[name]]], 1), ([[[name], [name]], [[name], [name]]], 2), ([[[name]], [[name], [name]]], 2),
      // A name alone is the one person who has it, if there is one.
      ([[[nameBirth, name]], [[name]]], 1), ([[[nameBirth, name]], [[otherBirth, name]], [[name]]], 3),
    ] as [([[[IdentityKey]]], Int)])
  func joins(contents: [[[IdentityKey]]], expected: Int) throws {
    #expect(try people(contents) == expected)
    #expect(try people(contents.reversed()) == expected)
  }

  /// The same contents in any order give the same number of people.
  @Test(arguments: 1...6) func orderDoesNotMatter(seed: UInt64) throws {
    var random = Seeded(seed)
    let kinds = IdentityKind.allCases
    let contents = (0..<7).map { _ in
      (0..<6).map { _ in
        (0..<Int.random(in: 1...3, using: &random)).map { _ in
          key(kinds.randomElement(using: &random) ?? .nameBirth, "v\(Int.random(in: 0..<6, using: &random))")
        }
      }
    }
    let expected = try people(contents)
    for _ in 0..<3 { #expect(try people(contents.shuffled(using: &random)) == expected, "seed \(seed)") }
  }
}
