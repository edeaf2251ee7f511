import JapaneseText

/// People of whom a table tells nothing but the family name: the list of extensions behind the list of staff. They are held
/// back to the end of the content: where nearly all of a table's family names are borne by people whom its other tables name
/// in full, they are those people, and nobody further.
struct SurnameLists {
  /// Beyond these, names are not noted, and people not held back: such a list is of one office.
  private static let most = 4096
  /// People of the shortest table that is looked at. Two or three may bear a name of the other list by chance.
  private static let least = 5

  private struct Table {
    var held: [(surname: UInt64, record: PersonRecord)] = []
    /// Records that tell more.
    var others = 0
  }

  private var tables: [Int: Table] = [:]
  private var current = Table()
  private var number = -1
  /// How many are held back.
  private(set) var count = 0
  private var surnames: Set<UInt64> = []
  private var named = 0

  /// Whether the record is kept here. Every record of a person with a name comes here.
  /// - Parameters:
  ///   - name: the whole name, folded.
  ///   - family: its family name, empty where it is not known which part that is.
  mutating func hold(_ record: PersonRecord, name: CellBytes, family: CellBytes) -> Bool {
    if record.origin.table != number { change(to: record.origin.table) }
    if count < Self.most, (3...12).contains(name.count), record.keys.allSatisfy(\.kind.isWeak),
      NameLexicon.shared.isSurname(name)
    {
      current.held.append((hash(name), record))
      count += 1
      return true
    }
    if !family.isEmpty, named < Self.most {
      named += 1
      surnames.insert(hash(family))
    }
    current.others += 1
    return false
  }

  /// Those whom no other table names in full.
  mutating func take() -> [PersonRecord] {
    change(to: -1)
    defer { self = SurnameLists() }
    return tables.sorted { $0.key < $1.key }.flatMap { _, table in
      let further = table.held.filter { !surnames.contains($0.surname) }
      let isList = table.held.count >= Self.least && table.others * 4 <= table.held.count
      return (isList && further.count * 5 <= table.held.count ? further : table.held).map(\.record)
    }
  }

  private mutating func change(to table: Int) {
    if !current.held.isEmpty { tables[number] = current }
    number = table
    current = tables[table] ?? Table()
  }

  private func hash(_ name: CellBytes) -> UInt64 {
    guard let base = name.baseAddress else { return 0 }
    var hash = FastHash(salt: 23)
    hash.combine(base, count: name.count)
    return hash.value
  }
}
