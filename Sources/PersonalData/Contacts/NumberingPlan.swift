import CNameLists

/// The Japanese numbering plan (総務省 電気通信番号計画): how long a number is and where its area code ends.
enum NumberingPlan {
  /// Digits of the area code without its leading 0 (1…4), or 0 when no fixed line begins so.
  /// - Parameter head: the first five digits after the leading 0, 0…99999.
  static func areaCodeLength(head: UInt32) -> Int {
    guard let runs = hikae_area_code_runs() else { return 0 }
    var low = 0
    var high = Int(hikae_area_code_run_count())
    let key = head &* 8 &+ 7
    while low < high {
      let middle = (low + high) / 2
      if runs[middle] <= key { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : Int(runs[low - 1] & 7)
  }

  /// What a national number is by its first digits, and how many digits it has without the leading 0.
  /// - Parameters:
  ///   - first: digits after the leading 0, of which there are `count` (three are enough to decide).
  static func expectation(first three: Int) -> (length: Int, kind: PhoneNumber.Kind) {
    switch three {
    // 0800 before 080: free of charge to the caller.
    case 800: (10, .service)
    case 120, 570, 990, 180, 170: (9, .service)
    // 020: machines and pagers.
    case 200...209: (10, .service)
    case 501...509: (10, .ip)
    // 060 since July 2026.
    case 601...609, 701...709, 801...809, 901...909: (10, .mobile)
    default: (9, .fixed)
    }
  }

  /// Shortest and longest national number of a country, without trunk prefix; nil for a code that is not listed.
  /// ITU-T E.164 and the national plans; the countries that correspond with Japan most.
  static func nationalLengths(countryCode: Int) -> ClosedRange<Int>? {
    switch countryCode {
    case 1, 7: 10...10
    case 20: 8...10
    case 27: 9...9
    case 30: 10...10
    case 31: 9...9
    case 32: 8...9
    case 33, 34: 9...9
    case 36: 8...9
    case 39: 6...11
    case 40: 9...9
    case 41: 9...9
    case 43: 6...13
    case 44: 9...10
    case 45: 8...8
    case 46: 7...9
    case 47: 8...8
    case 48: 9...9
    case 49: 6...13
    case 51: 8...9
    case 52: 10...10
    case 53: 6...8
    case 54: 10...11
    case 55: 10...11
    case 56: 9...9
    case 57: 8...10
    case 58: 10...10
    case 60: 8...10
    case 61: 9...9
    case 62: 7...12
    case 63: 8...10
    case 64: 8...10
    case 65: 8...8
    case 66: 8...9
    case 81: 9...10
    case 82: 8...10
    case 84: 8...10
    case 86: 9...11
    case 90, 91: 10...10
    case 92: 9...10
    case 93, 94: 9...9
    case 95: 7...10
    case 98: 10...10
    case 212, 213, 216, 233, 234, 251, 254, 255, 256, 880, 886, 963, 964: 8...10
    case 351: 9...9
    case 352: 5...11
    case 353: 7...9
    case 354: 7...9
    case 356, 357, 370, 371, 372, 374, 382, 386, 387: 7...9
    case 358: 5...11
    case 359, 380, 381, 385, 420, 421: 8...9
    case 852, 853, 673, 961, 965, 968, 973, 974: 7...8
    case 855, 856: 8...10
    case 966, 971, 972, 992, 994, 995, 996, 998: 8...9
    case 976, 977, 960, 975: 7...10
    default: nil
    }
  }
}
