import Storage

/// What Citus refuses of tables that are spread over nodes: a unique key that lacks the column they are spread by, and a
/// reference that leads to another node.
///
/// A table is spread by one column, or it is kept whole on every node (a reference table). docs/decisions/0010-postgresql-beside-sqlite.md says which.
struct ShardRules {
  /// Of every table the column that its rows are spread by.
  var shards: [String: String]
  /// Tables that are kept whole all the same: for them the column is only where their key begins.
  var whole: Set<String>

  /// What each script is not allowed to say; nothing when all is well.
  func objections(to scripts: [String]) throws -> [String] {
    var schema = Schema()
    for script in scripts {
      for statement in try SchemaDialect.postgres.statements(of: script) { schema.take(statement) }
    }
    return schema.unique.sorted { $0.key < $1.key }.flatMap { objections($0.value) }
      + schema.references.flatMap(objections)
  }

  private func objections(_ key: Schema.Key) -> [String] {
    if whole.contains(key.table) { return [] }
    guard let shard = shards[key.table] else { return ["\(key.table): nothing says what it is spread by"] }
    if key.columns.contains(shard) { return [] }
    return ["\(key.table): unique \(key.columns) lacks \(shard)"]
  }

  private func objections(_ reference: Schema.Reference) -> [String] {
    // What is kept whole can be looked up on every node.
    if whole.contains(reference.target) { return [] }
    let name = "\(reference.table) \(reference.columns) refers to \(reference.target)"
    if whole.contains(reference.table) { return ["\(name), which is spread over nodes"] }
    for (own, other) in zip(reference.columns, reference.targetColumns)
    where own == shards[reference.table] && other == shards[reference.target] {
      return []
    }
    return ["\(name) on another node"]
  }
}

/// Unique keys and references, as statements that create and drop tables and indices leave them.
private struct Schema {
  struct Key {
    var table: String
    var columns: [String]
  }

  struct Reference {
    var table: String
    var columns: [String]
    var target: String
    var targetColumns: [String]
  }

  /// By the name of the index, or of the table and its columns.
  private(set) var unique: [String: Key] = [:]
  private(set) var references: [Reference] = []

  mutating func take(_ statement: String) {
    let tokens = SQLToken.all(in: statement).filter { $0.kind != .space && $0.kind != .comment }.map(\.text)
    let words = tokens.filter { !["IF", "NOT", "EXISTS", "CONCURRENTLY"].contains($0) }
    if words.starts(with: ["CREATE", "TABLE"]) {
      // The columns keep their NOT NULL.
      guard let open = tokens.firstIndex(of: "(") else { return }
      let table = tokens[open - 1]
      for element in Self.elements(tokens[(open + 1)...]) { take(element, of: table) }
    } else if words.starts(with: ["CREATE", "UNIQUE", "INDEX"]), words.count > 5 {
      unique[words[3]] = Key(table: words[5], columns: Self.names(in: words, from: 6))
    } else if words.starts(with: ["DROP", "INDEX"]) {
      unique[words[2]] = nil
    } else if words.starts(with: ["DROP", "TABLE"]) {
      unique = unique.filter { $0.value.table != words[2] }
      references.removeAll { $0.table == words[2] }
    }
  }

  private mutating func take(_ element: [String], of table: String) {
    guard let first = element.first else { return }
    let isConstraint = ["PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "CONSTRAINT"].contains(first)
    if let position = element.firstIndex(where: { $0 == "PRIMARY" || $0 == "UNIQUE" }) {
      let columns = isConstraint ? Self.names(in: element, from: position + 1) : [first]
      unique["\(table) \(columns)"] = Key(table: table, columns: columns)
    }
    if let position = element.firstIndex(of: "REFERENCES"), position + 1 < element.count {
      references.append(
        Reference(
          table: table, columns: isConstraint ? Self.names(in: element, from: 0) : [first],
          target: element[position + 1], targetColumns: Self.names(in: element, from: position + 2)))
    }
  }

  /// What stands between commas up to the bracket's end.
  private static func elements(_ tokens: ArraySlice<String>) -> [[String]] {
    var elements: [[String]] = [[]]
    var depth = 0
    for token in tokens {
      if token == ")", depth == 0 { break }
      if token == "(" { depth += 1 }
      if token == ")" { depth -= 1 }
      if token == ",", depth == 0 { elements.append([]) } else { elements[elements.count - 1].append(token) }
    }
    return elements
  }

  /// The names within the next bracket.
  private static func names(in tokens: [String], from start: Int) -> [String] {
    guard start < tokens.count, let open = tokens[start...].firstIndex(of: "(") else { return [] }
    return tokens[(open + 1)...].prefix { $0 != ")" }.filter { $0 != "," }
  }
}
