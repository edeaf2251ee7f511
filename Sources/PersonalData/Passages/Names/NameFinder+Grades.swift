import JapaneseText

/// Pupils by their year or class in brackets behind the name: 古賀弘将（3年）, 間瀬和郁(2-1).
extension NameFinder {
  mutating func findGrades() {
    for index in text.scalars.indices where text.scalars[index] == 0x28 && isGrade(index + 1) {
      let line = text.lines[text.line(of: index)]
      var end = index
      while end > line.lowerBound, text[end - 1].isSpace { end -= 1 }
      guard end > line.lowerBound, let name = name(endingAt: end, notBefore: line.lowerBound, isFirm: false),
        name.isFull,
        read(name.range).score > -0.2
      else { continue }
      add(NameCandidate(range: name.range, isFull: true, cue: .label, certainty: .probable, kana: nil))
    }
  }

  /// 3年, 3年1組, 3-1, 小5, and the bracket that ends it.
  private func isGrade(_ start: Int) -> Bool {
    var index = start
    if [0x5C0F, 0x4E2D, 0x9AD8, 0x5927].contains(text[index]) { index += 1 }
    guard (0x31...0x36).contains(text[index]), !text[index + 1].isDigit else { return false }
    let isYear = text[index + 1] == 0x5E74
    index += isYear ? 2 : 1
    if text[index] == 0x2D || text[index] == 0xB7 { index += 1 }
    let digits = index
    while text[index].isDigit { index += 1 }
    if text[index] == 0x7D44 { index += 1 }
    return text[index] == 0x29 && (isYear || index > digits || digits > start + 1)
  }
}
