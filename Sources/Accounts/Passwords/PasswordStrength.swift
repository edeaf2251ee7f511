/// How much of a password its finder has to guess, counted in *units*: a character that follows from nothing is one; a word
/// that everybody takes is two, once; a year is two; a character that goes on where the two before it were going, along the
/// alphabet, the digits or the keyboard, or that repeats the one before it, is none.
///
/// `Password2024!` is 2 + 2 + 1 = 5, `qwertyuiop12` is 2, three uncommon words are as many as they have letters.
enum PasswordStrength {
  private static let rows = [
    "1234567890-^", "qwertyuiop@[", "asdfghjkl;:]", "zxcvbnm,./", "1qaz", "2wsx", "3edc", "4rfv",
    "5tgb", "6yhn", "7ujm", "8ik,", "9ol.",
  ]

  /// Every two characters that lie beside one another in a row, in both directions.
  private static let neighbours: Set<[Character]> = {
    var pairs: Set<[Character]> = []
    for row in rows.map(Array.init) {
      for (a, b) in zip(row, row.dropFirst()) {
        pairs.insert([a, b])
        pairs.insert([b, a])
      }
    }
    return pairs
  }()

  /// Small letters, ASCII for its full-width forms: what is the same to somebody who guesses.
  static func folded(_ text: String) -> [Character] {
    Array(String(String.UnicodeScalarView(text.unicodeScalars.map(\.halfWidth))).lowercased())
  }

  /// What a text repeats, at least twice, the last time perhaps in part; nil when it repeats nothing.
  static func unit(of text: [Character]) -> [Character]? {
    guard text.count >= 2 else { return nil }
    for length in 1...text.count / 2 where (length..<text.count).allSatisfy({ text[$0] == text[$0 - length] }) {
      return Array(text[..<length])
    }
    return nil
  }

  static func units(of text: [Character]) -> Int {
    var units = 0
    var seen: Set<[Character]> = []
    var place = 0
    while place < text.count {
      if let word = CommonPasswords.longest(in: text, at: place) {
        if seen.insert(word).inserted { units += 2 }
        place += word.count
      } else if isYear(text, at: place) {
        units += 2
        place += 4
      } else {
        if !follows(text, at: place) { units += 1 }
        place += 1
      }
    }
    return units
  }

  private static func isYear(_ text: [Character], at place: Int) -> Bool {
    guard place + 4 <= text.count, let year = Int(String(text[place..<place + 4])) else { return false }
    return (1920...2039).contains(year)
  }

  /// Whether a character goes on as those before it did.
  private static func follows(_ text: [Character], at place: Int) -> Bool {
    guard place > 0 else { return false }
    let (before, this) = (text[place - 1], text[place])
    if before == this || neighbours.contains([before, this]) { return true }
    guard let a = before.asciiValue, let b = this.asciiValue, before.isLetter == this.isLetter else { return false }
    return a.distance(to: b).magnitude == 1
  }
}
