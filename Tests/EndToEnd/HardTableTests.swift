import Contents
import Cryptography
import Documents
import FoundingCase
import JapaneseText
import PersonalData
import Testing

/// Difficult tables, each a habit of real offices, through the whole way from bytes to people.
@Suite("Difficult tables")
struct HardTableTests {
  static let tables = HardTables().tables

  @Test(arguments: tables.indices)
  func people(_ index: Int) throws {
    let table = Self.tables[index]
    let profile = try read(table)
    let found = profile.people
    #expect(
      abs(found - table.people) * 50 <= table.people,
      "\(table.name): \(table.people) people, found \(found); \(table.note)")
  }

  /// Field F1 over all titled columns ≥ 0.98, over untitled ones ≥ 0.95.
  @Test(arguments: [true, false])
  func fields(titled: Bool) throws {
    var hits = 0
    var extra = 0
    var missed = 0
    for table in Self.tables where table.hasTitles == titled && table.people > 0 && !table.columns.isEmpty {
      let expected = Set(table.columns.compactMap { $0?.rawValue })
      let found = Set(try read(table).fields.fields.map(\.rawValue))
      hits += expected.intersection(found).count
      extra += found.subtracting(expected).count
      missed += expected.subtracting(found).count
    }
    let score = Double(2 * hits) / Double(max(1, 2 * hits + extra + missed))
    #expect(hits > 0)
    #expect(score >= (titled ? 0.98 : 0.95), "F1 \(score): \(hits) right, \(extra) too many, \(missed) missed")
  }

  private func read(_ table: HardTable) throws -> ContentProfile {
    let today = try #require(CivilDate(year: 2025, month: 3, day: 15))
    let reading = ContentReading(asOf: today)
    try DocumentReader.read(MemorySource(table.bytes), named: table.name, limits: ReadingLimits()) { event in
      reading.consume(event)
    }
    return reading.finish(sha256: SHA256Digest(hashing: table.bytes), size: Int64(table.bytes.count)).profile
  }
}
