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
    /// In Latin letters, and no Mr or Ms vouches for it: brands are written so, too.
    var isLatin = false
  }

  var kind = Kind.nothing
  var names: [Name] = []
  /// The cell, or what a cell of names holds besides them.
  var text = ""
  /// The date says that it is one of birth: 昭和15年2月15日生.
  var isOfBirth = false
  /// Two to five digits: an extension.
  var isShortNumber = false
}

/// Reads the cells of a grid one by one.
struct GridCellReader {
  let asOf: CivilDate
  private let classifier: CellClassifier
  let names = NameClassifier()
  let lexicon = NameLexicon.shared

  /// Cells that are longer are sentences.
  static let longestCell = 240

  init(asOf: CivilDate) {
    self.asOf = asOf
    classifier = CellClassifier(asOf: asOf)
  }

  func read(_ cell: String) -> GridCell {
    let text = Self.withoutMarks(TableReading.trim(Self.withoutMarkup(cell)))
    guard !text.isEmpty, text.utf8.count <= Self.longestCell else { return GridCell() }
    guard text.unicodeScalars.contains(where: \.properties.isAlphabetic) else {
      // Numbers and marks only.
      let isShort = (2...5).contains(text.utf8.count) && text.utf8.allSatisfy(\.isDigit)
      return value(text) ?? GridCell(isShortNumber: isShort)
    }
    if let value = value(text) {
      // Mary Brown <m.brown@example.org>
      let isNamed = value.kind == .email && text.contains(where: \.isWhitespace)
      return isNamed ? people(text) ?? value : value
    }
    // Days of the week in a plan.
    if text.unicodeScalars.count == 1, "日月火水木金土祝休曜".contains(text) { return GridCell() }
    if let reading = HeaderVocabulary.read(text), reading.strength == .strong || reading.group != .unnamed {
      return GridCell(kind: .label, text: text)
    }
    if GridWords.shifts.contains(text) { return GridCell() }
    if GridWords.sums.contains(where: text.hasSuffix) { return GridCell(kind: .label, text: text) }
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
