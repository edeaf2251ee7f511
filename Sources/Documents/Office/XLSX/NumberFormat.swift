/// What a number format of a spreadsheet makes of a number: a date, a mask of digits, or nothing of interest.
enum NumberFormat {
  /// - Parameter id: number of a format that has no text of its own (ECMA-376 part 1, 18.8.30; 27–36 and 50–58 are
  ///   dates of the Japanese edition, among them those of eras).
  static func style(ofBuiltIn id: Int) -> SerialDate.Style {
    switch id {
    case 14...17, 22, 27...31, 34...36, 50...54, 57, 58: .date
    case 18...21, 32, 33, 45, 47, 55, 56: .time
    case 46: .elapsed
    default: .none
    }
  }

  /// - Parameter code: such as `yyyy"年"m"月"d"日"`, `[$-411]ggge"年"m"月"d"日";@`, `[h]:mm`, `#,##0_ `.
  static func style(of code: String) -> SerialDate.Style {
    let lowered = Array(code.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 })
    var letters = Set<UInt8>()
    var isElapsed = false
    var at = 0
    while at < lowered.count {
      let byte = lowered[at]
      switch byte {
      case 0x22: at = index(of: 0x22, in: lowered, from: at + 1)
      case 0x5C, 0x5F, 0x2A: at += 1
      case 0x5B:
        let close = index(of: 0x5D, in: lowered, from: at + 1)
        let inside = lowered[min(at + 1, lowered.count)..<min(close, lowered.count)]
        if let first = inside.first, [0x68, 0x6D, 0x73].contains(first), inside.allSatisfy({ $0 == first }) {
          isElapsed = true
        }
        at = close
      case 0x3B: return style(of: letters, isElapsed: isElapsed)
      case 0x67 where lowered[at...].starts(with: "general".utf8): at += 6
      case 0x67 where lowered[at...].starts(with: "g/".utf8): at += 1
      // An exponent, not an era's year.
      case 0x65 where at + 1 < lowered.count && (lowered[at + 1] == 0x2B || lowered[at + 1] == 0x2D): at += 1
      case 0x61 where lowered[at...].starts(with: "am/pm".utf8):
        letters.insert(0x68)
        at += 4
      case 0x61 where lowered[at...].starts(with: "a/p".utf8):
        letters.insert(0x68)
        at += 2
      case 0x61 where lowered[at...].starts(with: "aaa".utf8): letters.insert(0x64)
      case 0x79, 0x6D, 0x64, 0x68, 0x73, 0x65, 0x67: letters.insert(byte)
      default: break
      }
      at += 1
    }
    return style(of: letters, isElapsed: isElapsed)
  }

  private static func style(of letters: Set<UInt8>, isElapsed: Bool) -> SerialDate.Style {
    // y, d, e (year of an era), g (era)
    if !letters.isDisjoint(with: [0x79, 0x64, 0x65, 0x67]) { return .date }
    if isElapsed { return .elapsed }
    if !letters.isDisjoint(with: [0x68, 0x73]) { return .time }
    return letters.contains(0x6D) ? .date : .none
  }

  private static func index(of byte: UInt8, in bytes: [UInt8], from start: Int) -> Int {
    var at = start
    while at < bytes.count, bytes[at] != byte { at += 1 }
    return at
  }
}
