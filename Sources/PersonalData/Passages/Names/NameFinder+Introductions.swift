import JapaneseText

/// People who introduce themselves: ○○の山田です.
extension NameFinder {
  /// お世話になっております。みどり精機の山田太郎です。
  mutating func findIntroductions() {
    for index in text.scalars.indices {
      let scalar = text.scalars[index]
      guard scalar == 0x3067 || scalar == 0x3068, text[index - 1].isNameScript,
        text.has("です。", at: index) || text.has("です\n", at: index) || text.has("と申します", at: index)
          || text.has("でございます", at: index) || text.has("です\r", at: index) || text.has("です、", at: index)
      else { continue }
      // 江本 隆さんです: taken with its honorific already.
      if text.has("さん", at: index - 2) || [0x69D8, 0x6C0F].contains(text[index - 1]) { continue }
      // 内見希望です: what somebody wants, and not 希望, the given name.
      if Self.states.contains(where: { text.has($0, at: index - 2) }), scalar == 0x3067 { continue }
      let line = text.lines[text.line(of: index)]
      guard let name = name(endingAt: index, notBefore: line.lowerBound, isFirm: false) else { continue }
      let before = text[name.range.lowerBound - 1]
      // の before it, or the beginning of a sentence.
      guard before == 0x306E || !before.isNameScript,
        name.isFull || before == 0x306E && follows(organisation: name.range)
      else { continue }
      guard !name.isFull || read(name.range).score > 0.8 else { continue }
      add(
        NameCandidate(
          range: name.range, isFull: name.isFull, cue: .introduction, certainty: name.isFull ? .certain : .probable,
          kana: nil))
    }
  }

  /// 青木冨美惠（以下「青木」という。）: what a document calls somebody from there on.
  mutating func findDefinitions() {
    for index in text.scalars.indices where text.scalars[index] == 0x4EE5 && text.has("以下「", at: index) {
      let quoted = index + 3
      guard let close = (quoted..<min(quoted + 6, text.count)).first(where: { text[$0] == 0x300D }), close > quoted
      else {
        continue
      }
      var end = index
      while text[end - 1] == 0x28 || text[end - 1].isSpace || text[end - 1] == 0x3001 { end -= 1 }
      let line = text.lines[text.line(of: index)]
      guard end > line.lowerBound, let name = name(endingAt: end, notBefore: line.lowerBound, isFirm: true),
        name.isFull,
        text.string(name.range).hasPrefix(text.string(quoted..<close))
      else { continue }
      add(NameCandidate(range: name.range, isFull: true, cue: .label, certainty: .certain, kana: nil))
    }
  }

  /// Words that end a sentence before です.
  private static let states: [StaticString] = [
    "希望", "予定", "対象", "可能", "必要", "不可", "不要", "同様", "未定", "至急", "予約", "確認", "変更", "検討", "一緒", "無理", "欠席", "出席", "参加",
    "不在", "満席", "満室", "空室", "在庫", "完了", "終了", "中止", "延期", "有効", "無効", "以上", "別途",
  ]

  /// Before the の of an introduction stands an organisation or a division.
  private func follows(organisation name: Range<Int>) -> Bool {
    let end = name.lowerBound - 1
    var start = end
    while start > 0, text[start - 1].isNameScript || text[start - 1].isLatin || text[start - 1] == 0x29,
      end - start < 24
    {
      start -= 1
    }
    guard start < end else { return false }
    return !read(start..<end).shapes.isDisjoint(with: [.organisationName, .department, .insurerName])
  }
}
