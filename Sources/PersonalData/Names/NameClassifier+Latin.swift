extension NameClassifier {
  /// Latin letters only: TARO YAMADA, Smith, John, Nguyễn Thị Lan, J. R. Miller.
  func latin(_ text: NameWord, _ parts: NameParts) -> NameReading {
    var start = 0
    var given = 0
    var family = 0
    var either = 0
    var initials = 0
    var strange = 0
    var japanese = 0
    var shapes: NameShapes = []
    var wordCount = 0
    var particles = 0
    for index in 0..<parts.count {
      let word = text.word(start..<parts.end(index))
      start = parts.end(index)
      if Self.isTitle(word) { continue }
      if wordCount > 0, Self.particles.contains(NameHash.of(word)) {
        particles += 1
        continue
      }
      if let ending = endingShapes(word) { return NameReading(shapes: ending, score: -2) }
      wordCount += 1
      let kind = latinKind(word)
      if kind.japanese { japanese += 1 }
      switch (kind.given, kind.family) {
      case (true, true): either += 1
      case (true, false): given += 1
      case (false, true): family += 1
      case (false, false): if word.count <= 2 { initials += 1 } else { strange += 1 }
      }
    }
    guard (1...5).contains(wordCount), !isDay(text, parts) else { return NameReading(shapes: .productLike, score: -2) }
    let known = given + family + either
    if wordCount == 1 {
      if family + either > 0 { shapes.insert(.surnameOnly) }
      if given + either > 0 { shapes.insert(.givenOnly) }
      if known > 0 { shapes.insert(.romajiName) } else { shapes.insert(.productLike) }
      return NameReading(shapes: shapes, score: known > 0 ? -0.5 : -1.5)
    }
    shapes.insert(.separated)
    var evidence: Float = -3 + 2.8 * Float(min(known, 3)) - 1.4 * Float(strange)
    if given + either > 0, family + either > 0, known >= 2 {
      evidence += 2
      shapes.insert(.listedSurname)
    }
    // A given name and a word that no list has, both with capitals: Aurélie Brun.
    if given + either == 1, strange == 1, family == 0, parts.isCapitalised { evidence += 1.5 }
    if parts.hasComma { evidence += 1 }
    if initials > 0, known > 0 { evidence += 0.5 }
    if known == 0, initials > 0 { evidence -= 2 }
    // Sentences and goods are seldom capitalised throughout.
    evidence += parts.isCapitalised && parts.smallWords <= particles ? 1.2 : -3.5
    if wordCount > 3 { evidence -= 1 }
    if evidence > 0 {
      shapes.formUnion([.personName, .romajiName])
      if japanese < 2 { shapes.insert(.foreignName) }
    } else if known == 0 {
      shapes.insert(.productLike)
    }
    return NameReading(shapes: shapes, score: max(-2, min(2, evidence / 3)))
  }

  /// `Mon Jan`, `Sun May`: how programs write a day, in words that are names as well.
  private func isDay(_ text: NameWord, _ parts: NameParts) -> Bool {
    guard parts.count >= 2 else { return false }
    return Self.weekdays.contains(NameHash.of(text.word(0..<parts.end(0))))
      && Self.months.contains(NameHash.of(text.word(parts.end(0)..<parts.end(1))))
  }

  private static let weekdays = Set("mon tue wed thu fri sat sun".split(separator: " ").map { NameHash.of(String($0)) })
  private static let months = Set(
    "jan feb mar apr may jun jul aug sep oct nov dec".split(separator: " ").map { NameHash.of(String($0)) })

  /// Whether a word in Latin letters is a given or a family name, and a Japanese one. Hyphenated names count by their
  /// parts, which the simplified form has joined; O'Brien is obrien.
  func latinKind(_ word: NameWord) -> (given: Bool, family: Bool, japanese: Bool) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: word.count + 1) { plain in
      var count = 0
      for scalar in word {
        let letter = LatinLetters.plain(scalar)
        if letter != 0 {
          plain[count] = UInt32(letter)
          count += 1
        }
      }
      guard count > 1, let start = plain.baseAddress else { return (false, false, false) }
      let simple = NameWord(start: start, count: count)
      let foreign = lexicon.foreign.value(NameHash.of(simple))
      let romaji = count > 2 ? Romaji.hash(ofLatin: simple) : 0
      let isJapaneseGiven = count > 2 && lexicon.givenRomaji.value(romaji) != 0
      let isJapaneseFamily = count > 2 && lexicon.surnameRomaji.value(romaji) != 0
      return (
        foreign & 1 != 0 || isJapaneseGiven, foreign & 2 != 0 || isJapaneseFamily, isJapaneseGiven || isJapaneseFamily
      )
    }
  }

  /// Scripts side by side, or signs that names have not: `Huber & Lang OHG`, `Rossi + C. S.n.c.`. No name, perhaps a firm.
  func mixed(_ text: NameWord, _ parts: NameParts) -> NameReading {
    var start = 0
    for index in 0..<parts.count {
      let word = text.word(start..<parts.end(index))
      start = parts.end(index)
      if endingShapes(word) != nil || index > 0 && Self.partnerWords.contains(NameHash.of(word)) {
        return NameReading(shapes: .organisationName, score: -2)
      }
    }
    return withoutName(text)
  }

  /// Behind a sign for `and`: `Smith & Sons`, `Weber & Söhne`, `Durand & Fils`.
  private static let partnerWords = Set(
    "sons son bros brothers associates söhne sohn partner töchter fils filles frères figli hijos filhos zonen zn. zonen. synowie cie. co.kg"
      .split(separator: " ").map { NameHash.of(String($0)) })

  /// Inc., Ltd., GmbH …: the cell is no person's.
  private func endingShapes(_ word: NameWord) -> NameShapes? {
    guard word.count <= 11 else { return nil }
    return Self.companyWords.contains(NameHash.of(word)) ? .organisationName : nil
  }

  private static func isTitle(_ word: NameWord) -> Bool { titles.contains(NameHash.of(word)) }

  private static let titles = Set(
    "mr mr. mrs mrs. ms ms. miss dr dr. prof prof. sir herr frau monsieur madame mme mme. sr. sra. don jr jr. sr ph.d. md"
      .split(separator: " ").map { NameHash.of(String($0)) })

  /// Words inside of names: Jan de Vries, Ludwig van Beethoven.
  private static let particles = Set(
    "de la del van von der den di da dos das du le el al bin binti ibn y e ten ter zu".split(separator: " ").map {
      NameHash.of(String($0))
    })

  private static let companyWords = Set(
    """
    inc inc. ltd ltd. llc llp corp corp. co. co gmbh ag s.a. sarl bv b.v. plc pty oy srl s.r.l. limited company corporation \
    university hospital clinic institute foundation bank center centre office group holdings international systems \
    service services street road avenue department section store shop hotel school college association society \
    kg ohg ug gbr e.v. oyj ab a/s sas eurl spa s.p.a. ltda s.r.o. sro kft zrt pte sdn bhd pvt tnhh kk k.k. co.,ltd co.,ltd. \
    pharmacy restaurant museum library council ministry agency trust solutions technologies logistics trading industries \
    enterprises consulting partners laboratories stiftung verein klinik praxis apotheke schule universität gesellschaft mairie \
    société banque banco azienda ayuntamiento universidad universidade prefeitura gemeente stichting vereniging spółka \
    universitet aktiengesellschaft cie
    """.split(separator: " ").map { NameHash.of(String($0)) })
}
