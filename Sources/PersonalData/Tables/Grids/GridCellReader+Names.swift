import JapaneseText

/// Whom a cell names.
extension GridCellReader {
  /// The people of a cell: one name, a name with a remark, several names. Nil when none is named.
  func people(_ text: String) -> GridCell? {
    let (outside, inside) = Self.withoutBrackets(text)
    if inside.isEmpty, let teacher = teacher(text) { return GridCell(kind: .names, names: [teacher]) }
    if inside.isEmpty, !holdsSeveral(text), let name = bareName(text) { return GridCell(kind: .names, names: [name]) }
    if let name = stackedName(outside) {
      return GridCell(kind: .names, names: [name], text: inside.joined(separator: " "))
    }
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

  /// 数 姫野: a subject, and the family name of who gives the lesson.
  private func teacher(_ text: String) -> GridCell.Name? {
    let words = text.split { $0.isWhitespace }
    guard words.count == 2, GridWords.subjects.contains(String(words[0])), let name = bareName(String(words[1])) else {
      return nil
    }
    return name.certainty == .surname || name.certainty == .rareSurname || name.certainty == .titled ? name : nil
  }

  /// 佐藤・鈴木: surnames of two people, which read together like one name.
  private func holdsSeveral(_ text: String) -> Bool {
    guard text.unicodeScalars.first?.value.isKanji == true else { return false }
    let parts = Self.parts(of: text)
    return parts.count >= 2
      && parts.allSatisfy { part in
        guard let certainty = bareName(part)?.certainty else { return false }
        return certainty == .surname || certainty == .full || certainty == .titled
      }
  }

  /// One name over several lines of its cell, as narrow cells have it: 長岡 over 英史, ナガオカ エイシ over 長岡 英史, a seat's number
  /// above either.
  private func stackedName(_ text: String) -> GridCell.Name? {
    var lines = text.split(whereSeparator: \.isNewline).map { TableReading.trim(String($0)) }.filter { !$0.isEmpty }
    guard (2...5).contains(lines.count) else { return nil }
    if lines[0].unicodeScalars.allSatisfy(GridWords.isMark) { lines.removeFirst() }
    var readings: [String] = []
    while lines.count > 1, readings.count < 2, Self.isKana(lines[0]), !Self.isKana(lines[lines.count - 1]) {
      readings.append(lines.removeFirst())
    }
    guard var name = lines.count == 1 ? bareName(lines[0]) : joinedName(lines) else { return nil }
    if !readings.isEmpty { name.kana = readings.joined(separator: " ") }
    return name
  }

  private static func isKana(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      (0x3041...0x3096).contains($0.value) || $0.value.isKatakana || $0.value.isHalfKatakana
        || $0.properties.isWhitespace
    }
  }

  /// A surname over a given name, which is none of another family: 佐藤 over 鈴木 are two people.
  private func joinedName(_ lines: [String]) -> GridCell.Name? {
    guard lines.count == 2, var (family, given) = Optional((lines[0], Self.withoutHonorific(lines[1]))),
      [family, given].allSatisfy({ (1...4).contains($0.unicodeScalars.count) }),
      (family + given).unicodeScalars.allSatisfy({ $0.value.isNameScript }),
      !isLabel(given), !GridWords.nobody.contains(given), bareName(family)?.certainty != .full,
      family.withUTF8({ lexicon.isSurname($0) })
    else { return nil }
    guard given.withUTF8(Self.mayBeGiven) else { return nil }
    guard let name = bareName(family + " " + given), name.certainty == .full || name.certainty == .likely else {
      return nil
    }
    return name
  }

  /// A given name, or a word that could be one; not what is the surname of many.
  static func mayBeGiven(_ word: CellBytes) -> Bool {
    let lexicon = NameLexicon.shared
    let bearers = lexicon.surnameHeadCount(word)
    if lexicon.isGivenName(word) { return bearers <= unknownHeadCount }
    return bearers == 0 && word.count > 3 && NameScalars.withFolded(word) { lexicon.givenEvidence($0) } > -4
  }

  /// Brackets and what stands in them.
  static func withoutBrackets(_ text: String) -> (outside: String, inside: [String]) {
    var outside = ""
    var inside: [String] = []
    var depth = 0
    for scalar in text.unicodeScalars {
      switch scalar {
      case "(", "（", "[", "［", "〔", "【", "<", "＜":
        depth += 1
        if depth == 1 { inside.append("") } else { inside[inside.count - 1].append(" ") }
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

  /// A cell up to the first mark that may part several people: what `parts` would make of it, on bytes.
  static func firstPart(of cell: CellBytes) -> CellBytes {
    guard cell.count <= longestCell else { return cell }
    for index in cell.indices {
      switch cell[index] {
      case 0x0A, 0x0D, 0x2F, 0x26, 0x3B: return cell.part(0..<index)
      // 、 and ・, of which the second joins a foreign name in katakana.
      case 0xE3 where cell.has("、", at: index): return cell.part(0..<index)
      case 0xE3 where cell.has("・", at: index):
        let isKatakana =
          index + 4 < cell.count && cell[index + 3] == 0xE3 && cell[index + 4] >= 0x82 && cell[index + 4] <= 0x83
        if !isKatakana { return cell.part(0..<index) }
      case 0xEF where cell.has("／", at: index) || cell.has("＆", at: index) || cell.has("，", at: index):
        return cell.part(0..<index)
      default: break
      }
    }
    return cell
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
        name.certainty == .full || name.certainty == .likely && GridWords.relations.contains(before)
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
      if let first = bare.utf8.first, first < 0xE0 {
        return GridCell.Name(text: bare, certainty: isFull ? .full : .likely, isLatin: true)
      }
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
    if GridWords.nobody.contains(bare) { return nil }
    cell = bare
    // Of one character only those that are borne by many: 森, 林, 東.
    let bearers = cell.withUTF8 { lexicon.surnameHeadCount($0) }
    if bearers > (scalars.count == 1 ? Self.unknownHeadCount : 0) {
      return GridCell.Name(text: bare, certainty: .surname)
    }
    if scalars.count <= 2, scalars.allSatisfy({ $0.value.isKanji }) {
      return GridCell.Name(text: bare, certainty: .rareSurname)
    }
    return nil
  }

  /// More than the lexicon says of surnames whose bearers nobody counted.
  private static let unknownHeadCount = 2_000
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

  /// 石田 咲代, 原田 唆織, 田中花梨: the end of the given name is that of goods, too.
  private func knownSurname(_ words: [Substring], _ text: String) -> GridCell.Name? {
    guard (1...2).contains(words.count), text.unicodeScalars.count <= 8 else { return nil }
    var text = text
    var parts: (family: String, given: String)?
    if words.count == 2 {
      parts = (String(words[0]), String(words[1]))
    } else {
      text.withUTF8 { cell in
        guard let split = lexicon.split(cell) else { return }
        parts = (
          String(decoding: cell.part(split.family), as: UTF8.self),
          String(decoding: cell.part(split.given), as: UTF8.self)
        )
      }
    }
    guard var (family, given) = parts, family.withUTF8({ lexicon.isSurname($0) }),
      (1...3).contains(given.unicodeScalars.count), given.unicodeScalars.allSatisfy({ $0.value.isNameScript })
    else { return nil }
    let isKnown = words.count == 2 || given.withUTF8 { lexicon.isGivenName($0) }
    return isKnown ? GridCell.Name(text: text, certainty: .likely) : nil
  }

  private static func withoutHonorific(_ text: String) -> String {
    for word in ["様", "さん", "さま", "殿", "氏", "先生"] where text.hasSuffix(word) {
      return TableReading.trim(String(text.dropLast(word.count)))
    }
    return text
  }

  /// 伊藤部長, 山田先生, 山田 太郎部長; 知佳　様, of which the family name stands above.
  func titledSurname(_ text: String) -> GridCell.Name? {
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

  func isReading(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { names.read($0) }.shapes.isSuperset(of: [.kanaScript, .kanaName])
  }
}
