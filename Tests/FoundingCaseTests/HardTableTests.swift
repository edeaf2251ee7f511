import Testing

@testable import FoundingCase

@Suite("Difficult tables")
struct HardTableTests {
  static let tables = HardTables(seed: 3, size: 120).tables

  @Test("the same seed makes the same tables")
  func deterministic() { #expect(HardTables(seed: 3, size: 120).tables == Self.tables) }

  @Test("thirty tables under thirty names")
  func names() {
    #expect(Self.tables.count == 32)
    #expect(Set(Self.tables.map(\.name)).count == Self.tables.count)
  }

  @Test("each has its people", arguments: tables)
  func people(table: HardTable) {
    #expect(!table.bytes.isEmpty)
    #expect(!table.note.isEmpty)
    let isEmpty = table.note.hasPrefix("nobody")
    #expect((table.people == 0) == isEmpty)
    #expect(table.columns.isEmpty || isEmpty || table.columns.contains(.name) || table.columns.contains(.kana))
  }

  @Test(
    "rows that stand for different people differ in name or birth date",
    arguments: ["26_twins.csv", "27_shared_telephone.csv"])
  func distinctRows(name: String) throws {
    let table = try #require(Self.tables.first { $0.name == name })
    let rows = table.bytes.split(separator: 0x0A).dropFirst()
    #expect(rows.count == table.people)
    #expect(Set(rows).count == table.people)
  }
}
