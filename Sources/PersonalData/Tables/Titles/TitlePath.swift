import JapaneseText

/// Titles that are key paths, as records of programs have them: `contact.phones.value`, `emergencyContacts.fullName 2`,
/// `患者.氏名`. The last key says what it is, or the one before it where that one is empty of meaning; the keys before say of
/// whom.
struct TitlePath {
  /// Outermost first, without numbers.
  let keys: [Substring]
  /// The objects that the last key is in, each with its number where there are several of a name: `contact 2`.
  let objects: [String]
  /// Of a last key that comes again in one object, from 1.
  let number: Int

  /// - Returns: nil for a title that is no path of at least two keys.
  init?(_ title: String) {
    guard title.utf8.contains(0x2E), title.utf8.count <= 300 else { return nil }
    let parts = title.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts.count <= 24 else { return nil }
    let split = parts.map(TitlePath.split)
    let keys = split.map(\.key)
    guard keys.allSatisfy(TitlePath.isKey) else { return nil }
    // `No.`, `1.氏名` and `e.mail` are no paths.
    guard keys[0].utf8.count > 1 || keys.count > 2, keys[0].lowercased() != "no" else { return nil }
    self.keys = keys
    objects = parts.dropLast().map(String.init)
    number = split.last?.number ?? 1
  }

  private static func split(_ part: Substring) -> (key: Substring, number: Int) {
    guard let blank = part.lastIndex(of: " "), let number = Int(part[part.index(after: blank)...]), number > 1,
      number < 10_000
    else { return (part, 1) }
    return (part[..<blank], number)
  }

  private static func isKey(_ key: Substring) -> Bool {
    guard let first = key.unicodeScalars.first, let last = key.unicodeScalars.last else { return false }
    return (first.properties.isAlphabetic || first == "_" || first == "@" || first == "#" || first == "$")
      && last != " " && !key.utf8.contains(0x28)
  }

  /// The object that a key path is of: all but its last key; empty for a title that is no path.
  static func object(of title: String) -> String {
    TitlePath(title).map { $0.objects.joined(separator: ".") } ?? ""
  }

  // MARK: What it is

  /// What the path says of its column, without whom it is about.
  var reading: HeaderReading? {
    let last = String(keys[keys.count - 1])
    let parent = meaningfulParent
    let words = TitleTokens.words(of: parent)
    if let part = partOfName(last, under: parent) { return part }
    if let told = typeOfParent(last, under: parent, words) { return told }
    if TitlePath.aside.contains(Folding.foldText(last)) { return HeaderReading(.other, .strong) }
    var reading = TitlePath.look(last)
    if reading == nil || TitlePath.isEmptyOfMeaning(last) {
      guard TitlePath.isEmptyOfMeaning(last) else { return nil }
      reading = TitlePath.look(parent)
    }
    guard var reading else { return nil }
    if reading.group == .unnamed { reading.group = relation }
    switch reading.role {
    case .name:
      if !words.isDisjoint(with: TitleTokens.employers) { return HeaderReading(.employer, .strong) }
      if reading.strength == .weak, TitleTokens.areThings(words) { return HeaderReading(.thing, .strong) }
      if TitleTokens.areHandlers(words) { return HeaderReading(.handler, .strong) }
    case .familyName, .givenName, .kana:
      if TitleTokens.areHandlers(words) { return HeaderReading(.handler, .strong) }
    case .phone, .address, .addressPart, .postalCode, .email:
      // Of a company, not of a person.
      if keys.dropLast().contains(where: { !TitleTokens.words(of: String($0)).isDisjoint(with: TitleTokens.employers) })
      {
        return HeaderReading(.other, .strong)
      }
    default: break
    }
    return reading
  }

  /// Objects that hold nothing but their kind, or the number of what they are: `gender.type`, `insurance.number`.
  private func typeOfParent(_ last: String, under parent: String, _ words: Set<String>) -> HeaderReading? {
    switch Folding.foldText(last) {
    case "type", "code":
      guard let reading = TitlePath.look(parent), reading.role == .sex else { return nil }
      return HeaderReading(.sex, .strong, group: relation)
    case "number", "no", "num":
      guard !words.isDisjoint(with: ["insurance", "hoken"]), words.isDisjoint(with: ["unemployment", "employment"])
      else {
        return nil
      }
      return HeaderReading(.insuranceNumber, .strong, group: relation)
    default: return nil
    }
  }

  /// The nearest key before the last that says something.
  private var meaningfulParent: String {
    keys.dropLast().last { !TitlePath.isTransparent(String($0)) && !TitlePath.isEmptyOfMeaning(String($0)) }
      .map(String.init) ?? ""
  }

  /// A second given name, or a second name of the same person: `name.given 2`, `name 2.given`.
  private var isFurtherName: Bool { number > 1 || objects.last.map { $0 != keys[keys.count - 2] } ?? false }

  /// `name.first`, `fullName.family`, `nom.prenom`; what a name is used for is none.
  private func partOfName(_ last: String, under parent: String) -> HeaderReading? {
    guard TitlePath.isName(parent) else { return nil }
    let words = TitleTokens.words(of: last)
    if !words.isDisjoint(with: ["given", "first", "vorname", "prenom", "forename"]) {
      return isFurtherName ? HeaderReading(.other, .strong) : HeaderReading(.givenName, .strong, group: relation)
    }
    if !words.isDisjoint(with: ["family", "last", "surname", "nachname"]) {
      return isFurtherName ? HeaderReading(.other, .strong) : HeaderReading(.familyName, .strong, group: relation)
    }
    if !words.isDisjoint(with: ["use", "type", "prefix", "suffix", "period", "system", "middle"]) {
      return HeaderReading(.other, .strong)
    }
    return nil
  }

  /// Whose relation a key before the last one names.
  private var relation: PersonGroup {
    for key in keys.dropLast().reversed() {
      let folded = Folding.foldText(String(key)).replacing("_", with: "").replacing("-", with: "")
      for word in [folded, TitlePath.singular(folded)] {
        let (group, rest) = HeaderVocabulary.splitRelation(word)
        if rest.isEmpty, group.relation != .unnamed { return group }
      }
    }
    return .unnamed
  }

  static func isName(_ key: String) -> Bool {
    guard let reading = look(key) else { return false }
    return reading.role == .name && reading.group == .unnamed && !TitleTokens.words(of: key).isDisjoint(with: naming)
  }

  private static let naming: Set<String> = ["name", "names", "fullname", "nom", "nombre", "nome", "氏名", "名前", "naam"]

  private static func look(_ key: String) -> HeaderReading? {
    if let reading = HeaderVocabulary.read(key) { return reading }
    let single = singular(Folding.foldText(key))
    return single == key ? nil : HeaderVocabulary.read(single)
  }

  /// `phones` → `phone`, `addresses` → `address`.
  static func singular(_ word: String) -> String {
    if word == "children" { return "child" }
    if word.hasSuffix("sses") { return String(word.dropLast(2)) }
    return word.hasSuffix("s") && !word.hasSuffix("ss") && word.utf8.count > 3 ? String(word.dropLast()) : word
  }

  /// What stands beside the values of an object and is none of them: `phones.type`, `address.lat`.
  private static let aside: Set<String> = [
    "lat", "lng", "lon", "long", "latitude", "longitude", "type", "id", "_id", "uid", "uuid", "label", "primary",
    "verified",
    "country", "countrycode", "country_code", "use", "kind", "url", "href", "icon", "color",
  ]

  private static func isEmptyOfMeaning(_ key: String) -> Bool {
    meaningless.contains(Folding.foldText(key))
  }

  /// Keys of whatever stands above them.
  private static let meaningless: Set<String> = [
    "value", "values", "val", "v", "number", "numbers", "no", "nr", "num", "numero", "text", "#text", "$t", "_",
    "_text",
    "content", "display", "formatted", "raw", "wert", "valeur", "valor", "string", "stringvalue", "item", "items",
    "line",
    "lines", "line1", "line_1", "line2", "start", "begin", "beginn", "date", "datum", "time", "when", "starts_at",
    "slot", "full", "complete", "national", "nationalnumber", "e164",
  ]

  /// Keys of objects that are the person again, or hold nothing but what is said of the one above.
  static func isTransparent(_ key: String) -> Bool { transparent.contains(Folding.foldText(key)) }

  private static let transparent: Set<String> = [
    "profile", "details", "detail", "attributes", "attrs", "traits", "personal", "personalinfo", "personal_info",
    "info",
    "information", "node", "properties", "data", "fields", "identity", "resource", "body", "payload", "basic",
    "general",
    "main", "demographics", "request", "response", "result", "record", "entry", "document", "_source", "source", "raw",
    "personaldetails", "personal_details", "personaldata", "personal_data", "persondata", "values", "meta",
    "individual",
  ]
}
