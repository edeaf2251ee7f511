import JapaneseText

/// Names in a row behind anything: Ａプラン：松沢祐佳、菅野笑実、野々村夏絵、…
///
/// A full name alone is never enough, since places and firms read like names. Where four and more stand in a row, and hardly
/// anything else among them, they are people.
extension NameFinder {
  /// Names of the shortest row that speaks for itself.
  private static let fewest = 4

  mutating func findEnumerations() {
    for line in text.lines where line.count >= 12 {
      let commas = line.count { text[$0] == 0x3001 || text[$0] == 0x2C }
      guard commas + 1 >= Self.fewest else { continue }
      var items = 0
      var names: [Range<Int>] = []
      var sure = 0
      let pieces: [Range<Int>] = line.split { text[$0] == 0x3001 || text[$0] == 0x2C }
      for piece in pieces {
        let item = item(piece)
        guard !item.isEmpty else { continue }
        items += 1
        guard (3...9).contains(item.count), item.allSatisfy({ text[$0].isNameScript || text[$0].isSpace }),
          isFullName(item, over: -0.6)
        else { continue }
        names.append(item)
        if isFullName(item, over: 0.4) { sure += 1 }
      }
      // Rare names stand among common ones.
      guard names.count >= Self.fewest, names.count * 10 >= items * 8, sure * 2 >= names.count else { continue }
      for name in names {
        add(NameCandidate(range: name, isFull: true, cue: .row, certainty: .probable, kana: nil))
      }
    }
  }

  /// What stands between two commas, without the label before the first and a bracket or a courtesy title behind it.
  private func item(_ piece: Range<Int>) -> Range<Int> {
    var piece = piece
    if let colon = piece.last(where: { text[$0] == 0x3A }) { piece = colon + 1..<piece.upperBound }
    // 入選　山本位悟: what the row is of, before its first name.
    if let gap = piece.last(where: { text[$0].isSpace }), piece.upperBound - gap > 3,
      isFullName(gap + 1..<piece.upperBound, over: 0.4)
    {
      piece = gap + 1..<piece.upperBound
    }
    if let bracket = piece.first(where: { text[$0] == 0x28 }) { piece = piece.lowerBound..<bracket }
    piece = text.trimmed(piece)
    if let last = piece.last, [0x69D8, 0x6C0F, 0x3002].contains(text[last]) { piece = piece.lowerBound..<last }
    return text.trimmed(piece)
  }
}
