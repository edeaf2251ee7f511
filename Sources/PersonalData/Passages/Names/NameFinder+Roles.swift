/// Names beside what somebody is: 代表取締役　村田 清歌, 教育係：新井 君愛, 岡野修子主事, and lines of kanji and their reading.
extension NameFinder {
  /// A full name right behind the word of a role or a division, or right before the word of a role.
  mutating func findRoles() {
    for line in text.lines where line.count >= 4 {
      let words = words(of: line)
      for number in words.indices {
        let word = words[number]
        guard word.count >= 2 else { continue }
        if number + 1 < words.count, (2...12).contains(word.count), let cue = role(word, before: words[number + 1]) {
          takeName(of: words[(number + 1)...], after: cue)
        }
        takeRole(in: word, of: line)
      }
      takeRead(words)
    }
  }

  /// The words of a line, parted by blanks, colons, commas and brackets; none of a very long line.
  func words(of line: Range<Int>) -> [Range<Int>] { words(of: line, atMost: 200, partedBy: isBorder) }

  /// The words of a line between scalars that part them; none where there are too many.
  func words(of line: Range<Int>, atMost most: Int, partedBy isBorder: (UInt32) -> Bool) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var index = line.lowerBound
    while index < line.upperBound {
      let start = index
      while index < line.upperBound, !isBorder(text[index]) { index += 1 }
      if index > start { words.append(start..<index) }
      index += 1
      if words.count > most { return [] }
    }
    return words
  }

  private func isBorder(_ scalar: UInt32) -> Bool {
    if scalar.isSpace { return true }
    return switch scalar {
    case 0x09, 0x2C, 0x3A, 0x28, 0x29, 0x2F, 0x7C, 0x3001, 0x3002, 0x3010, 0x3011, 0x300C, 0x300D, 0x5B, 0x5D: true
    default: false
    }
  }

  /// How surely a word tells that a person stands behind it.
  private enum RoleCue { case role, like }

  /// What a word says of the one behind it: a role or a division before a gap, or a word that ends as roles do. The words
  /// of desks name who wrote, and are labels.
  private func role(_ word: Range<Int>, before next: Range<Int>) -> RoleCue? {
    let between = word.upperBound..<next.lowerBound
    guard between.count <= 3, between.allSatisfy({ text[$0].isSpace || text[$0] == 0x3A }), let cue = role(word) else {
      return nil
    }
    return isDesk(word) ? nil : cue
  }

  private func role(_ word: Range<Int>) -> RoleCue? {
    let shapes = read(word).shapes
    if shapes.contains(.roleWord) { return .role }
    guard word.allSatisfy({ text[$0].isNameScript }), !shapes.contains(.personName) else { return nil }
    let isLike = Self.endingsOfRoles.contains(text[word.upperBound - 1])
    return isLike || shapes.contains(.department) && word.count >= 3 ? .like : nil
  }

  private func isDesk(_ word: Range<Int>) -> Bool {
    let string = text.string(word)
    if Self.deskEndings.contains(where: string.hasSuffix) { return true }
    // A doctor or a lawyer is somebody of whom the text tells, though a column of them is not what its list is about.
    if let last = string.unicodeScalars.last?.value, [0x533B, 0x5E2B, 0x58EB].contains(last) { return false }
    return HeaderVocabulary.read(string)?.role == .handler
  }

  private static let deskEndings = [
    "担当", "担当者", "受付", "受付者", "記入者", "作成者", "記録者", "確認者", "承認者", "入力者", "起票者", "取扱者", "応対者", "対応者",
  ]

  /// 係 長 員 者 役 人 医 師 士 親.
  private static let endingsOfRoles: Set<UInt32> = [
    0x4FC2, 0x9577, 0x54E1, 0x8005, 0x5F79, 0x4EBA, 0x533B, 0x5E2B, 0x58EB, 0x89AA,
  ]

  /// Takes the name that stands at the beginning of some words: one word, or two with a gap between them.
  private mutating func takeName(of words: ArraySlice<Range<Int>>, after cue: RoleCue) {
    guard let first = words.first, text[first.lowerBound].isNameScript else { return }
    if let both = pair(first, words.dropFirst().first), both.count <= 12 {
      let isRare = cue == .role && words.count == 2 && isRareName(both)
      if isFullName(both, over: cue == .role ? 0.2 : 0.4) || isRare { addRole(both) }
    }
    if first.count >= 3, first.count <= 8, isFullName(first, over: 0.5) { addRole(first) }
  }

  /// Two words as one range, where nothing but a gap parts them.
  private func pair(_ first: Range<Int>, _ second: Range<Int>?) -> Range<Int>? {
    guard let second, (1...3).contains(second.lowerBound - first.upperBound),
      (first.upperBound..<second.lowerBound).allSatisfy({ text[$0].isSpace })
    else { return nil }
    return first.lowerBound..<second.upperBound
  }

  /// 彼方 静花: two words of the length of a name which no list knows together. The role before them vouches for it.
  private func isRareName(_ range: Range<Int>) -> Bool {
    let reading = read(range)
    return reading.score > -1.2 && range.count <= 8 && range.allSatisfy { text[$0].isNameScript || text[$0].isSpace }
      && reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department, .productLike])
  }

  private mutating func addRole(_ range: Range<Int>) {
    add(NameCandidate(range: range, isFull: true, cue: .label, certainty: .probable, kana: nil))
  }

  /// 岡野修子主事, 山田昌司係長より, 石井 絵梨菜 医師: a role right behind a full name. A surname before a role is somebody
  /// whom the text names elsewhere, or a division (営業部長).
  private mutating func takeRole(in word: Range<Int>, of line: Range<Int>) {
    for index in word {
      guard Self.rolesBehindNames.contains(where: { $0.first == text[index] && text.has($0.word, at: index) }) else {
        continue
      }
      var end = index
      while end > line.lowerBound, text[end - 1].isSpace { end -= 1 }
      guard end > line.lowerBound, let name = name(endingAt: end, notBefore: line.lowerBound, isFirm: false) else {
        continue
      }
      if !name.isFull { takeSurname(name.range, before: index) }
      guard name.isFull else { continue }
      // 10月から加藤よしてる顧問: the name begins behind the last particle.
      let start =
        name.range.dropFirst().last {
          text[$0 - 1].isHiragana && text[$0].isKanji && isFullName($0..<end, over: 0.5)
        } ?? name.range.lowerBound
      if end - start <= 10, isFullName(start..<end, over: 0.5) {
        addRole(start..<end)
      } else if let gap = name.range.last(where: { text[$0].isSpace }) {
        // 総務 横溝課長: a division, and not a family name.
        takeSurname(gap + 1..<end, before: index)
      }
    }
  }

  /// オリオン電機の井手課長、: a listed surname right before a rank, and no part of a longer word on either side. Ranks of
  /// places (市長, 店長) say nothing: they stand behind names of places.
  private mutating func takeSurname(_ name: Range<Int>, before role: Int) {
    guard name.upperBound == role, name.count >= 2, let rank = Self.ranks.first(where: { text.has($0, at: role) }),
      (surnameWeight(name, penalty: 0, isFirm: false) ?? 0)
        > (isBehindDivision(name.lowerBound) ? Self.likelySurname : Self.surelySurname),
      read(name).shapes.isDisjoint(with: [.organisationName, .department, .roleWord])
    else { return }
    let before = text[name.lowerBound - 1]
    let behind = text[text.index(ofByte: Int(text.offsets[role]) + rank.utf8CodeUnitCount)]
    // の と は や も.
    let isBegun =
      !before.isNameScript && !before.isLatin && !before.isDigit
      || [0x306E, 0x3068, 0x306F, 0x3084, 0x3082].contains(before)
    let isEnded = !behind.isKanji && !behind.isKatakana && !behind.isLatin && !behind.isDigit
    let place = text.line(of: role)
    guard isBegun, isEnded, !isBehindDesk(name.lowerBound),
      !candidates.contains(where: { $0.range.overlaps(name) && text.line(of: $0.range.lowerBound) == place })
    else { return }
    add(NameCandidate(range: name, isFull: false, cue: .label, certainty: .probable, kana: nil))
  }

  /// 担当：佐々木課長 names who handled the text, as the label says.
  private func isBehindDesk(_ start: Int) -> Bool {
    var end = start
    while text[end - 1] == 0x3A || text[end - 1].isSpace { end -= 1 }
    var first = end
    while text[first - 1].isNameScript, end - first < 8 { first -= 1 }
    return end < start && first < end && isDesk(first..<end)
  }

  /// Behind a gap or a particle only what is a family name more than anything else.
  private static let surelySurname: Float = 6
  /// Right behind a division a rarer one.
  private static let likelySurname: Float = 4

  /// Whether a division or a firm stands before a gap: 総務 横溝課長.
  private func isBehindDivision(_ start: Int) -> Bool {
    guard text[start - 1].isSpace, text[start - 2].isNameScript else { return false }
    var first = start - 1
    while first > 0, text[first - 1].isNameScript, start - first < 16 { first -= 1 }
    return !read(first..<start - 1).shapes.isDisjoint(with: [.department, .organisationName])
  }

  private static let ranks: [StaticString] = [
    "社長", "専務", "常務", "部長", "課長", "係長", "主任", "次長", "室長", "主査", "主幹", "参事", "教諭", "教授",
  ]

  /// 山本 昭佑美 ヤマモト アユミ: two words and their reading behind them.
  private mutating func takeRead(_ words: [Range<Int>]) {
    guard words.count >= 4 else { return }
    for number in 0...(words.count - 4) {
      let (first, third) = (words[number], words[number + 2])
      guard text[first.lowerBound].isKanji, text[third.lowerBound].isKatakana || text[third.lowerBound].isHalfKatakana,
        !text[words[number + 1].lowerBound].isKatakana, let name = pair(first, words[number + 1]),
        pair(words[number + 1], third) != nil, let kana = pair(third, words[number + 3]), isRareName(name),
        let reading = kanaRange(kana), read(reading).score > 0.2
      else { continue }
      add(NameCandidate(range: name, isFull: true, cue: .kana, certainty: .certain, kana: reading))
    }
  }

  private static let rolesBehindNames: [(word: StaticString, first: UInt32)] =
    ([
      "社長", "専務", "常務", "部長", "課長", "係長", "主任", "次長", "室長", "所長", "店長", "院長", "校長", "園長", "会長", "議長", "班長", "委員", "理事",
      "監事",
      "顧問", "主事", "主査", "主幹", "参事", "議員", "市長", "町長", "村長", "教授", "准教授", "教諭", "医師", "看護師", "保健師", "弁護士", "税理士",
      "監督", "コーチ", "先生",
    ] as [StaticString]).map { ($0, String(describing: $0).unicodeScalars.first?.value ?? 0) }

  /// Whether a range reads as the whole name of a person, and as nothing else.
  func isFullName(_ range: Range<Int>, over least: Float) -> Bool {
    let reading = read(range)
    return reading.shapes.contains(.personName) && reading.score > least
      && (reading.shapes.contains(.listedSurname) || reading.score > 1)
      && reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department, .productLike])
  }
}
