import Contents

/// Values of columns as text.
struct JetValues {
  private let file: JetFile
  /// Bytes of a memo that are read; one that is longer is cut.
  private static let longestMemo = 1 << 20
  private static let missing: [UInt8] = []

  init(_ file: JetFile) { self.file = file }

  private enum Kind {
    static let bool: UInt8 = 1
    static let byte: UInt8 = 2
    static let int16: UInt8 = 3
    static let int32: UInt8 = 4
    static let money: UInt8 = 5
    static let float: UInt8 = 6
    static let double: UInt8 = 7
    static let date: UInt8 = 8
    static let binary: UInt8 = 9
    static let text: UInt8 = 10
    static let object: UInt8 = 11
    static let memo: UInt8 = 12
    static let identifier: UInt8 = 15
    static let decimal: UInt8 = 16
    static let int64: UInt8 = 19
    static let longDate: UInt8 = 20
  }

  /// - Returns: empty for a column without a value, and for a kind that says nothing of people.
  /// - Throws: `.damaged` when a memo leads nowhere, `.inputOutput`.
  func text(of column: JetTable.Column, in row: JetRow) throws(UnreadReason) -> [UInt8] {
    if column.isCalculated { return try outcome(of: column, in: row) }
    if column.type == Kind.bool { return row.holds(column) ? [0x31] : [0x30] }
    guard let range = row.value(of: column, width: Self.width(column)) else { return Self.missing }
    if column.type == Kind.memo { return JetText.decoded(try longValue(row.bytes[range])[...], in: file) }
    return Self.text(row.bytes[range], column, in: file)
  }

  /// What an expression came to. Which kind of number it is the definition does not say, and may even say wrongly: texts,
  /// dates and whole numbers are told, amounts are not.
  private func outcome(of column: JetTable.Column, in row: JetRow) throws(UnreadReason) -> [UInt8] {
    guard let range = row.value(of: column, width: column.length) else { return Self.missing }
    switch column.type {
    case Kind.text where column.length == 0, Kind.memo:
      return JetText.decoded(Self.unwrapped(try longValue(row.bytes[range])[...]), in: file)
    case Kind.text: return JetText.decoded(Self.unwrapped(row.bytes[range]), in: file)
    case Kind.date, Kind.int32:
      let value = Self.unwrapped(row.bytes[range])
      return value.count == Self.width(column) ? Self.text(value, column, in: file) : Self.missing
    default: return Self.missing
    }
  }

  /// An outcome stands behind 16 bytes about it and its length.
  private static func unwrapped(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let length = Array(bytes.prefix(20)).uint32(at: 16) else { return [] }
    return bytes.dropFirst(20).prefix(Int(length))
  }

  private static func width(_ column: JetTable.Column) -> Int {
    switch column.type {
    case Kind.byte: 1
    case Kind.int16: 2
    case Kind.int32, Kind.float: 4
    case Kind.money, Kind.double, Kind.date, Kind.int64: 8
    case Kind.identifier: 16
    case Kind.decimal: 17
    case Kind.longDate: 42
    default: column.length
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>, _ column: JetTable.Column, in file: JetFile) -> [UInt8] {
    if column.type == Kind.text {
      var text = JetText.decoded(bytes, in: file)
      // A text of fixed length is filled up.
      if column.isFixed { while let last = text.last, last <= 0x20 { text.removeLast() } }
      return text
    }
    let value = Array(bytes)
    switch column.type {
    case Kind.byte: return value.first.map { number(Double($0)) } ?? missing
    case Kind.int16: return value.uint16(at: 0).map { number(Double(Int16(bitPattern: $0))) } ?? missing
    case Kind.int32: return value.uint32(at: 0).map { number(Double(Int32(bitPattern: $0))) } ?? missing
    case Kind.float:
      return value.uint32(at: 0).map { number(Double(Float(bitPattern: $0).description) ?? 0) } ?? missing
    case Kind.double: return value.uint64(at: 0).map { number(Double(bitPattern: $0)) } ?? missing
    case Kind.int64: return value.uint64(at: 0).map { Array(String(Int64(bitPattern: $0)).utf8) } ?? missing
    case Kind.money:
      guard let raw = value.uint64(at: 0) else { return missing }
      let amount = Int64(bitPattern: raw)
      return decimal(UInt128(amount.magnitude), isNegative: amount < 0, scale: 4)
    case Kind.decimal:
      // Four groups of four bytes, the highest group first.
      guard value.count >= 17 else { return missing }
      let magnitude = stride(from: 1, to: 17, by: 4).reduce(UInt128(0)) {
        $0 << 32 | UInt128(value.uint32(at: $1) ?? 0)
      }
      return decimal(magnitude, isNegative: value[0] & 0x80 != 0, scale: column.scale)
    case Kind.date: return value.uint64(at: 0).map { JetDate.text(of: Double(bitPattern: $0)) } ?? missing
    case Kind.longDate: return JetDate.text(ofLong: value)
    case Kind.identifier: return identifier(value)
    case Kind.binary: return Array("(\(value.count) bytes)".utf8)
    case Kind.object: return Array("(\((value.uint32(at: 0) ?? 0) & 0x3FFF_FFFF) bytes)".utf8)
    default: return missing
    }
  }

  private static func number(_ value: Double) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: CellNumber.longest) { buffer, written in
      written = buffer.baseAddress.map { CellNumber.write(value, into: $0) } ?? 0
    }
  }

  private static func decimal(_ magnitude: UInt128, isNegative: Bool, scale: Int) -> [UInt8] {
    var digits = Array(String(magnitude).utf8)
    let scale = min(scale, 28)
    if digits.count <= scale { digits = Array(repeating: 0x30, count: scale + 1 - digits.count) + digits }
    var fraction = Array(digits.suffix(scale))
    while fraction.last == 0x30 { fraction.removeLast() }
    let whole = (isNegative && magnitude != 0 ? [0x2D] : []) + digits.dropLast(scale)
    return fraction.isEmpty ? whole : whole + [0x2E] + fraction
  }

  private static func identifier(_ value: [UInt8]) -> [UInt8] {
    guard value.count == 16 else { return missing }
    let hex = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for (index, place) in [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(0x2D) }
      text += [hex[Int(value[place] >> 4)], hex[Int(value[place] & 15)]]
    }
    return text
  }

  // MARK: - Memos

  /// The bytes of an object or a memo, as many as there are.
  /// - Throws: `.damaged` when it leads nowhere, `.tooLarge` when there are more than `most`.
  func data(of column: JetTable.Column, in row: JetRow, most: Int) throws(UnreadReason) -> [UInt8] {
    guard let range = row.value(of: column, width: column.length) else { return Self.missing }
    let stated = Int((Array(row.bytes[range].prefix(4)).uint32(at: 0) ?? 0) & 0x3FFF_FFFF)
    guard stated <= most else { throw .tooLarge }
    return try longValue(row.bytes[range], most: most)
  }

  /// A value that may lie on pages of its own: its length and where it is, then a row and a page, and four bytes more.
  private func longValue(
    _ bytes: ArraySlice<UInt8>, most: Int = Self.longestMemo
  ) throws(UnreadReason) -> [UInt8] {
    let head = Array(bytes.prefix(12))
    guard let stated = head.uint32(at: 0), let pointer = head.uint32(at: 4) else { return Self.missing }
    let length = Int(stated & 0x3FFF_FFFF)
    if stated & 0x8000_0000 != 0 { return Array(bytes.dropFirst(12).prefix(length)) }
    if length == 0 { return Self.missing }
    if stated & 0x4000_0000 != 0 { return Array(try piece(pointer).prefix(length)) }
    // Pieces that each begin with where the next one is.
    var whole: [UInt8] = []
    var next = pointer
    while next != 0, whole.count < min(length, most) {
      let piece = try piece(next)
      guard piece.count > 4, let following = Array(piece.prefix(4)).uint32(at: 0) else { throw .damaged }
      whole += piece.dropFirst(4)
      next = following
    }
    if whole.count < min(length, most) { throw .damaged }
    return Array(whole.prefix(length))
  }

  private func piece(_ pointer: UInt32) throws(UnreadReason) -> ArraySlice<UInt8> {
    let page = try file.page(Int(pointer >> 8))
    guard page[0] == JetFormat.PageKind.data, let row = file.range(ofRow: Int(pointer & 0xFF), on: page) else {
      throw .damaged
    }
    return page[row.range]
  }
}
