import JapaneseText

/// Names whose two halves stand apart: forms that are printed, and texts taken from pages, part them by any gap.
extension NameFinder {
  private static let widestGap = 24

  /// Where a name ends that goes on behind a wide gap: 郡司　　　　宝晃. What stands before the gap must be a surname and
  /// nothing else, what follows a given name, and no title.
  /// - Parameters:
  ///   - start: the first scalar of the surname.
  ///   - gap: the first of the blanks.
  func endOfName(from start: Int, over gap: Int, _ line: Range<Int>) -> Int? {
    let family = text.trimmed(start..<gap)
    guard (1...4).contains(family.count) || isKana(family) && family.count <= 10 else { return nil }
    var next = gap
    while next < line.upperBound, text[next].isSpace, next - gap < Self.widestGap { next += 1 }
    var end = next
    while end < line.upperBound, text[end].isNameScript, end - next < 8 { end += 1 }
    guard end > next, end == line.upperBound || text[end].isSpace || text[end] == 0x28 || text[end] == 0x09 else {
      return nil
    }
    let given = next..<end
    if isKana(family), isKana(given) { return end }
    return isPair(family, given) ? end : nil
  }

  private func isKana(_ range: Range<Int>) -> Bool {
    !range.isEmpty && range.allSatisfy { text[$0].isKatakana || text[$0].isHalfKatakana }
  }

  /// Whether a surname on the list and a word that may be a given name are one name together.
  func isPair(_ family: Range<Int>, _ given: Range<Int>) -> Bool {
    guard (1...4).contains(family.count), (1...5).contains(given.count),
      (family.lowerBound..<family.upperBound).allSatisfy({ text[$0].isNameScript }),
      given.allSatisfy({ text[$0].isNameScript }), HeaderVocabulary.read(text.string(given)) == nil
    else { return false }
    var name = text.string(family) + " " + text.string(given)
    let reading = name.withUTF8 { classifier.read($0) }
    guard reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department]) else {
      return false
    }
    if reading.shapes.contains(.personName), reading.score > 0.3 { return true }
    return classifier.lexicon.isSurname(text.cell(family)) && GridCellReader.mayBeGiven(text.cell(given))
  }
}
