import JapaneseText

/// Small looks at a cell that holds a name.
enum NameCell {
  /// Where a remark in brackets begins that ends the cell: `大谷 恒明（旧姓 田村）`, `山田太郎(営業部)`, but not `山本(株)`.
  static func remark(atEndOf cell: CellBytes) -> Int? {
    guard let last = cell.last, cell.count >= 8 else { return nil }
    let isWide = last == 0x89 && cell.has("）", at: cell.count - 3)
    guard last == 0x29 || isWide else { return nil }
    for index in 4..<(cell.count - 1) {
      let width = cell[index] == 0x28 ? 1 : cell.has("（", at: index) ? 3 : 0
      if width == 0 { continue }
      return firms.contains { cell.has($0, at: index + width) } ? nil : index
    }
    return nil
  }

  /// Whether the two columns of a name hold a firm, with its legal form in one of them or the courtesy for firms behind it.
  static func isSplitFirm(family: CellBytes, given: CellBytes) -> Bool {
    guard !family.isEmpty, !given.isEmpty else { return false }
    let family = trimmed(family)
    let given = trimmed(given)
    return legalForms.contains { family.has($0, at: 0) || given.has($0, at: given.count - $0.utf8CodeUnitCount) }
      || given.has("御中", at: given.count - 6) || family.has("御中", at: family.count - 6)
  }

  private static let legalForms: [StaticString] = [
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "㈱", "㈲", "(株)", "(有)", "（株）", "（有）", "一般社団法人", "医療法人", "社会福祉法人", "学校法人",
    "宗教法人",
  ]

  private static let firms: [StaticString] = ["株", "有", "合", "同", "資", "名", "医", "社", "財", "福", "学", "宗"]

  /// 田村 in `（旧姓 田村）`, Jones in `(née Jones)`.
  static func formerName(in remark: CellBytes) -> CellBytes? {
    let inner = inside(remark)
    for word in formerWords where inner.has(word, at: 0) {
      var rest = inner.from(word.utf8CodeUnitCount)
      while let first = rest.first, first == 0x3A || first == 0x2E { rest = rest.from(1) }
      if rest.has("：", at: 0) { rest = rest.from(3) }
      rest = trimmed(rest)
      return rest.isEmpty ? nil : rest
    }
    return nil
  }

  /// What stands between the brackets.
  static func inside(_ remark: CellBytes) -> CellBytes {
    let start = remark.first == 0x28 ? 1 : 3
    return remark.part(start..<max(start, remark.count - (remark.last == 0x29 ? 1 : 3)))
  }

  /// A name and its reading in two lines of one cell, in either order: ヤマダ　タロウ over 山田　太郎. Nil for any other cell.
  static func stacked(_ cell: CellBytes) -> (name: CellBytes, kana: CellBytes)? {
    guard cell.count >= 12, cell.count <= 160, let line = cell.firstIndex(of: 0x0A) else { return nil }
    let above = trimmed(cell.part(0..<(line > 0 && cell[line - 1] == 0x0D ? line - 1 : line)))
    let below = trimmed(cell.from(line + 1))
    guard !above.isEmpty, !below.isEmpty, !below.contains(0x0A) else { return nil }
    if isReading(above), hasKanji(below) { return (below, above) }
    if isReading(below), hasKanji(above) { return (above, below) }
    return nil
  }

  /// Kana and blanks only.
  private static func isReading(_ cell: CellBytes) -> Bool {
    var index = 0
    while index < cell.count {
      let (scalar, width) = NameScalars.scalar(in: cell, at: index)
      guard scalar.isKatakana || scalar.isHalfKatakana || scalar.isHiragana || scalar == 0x20 || scalar == 0x3000 else {
        return false
      }
      index += width
    }
    return true
  }

  static func hasKanji(_ cell: CellBytes) -> Bool {
    var index = 0
    while index < cell.count {
      let (scalar, width) = NameScalars.scalar(in: cell, at: index)
      if scalar.isKanji { return true }
      index += width
    }
    return false
  }

  private static let formerWords: [StaticString] = ["旧姓", "旧氏", "旧:", "旧：", "née", "nee", "geb.", "formerly"]

  /// Whether a name is written in half-width katakana and nothing else: ﾔﾏﾀﾞ ﾊﾅｺ.
  static func isHalfWidthKana(_ cell: CellBytes) -> Bool {
    guard cell.count >= 6, cell[0] == 0xEF else { return false }
    var index = 0
    while index < cell.count {
      if cell[index] == 0x20 {
        index += 1
        continue
      }
      // U+FF66 to U+FF9F.
      guard index + 2 < cell.count, cell[index] == 0xEF,
        cell[index + 1] == 0xBD && cell[index + 2] >= 0xA6 || cell[index + 1] == 0xBE && cell[index + 2] <= 0x9F
      else { return false }
      index += 3
    }
    return true
  }

  /// Without spaces and honorifics at the end.
  static func trimmed(_ cell: CellBytes) -> CellBytes {
    var start = 0
    var end = cell.count
    while start < end, let width = spaceWidth(cell, at: start, end: end) { start += width }
    while end > start {
      if cell[end - 1] == 0x20 || cell[end - 1] == 0x09 {
        end -= 1
      } else if end - start >= 3, cell[end - 3] == 0xE3, cell[end - 2] == 0x80, cell[end - 1] == 0x80 {
        end -= 3
      } else if end - start > 3, cell[end - 3] == 0xE6, cell[end - 2] == 0xA7, cell[end - 1] == 0x98 {
        end -= 3  // 様
      } else {
        break
      }
    }
    return CellBytes(rebasing: cell[start..<end])
  }

  /// Offset of the first space between two parts.
  static func firstSpace(in cell: CellBytes) -> Int? {
    var index = 0
    while index < cell.count {
      if spaceWidth(cell, at: index, end: cell.count) != nil { return index }
      index += 1
    }
    return nil
  }

  private static func spaceWidth(_ cell: CellBytes, at index: Int, end: Int) -> Int? {
    let byte = cell[index]
    if byte == 0x20 || byte == 0x09 { return 1 }
    if byte == 0xE3, index + 2 < end, cell[index + 1] == 0x80, cell[index + 2] == 0x80 { return 3 }
    if byte == 0xC2, index + 1 < end, cell[index + 1] == 0xA0 { return 2 }
    return nil
  }
}
