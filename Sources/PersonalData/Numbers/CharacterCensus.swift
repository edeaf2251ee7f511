/// How many characters of each class a folded cell has: one pass, from which everything else is decided.
struct CharacterCensus {
  var digits = 0
  var letters = 0
  /// Bytes, not characters.
  var beyondASCII = 0
  var hyphens = 0
  var spaces = 0
  var dots = 0
  var commas = 0
  var colons = 0
  var at = 0
  var others = 0
  /// Digits with at most a sign before, one point and commas between thousands.
  private(set) var isPlainNumber = false

  init(_ cell: CellBytes) {
    for byte in cell {
      if byte.isDigit {
        digits += 1
      } else if byte.isLetter {
        letters += 1
      } else if byte >= 0x80 {
        beyondASCII += 1
      } else {
        switch byte {
        case 0x2D: hyphens += 1
        case 0x20: spaces += 1
        case 0x2E: dots += 1
        case 0x2C: commas += 1
        case 0x3A: colons += 1
        case 0x40: at += 1
        default: others += 1
        }
      }
    }
    guard dots <= 1, digits > 0, cell.count > 0 else { return }
    let first = cell[0]
    let signs = first == 0x2D || first == 0x2B ? 1 : 0
    isPlainNumber = digits + dots + commas + signs == cell.count && cell[cell.count - 1].isDigit
  }
}
