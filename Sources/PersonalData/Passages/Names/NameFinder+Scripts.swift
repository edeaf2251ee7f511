import JapaneseText

/// One name in two scripts on two lines, as cards have it.
extension NameFinder {
  /// 緑川 京子 over ﾐﾄﾞﾘｶﾜ ｷｮｳｺ, and 青山 一郎 over `Aoyama Ichiro`: what stands below alone is nobody new.
  mutating func joinScripts() {
    var below: [Int: Int] = [:]
    for (index, candidate) in candidates.enumerated()
    where candidate.isFull && text[candidate.range.lowerBound].isKanji {
      let line = text.line(of: candidate.range.lowerBound)
      if text.trimmed(text.lines[line]).upperBound == candidate.range.upperBound { below[line + 1] = index }
    }
    guard !below.isEmpty else { return }
    var same: Set<Int> = []
    for (line, index) in below where line < text.lines.count {
      let content = text.trimmed(text.lines[line])
      guard !content.isEmpty else { continue }
      if text[content.lowerBound].isLatin {
        // Mary Brown below 青山 一郎 is somebody else.
        if read(content).shapes.contains(.romajiName) { same.insert(content.lowerBound) }
      } else if candidates[index].kana == nil, let kana = kanaRange(content) {
        candidates[index].kana = kana
        same.insert(content.lowerBound)
      }
    }
    guard !same.isEmpty else { return }
    let text = text
    drop { candidate in
      same.contains(candidate.range.lowerBound)
        && text.trimmed(text.lines[text.line(of: candidate.range.lowerBound)]) == candidate.range
    }
  }
}
