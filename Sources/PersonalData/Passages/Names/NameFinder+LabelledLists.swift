import JapaneseText

/// Several names behind one label: 出席者：山田、佐藤部長、ほか3名.
extension NameFinder {
  /// 山田、佐藤部長、ほか3名 / Taro Yamada, John Smith.
  mutating func takeList(from start: Int, _ line: Range<Int>) {
    var index = min(start, line.upperBound)
    while index < line.upperBound {
      var end = index
      while end < line.upperBound,
        ![0x3001, 0x2C, 0x3B, 0xFF64, 0x2F, 0x3C, 0x28, 0x29, 0x3A, 0x3002].contains(text[end])
      {
        end += 1
      }
      let item = text.trimmed(index..<end)
      if !item.isEmpty {
        if text[item.lowerBound].isLatin {
          takeLatin(from: item.lowerBound, cue: .label, isDear: false)
        } else {
          let named = withoutClass(item)
          if named.allSatisfy({ isNameCharacter(text[$0]) }) { takeListed(named) }
        }
      }
      // Over an address or a remark in brackets.
      if text[end] == 0x3C || text[end] == 0x28 {
        let close: UInt32 = text[end] == 0x3C ? 0x3E : 0x29
        while end < line.upperBound, text[end] != close { end += 1 }
      }
      index = end + 1
    }
  }

  /// 2年1組 木村 伸季: what names a class, a year or a room before a gap.
  private func withoutClass(_ item: Range<Int>) -> Range<Int> {
    guard let digit = item.prefix(12).last(where: { text[$0].isDigit }),
      let gap = (digit..<item.upperBound).first(where: { text[$0].isSpace }), gap - digit <= 4
    else { return item }
    return text.trimmed(gap..<item.upperBound)
  }

  /// A list goes on where its own line ends in a comma, or where the line below is indented and a list itself.
  mutating func takeContinuations(of line: Range<Int>) {
    var number = text.line(of: line.lowerBound)
    while number + 1 < text.lines.count {
      let above = text.trimmed(text.lines[number])
      let next = text.lines[number + 1]
      let endsOpen = !above.isEmpty && [0x3001, 0x2C].contains(text[above.upperBound - 1])
      let isIndented = next.count > 2 && text[next.lowerBound].isSpace && text[next.lowerBound + 1].isSpace
      guard endsOpen || isIndented && next.contains(where: { text[$0] == 0x3001 || text[$0] == 0x2C }),
        !text.trimmed(next).isEmpty, !next.contains(where: { text[$0] == 0x3A })
      else {
        return
      }
      takeList(from: next.lowerBound, next)
      number += 1
    }
  }

  private mutating func takeListed(_ item: Range<Int>) {
    if takeWide(item) { return }
    // 総務課 山田, 佐藤部長, 高橋委員.
    var end = item.upperBound
    for title: StaticString in ["部長", "課長", "係長", "主任", "委員", "理事", "会長", "社長", "室長", "次長", "所長", "議長", "監事"]
    where text.has(title, at: end - 2) {
      end -= 2
      break
    }
    let item = text.trimmed(item.lowerBound..<max(item.lowerBound + 1, end))
    if item.allSatisfy({ !text[$0].isSpace }) || read(item).shapes.contains(.personName) {
      take(item, cue: .label, certainty: .probable)
    } else if let gap = item.last(where: { text[$0].isSpace }) {
      take(text.trimmed(gap..<item.upperBound), cue: .label, certainty: .probable)
    }
  }

  /// Several names that wide gaps part in a printed form: 山田　一郎　　　山田　花子.
  /// - Returns: whether there were two at least.
  private mutating func takeWide(_ item: Range<Int>) -> Bool {
    let words = item.split(omittingEmptySubsequences: true) { text[$0].isSpace }
    guard (3...12).contains(words.count) else { return false }
    var names: [Range<Int>] = []
    var number = 0
    while number < words.count {
      let word = words[number]
      if number + 1 < words.count, isPair(word, words[number + 1]) {
        names.append(word.lowerBound..<words[number + 1].upperBound)
        number += 2
      } else {
        if word.count >= 3, isFullName(word, over: 0.5) { names.append(word) }
        number += 1
      }
    }
    guard names.count >= 2 else { return false }
    for name in names { take(name, cue: .label, certainty: .probable) }
    return true
  }
}
