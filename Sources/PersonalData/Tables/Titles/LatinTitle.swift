/// Titles in the languages that are written in Latin letters, word by word: `Geb.-Datum`, `N° de téléphone`, `Nome da mãe`,
/// `Next of Kin Phone`, `Họ và tên`.
///
/// A title is taken apart into plain words, and each of them must be known: what it is a title of (`Telefon`), whose
/// (`Mutter`), or a word that adds nothing (`of the`, `privat`). One unknown word and it is no title, so that texts and names
/// in the cells of a table pass for none.
enum LatinTitle {
  enum Word: Sendable {
    case role(ColumnRole, HeaderReading.Strength)
    case relation(PersonGroup)
    /// Adds nothing.
    case glue
    /// Makes of a title something else: the kind of a telephone, the state of a passport.
    case spoil
    /// Says that a number is meant: beside a word for somebody it is that person's number at some office.
    case number
  }

  static func read(_ title: String) -> HeaderReading? {
    guard title.utf8.count <= 90, let words = words(of: title), let first = words.first, words.count <= 9 else {
      return nil
    }
    if words.count <= 2, let whole = wholes[words.joined(separator: " ")] { return reading(of: [whole]) }
    guard starts.contains(first) else { return nil }
    var found: [Word] = []
    var index = 0
    while index < words.count {
      if index > 0, words[index].utf8.allSatisfy(\.isDigit) {
        index += 1
        continue
      }
      guard let (word, next) = phrase(in: words, at: index) else { return nil }
      found.append(word)
      index = next
    }
    if words.count == 1, case .relation = found.first, neverAlone.contains(first) { return nil }
    guard var reading = reading(of: found) else { return nil }
    if reading.group != .unnamed, reading.role == .name, let last = words.last, let number = Int(last), number < 100 {
      reading.group.number += number
    }
    return reading
  }

  /// The longest phrase that begins at a word.
  private static func phrase(in words: [String], at index: Int) -> (Word, Int)? {
    for end in stride(from: min(words.count, index + longestPhrase), to: index, by: -1) {
      let joined = end == index + 1 ? words[index] : words[index..<end].joined(separator: " ")
      if let word = phrases[joined] { return (word, end) }
    }
    return nil
  }

  private static func reading(of words: [Word]) -> HeaderReading? {
    var roles: [(role: ColumnRole, strength: HeaderReading.Strength)] = []
    var group = PersonGroup.unnamed
    var isNumber = false
    var isSpoilt = false
    for word in words {
      switch word {
      case .role(let role, let strength): roles.append((role, strength))
      case .relation(let relation):
        // `Contact parent`, `Student's father`: the one who is told apart from the person of the row.
        if group == .unnamed || group.relation.mayBeOwn { group = relation }
      case .number: isNumber = true
      case .spoil: isSpoilt = true
      case .glue: break
      }
    }
    if isSpoilt { return HeaderReading(.other, .weak) }
    guard let first = roles.first else {
      guard group != .unnamed else { return nil }
      // `Emergency no.`: nobody has another number for that.
      if isNumber, group.relation == .emergencyContact { return HeaderReading(.phone, .strong, group: group) }
      return isNumber ? HeaderReading(.other, .strong) : HeaderReading(.name, .weak, group: group)
    }
    var (role, strength) = first
    for other in roles.dropFirst() {
      guard let joint = join(role, other.role) else { return nil }
      role = joint
      strength = max(strength, other.strength)
    }
    if group != .unnamed, role == .name { strength = .strong }
    if isNumber, role.isAnchor { return nil }
    if isNumber, role == .birthDate || role == .sex { role = .other }
    return HeaderReading(role, strength, group: role.isAnchor || role.isOfPerson ? group : .unnamed)
  }

  /// What two words in one title mean together: `E-Mail-Adresse`, `Vor- und Nachname`, `PLZ/Ort`.
  private static func join(_ one: ColumnRole, _ other: ColumnRole) -> ColumnRole? {
    if one == other { return one }
    let both: Set = [one, other]
    if both.isSubset(of: [.familyName, .givenName, .name, .otherName]) {
      return both.contains(.familyName) && both.contains(.givenName) || both == [.name, .otherName] ? .name : nil
    }
    let inOrder: [ColumnRole] = [.remarks, .email, .iban, .bankAccount, .phone, .birthDate]
    if let leading = inOrder.first(where: both.contains) { return leading }
    // `Address_ZipCode`, and `PLZ/Ort`; the cells tell where both stand in one.
    if one == .address, other == .postalCode { return .postalCode }
    if both.isSubset(of: [.address, .addressPart, .postalCode]) { return .address }
    if both.contains(.department) { return .department }
    if both.contains(.other) { return .other }
    return both.contains(.employer) && both.contains(.name) ? .employer : nil
  }

  // MARK: Words

  /// The words in plain small letters, numbers apart; nil for what is written in other letters.
  static func words(of title: String) -> [String]? {
    var words: [String] = []
    var word = ""
    var former = Kind.none
    for scalar in title.unicodeScalars {
      let value = scalar.value
      if (0x300...0x36F).contains(value) || value == 0xBA || value == 0xB0 { continue }
      let plain = LatinLetters.plain(value)
      let isUpper = plain != 0 && scalar.properties.isUppercase
      let kind: Kind =
        plain != 0 ? (isUpper ? .upper : .lower) : (0x30...0x39).contains(value) ? .digit : .none
      if kind == .none {
        // Kanji, kana, Hangul, Cyrillic and Greek letters.
        if value >= 0x370, !(0x2000...0x206F).contains(value), value != 0x2116, scalar.properties.isAlphabetic {
          return nil
        }
        if value == 0x23 || value == 0x2116 {
          if !word.isEmpty { words.append(word) }
          words.append("no")
          word = ""
        }
      }
      let isBorder =
        kind == .none || kind == .upper && former == .lower || (kind == .digit) != (former == .digit) && former != .none
      if isBorder, !word.isEmpty {
        words.append(word)
        word = ""
      }
      if kind == .digit {
        word.unicodeScalars.append(scalar)
      } else if plain != 0 {
        word.unicodeScalars.append(Unicode.Scalar(plain))
      }
      former = kind
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  private enum Kind { case none, lower, upper, digit }

  // MARK: Tables

  private static let longestPhrase = 6

  private static let phrases: [String: Word] = {
    var table: [String: Word] = [:]
    func add(_ word: Word, _ list: String) {
      for phrase in list.split(whereSeparator: { $0 == "|" || $0 == "\n" }) {
        let phrase = phrase.split(separator: " ").joined(separator: " ")
        if !phrase.isEmpty { table[phrase] = word }
      }
    }
    for (group, list) in relationWords { add(.relation(group), list) }
    for (role, strength, list) in roleWords { add(.role(role, strength), list) }
    add(.glue, glueWords)
    add(.number, numberWords)
    add(
      .spoil,
      "type|label|status|typ|tipo|statut|stato|estado civil|marital status|verified|confirmed|opt in|consent")
    return table
  }()

  private static let wholes: [String: Word] = {
    var table: [String: Word] = [:]
    for (role, strength, list) in wholeTitles {
      for title in list.split(separator: "|") { table[String(title)] = .role(role, strength) }
    }
    return table
  }()

  /// First words of the phrases: most cells are dismissed by one look.
  private static let starts = Set(phrases.keys.map { String($0.prefix { $0 != " " }) })

  /// Words for relatives that are given names as well.
  private static let neverAlone: Set<String> = [
    "mae", "anya", "isa", "otec", "tata", "bo", "cha", "con", "apa", "far", "mor", "pai", "ayah", "make", "maka",
    "caution",
    "vn", "vp", "responsable", "from", "agent", "client", "member", "guest", "chef", "medic", "tag", "lid", "con",
    "kid", "gast", "sot", "vo",
    "wali",
  ]
}
