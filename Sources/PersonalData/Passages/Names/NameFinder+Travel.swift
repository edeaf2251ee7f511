import JapaneseText

/// Names as airlines and travel agents write them: `BROWN/MARYMRS`, `BROWN/MARY ANN MS`.
extension NameFinder {
  mutating func findSlashedNames() {
    for slash in text.scalars.indices where text.scalars[slash] == 0x2F {
      guard isCapital(slash - 1), isCapital(slash + 1) else { continue }
      var start = slash
      while isCapital(start - 1) || text[start - 1] == 0x2D { start -= 1 }
      guard slash - start >= 2, slash - start <= 30, text[start - 1] != 0x2F, !text[start - 1].isLatin else { continue }
      guard let given = given(from: slash + 1) else { continue }
      add(
        NameCandidate(
          range: start..<given.upperBound, isFull: true, cue: .honorific, certainty: .certain, kana: nil,
          spelled: "\(text.string(given)) \(text.string(start..<slash))"))
    }
  }

  private func isCapital(_ index: Int) -> Bool { (0x41...0x5A).contains(text[index]) }

  /// The given names before the title that closes such a name; nil when none does.
  private func given(from start: Int) -> Range<Int>? {
    var end = start
    while isCapital(end) || text[end] == 0x20 && isCapital(end + 1) && end - start < 30 {
      // A title that stands apart closes the name.
      if text[end] == 0x20, let length = title(from: end + 1), !isCapital(end + 1 + length) { return start..<end }
      end += 1
    }
    for length in [4, 3, 2] where end - start > length + 1 {
      if title(from: end - length) == length { return start..<end - length }
    }
    return nil
  }

  private func title(from index: Int) -> Int? {
    let titles: [(StaticString, Int)] = [
      ("MSTR", 4), ("MISS", 4), ("MRS", 3), ("MSS", 3), ("CHD", 3), ("INF", 3), ("MR", 2), ("MS", 2), ("DR", 2),
    ]
    return titles.first { text.has($0.0, at: index) }?.1
  }
}
