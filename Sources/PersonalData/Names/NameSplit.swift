/// How a name without a separator falls into family and given name, and how much it looks like a name at all.
struct NameSplit: Sendable {
  /// Scalars of the family name at the start.
  var family: Int
  /// Log odds (nats) that the whole is a person's name rather than other words, all words being equally welcome.
  var evidence: Float
}

/// Scalars of a folded name or a part of one.
typealias NameWord = UnsafeBufferPointer<UInt32>

extension UnsafeBufferPointer where Element == UInt32 {
  @inline(__always)
  func word(_ range: Range<Int>) -> NameWord { NameWord(rebasing: self[range]) }
}

extension NameLexicon {
  /// Where a folded name without separator falls apart; nil when nothing in it can be a family name. Ranges are byte
  /// offsets into `folded`.
  package func split(_ folded: CellBytes) -> (family: Range<Int>, given: Range<Int>)? {
    guard folded.count <= NameScalars.longestText else { return nil }
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: folded.count + 1) { scalars in
      guard let start = scalars.baseAddress else { return nil }
      let count = NameScalars.decode(folded, into: start, capacity: folded.count)
      guard let split = bestSplit(NameWord(start: start, count: count)) else { return nil }
      let border = scalars[..<split.family].reduce(0) { $0 + NameScalars.width($1) }
      return (0..<border, border..<folded.count)
    }
  }

  /// The most probable split of two to eight kanji and kana.
  func bestSplit(_ name: NameWord) -> NameSplit? {
    guard (2...9).contains(name.count), name[0].isKanji || name[0].isHiragana else { return nil }
    let background = wordCost(name)
    var best: NameSplit?
    for family in 1..<min(name.count, 6) {
      let given = name.count - family
      if given > 5 { continue }
      let cost =
        familyCost(name.word(0..<family)) + givenCost(name.word(family..<name.count))
        + Self.lengthCost(family: family, given: given)
      let evidence = background - cost
      if evidence > best?.evidence ?? -.infinity { best = NameSplit(family: family, evidence: evidence) }
    }
    return best
  }

  /// Evidence for a name whose two parts stand apart. The gap itself speaks for a name a little.
  func evidence(family: NameWord, given: NameWord) -> Float {
    wordCost(family) + wordCost(given) + 1.5 - familyCost(family)
      - givenCost(given, standsApart: true)
      - Self.lengthCost(family: family.count, given: given.count) / 2
  }

  /// Evidence that a word is a family name and no other word.
  func familyEvidence(_ word: NameWord) -> Float { wordCost(word) - familyCost(word) }

  /// Evidence that a word is a given name and no other word.
  func givenEvidence(_ word: NameWord) -> Float { wordCost(word) - givenCost(word) }

  /// −ln of the chance that a bearer of a Japanese name has this family name. 7 % have one that no list here knows;
  /// what such a name costs comes from its characters.
  func familyCost(_ word: NameWord) -> Float {
    let listed = surnames.value(NameHash.of(word))
    if listed != 0 { return Float(listed) / 100 + 0.07 }
    let length: Float =
      switch word.count {
      case 2: 0.8
      case 3: 0.9
      case 4: 3
      case 1: 4
      default: 6
      }
    return 2.7 + length + surnameCharacters.cost(word)
  }

  /// −ln of the chance of this given name. Two in five spellings are on no list; lists tell no frequency.
  func givenCost(_ word: NameWord, standsApart: Bool = false) -> Float {
    let length: Float =
      switch word.count {
      case 2: 0.7
      case 3: 0.9
      case 1: 2.5
      case 4: 4.5
      default: 7
      }
    // A given name in hiragana that no list has is told from a particle only by the gap before it.
    let isKana = standsApart && word.allSatisfy(\.isHiragana)
    let byCharacters = isKana ? 2.6 * Float(word.count) + 2.5 : givenCharacters.cost(word)
    let unlisted = 1.1 + length + byCharacters
    let known = GivenName(rawValue: givenNames.value(NameHash.of(word)))
    if known.isEmpty { return unlisted }
    let listed: Float =
      known.contains(.listed) ? known.contains(.common) ? 9.3 : 11.2 : known.contains(.common) ? 10 : 12
    return min(listed, unlisted)
  }

  /// −ln of the chance of this word among nouns, places and organisations.
  func wordCost(_ word: NameWord) -> Float {
    // Hiragana alone: the dictionary's nouns have kanji, so that its characters would cost too much.
    if word.allSatisfy(\.isHiragana) { return 3 * Float(word.count) + 2 }
    let length: Float = word.count == 1 ? 3 : word.count > 4 ? 1.5 : 0.7
    let byCharacters = length + nounCharacters.cost(word)
    return nouns.value(NameHash.of(word)) != 0 ? min(10, byCharacters) : byCharacters
  }

  /// −ln of how often names fall into these lengths.
  private static func lengthCost(family: Int, given: Int) -> Float {
    switch (family, given) {
    case (2, 2): 0.5
    case (2, 1), (2, 3): 1.8
    case (1, 2), (3, 2): 2.4
    case (3, 1), (3, 3), (1, 3), (1, 1): 3.6
    default: 5.5
    }
  }
}
