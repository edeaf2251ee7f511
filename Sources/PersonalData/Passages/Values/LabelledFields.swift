import JapaneseText

/// Labelled values one below the other or side by side, as the forms of web sites send them and a program prints the record
/// of one person: `First name: Jason`, `Last name: Ward`, `Email: …`; 姓：緑川　名：京子.
struct LabelledFields {
  struct Entry {
    var reading: HeaderReading
    var label: Range<Int>
    /// Scalars, without the spaces around them; may be empty.
    var value: Range<Int>
  }

  /// Entries that belong together, two and more each.
  private(set) var blocks: [[Entry]] = []
  /// Scalars of the records of which each names somebody, in the order of the text: a record begins where the label that the
  /// block begins with comes again.
  private(set) var records: [Range<Int>] = []
  private let text: PassageText
  /// What labels mean that were met in this passage: a file of records has the same ones again and again.
  private var known: [String: HeaderReading?] = [:]

  init(_ text: PassageText) {
    self.text = text
    var block: [Entry] = []
    var unknown = 0
    // A label that stands alone has its value on the next line that is not empty.
    var alone: (HeaderReading, Range<Int>)?
    for line in text.lines {
      let content = text.trimmed(line)
      if let reading = alone, !content.isEmpty {
        alone = nil
        if labelAlone(content) == nil, entries(of: line).isEmpty {
          block.append(Entry(reading: reading.0, label: reading.1, value: content))
          unknown = 0
          continue
        }
      }
      let found = entries(of: line)
      if !found.isEmpty {
        block += found
        unknown = 0
        continue
      }
      if let reading = labelAlone(content) {
        alone = (reading, content)
        continue
      }
      // A line without a label may stand between: the second one of an address, an empty one.
      unknown += 1
      if unknown > Self.gap { close(&block) }
    }
    close(&block)
  }

  /// Lines without a known label that one block goes over.
  private static let gap = 2
  private static let longestLabel = 32

  private mutating func close(_ block: inout [Entry]) {
    defer { block = [] }
    guard block.count >= 2 else { return }
    blocks.append(block)
    let starts = block.indices.filter { block[$0].reading == block[0].reading }
    for (start, end) in zip(starts, starts.dropFirst() + [block.count]) {
      let record = block[start..<end]
      guard let first = record.first, let last = record.last, record.contains(where: { $0.reading.role.isName }) else {
        continue
      }
      records.append(first.value.lowerBound..<last.value.upperBound)
    }
  }

  private mutating func entries(of line: Range<Int>) -> [Entry] {
    if let bracketed = bracketed(line) { return [bracketed] }
    var found: [Entry] = []
    var from = line.lowerBound
    for mark in line where isMark(mark) {
      let start = beginning(ofLabelBefore: mark, notBefore: from, isFirst: from == line.lowerBound)
      let end = endOfLabel(before: mark, notBefore: start)
      guard start < end, end - start <= Self.longestLabel, let reading = read(start..<end) else {
        // 10:30, or a word that is no label: the line tells something else, or goes on with its value.
        if found.isEmpty { break }
        continue
      }
      if let last = found.indices.last { found[last].value = text.trimmed(found[last].value.lowerBound..<start) }
      from = mark + 1
      // お名前：: where a page has a colon of its own.
      while from < line.upperBound, text[from] == 0x3A { from += 1 }
      found.append(Entry(reading: reading, label: start..<end, value: text.trimmed(from..<line.upperBound)))
    }
    return found.isEmpty ? spaced(line).map { [$0] } ?? [] : found
  }

  /// A colon that is not one of a time, or the sign of an assignment.
  private func isMark(_ index: Int) -> Bool {
    switch text[index] {
    case 0x3A: !(text[index - 1].isDigit && text[index + 1].isDigit)
    case 0x3D: text[index - 1] != 0x3D && text[index + 1] != 0x3D
    default: false
    }
  }

  /// `[氏名] 緑川 京子`, 【氏名】緑川 京子.
  private mutating func bracketed(_ line: Range<Int>) -> Entry? {
    let line = text.trimmed(line)
    guard let open = line.first, let closing = Self.brackets[text[open]],
      let close = line.prefix(Self.longestLabel).first(where: { text[$0] == closing }), close > open + 1,
      close + 1 < line.upperBound, let reading = read(text.trimmed(open + 1..<close)), reading.strength == .strong
    else { return nil }
    var start = close + 1
    while start < line.upperBound, text[start].isSpace || text[start] == 0x3A { start += 1 }
    return Entry(reading: reading, label: open..<close + 1, value: start..<line.upperBound)
  }

  private static let brackets: [UInt32: UInt32] = [
    0x5B: 0x5D, 0x3010: 0x3011, 0x3C: 0x3E, 0x300C: 0x300D, 0xFF62: 0xFF63,
  ]

  /// `Surname ........ Walker`, `Surname      Walker`: dots or a gap lead from the label to the value.
  private mutating func spaced(_ line: Range<Int>) -> Entry? {
    let line = text.trimmed(line)
    guard let gap = line.prefix(Self.longestLabel).first(where: { isGap(at: $0) || isNarrowGap(at: $0) }),
      gap > line.lowerBound
    else { return nil }
    var start = gap
    while start < line.upperBound, text[start].isSpace || Self.leaders.contains(text[start]) { start += 1 }
    guard start < line.upperBound, let reading = exact(line.lowerBound..<gap) else { return nil }
    // Titles of a printed list stand side by side.
    let next = (start..<line.upperBound).first { isGap(at: $0) || isNarrowGap(at: $0) } ?? line.upperBound
    return exact(start..<next) == nil
      ? Entry(reading: reading, label: line.lowerBound..<gap, value: start..<line.upperBound) : nil
  }

  private func isGap(at index: Int) -> Bool {
    text[index].isSpace && (text[index + 1].isSpace || Self.leaders.contains(text[index + 1]) || text[index] == 0x09)
      || Self.leaders.contains(text[index]) && Self.leaders.contains(text[index + 1])
  }

  /// One blank behind a Japanese label, or none behind its bracket: 性別 女, 氏名（カナ）ミドリカワ キョウコ.
  private func isNarrowGap(at index: Int) -> Bool {
    text[index].isSpace && text[index - 1].isNameScript || text[index - 1] == 0x29 && text[index].isNameScript
  }

  /// . ・ ･ … ‥ _
  private static let leaders: Set<UInt32> = [0x2E, 0x30FB, 0xFF65, 0x2026, 0x2025, 0x5F]

  /// A label that is all of a line, behind a bullet or in brackets: ▼お名前.
  private mutating func labelAlone(_ line: Range<Int>) -> HeaderReading? {
    guard (1...20).contains(line.count) else { return nil }
    var label = line
    while let first = label.first, Self.bullets.contains(text[first]) || text[first].isSpace {
      label = (first + 1)..<label.upperBound
    }
    while let last = label.last, Self.bullets.contains(text[last]) || text[last].isSpace || text[last] == 0x3A {
      label = label.lowerBound..<last
    }
    return label.isEmpty ? nil : exact(label)
  }

  private static let bullets = Set("▼▽■□◆◇●○◎★☆▶►・*#-—―【】[]<>《》〈〉「」".unicodeScalars.map(\.value))

  /// What a word says that is a label by itself, and no sentence that ends like one.
  private mutating func exact(_ label: Range<Int>) -> HeaderReading? {
    guard label.count <= 20, let reading = read(label), reading.strength == .strong else { return nil }
    return reading
  }

  private func endOfLabel(before mark: Int, notBefore floor: Int) -> Int {
    var end = mark
    while end > floor, text[end - 1].isSpace || text[end - 1] == 0x22 || text[end - 1] == 0x2A { end -= 1 }
    return end
  }

  private mutating func read(_ label: Range<Int>) -> HeaderReading? {
    // 姓：緑川 名：京子, お名前（名）.
    let end = text[label.upperBound - 1] == 0x29 ? label.upperBound - 1 : label.upperBound
    if text[end - 1] == 0x540D, end - 1 == label.lowerBound || end < label.upperBound && text[end - 2] == 0x28 {
      return HeaderReading(.givenName, .weak)
    }
    let word = text.string(label)
    if let reading = known[word] { return reading }
    let reading = HeaderVocabulary.read(word)
    if known.count < 512 { known[word] = .some(reading) }
    return reading
  }

  /// The first label of a line begins with the line, behind a bullet or a quotation mark; a further one behind a gap.
  private func beginning(ofLabelBefore mark: Int, notBefore floor: Int, isFirst: Bool) -> Int {
    let end = endOfLabel(before: mark, notBefore: floor)
    var start = end
    while start > floor, end - start <= Self.longestLabel {
      let before = text[start - 1]
      if [0x26, 0x3F].contains(before) { break }
      if !isFirst, before.isSpace, text[start].isNameScript || text[start - 2].isSpace || before == 0x09 { break }
      start -= 1
    }
    while start < end, text[start].isSpace || !text[start].isLatin && !text[start].isNameScript && text[start] < 0x3400
    {
      start += 1
    }
    return start
  }

  /// The record that a place of the text lies in.
  func record(at place: Int) -> Range<Int>? {
    var (low, high) = (0, records.count)
    while low < high {
      let middle = (low + high) / 2
      if records[middle].lowerBound <= place { low = middle + 1 } else { high = middle }
    }
    return low > 0 && place < records[low - 1].upperBound ? records[low - 1] : nil
  }
}
