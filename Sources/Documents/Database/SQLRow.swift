import Contents

/// A row of a dump while it is gathered, within bounds: a cell, all cells together, and their number.
struct SQLRow {
  /// Bytes of one row that are kept, as of a row of a sheet.
  private static let longest = 32 << 20

  private(set) var cell: [UInt8] = []
  private(set) var cells = 0
  private var bytes = 0
  /// Whether any row was longer than what is kept of one.
  private(set) var wasCut = false

  var isEmpty: Bool { cells == 0 && cell.isEmpty }

  @inline(__always)
  mutating func keep(_ byte: UInt8) { if cell.count < SQLTokens.longest { cell.append(byte) } }

  mutating func keep(_ more: some Collection<UInt8>) {
    cell.append(contentsOf: more.prefix(SQLTokens.longest - cell.count))
  }

  /// Drops what the cell got behind its first bytes.
  mutating func shorten(to count: Int) { cell.removeLast(max(0, cell.count - count)) }

  /// - Parameter decoded: what the cell says, where that is not what was kept.
  mutating func endCell(_ decoded: [UInt8]? = nil, in table: inout TableOutlet?) {
    if let decoded { append(decoded, to: &table) } else { append(cell, to: &table) }
    cells += 1
    cell.removeAll(keepingCapacity: true)
  }

  private mutating func append(_ whole: [UInt8], to table: inout TableOutlet?) {
    guard cells < SQLColumns.most else { return }
    let room = Self.longest - bytes
    if whole.count > room { wasCut = true }
    table?.append(cell: whole.prefix(room))
    bytes += min(whole.count, room)
  }

  mutating func end(in table: inout TableOutlet?) throws(UnreadReason) {
    cells = 0
    bytes = 0
    try table?.endRow()
  }
}

/// The rows behind VALUES, token by token.
///
/// Of a call like `CAST(N'1975-04-01' AS Date)` the first value stays, for it is what the cell says.
struct SQLValues {
  private(set) var row = SQLRow()
  /// Brackets that are open; 1 within a row.
  private(set) var depth = 0
  /// A word that may say of what kind the string behind it is: N'…', DATE '…', X'…'.
  private var prefix: [UInt8] = []
  /// How deep the `::` stands whose type is being passed over; 0 when none is.
  private var typeDepth = 0
  private var call = Call()

  private struct Call {
    /// Length of the cell before the call.
    var start = 0
    /// The value that the cell got out of the call: how deep it stands, and whether it is a string.
    var value: (depth: Int, isString: Bool)?
  }

  /// Begins a row, behind its bracket.
  mutating func begin() { depth = 1 }

  /// Within a row.
  mutating func take(_ token: SQLTokens.Token, into table: inout TableOutlet?) throws(UnreadReason) {
    switch token {
    case .mark(UInt8(ascii: "(")):
      if depth == 1 { call = Call(start: row.cell.count, value: typeDepth > 0 ? (0, true) : nil) }
      // The name of a function.
      prefix = []
      depth += 1
    case .mark(UInt8(ascii: ")")):
      takePrefix()
      depth -= 1
      if typeDepth > depth { typeDepth = 0 }
      if depth == 0 { try endRow(in: &table) }
    case .mark(UInt8(ascii: ",")):
      takePrefix()
      if typeDepth >= depth { typeDepth = 0 }
      if depth == 1 { row.endCell(in: &table) }
    case .mark(UInt8(ascii: ":")):
      takePrefix()
      typeDepth = depth
    case .mark(let byte):
      takePrefix()
      if depth == 1 { row.keep(byte) }
      if typeDepth >= depth { typeDepth = 0 }
    case .string(let bytes): takeString(bytes, isName: false)
    case .name(let bytes): takeString(bytes, isName: true)
    case .word(let bytes):
      takePrefix()
      if typeDepth == 0 { prefix = bytes }
    }
  }

  /// Ends a row that the dump ends within.
  mutating func endRow(in table: inout TableOutlet?) throws(UnreadReason) {
    takePrefix()
    row.endCell(in: &table)
    depth = 0
    typeDepth = 0
    try row.end(in: &table)
  }

  private mutating func takeString(_ bytes: [UInt8], isName: Bool) {
    let isBinary = prefix.count == 1 && prefix[0] | 0x20 == UInt8(ascii: "x")
    prefix = []
    if isName, typeDepth > 0 { return }
    if typeDepth >= depth { typeDepth = 0 }
    // A name in brackets is most often a type: CONVERT([date], N'1975-04-01').
    let place = isName ? depth + 1 : depth
    keep(isBinary ? Array("(\(bytes.count / 2) bytes)".utf8) : bytes, at: place, isString: !isName)
  }

  /// A word with no string behind it was a value itself: a number, TRUE; NULL is an empty cell.
  private mutating func takePrefix() {
    defer { prefix = [] }
    if prefix.isEmpty || prefix.count == 4 && String(decoding: prefix, as: UTF8.self).lowercased() == "null" { return }
    // Within a call words are types and keywords, but for numbers.
    if depth > 1, !Self.isNumber(prefix) { return }
    keep(prefix, at: depth, isString: false)
  }

  private static func isNumber(_ word: [UInt8]) -> Bool {
    guard let first = word.first else { return false }
    return first &- 0x30 < 10 || "+-.".utf8.contains(first) && word.count > 1 && word[1] &- 0x30 < 10
  }

  /// - Parameter place: how deep it stands: a number deeper than a string behind it is the length of a type, as in
  ///   CONVERT(varchar(10), '…').
  private mutating func keep(_ bytes: [UInt8], at place: Int, isString: Bool) {
    if depth > 1 {
      if let value = call.value {
        guard isString, !value.isString, value.depth > place else { return }
        row.shorten(to: call.start)
      }
      call.value = (place, isString)
    }
    if !row.cell.isEmpty { row.keep(0x20) }
    row.keep(bytes)
  }
}
