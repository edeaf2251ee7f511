import JapaneseText

/// Who writes in a chat that was saved as text: LINE, WhatsApp, Teams, Slack, IRC.
extension NameFinder {
  private struct Sender {
    var ranges: [Range<Int>] = []
    var reading = NameReading.nothing
  }

  /// Lines that begin with a time and a name, of which most read as names. Levels and modules of a log read as none.
  mutating func findChatSenders() {
    var senders: [String: Sender] = [:]
    var messages = 0
    for line in text.lines where line.count >= 8 && line.count < 4_000 {
      guard let range = sender(of: line) ?? senderAbove(line) else { continue }
      messages += 1
      let name = text.string(range)
      if senders[name] == nil {
        if senders.count > 500 { return }
        senders[name] = Sender(reading: read(range))
      }
      senders[name]?.ranges.append(range)
    }
    guard messages >= 4, messages * 2 >= senders.count * 3 else { return }
    let people = senders.values.filter { Self.mayWrite($0.reading) }
    guard people.count * 2 >= senders.count else { return }
    for sender in people {
      let isFull = sender.reading.shapes.contains(.personName) && sender.reading.score > 0
      for range in sender.ranges {
        add(NameCandidate(range: range, isFull: isFull, cue: .sender, certainty: .certain, kana: nil))
      }
    }
  }

  private static func mayWrite(_ reading: NameReading) -> Bool {
    !reading.shapes.isDisjoint(with: [.personName, .surnameOnly, .givenOnly])
      && reading.shapes.isDisjoint(with: [.organisationName, .department, .roleWord, .insurerName])
  }

  /// `10:01⇥name⇥text`, `[12/06/2024, 10:02:11] name: text`, `12/06/24, 10:02 - name: text`, `[10:02] <name> text`.
  private func sender(of line: Range<Int>) -> Range<Int>? {
    var index = line.lowerBound
    while isMark(text[index]) { index += 1 }
    if text[index] == 0x5B { index += 1 }
    guard let afterTime = endOfTime(from: index, line) else { return nil }
    let hasDate = afterTime - index > 8
    index = afterTime
    let stamp = index
    while index < line.upperBound, index - stamp < 12 {
      if text[index].isSpace || isMark(text[index]) || [0x5D, 0x2D, 0x2013].contains(text[index]) {
        index += 1
      } else if [0x41, 0x50, 0x61, 0x70].contains(text[index]), [0x4D, 0x6D].contains(text[index + 1]),
        !text[index + 2].isLatin
      {
        index += 2
      } else {
        break
      }
    }
    guard index > stamp, index < line.upperBound else { return nil }
    if text[index] == 0x3C {
      guard let close = (index + 1..<min(line.upperBound, index + 40)).first(where: { text[$0] == 0x3E }) else {
        return nil
      }
      return named(index + 1..<close)
    }
    if text[index] == 0x7E { index += 1 }
    var end = index
    while end < line.upperBound, end - index < 40, text[end] != 0x09, text[end] != 0x3A { end += 1 }
    guard end < line.upperBound, text[end] == 0x09 || text[end] == 0x3A, end + 1 < line.upperBound else { return nil }
    // A date, a name and what was done, in columns: a log of users.
    if text[end] == 0x09, hasDate { return nil }
    return named(index..<end)
  }

  /// `[6/12 10:02 AM] Mary Brown` and `Mary Brown  10:02 AM`, the message on the lines below: copies out of Teams and Slack.
  private func senderAbove(_ line: Range<Int>) -> Range<Int>? {
    guard line.count < 60 else { return nil }
    if text[line.lowerBound] == 0x5B {
      guard let time = endOfTime(from: line.lowerBound + 1, line),
        let close = (time..<min(line.upperBound, time + 5)).first(where: { text[$0] == 0x5D })
      else { return nil }
      let rest = text.trimmed(close + 1..<line.upperBound)
      return rest.isEmpty || rest.contains { text[$0] == 0x3A || text[$0] == 0x09 } ? nil : named(rest, isWhole: true)
    }
    // The time is at the end, behind two spaces or in brackets.
    guard text[line.lowerBound].isNameScript || text[line.lowerBound].isLatin,
      let first = line.first(where: { text[$0].isDigit }), first - line.lowerBound >= 4,
      let end = endOfTime(from: first, line)
    else { return nil }
    let tail = (end..<line.upperBound).filter { !text[$0].isSpace && !isMark(text[$0]) }.map { text[$0] | 0x20 }
    guard tail.isEmpty || tail == [0x61, 0x6D] || tail == [0x70, 0x6D] || tail == [0x5D | 0x20],
      text[first - 1] == 0x5B || text[first - 1].isSpace && text[first - 2].isSpace
    else { return nil }
    let nameEnd = text[first - 1] == 0x5B ? first - 1 : first
    return named(text.trimmed(line.lowerBound..<nameEnd), isWhole: true)
  }

  /// The words of a sender's name, without pictures around it.
  private func named(_ range: Range<Int>, isWhole: Bool = false) -> Range<Int>? {
    var end = range.lowerBound
    var start = range.lowerBound
    while start < range.upperBound, !isWordScalar(start) { start += 1 }
    end = start
    while end < range.upperBound, isWordScalar(end) || text[end].isSpace || [0x2C, 0x2E, 0x30FB].contains(text[end]) {
      end += 1
    }
    let name = text.trimmed(start..<max(start, end))
    return name.isEmpty || isWhole && name != range ? nil : name
  }

  private func isWordScalar(_ index: Int) -> Bool {
    text[index].isNameScript || text[index].isLatin || text[index] == 0x27 || text[index] == 0x2D
  }

  /// Marks of direction and narrow spaces that phones write into their exports.
  private func isMark(_ scalar: UInt32) -> Bool {
    (0x200B...0x200F).contains(scalar) || scalar == 0x202F || scalar == 0xA0 || scalar == 0xFEFF
      || (0x202A...0x202E).contains(scalar)
  }

  /// Where a time of day ends that a line begins with, a date before it allowed for.
  private func endOfTime(from start: Int, _ line: Range<Int>) -> Int? {
    var index = start
    while index < line.upperBound, index - start < 32 {
      let scalar = text[index]
      if scalar.isDigit {
        var end = index
        while text[end].isDigit { end += 1 }
        if end - index <= 2, text[end] == 0x3A, text[end + 1].isDigit, text[end + 2].isDigit {
          end += 3
          if text[end] == 0x3A, text[end + 1].isDigit, text[end + 2].isDigit { end += 3 }
          return text[end].isDigit ? nil : end
        }
        index = end
      } else if scalar.isSpace || isMark(scalar) || Self.dateMarks.contains(scalar) {
        index += 1
      } else {
        return nil
      }
    }
    return nil
  }

  private static let dateMarks = Set("/-.,年月日()T午前後月火水木金土日".unicodeScalars.map(\.value))
}
