/// Names behind a label (氏名: 患者名 出席者: From:) and people who introduce themselves (○○の山田です).
extension NameFinder {
  enum LabelKind { case person, list, desk, reading }

  /// Labels, longest first among those with the same beginning. A desk's label names the member of the own staff who
  /// took a call or wrote a form.
  private static let labels: [(StaticString, LabelKind)] = [
    ("フリガナ", .reading), ("ふりがな", .reading), ("カナ氏名", .reading), ("氏名カナ", .reading), ("カナ", .reading),
    ("受診者氏名", .person), ("患者氏名", .person), ("申込者氏名", .person), ("被保険者氏名", .person), ("代表者氏名", .person),
    ("氏名", .person), ("氏　名", .person), ("氏 名", .person), ("お名前", .person), ("名前", .person), ("ご芳名", .person),
    ("ご氏名", .person), ("受診者名", .person), ("患者名", .person), ("申込者名", .person), ("受診者", .person), ("患者", .person),
    ("申込者", .person), ("申請者", .person), ("対象者", .person), ("被保険者", .person), ("被扶養者", .person), ("世帯主", .person),
    ("契約者", .person), ("利用者", .person), ("会員名", .person), ("社員名", .person), ("本人", .person), ("保護者", .person),
    ("送信者", .person), ("差出人", .person), ("宛先", .person), ("宛名", .person), ("連絡者", .person), ("相手", .person),
    ("発信者", .person), ("入電者", .person), ("配偶者", .person), ("緊急連絡先", .person), ("代表者", .person),
    ("担任", .person), ("副担任", .person), ("顧問", .person), ("監督", .person), ("コーチ", .person), ("班長", .person),
    ("座長", .person), ("司会", .person), ("講師", .person), ("演者", .person),
    ("源泉控除対象配偶者", .list), ("控除対象配偶者", .list), ("同一生計配偶者", .list), ("控除対象扶養親族", .list), ("特定扶養親族", .list),
    ("16歳未満の扶養親族", .list), ("16歳未満扶養親族", .list), ("扶養親族", .list), ("扶養家族", .list), ("同居家族", .list),
    ("担当教員", .list), ("担当講師", .list), ("担当教官", .list), ("授業担当", .list), ("指導教員", .list), ("科目責任者", .list),
    ("共同担当者", .list), ("授業担当者", .list), ("教員名", .list), ("教員", .list),
    ("対象生徒", .list), ("対象児童", .list), ("対象児", .list), ("該当生徒", .list), ("該当児童", .list), ("当該生徒", .list),
    ("当該児童", .list), ("関係生徒", .list), ("関係児童", .list), ("関係者", .list), ("当事者", .list), ("対象", .list),
    ("加害生徒", .list), ("被害生徒", .list), ("加害児童", .list), ("被害児童", .list), ("加害側", .list), ("被害側", .list),
    ("聴取者", .list), ("聴取対象", .list), ("面談者", .list), ("面接者", .list), ("来談者", .list), ("相談者", .list), ("来校者", .list),
    ("同席者", .list), ("同席", .list), ("立会人", .list), ("立会者", .list),
    ("From:", .person), ("To:", .list), ("Cc:", .list), ("CC:", .list), ("Patient:", .person), ("Name:", .person),
    ("Full name:", .person), ("Patient name:", .person), ("Attendees:", .list), ("Participants:", .list),
    ("出席者", .list), ("参加者", .list), ("欠席者", .list), ("出席", .list), ("欠席", .list), ("列席者", .list), ("メンバー", .list),
    ("座長", .list), ("司会", .list), ("演者", .list), ("講師", .list), ("発表者", .list), ("登壇者", .list), ("報告者", .list),
    ("共同演者", .list), ("パネリスト", .list), ("主治医", .person), ("紹介医", .person), ("担当医", .person), ("通知人", .person),
    ("受付者", .desk), ("受付", .desk), ("記入者", .desk), ("作成者", .desk), ("応対者", .desk), ("対応者", .desk), ("担当者", .desk),
    ("担当", .desk), ("記録者", .desk), ("記録", .desk), ("書記", .desk), ("文責", .desk), ("起票者", .desk), ("確認者", .desk),
    ("承認者", .desk), ("作成", .desk), ("検印", .desk), ("受電者", .desk), ("取扱者", .desk),
  ]

  /// First scalars of the labels.
  private static let openings = Set(labels.compactMap { String(describing: $0.0).unicodeScalars.first?.value })

  mutating func findLabels() {
    var index = 0
    while index < text.count {
      guard Self.openings.contains(text.scalars[index]), let (kind, end) = label(at: index) else {
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

  private func readsAsName(_ range: Range<Int>) -> Bool {
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
      let hasMark = [0x3A, 0x3D, 0x3011, 0x5D, 0x7C, 0x2F, 0xFF1A, 0x300D].contains(text[next])
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
      if scalar.isSpace, text[end + 1].isSpace { break }
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
  private mutating func take(_ range: Range<Int>, cue: PersonMention.Cue, certainty: PersonMention.Certainty) {
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
      guard candidate.count >= 1, candidate.count <= 16, candidate.allSatisfy({ isNameCharacter(text[$0]) }) else {
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

  /// フリガナ: ヤマダ タロウ: belongs to the name before or behind it.
  private mutating func takeReading(from start: Int, _ line: Range<Int>) {
    let range = value(from: min(start, line.upperBound), line)
    guard range.count <= 24, let kana = kanaRange(range) else { return }
    guard let last = candidates.indices.last, candidates[last].kana == nil,
      kana.lowerBound - candidates[last].range.upperBound < 60
    else {
      loneReadings.append(kana)
      return
    }
    candidates[last].kana = kana
  }

  /// A reading stands above its name in most forms; where no name follows, it is all that is known of the person.
  private mutating func settleLoneReadings() {
    for kana in loneReadings {
      let follower = candidates.indices.first { index in
        let distance = candidates[index].range.lowerBound - kana.upperBound
        return candidates[index].kana == nil && (0..<60).contains(distance) && candidates[index].certainty != .handler
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
