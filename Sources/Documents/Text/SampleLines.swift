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

  /// The whole lines without those that only draw rules, comment lines and page numbers aside.
  var records: ArraySlice<UInt8> {
    let left = ranges.filter { !Self.isRule(bytes[$0]) && !Self.isComment(bytes[$0]) }
    if left.count == ranges.count { return whole }
    return left.reduce(into: []) { $0 += bytes[$1] + [0x0A] }[...]
  }

  /// `-----`, `=== ====`, `+-----+----+`, `├──┼──┤`: five signs or more of which nothing else is made.
  static func isRule(_ line: ArraySlice<UInt8>) -> Bool {
    var signs = 0
    var index = line.startIndex
    while index < line.endIndex {
      switch line[index] {
      case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "_"), UInt8(ascii: "*"): signs += 1
      case UInt8(ascii: "+"), UInt8(ascii: "|"), UInt8(ascii: ":"), 0x20, 0x09: break
      case 0xE2 where line.endIndex - index >= 3 && (line[index + 1] == 0x94 || line[index + 1] == 0x95):
        // Box drawing. A line of bars only is a blank row of a table.
        if line[index + 1] == 0x94, [0x80, 0x81, 0xBC].contains(line[index + 2]) { signs += 1 }
        index += 2
      default: return false
      }
      index += 1
    }
    return signs >= 5
  }

  /// `# exported by …`, as programs of statistics and of Unix write above and below their tables.
  static func isComment(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.first == UInt8(ascii: "#") else { return false }
    guard let second = line.dropFirst().first else { return true }
    return second == 0x20 || second == UInt8(ascii: "#")
  }

  /// Where a table begins that has paragraphs before it: titles stay with the table, sentences do not.
  func endOfProse(before table: Int) -> Int {
    let leading = ranges.prefix { $0.lowerBound < table }
    guard let last = leading.lastIndex(where: { isSentence($0) }) else { return 0 }
    return last + 1 < ranges.count ? ranges[last + 1].lowerBound : table
  }

  private func isSentence(_ line: Range<Int>) -> Bool {
    line.count > 240 || Self.holdsFullStop(bytes[line]) || Self.isComment(bytes[line])
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  /// `。`, or a full stop behind a word and before another or the end.
  static func holdsFullStop(_ line: ArraySlice<UInt8>) -> Bool {
    var index = line.startIndex
    while index < line.endIndex {
      if line[index] == 0xE3, line.endIndex - index >= 3, line[index + 1] == 0x80, line[index + 2] == 0x82 {
        return true
      }
      // Not behind an initial (`Ana M.`), nor before a number (`Lange Str. 5`).
      if line[index] == UInt8(ascii: "."), index - line.startIndex > 20, isLetter(line[index - 1]),
        isLetter(line[index - 2])
      {
        if index + 1 == line.endIndex { return true }
        if line[index + 1] == 0x20, index + 2 == line.endIndex || isLetter(line[index + 2]) || line[index + 2] >= 0x80 {
          return true
        }
      }
      index += 1
    }
    return false
  }

  /// Whether most colons stand between digits, as in times and addresses of machines.
  var tellsTimes: Bool {
    var colons = 0
    var inside = 0
    for index in whole.indices where bytes[index] == UInt8(ascii: ":") {
      colons += 1
      if index > 0, index + 1 < bytes.count, bytes[index - 1] &- 0x30 < 10, bytes[index + 1] &- 0x30 < 10 {
        inside += 1
      }
    }
    return inside * 2 >= colons
  }

  /// Lines that hold a full stop.
  var sentences: Int { ranges.count { Self.holdsFullStop(bytes[$0]) } }

  /// Short lines of like length without sentences: one value each.
  var looksLikeList: Bool {
    guard ranges.count >= 2 else { return false }
    var short = 0
    var labels = 0
    var headings = 0
    for line in ranges {
      // Characters, not bytes: continuation bytes do not count.
      let length = bytes[line].reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
      if length <= 24 { short += 1 }
      if Self.isLabelled(bytes[line]) { labels += 1 }
      if Self.isMarked(bytes[line]) { headings += 1 }
    }
    let count = ranges.count
    // Some lines with a mark before them and some without are labels and what they label.
    if headings * 5 >= count, headings * 5 <= count * 4 { return false }
    return short * 10 >= count * 9 && sentences * 20 <= count && labels * 4 <= count && blankLines * 4 <= count
  }

  /// Whether a line begins with what sets headings apart: ▼ ■ ● 【 [ or a space.
  private static func isMarked(_ line: ArraySlice<UInt8>) -> Bool {
    let start = Array(line.prefix(3))
    guard let first = start.first else { return false }
    if first == 0x20 || first == 0x09 || first == UInt8(ascii: "[") || first == UInt8(ascii: "*") { return true }
    guard start.count == 3 else { return false }
    // U+2580 to U+25FF, 【, 《, 〈, the wide space.
    return first == 0xE2 && (0x96...0x97).contains(start[1])
      || start == [0xE3, 0x80, 0x90] || start == [0xE3, 0x80, 0x8A] || start == [0xE3, 0x80, 0x88]
      || start == [0xE3, 0x80, 0x80]
  }

  /// `氏名：…`, `name: …`, `[氏名] …` and 【氏名】….
  private static func isLabelled(_ line: ArraySlice<UInt8>) -> Bool {
    if line.first == UInt8(ascii: "["), let close = line.firstIndex(of: UInt8(ascii: "]")) {
      return close < line.endIndex - 1
    }
    if line.starts(with: [0xE3, 0x80, 0x90]) { return !line.suffix(3).elementsEqual([0xE3, 0x80, 0x91]) }
    if line.dropFirst().contains(UInt8(ascii: ":")) { return true }
    var rest = line.dropFirst()
    while let lead = rest.firstIndex(of: 0xEF) {
      if line.endIndex - lead >= 3, line[lead + 1] == 0xBC, line[lead + 2] == 0x9A { return true }
      rest = line[(lead + 1)...]
    }
    return false
  }
}
