import JapaneseText

/// Whose a passage may be: insurers, employers, insurer numbers and mail domains that it names.
enum Letterhead {
  static func organisations(
    in text: PassageText, values: PassageValues, classifier: NameClassifier
  ) -> [OrganisationHint] {
    var hints: [OrganisationHint] = []
    func add(_ kind: OrganisationHint.Kind, _ value: String) {
      let hint = OrganisationHint(kind: kind, scope: .content, value: value)
      if !value.isEmpty, hints.count < 24, !hints.contains(hint) { hints.append(hint) }
    }
    for value in values.values where value.field == .insurerNumber { add(.insurerNumber, digits(text, value.range)) }
    for email in values.emails {
      guard let (_, domain) = EmailAddress.parse(text.cell(email)) else { continue }
      let name = String(decoding: text.cell(email).part(domain), as: UTF8.self).lowercased()
      if !freeMail.contains(where: { name == $0 || name.hasSuffix("." + $0) }) { add(.mailDomain, name) }
    }
    var index = 0
    while index < text.count {
      guard let length = marker(text, at: index) else {
        index += 1
        continue
      }
      let range = organisation(text, around: index..<index + length)
      index = max(index + length, range.upperBound)
      guard range.count > length, range.count <= 40 else { continue }
      let shapes = classifier.shapes(of: text.cell(range))
      let isInsurer = shapes.contains(.insurerName)
      add(isInsurer ? .insurerName : .letterhead, text.string(range))
    }
    return hints
  }

  /// Where the names of firms stand, insurers aside.
  static func firms(in text: PassageText) -> [Range<Int>] {
    var firms: [Range<Int>] = []
    var index = 0
    while index < text.count {
      let isShort = text[index] == 0x3231 || text[index] == 0x3232
      guard let length = isShort ? 1 : marker(text, at: index) else {
        index += 1
        continue
      }
      let isInsurer = [0x5065, 0x56FD, 0x5171, 0x79C1, 0x5354, 0x5E83].contains(text[index])
      let range = organisation(text, around: index..<index + length)
      index = max(index + length, range.upperBound)
      if !isInsurer, range.count > length { firms.append(range) }
    }
    return firms
  }

  /// Length of a word of an organisation's name that opens or closes it.
  private static func marker(_ text: PassageText, at index: Int) -> Int? {
    let words: [StaticString]
    switch text[index] {
    case 0x682A: words = ["株式会社"]
    case 0x6709: words = ["有限会社"]
    case 0x5408: words = ["合同会社"]
    case 0x5065: words = ["健康保険組合", "健康保険協会"]
    case 0x56FD: words = ["国民健康保険組合"]
    case 0x5171: words = ["共済組合"]
    case 0x79C1: words = ["私立学校教職員共済"]
    case 0x5354: words = ["協会けんぽ"]
    case 0x793E: words = ["社会福祉法人", "社団法人"]
    case 0x5B66: words = ["学校法人"]
    case 0x533B: words = ["医療法人"]
    case 0x8CA1: words = ["財団法人"]
    case 0x5E83: words = ["広域連合"]
    default: return nil
    }
    return words.first { text.has($0, at: index) }.map { word in
      var end = index
      let limit = Int(text.offsets[index]) + word.utf8CodeUnitCount
      while end < text.count, Int(text.offsets[end]) < limit { end += 1 }
      return end - index
    }
  }

  /// The whole name around a marker: kanji, katakana, Latin letters and digits to both sides.
  private static func organisation(_ text: PassageText, around marker: Range<Int>) -> Range<Int> {
    var (start, end) = (marker.lowerBound, marker.upperBound)
    func isPart(_ scalar: UInt32) -> Bool { scalar.isKanji || scalar.isKatakana || scalar.isLatin || scalar == 0x30FB }
    // Hiragana are parts of names such as みどり精機 but also の and は: they count after a marker or at a line's start.
    while start > 0, isPart(text[start - 1]) || isNameHiragana(text, start - 1), marker.lowerBound - start < 24 {
      start -= 1
    }
    let closes = start < marker.lowerBound
    if !closes {
      while end < text.count, isPart(text[end]) || isLeading(text, end, marker), end - start < 32 { end += 1 }
    }
    return start..<end
  }

  /// Hiragana that open a name (みどり精機, ひまわり食品), right at a border of words.
  private static func isNameHiragana(_ text: PassageText, _ index: Int) -> Bool {
    guard text[index].isHiragana else { return false }
    var (start, end) = (index, index + 1)
    while text[start - 1].isHiragana, end - start < 8 { start -= 1 }
    while text[end].isHiragana, end - start < 8 { end += 1 }
    return !text[start - 1].isNameScript && (2...6).contains(end - start)
  }

  private static func isLeading(_ text: PassageText, _ index: Int, _ marker: Range<Int>) -> Bool {
    guard text[index].isHiragana else { return false }
    return (marker.upperBound...index).allSatisfy { text[$0].isHiragana } && index - marker.upperBound < 6
      && text[index + 1].isNameScript
  }

  private static func digits(_ text: PassageText, _ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(range.compactMap { text[$0].isDigit ? Unicode.Scalar(text[$0]) : nil }))
  }

  private static let freeMail = [
    "gmail.com", "googlemail.com", "yahoo.co.jp", "ymail.ne.jp", "yahoo.com", "hotmail.com", "hotmail.co.jp",
    "outlook.com",
    "outlook.jp", "live.jp", "icloud.com", "me.com", "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp",
    "i.softbank.jp", "vodafone.ne.jp", "nifty.com", "biglobe.ne.jp", "ocn.ne.jp", "so-net.ne.jp", "plala.or.jp",
    "dion.ne.jp", "aol.com", "gmx.de", "web.de", "qq.com", "163.com", "naver.com", "proton.me", "protonmail.com",
  ]
}
