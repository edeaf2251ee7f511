/// Names behind a label (氏名: 患者名 出席者: From:) and people who introduce themselves (○○の山田です).
extension NameFinder {
  mutating func findLabels() {
    var index = 0
    while index < text.count {
      guard Self.labelOpenings.contains(text.scalars[index]), let (kind, end) = label(at: index) else {
        index += 1
        continue
      }
      let line = text.lines[text.line(of: index)]
      index = end
      switch kind {
      case .person: takePerson(from: end, line, cue: .label, certainty: .certain)
      case .desk: takePerson(from: end, line, cue: .label, certainty: .handler)
      case .list:
        takeList(from: end, line)
        takeContinuations(of: line)
      case .reading: takeReading(from: end, line)
      }
    }
    settleLoneReadings()
  }

  /// Whether lines around a name have labels of what only people have: `Date of birth:`, `Job title:`.
  func standsInForm(_ range: Range<Int>) -> Bool {
    let number = text.line(of: range.lowerBound)
    let around = text.lines.indices.clamped(to: max(0, number - 3)..<min(text.lines.count, number + 4))
    return around.contains { other in
      let line = text.trimmed(text.lines[other])
      guard other != number, let colon = line.prefix(40).first(where: { text[$0] == 0x3A }), colon > line.lowerBound,
        let reading = HeaderVocabulary.read(text.string(line.lowerBound..<colon))
      else { return false }
      return reading.role.isOfPerson || reading.role == .department || reading.role == .employeeNumber
    }
  }

  /// Names behind a key as programs write it into their logs: `name=山田太郎`, `patient_nm: 山田 太郎`. A key of which
  /// other things may be told (`name=会議室`) takes only what reads as a name.
  mutating func findKeys() {
    for index in text.scalars.indices where text.scalars[index] == 0x3D || text.scalars[index] == 0x3A {
      var start = index + 1
      while [0x20, 0x22, 0x27].contains(text[start]) { start += 1 }
      guard text[start].isNameScript, let key = key(endingAt: index), let reading = HeaderVocabulary.read(key) else {
        continue
      }
      let line = text.lines[text.line(of: index)]
      switch reading.role {
      case .kana: takeReading(from: start, line)
      case .handler: takePerson(from: start, line, cue: .label, certainty: .handler)
      case .name where reading.strength == .strong || readsAsName(value(from: start, line)):
        takePerson(from: start, line, cue: .label, certainty: .probable)
      default: break
      }
    }
  }

  /// Letters, digits and joints before an index; quotation marks around them are left out.
  private func key(endingAt index: Int) -> String? {
    var end = index
    while [0x20, 0x22, 0x27].contains(text[end - 1]), index - end < 3 { end -= 1 }
    var start = end
    while start > 0, end - start < 40, text[start - 1].isLatin || text[start - 1].isDigit || text[start - 1] == 0x5F {
      start -= 1
    }
    return end - start >= 2 ? text.string(start..<end) : nil
  }

  func readsAsName(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty, range.count <= 16 else { return false }
    let reading = read(range)
    if reading.shapes.contains(.personName), reading.score > 0 { return true }
    // Two words of a name's length, which no list knows together: 神　光.
    let words = text.string(range).split { $0.isWhitespace }
    return words.count == 2 && words.allSatisfy { $0.count <= 4 } && reading.score > -1.2
      && reading.shapes.contains(.listedSurname)
      && reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department, .productLike])
  }

  /// The label at an index and where what it labels begins. A colon, a gap or a bracket must stand behind it.
  private func label(at index: Int) -> (LabelKind, Int)? {
    let before = text[index - 1]
    if before.isKanji || before.isKatakana || before.isLatin { return nil }
    if let end = endOfSpacedLabel(at: index) {
      var next = end
      while text[next].isSpace || text[next] == 0x3A { next += 1 }
      return next > end ? (.person, next) : nil
    }
    for (word, kind) in Self.labels where text.has(word, at: index) {
      var end = index
      let bytes = Int(text.offsets[index]) + word.utf8CodeUnitCount
      while end < text.count, Int(text.offsets[end]) < bytes { end += 1 }
      let hasColon = text[end - 1] == 0x3A
      // 氏名（漢字）：
      if text[end] == 0x28, let close = (end..<min(end + 8, text.count)).first(where: { text[$0] == 0x29 }) {
        end = close + 1
      }
      var next = end
      while text[next].isSpace { next += 1 }
      let hasMark =
        [0x3A, 0x3D, 0x3011, 0x5D, 0x7C, 0x2F, 0xFF1A, 0x300D].contains(text[next])
        || kind == .reading && before == 0x28 && text[next] == 0x29
      // 以下「通知人」といいます: a word that a sentence defines or speaks of labels nobody.
      let isQuoted = text[next] == 0x300D
      if hasMark { next += 1 }
      while text[next].isSpace { next += 1 }
      if isQuoted, isSentence(from: next, kind) { return nil }
      if hasColon || hasMark || next > end && kind != .desk || kind == .desk && next > end && text[next].isKanji {
        return (kind, next)
      }
      return nil
    }
    return nil
  }

  /// Where 氏　　名 ends, whose characters forms part to fill a column.
  private func endOfSpacedLabel(at index: Int) -> Int? {
    guard text[index] == 0x6C0F, text[index + 1].isSpace else { return nil }
    var second = index + 1
    while text[second].isSpace, second - index < 12 { second += 1 }
    return text[second] == 0x540D ? second + 1 : nil
  }

  /// Whether what stands behind a label in quotation marks goes on as a sentence and is no name.
  private func isSentence(from start: Int, _ kind: LabelKind) -> Bool {
    guard text[start].isNameScript else { return false }
    if kind != .person { return text[start].isHiragana }
    return !readsAsName(value(from: start, text.lines[text.line(of: start)]))
  }

  /// The stretch of a value: to a delimiter, a gap of two spaces, or the end of the line.
  private func value(from start: Int, _ line: Range<Int>) -> Range<Int> {
    var end = start
    while end < line.upperBound {
      let scalar = text[end]
      if [0x3A, 0x2C, 0x3001, 0x3002, 0x28, 0x3C, 0x5B, 0x7C, 0x3B, 0x22, 0x2F, 0x3010, 0x300C].contains(scalar) {
        break
      }
      if scalar.isDigit || scalar == 0x09 { break }
      if scalar.isSpace, text[end + 1].isSpace {
        guard let next = endOfName(from: start, over: end, line) else { break }
        end = next
        continue
      }
      end += 1
    }
    return text.trimmed(start..<end)
  }

  private mutating func takePerson(
    from start: Int, _ line: Range<Int>, cue: PersonMention.Cue, certainty: PersonMention.Certainty
  ) {
    var start = start
    if text[start] == 0x22 { start += 1 }
    let range = value(from: min(start, line.upperBound), line)
    guard !range.isEmpty else { return }
    if text[range.lowerBound].isLatin {
      takeLatin(from: range.lowerBound, cue: cue, isDear: false)
      return
    }
    take(range, cue: cue, certainty: certainty)
  }

  /// A name at the beginning of a range that holds little else: 山田 太郎, 山田 太郎 生年月日, 山田様.
  mutating func take(_ range: Range<Int>, cue: PersonMention.Cue, certainty: PersonMention.Certainty) {
    // The words of the range: the name is the first, or the first two.
    var ends: [Int] = []
    var index = range.lowerBound
    while index < range.upperBound, ends.count < 3 {
      while index < range.upperBound, !text[index].isSpace { index += 1 }
      ends.append(index)
      while index < range.upperBound, text[index].isSpace { index += 1 }
    }
    var best: (range: Range<Int>, isFull: Bool, score: Float)?
    for (number, end) in ends.enumerated() where number < 2 {
      let candidate = withoutHonorific(range.lowerBound..<end)
      guard candidate.count >= 1, candidate.count(where: { !text[$0].isSpace }) <= 16,
        candidate.allSatisfy({ isNameCharacter(text[$0]) })
      else {
        break
      }
      let reading = read(candidate)
      guard reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department]) else { continue }
      // 氏名　フリガナ　生年月日: the titles of a printed list.
      if number == 0, HeaderVocabulary.read(text.string(candidate))?.strength == .strong { return }
      // The label vouches for it: rare names pass.
      let score = reading.score + (number == 1 ? 0.3 : 0)
      if reading.shapes.contains(.personName) || candidate.count >= 3 && reading.score > -1.2 {
        if score > best?.score ?? -9 { best = (candidate, true, score) }
      } else if best == nil, surnameWeight(candidate, penalty: 0, isFirm: true) != nil {
        best = (candidate, false, -1.5)
      }
    }
    guard let best else { return }
    var kana: Range<Int>?
    var after = best.range.upperBound
    while text[after].isSpace { after += 1 }
    if text[after] == 0x28 { kana = kanaInParentheses(at: after) }
    add(NameCandidate(range: best.range, isFull: best.isFull, cue: cue, certainty: certainty, kana: kana))
  }

  private func withoutHonorific(_ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    if [0x69D8, 0x6BBF, 0x6C0F].contains(text[end - 1]) { end -= 1 }
    if text.has("さん", at: end - 2) || text.has("先生", at: end - 2) { end -= 2 }
    return end > range.lowerBound ? text.trimmed(range.lowerBound..<end) : range
  }

  private func isNameCharacter(_ scalar: UInt32) -> Bool {
    scalar.isNameScript || scalar.isSpace || scalar == 0x30FB || scalar == 0x2E
  }

  /// 山田、佐藤部長、ほか3名 / Taro Yamada, John Smith.
  private mutating func takeList(from start: Int, _ line: Range<Int>) {
    var index = min(start, line.upperBound)
    while index < line.upperBound {
      var end = index
      while end < line.upperBound, ![0x3001, 0x2C, 0x3B, 0xFF64, 0x2F, 0x3C, 0x28, 0x3A, 0x3002].contains(text[end]) {
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
  private mutating func takeContinuations(of line: Range<Int>) {
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

  /// フリガナ: ヤマダ タロウ: belongs to the name before or behind it.
  private mutating func takeReading(from start: Int, _ line: Range<Int>) {
    let range = value(from: min(start, line.upperBound), line)
    guard range.count(where: { !text[$0].isSpace }) <= 24, let kana = kanaRange(range) else { return }
    guard let last = candidates.indices.last, candidates[last].kana == nil,
      isNear(candidates[last].range.upperBound, kana.lowerBound)
    else {
      loneReadings.append(kana)
      return
    }
    // Where readings stand above their names, the one above belongs to that name, and this one to the name to come.
    if let above = loneReadings.last, above.upperBound <= candidates[last].range.lowerBound,
      isNear(above.upperBound, candidates[last].range.lowerBound)
    {
      candidates[last].kana = above
      loneReadings[loneReadings.count - 1] = kana
      return
    }
    candidates[last].kana = kana
  }

  /// Whether a name and its reading belong together: less than a line of text lies between, however wide a form is printed.
  private func isNear(_ end: Int, _ start: Int) -> Bool {
    start >= end && start - end < 600 && (end..<start).count(where: { !text[$0].isSpace }) < 60
  }

  /// A reading stands above its name in most forms; where no name follows, it is all that is known of the person.
  private mutating func settleLoneReadings() {
    for kana in loneReadings {
      let follower = candidates.indices.first { index in
        candidates[index].kana == nil && candidates[index].certainty != .handler
          && isNear(kana.upperBound, candidates[index].range.lowerBound)
      }
      if let follower {
        candidates[follower].kana = kana
      } else if read(kana).score > 0.3 {
        add(NameCandidate(range: kana, isFull: true, cue: .label, certainty: .probable, kana: nil))
      }
    }
  }

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
