import JapaneseText

/// Readings behind a label: フリガナ：ヤマダ タロウ.
extension NameFinder {
  /// フリガナ: ヤマダ タロウ: belongs to the name before or behind it.
  mutating func takeReading(from start: Int, _ line: Range<Int>) {
    let range = value(from: min(start, line.upperBound), line)
    guard range.count(where: { !text[$0].isSpace }) <= 24, let kana = kanaRange(range) else { return }
    guard let last = candidates.indices.last, candidates[last].kana == nil,
      isNear(candidates[last].range.upperBound, kana.lowerBound)
    else {
      loneReadings.append(kana)
      return
    }
    // Where readings stand above their names, the one above belongs to that name, and this one to the name to come.
    if let above = loneReadings.last, above.upperBound <= candidates[last].range.lowerBound,
      isNear(above.upperBound, candidates[last].range.lowerBound)
    {
      candidates[last].kana = above
      loneReadings[loneReadings.count - 1] = kana
      return
    }
    candidates[last].kana = kana
  }

  /// Whether a name and its reading belong together: less than a line of text lies between, however wide a form is printed.
  private func isNear(_ end: Int, _ start: Int) -> Bool {
    start >= end && start - end < 600 && (end..<start).count(where: { !text[$0].isSpace }) < 60
  }

  /// A reading stands above its name in most forms; where no name follows, it is all that is known of the person.
  mutating func settleLoneReadings() {
    for kana in loneReadings {
      let follower = candidates.indices.first { index in
        candidates[index].kana == nil && candidates[index].certainty != .handler
          && isNear(kana.upperBound, candidates[index].range.lowerBound)
      }
      if let follower {
        candidates[follower].kana = kana
      } else if read(kana).score > 0.3 {
        add(NameCandidate(range: kana, isFull: true, cue: .label, certainty: .probable, kana: nil))
      }
    }
  }
}
