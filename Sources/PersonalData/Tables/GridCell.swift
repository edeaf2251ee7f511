import JapaneseText

/// What one cell of a grid holds, and whom it names.
struct GridCell {
  enum Kind: Equatable {
    /// Nothing, or marks, numbers and times: says neither yes nor no.
    case nothing
    /// A title, a role, a relation, a division: belongs to people and is none.
    case label
    case names
    /// Kana alone: a reading where it stands beside a name.
    case kana
    case phone, birthDate, postalCode, address, email
    /// Other words.
    case word
  }

  struct Name: Equatable {
    enum Certainty: Equatable {
      /// Family and given name, both known.
      case full
      /// Two short words that no list knows together: 前 雅朋. A name among names only.
      case likely
      /// A surname with a title that people have: 伊藤部長.
      case titled
      /// A surname on the list, alone.
      case surname
      /// One or two characters that may be a rare surname: a name among surnames only.
      case rareSurname
      /// A given name with an honorific under a full name: the spouse on a label.
      case given
    }
    var text: String
    var certainty: Certainty
    /// The reading in brackets behind it.
    var kana: String?
  }

  var kind = Kind.nothing
  var names: [Name] = []
  /// The cell, or what a cell of names holds besides them.
  var text = ""
  /// The date says that it is one of birth: 昭和15年2月15日生.
  var isOfBirth = false
}

/// Reads the cells of a grid one by one.
struct GridCellReader {
  let asOf: CivilDate
  private let classifier: CellClassifier
  private let names = NameClassifier()
  private let lexicon = NameLexicon.shared

  /// Cells that are longer are sentences.
  private static let longestCell = 240

  init(asOf: CivilDate) {
    self.asOf = asOf
    classifier = CellClassifier(asOf: asOf)
  }

  func read(_ cell: String) -> GridCell {
    let text = TableReading.trim(cell)
    guard !text.isEmpty, text.utf8.count <= Self.longestCell else { return GridCell() }
    guard text.unicodeScalars.contains(where: \.properties.isAlphabetic) else {
      // Numbers and marks only.
      return value(text) ?? GridCell()
    }
    if let value = value(text) { return value }
    if let reading = HeaderVocabulary.read(text), reading.strength == .strong || reading.group != .unnamed {
      return GridCell(kind: .label, text: text)
    }
    if isLabel(Self.withoutBrackets(text).outside) { return GridCell(kind: .label, text: text) }
    if let named = people(text) { return named }
    return words(text)
  }

  // MARK: Values

  private func value(_ text: String) -> GridCell? {
    let shapes = shapes(of: text)
    if shapes.contains(.email) { return GridCell(kind: .email, text: text) }
    if shapes.contains(.phone), !shapes.contains(.servicePhone) { return GridCell(kind: .phone, text: text) }
    if let born = Self.withoutBirthWord(text), self.shapes(of: born).contains(.birthPlausible) {
      return GridCell(kind: .birthDate, text: born, isOfBirth: true)
    }
    if shapes.contains(.birthPlausible) { return GridCell(kind: .birthDate, text: text) }
    if shapes.contains(.postal), !shapes.contains(.digitsOnly) { return GridCell(kind: .postalCode, text: text) }
    if shapes.contains(.address), text.unicodeScalars.count >= 7 { return GridCell(kind: .address, text: text) }
    return shapes.isDisjoint(with: [.date, .time, .url, .servicePhone]) ? nil : GridCell()
  }

  private func shapes(of text: String) -> CellShapes {
    var text = text
    return text.withUTF8 { classifier.shapes(of: $0) }
  }

  /// 昭和15年2月15日生 without 生.
  private static func withoutBirthWord(_ text: String) -> String? {
    for word in ["生まれ", "生"] where text.hasSuffix(word) { return String(text.dropLast(word.count)) }
    return nil
  }

  // MARK: Names

  /// The people of a cell: one name, a name with a remark, several names. Nil when none is named.
  private func people(_ text: String) -> GridCell? {
    let (outside, inside) = Self.withoutBrackets(text)
    if inside.isEmpty, let name = bareName(text) { return GridCell(kind: .names, names: [name]) }
    var found: [GridCell.Name] = []
    var rest = inside
    let parts = Self.parts(of: outside)
    for part in parts {
      if let name = name(part) {
        found.append(name)
      } else {
        rest.append(part)
      }
    }
    // 松山 over 岡山 in one cell: what stands first is the name.
    guard !found.isEmpty, let first = parts.first, name(first) != nil else { return nil }
    if found.contains(where: { $0.certainty == .full || $0.certainty == .titled })
      || parts.contains(where: { $0.contains("\n") })
    {
      found.removeAll { $0.certainty == .rareSurname }
    }
    // 山田 太郎 090-…
    if let digit = outside.unicodeScalars.firstIndex(where: { $0.properties.numericType == .decimal }),
      digit > outside.startIndex
    {
      rest.append(String(outside[digit...]))
    }
    if found.count == 1, inside.count == 1, isReading(inside[0]) { found[0].kana = inside[0] }
    return GridCell(kind: .names, names: found, text: rest.joined(separator: " "))
  }

  /// Brackets and what stands in them.
  private static func withoutBrackets(_ text: String) -> (outside: String, inside: [String]) {
    var outside = ""
    var inside: [String] = []
    var depth = 0
    for scalar in text.unicodeScalars {
      switch scalar {
      case "(", "（", "[", "［", "〔", "【", "<", "＜":
        depth += 1
        if depth == 1 { inside.append("") }
      case ")", "）", "]", "］", "〕", "】", ">", "＞": depth = max(0, depth - 1)
      default:
        if depth == 0 {
          outside.unicodeScalars.append(scalar)
        } else {
          inside[inside.count - 1].unicodeScalars.append(scalar)
        }
      }
    }
    return (outside, inside.map(TableReading.trim).filter { !$0.isEmpty })
  }

  /// The parts of a cell: lines, and what 、 / ・ & part. ・ inside of katakana joins a foreign name.
  private static func parts(of text: String) -> [String] {
    var parts: [String] = []
    var current = ""
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let parting: Bool =
        switch scalar {
        case "\n", "\r", "、", "/", "／", "&", "＆", ",", "，", ";": true
        case "・": index + 1 < scalars.count && !scalars[index + 1].value.isKatakana
        default: false
        }
      if parting {
        parts.append(current)
        current = ""
      } else {
        current.unicodeScalars.append(scalar)
      }
    }
    parts.append(current)
    return parts.map(TableReading.trim).filter { !$0.isEmpty }
  }

  /// A text that names one person and holds nothing else but a number, a mark, a role or a relation before it, and a
  /// number behind it.
  private func name(_ text: String) -> GridCell.Name? {
    if let name = bareName(text) { return name }
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, GridWords.isMark(first) { scalars = scalars.dropFirst() }
    // 090-… or 5歳 behind the name.
    var isCut = false
    if let digit = scalars.firstIndex(where: { $0.properties.numericType == .decimal }), digit > scalars.startIndex {
      scalars = scalars[..<digit]
      isCut = true
    }
    let bare = TableReading.trim(String(scalars))
    guard !bare.isEmpty else { return nil }
    if bare.utf8.count < text.utf8.count, let name = bareName(bare),
      name.certainty != .rareSurname, !isCut || name.certainty == .full
    {
      return name
    }
    // 担当：山田 花子, 祖母 山田花子, 会長　山田 花子.
    for border in bare.unicodeScalars.indices {
      let scalar = bare.unicodeScalars[border]
      let isColon = scalar == ":" || scalar == "："
      guard isColon || scalar.properties.isWhitespace else { continue }
      let before = TableReading.trim(String(bare.unicodeScalars[..<border]))
      let behind = TableReading.trim(String(bare.unicodeScalars[bare.unicodeScalars.index(after: border)...]))
      guard !before.isEmpty, isColon && before.count <= 16 || isLabel(before), let name = bareName(behind),
        name.certainty == .full
      else { continue }
      return name
    }
    return nil
  }

  private func bareName(_ text: String) -> GridCell.Name? {
    guard text.utf8.count <= 60, text.utf8.count >= 3, !text.utf8.contains(0x0A) else { return nil }
    var cell = text
    let reading = cell.withUTF8 { names.read($0) }
    let shapes = reading.shapes
    let bare = shapes.contains(.honorific) ? Self.withoutHonorific(text) : text
    let words = bare.split { $0.isWhitespace || $0 == "\u{3000}" }
    guard shapes.isDisjoint(with: Self.otherWords) else {
      return titledSurname(text) ?? (shapes.isDisjoint(with: Self.otherPeople) ? knownSurname(words, bare) : nil)
    }
    if shapes.contains(.kanaScript) { return nil }
    if let addressed = latinName(words, shapes) { return addressed }
    if shapes.contains(.personName), words.count <= 4 {
      let isFull = shapes.contains(.listedSurname) ? reading.score > 0.1 : reading.score > 0.9
      // What is longer and no known name is a word of many characters.
      guard isFull || words.count > 1 || bare.unicodeScalars.count <= 5 else { return nil }
      return GridCell.Name(text: bare, certainty: isFull ? .full : .likely)
    }
    if let titled = titledSurname(text) { return titled }
    let scalars = bare.unicodeScalars
    guard scalars.allSatisfy({ $0.value.isNameScript || $0.properties.isWhitespace }) else { return nil }
    if words.count == 2, words.allSatisfy({ $0.unicodeScalars.count <= 4 }), reading.score > -1.6 {
      return GridCell.Name(text: bare, certainty: .likely)
    }
    guard words.count == 1, scalars.count <= 5 else { return nil }
    cell = bare
    if cell.withUTF8({ lexicon.isSurname($0) }) { return GridCell.Name(text: bare, certainty: .surname) }
    if scalars.count <= 2, scalars.allSatisfy({ $0.value.isKanji }), !GridWords.nobody.contains(bare) {
      return GridCell.Name(text: bare, certainty: .rareSurname)
    }
    return nil
  }

  private static let otherWords: NameShapes = otherPeople.union(.productLike)
  private static let otherPeople: NameShapes = [.organisationName, .insurerName, .department, .roleWord]

  /// Mr Neil Carr, Ms. Jill Perry: the title vouches for names that no list has.
  private func latinName(_ words: [Substring], _ shapes: NameShapes) -> GridCell.Name? {
    guard (2...5).contains(words.count), let first = words.first,
      GridWords.latinTitles.contains(first.lowercased().filter { $0 != "." }),
      words.dropFirst().allSatisfy({ $0.utf8.first.map { $0.isUpper || $0.isBeyondASCII } ?? false })
    else { return nil }
    let name = words.dropFirst().joined(separator: " ")
    return GridCell.Name(text: name, certainty: shapes.contains(.personName) || words.count == 3 ? .full : .likely)
  }

  /// 石田 咲代, 原田 唆織: the end of the given name is that of goods, too.
  private func knownSurname(_ words: [Substring], _ text: String) -> GridCell.Name? {
    guard words.count == 2, (1...3).contains(words[1].unicodeScalars.count),
      words[1].unicodeScalars.allSatisfy({ $0.value.isNameScript })
    else { return nil }
    var family = String(words[0])
    return family.withUTF8 { lexicon.isSurname($0) } ? GridCell.Name(text: text, certainty: .likely) : nil
  }

  private static func withoutHonorific(_ text: String) -> String {
    for word in ["様", "さん", "さま", "殿", "氏", "先生"] where text.hasSuffix(word) {
      return TableReading.trim(String(text.dropLast(word.count)))
    }
    return text
  }

  /// 伊藤部長, 山田先生, 山田 太郎部長; 知佳　様, of which the family name stands above.
  private func titledSurname(_ text: String) -> GridCell.Name? {
    guard let title = GridWords.titles.first(where: { text.hasSuffix($0) && text.count > $0.count }) else { return nil }
    var rest = TableReading.trim(String(text.dropLast(title.count)))
    if rest.unicodeScalars.count > 2, let name = bareName(rest), name.certainty == .full { return name }
    guard (1...4).contains(rest.unicodeScalars.count), rest.unicodeScalars.allSatisfy({ $0.value.isNameScript }) else {
      return nil
    }
    let (isSurname, isGiven) = rest.withUTF8 { (lexicon.isSurname($0), lexicon.isGivenName($0)) }
    if isSurname { return GridCell.Name(text: rest, certainty: .titled) }
    return isGiven || title == "様" ? GridCell.Name(text: rest, certainty: .given) : nil
  }

  private func isReading(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { names.read($0) }.shapes.isSuperset(of: [.kanaScript, .kanaName])
  }

  // MARK: Other words

  private func words(_ text: String) -> GridCell {
    let scalars = text.unicodeScalars
    if isReading(text) { return GridCell(kind: .kana, text: text) }
    // A mark (休, 夜), a code with digits, a sentence.
    if scalars.count < 2 || scalars.count > 24 || scalars.contains(where: { $0.properties.numericType == .decimal }) {
      return GridCell()
    }
    return GridCell(kind: .word, text: text)
  }

  /// A role, a relation, a division, a title: each word of it.
  func isLabel(_ text: String) -> Bool {
    let words = text.split { $0.isWhitespace || $0 == "\u{3000}" || $0 == "・" }
    guard !words.isEmpty, words.count <= 3 else { return false }
    return words.allSatisfy { word in
      var word = String(word)
      while let last = word.unicodeScalars.last, GridWords.isMark(last) { word.unicodeScalars.removeLast() }
      while let first = word.unicodeScalars.first, GridWords.isMark(first) { word.unicodeScalars.removeFirst() }
      if GridWords.relations.contains(word) || GridWords.titles.contains(word) { return true }
      if word.unicodeScalars.count > 1, HeaderVocabulary.read(word) != nil { return true }
      return titledSurname(word)?.certainty != .titled
        && word.withUTF8 { !names.read($0).shapes.isDisjoint(with: [.roleWord, .department]) }
    }
  }
}
