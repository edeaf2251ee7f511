/// Japanese postal codes (郵便番号): seven digits, written 123-4567.
package enum PostalCode {
  /// Reads a whole cell, with or without 〒 and hyphen, in any width.
  /// - Parameter leadingZeroMayBeMissing: the column is known to hold postal codes, so that six digits have lost a zero
  ///   (北海道, 東北) and five digits two (札幌 001…007).
  package static func parse(_ cell: CellBytes, leadingZeroMayBeMissing: Bool = false) -> UInt32? {
    NumberFolding.withFolded(cell) { parse(folded: $0, leadingZeroMayBeMissing: leadingZeroMayBeMissing) }
  }

  static func parse(folded cell: CellBytes, leadingZeroMayBeMissing: Bool) -> UInt32? {
    guard cell.count >= 5, cell.count <= 16 else { return nil }
    guard let (code, end) = prefix(of: cell, at: 0) else {
      return leadingZeroMayBeMissing ? withoutZero(cell) : nil
    }
    return end == cell.count ? code : nil
  }

  /// Reads a code that begins at `start` (with its 〒, if any) in ASCII writing.
  static func prefix(of cell: CellBytes, at start: Int) -> (code: UInt32, end: Int)? {
    var index = start
    if cell.has("〒", at: index) {
      index += 3
      while index < cell.count, cell[index] == 0x20 { index += 1 }
    }
    let first = cell.digitRun(at: index)
    guard first == 7 || first == 3 else { return nil }
    let digits = DigitGroups.read(cell, at: index, limit: 7)
    guard digits.count == 7, digits.groups == (first == 7 ? 1 : 2), digits.value >= 10_000, !digits.isCut(in: cell),
      first == 7 || cell[index + 3] == 0x2D || cell[index + 3] == 0x20, digits.end == index + (first == 7 ? 7 : 8)
    else { return nil }
    return (UInt32(digits.value), digits.end)
  }

  private static func withoutZero(_ cell: CellBytes) -> UInt32? {
    let isDecimal = cell.has(".0", at: cell.count - 2)
    let bare = isDecimal ? cell.part(0..<cell.count - 2) : cell
    let digits = DigitGroups.read(bare, at: 0, limit: 7)
    guard digits.end == bare.count, digits.count == 5 || digits.count == 6, digits.value >= 10_000,
      digits.groups == 1 || (digits.groups == 2 && digits.last == 4 && cell[digits.end - 5] == 0x2D)
    else { return nil }
    return UInt32(digits.value)
  }

  /// Whether one stands in an address: three and four digits behind 〒 or by themselves, or five digits before the name of a
  /// town (or behind that of a state).
  static func stands(in address: CellBytes) -> Bool {
    guard address.count >= 12 else { return false }
    var index = 0
    while index < address.count {
      let run = address.digitRun(at: index)
      if run == 0 {
        index += 1
        continue
      }
      let end = index + run
      let isApart =
        index == 0 || address[index - 1] <= 0x20 || address[index - 1] == 0x2C
        || index >= 3 && address.has("〒", at: index - 3)
      if isApart {
        if run == 3, end + 4 < address.count + 1, end < address.count, address[end] == 0x2D,
          address.digitRun(at: end + 1) == 4
        {
          return true
        }
        // 9292367石川県輪島市: in front of the prefecture.
        if run == 7, index == 0, end < address.count, address[end] >= 0xE4 { return true }
        let isTown = end + 1 < address.count && address[end] == 0x20 && address[end + 1] >= 0x41
        if run == 5, index > 0, isTown || end == address.count || address[end] <= 0x20 { return true }
      }
      index = end
    }
    return false
  }
}
