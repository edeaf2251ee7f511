import JapaneseText

/// Children by their given names, as the notes of a nursery have them: ゆいちゃん 37.8℃, はるとくん 鼻水.
extension NameFinder {
  /// Lines that begin with a child, of the shortest note that speaks for itself.
  private static let fewestChildren = 3

  mutating func findChildren() {
    var names: [Range<Int>] = []
    for line in text.lines {
      let line = text.trimmed(line)
      guard let start = line.first(where: { text[$0].isHiragana || text[$0].isKatakana }), start - line.lowerBound <= 2,
        let name = child(from: start, line)
      else { continue }
      names.append(name)
    }
    guard Set(names.map(text.string)).count >= Self.fewestChildren else { return }
    for name in names {
      add(NameCandidate(range: name, isFull: false, cue: .row, certainty: .probable, kana: nil))
    }
  }

  /// A word in kana before ちゃん or くん, which ends there.
  private func child(from start: Int, _ line: Range<Int>) -> Range<Int>? {
    for end in (start + 2)..<(start + 6) where end < line.upperBound {
      let title: StaticString = text.has("ちゃん", at: end) ? "ちゃん" : "くん"
      guard text.has(title, at: end) else { continue }
      let behind = end + (text.has("ちゃん", at: end) ? 3 : 2)
      let isEnded =
        behind >= line.upperBound || !text[behind].isHiragana || [0x304C, 0x306F, 0x306E].contains(text[behind])
      let name = start..<end
      guard isEnded, name.allSatisfy({ text[$0].isHiragana || text[$0].isKatakana }),
        !Self.relatives.contains(text.string(name))
      else { return nil }
      return name
    }
    return nil
  }

  /// Whom a family calls so, and no child.
  private static let relatives: Set<String> = [
    "おかあ", "おとう", "おばあ", "おじい", "おねえ", "おにい", "ばあ", "じい", "ねえ", "にい", "あか", "おじ", "おば", "ばば", "じじ",
  ]
}
