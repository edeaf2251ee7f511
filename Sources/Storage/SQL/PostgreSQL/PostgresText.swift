/// Statements of the portable subset in PostgreSQL's spelling.
enum PostgresText {
  /// `?` becomes `$1`, `$2`, …, in the order of the text.
  static func numbered(_ sql: String) -> String {
    var number = 0
    return SQLToken.all(in: sql).reduce(into: "") { text, token in
      if token.kind == .parameter {
        number += 1
        text += "$\(number)"
      } else {
        text += token.text
      }
    }
  }

  /// An `INSERT … VALUES (…)` with its row of values so many times; nil when the statement has no such row.
  static func repeatingRow(of sql: String, times: Int) -> String? {
    let tokens = SQLToken.all(in: sql)
    guard let values = tokens.firstIndex(where: { $0.kind == .word && $0.text == "VALUES" }),
      let start = tokens[values...].firstIndex(where: { $0.text == "(" })
    else { return nil }
    var depth = 0
    let end = tokens[start...].firstIndex { token in
      depth += token.text == "(" ? 1 : token.text == ")" ? -1 : 0
      return depth == 0
    }
    guard let end else { return nil }
    func text(_ tokens: some Sequence<SQLToken>) -> String { tokens.map(\.text).joined() }
    let row = text(tokens[start...end])
    return text(tokens[..<start]) + Array(repeating: row, count: times).joined(separator: ", ")
      + text(tokens[(end + 1)...])
  }
}
