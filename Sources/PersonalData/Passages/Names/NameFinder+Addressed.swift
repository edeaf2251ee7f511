/// Address lists in running text: line after line a name, a postal code and an address, with no title above them.
///
/// A company has an address as well, and so one line proves nothing. Where nearly all of several lines begin with what can
/// be a name, and most of them with one that the lists know, all of them are people.
extension NameFinder {
  private static let leastLines = 3
  private static let longestName = 16

  /// - Parameter codes: where postal codes stand.
  mutating func findAddressed(_ codes: [Range<Int>]) {
    guard codes.count >= Self.leastLines else { return }
    var seen: Set<Int> = []
    var names: [(range: Range<Int>, isListed: Bool)] = []
    var lines = 0
    for code in codes {
      let number = text.line(of: code.lowerBound)
      guard seen.insert(number).inserted else { continue }
      lines += 1
      var end = code.lowerBound
      let line = text.lines[number]
      // 〒, and brackets around the code.
      while end > line.lowerBound, text[end - 1].isSpace || [0x3012, 0x28, 0x2C, 0x3001].contains(text[end - 1]) {
        end -= 1
      }
      let name = text.trimmed(line.lowerBound..<end)
      guard name.lowerBound == text.trimmed(line).lowerBound, let isListed = isListedName(name) else { continue }
      names.append((name, isListed))
    }
    let listed = names.count(where: \.isListed)
    let different = Set(names.map { text.string($0.range) }).count
    guard names.count >= Self.leastLines, names.count * 10 >= lines * 8, listed * 2 >= names.count,
      different * 2 > names.count
    else { return }
    for name in names {
      add(NameCandidate(range: name.range, isFull: true, cue: .row, certainty: .probable, kana: nil))
    }
  }

  /// Whether the lists know the name; nil for what can be none: more or fewer words than a name has, a company.
  private func isListedName(_ range: Range<Int>) -> Bool? {
    guard (2...Self.longestName).contains(range.count), text[range.lowerBound].isNameScript,
      !range.contains(where: { text[$0].isDigit })
    else { return nil }
    let words = text.string(range).split { $0 == " " || $0 == "\u{3000}" || $0 == "\t" }
    guard words.count == 2 || words.count == 1 && (3...7).contains(range.count) else { return nil }
    let reading = read(range)
    guard
      reading.shapes.isDisjoint(with: [.organisationName, .insurerName, .roleWord, .department, .productLike])
    else { return nil }
    if reading.shapes.contains(.personName), reading.score > 0.6 { return true }
    return words.count == 2 && reading.score > -1 ? false : nil
  }
}
