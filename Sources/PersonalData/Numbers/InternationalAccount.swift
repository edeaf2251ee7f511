/// International bank account numbers (ISO 13616): country, two check digits, domestic account; mod 97 = 1.
enum InternationalAccount {
  /// - Parameter d: digits and upper-case letters without separators.
  static func isValid(_ d: CellBytes) -> Bool {
    guard d.count >= 15, d.count <= 34, d[0].isUpper, d[1].isUpper, d[2].isDigit, d[3].isDigit,
      length(d[0], d[1]) == d.count
    else { return false }
    var remainder = 0
    for index in 0..<d.count {
      let byte = d[(index + 4) % d.count]
      if byte.isDigit {
        remainder = (remainder * 10 + byte.digit) % 97
      } else if byte.isUpper {
        remainder = (remainder * 100 + Int(byte) - 55) % 97
      } else {
        return false
      }
    }
    return remainder == 1
  }

  /// Length of a country's IBAN by the SWIFT registry, 0 for a country without one.
  static func length(_ first: UInt8, _ second: UInt8) -> Int {
    var index = 0
    let entries = lengths.utf8Start
    while index + 4 <= lengths.utf8CodeUnitCount {
      if entries[index] == first, entries[index + 1] == second {
        return Int(entries[index + 2] &- 0x30) * 10 + Int(entries[index + 3] &- 0x30)
      }
      index += 4
    }
    return 0
  }

  private static let lengths: StaticString = """
    AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22GE22GI23GL18\
    GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LI21LT20LU20LV21MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28\
    PS29PT25QA29RO24RS22SA24SE24SI19SK24SM27TN24TR26UA29VA22VG24XK20
    """
}
