/// The whole lines at the beginning of a text, to decide on.
struct SampleLines {
  static let most = 64 << 10

  let bytes: [UInt8]
  /// Lines that are not blank, without their ends.
  private(set) var ranges: [Range<Int>] = []
  private(set) var blankLines = 0
  private let end: Int

  init(_ sample: [UInt8], isWhole: Bool, newline: UInt8) {
    bytes = sample
    var end = min(sample.count, Self.most)
    if !(isWhole && end == sample.count), let last = sample[..<end].lastIndex(of: newline) { end = last + 1 }
    self.end = end
    var start = 0
    while start < end {
      let stop = sample[start..<end].firstIndex(of: newline) ?? end
      var lineEnd = stop
      if lineEnd > start, sample[lineEnd - 1] == 0x0D { lineEnd -= 1 }
      if sample[start..<lineEnd].contains(where: { $0 != 0x20 && $0 != 0x09 }) {
        ranges.append(start..<lineEnd)
      } else {
        blankLines += 1
      }
      start = stop + 1
    }
  }

  var isEmpty: Bool { ranges.isEmpty }
  var whole: ArraySlice<UInt8> { bytes[..<end] }

  /// Where a table begins that has paragraphs before it: titles stay with the table, sentences do not.
  func endOfProse(before table: Int) -> Int {
    let leading = ranges.prefix { $0.lowerBound < table }
    guard let last = leading.lastIndex(where: { isSentence($0) }) else { return 0 }
    return last + 1 < ranges.count ? ranges[last + 1].lowerBound : table
  }

  private func isSentence(_ line: Range<Int>) -> Bool {
    line.count > 240 || Self.holdsFullStop(bytes[line])
  }

  /// `。`, or a full stop and a blank after a letter.
  static func holdsFullStop(_ line: ArraySlice<UInt8>) -> Bool {
    var index = line.startIndex
    while index < line.endIndex {
      if line[index] == 0xE3, line.endIndex - index >= 3, line[index + 1] == 0x80, line[index + 2] == 0x82 {
        return true
      }
      if line[index] == UInt8(ascii: "."), index > line.startIndex, line[index - 1] | 0x20 >= 0x61,
        line[index - 1] | 0x20 <= 0x7A, index - line.startIndex > 20,
        index + 1 == line.endIndex || line[index + 1] == 0x20
      {
        return true
      }
      index += 1
    }
    return false
  }

  /// Lines that hold a full stop.
  var sentences: Int { ranges.count { Self.holdsFullStop(bytes[$0]) } }

  /// Short lines of like length without sentences: one value each.
  var looksLikeList: Bool {
    guard ranges.count >= 2 else { return false }
    var short = 0
    var labels = 0
    for line in ranges {
      // Characters, not bytes: continuation bytes do not count.
      let length = bytes[line].reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
      if length <= 24 { short += 1 }
      if Self.isLabelled(bytes[line]) { labels += 1 }
    }
    let count = ranges.count
    return short * 10 >= count * 9 && sentences * 20 <= count && labels * 4 <= count && blankLines * 4 <= count
  }

  /// `氏名：…` and `name: …`.
  private static func isLabelled(_ line: ArraySlice<UInt8>) -> Bool {
    if line.dropFirst().contains(UInt8(ascii: ":")) { return true }
    var rest = line.dropFirst()
    while let lead = rest.firstIndex(of: 0xEF) {
      if line.endIndex - lead >= 3, line[lead + 1] == 0xBC, line[lead + 2] == 0x9A { return true }
      rest = line[(lead + 1)...]
    }
    return false
  }
}
