/// Names on lines that also hold a birth date, a telephone number or an e-mail address: printed lists, signatures,
/// address blocks.
extension NameFinder {
  /// A number finding that makes a person of a name beside it.
  struct Neighbour {
    var range: Range<Int>
    var cue: PersonMention.Cue
  }

  /// 井上 誠（昭和48年8月8日生）, 山田太郎 090-…: a full name right before a date or a number, in running text.
  mutating func findBeside(_ neighbours: [Neighbour]) {
    for neighbour in neighbours {
      var end = neighbour.range.lowerBound
      let line = text.lines[text.line(of: end)]
      while end > line.lowerBound, text[end - 1].isSpace || [0x28, 0x3C, 0x3001, 0x2C].contains(text[end - 1]) {
        end -= 1
      }
      // 山田 太郎 様 <taro@example.jp>: the honorific is no part of the name.
      if end > line.lowerBound + 1, [0x69D8, 0x6BBF, 0x6C0F].contains(text[end - 1]) {
        end -= 1
        while end > line.lowerBound, text[end - 1].isSpace { end -= 1 }
      }
      if end < neighbour.range.lowerBound, end > line.lowerBound, takeTurned(endingAt: end, in: line, neighbour.cue) {
        continue
      }
      guard end < neighbour.range.lowerBound, end > line.lowerBound,
        let range = fullName(endingAt: end, in: line) ?? item(endingAt: end, in: line, before: neighbour),
        // The reading behind a name that was found already is no second person.
        !isKanaOnly(range) || !candidates.contains(where: { $0.kana?.overlaps(range) == true })
      else { continue }
      add(NameCandidate(range: range, isFull: true, cue: neighbour.cue, certainty: .probable, kana: nil))
    }
  }

  /// `Torres, Stacy (01/03/1950)`: as lists in Latin letters name their people, behind a gap or the beginning of the line.
  private mutating func takeTurned(endingAt end: Int, in line: Range<Int>, _ cue: PersonMention.Cue) -> Bool {
    guard text[end - 1].isLatin else { return false }
    var start = end
    while start > line.lowerBound, end - start < 40,
      text[start - 1].isLatin || [0x2C, 0x27, 0x2019, 0x2D, 0x2E].contains(text[start - 1])
        || text[start - 1] == 0x20 && !text[start - 2].isSpace && start - 1 > line.lowerBound
    { start -= 1 }
    let range = text.trimmed(start..<end)
    guard range.count(where: { text[$0] == 0x2C }) == 1, let name = LatinName.turned(text.string(range)),
      (2...4).contains(name.split(separator: " ").count),
      name.split(separator: " ").allSatisfy({ $0.first?.isUppercase == true }),
      read(range).shapes.isDisjoint(with: [.organisationName, .department, .roleWord])
    else { return false }
    add(NameCandidate(range: range, isFull: true, cue: cue, certainty: .probable, kana: nil, spelled: name))
    return true
  }

  private func fullName(endingAt end: Int, in line: Range<Int>) -> Range<Int>? {
    guard let name = name(endingAt: end, notBefore: line.lowerBound, isFirm: false), name.isFull,
      read(name.range).score > 1
    else { return nil }
    return name.range
  }

  /// `；平松彩（昭和48年11月24日生`: a whole item of a list, with its birth date in brackets. A rare name is believed there.
  private func item(endingAt end: Int, in line: Range<Int>, before neighbour: Neighbour) -> Range<Int>? {
    guard neighbour.cue == .birthDate, text[neighbour.range.lowerBound - 1] == 0x28 else { return nil }
    var start = end
    while start > line.lowerBound, end - start < 8, text[start - 1].isNameScript { start -= 1 }
    let range = start..<end
    guard (3...7).contains(range.count), text[start].isKanji else { return nil }
    let reading = read(range)
    guard reading.score > -1.5,
      reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department, .productLike])
    else { return nil }
    var before = start
    while before > line.lowerBound, text[before - 1].isSpace { before -= 1 }
    let isBorder = before == line.lowerBound || [0x3B, 0x3001, 0x2C, 0x3A, 0x3002, 0x30FB].contains(text[before - 1])
    return isBorder ? range : nil
  }

  mutating func findRows(_ neighbours: [Neighbour]) {
    var cues = [PersonMention.Cue?](repeating: nil, count: text.lines.count)
    for neighbour in neighbours { cues[text.line(of: neighbour.range.lowerBound)] = neighbour.cue }
    for (number, line) in text.lines.enumerated() {
      guard line.count >= 2, line.count <= 400 else { continue }
      if let cue = cues[number] {
        takeCells(of: line, cue: cue)
      } else if line.count <= 40, let cue = nearCue(cues, around: number) {
        takeLone(line, cue: cue)
      }
    }
  }

  /// A cue on one of the two lines above or the three lines below.
  private func nearCue(_ cues: [PersonMention.Cue?], around number: Int) -> PersonMention.Cue? {
    for distance in [1, -1, 2, -2, 3] {
      let other = number + distance
      if cues.indices.contains(other), let cue = cues[other] { return cue }
    }
    return nil
  }

  /// The cells of a line, parted by tabs, bars, commas or gaps; a single space parts the two halves of a name.
  private mutating func takeCells(of line: Range<Int>, cue: PersonMention.Cue) {
    let words = words(of: line, atMost: 40, partedBy: isBreak)
    var number = 0
    while number < words.count {
      let word = words[number]
      defer { number += 1 }
      guard word.count <= 12, text[word.lowerBound].isNameScript || text[word.lowerBound].isLatin else { continue }
      if number + 1 < words.count {
        let next = words[number + 1]
        let both = word.lowerBound..<next.upperBound
        if next.lowerBound - word.upperBound == 1, text[word.upperBound].isSpace, both.count <= 24,
          isName(both, over: 0.4) || isRead(both, by: words[(number + 2)...])
        {
          addRow(both, cue, kanaAfter: number + 2 < words.count ? Array(words[(number + 2)...].prefix(2)) : [])
          number += 1
          continue
        }
      }
      if word.count >= 3, isName(word, over: 0.6), !text[word.lowerBound].isLatin {
        addRow(word, cue, kanaAfter: number + 1 < words.count ? Array(words[(number + 1)...].prefix(2)) : [])
      }
    }
  }

  private mutating func addRow(_ range: Range<Int>, _ cue: PersonMention.Cue, kanaAfter words: [Range<Int>]) {
    // A reading that stands as a cell of its own beside its name is no second person.
    if isKanaOnly(range), candidates.contains(where: { $0.kana?.overlaps(range) == true }) { return }
    var kana: Range<Int>?
    if !isKanaOnly(range), let first = words.first, isKanaOnly(first) {
      let both = words.count > 1 && isKanaOnly(words[1]) ? first.lowerBound..<words[1].upperBound : first
      kana = kanaRange(both)
    }
    add(NameCandidate(range: range, isFull: true, cue: cue == .phone ? .phone : cue, certainty: .probable, kana: kana))
  }

  /// Two words of kana behind two words that no list knows as a name are their reading: 金 正 キム タダシ.
  private func isRead(_ range: Range<Int>, by words: ArraySlice<Range<Int>>) -> Bool {
    guard words.count >= 2, let first = words.first, let second = words.dropFirst().first,
      text[range.lowerBound].isKanji, isKanaOnly(first), isKanaOnly(second), second.lowerBound - first.upperBound == 1,
      kanaRange(first.lowerBound..<second.upperBound) != nil
    else { return false }
    let reading = read(range)
    return reading.score > -1.2
      && reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department, .productLike])
  }

  private func isKanaOnly(_ range: Range<Int>) -> Bool {
    range.allSatisfy { text[$0].isKatakana || text[$0].isHalfKatakana || text[$0].isSpace }
  }

  private func isBreak(_ scalar: UInt32) -> Bool {
    scalar.isSpace || scalar == 0x2C || scalar == 0x7C || scalar == 0x3001 || scalar == 0x3C || scalar == 0x3E
      || scalar == 0x28 || scalar == 0x29 || scalar == 0x22 || scalar == 0x3A || scalar == 0x3002 || scalar == 0x2F
  }

  private func isName(_ range: Range<Int>, over least: Float) -> Bool {
    let reading = read(range)
    return reading.shapes.contains(.personName) && reading.score > least
      && (reading.shapes.contains(.listedSurname) || reading.score > 1)
      && reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department, .productLike])
  }

  /// 一、 1. ・ before an entry of a list.
  private func withoutBullet(_ line: Range<Int>) -> Range<Int> {
    var index = line.lowerBound
    while index < line.upperBound, index - line.lowerBound < 3,
      text[index].isDigit || Self.kanjiDigits.contains(text[index])
    { index += 1 }
    let isNumbered = index > line.lowerBound
    guard index < line.upperBound,
      isNumbered
        ? [0x3001, 0x2E, 0x29].contains(text[index]) : [0x30FB, 0x25CB, 0x25CF, 0x25A0, 0x25C6].contains(text[index])
    else { return line }
    return text.trimmed(index + 1..<line.upperBound)
  }

  private static let kanjiDigits = Set("一二三四五六七八九十".unicodeScalars.map(\.value))

  /// A line that is a name and nothing else.
  private mutating func takeLone(_ line: Range<Int>, cue: PersonMention.Cue) {
    var range = withoutBullet(text.trimmed(line))
    guard range.count >= 3 else { return }
    // 担当　山田 太郎, 総務部 山田 太郎: the name is at the end.
    if let gap = range.first(where: { text[$0].isSpace }),
      !read(range.lowerBound..<gap).shapes.isDisjoint(with: [.department, .roleWord, .organisationName])
    {
      range = text.trimmed(gap..<range.upperBound)
    }
    // 加藤 豪（妻 公子）.
    if let open = range.first(where: { text[$0] == 0x28 }), text[range.upperBound - 1] == 0x29 {
      range = text.trimmed(range.lowerBound..<open)
    }
    guard range.count >= 3, range.count <= 24, isName(range, over: 0.9), !isKanaOnly(range) else { return }
    add(NameCandidate(range: range, isFull: true, cue: .signature, certainty: .probable, kana: nil))
  }
}
