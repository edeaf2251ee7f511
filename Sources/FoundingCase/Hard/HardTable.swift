/// A small table that is difficult to count people in, with the answer.
package struct HardTable: Sendable, Equatable {
  /// File name.
  package var name: String
  package var bytes: [UInt8]
  /// Distinct people.
  package var people: Int
  /// What each column holds, left to right, whether it is a person's or not (a shop has an address too); nil for a
  /// column without a field. Empty where the table has no such columns (forms, transposed tables, fixed width).
  package var columns: [PlantedField?]
  package var hasTitles: Bool
  /// What is difficult, and the policy where one could argue.
  package var note: String
}

/// Two dozen difficult tables, each a habit that real offices have.
package struct HardTables: Sendable {
  package let seed: UInt64
  let population: Population
  /// People of one table.
  let size: Int

  package init(seed: UInt64 = 7, size: Int = 400) {
    self.seed = seed
    self.size = size
    population = Population(seed: seed ^ 0x4841_5244, people: max(1600, size * 8))
  }

  package var tables: [HardTable] { columnTables + shapeTables + crowdTables }

  // MARK: Material

  /// People who are related to nobody in the table, another part of the population for each table.
  /// - Parameter count: up to three times `size`.
  func people(_ table: Int, count: Int? = nil) -> [PersonRecord] {
    let singles = population.people.filter { $0.head == nil && $0.client > 0 }
    let start = table * 131 % max(1, singles.count - size * 3)
    return singles[start...].prefix(count ?? size).map { population.record(of: $0.id, year: 2021) }
  }

  func generator(_ table: Int) -> SeededGenerator { SeededGenerator(seed: seed, subject: 101, table) }

  func delimited(
    _ name: String, _ rows: [[String]], people: Int, _ columns: [PlantedField?] = [], titled: Bool = true,
    _ coding: TextFile.Coding = .cp932, note: String
  ) -> HardTable {
    HardTable(
      name: name, bytes: TextFile.delimited(rows.map { $0.map(Cell.text) }, coding), people: people, columns: columns,
      hasTitles: titled, note: note)
  }
}

extension PersonRecord {
  var wideName: String { family + "　" + given }
  var wideKana: String { familyKana + "　" + givenKana }
  var hyphenatedPhone: String { [phone.area, phone.middle, phone.last].joined(separator: "-") }
}
