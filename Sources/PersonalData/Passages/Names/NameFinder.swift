import JapaneseText

/// A name found beside a cue, before it is known whose other values stand around.
struct NameCandidate {
  /// Scalars of the name.
  var range: Range<Int>
  /// Family and given name, rather than a surname alone.
  var isFull: Bool
  var cue: PersonMention.Cue
  var certainty: PersonMention.Certainty
  /// Scalars of a reading in kana that stands beside it.
  var kana: Range<Int>?
  /// The name as it is told, where the text writes it otherwise: `Smith, John`, a given name that bears the family name of
  /// the person before it.
  var spelled: String?
}

/// Finds names that stand beside a cue.
struct NameFinder {
  let text: PassageText
  let classifier: NameClassifier
  var candidates: [NameCandidate] = []
  /// Readings behind a label that no name stands beside.
  var loneReadings: [Range<Int>] = []
  /// Candidates by the line that they stand on.
  private var onLine: [Int: [Int]] = [:]

  init(_ text: PassageText, _ classifier: NameClassifier) {
    self.text = text
    self.classifier = classifier
  }

  /// Keeps a name. The longer of two that overlap wins, a cue other than a desk's label wins over that.
  mutating func add(_ candidate: NameCandidate) {
    let line = text.line(of: candidate.range.lowerBound)
    for index in onLine[line] ?? [] where candidates[index].range.overlaps(candidate.range) {
      let old = candidates[index]
      var winner =
        isBetter(candidate, than: old) ?? (candidate.range.count > old.range.count && (candidate.isFull || !old.isFull))
        ? candidate : old
      winner.certainty = max(old.certainty, candidate.certainty)
      winner.kana = old.kana ?? candidate.kana
      candidates[index] = winner
      return
    }
    onLine[line, default: []].append(candidates.count)
    candidates.append(candidate)
  }

  /// Takes candidates back that turned out to be nobody new.
  mutating func drop(_ isNobody: (NameCandidate) -> Bool) {
    candidates.removeAll(where: isNobody)
    onLine = Dictionary(grouping: candidates.indices) { text.line(of: candidates[$0].range.lowerBound) }
  }

  /// Whether the first of two candidates is the better one, where the other takes in more than the name: 様 and what stands
  /// behind it, Dear and the comma. Not 鵜殿 太郎 and 佐藤 君え, in whom only a part of the name looks like an honorific.
  private func isBetter(_ candidate: NameCandidate, than old: NameCandidate) -> Bool? {
    guard (candidate.cue == .honorific) != (old.cue == .honorific) else { return nil }
    let (polite, other) = candidate.cue == .honorific ? (candidate, old) : (old, candidate)
    if text[polite.range.lowerBound] < 0x250 { return candidate.cue == .honorific }
    var behind = polite.range.upperBound
    while text[behind].isSpace { behind += 1 }
    guard behind < other.range.upperBound, text[behind] != 0x541B,
      !(behind + 1..<other.range.upperBound).contains(where: { text[$0].isKanji || text[$0].isKatakana })
    else { return nil }
    return candidate.cue == .honorific
  }

  /// How well a range reads as a name.
  func read(_ range: Range<Int>) -> NameReading { classifier.read(text.cell(range)) }

  /// The name that ends at `end`: the longest full name, else a surname. `isFirm`: the cue is so strong (a line of its
  /// own with 様, a reading behind it) that a name which no list knows is taken too.
  func name(endingAt end: Int, notBefore floor: Int, isFirm: Bool) -> (range: Range<Int>, isFull: Bool)? {
    var start = end
    var separators = 0
    // The run of name characters, over one gap.
    while start > floor, end - start < 14 {
      let scalar = text[start - 1]
      if scalar.isNameScript {
        start -= 1
      } else if scalar == 0x20 || scalar == 0x3000 || scalar == 0x30FB, separators < 2, start < end,
        start - 2 >= floor, text[start - 2].isNameScript || text[start - 2] == 0x3000 || text[start - 2] == scalar
      {
        separators += 1
        start -= 1
      } else {
        break
      }
    }
    var best: (range: Range<Int>, isFull: Bool, weight: Float)?
    var position = start
    while position < end {
      defer { position += 1 }
      guard text[position].isNameScript else { continue }
      let penalty = boundaryPenalty(position)
      guard penalty < 10 else { continue }
      let range = position..<end
      let hasGap = range.contains { text[$0].isSpace || text[$0] == 0x30FB }
      if range.count >= 2 {
        let reading = read(range)
        let weight = reading.score * 4 - penalty + Float(min(range.count, 5)) * 0.3
        let threshold: Float = isFirm && position == start ? -3.5 : 1.5
        if reading.shapes.isDisjoint(with: Self.notPeople), weight > threshold,
          reading.shapes.contains(.personName) || isFirm && position == start && (hasGap || range.count >= 3)
        {
          if best == nil || weight + 4 > best?.weight ?? 0 { best = better(best, (range, true, weight + 4)) }
        }
      }
      if !hasGap, range.count <= 5, let weight = surnameWeight(range, penalty: penalty, isFirm: isFirm) {
        best = better(best, (range, false, weight))
      }
    }
    return best.map { ($0.range, $0.isFull) }
  }

  private static let notPeople: NameShapes = [.organisationName, .insurerName, .roleWord]

  private func better(
    _ old: (range: Range<Int>, isFull: Bool, weight: Float)?, _ new: (range: Range<Int>, isFull: Bool, weight: Float)
  ) -> (range: Range<Int>, isFull: Bool, weight: Float) {
    guard let old, old.weight >= new.weight else { return new }
    return old
  }

  /// How much a word is a surname alone; nil when it is none.
  func surnameWeight(_ range: Range<Int>, penalty: Float, isFirm: Bool) -> Float? {
    let shapes = read(range).shapes
    guard shapes.contains(.surnameOnly) || isFirm, !Self.commonWords.contains(text.string(range)),
      !shapes.contains(.roleWord)
    else { return nil }
    let isListed = NameScalars.withFolded(text.cell(range)) { classifier.lexicon.surnames.value(NameHash.of($0)) }
    if isListed > 0 {
      // 1 for a family of 1,500, up to 7 for 佐藤; longer ones are surer (小野寺 against 寺).
      return 11.5 - Float(isListed) / 100 + 1.5 * Float(range.count) - penalty
    }
    // クロダ様: heard on the telephone.
    if penalty < 2, shapes.contains(.surnameOnly), (2...5).contains(range.count),
      range.allSatisfy({ text[$0].isKatakana || text[$0].isHalfKatakana })
    {
      return Float(range.count) - penalty
    }
    guard penalty < 2, range.count >= 2, range.count <= 3, shapes.isDisjoint(with: [.organisationName, .department]),
      range.allSatisfy({ text[$0].isKanji })
    else { return nil }
    let evidence = NameScalars.withFolded(text.cell(range)) { classifier.lexicon.familyEvidence($0) }
    return evidence > (isFirm ? -5 : 1) ? Float(range.count) - penalty : nil
  }

  /// What speaks against a name's beginning here: 0 at a border of words, 2.5 amid kanji, 10 inside a word.
  func boundaryPenalty(_ position: Int) -> Float {
    let before = text[position - 1]
    let here = text[position]
    // みどり商事(株)の山田: a particle before kanji begins no name.
    if Self.particles.contains(here), text[position + 1].isKanji { return 10 }
    if !before.isNameScript { return before == 0x30FB ? 1 : 0 }
    if before.isHiragana {
      // お客様, ご家族様.
      if before == 0x304A || before == 0x3054 { return 10 }
      return here.isHiragana ? 6 : 0
    }
    if before.isKatakana { return here.isKatakana ? 10 : 1 }
    if before == 0x5FA1 || before == 0x8CB4 { return 10 }
    return here.isKanji ? 2.5 : 6
  }

  /// の は が を に で と も へ や.
  private static let particles: Set<UInt32> = [
    0x306E, 0x306F, 0x304C, 0x3092, 0x306B, 0x3067, 0x3068, 0x3082, 0x3078, 0x3084,
  ]

  /// Words before 様, さん, 氏 that are no names though a list has them.
  private static let commonWords: Set<String> = [
    "皆", "客", "杜", "源", "神", "王", "奥", "姫", "仏", "両", "同", "諸", "各", "御", "何", "誰", "殿", "父", "母", "兄", "姉", "弟", "妹",
    "娘", "孫",
    "患者", "本人", "家族", "担当", "先方", "業者", "職員", "社員", "医師", "先生", "院長", "所長", "部長", "課長", "係長", "社長", "会長", "店長", "理事長",
    "取引先", "会社", "関係者", "利用者", "受診者", "対象者", "参加者", "保護者", "お客", "施設", "事務局", "農家", "大家", "棟梁", "学生", "生徒", "児童", "園児",
    "子供", "赤", "お嬢", "若", "隣", "警察", "消防", "看護師", "保健師", "運転手", "店員", "皇后", "天皇", "国王", "女王", "皇太子", "同社", "当社", "貴社",
    "御社",
    "組合", "仕", "模", "多", "一", "有", "異", "別", "左", "今", "山", "豆", "町", "村", "外", "中", "内", "沢", "上", "下", "世帯主", "被保険者",
    "一同", "各位",
  ]
}
