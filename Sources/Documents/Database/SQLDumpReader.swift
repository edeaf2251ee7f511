import Contents

/// Reads a database dump as SQL text, as mysqldump, pg_dump, phpMyAdmin, sqlite3 and SQL Server write them: the rows of
/// each `INSERT` and `COPY` as a table under the names of its columns, every other statement as running text.
enum SQLDumpReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    guard source.size > 0 else { return }
    let related = RelatedTables(reading)
    var failure: UnreadReason?
    do throws(UnreadReason) { try readStatements(source, at: place, in: related.inlet) } catch { failure = error }
    try related.finish()
    if let failure { throw failure }
  }

  private static func readStatements(
    _ source: any ByteSource, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
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
    if dump.wasCut { throw .tooLarge }
  }

  /// By what the dump says of itself, else by a name in backticks.
  private static func isMySQL(_ text: [UInt8]) -> Bool {
    let start = String(decoding: text.prefix(400), as: UTF8.self)
    if ["PostgreSQL database", "PRAGMA foreign_keys"].contains(where: start.contains) { return false }
    if ["MySQL", "MariaDB", "phpMyAdmin"].contains(where: start.contains) { return true }
    var tokens = SQLTokens(isMySQL: false)
    for byte in text.prefix(16 << 10) {
      // The tokens themselves are of no interest, and to look at them throws nothing.
      guard (try? tokens.take(byte) { _ in }) != nil else { return false }
      if tokens.isInBackticks { return true }
    }
    return false
  }
}

/// A dump while it is read, statement by statement.
private struct SQLDump {
  /// What the statement that is being read turned out to be.
  private enum Statement {
    /// Its first words decide.
    case opening
    /// The columns that CREATE TABLE names.
    case columns
    case rows
    /// Lines of cells up to `\.`, once the line of the statement has ended.
    case copy(isRunning: Bool)
    case other
  }

  private let place: Place
  private let reading: Reading
  private var tokens: SQLTokens
  private var statement = Statement.opening
  private var head = SQLHead()
  private var columns = SQLColumns()
  /// No token stands before the next one on its line.
  private var isAtLineStart = true

  private var table: TableOutlet?
  private var tableKey: [[UInt8]] = []
  private var values = SQLValues()
  private var copied = SQLRow()

  /// Statements that hold no rows, until a passage is full.
  private var text: [UInt8] = []
  private var statementStart = 0

  init(isMySQL: Bool, at place: Place, in reading: Reading) {
    self.place = place
    self.reading = reading
    tokens = SQLTokens(isMySQL: isMySQL)
  }

  /// Whether a row was longer than what is kept of one.
  var wasCut: Bool { values.row.wasCut || copied.wasCut }

  mutating func take(_ byte: UInt8) throws(UnreadReason) {
    if case .copy(isRunning: true) = statement { return try takeCopied(byte) }
    switch statement {
    case .rows: break
    default: try keepText(byte)
    }
    var ended: (SQLTokens.Token, SQLTokens.Token?)?
    try tokens.take(byte) { token in ended = ended.map { ($0.0, token) } ?? (token, nil) }
    if let (first, second) = ended {
      try take(first)
      isAtLineStart = false
      if let second { try take(second) }
    }
    if byte == 0x0A {
      isAtLineStart = true
      if case .copy = statement { statement = .copy(isRunning: true) }
    }
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
      if !copied.isEmpty { try endCopiedLine() }
      isWhole = false
    case .rows where values.depth > 0:
      try values.endRow(in: &table)
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
    case .columns:
      if token == .mark(UInt8(ascii: ";")) {
        try endStatement(keepsText: !isOfSchema)
      } else if !columns.take(token) {
        statement = .other
      }
    case .rows: try takeValue(token)
    case .copy: break
    case .other:
      if token == .mark(UInt8(ascii: ";")) {
        return try endStatement(keepsText: !isOfSchema)
      }
      if isAtLineStart { _ = try beginsAnew(token) }
    }
  }

  /// Columns of tables and indices are nobody, and neither are the examples in comments beside them.
  private var isOfSchema: Bool { head.verb == "create" && (head.contains("table") || head.contains("index")) }

  private mutating func endStatement(keepsText: Bool) throws(UnreadReason) {
    if !keepsText { dropText() }
    statement = .opening
    head = SQLHead()
    statementStart = text.count
    if text.count >= 64 << 10 { try passText() }
  }

  /// SQL Server ends statements with a line GO, or not at all: one that brings rows begins anew on a line of its own.
  private mutating func beginsAnew(_ token: SQLTokens.Token) throws(UnreadReason) -> Bool {
    guard case .word(let bytes) = token, let word = SQLHead.word(token) else { return false }
    switch word {
    case "go": try endStatement(keepsText: true)
    case "insert", "replace":
      try endStatement(keepsText: true)
      // The text has the word already, and the byte that ended it.
      statementStart = max(0, text.count - bytes.count - 1)
      head.append(token)
    default: return false
    }
    return true
  }

  private mutating func open(_ token: SQLTokens.Token) throws(UnreadReason) {
    if token == .mark(UInt8(ascii: ";")) {
      let isCopy = head.verb == "copy" && head.contains("stdin")
      guard isCopy, let (name, columns) = head.target(after: "copy") else {
        return try endStatement(keepsText: true)
      }
      try openTable(name, columns)
      try endStatement(keepsText: false)
      statement = .copy(isRunning: false)
      return
    }
    if head.isEmpty {
      if case .word(let word) = token { keepTextBefore(word) }
    } else if isAtLineStart, head.depth == 0, try beginsAnew(token) {
      return
    }
    let depth = head.depth
    head.append(token)
    switch head.verb {
    case "insert", "replace":
      // Within the brackets these are names of columns.
      let word = depth == 0 ? SQLHead.word(token) : nil
      if word == "values" || word == "value", head.count > 2 {
        guard let (name, columns) = head.target(after: "into") else { return statement = .other }
        dropText()
        try openTable(name, columns)
        statement = .rows
      } else if head.isFull || word == "select" || word == "set" {
        statement = .other
      }
    case "create":
      guard token == .mark(UInt8(ascii: "(")) else {
        if head.count > 40 { statement = .other }
        return
      }
      guard head.contains("table"), let name = head.lastName else { return statement = .other }
      columns.begin(name)
      statement = .columns
    case "copy": if head.isFull { statement = .other }
    case "go" where head.count == 1: try endStatement(keepsText: true)
    default: statement = .other
    }
  }

  // MARK: Rows

  private mutating func openTable(_ name: [UInt8], _ listed: [[UInt8]]) throws(UnreadReason) {
    let columns = listed.isEmpty ? self.columns[name] : listed
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
    if values.depth > 0 { return try values.take(token, into: &table) }
    switch token {
    case .mark(UInt8(ascii: "(")): values.begin()
    case .mark(UInt8(ascii: ";")): try endStatement(keepsText: false)
    case .mark(UInt8(ascii: ",")): break
    case .word(let bytes):
      // The next statement where nothing ends them; ON DUPLICATE KEY UPDATE, RETURNING: no rows any more.
      try endStatement(keepsText: false)
      text.append(contentsOf: bytes)
      text.append(0x20)
      try open(token)
    default: statement = .other
    }
  }

  // MARK: COPY

  private mutating func takeCopied(_ byte: UInt8) throws(UnreadReason) {
    switch byte {
    case 0x0A: try endCopiedLine()
    case 0x09: endCopiedCell()
    default: copied.keep(byte)
    }
  }

  private mutating func endCopiedLine() throws(UnreadReason) {
    if copied.cell.last == 0x0D { copied.shorten(to: copied.cell.count - 1) }
    if copied.cells == 0, copied.cell.elementsEqual("\\.".utf8) {
      copied.shorten(to: 0)
      statement = .opening
      return
    }
    endCopiedCell()
    try copied.end(in: &table)
  }

  private mutating func endCopiedCell() { copied.endCell(Self.copied(copied.cell), in: &table) }

  /// A cell in PostgreSQL's text format of COPY; `\N` is NULL.
  private static func copied(_ part: [UInt8]) -> [UInt8]? {
    guard part.contains(UInt8(ascii: "\\")) else { return nil }
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

  private mutating func keepText(_ byte: UInt8) throws(UnreadReason) {
    // Statements that never end are text all the same, and go out piece by piece, each of whole characters.
    if text.count - statementStart >= SQLTokens.longest, byte & 0xC0 != 0x80 { try passText() }
    text.append(byte)
  }

  /// Comments before a statement stay when its words go.
  private mutating func keepTextBefore(_ word: [UInt8]) {
    // The byte that ended the word is there, too.
    let start = text.count - word.count - 1
    guard start > statementStart, text[statementStart..<start].contains(where: { $0 > 0x20 }) else { return }
    statementStart = start
  }

  private mutating func dropText() { text.removeLast(text.count - min(statementStart, text.count)) }

  private mutating func passText() throws(UnreadReason) {
    // Rows that follow belong behind the passage.
    try closeTable()
    try sendText()
  }

  private mutating func sendText() throws(UnreadReason) {
    defer {
      text.removeAll(keepingCapacity: true)
      statementStart = 0
    }
    try PassageCutter.emit(text[...], at: place, in: reading)
  }
}
