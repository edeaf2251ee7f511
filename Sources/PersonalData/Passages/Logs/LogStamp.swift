/// The time with which a program begins the lines of its log.
enum LogStamp {
  private static let longestHead = 48
  /// Letters before a time: a level, the names of a day and a month.
  private static let mostLetters = 14

  /// Whether a line begins with a time of day, a date or a level before it: `2026-10-14 09:00:00.045`, `Oct 14 09:00:00`,
  /// `[Wed Oct 14 09:00:00 2026]`, `I1014 09:00:00`, `INFO 2026-10-14T09:00`; or bears one as web servers write it.
  static func begins(_ line: CellBytes) -> Bool {
    guard line.count >= 10 else { return false }
    var letters = 0
    var digits = 0
    var index = 0
    let end = min(line.count, longestHead)
    scan: while index < end {
      let byte = line[index]
      if byte.isDigit {
        digits += 1
        if isTime(line, at: index, after: digits) { return !isOfSubtitle(line) }
      } else if byte.isLetter {
        letters += 1
        if letters > mostLetters { break scan }
      } else {
        switch byte {
        case 0x20, 0x09, 0x2D, 0x2F, 0x2E, 0x2C, 0x3A, 0x5B, 0x5D, 0x28, 0x29, 0x3C, 0x3E, 0x5F, 0x22, 0x7C, 0x2B: break
        default: break scan
        }
      }
      index += 1
    }
    return isOfServer(line) || isEpoch(line)
  }

  /// `9:00:00`, or `09:00` behind a date with its year.
  private static func isTime(_ line: CellBytes, at index: Int, after digits: Int) -> Bool {
    guard index + 3 < line.count, line[index + 1] == 0x3A, line[index + 2].isDigit, line[index + 3].isDigit else {
      return false
    }
    let behind = index + 4 < line.count ? line[index + 4] : 0x20
    if behind == 0x3A {
      guard index + 6 < line.count, line[index + 5].isDigit, line[index + 6].isDigit else { return false }
      let last = index + 7 < line.count ? line[index + 7] : 0x20
      return !last.isDigit && last != 0x3A
    }
    return digits >= 7 && !behind.isDigit && !behind.isLetter
  }

  /// `00:00:01,000 --> 00:00:04,000`.
  private static func isOfSubtitle(_ line: CellBytes) -> Bool {
    (0..<max(0, min(line.count, 60) - 2)).contains { line[$0] == 0x2D && line[$0 + 1] == 0x2D && line[$0 + 2] == 0x3E }
  }

  /// `[14/Oct/2026:09:00:00 +0900]` behind the address and the user.
  private static func isOfServer(_ line: CellBytes) -> Bool {
    for index in 0..<max(0, min(line.count, 240) - 21) where line[index] == 0x5B {
      if line[index + 1].isDigit, line[index + 3] == 0x2F, line[index + 4].isLetter, line[index + 7] == 0x2F,
        line[index + 12] == 0x3A, line[index + 15] == 0x3A, line[index + 18] == 0x3A
      {
        return true
      }
    }
    return false
  }

  /// `1760400000.123`: seconds since 1970 and thousandths.
  private static func isEpoch(_ line: CellBytes) -> Bool {
    line.count > 15 && line.prefix(10).allSatisfy(\.isDigit) && line[10] == 0x2E && line[11].isDigit && line[12].isDigit
      && line[13].isDigit && line[14] <= 0x20
  }
}
