/// Names before 様 さん 氏 殿 先生 君 ちゃん, and after Dear and Mr.
extension NameFinder {
  /// Length of an honorific at an index; 0 when none stands there.
  private func honorific(at index: Int) -> Int {
    let next = text[index + 1]
    switch text[index] {
    // 様, but not 様子 様々 様式 様似町. 様方, 様宛, 様分, 様邸, 様宅, 様用, 様御, 様本人 are of a person.
    case 0x69D8:
      return next.isKanji && ![0x65B9, 0x5B9B, 0x5206, 0x90B8, 0x5B85, 0x7528, 0x5FA1, 0x672C, 0x304A].contains(next)
        ? 0 : 1
    // 殿, but not 殿下 殿堂 殿様.
    case 0x6BBF: return [0x4E0B, 0x5802, 0x69D8].contains(next) || next.isKanji || next.isDigit ? 0 : 1
    // 氏, but not 氏名 氏族 氏神 源氏ケ丘.
    case 0x6C0F: return next.isKanji || next.isKatakana ? 0 : 1
    // さん, さま; not さんか, さまざま, 小林さんちのりんご.
    case 0x3055:
      if next == 0x3093 {
        return text.has("さんか", at: index) || text.has("さんぽ", at: index) || text.has("さんちの", at: index) ? 0 : 2
      }
      return next == 0x307E && text[index + 2] != 0x3056 ? 2 : 0
    // 先生.
    case 0x5148: return next == 0x751F ? 2 : 0
    // 君, くん, ちゃん.
    case 0x541B: return next.isKanji || next.isKatakana ? 0 : 1
    case 0x304F:
      guard next == 0x3093 else { return 0 }
      // 青山くんが, but not 行くんだ.
      return !text[index + 2].isHiragana || Self.particlesBehindKun.contains(text[index + 2]) ? 2 : 0
    case 0x3061: return text.has("ちゃん", at: index) ? 3 : 0
    default: return 0
    }
  }

  /// が は の を に も.
  private static let particlesBehindKun: Set<UInt32> = [0x304C, 0x306F, 0x306E, 0x3092, 0x306B, 0x3082]

  mutating func findHonorifics() {
    var index = 0
    while index < text.count {
      let length = honorific(at: index)
      guard length > 0 else {
        index += 1
        continue
      }
      takeBefore(index, honorificLength: length)
      index += length
    }
  }

  private mutating func takeBefore(_ index: Int, honorificLength: Int) {
    let line = text.lines[text.line(of: index)]
    var end = index
    while end > line.lowerBound, text[end - 1].isSpace { end -= 1 }
    guard end > line.lowerBound else { return }
    // 山田太郎（ヤマダ タロウ）様.
    var kana: Range<Int>?
    if text[end - 1] == 0x29, let open = (max(line.lowerBound, end - 24)..<end).last(where: { text[$0] == 0x28 }) {
      kana = kanaRange(open + 1..<end - 1)
      end = open
      while end > line.lowerBound, text[end - 1].isSpace { end -= 1 }
    }
    if text[end - 1].isLatin, text[end - 1] < 0x250 {
      takeLatinBefore(end, line)
      return
    }
    let after = index + honorificLength
    if kana == nil, text[after] == 0x28 { kana = kanaInParentheses(at: after) }
    let lineText = text.trimmed(line)
    let isOwnLine =
      text[index] == 0x69D8 && after >= lineText.upperBound && index - lineText.lowerBound <= 12 && kana == nil
    if let spaced = spacedName(endingAt: end, notBefore: line.lowerBound) {
      add(NameCandidate(range: spaced, isFull: true, cue: .honorific, certainty: .certain, kana: kana))
      return
    }
    guard
      let name = name(endingAt: end, notBefore: line.lowerBound, isFirm: isOwnLine || kana != nil),
      !isOrganisationBefore(name.range.lowerBound, line), !cutsOrganisation(name.range, line),
      !isWholeCell(name.range.lowerBound..<after) || text[index] != 0x541B, !isHeadOfOffice(name.range)
    else { return }
    add(
      NameCandidate(
        range: name.range, isFull: name.isFull, cue: .honorific,
        certainty: kana != nil || name.isFull ? .certain : .probable, kana: kana))
  }

  /// 長 of 労働基準監督署長　殿: an office and nobody by name.
  private func isHeadOfOffice(_ range: Range<Int>) -> Bool {
    range.count == 1 && text[range.lowerBound] == 0x9577 && text[range.lowerBound - 1].isKanji
  }

  /// Whether a range fills a cell of a row: 上村君 in a list of places is one.
  private func isWholeCell(_ range: Range<Int>) -> Bool {
    text[range.lowerBound - 1] == 0x09 && [0x09, 0x0A].contains(text[range.upperBound])
  }

  /// Maria Garcia様: one to three capitalised words.
  private mutating func takeLatinBefore(_ end: Int, _ line: Range<Int>) {
    var start = end
    while start > line.lowerBound, end - start < 40,
      text[start - 1].isLatin || text[start - 1] == 0x20 && start > line.lowerBound + 1 && text[start - 2].isLatin
    { start -= 1 }
    if read(start..<end).score > -0.2 || read(start..<end).shapes.contains(.surnameOnly) {
      takeLatin(from: start, cue: .honorific, isDear: false)
    }
  }

  /// みどり精機 様 is a client, not a person; 株式会社みどり精機 山田様 is one.
  private func isOrganisationBefore(_ start: Int, _ line: Range<Int>) -> Bool {
    let before = text[start - 1]
    guard start > line.lowerBound, before.isKanji || before.isKatakana else { return false }
    var from = start
    while from > line.lowerBound, text[from - 1].isNameScript, start - from < 12 { from -= 1 }
    // 担当山田さん and 課長山田さん are people.
    return read(from..<start).shapes.isDisjoint(with: [.roleWord, .department, .organisationName])
      && before.isKanji && !text[start].isKanji
  }

  /// 作所 of 丸岡製作所様 is the end of a word for firms.
  private func cutsOrganisation(_ range: Range<Int>, _ line: Range<Int>) -> Bool {
    (1...3).contains { more in
      let start = range.lowerBound - more
      guard start >= line.lowerBound, text[start].isNameScript, range.upperBound - start <= 5 else { return false }
      let shapes = read(start..<range.upperBound).shapes
      return shapes.contains(.organisationName) && shapes.isDisjoint(with: [.personName, .surnameOnly])
    }
  }

  /// The kana of a parenthesis that opens at an index, when they read as a name.
  func kanaInParentheses(at open: Int) -> Range<Int>? {
    guard text[open] == 0x28 else { return nil }
    var end = open + 1
    while end < text.count, end - open < 26, ![0x29, 0x0A, 0x3001, 0x2C].contains(text[end]) { end += 1 }
    // （ヤマダ タロウ、S35.7.31生）: a birth date or the like may follow.
    guard [0x29, 0x3001, 0x2C].contains(text[end]) else { return nil }
    // （フリガナ　ヤマダ　タロウ）
    var start = open + 1
    for label: StaticString in ["フリガナ", "ふりがな", "ﾌﾘｶﾞﾅ", "カナ", "ヨミ", "よみ"] where text.has(label, at: start) {
      start = text.index(ofByte: Int(text.offsets[start]) + label.utf8CodeUnitCount)
      break
    }
    while start < end, text[start].isSpace || text[start] == 0x3A { start += 1 }
    return kanaRange(start..<end)
  }

  func kanaRange(_ range: Range<Int>) -> Range<Int>? {
    let range = text.trimmed(range)
    guard range.count >= 2, range.allSatisfy({ isKana(text[$0]) || text[$0].isSpace }) else { return nil }
    let reading = read(range)
    return reading.score > -0.8 || reading.shapes.contains(.surnameOnly) ? range : nil
  }

  func isKana(_ scalar: UInt32) -> Bool {
    scalar.isKatakana || scalar.isHalfKatakana || scalar.isHiragana || scalar == 0x30FB
  }

  /// 山田太郎(ヤマダ タロウ) without honorific: the reading is the second cue.
  mutating func findReadings() {
    for open in text.scalars.indices where text.scalars[open] == 0x28 {
      guard open > 1, text[open - 1].isNameScript || text[open - 1].isSpace, let kana = kanaInParentheses(at: open),
        read(kana).score > 0.2
      else { continue }
      let line = text.lines[text.line(of: open)]
      var end = open
      while end > line.lowerBound, text[end - 1].isSpace { end -= 1 }
      // さん before the parenthesis was seen already.
      guard let name = name(endingAt: end, notBefore: line.lowerBound, isFirm: false), name.isFull else { continue }
      add(NameCandidate(range: name.range, isFull: true, cue: .kana, certainty: .certain, kana: kana))
    }
  }

  /// Dear Taro Yamada, / Mr. Smith / Ms Tanaka.
  mutating func findSalutations() {
    for index in text.scalars.indices {
      let scalar = text.scalars[index]
      guard scalar == 0x44 || scalar == 0x4D || scalar == 0x48, !text[index - 1].isLatin else { continue }
      let isDear = text.has("Dear ", at: index)
      let titles: [(StaticString, Int)] = [
        ("Dear ", 5), ("Mr. ", 4), ("Mr ", 3), ("Ms. ", 4), ("Ms ", 3), ("Mrs. ", 5), ("Mrs ", 4), ("Herr ", 5),
        ("Madame ", 7), ("Monsieur ", 9),
      ]
      guard let title = titles.first(where: { text.has($0.0, at: index) }) else { continue }
      takeLatin(from: index + title.1, cue: .honorific, isDear: isDear)
    }
  }

  /// Up to four capitalised words.
  mutating func takeLatin(from start: Int, cue: PersonMention.Cue, isDear: Bool) {
    var words: [Range<Int>] = []
    var index = start
    while words.count < 4, index < text.count, text[index].isLatin, !(0x61...0x7A).contains(text[index]) {
      var end = index
      while text[end].isLatin || text[end] == 0x27 || text[end] == 0x2D || text[end] == 0x2E && end - index <= 3 {
        end += 1
      }
      words.append(index..<end)
      index = end
      guard text[index] == 0x20, text[index + 1].isLatin else { break }
      index += 1
    }
    if let first = words.first, Self.titles.contains(text.string(first)) { words.removeFirst() }
    guard let first = words.first, let last = words.last else { return }
    if words.contains(where: { Self.nobody.contains(text.string($0).lowercased()) }) { return }
    let range = first.lowerBound..<last.upperBound
    let reading = read(range)
    if words.count > 1, reading.shapes.contains(.organisationName) { return }
    var certainty: PersonMention.Certainty = words.count > 1 ? .certain : .probable
    // Things have names, too: behind a label the words themselves must speak for a person.
    if cue == .label, reading.shapes.contains(.productLike), words.count == 1 || !standsInForm(range) {
      certainty = .weak
    }
    add(NameCandidate(range: range, isFull: words.count > 1, cue: cue, certainty: certainty, kana: nil))
  }

  static let titles: Set<String> = ["Mr.", "Mr", "Ms.", "Ms", "Mrs.", "Mrs", "Dr.", "Dr", "Prof.", "Miss"]
  private static let nobody: Set<String> = [
    "sir", "madam", "sirs", "customer", "customers", "all", "team", "colleagues", "colleague", "member", "members",
    "friends", "everyone", "hiring", "manager", "patient", "patients", "user", "users", "applicant", "support",
    "client",
    "unknown", "author", "microsoft", "windows", "office", "pc", "admin", "administrator", "owner", "system",
    "website", "webmaster", "wordpress", "newsletter", "noreply", "notification", "notifications", "mailer",
    "reception",
    "sales", "billing", "helpdesk", "enquiries", "bookings",
    "clients", "partner", "partners", "guest", "resident", "parents", "students", "valued", "subscriber", "store",
  ]
}
