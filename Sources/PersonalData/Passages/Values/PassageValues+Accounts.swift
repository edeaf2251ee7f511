import JapaneseText

/// Bank accounts in running text: seven digits say nothing, so a label must stand before them.
extension PassageValues {
  /// Finds the accounts alone, for remarks.
  mutating func findAccounts() {
    for index in 0..<text.count {
      if let account = account(at: index) { add(Value(field: .bankAccount, range: account)) }
    }
  }

  /// The account that a word at an index labels: `口座番号 1234567`; `普通 1234567` behind the name of a bank;
  /// `記号 10120 番号 12345671` behind that of Japan Post.
  func account(at index: Int) -> Range<Int>? {
    switch text[index] {
    case 0x53E3 where text.has("口座番号", at: index): return digits(behind: index + 4, count: 6...8)
    case 0x666E where text.has("普通", at: index), 0x5F53 where text.has("当座", at: index),
      0x8CAF where text.has("貯蓄", at: index):
      let isSaid = text.has("預金", at: index + 2) || text.has("口座", at: index + 2)
      return isSaid || isNear(index, Self.banks) ? digits(behind: index + 2, count: 6...8) : nil
    // みどり銀行本店（普）1234567.
    case 0x666E where text[index + 1] == 0x29, 0x5F53 where text[index + 1] == 0x29:
      return text[index - 1] == 0x28 && isNear(index, Self.banks) ? digits(behind: index + 2, count: 6...8) : nil
    case 0x8A18 where text.has("記号", at: index) && isNear(index, Self.post):
      guard let symbol = digits(behind: index + 2, count: 5...5), text[symbol.lowerBound] <= 0x31 else { return nil }
      var next = symbol.upperBound
      while next < symbol.upperBound + 3, text[next].isSpace || text[next] == 0x3001 || text[next] == 0x2D { next += 1 }
      guard text.has("番号", at: next), let number = digits(behind: next + 2, count: 2...8) else { return nil }
      return symbol.lowerBound..<number.upperBound
    default: return nil
    }
  }

  private static let banks: [StaticString] = [
    "銀行", "金庫", "信金", "信組", "信用組合", "農協", "ＪＡバンク", "JAバンク", "労金", "支店", "ゆうちょ", "口座",
  ]
  private static let post: [StaticString] = ["ゆうちょ", "郵便貯金", "郵便局"]
  /// 普通預金口座番号: No. between the kind of account and its digits.
  private static let joints = Set(" \u{3000}\t:()・/=預金口座番号No.№".unicodeScalars.map(\.value))

  private func digits(behind start: Int, count: ClosedRange<Int>) -> Range<Int>? {
    var first = start
    while first < start + 12, !text[first].isDigit, Self.joints.contains(text[first]) { first += 1 }
    var end = first
    while end - first <= count.upperBound, text[end].isDigit { end += 1 }
    guard count.contains(end - first) else { return nil }
    // 1000000円 is an amount, 1234567-8 another number.
    switch text[end] {
    case 0x5186, 0x4E07, 0x5104, 0x4EF6, 0x4EBA, 0x2C, 0x2D, 0x2E: return nil
    default: return first..<end
    }
  }

  /// One of the words stands on the line within sixty scalars before, or on the line above.
  private func isNear(_ index: Int, _ words: [StaticString]) -> Bool {
    var place = index - 1
    var lines = 0
    while place >= 0, index - place <= 60 {
      if text[place] == 0x0A {
        lines += 1
        if lines > 1 { return false }
      }
      if words.contains(where: { text.has($0, at: place) }) { return true }
      place -= 1
    }
    return false
  }
}
