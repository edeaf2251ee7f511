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
}
