/// Names with a wide gap between family and given name before an honorific: `桑原      幸千江     殿`.
extension NameFinder {
  /// The two words that end at `end`, when the first one is a family name and both are one name together.
  func spacedName(endingAt end: Int, notBefore floor: Int) -> Range<Int>? {
    var given = end
    while given > floor, text[given - 1].isNameScript { given -= 1 }
    var gap = given
    while gap > floor, text[gap - 1].isSpace { gap -= 1 }
    guard given < end, gap > floor, (2...24).contains(given - gap) else { return nil }
    var family = gap
    while family > floor, text[family - 1].isNameScript { family -= 1 }
    guard family == floor || !isJoined(family - 1) else { return nil }
    return isPair(family..<gap, given..<end) ? family..<end : nil
  }

  /// Letters, digits and marks that make one word with what stands beside them.
  private func isJoined(_ index: Int) -> Bool {
    text[index].isLatin || text[index].isDigit || text[index] == 0x30FB || text[index] == 0x3A
  }
}
