import JapaneseText

/// Names that stand before an e-mail address in angle brackets, parentheses or behind `mailto:`.
extension NameFinder {
  /// `Mary Brown <mary@…>`, `"Brown, Mary" <mary@…>`, `Mary Brown [mailto:mary@…]`: as heads of mails, histories of
  /// programs and lists of receivers write them.
  mutating func findDisplayNames(_ neighbours: [Neighbour]) {
    for neighbour in neighbours where neighbour.cue == .email {
      let address = neighbour.range
      let line = text.lines[text.line(of: address.lowerBound)]
      guard let end = endBefore(address: address.lowerBound, line), text[end - 1].isLatin || text[end - 1] == 0x2E,
        let name = displayName(endingAt: end, notBefore: line.lowerBound)
      else { continue }
      take(name, address: address)
    }
  }

  /// Whether a name that was found stands right before an address.
  func endsName(before address: Range<Int>) -> Bool {
    let line = text.lines[text.line(of: address.lowerBound)]
    return candidates.contains { candidate in
      let (end, start) = (candidate.range.upperBound, address.lowerBound)
      guard end <= start, candidate.range.lowerBound >= line.lowerBound, start - end <= 24 else { return false }
      return !(end..<start).contains { [0x2C, 0x3B, 0x3E, 0x40].contains(text[$0]) }
    }
  }

  /// Where the name before an address ends; nil when no bracket parts them.
  private func endBefore(address: Int, _ line: Range<Int>) -> Int? {
    var end = address
    if text.has("mailto:", at: end - 7) { end -= 7 }
    let bracket = text[end - 1]
    guard bracket == 0x3C || bracket == 0x28 || bracket == 0x5B else { return nil }
    end -= 1
    // [mail](mailto:…) of Markdown, behind the name that it is for.
    if bracket == 0x28, text[end - 1] == 0x5D,
      let open = (max(line.lowerBound, end - 40)..<max(line.lowerBound, end - 1)).last(where: { text[$0] == 0x5B })
    {
      let label = text.trimmed(open + 1..<end - 1)
      if text[open - 1] == 0x28 || read(label).shapes.isDisjoint(with: [.personName]) {
        end = text[open - 1] == 0x28 ? open - 1 : open
      } else {
        end = label.upperBound
      }
    }
    while end > line.lowerBound, text[end - 1].isSpace || [0x22, 0x27, 0x2A, 0x5F].contains(text[end - 1]) { end -= 1 }
    return end > line.lowerBound ? end : nil
  }

  /// The capitalised words before an index, with at most one comma among them.
  private func displayName(endingAt end: Int, notBefore floor: Int) -> Range<Int>? {
    var start = end
    var commas = 0
    while start > floor, end - start < 48 {
      let scalar = text[start - 1]
      if scalar == 0x2C {
        commas += 1
        if commas > 1 { break }
      } else if !scalar.isLatin, scalar != 0x20, scalar != 0x27, scalar != 0x2019, scalar != 0x2D, scalar != 0x2E {
        break
      }
      start -= 1
    }
    // From the end to the first word that is none of a name: `please write to Mary Brown`.
    var first = end
    var index = end
    var words = 0
    while index > start {
      var wordStart = index
      while wordStart > start, text[wordStart - 1] != 0x20, text[wordStart - 1] != 0x2C { wordStart -= 1 }
      if wordStart < index {
        let isCapital = !(0x61...0x7A).contains(text[wordStart])
        guard text[wordStart].isLatin, isCapital || index - wordStart <= 3,
          !Self.joints.contains(text.string(wordStart..<index))
        else { break }
        words += 1
        if words > 5 { break }
        if isCapital { first = wordStart }
      }
      index = wordStart
      while index > start, text[index - 1] == 0x20 || text[index - 1] == 0x2C { index -= 1 }
    }
    return first < end ? first..<end : nil
  }

  private mutating func take(_ range: Range<Int>, address: Range<Int>) {
    let source = text.string(range)
    let words = source.split { $0 == " " || $0 == "," }
    guard !words.contains(where: { Self.services.contains($0.lowercased()) }) else { return }
    let reading = read(range)
    guard reading.shapes.isDisjoint(with: [.organisationName, .department, .roleWord]) else { return }
    let isSpelled = isSpelled(words, in: address)
    guard reading.score > 0 || isSpelled else { return }
    if words.count == 1, !isSpelled || reading.shapes.isDisjoint(with: [.surnameOnly, .givenOnly]) { return }
    add(
      NameCandidate(
        range: range, isFull: words.count > 1, cue: .sender, certainty: .certain, kana: nil,
        spelled: LatinName.turned(source)))
  }

  /// Whether the part of an address before its sign holds a word of the name.
  private func isSpelled(_ words: [Substring], in address: Range<Int>) -> Bool {
    var local: [UInt8] = []
    for index in address {
      if text[index] == 0x40 { break }
      let letter = LatinLetters.plain(text[index])
      if letter != 0 { local.append(letter) }
    }
    return words.contains { word in
      let letters = word.unicodeScalars.map { LatinLetters.plain($0.value) }.filter { $0 != 0 }
      guard letters.count >= 3, local.count >= letters.count else { return false }
      return (0...local.count - letters.count).contains { local[$0..<$0 + letters.count].elementsEqual(letters) }
    }
  }

  /// Short words of sentences, which stand before a name and not in it: `Written by Mary Brown <mary@…>`.
  private static let joints: Set<String> = [
    "by", "and", "or", "to", "for", "at", "in", "is", "via", "the", "see", "cc", "of", "an", "on", "as", "was", "are",
  ]

  /// Words of a display name that stand for a programme or a desk.
  private static let services: Set<String> = [
    "bot", "team", "support", "service", "services", "notifications", "notification", "actions", "admin", "desk",
    "helpdesk", "news", "newsletter", "list", "mailer", "noreply", "info", "sales", "office", "room", "group", "mail",
    "calendar", "customer", "care", "billing", "accounts", "alerts", "system", "robot", "github", "gitlab", "jira",
  ]
}
