import JapaneseText
import Synchronization

/// What a column title says.
package struct HeaderReading: Sendable, Hashable {
  package enum Strength: UInt8, Sendable, Comparable {
    /// Common words (`名称`, `番号`, `name`, `date`): the cells must confirm it.
    case weak
    /// Unmistakable (`生年月日`): holds unless the cells contradict it.
    case strong

    package static func < (a: Strength, b: Strength) -> Bool { a.rawValue < b.rawValue }
  }

  package var role: ColumnRole
  package var strength: Strength
  package var group: PersonGroup

  init(_ role: ColumnRole, _ strength: Strength, group: PersonGroup = .unnamed) {
    self.role = role
    self.strength = strength
    self.group = group
  }
}

/// Reads column titles and form labels, in Japanese and the languages of `LatinTitle` and `HeaderWords.eastAsian`, as offices
/// write them.
///
/// A title is folded (width, case, spaces), freed of decoration (brackets, 必須, numbering), looked up whole, then
/// without a relation before it (`配偶者氏名`), then by its ending (`ご契約者様電話番号`).
package enum HeaderVocabulary {
  package static func read(_ title: String) -> HeaderReading? {
    // Dates, telephone and other numbers: the first rows of a table are all asked whether they are titles.
    if title.utf8.count > 360 { return nil }
    if title.utf8.count(where: { $0.isDigit }) > 4 {
      return isOfResult(title) ? HeaderReading(.checkResult, .strong) : nil
    }
    // `taro@mail.example.jp` has a word for mail in it, and is no title.
    if title.utf8.contains(0x40), isAddress(title) { return nil }
    if let known = remembered.withLock({ $0.reading(of: title) }) { return known }
    let reading = look(at: title)
    remembered.withLock { $0.keep(reading, of: title) }
    return reading
  }

  private static func isAddress(_ title: String) -> Bool {
    var title = title
    return title.withUTF8 { EmailAddress.parse(NameCell.trimmed($0)) != nil }
  }

  private static let remembered = Mutex(Remembered())

  /// Titles that were read before, of which the files of an office share a few hundred; and words that are none, which come
  /// again and again in a log, and of which those of the last lists are kept.
  private struct Remembered {
    private var titles: [String: HeaderReading] = [:]
    private var others: Set<String> = []

    /// - Returns: nil for a word that was not read before; no reading for one that is no title.
    func reading(of word: String) -> HeaderReading?? {
      if let reading = titles[word] { return .some(reading) }
      return others.contains(word) ? .some(nil) : nil
    }

    mutating func keep(_ reading: HeaderReading?, of word: String) {
      if let reading {
        if titles.count < 4_096 { titles[word] = reading }
      } else if word.utf8.count <= 48 {
        if others.count >= 8_192 { others.removeAll(keepingCapacity: true) }
        others.insert(word)
      }
    }
  }

  /// `検査結果 9N001000000000001`: the archives of check-ups name results by numbers.
  static func isOfResult(_ title: String) -> Bool {
    HeaderWords.resultBeginnings.contains(where: title.hasPrefix)
      && !HeaderWords.noResultEndings.contains(where: title.hasSuffix)
  }

  private static func look(at title: String) -> HeaderReading? {
    let folded = Folding.foldText(title)
    // A device that takes part in a meeting is no title of a telephone.
    guard !folded.isEmpty, folded.utf8.count <= 120, folded != "iphone" else { return nil }
    if let path = TitlePath(title), let reading = path.reading { return reading }
    if let part = readDatePart(folded) { return part }
    if let exact = readExactly(folded) ?? readExactly(strip(folded)) { return exact }
    if let latin = LatinTitle.read(title) { return latin }
    if let key = HeaderWords.recordKeys[strip(folded)] { return HeaderReading(key.role, key.strength) }
    // Before single words are looked at: `jusho_kana` is the reading of an address.
    if let japanese = RomajiTitle.japanese(title), let reading = read(japanese) { return reading }
    if let whole = readFolded(folded) { return whole }
    if let words = TitleTokens.withoutHumps(title), let reading = TitleTokens.read(words) { return reading }
    // `氏名(漢字)`, `氏名[カナ]`, `生年月日※`: what stands in brackets may decide, else it is dropped.
    let (outside, inside) = splitBrackets(folded)
    guard outside != folded else { return nil }
    if let inner = inside, let qualifier = HeaderWords.qualifiers[inner] {
      if qualifier == .kana, strip(outside) == "名" { return HeaderReading(.kanaGiven, .strong) }
      if let outer = readFolded(outside), outer.role == .name || outer.role == .kana {
        return HeaderReading(qualifier, outer.strength, group: outer.group)
      }
      if qualifier == .kana, let outer = readFolded(outside), outer.role == .handler {
        return HeaderReading(.kana, .strong)
      }
      if qualifier == .kana, let outer = readFolded(outside), outer.role == .familyName || outer.role == .givenName {
        return HeaderReading(outer.role == .familyName ? .kanaFamily : .kanaGiven, outer.strength, group: outer.group)
      }
    }
    if let outer = readFolded(outside) { return outer }
    return inside.flatMap(readFolded)
  }

  /// `生年月日(年)`, `生年月日_月`, `配偶者生年月日(日)`: a date in columns of its parts.
  private static func readDatePart(_ folded: String) -> HeaderReading? {
    var (outside, inside) = splitBrackets(folded)
    if inside == nil, let last = folded.unicodeScalars.last, "年月日".unicodeScalars.contains(last),
      folded.unicodeScalars.count > 2
    {
      let rest = folded.dropLast()
      if let joint = rest.last, joint == "_" || joint == "-" || joint == ":" || joint == "/" {
        (outside, inside) = (String(rest.dropLast()), String(last))
      }
    }
    guard let inside, let part = HeaderWords.datePartQualifiers[inside], let date = readFolded(outside),
      date.role == .birthDate
    else { return nil }
    return HeaderReading(part, .strong, group: date.group)
  }

  /// A title that the lists hold whole; `契約者名` and `緊急連絡先電話番号` say whose it is as well.
  private static func readExactly(_ text: String) -> HeaderReading? {
    guard let exact = HeaderWords.exact[text] else { return nil }
    // `family name` is nobody's of the family.
    let isWhose = (exact.role.isAnchor || exact.role.isOfPerson) && text.utf8.contains { $0 >= 0x80 }
    return HeaderReading(exact.role, exact.strength, group: isWhose ? relation(of: text)?.group ?? .unnamed : .unnamed)
  }

  private static func readFolded(_ folded: String) -> HeaderReading? {
    if let exact = readExactly(folded) { return exact }
    let text = strip(folded)
    if text.isEmpty { return nil }
    if let exact = readExactly(text) { return exact }
    if HeaderWords.otherNames.contains(where: text.hasPrefix) { return HeaderReading(.otherName, .strong) }
    if HeaderWords.formerNames.contains(where: text.hasPrefix) { return HeaderReading(.formerFamilyName, .strong) }
    let (group, rest) = splitRelation(text)
    if group != .unnamed {
      if rest.isEmpty {
        // The relation alone as a title (`配偶者`, `受診者`): a name, if the cells are names.
        return HeaderReading(.name, .weak, group: group)
      }
      if HeaderWords.nameEndings.contains(rest) { return HeaderReading(.name, .strong, group: group) }
      if let exact = HeaderWords.exact[rest] { return HeaderReading(exact.role, exact.strength, group: group) }
    }
    var title = text
    let known = title.withUTF8 { bytes in
      (HeaderWords.endings.first { bytes.ends(with: $0.word) } ?? HeaderWords.parts.first { bytes.holds($0.word) })?
        .role
    }
    if known == .kana, isReadingOfThing(text) { return HeaderReading(.other, .strong) }
    if let known = known ?? (isOfResult(rest) ? .checkResult : nil) {
      return HeaderReading(known, .strong, group: group)
    }
    // 担当募集人, 担当薬剤師; 担当部署 and 担当地区 are no people, which the cells tell.
    if text.hasPrefix("担当"), text.unicodeScalars.count <= 9 { return HeaderReading(.handler, .weak) }
    guard var reading = TitleTokens.read(text) else { return nil }
    // `spouse_birth_ymd`; `patient_nm` and `member_tel` are of whom the row is about.
    switch group.relation {
    case .spouse, .child, .guardian, .emergencyContact: reading.group = group
    case .father, .mother:
      reading.group = group
      if reading.role == .name { reading.strength = .strong }
    case .dependent where !text.hasPrefix("family"): reading.group = group
    default: break
    }
    return reading
  }

  /// 町域名カナ, 支店名フリガナ, 部門名カナ: the reading of what is no person's name. 口座名義カナ is somebody's.
  private static func isReadingOfThing(_ title: String) -> Bool {
    guard let owner = HandlerTitle.owner(ofReading: title), !owner.isEmpty else { return false }
    switch (HeaderWords.exact[owner + "名"] ?? HeaderWords.exact[owner])?.role {
    case .address, .addressPart, .department, .employer, .insurer, .thing: return true
    case .bankAccount: return !owner.hasPrefix("口座")
    default: return false
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "*", "※", "●", "○", "■", "□", "◆", "◇", "・", ":", "#", "'", "\"", ".", "。", "、", "?": true
    default: false
    }
  }

  /// Drops list marks and politeness: `1.氏名`, `●氏名`, `ご住所`, `お名前`, `氏名:`, `*name`, `氏名必須`.
  private static func strip(_ text: String) -> String {
    var view = text.unicodeScalars[...]
    while let first = view.first, isMark(first) || first == "【" || first == "[" || first == "<" {
      view = view.dropFirst()
    }
    while let last = view.last, isMark(last) || last == "】" || last == "]" || last == ">" {
      view = view.dropLast()
    }
    if let dot = view.firstIndex(of: "."), view.index(after: dot) < view.endIndex,
      view[..<dot].allSatisfy({ $0.properties.numericType != nil })
    {
      view = view[view.index(after: dot)...]
    }
    for word in demands where view.count > word.count && view.suffix(word.count).elementsEqual(word) {
      view = view.dropLast(word.count)
    }
    if let first = view.first, first == "御" || first == "ご" || first == "お", view.count > 2 {
      let rest = String(view.dropFirst())
      if HeaderWords.exact[rest] != nil { return rest }
    }
    return String(view)
  }

  private static let demands = ["必須", "任意", "(必須)", "(任意)"].map(\.unicodeScalars)

  private static func splitBrackets(_ text: String) -> (outside: String, inside: String?) {
    guard text.unicodeScalars.contains(where: isOpening) else { return (text, nil) }
    let pairs: [(Character, Character)] = [("(", ")"), ("[", "]"), ("【", "】"), ("<", ">"), ("「", "」"), ("/", "/")]
    for (opening, closing) in pairs {
      guard let start = text.firstIndex(of: opening) else { continue }
      let after = text.index(after: start)
      let end = text[after...].firstIndex(of: closing) ?? text.endIndex
      let inside = String(text[after..<end])
      var outside = String(text[..<start])
      if end < text.endIndex { outside += text[text.index(after: end)...] }
      if outside.isEmpty { return (inside, nil) }
      return (outside, inside)
    }
    return (text, nil)
  }

  private static func isOpening(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "(", "[", "【", "<", "「", "/": true
    default: false
    }
  }

  /// The word for somebody that a title begins with, its number, and the rest: `家族2氏名`, `ご契約者様の住所`.
  private static func relation(of title: String) -> (group: PersonGroup, rest: String)? {
    var text = title
    var found = text.withUTF8 { bytes in HeaderWords.relations.first { bytes.begins(with: $0.word) } }
    if found == nil, let first = text.unicodeScalars.first, first == "御" || first == "ご" || first == "お" {
      text = String(text.unicodeScalars.dropFirst())
      found = text.withUTF8 { bytes in HeaderWords.relations.first { bytes.begins(with: $0.word) } }
    }
    // `familyNameKana` is nobody's of the family.
    guard let (word, named) = found, !title.hasPrefix("familyname"), !title.hasPrefix("family name") else { return nil }
    var group = named
    var rest = text[text.utf8.index(text.startIndex, offsetBy: word.count)...]
    var number = 0
    while let digit = rest.first?.wholeNumberValue, rest.first?.isASCII == true, number < 100 {
      number = number * 10 + digit
      rest = rest.dropFirst()
    }
    for joint in ["の", "様", "_", "-", ".", ":", "/", "・"] where rest.hasPrefix(joint) && rest.count > 1 {
      rest = rest.dropFirst(joint.count)
    }
    group.number += number
    return (group, String(rest))
  }

  /// Whom a title that spans several speaks of: `配偶者` over 氏名 and 生年月日, `Emergency contact` over Name and Phone.
  static func relation(over title: String) -> PersonGroup {
    let (group, rest) = splitRelation(Folding.foldText(title))
    // `オーナー：山田 花子` names somebody, and no columns.
    if rest.utf8.contains(0x3A) { return .unnamed }
    return group == .unnamed ? LatinTitle.read(title)?.group ?? .unnamed : group
  }

  /// `家族2氏名` → (dependent 2, `氏名`); `氏名2` → (member 2, `氏名`) where the rest is a known word.
  static func splitRelation(_ text: String) -> (PersonGroup, String) {
    if let (group, rest) = relation(of: text) { return (group, rest) }
    if let last = text.utf8.last, last.isDigit, text.utf8.count > 1 {
      let number = Int(last - UInt8(ascii: "0"))
      var rest = text.dropLast()
      if let joint = rest.last, joint == "_" || joint == "-" || joint == "." { rest = rest.dropLast() }
      if HeaderWords.exact[String(rest)] != nil {
        // 住所1, 住所2 and 電話1, 電話2 are parts or seconds of one person's; 氏名1, 氏名2 are people.
        let role = HeaderWords.exact[String(rest)]?.role
        let isPerson = role == .name || role == .kana || role == .birthDate || role == .sex
        return (
          isPerson ? PersonGroup(relation: .member, number: number) : PersonGroup(relation: .unnamed, number: number),
          String(rest)
        )
      }
    }
    return (.unnamed, text)
  }
}
