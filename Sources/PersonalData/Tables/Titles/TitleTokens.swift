import JapaneseText

/// Column names as databases and programs write them, word by word: `cust_nm_kana`, `birth_ymd`, `mail_addr1`, `zip-cd`.
///
/// Asked last, for titles of ASCII whose whole is in no list. A word of a flag, a count or a hash takes the meaning away:
/// `mail_flg` is no address, `name_hash` no name.
enum TitleTokens {
  /// - Parameter folded: a title in lower case; words are divided by `_`, `-`, `.` or a blank.
  static func read(_ folded: String) -> HeaderReading? {
    guard folded.utf8.allSatisfy({ $0 < 0x80 }), folded.utf8.count <= 60 else { return nil }
    let words = folded.split { "_-. ".contains($0) }.map { word in
      // tel1, mail2, addr3.
      let letters = word.prefix { !$0.isNumber }
      return String(letters.isEmpty || word.dropFirst(letters.count).contains { !$0.isNumber } ? word : letters)
    }
    guard (2...6).contains(words.count) else { return nil }
    let all = Set(words)
    guard all.isDisjoint(with: meaningless) else { return nil }
    return role(of: all).map { HeaderReading($0.role, $0.strength) }
  }

  /// `birthYmd` → `birth_ymd`; nil for what is not written in humps.
  static func withoutHumps(_ title: String) -> String? {
    guard title.utf8.count <= 60, title.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    var out = ""
    var hasHump = false
    var former: Character = " "
    for letter in title {
      if letter.isUppercase, former.isLowercase {
        out.append("_")
        hasHump = true
      }
      out.append(letter)
      former = letter
    }
    return hasHump ? out.lowercased() : nil
  }

  /// The words of a key or of a table's name, in lower case: `emergencyContacts` are `emergency` and `contacts`.
  static func words(of key: String) -> Set<String> {
    let folded = withoutHumps(key) ?? Folding.foldText(key)
    return Set(
      folded.split { "_-. ".contains($0) }.map { word in
        let letters = word.prefix { !$0.isNumber }
        return String(letters.isEmpty ? word : letters)
      })
  }

  /// Whether a key names what is no person, in the singular or the plural.
  static func areThings(_ words: Set<String>) -> Bool {
    let isOfThings = words.contains { word in
      things.contains(word) || tableThings.contains(word)
        || singulars(of: word).contains(where: { things.contains($0) || tableThings.contains($0) })
    }
    return isOfThings && !words.contains { people.contains($0) || singulars(of: $0).contains(where: people.contains) }
  }

  /// Which part of a name words speak of, where they speak of one.
  static func partOfName(in words: Set<String>) -> ColumnRole? {
    switch (words.isDisjoint(with: family), words.isDisjoint(with: given)) {
    case (false, true): .familyName
    case (true, false): .givenName
    default: nil
    }
  }

  /// The words that are left of a title when those of a name are taken away.
  static func withoutNaming(_ words: Set<String>) -> Set<String> {
    words.subtracting(naming).subtracting(family).subtracting(given)
  }

  static func areHandlers(_ words: Set<String>) -> Bool { !words.isDisjoint(with: handlers) }

  static var employers: Set<String> {
    employer.union(["organization", "organisation", "firma", "empresa", "entreprise", "azienda"])
  }

  /// In English, French, German, Italian and Spanish.
  private static func singulars(of word: String) -> [String] {
    var found: [String] = []
    for ending in ["s", "es", "e", "n", "en"] where word.utf8.count > ending.utf8.count + 2 && word.hasSuffix(ending) {
      found.append(String(word.dropLast(ending.count)))
    }
    if word.hasSuffix("ies") { found.append(word.dropLast(3) + "y") }
    return found
  }

  private static func role(of words: Set<String>) -> (role: ColumnRole, strength: HeaderReading.Strength)? {
    func has(_ some: Set<String>) -> Bool { !words.isDisjoint(with: some) }
    // The most telling first: `mail_addr` is no address, `kana_name` no name in kanji.
    if has(email) { return has(notAnAddress) ? nil : (.email, .strong) }
    if has(phone) { return (.phone, .strong) }
    if has(birth) {
      if has(["place", "city", "country", "pref", "weight"]) { return nil }
      if has(["year", "yyyy", "y"]) { return (.birthYear, .strong) }
      if has(["month", "mm", "m"]) { return (.birthMonth, .weak) }
      if has(["day", "dd"]), !has(["birth"]) { return (.birthDay, .weak) }
      return (.birthDate, .strong)
    }
    if has(postal) { return (.postalCode, .strong) }
    if has(insurer) { return has(naming) ? (.insurer, .strong) : (.insurerNumber, .strong) }
    if has(address) { return has(["ip", "mac", "url", "web"]) ? nil : (.address, .strong) }
    if has(sex) { return (.sex, .strong) }
    return name(of: words)
  }

  private static func name(of words: Set<String>) -> (role: ColumnRole, strength: HeaderReading.Strength)? {
    func has(_ some: Set<String>) -> Bool { !words.isDisjoint(with: some) }
    let isNamed = has(naming) || has(kana) || has(["shimei", "simei"])
    guard has(employer) ? has(naming) : isNamed || has(family) || has(given) else { return nil }
    if has(["bank", "ginko", "branch", "shiten"]) { return has(naming) ? (.bankAccount, .weak) : nil }
    if has(employer) { return (.employer, .strong) }
    let isOfPeople = has(people)
    if !isOfPeople, has(things) { return (.thing, .strong) }
    if has(identifying) { return nil }
    if has(handlers) { return (.handler, .strong) }
    if has(["staff"]), !has(kana) { return (.handler, .strong) }
    if has(kana) { return (has(family) ? .kanaFamily : has(given) ? .kanaGiven : .kana, .strong) }
    if has(family) { return (.familyName, isNamed || has(["kanji"]) ? .strong : .weak) }
    if has(given) { return (.givenName, isNamed || has(["kanji"]) ? .strong : .weak) }
    // A name without a word that says whose must be confirmed by the cells.
    return (.name, isOfPeople && !has(["user", "usr"]) || has(["shimei", "simei", "kanji"]) ? .strong : .weak)
  }

  private static let meaningless: Set<String> = [
    "flg", "flag", "kbn", "cnt", "count", "hash", "md5", "sha1", "sha256", "len", "length", "error", "err", "password",
    "passwd", "pw", "token", "session", "subject", "template", "format", "dm", "magazine", "optin", "verified", "valid",
  ]
  private static let email: Set<String> = ["mail", "email", "meru", "meado"]
  private static let notAnAddress: Set<String> = [
    "date", "time", "at", "type", "status", "title", "body", "text", "send", "sent", "cd", "code", "server", "id", "no",
  ]
  private static let phone: Set<String> = [
    "tel", "telno", "phone", "telephone", "mobile", "cell", "cellphone", "keitai", "denwa", "fax", "telephoneno",
  ]
  private static let birth: Set<String> = [
    "birth", "birthday", "birthdate", "dob", "born", "seinengappi", "seinengapi", "tanjobi", "tanjoubi", "birthymd",
    "umare", "umareymd", "tanjo",
  ]
  private static let postal: Set<String> = [
    "zip", "zipcode", "zipcd", "postal", "postcode", "yubin", "yuubin", "yubinno",
  ]
  private static let address: Set<String> = ["addr", "address", "adr", "jusho", "juusho", "jyusho", "jyuusyo"]
  private static let sex: Set<String> = ["sex", "gender", "seibetsu", "seibetu"]
  private static let insurer: Set<String> = ["hokensha", "hokensya", "insurer"]
  private static let naming: Set<String> = ["name", "nm", "namae", "mei", "fullname"]
  private static let kana: Set<String> = ["kana", "kn", "furigana", "hurigana", "yomi", "yomigana"]
  private static let family: Set<String> = ["sei", "last", "family", "surname", "myoji", "lname"]
  private static let given: Set<String> = ["mei", "first", "given", "fname"]
  private static let employer: Set<String> = [
    "company", "corp", "corporation", "kaisha", "kaisya", "employer", "jigyosho", "kinmusaki", "kigyo",
  ]
  /// What tables and objects are about that are no people.
  private static let tableThings: Set<String> = [
    "land", "pays", "paese", "pais", "stadt", "ville", "citta", "ciudad", "produkt", "produit", "prodotto", "producto",
    "articulo", "artikel", "article", "articolo", "ware", "medikament", "medicament", "medicine", "medication",
    "farmaco",
    "stock", "inventory", "warehouse", "lager", "material", "kategorie", "categorie", "categoria", "tag", "permission",
    "currency", "language", "timezone", "location", "place", "region", "state", "province", "street", "feature",
    "layer",
    "tax", "vehicle", "car", "book", "movie", "song", "album", "recipe", "ingredient", "package", "dependency",
    "license",
    "setting", "config", "option", "parameter", "variable", "migration", "unit", "warengruppe", "abteilung", "raum",
    "room", "sku", "dish", "branch", "bank", "ward", "municipality", "facility", "line", "asset", "equipment",
    "machine", "tool", "queue", "channel", "topic", "theme", "icon",
    "商品", "品目", "製品", "在庫", "部品", "機器", "備品", "店舗", "施設", "病院", "国", "都道府県", "市区町村", "駅", "薬品", "薬剤", "医薬品",
    "分類", "部署", "部門", "科目", "設定", "資産",
  ]
  private static let people: Set<String> = [
    "cust", "customer", "client", "kokyaku", "member", "mem", "kaiin", "patient", "pat", "kanja", "employee", "emp",
    "shain", "syain", "person", "applicant", "contact", "guest", "student", "insured", "jushinsha", "kojin",
    "recipient",
    "pupil", "child", "father", "mother", "father's", "mother's", "student's", "child's", "receiver", "holder", "owner",
    "full", "user", "usr",
  ]
  private static let handlers: Set<String> = [
    "tanto", "tantou", "tantosha", "doctor", "dr", "operator", "create", "created", "ins", "insert",
    "inserted",
    "upd", "update", "updated", "approver", "reviewer", "login", "by",
  ]
  private static let identifying: Set<String> = ["id", "cd", "code", "no", "num", "number", "seq", "type"]
  private static let things: Set<String> = [
    "file", "item", "product", "prod", "shohin", "shop", "store", "tenpo", "dept", "busho", "section", "group", "class",
    "category", "table", "column", "host", "domain", "server", "course", "city", "pref", "country", "station", "event",
    "menu", "page", "role", "status", "title", "color", "brand", "model", "hospital", "clinic", "kikan", "shisetsu",
    "koumoku", "kamoku", "display", "field", "node", "app", "service", "plan", "project", "disease", "drug", "image",
    "folder", "path", "job", "device", "font", "style", "typeface", "charset", "widget", "locale", "element",
    "attribute", "network", "org", "organization", "team", "school", "building",
  ]
}
