import JapaneseText

/// Birth dates inside of the numbers that states give to their residents. The number itself makes no key; the day in it is as
/// good as one in a column of its own.
enum ResidentNumber {
  /// The day in a number under a title that says what it is: the check digit, if any, is not asked.
  static func birthDate(in cell: CellBytes) -> CivilDate? {
    guard cell.count >= 8, cell.count <= 48 else { return nil }
    return NumberFolding.withFolded(cell) { read($0) }
  }

  private static func read(_ folded: CellBytes) -> CivilDate? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer -> CivilDate? in
      var count = 0
      var joint = 0
      for byte in folded {
        if byte == 0x20 { continue }
        if byte == 0x2D || byte == 0x2B {
          joint = count
          continue
        }
        // 700101-1******: what is hidden stands for digits.
        guard byte.isDigit || byte == 0x2A || byte == 0x58 || byte == 0x78, count < 18 else { return nil }
        buffer[count] = byte
        count += 1
      }
      return date(CellBytes(rebasing: UnsafeBufferPointer(buffer)[0..<count]), joint: joint)
    }
  }

  /// - Parameters:
  ///   - digits: the number without its joints.
  ///   - joint: how many stand before the last joint; 0 for none.
  private static func date(_ digits: CellBytes, joint: Int) -> CivilDate? {
    func number(_ start: Int, _ length: Int) -> Int? {
      guard start + length <= digits.count, NationalNumber.areDigits(digits, start..<(start + length)) else {
        return nil
      }
      return NationalNumber.number(digits, start, length)
    }
    switch digits.count {
    case 18:
      // China: province and town, then the day.
      guard let year = number(6, 4), let month = number(10, 2), let day = number(12, 2) else { return nil }
      return CivilDate(year: year, month: month, day: day)
    case 13 where joint == 6 || joint == 0:
      // Korea: the day, then sex and century.
      guard let year = number(0, 2), let month = number(2, 2), let day = number(4, 2), let sex = number(6, 1) else {
        return nil
      }
      let century = (sex == 9 || sex == 0) ? 1800 : (sex - 1) % 4 < 2 ? 1900 : 2000
      return CivilDate(year: century + year, month: month, day: day)
    case 12 where joint == 8:
      // Sweden: 19700101-1234.
      guard let year = number(0, 4), let month = number(4, 2), let day = number(6, 2) else { return nil }
      return CivilDate(year: year, month: month, day: day)
    case 11 where joint == 0:
      // Poland: the month tells the century.
      guard let year = number(0, 2), let month = number(2, 2), let day = number(4, 2), number(6, 5) != nil else {
        return nil
      }
      switch month {
      case 1...12: return CivilDate(year: 1900 + year, month: month, day: day)
      case 21...32: return CivilDate(year: 2000 + year, month: month - 20, day: day)
      default: return nil
      }
    default: return nil
    }
  }
}
