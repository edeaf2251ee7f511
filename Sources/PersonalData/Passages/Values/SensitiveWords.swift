/// Words that make a passage about a person special-care data (要配慮個人情報, APPI art. 2(3)).
enum SensitiveWords {
  private struct Word {
    var text: StaticString
    var field: Field
    /// What stands behind the word and takes its meaning away.
    var not: [StaticString]
  }

  /// By their first scalar.
  private static let words: [UInt32: [Word]] = {
    let all =
      results.map { Word(text: $0, field: .checkResult, not: []) }
      + illnesses.map { Word(text: $0, field: .otherSensitive, not: afterIllness) }
      + others.map { Word(text: $0, field: .otherSensitive, not: afterOther) }
    return Dictionary(grouping: all) { scalars(of: $0.text).first }
  }()
  /// By scalar below 65,536: whether a word begins with it, one bit each.
  private static let openings = bits(Array(words.keys) + accounts.map { scalars(of: $0).first })
  /// By both first scalars, hashed to 16 bits: many cells hold 入 and 内, few hold 入院.
  private static let pairs = bits((words.values.joined().map(\.text) + accounts).map { pair(scalars(of: $0)) })

  /// 口座, 銀行, 金庫, ゆうちょ.
  private static let accounts: [StaticString] = ["口座", "銀行", "金庫", "ゆうちょ"]

  /// The sensitive field that a word at an index stands for.
  static func field(_ text: PassageText, at index: Int) -> Field? {
    // As written: the text takes full-width letters for ASCII.
    let start = Int(text.offsets[index])
    let (first, length) = scalar(in: text.bytes, at: start)
    guard isIn(openings, first), start + length < text.bytes.count else { return nil }
    guard isIn(pairs, pair((first, scalar(in: text.bytes, at: start + length).value))) else { return nil }
    return field(first, in: text.bytes, at: start)
  }

  private static func field(_ scalar: UInt32, in bytes: CellBytes, at index: Int) -> Field? {
    words[scalar]?.first { word in
      guard bytes.has(word.text, at: index) else { return false }
      let end = index + word.text.utf8CodeUnitCount
      return isWord(in: bytes, index, end) && !word.not.contains { bytes.has($0, at: end) }
        && !(word.field == .otherSensitive && beforeTopic.contains { bytes.has($0, at: index - $0.utf8CodeUnitCount) })
    }?.field
  }

  /// In Latin letters only a whole word: ChatGPT and GPT-4 are no results.
  private static func isWord(in bytes: CellBytes, _ start: Int, _ end: Int) -> Bool {
    guard bytes[start] < 0x80 else { return true }
    if start > 0, bytes[start - 1] < 0x80, bytes[start - 1].isLetter { return false }
    guard end < bytes.count else { return true }
    if bytes[end] < 0x80, bytes[end].isLetter, bytes[end - 1] < 0x80 { return false }
    return bytes[end] != 0x2D || end + 1 >= bytes.count || !bytes[end + 1].isDigit
  }

  /// The sensitive fields that a cell of running text tells of, and whether it speaks of a bank.
  static func fields(in cell: CellBytes) -> (fields: FieldSet, speaksOfBank: Bool) {
    var fields: FieldSet = []
    var speaksOfBank = false
    openings.withUnsafeBufferPointer { openings in
      pairs.withUnsafeBufferPointer { pairs in
        var index = 0
        while index < cell.count {
          let (first, length) = scalar(in: cell, at: index)
          defer { index += length }
          guard openings[Int(first >> 6)] >> UInt64(first & 63) & 1 != 0 else { continue }
          let second = index + length < cell.count ? scalar(in: cell, at: index + length).value : 0
          let place = pair((first, second))
          guard pairs[Int(place >> 6)] >> UInt64(place & 63) & 1 != 0 else { continue }
          if let field = field(first, in: cell, at: index) { fields.insert(field) }
          speaksOfBank = speaksOfBank || accounts.contains { cell.has($0, at: index) }
        }
      }
    }
    return (fields, speaksOfBank)
  }

  /// What a line of a patient's record tells that names nobody: `傷病名　高血圧症`, `処方：アムロジピン5mg`. The label must begin the
  /// line, and something must stand behind it.
  static func recordField(ofLine line: CellBytes) -> Field? {
    var start = 0
    while start < line.count, let mark = marks.first(where: { line.has($0, at: start) }) {
      start += mark.utf8CodeUnitCount
    }
    for (label, field) in recordLabels where line.has(label, at: start) {
      var index = start + label.utf8CodeUnitCount
      let end = index
      while index < line.count, let gap = gaps.first(where: { line.has($0, at: index) }) {
        index += gap.utf8CodeUnitCount
      }
      // 処方箋, 病名コード: a longer word; 既往歴： and nothing: a blank of a form.
      guard index > end, line.count - index >= 3, !blanks.contains(where: { line.has($0, at: index) }) else { continue }
      return field
    }
    return nil
  }

  private static let marks: [StaticString] = [
    " ", "　", "\t", "【", "■", "●", "◆", "○", "・", "＃", "#", "[", "*", "・", "1.", "2.",
  ]
  private static let gaps: [StaticString] = [" ", "　", "\t", "】", "：", ":", "]", "*", "\n", "及び検査結果"]
  private static let blanks: [StaticString] = [
    "なし", "無し", "特になし", "（", "(", "＿", "__", "none", "None", "nil", "Nil", "□", "有・無",
  ]

  // MARK: Bits

  private static func scalars(of word: StaticString) -> (first: UInt32, second: UInt32) {
    word.withUTF8Buffer { bytes in
      let (first, length) = scalar(in: bytes, at: 0)
      return (first, length < bytes.count ? scalar(in: bytes, at: length).value : 0)
    }
  }

  private static func pair(_ scalars: (first: UInt32, second: UInt32)) -> UInt32 {
    (scalars.first &* 31 &+ scalars.second &* 7) & 0xFFFF
  }

  private static func bits(_ values: [UInt32]) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: 1_024)
    for value in values where value < 0x10000 { bits[Int(value >> 6)] |= 1 << UInt64(value & 63) }
    return bits
  }

  private static func isIn(_ bits: [UInt64], _ value: UInt32) -> Bool {
    value < 0x10000 && bits[Int(value >> 6)] >> UInt64(value & 63) & 1 != 0
  }

  /// The scalar below 65,536 that begins here; else a byte of it.
  @inline(__always)
  private static func scalar(in bytes: CellBytes, at index: Int) -> (value: UInt32, length: Int) {
    let byte = bytes[index]
    if byte >= 0xE0, byte < 0xF0, index + 2 < bytes.count {
      let high = UInt32(byte & 0x0F) << 12 | UInt32(bytes[index + 1] & 0x3F) << 6
      return (high | UInt32(bytes[index + 2] & 0x3F), 3)
    }
    if byte >= 0xC0, byte < 0xE0, index + 1 < bytes.count {
      return (UInt32(byte & 0x1F) << 6 | UInt32(bytes[index + 1] & 0x3F), 2)
    }
    return (UInt32(byte), 1)
  }
}
