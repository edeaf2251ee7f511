import JapaneseText

/// Names in boxes: organisation charts, the plates of desks and guests, slides that introduce a team. No cue stands beside
/// such a name but its company: where most of the boxes hold names, as the cells of an untitled column do, they are people.
extension NameFinder {
  private static let longestLine = 28
  private static let leastNames = 3

  private enum Line {
    case name(Range<Int>)
    /// Says what somebody is: a role, a division.
    case role
    case other(String)
    /// Says nothing for or against: blank, sentences, numbers.
    case neutral
  }

  mutating func findBoxed() {
    var names: [(range: Range<Int>, followsRole: Bool)] = []
    var different: Set<String> = []
    var others: Set<String> = []
    var roles = 0
    var followsRole = false
    // Boxes with a name in them, and boxes with something else alone.
    var (named, unnamed) = (0, 0)
    var box: (hasName: Bool, hasOther: Bool) = (false, false)
    func endBox() {
      if box.hasName { named += 1 } else if box.hasOther { unnamed += 1 }
      box = (false, false)
    }
    for line in text.lines.flatMap(items) {
      let kind = classify(line)
      if case .name = kind { box.hasName = true }
      if case .other = kind { box.hasOther = true }
      if line.isEmpty { endBox() }
      switch kind {
      case .name(let range):
        names.append((range, followsRole))
        different.insert(Folding.foldName(text.string(range)))
        followsRole = false
      case .role:
        roles += 1
        followsRole = true
      case .other(let word):
        others.insert(word)
        followsRole = false
      case .neutral: if !text.trimmed(line).isEmpty { followsRole = false }
      }
    }
    endBox()
    let isList =
      different.count >= Self.leastNames && (different.count >= others.count || named >= 2 * unnamed)
      || different.count == 2 && others.isEmpty && roles > 0
    for name in names where isList || name.followsRole {
      add(NameCandidate(range: name.range, isFull: true, cue: .row, certainty: .probable, kana: nil))
    }
  }

  /// The items of a line: 新任：鳥居 一将、山口 寛朗 has three.
  private func items(of line: Range<Int>) -> [Range<Int>] {
    guard line.count <= 4 * Self.longestLine else { return [line] }
    guard !text.trimmed(line).isEmpty else { return [line.lowerBound..<line.lowerBound] }
    return line.split { Self.separators.contains(text[$0]) }
  }

  /// 、 , ， : ／ → ⇒ ; and tab.
  private static let separators: Set<UInt32> = [0x3001, 0x2C, 0x3A, 0x2F, 0x2192, 0x21D2, 0x3B, 0x09]

  private func classify(_ line: Range<Int>) -> Line {
    var range = withoutMarks(text.trimmed(line))
    guard range.count >= 2, range.count <= Self.longestLine else { return .neutral }
    if range.contains(where: { text[$0].isDigit || text[$0] == 0x40 || text[$0] == 0x3002 }) { return .neutral }
    if isName(range) { return .name(range) }
    // 部長 佐原 朗伸: what stands before the name says what it is.
    if let gap = range.first(where: { text[$0].isSpace || text[$0] == 0x3A }) {
      let head = range.lowerBound..<gap
      let rest = text.trimmed(gap + 1..<range.upperBound)
      if rest.count >= 2, isOfRole(head) || head.count <= 2 && head.allSatisfy({ text[$0].isKanji }), isName(rest) {
        return .name(rest)
      }
      if isOfRole(head), isOfRole(rest) { return .role }
      // 山口 寛朗 主任.
      if let last = range.last(where: { text[$0].isSpace }), isOfRole(last + 1..<range.upperBound) {
        range = text.trimmed(range.lowerBound..<last)
        if isName(range) { return .name(range) }
      }
    }
    return isOfRole(range) ? .role : .other(text.string(range))
  }

  /// Without what opens an item of a list, and a remark in brackets at the end; nothing is left of a line in brackets.
  private func withoutMarks(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end,
      Self.marks.contains(text[start]) || (0x2460...0x2473).contains(text[start]) || text[start].isSpace
    {
      start += 1
    }
    if end > start, text[end - 1] == 0x29, let open = (start..<end).last(where: { text[$0] == 0x28 }) { end = open }
    for honorific: StaticString in ["様", "さん", "氏", "先生"] {
      let length = String(describing: honorific).unicodeScalars.count
      if end - start > length + 1, text.has(honorific, at: end - length) {
        end -= length
        break
      }
    }
    return text.trimmed(start..<end)
  }

  /// ・ ● ■ ◆ ○ ◎ □ ◇ ▲ △ ★ ☆ ※ - * ＞ •.
  private static let marks: Set<UInt32> = [
    0x30FB, 0x25CF, 0x25A0, 0x25C6, 0x25CB, 0x25CE, 0x25A1, 0x25C7, 0x25B2, 0x25B3, 0x2605, 0x2606, 0x203B, 0x2D, 0x2A,
    0x3E, 0x2022,
  ]

  private func isOfRole(_ range: Range<Int>) -> Bool {
    let reading = read(range)
    return !reading.shapes.isDisjoint(with: [.roleWord, .department, .organisationName])
      && !reading.shapes.contains(.personName)
  }

  /// A whole name; spaced-out characters (藤　井　　丈　泰) are closed up, where a wider gap parts the two halves.
  private func isName(_ range: Range<Int>) -> Bool {
    guard let first = range.first, text[first].isNameScript || text[first].isLatin else { return false }
    let words = words(of: range)
    guard words.count > 2, words.allSatisfy({ $0.count == 1 }) else { return isFullName(range, over: 0.3) }
    var closed = text.string(words[0])
    let gaps = zip(words, words.dropFirst()).map { $1.lowerBound - $0.upperBound }
    let widest = gaps.max() ?? 1
    for (gap, word) in zip(gaps, words.dropFirst()) {
      if gap == widest, gap > (gaps.min() ?? 1) { closed += " " }
      closed += text.string(word)
    }
    return closed.withUTF8 { cell in
      let reading = classifier.read(cell)
      return reading.shapes.contains(.personName) && reading.score > 0.3
        && reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department, .productLike])
    }
  }
}
