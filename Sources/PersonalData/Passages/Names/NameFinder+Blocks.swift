import JapaneseText

/// Addressees of letters in Latin letters: a name on a line of its own, the street and the town below it.
extension NameFinder {
  mutating func findAddressees() {
    for (number, line) in text.lines.enumerated() where number > 0 && line.count >= 6 && line.count <= 60 {
      // A title alone on the line above.
      if Self.titleLines.contains(text.string(text.trimmed(text.lines[number - 1]))),
        let name = addressee(line, isFirm: true)
      {
        add(NameCandidate(range: name, isFull: true, cue: .honorific, certainty: .certain, kana: nil))
      }
      guard isTown(text.trimmed(line)) else { continue }
      for above in 1...4 where number - above >= 0 {
        let candidate = text.trimmed(text.lines[number - above])
        if candidate.isEmpty { break }
        if let name = addressee(candidate) {
          add(NameCandidate(range: name, isFull: true, cue: .signature, certainty: .probable, kana: nil))
          break
        }
      }
    }
  }

  private static let titleLines: Set<String> = [
    "Herrn/Frau", "Herrn", "Herr", "Frau", "Monsieur", "Madame", "Mr", "Mrs", "Ms", "Herrn / Frau", "Frau/Herrn", "An",
    "Signora", "Signor", "Señor", "Señora", "Pan", "Pani", "Mevrouw", "De heer", "Madame/Monsieur",
  ]

  /// `82755 Pasquier`, `95-576 Stargard`, `1234 AB Utrecht`, `Leeds LS1 4AB`, `Springfield, IL 62704`.
  private func isTown(_ line: Range<Int>) -> Bool {
    var index = line.lowerBound
    // D-44273.
    if (0x41...0x5A).contains(text[index]), text[index + 1] == 0x2D { index += 2 }
    let first = digits(from: index, line)
    if first > 0 {
      var end = index + first
      if first == 2, text[end] == 0x2D, digits(from: end + 1, line) == 3 {
        end += 4
      } else if first < 4 || first > 5 {
        return false
      }
      guard text[end].isSpace else { return false }
      while text[end].isSpace { end += 1 }
      // The town, with a capital; 1234 AB stands before it in the Netherlands.
      return end < line.upperBound && text[end].isLatin && !(0x61...0x7A).contains(text[end])
        && !(end..<line.upperBound).contains { text[$0].isDigit || text[$0] == 0x3A }
    }
    guard text[line.lowerBound].isLatin else { return false }
    let words = text.string(line).split { $0 == " " || $0 == "," }
    guard words.count >= 3, words.count <= 6, let last = words.last, let before = words.dropLast().last else {
      return false
    }
    let isZIP =
      last.utf8.count == 5 && last.utf8.allSatisfy(\.isDigit) && before.utf8.count == 2
      && before.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    let isInward =
      last.utf8.count == 3 && last.utf8.first?.isDigit == true
      && last.utf8.dropFirst().allSatisfy { (0x41...0x5A).contains($0) }
      && (2...4).contains(before.utf8.count) && before.utf8.contains(where: \.isDigit)
      && before.utf8.first.map { (0x41...0x5A).contains($0) } ?? false
    return isZIP || isInward
  }

  private func digits(from start: Int, _ line: Range<Int>) -> Int {
    var end = start
    while end < line.upperBound, text[end].isDigit { end += 1 }
    return end - start
  }

  /// The name that a line of an address is, behind `Herr` or `Mme`.
  /// - Parameter isFirm: something else says that it is one, so that a name which no list knows is taken too.
  private func addressee(_ line: Range<Int>, isFirm: Bool = false) -> Range<Int>? {
    let line = text.trimmed(line)
    // A cell before it says what the address is for.
    var start = line.lastIndex { text[$0] == 0x09 }.map { $0 + 1 } ?? line.lowerBound
    for title: StaticString in [
      "Herrn ", "Herr ", "Frau ", "Monsieur ", "Madame ", "Mme ", "Mr ", "Mr. ", "Mrs ", "Mrs. ", "Ms ", "Dr ", "Dr. ",
      "Sig. ", "Sra. ", "Sr. ", "Pan ", "Pani ",
    ]
    where text.has(title, at: start) {
      start += title.utf8CodeUnitCount
      break
    }
    let range = text.trimmed(start..<max(start, line.upperBound))
    guard range.count >= 5, range.count <= 40, text[range.lowerBound].isLatin,
      range.allSatisfy({ text[$0].isLatin || [0x20, 0x27, 0x2019, 0x2D, 0x2E].contains(text[$0]) })
    else { return nil }
    let words = text.string(range).split { $0 == " " }
    guard (2...4).contains(words.count), let first = words.first, let last = words.last else { return nil }
    let reading = read(range)
    guard reading.shapes.isDisjoint(with: [.organisationName, .department, .roleWord]) else { return nil }
    if reading.shapes.contains(.personName), reading.score > 0.3 { return range }
    if isFirm { return words.allSatisfy { $0.first?.isUppercase == true } ? range : nil }
    // A given name that is known, then a family name that no list has.
    return words.count == 2 && isGiven(first) && last.first?.isUppercase == true ? range : nil
  }
}
