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
      // 氏名（漢字）：, 氏名（カナ）ミドリカワ キョウコ
      var kind = kind
      var isClosed = false
      if text[end] == 0x28, let close = (end..<min(end + 8, text.count)).first(where: { text[$0] == 0x29 }) {
        if kind == .person, HeaderVocabulary.read(text.string(end + 1..<close))?.role == .kana { kind = .reading }
        isClosed = text[close + 1].isNameScript && HeaderVocabulary.read(text.string(index..<close + 1)) != nil
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
      if hasColon || hasMark || isClosed || next > end && kind != .desk
        || kind == .desk && next > end && text[next].isKanji
      {
        return (kind, next)
      }
      return nil
    }
    return nil
  }

  /// Where 氏　　名 ends, whose characters forms part to fill a column.
  private func endOfSpacedLabel(at index: Int) -> Int? {
    guard let ends = Self.spacedLabels[text[index]], text[index + 1].isSpace else { return nil }
    var second = index + 1
    while text[second].isSpace, second - index < 12 { second += 1 }
    return ends.contains(text[second]) ? second + 1 : nil
  }

  /// 氏 名, 原 告, 被 告, 患 者, 本 人.
  private static let spacedLabels: [UInt32: Set<UInt32>] = [
    0x6C0F: [0x540D], 0x539F: [0x544A], 0x88AB: [0x544A], 0x60A3: [0x8005], 0x672C: [0x4EBA],
  ]

  /// Whether what stands behind a label in quotation marks goes on as a sentence and is no name.
  private func isSentence(from start: Int, _ kind: LabelKind) -> Bool {
    guard text[start].isNameScript else { return false }
    if kind != .person { return text[start].isHiragana }
    return !readsAsName(value(from: start, text.lines[text.line(of: start)]))
  }

  /// The stretch of a value: to a delimiter, a gap of two spaces, or the end of the line.
  func value(from start: Int, _ line: Range<Int>) -> Range<Int> {
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

  func isNameCharacter(_ scalar: UInt32) -> Bool {
    scalar.isNameScript || scalar.isSpace || scalar == 0x30FB || scalar == 0x2E
  }

}
