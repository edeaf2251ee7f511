/// Words that make a passage about a person special-care data (要配慮個人情報, APPI art. 2(3)).
enum SensitiveWords {
  private static let results: [StaticString] = [
    "判定", "血圧", "血糖", "LDL", "HDL", "HbA1c", "ＨｂＡ１ｃ", "中性脂肪", "コレステロール", "要経過観察", "要精密検査", "要再検査", "要治療", "異常なし",
    "異常あり", "所見", "尿酸", "尿蛋白", "尿糖", "γ-GTP", "γ-ＧＴＰ", "GOT", "GPT", "心電図", "腹囲", "BMI", "検査結果", "健診結果", "眼底", "聴力",
    "要医療", "特定保健指導", "blood pressure", "Blood pressure", "cholesterol",
  ]
  private static let others: [StaticString] = [
    "糖尿病", "高血圧症", "心筋梗塞", "脳梗塞", "うつ病", "統合失調症", "てんかん", "肝炎", "白血病", "悪性腫瘍", "乳がん", "胃がん", "肺がん", "大腸がん", "癌",
    "HIV", "既往歴", "病歴", "服薬", "障害者手帳", "障害等級", "身体障害", "知的障害", "精神障害", "発達障害", "難病", "前科", "犯罪歴", "逮捕", "信条", "宗教",
    "入院", "手術", "診断書", "妊娠", "diabetes", "cancer", "disability", "criminal record", "被差別",
  ]
  private struct Word {
    var text: StaticString
    var field: Field
  }

  /// By their first scalar.
  private static let words: [UInt32: [Word]] = {
    let all =
      results.map { Word(text: $0, field: .checkResult) } + others.map { Word(text: $0, field: .otherSensitive) }
    return Dictionary(grouping: all) { String(describing: $0.text).unicodeScalars.first?.value ?? 0 }
  }()
  /// By scalar below 65,536: whether a word begins with it, one bit each.
  private static let openings: [UInt64] = {
    var bits = [UInt64](repeating: 0, count: 1_024)
    for scalar in Array(words.keys) + accountOpenings where scalar < 0x10000 {
      bits[Int(scalar >> 6)] |= 1 << UInt64(scalar & 63)
    }
    return bits
  }()
  /// 口座, 銀行, 金庫, ゆうちょ.
  private static let accounts: [StaticString] = ["口座", "銀行", "金庫", "ゆうちょ"]
  private static let accountOpenings: [UInt32] = [0x53E3, 0x9280, 0x91D1, 0x3086]

  /// The sensitive field that a word at an index stands for.
  static func field(_ text: PassageText, at index: Int) -> Field? {
    let scalar = text.scalars[index]
    guard scalar < 0x10000, openings[Int(scalar >> 6)] >> UInt64(scalar & 63) & 1 != 0 else { return nil }
    return field(scalar, in: text.bytes, at: Int(text.offsets[index]))
  }

  private static func field(_ scalar: UInt32, in bytes: CellBytes, at index: Int) -> Field? {
    words[scalar]?.first { word in
      bytes.has(word.text, at: index) && isWord(in: bytes, index, index + word.text.utf8CodeUnitCount)
    }?.field
  }

  /// In Latin letters only a whole word: ChatGPT and GPT-4 are no results.
  private static func isWord(in bytes: CellBytes, _ start: Int, _ end: Int) -> Bool {
    guard bytes[start] < 0x80 else { return true }
    if start > 0, bytes[start - 1] < 0x80, bytes[start - 1].isLetter { return false }
    guard end < bytes.count else { return true }
    if bytes[end] < 0x80, bytes[end].isLetter { return false }
    return bytes[end] != 0x2D || end + 1 >= bytes.count || !bytes[end + 1].isDigit
  }

  /// The sensitive fields that a cell of running text tells of, and whether it speaks of a bank.
  static func fields(in cell: CellBytes) -> (fields: FieldSet, speaksOfBank: Bool) {
    var fields: FieldSet = []
    var speaksOfBank = false
    openings.withUnsafeBufferPointer { openings in
      var index = 0
      while index < cell.count {
        let byte = cell[index]
        var scalar = UInt32(byte)
        var length = 1
        if byte >= 0xE0, byte < 0xF0, index + 2 < cell.count {
          scalar = UInt32(byte & 0x0F) << 12 | UInt32(cell[index + 1] & 0x3F) << 6 | UInt32(cell[index + 2] & 0x3F)
          length = 3
        } else if byte >= 0xC0, byte < 0xE0, index + 1 < cell.count {
          scalar = UInt32(byte & 0x1F) << 6 | UInt32(cell[index + 1] & 0x3F)
          length = 2
        }
        if openings[Int(scalar >> 6)] >> UInt64(scalar & 63) & 1 != 0 {
          if let field = field(scalar, in: cell, at: index) { fields.insert(field) }
          speaksOfBank = speaksOfBank || accounts.contains { cell.has($0, at: index) }
        }
        index += length
      }
    }
    return (fields, speaksOfBank)
  }
}
