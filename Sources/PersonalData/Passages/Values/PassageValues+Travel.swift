import JapaneseText

/// Travel documents as airlines send them (IATA SSR DOCS): `DOCS HK1/P/USA/D59933736/USA/01APR89/M`.
extension PassageValues {
  mutating func findTravelDocuments(asOf: CivilDate) {
    for index in text.scalars.indices where text.scalars[index] == 0x44 && text.has("DOCS", at: index) {
      let line = text.lines[text.line(of: index)]
      var parts: [Range<Int>] = []
      var start = index
      for position in index...line.upperBound where parts.count < 8 {
        let isEnd = position == line.upperBound
        guard isEnd || text[position] == 0x2F || parts.count > 2 && text[position].isSpace else { continue }
        parts.append(start..<position)
        start = position + 1
        if isEnd || text[position].isSpace { break }
      }
      guard parts.count >= 4, text.has("P", at: parts[1].lowerBound), parts[1].count == 1,
        (6...12).contains(parts[3].count),
        parts[3].allSatisfy({ text[$0].isDigit || text[$0].isLatin })
      else { continue }
      add(Value(field: .passport, range: parts[3]))
      if parts.count > 5, let date = date(parts[5], asOf: asOf) {
        add(Value(field: .birthDate, range: parts[5], number: UInt64(max(0, date.packed))))
      }
      if parts.count > 6, let first = parts[6].first, [0x4D, 0x46].contains(text[first]) {
        add(Value(field: .sex, range: first..<first + 1))
      }
    }
  }

  /// 01APR89: of a year to come it is that of the last century.
  private func date(_ range: Range<Int>, asOf: CivilDate) -> CivilDate? {
    guard range.count == 7 else { return nil }
    let digits = [0, 1, 5, 6].map { Int(text[range.lowerBound + $0]) - 0x30 }
    guard digits.allSatisfy({ (0...9).contains($0) }),
      let month = Self.months.firstIndex(of: text.string(range.lowerBound + 2..<range.lowerBound + 5))
    else { return nil }
    let year = digits[2] * 10 + digits[3]
    let century = asOf.year / 100 * 100
    return CivilDate(
      year: century + year > asOf.year ? century - 100 + year : century + year, month: month + 1,
      day: digits[0] * 10 + digits[1])
  }

  private static let months = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]
}
