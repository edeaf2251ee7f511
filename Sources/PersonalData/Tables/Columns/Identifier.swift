/// Words that programs call things by.
enum Identifier {
  /// Letters of ASCII without a blank, in humps or with joints: `GtkButton`, `can-focus`, `text_view`, `std::string`.
  static func isOne(_ cell: CellBytes) -> Bool {
    guard (3...80).contains(cell.count), cell[0].isLetter || cell[0] == UInt8(ascii: "_") else { return false }
    var isJoined = false
    var former: UInt8 = 0
    for byte in cell {
      if byte.isLetter {
        if byte & 0x20 == 0, former.isLetter, former & 0x20 != 0 { isJoined = true }
      } else if byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":") {
        isJoined = true
      } else if !byte.isDigit {
        return false
      }
      former = byte
    }
    return isJoined
  }
}
