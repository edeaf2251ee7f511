import CJapaneseTables

/// The encoding of a text as its bytes tell it, with how sure that is.
///
/// The evidence, in this order: a byte order mark; NUL bytes where UTF-16 has them; the escape sequences of
/// ISO-2022-JP; well-formed UTF-8; and otherwise how Japanese the text looks when it is read as CP932, EUC-JP, damaged
/// UTF-8 or UTF-16, against how Korean, Chinese, Western, Central European, Greek or Russian it looks in their encodings. Where
/// no reading makes sense the answer is `unknown`.
package struct EncodingGuess: Sendable, Equatable {
  package var encoding: TextEncoding
  package var hasByteOrderMark: Bool
  /// Bytes to skip before decoding.
  package var byteOrderMarkLength: Int
  /// From 0 to 1: how likely it is that another encoding would not read the text better.
  package var confidence: Double

  /// Judges the first bytes of a text; a prefix may end inside a character unless `isWhole`.
  package init(of prefix: UnsafeRawBufferPointer, isWhole: Bool) {
    self = Self.judged(prefix.bindMemory(to: UInt8.self), isWhole: isWhole)
  }

  private init(_ encoding: TextEncoding, mark: Int = 0, confidence: Double) {
    self.encoding = encoding
    hasByteOrderMark = mark > 0
    byteOrderMarkLength = mark
    self.confidence = confidence
  }

  private static func judged(_ bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) -> EncodingGuess {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return EncodingGuess(.utf8, mark: 3, confidence: 1) }
    if bytes.starts(with: [0xFF, 0xFE]) { return EncodingGuess(.utf16LE, mark: 2, confidence: 1) }
    if bytes.starts(with: [0xFE, 0xFF]) { return EncodingGuess(.utf16BE, mark: 2, confidence: 1) }

    let evidence = ByteEvidence(bytes)
    if let guess = utf16ByNULs(bytes, evidence, isWhole: isWhole) { return guess }
    if evidence.highBytes == 0 {
      if evidence.designations > 0 { return EncodingGuess(.iso2022JP, confidence: 0.99) }
      if evidence.shiftedRuns > 0 { return EncodingGuess(.iso2022JP, confidence: 0.8) }
      // Hiragana in UTF-16 can be printable ASCII through and through (あ is "B0"), but a text of such is ASCII.
      if evidence.controls > 0,
        let guess = unmarkedUTF16(bytes, rivalScore: Double(evidence.printable) * 0.2, isWhole: isWhole)
      {
        return guess
      }
      // Seven bits say nothing about the eighth: as UTF-8 it is right for this part, whatever follows.
      return EncodingGuess(.utf8, confidence: isWhole || bytes.isEmpty ? 1 : 0.6)
    }
    if evidence.designations > 0, evidence.highBytes * 20 < bytes.count {
      return EncodingGuess(.iso2022JP, confidence: 0.8)
    }

    let wellFormed = UTF8Validation.wellFormedPrefix(bytes)
    let rest = UnsafeBufferPointer(rebasing: bytes[wellFormed...])
    let endsInside = !isWhole && rest.count < 4 && UTF8Validation.maximalSubpart(rest).isUnfinished
    if wellFormed > 0, rest.isEmpty || endsInside { return wellFormedUTF8(bytes, upTo: wellFormed) }
    return bestReading(bytes, isWhole: isWhole)
  }

  /// UTF-16 that holds zeros: those of ASCII, nearly all at even or nearly all at odd places, or the few that kanji
  /// and the ideographic space bring along. Zeros that fill a fixed-width file make neither.
  private static func utf16ByNULs(
    _ bytes: UnsafeBufferPointer<UInt8>, _ evidence: ByteEvidence, isWhole: Bool
  ) -> EncodingGuess? {
    let (even, odd) = (evidence.evenNULs, evidence.oddNULs)
    guard even + odd > 0, bytes.count >= 2, bytes.count % 2 == 0 || !isWhole || bytes.count > 64 else { return nil }
    let little = ReadingScore.utf16(bytes, bigEndian: false)
    let big = ReadingScore.utf16(bytes, bigEndian: true)
    let best = little.score >= big.score ? little : big
    let encoding: TextEncoding = little.score >= big.score ? .utf16LE : .utf16BE
    let units = Double(max(1, best.highBytes / 2))
    if best.score > units * 0.6 {
      let margin = best.score - min(little.score, big.score)
      return EncodingGuess(encoding, confidence: min(0.99, margin / (margin + 2)))
    }
    // Text that is neither Japanese nor ASCII still has its zeros on one side.
    let share = Double(even + odd) / Double(bytes.count)
    if share > 0.2, odd > even * 8 { return EncodingGuess(.utf16LE, confidence: 0.8) }
    if share > 0.2, even > odd * 8 { return EncodingGuess(.utf16BE, confidence: 0.8) }
    return nil
  }

  /// Well-formed UTF-8 is hardly ever anything else, except short half-width kana of CP932.
  private static func wellFormedUTF8(_ bytes: UnsafeBufferPointer<UInt8>, upTo end: Int) -> EncodingGuess {
    var pairs = 0
    var longer = 0
    var kanaLike = 0
    var besideLetters = 0
    var i = 0
    while i < end, longer < 4 {
      let lead = bytes[i]
      if lead < 0x80 {
        i += 1
      } else if lead < 0xE0 {
        pairs += 1
        if lead >= 0xC2, bytes[i + 1] >= 0xA6 { kanaLike += 1 }
        if i > 0, isLetter(bytes[i - 1]) { besideLetters += 1 }
        if i + 2 < end, isLetter(bytes[i + 2]) { besideLetters += 1 }
        i += 2
      } else {
        longer += 1
        i += lead < 0xF0 ? 3 : 4
      }
    }
    if longer == 0, pairs > 0, kanaLike == pairs, besideLetters == 0 {
      let kana = ReadingScore.cp932(bytes, isWhole: true)
      if kana.unreadable == 0, kana.score > 0 { return EncodingGuess(.cp932, confidence: 0.6) }
    }
    let sequences = Double(min(longer * 2 + pairs, 8))
    return EncodingGuess(.utf8, confidence: min(0.99, 0.8 + sequences * 0.03))
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  /// The reading that makes the most sense of the bytes.
  private static func bestReading(_ bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) -> EncodingGuess {
    var readings: [(encoding: TextEncoding, result: ReadingScore)] = [
      (.cp932, ReadingScore.cp932(bytes, isWhole: isWhole)),
      (.eucJP, ReadingScore.eucJP(bytes, isWhole: isWhole)),
      (.utf8, ReadingScore.utf8(bytes, isWhole: isWhole)),
    ]
    // CP932 is by far the commonest of them: it needs less evidence.
    readings[0].result.score += 1
    // Nothing else is asked where the text is plainly Japanese.
    let isPlain = readings.contains {
      $0.result.unreadable == 0 && $0.result.score > 20 + Double($0.result.highBytes) * 0.8
    }
    if !isPlain { readings += foreignReadings(bytes, isWhole: isWhole) }
    readings.sort { $0.result.score > $1.result.score }
    let best = readings[0]
    if let guess = unmarkedUTF16(bytes, rivalScore: best.result.score, isWhole: isWhole) { return guess }
    if makesNoSense(best.encoding, best.result) { return EncodingGuess(.unknown, confidence: 0) }
    let margin = best.result.score - readings[1].result.score
    let clean = 1 - min(0.5, Double(best.result.unreadable) / Double(max(1, best.result.highBytes)))
    let sure = margin > 20 ? 0.99 : margin / (margin + 2)
    return EncodingGuess(best.encoding, confidence: max(0.3, sure) * clean)
  }

  /// Encodings of other countries, each with the evidence that it has to bring because it is rarer than Japanese ones.
  private static func foreignReadings(
    _ bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool
  ) -> [(encoding: TextEncoding, result: ReadingScore)] {
    let handicaps: [(TextEncoding, Double)] = [
      (.windows1252, 0), (.iso885915, 2), (.windows1250, 2), (.iso88592, 3), (.windows1254, 1), (.ibm850, 6),
      (.macintosh, 6), (.windows1251, 2), (.windows1253, 3), (.koi8R, 4), (.ibm866, 6), (.cp949, 5), (.gb18030, 6),
      (.big5, 5),
    ]
    return handicaps.map { encoding, handicap in
      var result: ReadingScore
      switch encoding {
      case .cp949, .gb18030, .big5: result = .pairs(bytes, as: encoding, isWhole: isWhole)
      case .windows1251, .windows1253, .koi8R, .ibm866: result = .wholeWords(bytes, as: encoding)
      default: result = .latin(bytes, as: encoding)
      }
      result.score -= handicap
      return (encoding, result)
    }
  }

  /// Whether the best of all readings is still none: Thai, Hebrew or Arabic as CP932, or bytes that are no text.
  private static func makesNoSense(_ encoding: TextEncoding, _ reading: ReadingScore) -> Bool {
    guard reading.score < 0, reading.highBytes >= 16 else { return false }
    let isJapanese = TextEncoding.japanese.contains(encoding)
    return !isJapanese || reading.unreadable * 50 > reading.highBytes
      || reading.score < -0.4 * Double(reading.highBytes)
  }

  /// UTF-16 that has neither a mark nor ASCII: nearly every unit must be a character of Japanese text.
  private static func unmarkedUTF16(
    _ bytes: UnsafeBufferPointer<UInt8>, rivalScore: Double, isWhole: Bool
  ) -> EncodingGuess? {
    guard bytes.count >= 4, bytes.count % 2 == 0 || !isWhole else { return nil }
    let little = ReadingScore.utf16(bytes, bigEndian: false)
    let big = ReadingScore.utf16(bytes, bigEndian: true)
    let best = max(little.score, big.score)
    guard best > rivalScore + 4, best > 2 * abs(rivalScore) || rivalScore < 0 else { return nil }
    let margin = best - max(rivalScore, min(little.score, big.score))
    return EncodingGuess(
      little.score > big.score ? .utf16LE : .utf16BE, confidence: min(0.95, margin / (margin + 4)))
  }
}

/// What one pass over the bytes counts.
private struct ByteEvidence {
  var count = 0
  var highBytes = 0
  var printable = 0
  /// Control bytes that no text has: not tab, line feed, form feed, carriage return, SO, SI, SUB or ESC.
  var controls = 0
  var evenNULs = 0
  var oddNULs = 0
  /// Escape sequences that choose a Japanese character set.
  var designations = 0
  /// Runs between SO and SI that hold seven-bit kana.
  var shiftedRuns = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    count = bytes.count
    var shiftedAt: Int?
    for i in 0..<bytes.count {
      let byte = bytes[i]
      if byte >= 0x80 {
        highBytes += 1
      } else if byte >= 0x20 {
        printable += 1
      } else if byte == 0 {
        if i % 2 == 0 { evenNULs += 1 } else { oddNULs += 1 }
      } else if byte == 0x1B {
        let rest = UnsafeBufferPointer(rebasing: bytes[i...])
        if let found = JISShiftState.designation(rest), found.length > 0, found.set != .ascii { designations += 1 }
      } else if byte == 0x0E {
        shiftedAt = i
      } else if byte == 0x0F, let start = shiftedAt {
        if i > start + 1, bytes[(start + 1)..<i].allSatisfy({ $0 >= 0x20 && $0 <= 0x5F }) { shiftedRuns += 1 }
        shiftedAt = nil
      } else if byte < 9 || byte > 0x0D && byte != 0x1A {
        controls += 1
      }
    }
  }
}
