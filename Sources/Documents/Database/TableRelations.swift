/// Which columns of the tables of a database say which row of another is meant: `person_id`, `id_cliente`, `userId`. By the
/// names, and only where the values are those of the other table.
struct TableRelations {
  struct Reference {
    var table: Int
    var column: Int
    var target: Int
    /// Rows of the target by the value of its key.
    var rows: [[UInt8]: Int]
    /// No two rows mean the same one: what they say is said of that one alone.
    var isOneToOne: Bool
  }

  private(set) var references: [Reference] = []
  private(set) var isPivoted = false

  /// - Parameter tables: those that hold one property a row get one row for each thing instead.
  init(of tables: inout [HeldTable]) {
    for index in tables.indices {
      var table = tables[index]
      if AttributeRows.pivot(&table, among: tables) {
        tables[index] = table
        isPivoted = true
      }
    }
    let keys = tables.map { table in Self.keys(of: table) }
    for index in tables.indices { find(index, tables, keys) }
  }

  var isEmpty: Bool { references.isEmpty && !isPivoted }

  private typealias Key = (column: Int, name: String, rows: [[UInt8]: Int])

  /// Columns that name a row: `id`, or what is called after the table or a number, different in every row.
  private static func keys(of table: HeldTable) -> [Key] {
    guard table.rowCount > 0 else { return [] }
    var keys: [Key] = []
    for column in table.columns.indices.prefix(64) {
      var name = String(decoding: table.columns[column], as: UTF8.self).lowercased()
      // As Android calls it.
      if name == "_id" { name = "id" }
      guard name == "id" || name == "rowid" || stem(ofReference: table.columns[column]) != nil else { continue }
      if let rows = table.rows(by: column) { keys.append((column, name, rows)) }
    }
    return keys
  }

  private mutating func find(_ index: Int, _ tables: [HeldTable], _ keys: [[Key]]) {
    let table = tables[index]
    guard table.rowCount > 0 else { return }
    for column in table.columns.indices.prefix(256) {
      guard let stem = Self.stem(ofReference: table.columns[column]) else { continue }
      let name = String(decoding: table.columns[column], as: UTF8.self).lowercased()
      // Its own number, not another's.
      if Self.isAlike(stem, table.name), keys[index].contains(where: { $0.column == column }) { continue }
      for target in tables.indices where target != index {
        let isNamed = Self.isAlike(stem, tables[target].name)
        guard
          let key = keys[target].first(where: { isNamed ? $0.name == "id" || $0.name == name : $0.name == name }),
          isNamed || !keys[index].contains(where: { $0.column == column }) || target < index,
          Self.holds(table, column, key.rows)
        else { continue }
        references.append(
          Reference(
            table: index, column: column, target: target, rows: key.rows,
            isOneToOne: table.rows(by: column) != nil))
        break
      }
    }
  }

  private static func holds(_ table: HeldTable, _ column: Int, _ rows: [[UInt8]: Int]) -> Bool {
    var filled = 0
    var found = 0
    for row in 0..<min(table.rowCount, 2_000) {
      let value = table.cell(row, column)
      if value.isEmpty { continue }
      filled += 1
      if rows[Array(value)] != nil { found += 1 }
    }
    return filled > 0 && found * 10 >= filled * 8
  }

  /// `person_id` → `person`, `personId` → `person`, `id_cliente` → `cliente`, `社員番号` → `社員`.
  static func stem(ofReference column: [UInt8]) -> String? {
    let text = String(decoding: column, as: UTF8.self)
    guard text.utf8.count <= 60 else { return nil }
    for ending in ["Id", "ID", "番号", "コード", "No"] where text.hasSuffix(ending) && text.count > ending.count {
      let stem = text.dropLast(ending.count)
      return stem.last == "_" ? String(stem.dropLast()).lowercased() : stem.lowercased()
    }
    let words = text.lowercased().split { "_- .".contains($0) }
    guard words.count >= 2 else { return nil }
    let marks: Set<Substring> = ["id", "fk", "no", "nr", "cd", "code", "ref", "key", "num", "uuid"]
    if let last = words.last, marks.contains(last) { return words.dropLast().joined(separator: "_") }
    if words[0] == "id" || words[0] == "fk" { return words.dropFirst().joined(separator: "_") }
    return nil
  }

  /// `person` and `personen`, `cliente` and `clienti`, `user` and `app_users`: endings differ, and prefixes say nothing.
  static func isAlike(_ stem: String, _ table: String) -> Bool {
    let table = table.lowercased()
    var names = [table]
    if let last = table.split(separator: "_").last, last.count < table.count { names.append(String(last)) }
    let own = stem.split(separator: "_").last.map(String.init) ?? stem
    return names.contains { name in
      [stem, own].contains { word in
        if word == name { return true }
        let common = zip(word, name).prefix { $0 == $1 }.count
        return common >= 4 && common + 3 >= max(word.count, name.count)
      }
    }
  }
}
