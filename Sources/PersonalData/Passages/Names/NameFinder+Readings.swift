import JapaneseText

/// Readings behind a label: フリガナ：ヤマダ タロウ.
extension NameFinder {
  /// フリガナ: ヤマダ タロウ: belongs to the name before or behind it.
  mutating func takeReading(from start: Int, _ line: Range<Int>) {
    // ﾐｽﾞｺｼ ｱｹｵ　生年月日：… may stand on one line.
    let value = value(from: min(start, line.upperBound), line)
    let range = text.trimmed(
      value.lowerBound..<(value.firstIndex { !isKana(text[$0]) && !text[$0].isSpace } ?? value.upperBound))
    guard range.count(where: { !text[$0].isSpace }) <= 24, let kana = kanaRange(range) else { return }
    if candidates.contains(where: { $0.kana?.overlaps(kana) == true }) { return }
    // Names of other pages may have been found before this label.
    let before = candidates.indices.filter { candidates[$0].range.upperBound <= kana.lowerBound }
    guard let last = before.max(by: { candidates[$0].range.upperBound < candidates[$1].range.upperBound }),
      candidates[last].kana == nil, isNear(candidates[last].range.upperBound, kana.lowerBound)
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
