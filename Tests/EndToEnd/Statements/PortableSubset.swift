import Storage

/// The SQL that SQLite and PostgreSQL take alike, and that Citus, CockroachDB and YugabyteDB take, too:
/// docs/decisions/0010-postgresql-beside-sqlite.md says why for each rule.
enum PortableSubset {
  /// The first words of what goes to an engine.
  private static let beginnings: Set<String> = [
    "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "WITH", "REPLACE", "MERGE", "TRUNCATE", "LOCK",
    "LISTEN", "NOTIFY", "PRAGMA", "VACUUM", "ANALYZE", "COPY", "GRANT", "REINDEX", "ATTACH", "CALL", "EXPLAIN", "BEGIN",
    "COMMIT", "ROLLBACK", "SAVEPOINT", "SHOW",
  ]

  /// Keywords that no statement may hold, and why. Names are in small letters and may be what they like.
  private static let refused: [(reason: String, words: [String])] = [
    ("triggers are missing in some engines", ["TRIGGER", "RULE", "PROCEDURE", "FUNCTION"]),
    ("notifications are missing in some engines", ["LISTEN", "NOTIFY", "UNLISTEN"]),
    ("locks are the engine's own affair", ["LOCK", "NOWAIT", "SKIP", "SHARE"]),
    ("ids are made by the application", ["SERIAL", "BIGSERIAL", "SEQUENCE", "AUTOINCREMENT", "IDENTITY", "GENERATED"]),
    ("deferred checks are missing in some engines", ["DEFERRABLE", "DEFERRED", "INITIALLY"]),
    (
      "only PostgreSQL has it",
      [
        "EXCLUDE", "GIST", "GIN", "INHERITS", "PARTITION", "TABLESAMPLE", "ILIKE", "SIMILAR",
        "XML", "LATERAL", "USING", "MERGE", "TRUNCATE", "COPY", "ARRAY", "JSONB", "TIMESTAMP", "TIMESTAMPTZ", "UUID",
        "BYTEA", "BOOLEAN", "NOW", "INTERVAL", "ctid", "xmin", "DOMAIN",
      ]
    ),
    (
      "only SQLite has it",
      [
        "REPLACE", "PRAGMA", "GLOB", "REGEXP", "MATCH", "ATTACH", "INDEXED", "ISNULL", "NOTNULL",
        "IGNORE", "ABORT", "FAIL", "ROWID", "rowid", "DATETIME", "REAL",
      ]
    ),
    ("LIKE minds case on one engine and not on the other", ["LIKE"]),
    ("across shards it does not work", ["RECURSIVE", "ROLLUP", "CUBE", "GROUPING", "FULL", "RIGHT", "NATURAL"]),
    ("views and temporary tables are not used", ["VIEW", "TEMP", "TEMPORARY", "MATERIALIZED"]),
    ("the clock is the application's", ["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"]),
    ("transactions are the store's", ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "TRANSACTION"]),
    ("truth is 0 and 1 in an integer", ["TRUE", "FALSE"]),
    ("text is compared by bytes without saying so", ["COLLATE"]),
    ("not a statement of a room", ["VACUUM", "ANALYZE", "REINDEX", "GRANT", "CALL", "SHOW", "EXPLAIN"]),
  ]

  /// What may stand before a bracket: functions that all engines have, and keywords.
  private static let callable: Set<String> = [
    "COUNT", "MIN", "MAX", "COALESCE", "SUM", "LENGTH", "CAST", "IN", "VALUES", "CONFLICT", "KEY", "CHECK", "UNIQUE",
    "AND", "OR", "NOT", "WHERE", "FROM", "EXISTS", "THEN", "ELSE", "WHEN", "BY", "AS", "SET", "SELECT", "HAVING",
    "BETWEEN", "DISTINCT", "CASE",
  ]

  /// Whether the text goes to an engine: keywords stand in capitals, and sentences do not begin with them.
  static func isStatement(_ text: String) -> Bool { words(of: text).first.map(beginnings.contains) ?? false }

  private static func words(of text: String) -> [String] {
    SQLToken.all(in: text).filter { $0.kind == .word }.map(\.text)
  }

  /// Why a script or statement is not portable; nothing when it is.
  static func objections(to script: String) -> [String] {
    let tokens = SQLToken.all(in: script).filter { $0.kind != .space && $0.kind != .comment }
    return tokens.split { $0.text == ";" }.flatMap { objections(toStatement: Array($0)) }
  }

  private static func objections(toStatement tokens: [SQLToken]) -> [String] {
    let words = tokens.filter { $0.kind == .word }.map(\.text)
    var found: [String] = []
    for (reason, list) in refused {
      for word in list where words.contains(word) {
        // A table that is WITHOUT ROWID is put right by the dialect.
        if word == "ROWID", words.contains("WITHOUT") { continue }
        found.append("\(word): \(reason)")
      }
    }
    found += objectionsToCalls(tokens)
    found += objectionsToPlaces(tokens, words)
    if tokens.contains(where: { $0.kind == .quotedName }) { found.append("a name in quotes") }
    return found
  }

  private static func objectionsToCalls(_ tokens: [SQLToken]) -> [String] {
    var found: [String] = []
    for (index, token) in tokens.enumerated() where token.text == "(" && index > 0 && tokens[index - 1].kind == .word {
      let name = tokens[index - 1].text
      let before = index > 1 ? tokens[index - 2].text.uppercased() : ""
      // The columns of a table: INSERT INTO t (…), CREATE TABLE t (…), REFERENCES t (…), ON t (…).
      if ["INTO", "TABLE", "REFERENCES", "ON", "EXISTS"].contains(before), name == name.lowercased() { continue }
      guard callable.contains(name.uppercased()) else {
        found.append("\(name)(): not a function that every engine has")
        continue
      }
      if ["MIN", "MAX"].contains(name.uppercased()), commas(in: tokens, from: index) > 0 {
        found.append("\(name) of several values: only SQLite has it")
      }
      // Around the sum: of BIGINT PostgreSQL makes NUMERIC.
      if name.uppercased() == "SUM", !(before == "(" && index > 2 && tokens[index - 3].text.uppercased() == "CAST") {
        found.append("SUM without CAST(SUM(…) AS BIGINT): PostgreSQL gives another type than went in")
      }
    }
    return found
  }

  /// At the level of the bracket.
  private static func commas(in tokens: [SQLToken], from open: Int) -> Int {
    var depth = 0
    var commas = 0
    for token in tokens[open...] {
      if token.text == "(" { depth += 1 }
      if token.text == ")" { depth -= 1 }
      if token.text == ",", depth == 1 { commas += 1 }
      if depth == 0 { break }
    }
    return commas
  }

  private static func objectionsToPlaces(_ tokens: [SQLToken], _ words: [String]) -> [String] {
    var found: [String] = []
    let first = words.first ?? ""
    if first == "WITH" { found.append("WITH: not needed so far") }
    if first == "INSERT" {
      if words.dropFirst().first == "OR" { found.append("INSERT OR …: use ON CONFLICT") }
      if words.contains("SELECT") { found.append("a query inside INSERT: Citus refuses it") }
      if words.contains("DEFAULT") { found.append("DEFAULT: values are made by the application") }
    }
    if first == "UPDATE" || first == "DELETE" {
      if words.contains("LIMIT") || words.contains("ORDER") { found.append("\(first) with LIMIT or ORDER BY") }
      if first == "UPDATE", words.contains("FROM") { found.append("UPDATE … FROM: not across shards") }
      if words.contains("SELECT") { found.append("a query inside \(first): not across shards") }
    }
    if first == "SELECT", words.contains("FOR") { found.append("SELECT … FOR …: the store takes turns itself") }
    if words.contains("RETURNING"), first != "UPDATE" && first != "INSERT" && first != "DELETE" {
      found.append("RETURNING without a change")
    }
    for (token, next) in zip(tokens, tokens.dropFirst()) {
      switch (token.kind, token.text.uppercased(), next.text.uppercased()) {
      case (.word, "X", _) where next.kind == .literal: found.append("a literal of bytes: engines spell it differently")
      case (.word, "IS", let what) where what != "NULL" && what != "NOT": found.append("IS \(what): only IS NULL")
      case (.symbol, "=", "="): found.append("==: only SQLite has it")
      case (.symbol, ":", _), (.symbol, "@", _), (.symbol, "$", _): found.append("a parameter other than ?")
      case (.parameter, _, _) where next.kind == .number: found.append("a parameter with a number")
      case (.symbol, "&", _), (.symbol, "~", _): found.append("operators of bits: engines mean different ones")
      default: break
      }
    }
    return found
  }
}
