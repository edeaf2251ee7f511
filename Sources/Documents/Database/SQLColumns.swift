/// The columns of tables, as CREATE TABLE names them.
struct SQLColumns {
  /// Columns of one table that are kept.
  static let most = 4_000
  private static let mostTables = 10_000
  /// Memory of all names together: no more than this, whatever a file says.
  private static let mostBytes = 4 << 20

  private var known: [[UInt8]: [[UInt8]]] = [:]
  private var bytes = 0

  private var table: [UInt8] = []
  private var columns: [[UInt8]] = []
  private var depth = 0
  /// The next token is a column's name, or the first word of a constraint.
  private var isAtName = false
  /// A word that begins a constraint, or is a column's name if a type follows.
  private var doubtful: [UInt8]?

  subscript(table: [UInt8]) -> [[UInt8]] { known[table] ?? [] }

  /// Begins with a table, behind its first bracket.
  mutating func begin(_ table: [UInt8]) {
    self.table = table
    columns = []
    depth = 1
    isAtName = true
    doubtful = nil
  }

  /// - Returns: whether the list of columns goes on.
  mutating func take(_ token: SQLTokens.Token) -> Bool {
    if let name = doubtful {
      doubtful = nil
      if Self.followsName(token) { append(name) }
    }
    switch token {
    case .mark(UInt8(ascii: "(")): depth += 1
    case .mark(UInt8(ascii: ")")):
      depth -= 1
      if depth == 0 { keep() }
    case .mark(UInt8(ascii: ",")): if depth == 1 { isAtName = true }
    default:
      guard depth == 1, isAtName else { break }
      isAtName = false
      guard let name = SQLHead.name(token) else { break }
      if let word = SQLHead.word(token), Self.constraints.contains(word) { doubtful = name } else { append(name) }
    }
    return depth > 0
  }

  private mutating func append(_ name: [UInt8]) { if columns.count < Self.most { columns.append(name) } }

  private mutating func keep() {
    let size = Self.size(table, columns)
    let former = known[table].map { Self.size(table, $0) } ?? 0
    guard bytes - former + size <= Self.mostBytes, former > 0 || known.count < Self.mostTables else { return }
    bytes += size - former
    known[table] = columns
    columns = []
  }

  /// With what an array costs beside its bytes.
  private static func size(_ table: [UInt8], _ columns: [[UInt8]]) -> Int {
    columns.reduce(table.count + 128) { $0 + $1.count + 48 }
  }

  private static let constraints: Set<String> = [
    "primary", "key", "unique", "constraint", "index", "check", "foreign", "fulltext", "spatial", "exclude", "like",
  ]

  /// A type, or the end of a column that has none: what stands behind a name, and never behind the first word of a
  /// constraint.
  private static func followsName(_ token: SQLTokens.Token) -> Bool {
    switch token {
    case .mark(UInt8(ascii: ",")), .mark(UInt8(ascii: ")")): true
    case .word: SQLHead.word(token).map(types.contains) ?? false
    default: false
    }
  }

  private static let types: Set<String> = [
    "bigint", "bigserial", "binary", "bit", "blob", "bool", "boolean", "bpchar", "bytea", "char", "character", "clob",
    "date", "datetime", "datetime2", "datetimeoffset", "dec", "decimal", "double", "enum", "float", "float4", "float8",
    "image", "inet", "int", "int2", "int4", "int8", "integer", "interval", "json", "jsonb", "longblob", "longtext",
    "mediumblob", "mediumint", "mediumtext", "money", "nchar", "nclob", "ntext", "number", "numeric", "nvarchar",
    "nvarchar2", "raw", "real", "serial", "set", "smalldatetime", "smallint", "smallserial", "text", "time",
    "timestamp", "timestamptz", "timetz", "tinyblob", "tinyint", "tinytext", "uniqueidentifier", "uuid", "varbinary",
    "varchar",
    "varchar2", "xml", "year",
  ]
}
