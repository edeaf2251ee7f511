import JapaneseText

/// Names in the summary of a calendar's entry: `Hearing - Mary Brown`, `Mary Brown's birthday`, `面談 山田 太郎`.
extension NameFinder {
  mutating func findSummaries() {
    for line in text.lines where text.has("Summary: ", at: line.lowerBound) {
      var start = line.lowerBound + 9
      var index = start
      while index <= line.upperBound {
        let isEnd = index == line.upperBound || isSummaryBreak(index)
        if isEnd {
          takePart(text.trimmed(start..<max(start, index)))
          start = index + 1
        }
        index += 1
      }
    }
  }

  private func isSummaryBreak(_ index: Int) -> Bool {
    let scalar = text[index]
    if [0x3A, 0x2F, 0x28, 0x29, 0x2C, 0x26, 0x3001, 0x300C, 0x300D, 0x5B, 0x5D, 0x2013, 0x2014, 0x3C, 0x3E, 0x2B, 0x7C]
      .contains(scalar)
    {
      return true
    }
    if scalar == 0x2D { return text[index - 1].isSpace || text[index + 1].isSpace }
    // Mary's birthday; in Japanese a gap parts what it is from whom it is with.
    return scalar == 0x27 && text[index + 1] == 0x73 || scalar == 0x2019 && text[index + 1] == 0x73
  }

  private mutating func takePart(_ part: Range<Int>) {
    guard part.count >= 3, part.count <= 40 else { return }
    if !text[part.lowerBound].isLatin {
      if isNamed(part) { return take(part) }
      // 面談 山田 太郎: what it is, then with whom.
      if let gap = part.first(where: { text[$0].isSpace }) {
        let rest = text.trimmed(gap..<part.upperBound)
        if rest.count >= 3, isNamed(rest) { take(rest) }
      }
      return
    }
    let words = text.string(part).split { $0 == " " }
    guard (2...4).contains(words.count), isNamed(part), isGiven(words[0]) else { return }
    take(part)
  }

  private func isNamed(_ range: Range<Int>) -> Bool {
    let reading = read(range)
    return reading.shapes.contains(.personName) && reading.shapes.contains(.listedSurname) && reading.score > 0.9
      && reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department, .productLike])
  }

  func isGiven(_ word: Substring) -> Bool {
    var source = String(word)
    return source.withUTF8 { NameScalars.withFolded($0) { classifier.latinKind($0).given } }
  }

  private mutating func take(_ range: Range<Int>) {
    add(NameCandidate(range: range, isFull: true, cue: .label, certainty: .probable, kana: nil))
  }
}
