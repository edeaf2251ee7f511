/// Check digits of Japanese numbers, and Luhn.
///
/// Each takes exactly the digits in ASCII (no separators); anything else fails. A check digit alone is weak: one random
/// number in ten passes My Number, one in twenty a driver's licence (see the tests for every rate).
package enum CheckDigits {
  /// Individual number (個人番号), 12 digits. Ministerial ordinance no. 85 of 2014 (総務省令), art. 5: with P the digits
  /// from the right without the check digit and Q = n + 1 up to n = 6, then n − 5, the remainder r = ΣPQ mod 11 gives
  /// 11 − r, or 0 when r ≤ 1.
  package static func myNumber(_ d: CellBytes) -> Bool {
    guard d.count == 12, areDigits(d) else { return false }
    var sum = 0
    for n in 1...11 { sum += d[11 - n].digit * (n <= 6 ? n + 1 : n - 5) }
    let remainder = sum % 11
    return d[11].digit == (remainder <= 1 ? 0 : 11 - remainder)
  }

  /// Corporate number (法人番号), 13 digits, check digit first: 9 − (ΣPQ mod 9), Q = 1 for odd and 2 for even places
  /// from the right. Ordinance on the designation of corporate numbers (財務省令), art. 2.
  package static func corporateNumber(_ d: CellBytes) -> Bool {
    guard d.count == 13, areDigits(d) else { return false }
    var sum = 0
    for n in 1...12 { sum += d[13 - n].digit * (n & 1 == 1 ? 1 : 2) }
    return d[0].digit == 9 - sum % 9
  }

  /// Insurer number (保険者番号) of 8 digits: law code (法別番号) 2, prefecture 2, insurer 3, check digit 1 (weights 2 and 1
  /// from the right, digit sums, to the next ten). Guideline of the Ministry of Health on insurer numbers (設定要領).
  package static func insurerNumber8(_ d: CellBytes) -> Bool {
    guard d.count == 8, areDigits(d) else { return false }
    return isLawCode(two(d, 0)) && isPrefecture(two(d, 2)) && luhn(d)
  }

  /// Insurer number of National Health Insurance (国民健康保険), 6 digits: prefecture 2, insurer 3, check digit 1.
  package static func insurerNumber6(_ d: CellBytes) -> Bool {
    guard d.count == 6, areDigits(d) else { return false }
    return isPrefecture(two(d, 0)) && luhn(d)
  }

  /// An insurer number that a spreadsheet has robbed of its leading 0: 7 digits for 8, 5 for 6. For columns that are
  /// known to hold insurer numbers. Returns the number (its zero is understood) or nil.
  package static func insurerNumberWithoutZero(_ d: CellBytes) -> UInt32? {
    guard d.count == 7 || d.count == 5, areDigits(d), d[0] != 0x30, luhn(d) else { return nil }
    // With the zero before: law codes 01…07, prefectures 01…09.
    if d.count == 7, !(isLawCode(d[0].digit) && isPrefecture(two(d, 1))) { return nil }
    var value: UInt32 = 0
    for byte in d { value = value * 10 + UInt32(byte.digit) }
    return value
  }

  /// Driver's licence (運転免許証番号), 12 digits: public safety commission 2, year 2, serial 6, check digit, reissues. The
  /// rule is not published by the police; it is attested by many sources: first ten digits × (5,4,3,2,7,6,5,4,3,2) mod
  /// 11, the last digit of 11 − r.
  package static func driversLicence(_ d: CellBytes) -> Bool {
    guard d.count == 12, areDigits(d), isPublicSafetyCommission(two(d, 0)) else { return false }
    var sum = 0
    for index in 0..<10 { sum += d[index].digit * (index < 4 ? 5 - index : 11 - index) }
    let check = 11 - sum % 11
    return d[10].digit == check % 10
  }

  /// Luhn (ISO/IEC 7812-1 annex B), any length from 2.
  package static func luhn(_ d: CellBytes) -> Bool {
    guard d.count >= 2, areDigits(d) else { return false }
    var sum = 0
    var doubled = false
    for index in stride(from: d.count - 1, through: 0, by: -1) {
      let digit = d[index].digit
      let weighted = doubled ? digit * 2 : digit
      sum += weighted > 9 ? weighted - 9 : weighted
      doubled.toggle()
    }
    return sum % 10 == 0
  }

  /// Whether a card number (14…19 digits) begins as one that is issued and passes Luhn.
  package static func paymentCard(_ d: CellBytes) -> Bool {
    guard d.count >= 14, d.count <= 19, areDigits(d) else { return false }
    return isIssuedCard(d) && luhn(d)
  }

  /// Issuer ranges of ISO/IEC 7812 as the schemes publish them.
  private static func isIssuedCard(_ d: CellBytes) -> Bool {
    let four = two(d, 0) * 100 + two(d, 2)
    let length = d.count
    switch four {
    case 4000...4999: return length == 16 || length == 19
    case 5100...5599, 2221...2720: return length == 16
    case 3400...3499, 3700...3799: return length == 15
    // JCB issues 3528…3589 and holds the rest of 35.
    case 3500...3599: return length >= 16
    case 3000...3059, 3095, 3600...3699, 3800...3999: return true
    case 6011, 6440...6499, 6500...6599: return length >= 16
    case 6200...6299: return length >= 16
    case 5018, 5020, 5038, 5893, 6304, 6759, 6761...6763: return length >= 16
    default: return false
    }
  }

  /// Law codes of insurers of persons: health insurance societies, mutual aid associations, the aged.
  private static func isLawCode(_ code: Int) -> Bool {
    switch code {
    case 1...4, 6, 7, 31...34, 39, 63, 67, 72...75: true
    default: false
    }
  }

  private static func isPrefecture(_ code: Int) -> Bool { code >= 1 && code <= 47 }

  /// Codes of the public safety commissions (公安委員会), Hokkaido's five areas among them.
  private static func isPublicSafetyCommission(_ code: Int) -> Bool {
    switch code {
    case 10...14, 20...25, 30, 40...49, 50...55, 60...65, 70...74, 80...83, 90...97: true
    default: false
    }
  }

  static func areDigits(_ d: CellBytes) -> Bool {
    for byte in d where !byte.isDigit { return false }
    return true
  }

  private static func two(_ d: CellBytes, _ index: Int) -> Int { d[index].digit * 10 + d[index + 1].digit }
}
