extension NationalNumber {
  /// Areas 000, 666 and 900…999, group 00 and serial 0000 are never assigned (SSA, 2011 randomisation). Without its
  /// hyphens it would be any nine digits, so they are demanded. The number of the 1938 wallet advertisement is refused.
  static func isSocialSecurity(_ cell: CellBytes) -> Bool {
    guard cell.count == 11, cell.digitRun(at: 0) == 3, cell.digitRun(at: 4) == 2, cell.digitRun(at: 7) == 4,
      cell[3] == cell[6], cell[3] == 0x2D || cell[3] == 0x20
    else { return false }
    let area = number(cell, 0, 3)
    let group = number(cell, 4, 2)
    let serial = number(cell, 7, 4)
    if area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0 { return false }
    return !(area == 78 && group == 5 && serial == 1120)
  }

  /// HMRC manual NIM39110: no D F I Q U V first, no D F I O Q U V second, unused pairs, suffix A…D.
  static func isNationalInsurance(_ d: CellBytes) -> Bool {
    guard d.count == 9, d[0].isUpper, d[1].isUpper, areDigits(d, 2..<8), d[8] >= 0x41, d[8] <= 0x44 else {
      return false
    }
    switch d[0] {
    // D F I Q U V
    case 0x44, 0x46, 0x49, 0x51, 0x55, 0x56: return false
    default: break
    }
    switch d[1] {
    case 0x44, 0x46, 0x49, 0x4F, 0x51, 0x55, 0x56: return false
    default: break
    }
    for pair in unusedInsurancePairs where d.has(pair, at: 0) { return false }
    return true
  }

  private static let unusedInsurancePairs: [StaticString] = ["BG", "GB", "NK", "KN", "TN", "NT", "ZZ"]

  /// Key = 97 − number mod 97; in Corsica 2A counts as 19, 2B as 18 (INSEE).
  static func isNIR(_ d: CellBytes) -> Bool {
    guard d.count == 15, areDigits(d, 0..<5), areDigits(d, 7..<15), d[5].isDigit else { return false }
    switch d[0].digit {
    case 1, 2, 3, 4, 7, 8: break
    default: return false
    }
    var value = number(d, 0, 5)
    switch d[6] {
    case 0x41 where d[5] == 0x32: value = value * 100 + 19
    case 0x42 where d[5] == 0x32: value = value * 100 + 18
    default:
      guard d[6].isDigit else { return false }
      value = value * 100 + number(d, 5, 2)
    }
    let month = number(d, 3, 2)
    guard (1...12).contains(month) || (20...42).contains(month) || month >= 50 else { return false }
    for index in 7..<13 { value = value * 10 + d[index].digit }
    return number(d, 13, 2) == 97 - value % 97
  }

  /// Letter = number mod 23; X, Y, Z of a foreigner's number count as 0, 1, 2 (Real Decreto 1553/2005).
  static func isDNI(_ d: CellBytes) -> Bool {
    guard d.count == 9, areDigits(d, 1..<8), d[8].isUpper else { return false }
    let first: Int
    switch d[0] {
    case 0x58: first = 0
    case 0x59: first = 1
    case 0x5A: first = 2
    default:
      guard d[0].isDigit else { return false }
      first = d[0].digit
    }
    let letters: StaticString = "TRWAGMYFPDXBNJZSQVHLCKE"
    return d[8] == letters.utf8Start[(first * 10_000_000 + number(d, 1, 7)) % 23]
  }

  /// Decreto ministeriale 23 dicembre 1976: odd places through a table, even places by value, sum mod 26.
  static func isFiscalCode(_ d: CellBytes) -> Bool {
    guard d.count == 16, (0..<6).allSatisfy({ d[$0].isUpper }), d[11].isUpper, d[15].isUpper else { return false }
    for index in [6, 7, 9, 10, 12, 13, 14] where !isFiscalDigit(d[index]) { return false }
    let months: StaticString = "ABCDEHLMPRST"
    guard (0..<12).contains(where: { months.utf8Start[$0] == d[8] }) else { return false }
    var sum = 0
    for index in 0..<15 {
      let value = d[index].isDigit ? d[index].digit : Int(d[index]) - 0x41
      sum += index & 1 == 1 ? value : Int(oddFiscalValues.utf8Start[value]) - 0x41
    }
    return Int(d[15]) - 0x41 == sum % 26
  }

  /// Values of odd places as letters from A = 0, for 0…9 or A…Z.
  private static let oddFiscalValues: StaticString = "BAFHJNPRTVCESULDGIMOQKWZYX"

  /// A digit, or the letter that replaces it when two people would get one code.
  private static func isFiscalDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x4C, 0x4D, 0x4E, 0x50...0x56: true
    default: false
    }
  }

  /// ISO 7064 mod 11,10; of the first ten digits one stands twice or three times, the others at most once (§ 139b AO).
  static func isTaxID(_ d: CellBytes) -> Bool {
    guard d.count == 11, areDigits(d, 0..<11), d[0] != 0x30 else { return false }
    var counts: UInt64 = 0
    for index in 0..<10 { counts += 1 << UInt64(4 * d[index].digit) }
    var repeated = 0
    for digit in 0..<10 {
      let count = counts >> UInt64(4 * digit) & 15
      if count > 3 { return false }
      if count > 1 { repeated += 1 }
    }
    return repeated == 1 && VATNumber.isMod11Mod10(d)
  }

  /// Birth date, then sex and century; weights 2…9, 2…5. Numbers given out since October 2020 are random in the rest and
  /// have no check digit.
  static func isKoreanResident(_ d: CellBytes) -> Bool {
    guard d.count == 13, areDigits(d, 0..<13) else { return false }
    let sex = d[6].digit
    let century: Int
    switch sex {
    case 1, 2, 5, 6: century = 1900
    case 3, 4, 7, 8: century = 2000
    default: century = 1800
    }
    let year = century + number(d, 0, 2)
    guard isDay(year: year, month: number(d, 2, 2), day: number(d, 4, 2)), year <= 2100 else { return false }
    if year * 100 + number(d, 2, 2) >= 2020_10 { return true }
    var sum = 0
    for index in 0..<12 { sum += d[index].digit * (index < 8 ? index + 2 : index - 6) }
    let check = (11 - sum % 11) % 10
    return d[12].digit == check || ((5...8).contains(sex) && d[12].digit == (check + 2) % 10)
  }

  /// GB 11643-1999: province, birth date, ISO 7064 mod 11-2 with X for 10.
  static func isChineseResident(_ d: CellBytes) -> Bool {
    guard d.count == 18, areDigits(d, 0..<17), d[17].isDigit || d[17] == 0x58 else { return false }
    switch number(d, 0, 2) {
    case 11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71, 81, 82, 83, 91: break
    default: return false
    }
    let year = number(d, 6, 4)
    guard year >= 1880, year <= 2100, isDay(year: year, month: number(d, 10, 2), day: number(d, 12, 2)) else {
      return false
    }
    var remainder = 0
    for index in 0..<17 { remainder = (remainder + d[index].digit) * 2 % 11 }
    let check = (12 - remainder) % 11
    return check == 10 ? d[17] == 0x58 : d[17].isDigit && d[17].digit == check
  }

  // MARK: Digits

  static func areDigits(_ d: CellBytes, _ range: Range<Int>) -> Bool {
    for index in range where !d[index].isDigit { return false }
    return true
  }

  /// Value of `length` digits from `start` on; the caller has made sure that they are digits.
  static func number(_ d: CellBytes, _ start: Int, _ length: Int) -> Int {
    var value = 0
    for index in start..<start + length { value = value * 10 + d[index].digit }
    return value
  }

  private static func isDay(year: Int, month: Int, day: Int) -> Bool {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    switch month {
    case 1, 3, 5, 7, 8, 10, 12: return day >= 1 && day <= 31
    case 4, 6, 9, 11: return day >= 1 && day <= 30
    case 2: return day >= 1 && day <= (isLeap ? 29 : 28)
    default: return false
    }
  }
}
