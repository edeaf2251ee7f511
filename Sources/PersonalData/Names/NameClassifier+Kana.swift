extension NameClassifier {
  /// Katakana or hiragana only. `text` is folded to large katakana.
  func kana(_ text: NameWord, _ parts: NameParts) -> NameReading {
    var shapes: NameShapes = [.kanaScript]
    guard (2...24).contains(text.count) else { return NameReading(shapes: [.kanaScript, .productLike], score: -2) }
    var evidence: Float
    if parts.count == 1 {
      evidence = unseparated(text, &shapes)
      if isReading(lexicon.surnameReadings, text) { shapes.insert(.surnameOnly) }
      if isReading(lexicon.givenReadings, text) { shapes.insert(.givenOnly) }
    } else {
      shapes.insert(.separated)
      evidence = separated(text, parts, &shapes)
    }
    if parts.hasHonorific {
      evidence += 3
      shapes.insert(.honorific)
    }
    if evidence > 0 { shapes.formUnion([.personName, .kanaName]) }
    if evidence < -3 { shapes.insert(.productLike) }
    return NameReading(shapes: shapes, score: max(-2, min(2, evidence / 4)))
  }

  private func isReading(_ table: NameTable, _ word: NameWord) -> Bool { table.value(NameHash.of(word)) != 0 }

  /// ヤマダタロウ: both parts among the readings, or one and the sounds of the rest.
  private func unseparated(_ text: NameWord, _ shapes: inout NameShapes) -> Float {
    let sounds = lexicon.kanaSounds.evidence(text) * Float(text.count)
    var best: Float = -4
    guard text.count >= 3 else { return isReading(lexicon.givenReadings, text) ? -1 : -4 }
    for family in 1..<min(text.count, 8) {
      let (head, tail) = (text.word(0..<family), text.word(family..<text.count))
      if tail.count > 7 { continue }
      let knowsFamily = isReading(lexicon.surnameReadings, head)
      let knowsGiven = isReading(lexicon.givenReadings, tail)
      var evidence: Float = -4
      if knowsFamily && knowsGiven {
        // サ + ト, モリ + カ: short parts are found in any word.
        evidence = min(7, Float(text.count) * 1.6 - 4) + min(0, sounds / 2)
      } else if knowsFamily && family >= 2 && tail.count >= 2 || knowsGiven && tail.count >= 2 && family >= 2 {
        evidence = min(3, sounds / 3 - 1)
      }
      if evidence > best {
        best = evidence
        if knowsFamily, evidence > 0 { shapes.insert(.listedSurname) }
      }
    }
    return best
  }

  /// ヤマダ タロウ, or ジョン・スミス.
  private func separated(_ text: NameWord, _ parts: NameParts, _ shapes: inout NameShapes) -> Float {
    let head = text.word(0..<parts.end(0))
    let tail = text.word(parts.end(0)..<text.count)
    var evidence: Float = 0
    if isReading(lexicon.surnameReadings, head) {
      evidence += 4
      shapes.insert(.listedSurname)
    } else {
      evidence += max(-2.5, min(2, lexicon.kanaSounds.evidence(head) * 1.5))
    }
    if isReading(lexicon.givenReadings, tail) {
      evidence += 4
    } else {
      evidence += max(-2.5, min(2, lexicon.kanaSounds.evidence(tail) * 1.5))
    }
    if parts.count > 2 { evidence -= 1 }
    let foreign = foreignEvidence(text, parts)
    if foreign > evidence {
      evidence = foreign
      shapes.insert(.foreignName)
      if foreign >= 5 { shapes.insert(.listedSurname) }
    }
    if head.count > 10 || tail.count > 14 { evidence -= 3 }
    return evidence
  }

  /// How many parts are names of other countries: ジョン・スミス 6, one of two 2.5.
  private func foreignEvidence(_ text: NameWord, _ parts: NameParts) -> Float {
    var start = 0
    var known = 0
    var short = 0
    for index in 0..<parts.count {
      let word = text.word(start..<parts.end(index))
      start = parts.end(index)
      if lexicon.foreign.value(NameHash.of(word)) != 0 { known += 1 }
      if (2...8).contains(word.count) { short += 1 }
    }
    guard parts.count <= 4 else { return -3 }
    if known == parts.count { return 6 }
    if known > 0 { return parts.hasMiddleDot ? 3 : 2 }
    return parts.hasMiddleDot && short == parts.count ? 0.5 : -1
  }
}
