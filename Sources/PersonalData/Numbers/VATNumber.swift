/// VAT identification numbers of the larger European economies, with their check rules as the tax offices publish them
/// (collected in the European Commission's VIES notes).
enum VATNumber {
  /// - Parameter d: country prefix and number, digits and upper-case letters without separators.
  static func isValid(_ d: CellBytes) -> Bool {
    guard d.count >= 10, d.count <= 14, d[0].isUpper, d[1].isUpper else { return false }
    let rest = d.from(2)
    switch (d[0], d[1]) {
    case (0x44, 0x45): return rest.count == 9 && digits(rest) && rest[0] != 0x30 && isMod11Mod10(rest)
    case (0x46, 0x52): return isFrench(rest)
    case (0x49, 0x54): return rest.count == 11 && digits(rest) && CheckDigits.luhn(rest)
    case (0x45, 0x53): return isSpanish(rest)
    case (0x4E, 0x4C): return isDutch(rest)
    case (0x50, 0x4C): return isPolish(rest)
    case (0x42, 0x45): return isBelgian(rest)
    case (0x53, 0x45): return isSwedish(rest)
    case (0x41, 0x54): return isAustrian(rest)
    case (0x50, 0x54): return isPortuguese(rest)
    case (0x44, 0x4B): return isDanish(rest)
    case (0x47, 0x42): return isBritish(rest)
    default: return false
    }
  }

  /// ISO 7064 mod 11,10 over all digits, the last being the check digit.
  static func isMod11Mod10(_ d: CellBytes) -> Bool {
    var product = 10
    for index in 0..<d.count - 1 {
      let sum = (d[index].digit + product) % 10
      product = (sum == 0 ? 10 : sum) * 2 % 11
    }
    return d[d.count - 1].digit == (11 - product) % 10
  }

  /// Key of two characters and SIREN; an old key of digits is (12 + 3 × SIREN mod 97) mod 97.
  private static func isFrench(_ d: CellBytes) -> Bool {
    guard d.count == 11, NationalNumber.areDigits(d, 2..<11), CheckDigits.luhn(d.from(2)) else { return false }
    guard d[0].isDigit, d[1].isDigit else { return true }
    return NationalNumber.number(d, 0, 2) == (12 + 3 * (NationalNumber.number(d, 2, 9) % 97)) % 97
  }

  /// A person's DNI or NIE, or a company's CIF.
  private static func isSpanish(_ d: CellBytes) -> Bool {
    guard d.count == 9 else { return false }
    if NationalNumber.isDNI(d) { return true }
    guard d[0].isUpper, NationalNumber.areDigits(d, 1..<8) else { return false }
    var sum = 0
    for index in 1..<8 {
      let digit = d[index].digit
      sum += index & 1 == 0 ? digit : digit * 2 / 10 + digit * 2 % 10
    }
    let check = (10 - sum % 10) % 10
    let letters: StaticString = "JABCDEFGHI"
    return d[8].isDigit ? d[8].digit == check : d[8] == letters.utf8Start[check]
  }

  /// Nine digits, B, two digits: mod 11 for companies, mod 97 over the whole for natural persons since 2020.
  private static func isDutch(_ d: CellBytes) -> Bool {
    guard d.count == 12, NationalNumber.areDigits(d, 0..<9), d[9] == 0x42, NationalNumber.areDigits(d, 10..<12) else {
      return false
    }
    var sum = 0
    for index in 0..<8 { sum += d[index].digit * (9 - index) }
    if sum % 11 == d[8].digit { return true }
    // N = 23, L = 21, B = 11.
    var remainder = 2321 % 97
    for index in 0..<9 { remainder = (remainder * 10 + d[index].digit) % 97 }
    remainder = (remainder * 100 + 11) % 97
    return (remainder * 100 + NationalNumber.number(d, 10, 2)) % 97 == 1
  }

  private static func isPolish(_ d: CellBytes) -> Bool {
    guard d.count == 10, digits(d) else { return false }
    return weighted(d, "657234567") % 11 == d[9].digit
  }

  private static func isBelgian(_ d: CellBytes) -> Bool {
    guard d.count == 10, digits(d), d[0] <= 0x31 else { return false }
    return 97 - NationalNumber.number(d, 0, 8) % 97 == NationalNumber.number(d, 8, 2)
  }

  private static func isSwedish(_ d: CellBytes) -> Bool {
    guard d.count == 12, digits(d) else { return false }
    return NationalNumber.number(d, 10, 2) > 0 && CheckDigits.luhn(d.part(0..<10))
  }

  private static func isAustrian(_ d: CellBytes) -> Bool {
    guard d.count == 9, d[0] == 0x55, NationalNumber.areDigits(d, 1..<9) else { return false }
    var sum = 4
    for index in 1..<8 {
      let digit = d[index].digit
      sum += index & 1 == 1 ? digit : digit * 2 / 10 + digit * 2 % 10
    }
    return d[8].digit == (10 - sum % 10) % 10
  }

  private static func isPortuguese(_ d: CellBytes) -> Bool {
    guard d.count == 9, digits(d), d[0] != 0x30 else { return false }
    let remainder = weighted(d, "98765432") % 11
    return d[8].digit == (remainder < 2 ? 0 : 11 - remainder)
  }

  private static func isDanish(_ d: CellBytes) -> Bool {
    guard d.count == 8, digits(d), d[0] != 0x30 else { return false }
    return weighted(d, "27654321") % 11 == 0
  }

  /// The old rule mod 97 and the one with 55 added, for numbers since 2010.
  private static func isBritish(_ d: CellBytes) -> Bool {
    guard d.count == 9, digits(d) else { return false }
    let sum = weighted(d, "8765432") + NationalNumber.number(d, 7, 2)
    return sum % 97 == 0 || (sum + 55) % 97 == 0
  }

  /// Sum of the leading digits, each times the digit of `weights` in its place.
  private static func weighted(_ d: CellBytes, _ weights: StaticString) -> Int {
    var sum = 0
    for index in 0..<weights.utf8CodeUnitCount { sum += d[index].digit * weights.utf8Start[index].digit }
    return sum
  }

  private static func digits(_ d: CellBytes) -> Bool { CheckDigits.areDigits(d) }
}
