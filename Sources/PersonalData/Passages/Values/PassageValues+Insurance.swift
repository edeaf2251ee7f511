import JapaneseText

/// Symbol and number of an insurance card behind one label: `記号・番号 123・456`, `記号番号：1234-567`.
extension PassageValues {
  /// - Parameter start: behind 記号.
  /// - Returns: whether both stand there.
  mutating func takeSymbolAndNumber(at start: Int) -> Bool {
    var index = start
    while index < start + 3, Self.isJoint(text[index]) { index += 1 }
    guard text.has("番号", at: index) else { return false }
    index += 2
    let label = index
    while index < label + 8, text[index].isSpace || text[index] == 0x3A || text[index] == 0x29 { index += 1 }
    guard let symbol = code(at: index) else { return false }
    index = symbol.upperBound
    while index < symbol.upperBound + 4, Self.isJoint(text[index]) { index += 1 }
    guard index > symbol.upperBound, let number = code(at: index), number.contains(where: { text[$0].isDigit }),
      symbol.contains(where: { text[$0].isDigit })
    else { return false }
    add(Value(field: .insuranceSymbol, range: symbol))
    add(Value(field: .insuranceNumber, range: number))
    return true
  }

  /// ・ ･ / - 、 の, spaces.
  private static func isJoint(_ scalar: UInt32) -> Bool {
    scalar.isSpace && scalar != 0x0A
      || [0x30FB, 0xFF65, 0x2F, 0x2D, 0x2010, 0x2212, 0x3001, 0x306E, 0x30FC].contains(scalar)
  }

  /// Up to eight digits and letters.
  private func code(at start: Int) -> Range<Int>? {
    var end = start
    while end - start <= 8, text[end].isDigit || text[end].isLatin && text[end] < 0x80 { end += 1 }
    return (1...8).contains(end - start) ? start..<end : nil
  }
}
