import JapaneseText

/// Who paid, as banks write it into statements of an account: 振込 ﾂﾙｵｶ ｷﾗﾗ.
extension NameFinder {
  mutating func findPayers() {
    for index in text.scalars.indices where Self.openings.contains(text.scalars[index]) {
      guard let word = Self.payments.first(where: { text.has($0, at: index) }) else { continue }
      var start = index
      let end = Int(text.offsets[index]) + word.utf8CodeUnitCount
      while start < text.count, Int(text.offsets[start]) < end { start += 1 }
      while text[start].isSpace || text[start] == 0x09 || text[start] == 0x3A || text[start] == 0x2A { start += 1 }
      if let name = payer(from: start) {
        add(NameCandidate(range: name, isFull: true, cue: .label, certainty: .probable, kana: nil))
      }
    }
  }

  private static let payments: [StaticString] = [
    "振込入金", "振込", "フリコミ", "ﾌﾘｺﾐ", "振替入金", "入金", "ニュウキン", "ﾆﾕｳｷﾝ", "被仕向",
  ]
  private static let openings: Set<UInt32> = Set("振フﾌ入ニﾆ被".unicodeScalars.map(\.value))

  /// Two words in kana and nothing beside them: ｶ)ﾏﾙﾅｶ and ﾏﾙﾅｶ(ﾄﾞ are firms.
  private func payer(from start: Int) -> Range<Int>? {
    var end = start
    while end - start < 30,
      isKanaOfBank(text[end]) || text[end].isSpace && text[end] != 0x09 && isKanaOfBank(text[end + 1])
    {
      end += 1
    }
    guard end > start, ![0x28, 0x29, 0x2E, 0x2D].contains(text[end]), !text[end].isLatin, !text[end].isKanji else {
      return nil
    }
    let words: [Range<Int>] = (start..<end).split { text[$0].isSpace }
    guard words.count == 2, words.allSatisfy({ (2...10).contains($0.count) }) else { return nil }
    return kanaRange(start..<end)
  }

  private func isKanaOfBank(_ scalar: UInt32) -> Bool { scalar.isHalfKatakana || scalar.isKatakana }
}
