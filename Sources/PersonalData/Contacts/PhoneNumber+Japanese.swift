/// A run of digits with separators, read up to a wanted length.
struct DigitGroups {
  var value: UInt64 = 0
  var count = 0
  /// Lengths of the groups, four bits each, the first in the lowest.
  var lengths: UInt64 = 0
  var groups = 0
  /// One past the last digit.
  var end = 0

  @inline(__always) func length(_ group: Int) -> Int { Int(lengths >> UInt64(4 * group) & 15) }
  var last: Int { groups == 0 ? 0 : length(groups - 1) }

  /// Digits from `start` on, at most `limit`, with hyphens, spaces, dots and brackets between groups.
  static func read(_ cell: CellBytes, at start: Int, limit: Int) -> DigitGroups {
    var result = DigitGroups()
    var index = start
    while result.groups < 8 {
      var length = 0
      while index < cell.count, cell[index].isDigit, result.count < limit {
        result.value = result.value &* 10 &+ UInt64(cell[index].digit)
        result.count += 1
        length += 1
        index += 1
      }
      guard length > 0 else { break }
      result.lengths |= UInt64(min(length, 15)) << UInt64(4 * result.groups)
      result.groups += 1
      result.end = index
      if result.count == limit { break }
      var separators = 0
      while index < cell.count, separators < 3, isSeparator(cell[index]) {
        index += 1
        separators += 1
      }
      if separators == 0 { break }
    }
    return result
  }

  /// Whether the number goes on behind `end`: a further digit, or a separator and a digit.
  func isCut(in cell: CellBytes) -> Bool {
    guard end < cell.count else { return false }
    if cell[end].isDigit { return true }
    return cell[end] == 0x2D && end + 1 < cell.count && cell[end + 1].isDigit
  }

  @inline(__always) private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == 0x2D || byte == 0x20 || byte == 0x2E || byte == 0x28 || byte == 0x29
  }
}

extension PhoneNumber {
  /// A national number whose first digit after the 0 (which may be missing) stands at `start`.
  static func japanese(_ cell: CellBytes, at start: Int) -> (number: PhoneNumber, end: Int)? {
    guard start < cell.count, let three = firstThree(cell, at: start), three >= 100 else { return nil }
    let (length, kind) = NumberingPlan.expectation(first: three)
    let digits = DigitGroups.read(cell, at: start, limit: length)
    guard digits.count == length, !digits.isCut(in: cell) else { return nil }
    let area = kind == .fixed ? NumberingPlan.areaCodeLength(head: UInt32(digits.value / 10_000)) : 2
    guard isPlausible(digits, kind: kind, area: area) else { return nil }
    // Three groups speak for themselves; without them only the plan tells a number from ten other digits.
    guard area > 0 || (digits.groups == 3 && start > 0 && cell[start - 1] == 0x30) else { return nil }
    return (PhoneNumber(digits: digits.value, kind: kind), digits.end)
  }

  /// How Japanese numbers are grouped: area code, exchange, four digits; any of the borders may be missing. Area codes
  /// are often cut wrongly (0926-26-2100 for 092-626-2100), so the plan decides on the digits alone.
  private static func isPlausible(_ digits: DigitGroups, kind: Kind, area: Int) -> Bool {
    // With the 0.
    let first = digits.length(0) + 1
    switch digits.groups {
    case 1: return true
    case 2: return digits.last == 4 || first == area + 1 || kind == .service
    case 3:
      switch kind {
      case .mobile, .ip: return first == 3 && (digits.last == 4 || digits.last == 5)
      case .service: return first >= 3
      default: return first >= 2 && first <= 5 && digits.last == 4
      }
    default: return false
    }
  }

  /// The first three digits, over separators, or nil when fewer stand there.
  private static func firstThree(_ cell: CellBytes, at start: Int) -> Int? {
    let head = DigitGroups.read(cell, at: start, limit: 3)
    return head.count == 3 ? Int(head.value) : nil
  }
}
