extension ReadingScore {
  /// How much a text looks like a language of Latin letters when it is read in a single-byte encoding: accented letters
  /// of that language inside words of ASCII letters. The best of the languages written in the encoding counts.
  static func latin(_ bytes: UnsafeBufferPointer<UInt8>, as encoding: TextEncoding) -> ReadingScore {
    var result = ReadingScore()
    let letters = LetterTable.table(of: encoding)
    let languages = letters.languages
    guard languages > 0 else { return result }
    var scores = Array(repeating: 0.0, count: languages)
    for i in 0..<bytes.count where bytes[i] >= 0x80 {
      result.highBytes += 1
      if result.highBytes > enough { break }
      let here = letters[bytes[i]]
      let before = i > 0 ? letters[bytes[i - 1]] : .blank
      let behind = i + 1 < bytes.count ? letters[bytes[i + 1]] : .blank
      guard here.kind.isLetter else {
        let inside = before.kind.isLetter && behind.kind.isLetter
        let standsAlone = (i == 0 || bytes[i - 1] < 0x80) && (i + 1 >= bytes.count || bytes[i + 1] < 0x80)
        switch here.kind {
        case .unassigned: result.fail(1)
        case .apostrophe where inside && standsAlone: result.score += 1.5
        // A sign inside a word is rather a letter of another encoding.
        case .sign, .apostrophe: result.score += inside ? -2.2 : standsAlone ? 0.1 : -1
        default: result.score -= inside ? 4 : 2
        }
        continue
      }
      let weight = weight(of: here, between: before, and: behind)
      let highBeside = before.isHighLetter || behind.isHighLetter
      let shared =
        here.languages & (before.isHighLetter ? before.languages : .max)
        & (behind.isHighLetter ? behind.languages : .max)
      let besideASCII = before.kind.isLetter && !before.isHighLetter || behind.kind.isLetter && !behind.isHighLetter
      for language in 0..<languages {
        let bit: UInt16 = 1 << UInt16(language)
        if here.languages & bit == 0 {
          scores[language] += min(weight, 0) - 1
        } else if highBeside, weight > -2 {
          scores[language] += shared & bit != 0 && besideASCII ? 0.5 : -1
        } else {
          scores[language] += weight
        }
      }
    }
    result.score += scores.max() ?? 0
    return result
  }

  private static func weight(
    of here: LetterTable.Letter, between before: LetterTable.Letter, and behind: LetterTable.Letter
  )
    -> Double
  {
    if here.kind == .upper, before.kind == .lower { return -3 }
    if here.kind == .lower, before.kind == .upper, behind.kind == .upper { return -1.5 }
    if !before.kind.isLetter, !behind.kind.isLetter { return -1 }
    let ascii = [before, behind].count { $0.kind.isLetter && !$0.isHighLetter }
    return ascii == 2 ? 2.5 : ascii == 1 ? 1.5 : 0
  }

  /// How Russian, Ukrainian, Bulgarian or Greek a text looks: whole words of letters above 7F, in the case that words
  /// have and of letters that are frequent there.
  static func wholeWords(_ bytes: UnsafeBufferPointer<UInt8>, as encoding: TextEncoding) -> ReadingScore {
    var result = ReadingScore()
    let letters = LetterTable.table(of: encoding)
    var lowerLetters = 0
    var allLetters = 0
    var i = 0
    while i < bytes.count, result.highBytes < enough {
      guard bytes[i] >= 0x80 else {
        i += 1
        continue
      }
      guard letters[bytes[i]].kind.isLetter else {
        result.highBytes += 1
        result.score -= letters[bytes[i]].kind.isSign ? 0.3 : 2
        i += 1
        continue
      }
      var end = i
      var upper = 0
      var hasVowel = false
      var weight = 0.0
      while end < bytes.count, bytes[end] >= 0x80, letters[bytes[end]].kind.isLetter {
        let letter = letters[bytes[end]]
        if letter.kind == .upper { upper += 1 } else { lowerLetters += 1 }
        // The bits of these letters are not languages: see `LetterTable.traits`.
        if letter.languages & 1 != 0 { hasVowel = true }
        weight += letter.languages & 2 != 0 ? 1.3 : letter.languages & 4 != 0 ? 0.7 : -2
        end += 1
        let goesOn = end < bytes.count && bytes[end] >= 0x80 && letters[bytes[end]].kind.isLetter
        if goesOn, letter.languages & 16 != 0 { weight -= 3 }
      }
      let length = end - i
      allLetters += length
      result.highBytes += length
      let hasCase = upper == 0 || upper == length || upper == 1 && letters[bytes[i]].kind == .upper
      if !hasCase { weight = -2 * Double(length) }
      let isGlued =
        i > 0 && letters[bytes[i - 1]].kind.isLetter || end < bytes.count && letters[bytes[end]].kind.isLetter
      if isGlued { weight = min(weight, 0) - Double(length) }
      if letters[bytes[i]].languages & 8 != 0 { weight -= 2 }
      if length > 2, !hasVowel { weight = min(weight, 0) - 1 }
      result.score += weight
      i = end
    }
    // Capitals through and through are rather the letters of another script, which has no case.
    if allLetters >= 60, lowerLetters * 20 < allLetters { result.score = min(result.score, 0) - 1 }
    return result
  }
}
