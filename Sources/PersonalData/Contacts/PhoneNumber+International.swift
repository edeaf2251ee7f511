extension PhoneNumber {
  /// Country code and national number, from behind the `+` or the international prefix.
  static func international(_ cell: CellBytes, at start: Int) -> (number: PhoneNumber, end: Int)? {
    var index = start
    while index < cell.count, cell[index] == 0x20 || cell[index] == 0x2D { index += 1 }
    var code = 0
    var lengths: ClosedRange<Int>?
    var digits = 0
    while digits < 3, index < cell.count, cell[index].isDigit, lengths == nil {
      code = code * 10 + cell[index].digit
      index += 1
      digits += 1
      lengths = code == 0 ? nil : NumberingPlan.nationalLengths(countryCode: code)
    }
    guard let lengths else { return nil }
    index = skipTrunkPrefix(cell, at: index, keepsZero: code == 39)
    if code == 81 { return japanese(cell, at: index) }
    let national = DigitGroups.read(cell, at: index, limit: lengths.upperBound)
    if national.isCut(in: cell) || national.count < lengths.lowerBound { return nil }
    return (make(code: code, national: national), national.end)
  }

  /// `(0)` or 0 between country code and number, which is not dialled from abroad.
  private static func skipTrunkPrefix(_ cell: CellBytes, at start: Int, keepsZero: Bool) -> Int {
    var index = start
    while index < cell.count, cell[index] == 0x20 || cell[index] == 0x2D { index += 1 }
    if cell.has("(0)", at: index) {
      index += 3
    } else if cell.has("(0", at: index), !keepsZero {
      index += 2
    } else if index < cell.count, cell[index] == 0x30, !keepsZero {
      index += 1
    }
    while index < cell.count, cell[index] == 0x20 || cell[index] == 0x2D || cell[index] == 0x28 { index += 1 }
    return index
  }

  private static func make(code: Int, national: DigitGroups) -> PhoneNumber {
    var scale: UInt64 = 1
    for _ in 0..<national.count { scale &*= 10 }
    return PhoneNumber(
      digits: internationalMark | (UInt64(code) &* scale &+ national.value), kind: .international)
  }

  // MARK: National forms of other countries

  /// `693-765-3686`, `(363)795-0733`, `854.257.7449`: area and exchange begin with 2…9 (NANP).
  static func northAmerican(_ cell: CellBytes, at start: Int) -> (number: PhoneNumber, end: Int)? {
    let digits = DigitGroups.read(cell, at: start, limit: 10)
    guard digits.count == 10, digits.groups == 3, digits.length(0) == 3, digits.length(1) == 3, digits.last == 4,
      digits.value >= 2_000_000_000, digits.value / 10_000 % 1_000 >= 200, !digits.isCut(in: cell)
    else { return nil }
    return (make(code: 1, national: digits), digits.end)
  }

  /// 010-3064-5747.
  static func koreanMobile(_ cell: CellBytes, at start: Int) -> (number: PhoneNumber, end: Int)? {
    var digits = DigitGroups.read(cell, at: start, limit: 11)
    guard digits.count == 11, !digits.isCut(in: cell),
      digits.groups == 1 || (digits.groups == 3 && digits.length(0) == 3 && digits.length(1) == 4)
    else { return nil }
    digits.count = 10
    return (make(code: 82, national: digits), digits.end)
  }

  /// 13564241456: eleven digits from 13 on.
  static func chineseMobile(_ cell: CellBytes, at start: Int) -> (number: PhoneNumber, end: Int)? {
    guard cell[start] == 0x31 else { return nil }
    let digits = DigitGroups.read(cell, at: start, limit: 11)
    guard digits.count == 11, digits.value >= 13_000_000_000, digits.value < 20_000_000_000,
      digits.groups == 1 || (digits.groups == 3 && digits.length(0) == 3 && digits.last == 4), !digits.isCut(in: cell)
    else { return nil }
    return (make(code: 86, national: digits), digits.end)
  }

  /// A whole cell in the national writing of Europe: `06 74 93 65 36`, `0161 496 0493`, `(05406) 99370`. The country is
  /// unknown, so a 0 stands for its code. Spaces or brackets are demanded: with hyphens alone it could be any number.
  static func foreignNational(_ cell: CellBytes) -> PhoneNumber? {
    guard cell.count >= 9, cell.count <= 20, cell[0] == 0x30 || cell.has("(0", at: 0) else { return nil }
    let digits = DigitGroups.read(cell, at: cell[0] == 0x30 ? 0 : 1, limit: 13)
    guard digits.end == cell.count, digits.count >= 8, digits.count <= 12, digits.groups >= 2 else { return nil }
    let isFrench = digits.groups == 5 && digits.count == 10 && digits.lengths == 0x22222
    let isGrouped = digits.groups <= 4 && digits.length(0) >= 2 && digits.length(0) <= 6
    guard isFrench || isGrouped, cell.contains(0x20) || cell[0] == 0x28, !cell.contains(0x2E) else { return nil }
    return PhoneNumber(digits: internationalMark | digits.value, kind: .international)
  }
}
