import JapaneseText

/// Documents that a firm keeps, or has others keep, about its own people: the firm that heads one is their employer. Elsewhere
/// the firm at the head is as often the sender, the customer or the shop.
enum StaffWords {
  /// Pay, taxes, attendance and contracts: nobody but the staff stands in these.
  private static let ofPay = [
    "賃金台帳", "給与明細", "給与支給", "給与台帳", "給与一覧", "給料明細", "賞与明細", "賞与支給", "源泉徴収票", "源泉徴収簿", "年末調整", "扶養控除等", "労働者名簿", "社員名簿",
    "従業員名簿", "職員名簿", "社員一覧", "従業員一覧", "職員一覧", "勤怠", "出勤簿", "タイムカード", "算定基礎届", "月額変更届", "資格取得届", "資格喪失届", "雇用契約書",
    "労働契約書",
    "労働条件通知書", "雇用通知書", "内定通知", "採用通知", "辞令", "在職証明", "就労証明", "雇用証明", "退職証明", "離職票", "退職金", "人事異動", "入社手続", "入社書類",
    "給与振込", "住民税決定", "雇用保険被保険者",
    // The section of a firm in the files that the pension service takes (届書作成プログラム).
    "[kanri]",
  ]

  /// The history of somebody's work, written by that person.
  private static let ofHistory = ["履歴書", "職務経歴書", "職務経歴", "職歴"]

  /// Check-ups, which an agency does for a firm's staff: the agency heads these as well.
  private static let ofCheckups = ["健康診断", "定期健診", "健診結果", "健診名簿", "健診対象", "受診者名簿", "受診者一覧", "受診対象者", "ストレスチェック"]

  enum Subject {
    case pay, history, checkup
  }

  /// The words by the first of their scalars.
  private static let words: [UInt32: [(rest: [UInt32], subject: Subject)]] = {
    var words: [UInt32: [(rest: [UInt32], subject: Subject)]] = [:]
    for (list, subject) in [(ofPay, Subject.pay), (ofHistory, .history), (ofCheckups, .checkup)] {
      for word in list {
        let scalars = word.unicodeScalars.map(\.value)
        words[scalars[0], default: []].append((Array(scalars.dropFirst()), subject))
      }
    }
    return words
  }()

  /// What a heading says that its document is, the narrowest of what it says; titles are often spaced out (給 与 明 細 書).
  static func subject(of heading: some Sequence<UInt32>) -> Subject? {
    let compact = heading.filter { !$0.isSpace }
    var found: Subject?
    for index in compact.indices {
      guard let words = words[compact[index]] else { continue }
      for (rest, subject) in words where compact[(index + 1)...].starts(with: rest) {
        if subject == .pay { return .pay }
        if found != .history { found = subject }
      }
    }
    return found
  }

  /// The employer that the lines above a list or in the head of a form name: behind a label (`事業所名：…`), or alone where the
  /// document is one about staff; of a list of check-ups only the firm that it is made out to (`… 御中`, `…様`).
  static func employer(in lines: [String]) -> String? {
    for (index, line) in lines.enumerated() where line.utf8.count <= 400 {
      if let named = labelled(line, next: index + 1 < lines.count ? lines[index + 1] : nil) { return named }
    }
    let said = lines.joined(separator: " ")
    guard let subject = subject(of: said.unicodeScalars.lazy.map(\.value)) ?? (said.contains("健診") ? .checkup : nil)
    else {
      return nil
    }
    for line in lines where line.utf8.count <= 400 {
      for word in line.split(whereSeparator: { $0.isWhitespace || $0 == "　" || $0 == "【" || $0 == "】" || $0 == "：" }) {
        let name = withoutHonorific(word)
        guard isFirm(name), name == String(word) ? subject == .pay || line.contains("御中") : true,
          !isAgency(line, before: word)
        else { continue }
        return name
      }
    }
    return nil
  }

  /// `事業所名：株式会社…` in one cell, or 事業所名 and the firm in two.
  private static func labelled(_ line: String, next: String?) -> String? {
    if let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" || $0.isWhitespace || $0 == "　" }) {
      let label = String(line[..<colon])
      guard HeaderVocabulary.read(label).map({ $0.role == .employer && $0.strength == .strong }) == true else {
        return nil
      }
      let value = line[line.index(after: colon)...].drop { $0.isWhitespace || $0 == "　" || $0 == ":" || $0 == "：" }
      let name = withoutHonorific(value.prefix { !$0.isWhitespace && $0 != "　" })
      return name.count >= 2 ? name : nil
    }
    guard let next, HeaderVocabulary.read(line).map({ $0.role == .employer && $0.strength == .strong }) == true else {
      return nil
    }
    let name = withoutHonorific(next[...])
    return isOrganisation(name) ? name : nil
  }

  private static func withoutHonorific(_ word: Substring) -> String {
    var word = word
    for ending in ["御中", "様", "殿"] where word.hasSuffix(ending) {
      word = word.dropLast(ending.count)
      break
    }
    return TableReading.trim(String(word))
  }

  /// 健診機関：医療法人…, 作成：株式会社…: who did the work.
  private static func isAgency(_ line: String, before word: Substring) -> Bool {
    namesAgency(String(line[..<word.startIndex]))
  }

  /// Whether the words before a firm say that it is somebody else's than the people's.
  static func namesAgency(_ words: String) -> Bool { agencies.contains(where: words.contains) }

  private static let agencies = [
    "機関", "作成", "発行", "委託", "受託", "提出先", "事務所", "実施", "取引", "顧客", "得意先", "振込", "銀行", "紹介", "送付元", "差出",
  ]

  private static func isOrganisation(_ name: String) -> Bool {
    guard (2...60).contains(name.count) else { return false }
    var name = name
    let shapes = name.withUTF8 { NameClassifier().shapes(of: $0) }
    return shapes.contains(.organisationName) && !shapes.contains(.insurerName)
  }

  enum History {
    case work, school
  }

  /// What a line of somebody's history tells: `株式会社… 入社`, `…高等学校 卒業`.
  static func history(in line: String) -> History? {
    guard line.utf8.count <= 120 else { return nil }
    if schoolWords.contains(where: line.contains) { return .school }
    guard workWords.contains(where: line.contains) else { return nil }
    let words = line.split { $0.isWhitespace || $0 == "に" || $0 == "を" }
    return words.contains { isFirm(String($0)) } ? .work : nil
  }

  private static let schoolWords = ["卒業", "入学", "修了", "中退"]
  private static let workWords = ["入社", "入職", "退社", "退職", "勤務", "在籍"]

  /// A company by its legal form: clinics and foundations examine people, and are not whom these work for.
  static func isFirm(_ name: String) -> Bool {
    guard (4...40).contains(name.count), isOrganisation(name) else { return false }
    return forms.contains { name.hasPrefix($0) || name.hasSuffix($0) }
  }

  private static let forms = [
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "(株)", "(有)", "（株）", "（有）", "㈱", "㈲", "社会福祉法人",
  ]
}
