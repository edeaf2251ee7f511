import JapaneseText

/// Lines that a fixed width broke: manuscripts of twenty characters a line, mails wrapped by their program. A name may
/// stand on two of them.
struct HardWrap {
  /// The text without the breaks that the width made.
  private(set) var text: [UInt8] = []
  /// Byte offsets in the joined text before which a break was taken out, and its length.
  private var breaks: [(offset: Int, length: Int)] = []

  /// Columns of the narrowest width that breaks lines: shorter lines are entries of a list.
  private static let narrowest = 30

  /// - Returns: nil when the text is not broken like this.
  init?(_ bytes: CellBytes) {
    guard bytes.count > 160 else { return nil }
    var lines: [Line] = []
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
      lines.append(Line(bytes, start..<end, next: min(end + 1, bytes.count)))
      start = end + 1
    }
    // Scripts without spaces break anywhere; the widest lines are all of one width, or one less before a mark that
    // must not begin a line.
    let widest = lines.map(\.width).max() ?? 0
    guard widest >= Self.narrowest, widest <= 120 else { return nil }
    let full = lines.filter { $0.width >= widest - 2 }
    let sentences = lines.count(where: \.holdsStop)
    guard full.count >= 3, full.count * 3 >= lines.count(where: { $0.width > 0 }), sentences * 3 >= full.count else {
      return nil
    }
    text.reserveCapacity(bytes.count)
    for (index, line) in lines.enumerated() {
      text.append(contentsOf: bytes.part(line.content))
      guard index + 1 < lines.count else { break }
      if line.width >= widest - 2, line.endsInWord, lines[index + 1].beginsInWord {
        breaks.append((text.count, line.next - line.content.upperBound))
      } else {
        text.append(contentsOf: bytes.part(line.content.upperBound..<line.next))
      }
    }
    if breaks.isEmpty { return nil }
  }

  /// Where a range of the joined text stands in the text as it was.
  func original(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    for taken in breaks {
      if taken.offset <= range.lowerBound { start += taken.length }
      if taken.offset < range.upperBound { end += taken.length }
    }
    return start..<max(start, end)
  }

  private struct Line {
    /// Without its end.
    var content: Range<Int>
    var next: Int
    /// Columns: two for what is as wide as a kanji.
    var width = 0
    var holdsStop = false
    var beginsInWord = false
    var endsInWord = false

    init(_ bytes: CellBytes, _ range: Range<Int>, next: Int) {
      self.next = next
      var end = range.upperBound
      if end > range.lowerBound, bytes[end - 1] == 0x0D { end -= 1 }
      content = range.lowerBound..<end
      var index = content.lowerBound
      while index < end {
        let (scalar, length) = NameScalars.scalar(in: bytes, at: index)
        width += scalar < 0x1100 || scalar.isHalfKatakana ? 1 : 2
        if scalar == 0x3001 || scalar == 0x3002 { holdsStop = true }
        if index == content.lowerBound { beginsInWord = scalar.isNameScript }
        endsInWord = scalar.isNameScript
        index += length
      }
    }
  }
}
