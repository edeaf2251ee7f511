/// First stage of the scan: eight bytes at a time to the next byte at which a number or an e-mail address could be.
enum CandidateSearch {
  private static let low7: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  private static let high: UInt64 = 0x8080_8080_8080_8080
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Index of the next ASCII digit, `@`, or full-width digit or at sign (its first byte), or `text.count`.
  @inline(__always)
  static func next(in text: CellBytes, from start: Int) -> Int {
    var index = start
    let count = text.count
    guard let base = UnsafeRawPointer(text.baseAddress) else { return count }
    while index &+ 8 <= count {
      let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      var marks = candidates(word)
      while marks != 0 {
        let found = index &+ marks.trailingZeroBitCount / 8
        if text[found] != 0xEF || isCandidate(text, found) { return found }
        marks &= marks &- 1
      }
      index &+= 8
    }
    while index < count {
      if isCandidate(text, index) { return index }
      index &+= 1
    }
    return count
  }

  /// High bit of every byte that is a digit, `@` or 0xEF.
  @inline(__always)
  private static func candidates(_ word: UInt64) -> UInt64 {
    // Digits become 0…9; adding 0x76 carries every byte from 10 on into its high bit.
    let digits = word ^ 0x3030_3030_3030_3030
    let notDigit = ((digits & low7) &+ 0x7676_7676_7676_7676) | digits
    let sign = word ^ 0x4040_4040_4040_4040
    let notSign = ((sign & low7) &+ low7) | sign
    let lead = word ^ 0xEFEF_EFEF_EFEF_EFEF
    let notLead = ((lead & low7) &+ low7) | lead
    return ~(notDigit & notSign & notLead) & high
  }

  @inline(__always)
  private static func isCandidate(_ text: CellBytes, _ index: Int) -> Bool {
    let byte = text[index]
    if byte.isDigit || byte == 0x40 { return true }
    guard byte == 0xEF, index &+ 2 < text.count, text[index &+ 1] == 0xBC else { return false }
    return text[index &+ 2] &- 0x90 < 10 || text[index &+ 2] == 0xA0
  }
}
