import JapaneseText

/// Lists without titles in running text: line after line of the same shape, a number, a time or a mark and then a name.
///
/// One such line proves nothing, and neither do the surnames alone (stations and shops are listed like this, too). Where
/// nearly all lines agree and something else speaks for people, all of them are.
extension NameFinder {
  /// What a line begins with.
  private enum Lead: Hashable {
    case number
    /// A bullet, by its scalar; 一、二、三、 are one kind.
    case mark(UInt32)
    case nothing
  }

  private struct Entry {
    var name: Range<Int>?
    var isFull = false
    /// The word is a surname on the list.
    var isSurname = false
    /// A number of a person stands on the line or, below a bullet, on the lines behind it.
    var isCued = false
    var isMobile = false
    /// 中橋享史.pdf.
    var isFile = false
  }

  /// Lines of the shortest list.
  private static let least = 4

  mutating func findLists(_ values: [PassageValues.Value]) {
    var cued = [Bool](repeating: false, count: text.lines.count)
    var mobile = cued
    for value in values where [.phone, .email, .birthDate].contains(value.field) {
      let line = text.line(of: value.range.lowerBound)
      cued[line] = true
      if value.field != .phone || Self.isMobile(value.number) { mobile[line] = true }
    }
    var entries: [Lead: [Entry]] = [:]
    for (number, line) in text.lines.enumerated() where line.count >= 2 && line.count < 400 {
      var isFirst = true
      for cell in cells(of: line) {
        guard let (lead, start) = lead(of: cell, isFirst: isFirst) else { continue }
        isFirst = false
        if lead == .nothing, !cued[number] { continue }
        var entry = entry(from: start, cell)
        let last = lead == .nothing || lead == .number ? number : min(number + 3, text.lines.count - 1)
        entry.isCued = (number...last).contains { cued[$0] }
        entry.isMobile = (number...last).contains { mobile[$0] }
        entries[lead, default: []].append(entry)
      }
    }
    let isOfAppointments = GridWords.appointments.contains { word in
      text.lines.prefix(3).contains { text.string($0).contains(word) }
    }
    for (lead, list) in entries where isOfPeople(list) || isOfAppointments && lead == .number && gives(list) {
      for entry in list {
        guard let name = entry.name else { continue }
        add(NameCandidate(range: name, isFull: entry.isFull, cue: .row, certainty: .probable, kana: nil))
      }
    }
  }

  private static func isMobile(_ number: UInt64) -> Bool {
    [70, 80, 90].contains(number / 100_000_000) && number < 10_000_000_000
  }

  private func isOfPeople(_ entries: [Entry]) -> Bool {
    let named = entries.filter { $0.name != nil }
    let count = named.count
    guard count >= Self.least, count * 4 >= entries.count * 3 else { return false }
    let different = Set(named.compactMap { $0.name.map(text.string) }).count
    guard different * 2 > count else { return false }
    let full = named.count(where: \.isFull)
    let cued = named.count(where: \.isCued)
    if full == count, count > Self.least { return true }
    if full * 100 >= count * 85 { return count >= 8 || cued * 2 >= count || named.allSatisfy(\.isFile) }
    if full * 10 >= count * 7, cued * 2 >= count { return true }
    let listed = named.count { $0.isFull || $0.isSurname }
    guard listed * 10 >= count * 8 else { return false }
    if named.count(where: \.isMobile) * 10 >= count * 7 { return true }
    // One of them is called by name elsewhere: 篠田さん.
    return named.contains { entry in entry.name.map { isHonoured(text.string($0)) } ?? false }
  }

  /// Whether times are given to people: full names, most of the lines, under a heading that says what for.
  private func gives(_ entries: [Entry]) -> Bool {
    let full = entries.count { $0.name != nil && $0.isFull }
    return full >= 2 && full * 2 >= entries.count
  }

  private func isHonoured(_ surname: String) -> Bool {
    candidates.contains { $0.cue == .honorific && text.string($0.range) == surname }
  }

  /// The cells of a line that tabs part.
  private func cells(of line: Range<Int>) -> [Range<Int>] {
    var cells: [Range<Int>] = []
    var start = line.lowerBound
    for index in line where text[index] == 0x09 {
      if cells.count > 30 { break }
      cells.append(start..<index)
      start = index + 1
    }
    // A number in a cell of its own leads the next one.
    cells.append(start..<line.upperBound)
    var joined: [Range<Int>] = []
    for cell in cells {
      if let last = joined.last,
        text.trimmed(last).allSatisfy({ text[$0].isDigit || Self.inNumbers.contains(text[$0]) })
      {
        joined[joined.count - 1] = last.lowerBound..<cell.upperBound
      } else {
        joined.append(cell)
      }
    }
    return joined
  }

  private static let inNumbers = Set("0123456789:/.,-~#() \t".unicodeScalars.map(\.value))
  private static let bullets = Set("・○●◎◇◆■□★☆*•◯-‐▪▸►".unicodeScalars.map(\.value))
  private static let numerals = Set("一二三四五六七八九十".unicodeScalars.map(\.value))
  private static let times: [StaticString] = ["午前", "午後", "夕方", "朝", "昼", "夜", "夕", "晩", "AM", "PM", "am", "pm"]

  /// What a cell begins with, and where that ends. Cells within a line count only behind a bullet.
  private func lead(of cell: Range<Int>, isFirst: Bool) -> (Lead, Int)? {
    let cell = text.trimmed(cell)
    guard let first = cell.first else { return nil }
    if Self.bullets.contains(text[first]), first + 1 < cell.upperBound {
      return (.mark(text[first]), skip(first + 1, cell))
    }
    guard isFirst else { return nil }
    var numeral = first
    while Self.numerals.contains(text[numeral]), numeral - first < 4 { numeral += 1 }
    if numeral > first, text[numeral] == 0x3001 { return (.mark(0x3001), skip(numeral + 1, cell)) }
    var index = first
    var numbers = 0
    while index < cell.upperBound, numbers < 6, let end = endOfNumber(at: index, cell) {
      numbers += 1
      index = skip(end, cell)
    }
    return (numbers > 0 ? .number : .nothing, index)
  }

  private func skip(_ index: Int, _ cell: Range<Int>) -> Int {
    var index = index
    while index < cell.upperBound, text[index].isSpace || text[index] == 0x5F || text[index] == 0x7C { index += 1 }
    return index
  }

  /// `19:30`, `28)`, `6にち`, `301`, `18時`, `No.3`, `①`, 昼: a number with at most three letters behind it.
  private func endOfNumber(at start: Int, _ cell: Range<Int>) -> Int? {
    if (0x2460...0x2473).contains(text[start]) { return start + 1 }
    if let time = Self.times.first(where: { text.has($0, at: start) }) {
      let end = text.index(ofByte: Int(text.offsets[start]) + time.utf8CodeUnitCount)
      return text[end].isSpace || text[end].isDigit ? end : nil
    }
    var index = start
    if text.has("No.", at: index) { index += 3 }
    guard text[index].isDigit else { return nil }
    while index < cell.upperBound, Self.inNumbers.contains(text[index]), !text[index].isSpace { index += 1 }
    let digitsEnd = index
    while index < cell.upperBound, !isBorder(index) { index += 1 }
    return index - digitsEnd <= 3 ? index : nil
  }

  private func isBorder(_ index: Int) -> Bool {
    text[index].isSpace || [0x5F, 0x7C, 0x3001, 0x2C, 0x28, 0x3A, 0x29].contains(text[index])
  }

  /// The name at the beginning of what a line tells.
  private func entry(from start: Int, _ cell: Range<Int>) -> Entry {
    var entry = Entry()
    let first = word(at: start, cell)
    guard first.count <= 16, !first.isEmpty else { return entry }
    entry.isFile = text[first.upperBound] == 0x2E
    let second =
      text[first.upperBound].isSpace ? word(at: first.upperBound + 1, cell) : first.upperBound..<first.upperBound
    if !second.isEmpty, second.count <= 8 {
      let both = first.lowerBound..<second.upperBound
      if isListedName(both), !read(first).shapes.contains(.personName) || read(first).score < read(both).score {
        entry.name = both
        entry.isFull = true
        return entry
      }
    }
    let reading = read(first)
    guard reading.shapes.isDisjoint(with: [.organisationName, .department, .roleWord, .insurerName]) else {
      return entry
    }
    if first.count >= 3, isListedName(first), !text[first.lowerBound].isLatin {
      entry.name = first
      entry.isFull = true
    } else if !text[first.lowerBound].isLatin, surnameWeight(first, penalty: 0, isFirm: true) != nil {
      entry.name = first
      entry.isSurname = reading.shapes.contains(.surnameOnly)
    }
    return entry
  }

  private func word(at start: Int, _ cell: Range<Int>) -> Range<Int> {
    var end = start
    while end < cell.upperBound, text[end].isNameScript || text[end].isLatin || text[end] == 0x30FB || text[end] == 0x27
    {
      end += 1
    }
    return start..<max(start, end)
  }

  private func isListedName(_ range: Range<Int>) -> Bool {
    let reading = read(range)
    return reading.shapes.contains(.personName) && reading.score > 0.1
      && reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department, .productLike])
  }
}
