import JapaneseText

/// Whole numbers of up to nine digits, in ASCII or full width.
enum SmallNumber {
  static func parse(_ cell: CellBytes) -> Int? {
    var value = 0
    var digits = 0
    var index = 0
    while index < cell.count {
      let byte = cell[index]
      if byte.isDigit {
        value = value * 10 + byte.digit
        index += 1
      } else if byte == 0xEF, index + 2 < cell.count, cell[index + 1] == 0xBC, cell[index + 2] &- 0x90 < 10 {
        value = value * 10 + Int(cell[index + 2] &- 0x90)
        index += 3
      } else if byte == 0x20 || byte == 0x0D {
        index += 1
        continue
      } else if byte == 0x2E, digits > 0, cell[(index + 1)...].allSatisfy({ $0 == 0x30 }) {
        // `27345.0`, as some exports write whole numbers.
        return value
      } else if digits > 0, byte >= 0xE0, index + 3 == cell.count {
        // A unit behind the number: 年, 月, 日.
        return value
      } else {
        return nil
      }
      digits += 1
      if digits > 9 { return nil }
    }
    return digits > 0 ? value : nil
  }
}

/// The digits of a cell, whatever stands between them, without leading zeros.
enum LooseDigits {
  static func parse(_ cell: CellBytes, count allowed: ClosedRange<Int>) -> UInt64? {
    var value: UInt64 = 0
    var digits = 0
    for byte in cell where byte.isDigit {
      if digits >= 18 { return nil }
      value = value * 10 + UInt64(byte.digit)
      digits += 1
    }
    return allowed.contains(digits) && value != 0 ? value : nil
  }
}

extension CellBytes {
  /// At least seven digits, ASCII or full width.
  var isLongNumber: Bool {
    // Full-width digits end in the bytes 0x90…0x99 of their three.
    count(where: { $0.isDigit || $0 &- 0x90 < 10 }) >= 7
  }
}

/// A year in a column of its own: western, with an era of its own column, or with the era before it (`S50`, `昭和50`).
enum SplitYear {
  static func western(_ cell: CellBytes, era: CellBytes?) -> Int? {
    if let number = SmallNumber.parse(cell) {
      if let era, let offset = offset(of: era), number >= 1, number <= 64 {
        // 5 is 令和 in most files and 昭和 in those of the pension service; 令和 has no such years yet.
        let isEarlier = era.first == UInt8(ascii: "5") && number > 12
        return number + (isEarlier ? 1925 : offset)
      }
      return number >= 1850 ? number : nil
    }
    for length in [6, 3, 1] where cell.count > length {
      if let offset = offset(of: cell.part(0..<length)), let number = SmallNumber.parse(cell.from(length)) {
        return number + offset
      }
    }
    return nil
  }

  /// Year 0 of the era: 昭和 1 is 1926.
  private static func offset(of era: CellBytes) -> Int? {
    guard let first = era.first else { return nil }
    switch first {
    case UInt8(ascii: "M"), UInt8(ascii: "m"), UInt8(ascii: "1"): return 1867
    case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "2"): return 1911
    case UInt8(ascii: "S"), UInt8(ascii: "s"), UInt8(ascii: "3"): return 1925
    case UInt8(ascii: "H"), UInt8(ascii: "h"), UInt8(ascii: "4"), UInt8(ascii: "7"): return 1988
    case UInt8(ascii: "R"), UInt8(ascii: "r"), UInt8(ascii: "5"), UInt8(ascii: "9"): return 2018
    default: break
    }
    if era.has("明", at: 0) { return 1867 }
    if era.has("大", at: 0) { return 1911 }
    if era.has("昭", at: 0) { return 1925 }
    if era.has("平", at: 0) { return 1988 }
    if era.has("令", at: 0) { return 2018 }
    return nil
  }
}

/// `131-4567`, `１３１・４５６７`, `記号131 番号4567` in one cell.
enum SymbolAndNumber {
  static func split(_ cell: CellBytes) -> (CellBytes, CellBytes)? {
    let joints: [StaticString] = ["-", "・", "－", "ー", "/", " ", "　", "−", "‐"]
    for joint in joints {
      let width = joint.utf8CodeUnitCount
      guard cell.count > width else { continue }
      for index in 1..<(cell.count - width + 1) where cell.has(joint, at: index) {
        return (cell.part(0..<index), cell.from(index + width))
      }
    }
    return nil
  }
}

/// Mail providers that anybody may use; their domains say nothing of an organisation.
enum MailProviders {
  static func isCommon(_ domain: CellBytes) -> Bool {
    let text = String(decoding: domain.lazy.map(\.lowercased), as: UTF8.self)
    return names.contains(text) || text.hasSuffix(".ezweb.ne.jp") || text.hasSuffix(".vodafone.ne.jp")
      || text.hasPrefix("example.") || text.contains(".example.")
  }

  private static let names: Set<String> = [
    "gmail.com", "googlemail.com", "yahoo.co.jp", "yahoo.com", "ymail.ne.jp", "hotmail.com", "hotmail.co.jp",
    "outlook.com", "outlook.jp", "live.jp", "msn.com", "icloud.com", "me.com", "mac.com", "docomo.ne.jp",
    "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "ymobile.ne.jp", "nifty.com", "biglobe.ne.jp",
    "ocn.ne.jp", "so-net.ne.jp", "plala.or.jp", "aol.com", "gmx.de", "web.de", "orange.fr", "naver.com", "qq.com",
    "163.com", "proton.me", "protonmail.com", "rakuten.jp", "uqmobile.jp", "mineo.jp",
  ]
}

/// Words by which an untitled column is known to hold the courses or the places of check-ups.
enum AppointmentWords {
  /// 生活習慣病予防健診, 人間ドック, 定期健康診断A.
  static func contains(_ cell: CellBytes) -> Bool { find(["健診", "検診", "ドック", "健康診断"], in: cell) }

  /// 青葉台健診センター, 中央クリニック, みなと病院.
  static func containsPlace(_ cell: CellBytes) -> Bool {
    find(["健診", "検診", "クリニック", "病院", "医院", "診療所", "医療", "医学", "メディカル", "巡回"], in: cell)
  }

  private static func find(_ words: [StaticString], in cell: CellBytes) -> Bool {
    guard cell.count >= 6, cell.count <= 120 else { return false }
    var index = 0
    while index + 6 <= cell.count {
      if cell[index] >= 0xE3, words.contains(where: { cell.has($0, at: index) }) { return true }
      index += 1
    }
    return false
  }
}
