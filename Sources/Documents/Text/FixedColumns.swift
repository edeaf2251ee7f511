import Contents

/// Columns of records that have no delimiter: each begins at its display position, half-width characters counted as
/// one and full-width ones as two, which is also the count of bytes in CP932.
struct FixedColumns: Equatable {
  /// First position of each column; the first is 0.
  private(set) var starts: [Int]

  static let blank: UInt8 = 0
  private static let digit: UInt8 = 1
  /// The second half of a full-width character.
  private static let second: UInt8 = 255

  /// Borders behind a blank in all lines: what goes across two of them is a heading and no record.
  private var blankBefore: Set<Int> = []

  /// Finds columns where lines have the same width and their kinds of characters change at the same positions, where
  /// nearly all lines have gaps, or where a ruled line shows them.
  init?(of lines: SampleLines) {
    if let ruled = Self.ruled(lines) {
      starts = ruled
      blankBefore = Set(ruled.dropFirst())
      return
    }
    let rows = lines.ranges.prefix(1_000).filter { !SampleLines.isRule(lines.bytes[$0]) }
      .map { Self.cells(of: lines.bytes[$0]) }
    guard rows.count >= 5, lines.sentences * 5 <= lines.ranges.count else { return nil }
    let widths = Dictionary(rows.map { ($0.kinds.count, 1) }, uniquingKeysWith: +)
    guard let usual = widths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return nil }
    var borders: Set<Int>
    if usual.key >= 12, usual.key <= 4_096, usual.value * 5 >= rows.count * 4 {
      let whole = rows.filter { $0.kinds.count == usual.key }
      borders = Self.changes(in: whole, width: usual.key)
      borders.formUnion(Self.dates(in: whole, width: usual.key))
      borders.subtract(FixedTitles.insideNumbers(borders, in: whole, under: rows.prefix(40)))
      blankBefore = borders.filter { border in
        whole.count { border < 1 || $0.kinds[border - 1] == Self.blank } * 50 >= whole.count * 49
      }
    } else {
      // Headings, page numbers and sums stand between the records of a printed list.
      let records = rows.filter { Self.gapCount($0) >= 2 }
      borders = Self.gaps(in: records.count * 2 >= rows.count && records.count >= 5 ? records : rows)
      blankBefore = borders
    }
    borders.insert(0)
    guard borders.count >= 2 else { return nil }
    starts = borders.sorted()
  }

  /// Columns by a line such as `----- ---------- ---`, as databases print under their titles.
  private static func ruled(_ lines: SampleLines) -> [Int]? {
    guard let rule = lines.ranges.prefix(40).first(where: { groups(lines.bytes[$0]).count >= 2 }) else { return nil }
    let starts = groups(lines.bytes[rule])
    let following = lines.ranges.filter { $0.lowerBound > rule.lowerBound }.prefix(200)
      .map { cells(of: lines.bytes[$0]) }
    guard following.count >= 2 else { return nil }
    let fitting = following.count { row in
      starts.dropFirst().allSatisfy { $0 - 1 >= row.kinds.count || row.kinds[$0 - 1] == blank }
    }
    guard fitting >= 2, fitting * 5 >= following.count * 3 else { return nil }
    return [0] + starts.dropFirst()
  }

  /// Where the groups of a line of hyphens or equal signs begin; empty for any other line.
  private static func groups(_ line: ArraySlice<UInt8>) -> [Int] {
    guard SampleLines.isRule(line), line.allSatisfy({ $0 == 0x20 || $0 == 0x2D || $0 == 0x3D }) else { return [] }
    return line.indices.filter { line[$0] != 0x20 && ($0 == line.startIndex || line[$0 - 1] == 0x20) }
      .map { $0 - line.startIndex }
  }

  /// Gaps of two blanks or more inside a line.
  private static func gapCount(_ row: Row) -> Int {
    var gaps = 0
    var blanks = 0
    var begun = false
    for kind in row.kinds {
      if kind == blank {
        blanks += 1
        continue
      }
      if begun, blanks >= 2 { gaps += 1 }
      begun = true
      blanks = 0
    }
    return gaps
  }

  typealias Row = (kinds: [UInt8], ascii: [UInt8])

  /// Positions at which the lines that have something there begin something new, and positions after a blank that all
  /// lines share. A single blank is weak evidence: it also stands between family and given name.
  private static func changes(in rows: [Row], width: Int) -> Set<Int> {
    var borders: Set<Int> = []
    for position in 1..<width {
      var filled = 0
      var begun = 0
      var clearlyBegun = 0
      var filledBefore = 0
      for row in rows {
        if row.kinds[position - 1] != blank { filledBefore += 1 }
        guard row.kinds[position] != blank, row.kinds[position] != second else { continue }
        filled += 1
        guard kind(row, position - 1) != row.kinds[position] else { continue }
        begun += 1
        if !hasSingleBlank(row, before: position) { clearlyBegun += 1 }
      }
      let afterBlank = begun * 100 >= filled * 99 && filledBefore * 200 <= rows.count
      let isClear = clearlyBegun * 10 >= filled * 9 || afterBlank
      let afterGap = filledBefore * 50 <= rows.count && filled * 50 > rows.count
      if isClear && filled * 5 >= rows.count * 2 || afterGap { borders.insert(position) }
    }
    return borders
  }

  /// Lines of any width, as when the blanks behind the last column were taken away: positions at which nearly all
  /// lines go on after a gap of two blanks or more.
  private static func gaps(in rows: [Row]) -> Set<Int> {
    let width = min(rows.map(\.kinds.count).max() ?? 0, 512)
    let indented = rows.count { $0.kinds.first == blank }
    guard width >= 12, indented * 5 <= rows.count else { return [] }
    return Set(
      (3..<width).filter { position in
        var filled = 0
        var begun = 0
        for row in rows where position < row.kinds.count && row.kinds[position] != blank {
          filled += 1
          if row.kinds[position - 1] == blank, !hasSingleBlank(row, before: position) { begun += 1 }
        }
        return filled * 5 >= rows.count * 4 && begun * 10 >= filled * 9
      })
  }

  private static func hasSingleBlank(_ row: Row, before position: Int) -> Bool {
    guard row.kinds[position - 1] == blank else { return false }
    let isWide = row.ascii[position - 1] == 0
    let earlier = position - (isWide ? 3 : 2)
    return earlier >= 0 && row.kinds[earlier] != blank
  }

  private static func kind(_ row: Row, _ position: Int) -> UInt8 {
    row.kinds[position] == second && position > 0 ? row.kinds[position - 1] : row.kinds[position]
  }

  /// Borders around eight digits that are a date in nearly all lines, and around a code of one digit, 1 or 2, beside it.
  private static func dates(in rows: [Row], width: Int) -> Set<Int> {
    var borders: Set<Int> = []
    var position = 0
    while position + 8 <= width {
      let dated = rows.count { isDate($0.ascii[position..<position + 8]) }
      let digits = rows.count { $0.ascii[position..<position + 8].allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
      guard dated * 2 >= rows.count, dated * 20 >= digits * 19 else {
        position += 1
        continue
      }
      borders.formUnion([position, position + 8])
      for beside in [position - 1, position + 8] where beside >= 0 && beside < width {
        let values = Set(rows.map { $0.ascii[beside] })
        if values == [UInt8(ascii: "1"), UInt8(ascii: "2")] { borders.formUnion([beside, beside + 1]) }
      }
      position += 8
    }
    borders.remove(width)
    return borders
  }

  private static func isDate(_ digits: ArraySlice<UInt8>) -> Bool {
    var value = 0
    for digit in digits {
      guard digit >= 0x30, digit <= 0x39 else { return false }
      value = value * 10 + Int(digit - 0x30)
    }
    return (1_880...2_099).contains(value / 10_000) && (1...12).contains(value / 100 % 100)
      && (1...31).contains(value % 100)
  }

  /// Kind of character and, where it is one, the ASCII byte at each position of a line.
  private static func cells(of line: ArraySlice<UInt8>) -> Row {
    var row: Row = ([], [])
    var index = line.startIndex
    while index < line.endIndex {
      let lead = line[index]
      let length = characterLength(lead)
      let isWide = lead >= 0x80 && !isHalfWidth(lead, index + 1 < line.endIndex ? line[index + 1] : 0)
      let isWideBlank = line[index...].prefix(3).elementsEqual([0xE3, 0x80, 0x80])
      let kind = kind(of: lead, second: index + 1 < line.endIndex ? line[index + 1] : 0, wide: isWide)
      row.kinds.append(isWideBlank ? blank : kind)
      row.ascii.append(lead < 0x80 ? lead : 0)
      if isWide {
        row.kinds.append(row.kinds.last == blank ? blank : Self.second)
        row.ascii.append(0)
      }
      index += length
    }
    return row
  }

  private static func kind(of lead: UInt8, second: UInt8, wide: Bool) -> UInt8 {
    switch lead {
    case 0x20, 0x09: return blank
    // Signs inside dates, telephone and postal numbers do not divide them, and codes mix digits and letters.
    case 0x30...0x39, 0x2D, 0x2E, 0x2F, 0x3A, 0x41...0x5A, 0x61...0x7A: return digit
    case 0..<0x80: return 3
    case 0xE3 where second == 0x82 || second == 0x83: return 5  // katakana and the end of hiragana
    default: return wide ? 6 : 4
    }
  }

  static func characterLength(_ lead: UInt8) -> Int { lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4 }

  /// Half-width katakana (U+FF61…U+FF9F) and accented Latin letters.
  static func isHalfWidth(_ lead: UInt8, _ second: UInt8) -> Bool {
    lead == 0xEF && (second == 0xBD || second == 0xBE) || (0xC3...0xC5).contains(lead)
  }

  /// Cuts one line, given by its bounds, and appends its cells without the blanks around them.
  func cut(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, into batch: inout RowBatch) {
    if goesAcross(text, start, end) {
      append(text, start, end, to: &batch)
      for _ in 1..<starts.count { append(text, end, end, to: &batch) }
      batch.endRow()
      return
    }
    var column = 0
    var position = 0
    var index = start
    var cellStart = start
    while index < end {
      let next = column + 1
      if next < starts.count, position >= starts[next] {
        append(text, cellStart, index, to: &batch)
        column = next
        cellStart = index
        continue
      }
      let lead = text[index]
      position += lead < 0x80 || Self.isHalfWidth(lead, index + 1 < end ? text[index + 1] : 0) ? 1 : 2
      index = min(index + Self.characterLength(lead), end)
    }
    append(text, cellStart, end, to: &batch)
    for _ in stride(from: column + 1, to: starts.count, by: 1) { append(text, end, end, to: &batch) }
    batch.endRow()
  }

  /// Whether words of the line stand across two borders at least that blanks mark in records.
  private func goesAcross(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard !blankBefore.isEmpty else { return false }
    var across = 0
    var position = 0
    var index = start
    var wasBlank = true
    while index < end {
      let lead = text[index]
      let isBlank = lead == 0x20 || lead == 0x09
      if !isBlank, !wasBlank, blankBefore.contains(position) {
        across += 1
        if across == 2 { return true }
      }
      wasBlank = isBlank
      position += lead < 0x80 || Self.isHalfWidth(lead, index + 1 < end ? text[index + 1] : 0) ? 1 : 2
      index += Self.characterLength(lead)
    }
    return false
  }

  private func append(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, to batch: inout RowBatch) {
    var start = start
    var end = end
    while start < end {
      if text[start] == 0x20 {
        start += 1
      } else if end - start >= 3, text[start] == 0xE3, text[start + 1] == 0x80, text[start + 2] == 0x80 {
        start += 3
      } else {
        break
      }
    }
    while start < end {
      if text[end - 1] == 0x20 {
        end -= 1
      } else if end - start >= 3, text[end - 3] == 0xE3, text[end - 2] == 0x80, text[end - 1] == 0x80 {
        end -= 3
      } else {
        break
      }
    }
    batch.starts.append(UInt32(truncatingIfNeeded: start))
    batch.ends.append(UInt32(truncatingIfNeeded: end))
  }
}
