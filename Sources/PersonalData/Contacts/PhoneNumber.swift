/// A telephone number, brought to one form so that two writings of it are equal.
package struct PhoneNumber: Hashable, Sendable {
  package enum Kind: UInt8, Sendable {
    case mobile, fixed, ip
    /// 0120, 0800, 0570, 0990, 020 …: never a person's.
    case service
    case international
  }

  /// Japanese: the national digits without the leading 0 (`312345678`, `9012345678`). International: country code and
  /// national number (`16666662215`) with `internationalMark` set, so that the two never collide.
  package let digits: UInt64
  package let kind: Kind

  package static let internationalMark: UInt64 = 1 << 63

  package init(digits: UInt64, kind: Kind) {
    self.digits = digits
    self.kind = kind
  }

  /// Reads a whole cell: one number, with a label before it (`TEL 03-…`) or an extension or remark after it.
  /// - Parameter leadingZeroMayBeMissing: the column is known to hold telephone numbers, so that `9012345678`, which a
  ///   spreadsheet has robbed of its 0, is one too.
  package static func parse(_ cell: CellBytes, leadingZeroMayBeMissing: Bool) -> PhoneNumber? {
    NumberFolding.withFolded(cell) { parse(folded: $0, leadingZeroMayBeMissing: leadingZeroMayBeMissing) }
  }

  /// As `parse`, for a cell that `NumberFolding` has already folded.
  static func parse(folded cell: CellBytes, leadingZeroMayBeMissing: Bool) -> PhoneNumber? {
    guard cell.count >= 9, cell.count <= 80 else { return nil }
    let start = labelEnd(cell)
    if let (number, end) = prefix(of: cell, at: start, leadingZeroMayBeMissing: leadingZeroMayBeMissing) {
      if isRemark(cell, from: end, afterDecimal: leadingZeroMayBeMissing) { return number }
    }
    return foreignNational(cell.from(start))
  }

  /// Calls `body` with every number of a cell that may hold several (`03-1234-5678 / 090-1234-5678`).
  package static func parseAll(_ cell: CellBytes, _ body: (PhoneNumber) -> Void) {
    NumberFolding.withFolded(cell) { folded in
      var index = 0
      while index < folded.count {
        let byte = folded[index]
        guard byte.isDigit || byte == 0x2B || byte == 0x28 else {
          index += 1
          continue
        }
        if let (number, end) = prefix(of: folded, at: index, leadingZeroMayBeMissing: false) {
          body(number)
          index = max(end, index + 1)
        } else {
          index += max(1, folded.digitRun(at: index))
        }
      }
    }
  }

  /// Reads one number that begins at `start` in ASCII writing. `end` is one past its last digit.
  static func prefix(
    of cell: CellBytes, at start: Int, leadingZeroMayBeMissing: Bool
  ) -> (number: PhoneNumber, end: Int)? {
    var index = start
    guard index < cell.count else { return nil }
    if cell[index] == 0x28 {
      index += 1
      guard index < cell.count else { return nil }
    }
    let first = cell[index]
    if first == 0x2B { return international(cell, at: index + 1) }
    guard first.isDigit else { return nil }
    if first == 0x30 {
      if let found = japanese(cell, at: index + 1) { return found }
      // 00 from most countries, 010 from Japan.
      if cell.has("00", at: index) { return international(cell, at: index + 2) }
      if cell.has("010", at: index) {
        return koreanMobile(cell, at: index) ?? international(cell, at: index + 3)
      }
      return nil
    }
    if leadingZeroMayBeMissing, let found = japanese(cell, at: index) { return found }
    return northAmerican(cell, at: index) ?? chineseMobile(cell, at: index)
  }

  // MARK: Around the number

  /// Where a label such as `TEL:` or 電話 before the number ends; 0 when there is none.
  private static func labelEnd(_ cell: CellBytes) -> Int {
    let first = cell[0]
    if first.isDigit || first == 0x2B || first == 0x28 { return 0 }
    var index = 0
    if let length = labels.first(where: { cell.hasLetters($0, at: 0) })?.utf8CodeUnitCount { index = length }
    guard index > 0 else { return 0 }
    while index < cell.count, cell[index] == 0x20 || cell[index] == 0x3A || cell[index] == 0x2E { index += 1 }
    return index
  }

  private static let labels: [StaticString] = [
    "telephone", "tel", "phone", "mobile", "fax", "電話番号", "電話", "携帯電話", "携帯", "自宅", "勤務先", "実家", "℡",
  ]

  /// Whether what follows the number is nothing, an extension or a remark without further digits.
  private static func isRemark(_ cell: CellBytes, from end: Int, afterDecimal: Bool) -> Bool {
    var index = end
    while index < cell.count, cell[index] == 0x20 || cell[index] == 0x29 { index += 1 }
    if index == cell.count { return true }
    // A number that passed through a floating-point column.
    if afterDecimal, index == end, cell.has(".0", at: index), index + 2 == cell.count { return true }
    for word in extensions where cell.hasLetters(word, at: index) {
      index += word.utf8CodeUnitCount
      while index < cell.count, !cell[index].isDigit { index += 1 }
      return cell.digitRun(at: index) <= 6
    }
    guard cell[index] == 0x28 || cell[index].isBeyondASCII, cell.count - index <= 48 else { return false }
    while index < cell.count {
      if cell[index].isDigit { return false }
      index += 1
    }
    return true
  }

  private static let extensions: [StaticString] = ["x", "ext", "#", "内線", "(内線", "(内", "内"]
}
