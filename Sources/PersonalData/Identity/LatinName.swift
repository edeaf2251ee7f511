/// Spellings of one name in Latin letters.
enum LatinName {
  /// `Smith, John` as `John Smith`; nil when the text is no such pair.
  static func turned(_ text: some StringProtocol) -> String? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let words = parts.map { $0.split { $0.isWhitespace }.joined(separator: " ") }
    guard words.allSatisfy({ $0.first?.isLetter == true }) else { return nil }
    return "\(words[1]) \(words[0])"
  }

  /// Without initials between the first and the last word: Mary J. Brown and Mary Brown are one person in one letter.
  static func withoutInitials(_ name: String) -> String {
    guard name.utf8.first ?? 0xFF < 0x80 else { return name }
    let words = name.split { $0.isWhitespace }
    guard words.count > 2 else { return name }
    let inner = words.dropFirst().dropLast().filter { word in
      let letters = word.utf8.filter(\.isLetter)
      return letters.count != 1 || word.utf8.count > 2
    }
    return ([words[0]] + inner + [words[words.count - 1]]).joined(separator: " ")
  }
}
