import JapaneseText

/// Reads one cell as a name: what it could be, and how much it looks like a person's.
///
/// A cell alone proves nothing: 96 in 100 surnames are also places. Columns are decided by the majority of their cells,
/// passages by a second cue.
package struct NameClassifier: Sendable {
  let lexicon: NameLexicon
  let words: OrganisationWords

  package init(lexicon: NameLexicon = .shared) {
    self.lexicon = lexicon
    words = .shared
  }

  /// What a cell could be.
  package func shapes(of cell: CellBytes) -> NameShapes { read(cell).shapes }

  /// How much a cell looks like a person's full name, −2…+2.
  package func score(of cell: CellBytes) -> Float { read(cell).score }

  /// Shapes and score of a cell.
  package func read(_ cell: CellBytes) -> NameReading {
    var parts = NameParts()
    guard parts.take(cell), parts.count > 0 else {
      return NameReading(shapes: cell.isEmpty ? [] : .productLike, score: cell.isEmpty ? 0 : -2)
    }
    return parts.withFolded(cell) { text, parts in
      if parts.hasDigits { return withoutName(text) }
      return switch parts.script {
      case .japanese: japanese(text, parts)
      case .kana: kana(text, parts)
      case .latin: latin(text, parts)
      case .hangul: hangul(text, parts)
      case .mixed: mixed(text, parts)
      }
    }
  }

  /// A text that is no name: what else its words say.
  func withoutName(_ text: NameWord) -> NameReading {
    let shapes = words.shapes(of: text)
    return NameReading(shapes: shapes.isEmpty ? .productLike : shapes, score: -2)
  }

  /// Kanji with or without kana.
  private func japanese(_ text: NameWord, _ parts: NameParts) -> NameReading {
    var shapes = words.shapes(of: text)
    // A known full name wins over an ending such as 子 or 部; an organisation's words win over anything.
    if shapes.contains(.organisationName) && text.count > 4 || text.count > 12 {
      return NameReading(shapes: shapes.isEmpty ? .productLike : shapes, score: -2)
    }
    var evidence: Float
    var family = 0
    switch parts.count {
    case 2:
      family = parts.ends.0
      evidence = lexicon.evidence(family: text.word(0..<family), given: text.word(family..<text.count))
      evidence = max(evidence, reversedEvidence(text, border: family))
      shapes.insert(.separated)
    default:
      // One word, or characters spaced out (森　　　進, 林 一 郎).
      let split = lexicon.bestSplit(text)
      evidence = split?.evidence ?? -8
      family = split?.family ?? 0
      if parts.count > 2 { evidence -= text.count <= 6 ? 1 : 6 }
    }
    if parts.hasHonorific {
      evidence += 3
      shapes.insert(.honorific)
    }
    let hasOtherWords = !shapes.isDisjoint(with: [.organisationName, .department, .roleWord, .productLike])
    if hasOtherWords { evidence -= shapes.contains(.separated) ? 2 : 4 }
    if family > 0, lexicon.surnames.value(NameHash.of(text.word(0..<family))) != 0 { shapes.insert(.listedSurname) }
    if evidence > 0 {
      shapes.insert(.personName)
      if text.contains(where: \.isKatakana), !shapes.contains(.listedSurname) { shapes.insert(.foreignName) }
    }
    if parts.count == 1 { single(text, hasOtherWords: hasOtherWords, &shapes) }
    return NameReading(shapes: shapes, score: max(-2, min(2, evidence / 4)))
  }

  /// 芳 叶: the family behind the given name, as people from China and Korea are listed in western order.
  private func reversedEvidence(_ text: NameWord, border: Int) -> Float {
    guard text.count - border == 1, border <= 2,
      lexicon.surnames.value(NameHash.of(text.word(border..<text.count))) != 0,
      lexicon.nouns.value(NameHash.of(text.word(0..<border))) == 0
    else { return -8 }
    return lexicon.evidence(family: text.word(border..<text.count), given: text.word(0..<border)) - 0.5
  }

  /// A surname or a given name alone.
  private func single(_ text: NameWord, hasOtherWords: Bool, _ shapes: inout NameShapes) {
    guard text.count <= 5 else { return }
    let hash = NameHash.of(text)
    let isListed = lexicon.surnames.value(hash) != 0
    if isListed || text.count > 1 && !hasOtherWords && lexicon.familyEvidence(text) > 1 {
      shapes.insert(.surnameOnly)
      // 小野寺 ends as a temple does, 阿部 as a division.
      if isListed { shapes.subtract([.organisationName, .department, .productLike]) }
    }
    if lexicon.givenNames.value(hash) != 0 || !hasOtherWords && lexicon.givenEvidence(text) > 1 {
      shapes.insert(.givenOnly)
    }
  }

  private func hangul(_ text: NameWord, _ parts: NameParts) -> NameReading {
    guard (2...4).contains(text.count), parts.count <= 2, let first = text.first, let last = text.last else {
      return NameReading(shapes: .productLike, score: -1)
    }
    // 김민준, and 민준 김 in the order of the west.
    let isReversed = parts.count == 2 && parts.end(0) == text.count - 1 && Self.koreanFamilies.contains(last)
    guard Self.koreanFamilies.contains(first) || isReversed else {
      return NameReading(shapes: .productLike, score: -1)
    }
    let evidence: Float = text.count == 3 ? 1.2 : 0.5
    return NameReading(shapes: [.personName, .foreignName], score: evidence)
  }

  private static let koreanFamilies = Set(
    "김이박최정강조윤장임한오서신권황안송유류홍전고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용".unicodeScalars.map(\.value))
}
