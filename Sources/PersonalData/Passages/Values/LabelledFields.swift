import JapaneseText

/// Labelled values one below the other or side by side, as the forms of web sites send them and a program prints the record
/// of one person: `First name: Jason`, `Last name: Ward`, `Email: …`; 姓：緑川　名：京子.
struct LabelledFields {
  struct Entry {
    var reading: HeaderReading
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
    for line in text.lines {
      let found = entries(of: line)
      if !found.isEmpty {
        block += found
        unknown = 0
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
    var found: [Entry] = []
    var from = line.lowerBound
    for colon in line where text[colon] == 0x3A && !(text[colon - 1].isDigit && text[colon + 1].isDigit) {
      let start = beginning(ofLabelBefore: colon, notBefore: from, isFirst: from == line.lowerBound)
      guard colon - start >= 1, colon - start <= Self.longestLabel, let reading = read(start..<colon) else {
        // 10:30, or a word that is no label: the line tells something else, or goes on with its value.
        if found.isEmpty { return [] }
        continue
      }
      if let last = found.indices.last { found[last].value = text.trimmed(found[last].value.lowerBound..<start) }
      found.append(Entry(reading: reading, value: text.trimmed(colon + 1..<line.upperBound)))
      from = colon + 1
    }
    return found
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
  private func beginning(ofLabelBefore colon: Int, notBefore floor: Int, isFirst: Bool) -> Int {
    var end = colon
    while end > floor, text[end - 1].isSpace || text[end - 1] == 0x22 || text[end - 1] == 0x2A { end -= 1 }
    var start = end
    while start > floor, end - start <= Self.longestLabel {
      let before = text[start - 1]
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
