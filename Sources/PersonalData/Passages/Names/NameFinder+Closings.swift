import JapaneseText

/// Whoever signs a letter: the name in Latin letters below what closes it.
extension NameFinder {
  mutating func findClosings() {
    for number in text.lines.indices where isClosing(text.trimmed(text.lines[number])) {
      let below = text.lines.indices.clamped(to: (number + 1)..<(number + 6))
      guard let line = below.map({ text.trimmed(text.lines[$0]) }).first(where: { !$0.isEmpty }),
        let name = signature(line)
      else { continue }
      add(NameCandidate(range: name, isFull: true, cue: .signature, certainty: .probable, kana: nil))
    }
  }

  /// Whether a line is nothing but what closes a letter.
  private func isClosing(_ line: Range<Int>) -> Bool {
    guard (5...44).contains(line.count), text[line.lowerBound].isLatin else { return false }
    let words = text.string(line).lowercased().split { !$0.isLetter }.joined(separator: " ")
    return Self.closings.contains(words)
  }

  private static let closings: Set<String> = [
    "yours sincerely", "yours faithfully", "yours truly", "yours", "sincerely", "sincerely yours", "very truly yours",
    "respectfully", "respectfully yours", "cordially", "kind regards", "best regards", "warm regards",
    "with kind regards",
    "with best regards", "regards", "many thanks", "with thanks", "thank you", "thanks", "best wishes", "best",
    "mit freundlichen grüßen", "mit freundlichen grüssen", "mit freundlichem gruß", "freundliche grüße", "viele grüße",
    "beste grüße", "hochachtungsvoll", "cordialement", "bien cordialement", "sincères salutations", "respectueusement",
    "atentamente", "saludos cordiales", "un cordial saludo", "saludos", "cordiali saluti", "distinti saluti",
    "met vriendelijke groet", "met vriendelijke groeten", "hoogachtend", "atenciosamente",
    "com os melhores cumprimentos",
    "z poważaniem", "med venlig hilsen", "med vänliga hälsningar", "vennlig hilsen", "ystävällisin terveisin",
  ]

  /// A line of two to four words with capitals, which read as nobody else's name: `Donald Price`, `Dr J. K. Walker MRCGP`.
  private func signature(_ line: Range<Int>) -> Range<Int>? {
    guard (5...48).contains(line.count),
      line.allSatisfy({ text[$0].isLatin || [0x20, 0x27, 0x2019, 0x2C, 0x2D, 0x2E].contains(text[$0]) })
    else { return nil }
    var words: [Range<Int>] = line.split { text[$0] == 0x20 || text[$0] == 0x2C }
    if let first = words.first, Self.titles.contains(text.string(first)) { words.removeFirst() }
    // Degrees and memberships, unless all is in capitals.
    let isLoud = words.allSatisfy { isCapitals($0) }
    if !isLoud, let degree = words.firstIndex(where: { $0.count >= 3 && isCapitals($0) }) {
      words.removeSubrange(degree...)
    }
    guard (2...4).contains(words.count), let first = words.first, let last = words.last,
      words.allSatisfy({ !(0x61...0x7A).contains(text[$0.lowerBound]) })
    else { return nil }
    let range = first.lowerBound..<last.upperBound
    let others: NameShapes = [.organisationName, .department, .roleWord, .productLike]
    return read(range).shapes.isDisjoint(with: others) ? range : nil
  }

  private func isCapitals(_ word: Range<Int>) -> Bool {
    word.allSatisfy { !(0x61...0x7A).contains(text[$0]) && !(0xDF...0xFF).contains(text[$0]) }
  }
}
