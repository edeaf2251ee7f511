import JapaneseText

/// Dates of logs of changes, which are nobody's birth dates.
extension PassageValues {
  /// Where the dates stand that nothing calls birth dates and that begin their line before a name and its address in angle
  /// brackets: `2002-04-22  Mary Brown  <mary@example.jp>`, in comments with marks before it.
  var datesOfChanges: Set<Int> {
    var places: Set<Int> = []
    for value in values where value.field == .birthDate && value.isTentative {
      let line = text.lines[text.line(of: value.range.lowerBound)]
      let isAddressed = emails.contains {
        line.contains($0.lowerBound) && $0.lowerBound > value.range.upperBound && text[$0.lowerBound - 1] == 0x3C
      }
      if isAddressed, (line.lowerBound..<value.range.lowerBound).allSatisfy({ isMark(text[$0]) }) {
        places.insert(value.range.lowerBound)
      }
    }
    return places
  }

  /// What stands before the day: blanks, the marks of a comment, the number of a version.
  private func isMark(_ scalar: UInt32) -> Bool { scalar < 0x80 && !scalar.isLatin }
}
