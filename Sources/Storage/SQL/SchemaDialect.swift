/// How the one text of a migration becomes each engine's schema.
///
/// Migrations are written as SQLite takes them: capitals for keywords and types, small letters for names, the types
/// `INTEGER`, `TEXT` and `BLOB`, tables that are `STRICT` and perhaps `WITHOUT ROWID`. SQLite gets that text untouched, so
/// that a released schema stays what it was to the byte. PostgreSQL gets
///
/// * `BIGINT` and `BYTEA` for `INTEGER` and `BLOB`,
/// * `TEXT COLLATE "C"` for `TEXT`, because SQLite compares text by its bytes, and rebuilt tables and answers must come
///   in the same order on both,
/// * no `STRICT` and no `WITHOUT ROWID`: types are always checked, and the primary key is there either way,
/// * `IF [NOT] EXISTS` everywhere: engines that shard do not all take schema changes inside a transaction, so each
///   statement stands alone and may be run again after a server was killed between two of them.
package enum SchemaDialect: Sendable {
  case sqlite, postgres

  /// The statements to run, one by one.
  /// - Throws: `StorageFailure` when the script holds what cannot be translated; a test runs over all migrations.
  package func statements(of script: String) throws -> [String] {
    switch self {
    case .sqlite: [script]
    case .postgres: try Self.split(script).map(Self.translated)
    }
  }

  /// What may change a schema, and what has to follow so that it can run twice.
  private static let forms: [(words: [String], then: [String])] = [
    (["CREATE", "TABLE"], ["IF", "NOT", "EXISTS"]), (["CREATE", "INDEX"], ["IF", "NOT", "EXISTS"]),
    (["CREATE", "UNIQUE", "INDEX"], ["IF", "NOT", "EXISTS"]), (["DROP", "TABLE"], ["IF", "EXISTS"]),
    (["DROP", "INDEX"], ["IF", "EXISTS"]),
  ]
  private static let types = ["INTEGER": "BIGINT", "BLOB": "BYTEA", "TEXT": #"TEXT COLLATE "C""#]
  private static let refused: Set<String> = [
    "AUTOINCREMENT", "COLLATE", "REAL", "NUMERIC", "ANY", "GENERATED", "TRIGGER", "VIEW", "VIRTUAL", "TEMP",
    "DEFERRABLE", "SERIAL",
  ]

  /// Statements without comments, each as its tokens.
  private static func split(_ script: String) -> [[SQLToken]] {
    SQLToken.all(in: script).filter { $0.kind != .comment }.split { $0.text == ";" }.map(Array.init)
      .filter { $0.contains { $0.kind != .space } }
  }

  private static func translated(_ tokens: [SQLToken]) throws -> String {
    let words = tokens.filter { $0.kind == .word }.map(\.text)
    if let word = words.first(where: refused.contains) {
      throw StorageFailure(.unsupported, "\(word) in a migration: not every engine has it")
    }
    var text = ""
    if words.starts(with: ["ALTER", "TABLE"]), let column = words.firstIndex(of: "COLUMN"), words[column - 1] == "ADD" {
      text = rendered(tokens, after: column + 1, inserting: ["IF", "NOT", "EXISTS"])
    } else if let form = forms.first(where: { words.starts(with: $0.words) }) {
      text = rendered(tokens, after: form.words.count, inserting: form.then)
    } else {
      throw StorageFailure(.unsupported, "a migration may create, extend and drop tables and indices, and nothing else")
    }
    return text
  }

  /// - Parameters:
  ///   - position: the words that come first.
  ///   - inserted: words for after them, unless they stand there.
  private static func rendered(_ tokens: [SQLToken], after position: Int, inserting inserted: [String]) -> String {
    var text = ""
    var words = 0
    var depth = 0
    var hasClosed = false
    let isTable = tokens.first { $0.kind == .word && $0.text != "CREATE" }?.text == "TABLE"
    let given = tokens.filter { $0.kind == .word }.dropFirst(position).prefix(inserted.count).map(\.text)
    for token in tokens {
      if token.text == "(" { depth += 1 }
      if token.text == ")" { depth -= 1 }
      // Behind the columns of a table come only SQLite's options.
      if hasClosed && isTable { continue }
      if token.kind == .word {
        text += types[token.text] ?? token.text
        words += 1
        if words == position, given != inserted { text += " " + inserted.joined(separator: " ") }
      } else {
        text += token.text
      }
      if token.text == ")", depth == 0 { hasClosed = true }
    }
    return String(text.drop { $0.isWhitespace })
  }
}
