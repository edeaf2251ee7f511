import Contents

/// Reads a database dump as SQL text, as mysqldump, pg_dump, phpMyAdmin and sqlite3 write them: the rows of each `INSERT`
/// and `COPY` as a table under the names of its columns, every other statement as running text.
enum SQLDumpReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    guard source.size > 0 else { return }
    var stream = try TextStream(source)
    var text: [UInt8] = []
    try stream.fill(&text, upTo: TextStream.chunk)
    var dump = SQLDump(isMySQL: isMySQL(text), at: place, in: reading)
    while true {
      for byte in text { try dump.take(byte) }
      text.removeAll(keepingCapacity: true)
      if stream.atEnd { break }
      try stream.fill(&text, upTo: TextStream.chunk)
    }
    let isWhole = try dump.finish()
    try reading.emit(.decoded(stream.decoding(at: place)))
    if !isWhole { throw .damaged }
  }

  private static func isMySQL(_ text: [UInt8]) -> Bool {
    let head = text.prefix(16 << 10)
    if head.contains(UInt8(ascii: "`")) { return true }
    let start = String(decoding: head.prefix(400), as: UTF8.self)
    return ["MySQL", "MariaDB", "phpMyAdmin"].contains(where: start.contains)
  }
}

/// A dump while it is read, statement by statement.
private struct SQLDump {
  /// What the statement that is being read turned out to be.
  private enum Statement {
    /// Its first words decide.
    case opening
    /// The columns that CREATE TABLE names.
    case columns(depth: Int)
    case rows
    /// Lines of cells up to `\.`, once the line of the statement has ended.
    case copy(isRunning: Bool)
    case other
  }

  private static let mostHeadTokens = 40
  private static let mostTables = 10_000
  private static let mostColumns = 4_000

  private let place: Place
  private let reading: Reading
  private var tokens: SQLTokens
  private var statement = Statement.opening
  private var head: [SQLTokens.Token] = []
  /// Columns by table, out of CREATE TABLE.
  private var columns: [[UInt8]: [[UInt8]]] = [:]
  /// The table whose columns are being read, and whether the next word is a column's name.
  private var created: (name: [UInt8], columns: [[UInt8]], atName: Bool) = ([], [], false)

  private var table: TableOutlet?
  private var tableKey: [[UInt8]] = []
  private var depth = 0
  private var cell: [UInt8] = []
  private var cells = 0
  /// A word that may say of what kind the string behind it is: N'…', DATE '…', X'…'.
  private var prefix: [UInt8] = []
  private var line: [UInt8] = []

  /// Statements that hold no rows, until a passage is full.
  private var text: [UInt8] = []
  private var statementStart = 0

  init(isMySQL: Bool, at place: Place, in reading: Reading) {
    self.place = place
    self.reading = reading
    tokens = SQLTokens(isMySQL: isMySQL)
  }

  mutating func take(_ byte: UInt8) throws(UnreadReason) {
    if case .copy(isRunning: true) = statement { return try takeCopied(byte) }
    switch statement {
    case .rows: break
    default: if text.count - statementStart < SQLTokens.longest { text.append(byte) }
    }
    var ended: (SQLTokens.Token, SQLTokens.Token?)?
    try tokens.take(byte) { token in ended = ended.map { ($0.0, token) } ?? (token, nil) }
    if let (first, second) = ended {
      try take(first)
      if let second { try take(second) }
    }
    if byte == 0x0A, case .copy = statement { statement = .copy(isRunning: true) }
  }

  /// - Returns: whether the dump ended where a statement may end.
  mutating func finish() throws(UnreadReason) -> Bool {
    let isCut = tokens.isOpen
    var last: SQLTokens.Token?
    try tokens.finish { last = $0 }
    if let last { try take(last) }
    var isWhole = !isCut
    switch statement {
    case .copy(isRunning: true):
      if !line.isEmpty { try endCopiedLine() }
      isWhole = false
    case .rows where depth > 0:
      try endRow()
      isWhole = false
    default: break
    }
    try closeTable()
    try sendText()
    return isWhole
  }

  // MARK: Statements

  private mutating func take(_ token: SQLTokens.Token) throws(UnreadReason) {
    switch statement {
    case .opening: try open(token)
    case .columns(let depth): try nameColumn(token, depth)
    case .rows: try takeValue(token)
    case .copy: break
    case .other: if token == .mark(UInt8(ascii: ";")) { try endStatement(keepsText: true) }
    }
  }

  private mutating func endStatement(keepsText: Bool) throws(UnreadReason) {
    if !keepsText { text.removeLast(text.count - min(statementStart, text.count)) }
    statement = .opening
    head = []
    statementStart = text.count
    if text.count >= 64 << 10 {
      try closeTable()
      try sendText()
    }
  }

  private mutating func open(_ token: SQLTokens.Token) throws(UnreadReason) {
    if token == .mark(UInt8(ascii: ";")) {
      let isCopy = Self.word(head.first) == "copy" && head.contains { Self.word($0) == "stdin" }
      guard isCopy, let (name, columns) = target(after: "copy") else { return try endStatement(keepsText: true) }
      try openTable(name, columns)
      try endStatement(keepsText: false)
      statement = .copy(isRunning: false)
      return
    }
    head.append(token)
    switch Self.word(head.first) {
    case "insert", "replace":
      let word = Self.word(token)
      if word == "values" || word == "value", head.count > 2, let (name, columns) = target(after: "into") {
        text.removeLast(text.count - min(statementStart, text.count))
        try openTable(name, columns)
        statement = .rows
        depth = 0
      } else if head.count > Self.mostColumns * 2 + Self.mostHeadTokens || word == "select" || word == "set" {
        statement = .other
      }
    case "create":
      guard token == .mark(UInt8(ascii: "(")) else {
        if head.count > Self.mostHeadTokens { statement = .other }
        return
      }
      guard head.contains(where: { Self.word($0) == "table" }), let name = lastName(before: head.count - 1) else {
        statement = .other
        return
      }
      created = (name, [], true)
      statement = .columns(depth: 1)
    case "copy": if head.count > Self.mostColumns * 2 + Self.mostHeadTokens { statement = .other }
    default: statement = .other
    }
  }

  /// The table of a statement and the columns in brackets behind its name, if there are any.
  private func target(after keyword: String) -> (name: [UInt8], columns: [[UInt8]])? {
    guard let at = head.firstIndex(where: { Self.word($0) == keyword }) else { return nil }
    var index = at + 1
    var name: [UInt8]?
    while index < head.count, let part = Self.name(head[index]) {
      // schema.table; the word of `"public".` ends in its dot.
      if name == nil || index > at + 1 && (part.first == UInt8(ascii: ".") || Self.isDot(head[index - 1])) {
        name = part
      } else if Self.word(head[index]) != "." {
        break
      }
      index += 1
    }
    guard let name else { return nil }
    var columns: [[UInt8]] = []
    if index < head.count, head[index] == .mark(UInt8(ascii: "(")) {
      index += 1
      while index < head.count, head[index] != .mark(UInt8(ascii: ")")) {
        if let column = Self.name(head[index]) { columns.append(column) }
        index += 1
      }
    }
    return (Self.withoutSchema(name), columns)
  }

  private func lastName(before end: Int) -> [UInt8]? {
    head[..<end].last { Self.name($0) != nil }.flatMap(Self.name).map(Self.withoutSchema)
  }

  private static func withoutSchema(_ name: [UInt8]) -> [UInt8] {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot + 1 < name.count else { return name }
    return Array(name[(dot + 1)...])
  }

  private static func isDot(_ token: SQLTokens.Token) -> Bool { token == .word([UInt8(ascii: ".")]) }

  /// A keyword in lower case.
  private static func word(_ token: SQLTokens.Token?) -> String? {
    guard case .word(let bytes)? = token, bytes.count < 20 else { return nil }
    return String(decoding: bytes, as: UTF8.self).lowercased()
  }

  private static func name(_ token: SQLTokens.Token) -> [UInt8]? {
    switch token {
    case .word(let bytes), .name(let bytes): bytes
    case .string, .mark: nil
    }
  }

  // MARK: CREATE TABLE

  private static let noColumns: Set<String> = [
    "primary", "key", "unique", "constraint", "index", "check", "foreign", "fulltext", "spatial", "exclude", "like",
  ]

  private mutating func nameColumn(_ token: SQLTokens.Token, _ depth: Int) throws(UnreadReason) {
    switch token {
    case .mark(UInt8(ascii: "(")): statement = .columns(depth: depth + 1)
    case .mark(UInt8(ascii: ")")):
      statement = depth > 1 ? .columns(depth: depth - 1) : .other
      if depth == 1, columns.count < Self.mostTables { columns[created.name] = created.columns }
    case .mark(UInt8(ascii: ",")): if depth == 1 { created.atName = true }
    case .mark(UInt8(ascii: ";")): try endStatement(keepsText: true)
    default:
      guard depth == 1, created.atName else { return }
      created.atName = false
      guard let name = Self.name(token), created.columns.count < Self.mostColumns else { return }
      if case .word = token, Self.noColumns.contains(Self.word(token) ?? "") { return }
      created.columns.append(name)
    }
  }

  // MARK: Rows

  private mutating func openTable(_ name: [UInt8], _ listed: [[UInt8]]) throws(UnreadReason) {
    let columns = listed.isEmpty ? self.columns[name] ?? [] : listed
    let key = [name] + columns
    if table != nil, key == tableKey { return }
    try closeTable()
    try sendText()
    try reading.chargeEntry()
    let here = place.appending(.table(String(decoding: name, as: UTF8.self)))
    var outlet = TableOutlet(
      columns.isEmpty ? TableOrigin(place: here) : TableOrigin(place: here, header: .firstRow), reading)
    if !columns.isEmpty {
      for column in columns { outlet.append(cell: column) }
      try outlet.endRow()
    }
    table = outlet
    tableKey = key
  }

  private mutating func closeTable() throws(UnreadReason) {
    try table?.finish()
    table = nil
    tableKey = []
  }

  private mutating func takeValue(_ token: SQLTokens.Token) throws(UnreadReason) {
    if depth == 0 {
      switch token {
      case .mark(UInt8(ascii: "(")): depth = 1
      case .mark(UInt8(ascii: ";")): try endStatement(keepsText: false)
      case .mark(UInt8(ascii: ",")): break
      // ON DUPLICATE KEY UPDATE, RETURNING: no rows any more.
      default: statement = .other
      }
      return
    }
    switch token {
    case .mark(UInt8(ascii: "(")): depth += 1
    case .mark(UInt8(ascii: ")")):
      depth -= 1
      if depth == 0 { try endRow() }
    case .mark(UInt8(ascii: ",")) where depth == 1: endCell()
    case .mark(let byte): if byte != UInt8(ascii: ",") { cell.append(byte) }
    case .string(let bytes), .name(let bytes):
      if prefix.count == 1, prefix[0] | 0x20 == UInt8(ascii: "x") {
        cell.append(contentsOf: "(\(bytes.count / 2) bytes)".utf8)
      } else {
        if !cell.isEmpty { cell.append(0x20) }
        cell.append(contentsOf: bytes)
      }
      prefix = []
    case .word(let bytes):
      takePrefix()
      prefix = bytes
    }
  }

  /// A word with no string behind it was a value itself: a number, TRUE; NULL is an empty cell.
  private mutating func takePrefix() {
    defer { prefix = [] }
    if prefix.isEmpty || prefix.count == 4 && String(decoding: prefix, as: UTF8.self).lowercased() == "null" { return }
    if !cell.isEmpty { cell.append(0x20) }
    cell.append(contentsOf: prefix)
  }

  private mutating func endCell() {
    takePrefix()
    if cells < Self.mostColumns { table?.append(cell: cell) }
    cells += 1
    cell.removeAll(keepingCapacity: true)
  }

  private mutating func endRow() throws(UnreadReason) {
    endCell()
    cells = 0
    try table?.endRow()
  }

  // MARK: COPY

  private mutating func takeCopied(_ byte: UInt8) throws(UnreadReason) {
    if byte == 0x0A { return try endCopiedLine() }
    if line.count < SQLTokens.longest { line.append(byte) }
  }

  private mutating func endCopiedLine() throws(UnreadReason) {
    if line.last == 0x0D { line.removeLast() }
    defer { line.removeAll(keepingCapacity: true) }
    if line.elementsEqual("\\.".utf8) {
      statement = .opening
      return
    }
    for part in line.split(separator: 0x09, maxSplits: Self.mostColumns, omittingEmptySubsequences: false) {
      table?.append(cell: Self.copied(part))
    }
    try table?.endRow()
  }

  /// A cell in PostgreSQL's text format of COPY; `\N` is NULL.
  private static func copied(_ part: ArraySlice<UInt8>) -> [UInt8] {
    guard part.contains(UInt8(ascii: "\\")) else { return Array(part) }
    if part.elementsEqual("\\N".utf8) { return [] }
    var out: [UInt8] = []
    var isEscaped = false
    for byte in part {
      if isEscaped {
        isEscaped = false
        switch byte {
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "v"): out.append(0x20)
        default: out.append(byte)
        }
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        out.append(byte)
      }
    }
    return out
  }

  // MARK: Running text

  private mutating func sendText() throws(UnreadReason) {
    defer {
      text.removeAll(keepingCapacity: true)
      statementStart = 0
    }
    try PassageCutter.emit(text[...], at: place, in: reading)
  }
}
