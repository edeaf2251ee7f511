import JapaneseText

/// Numbers that forms print one digit a box, as the text of a page holds them: `個人番号 1 2 3 4 | 5 6 7 8 | 9 0 1 8`; and My
/// Numbers in a list below their title.
extension PassageValues {
  private struct Boxes {
    var range: Range<Int>
    var digits: [UInt8]
    var groups: Int
  }

  mutating func findBoxes() {
    for index in 0..<text.count {
      switch text[index] {
      case 0x500B where text.has("個人番号", at: index): takeBoxes(.myNumber, behind: index + 4)
      case 0x30DE where text.has("マイナンバー", at: index): takeBoxes(.myNumber, behind: index + 6)
      case 0x5E74 where text.has("年金番号", at: index): takeBoxes(.pensionNumber, behind: index + 4)
      case 0x96C7 where text.has("雇用保険", at: index): takeBoxes(.employmentInsurance, behind: index + 4)
      case 0x90F5 where text.has("郵便番号", at: index): takeBoxes(.postalCode, behind: index + 4)
      case 0x3012: takeBoxes(.postalCode, behind: index + 1)
      case 0x96FB where text.has("電話番号", at: index): takeBoxes(.phone, behind: index + 4)
      default: break
      }
    }
  }

  /// Scalars between a label and the first box: 番号, brackets, a colon, spaces.
  private static let farthest = 28

  private mutating func takeBoxes(_ field: Field, behind start: Int) {
    var first = start
    var lines = 0
    while first < start + Self.farthest, !text[first].isDigit {
      if text[first] == 0 { return }
      // The boxes may stand on the line below.
      if text[first] == 0x0A {
        lines += 1
        if lines > 1 { return }
      }
      first += 1
    }
    guard text[first].isDigit, let boxes = boxes(at: first), isWhole(boxes, field),
      !values.contains(where: { $0.field == field && $0.range.overlaps(boxes.range) })
    else { return }
    let number = boxes.digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
    add(Value(field: field, range: boxes.range, number: number))
  }

  /// Digits with gaps and bars between them, on one line.
  private func boxes(at first: Int) -> Boxes? {
    var boxes = Boxes(range: first..<first, digits: [], groups: 0)
    var index = first
    while boxes.digits.count <= 14 {
      let start = index
      while text[index].isDigit, index - start < 14 {
        boxes.digits.append(UInt8(text[index]))
        index += 1
      }
      guard index > start else { break }
      boxes.groups += 1
      boxes.range = first..<index
      var gap = index
      while gap - index < 6, Self.isGap(text[gap]) { gap += 1 }
      guard gap > index, text[gap].isDigit else { break }
      index = gap
    }
    return boxes.groups >= 3 ? boxes : nil
  }

  /// Whether the boxes hold a number of a field: the check digit, where there is one, and how many they are. Two groups and
  /// one digit a box are told from the dates and amounts behind a label that nobody filled in.
  private func isWhole(_ boxes: Boxes, _ field: Field) -> Bool {
    let isSingle = boxes.groups == boxes.digits.count
    return boxes.digits.withUnsafeBufferPointer { digits in
      switch field {
      case .myNumber: CheckDigits.myNumber(digits)
      case .pensionNumber: isSingle && digits.count == 10
      case .employmentInsurance: digits.count == 11 && (isSingle || boxes.groups == 3)
      case .postalCode: isSingle && digits.count == 7
      case .phone: isSingle && (10...11).contains(digits.count) && digits[0] == 0x30
      default: false
      }
    }
  }

  private static func isGap(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20, 0x09, 0x3000, 0xA0, 0x7C, 0x2D, 0x2502, 0x2503, 0x2010...0x2015, 0x2212, 0xA6, 0x30FC: true
    default: false
    }
  }

  /// Twelve digits that pass the check are My Numbers below a title that says so, when it is the rule there and not chance
  /// (one number in eleven passes).
  mutating func takeListed(_ found: [(range: Range<Int>, number: UInt64)]) {
    let labelled = Set(values.filter { $0.field == .myNumber }.map(\.range.lowerBound))
    let loose = found.filter { !labelled.contains($0.range.lowerBound) }
    guard let first = loose.first, let title = numberTitle(before: first.range.lowerBound) else { return }
    let below = loose.filter { $0.range.lowerBound > title }
    let isNear = text.line(of: first.range.lowerBound) - text.line(of: title) <= 3
    guard isNear || below.count >= 3, below.count * 5 >= longNumbers(behind: title) * 4 else { return }
    for (range, number) in below { add(Value(field: .myNumber, range: range, number: number)) }
  }

  private func numberTitle(before place: Int) -> Int? {
    (0..<place).last { index in
      let isTitle =
        text[index] == 0x500B && text.has("個人番号", at: index) || text[index] == 0x30DE && text.has("マイナンバー", at: index)
      guard isTitle else { return false }
      // マイナンバーカード, and what a sentence says of the number.
      let end = index + (text[index] == 0x500B ? 4 : 6)
      return !text[end].isHiragana && !text[end].isKatakana
    }
  }

  /// How many numbers of twelve digits stand behind a place.
  private func longNumbers(behind place: Int) -> Int {
    var count = 0
    var index = place
    while index < text.count {
      guard text[index].isDigit, !text[index - 1].isDigit else {
        index += 1
        continue
      }
      var end = index
      while text[end].isDigit { end += 1 }
      if end - index == 12 { count += 1 }
      index = end
    }
    return count
  }
}
