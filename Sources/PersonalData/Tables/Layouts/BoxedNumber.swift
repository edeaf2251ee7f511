/// A number that a form spreads over cells: one digit a cell, or in the groups that it is written in (4-4-4, 4-6, 4-6-1).
struct BoxedNumber {
  /// From the first digit's cell to the last one's.
  let columns: Range<Int>
  /// Digits in ASCII.
  let digits: String
  /// How many digits stand in each cell that holds any.
  private let groups: [Int]

  /// Roles whose numbers forms spread over cells, and that digits and a label tell.
  static let roles: Set<ColumnRole> = [
    .myNumber, .pensionNumber, .employmentInsurance, .driversLicense, .postalCode, .phone,
  ]

  /// Boxes of a merged sheet are a few narrow columns wide.
  private static let widestGap = 3
  private static let mostDigits = 16

  /// The digits from a cell on, as far as cells hold nothing else.
  init?(in cells: [String], at start: Int) {
    var digits = ""
    var groups: [Int] = []
    var end = start
    var column = start
    while column < cells.count, digits.utf8.count <= Self.mostDigits {
      let cell = cells[column]
      if let part = Self.digits(of: cell) {
        digits += part
        groups.append(part.utf8.count)
        end = column + 1
      } else if !cell.isEmpty && !Self.joints.contains(cell) || column - end >= Self.widestGap {
        break
      }
      column += 1
    }
    guard groups.count >= 2, digits.utf8.count <= Self.mostDigits else { return nil }
    self.columns = start..<end
    self.digits = digits
    self.groups = groups
  }

  private static let joints: Set<String> = ["-", "－", "‐", "−", "―", "ー", "|", "｜", "・", " "]

  private static func digits(of cell: String) -> String? {
    guard (1...18).contains(cell.utf8.count) else { return nil }
    var digits = ""
    for scalar in cell.unicodeScalars {
      switch scalar.value {
      case 0x30...0x39: digits.unicodeScalars.append(scalar)
      case 0xFF10...0xFF19: digits.append(Character(Unicode.Scalar(UInt8(scalar.value - 0xFF10 + 0x30))))
      default: return nil
      }
    }
    return digits.utf8.count <= 6 ? digits : nil
  }

  /// The number as it is written in one cell, where it is one of a role; nil where it is none.
  func number(of role: ColumnRole) -> String? {
    let isSingle = groups.allSatisfy { $0 == 1 }
    switch role {
    case .myNumber:
      if isSingle { return isMyNumber(digits) ? digits : nil }
      guard groups.count == 3, groups.allSatisfy({ $0 <= 4 }), digits.utf8.count >= 9 else { return nil }
      // Spreadsheets drop the zeros that a group begins with.
      let padded = split().map { String(repeating: "0", count: 4 - $0.count) + $0 }.joined()
      return isMyNumber(padded) ? padded : nil
    case .pensionNumber:
      guard groups == [4, 6] || isSingle && digits.utf8.count == 10 else { return nil }
      return digits.prefix(4) + "-" + digits.suffix(6)
    case .employmentInsurance:
      guard groups == [4, 6, 1] || isSingle && digits.utf8.count == 11 else { return nil }
      return digits.prefix(4) + "-" + digits.dropFirst(4).prefix(6) + "-" + digits.suffix(1)
    case .driversLicense:
      var digits = digits
      return isSingle && digits.withUTF8(CheckDigits.driversLicence) ? digits : nil
    case .postalCode:
      guard groups == [3, 4] || isSingle && digits.utf8.count == 7 else { return nil }
      return digits.prefix(3) + "-" + digits.suffix(4)
    case .phone:
      let isGrouped = groups.count == 3 && groups[0] <= 5 && groups[1] <= 4 && groups[2] >= 3
      guard isSingle || isGrouped, digits.hasPrefix("0"), (10...11).contains(digits.utf8.count) else { return nil }
      return isSingle ? digits : split().joined(separator: "-")
    default: return nil
    }
  }

  private func isMyNumber(_ digits: String) -> Bool {
    var digits = digits
    return digits.withUTF8(CheckDigits.myNumber)
  }

  private func split() -> [Substring] {
    var rest = digits[...]
    return groups.map { count in
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
  }
}
