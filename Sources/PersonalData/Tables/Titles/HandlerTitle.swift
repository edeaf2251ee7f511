import JapaneseText

/// A title of a part of a handler's name, `doctor.family_name`, `drFirstName`, `担当者姓`: whose it is, and which part.
struct HandlerTitle: Hashable {
  private let owner: String
  /// Family or given name.
  let role: ColumnRole

  private init(owner: String, role: ColumnRole) {
    self.owner = owner
    self.role = role
  }

  /// - Returns: nil for a title that says nothing of a part, or of nobody.
  init?(_ title: String) {
    if title.utf8.contains(where: { $0 >= 0x80 }) {
      let ofPart: [(String, ColumnRole)] = [("姓", .familyName), ("名", .givenName)]
      guard let (ending, role) = ofPart.first(where: { title.hasSuffix($0.0) }) else { return nil }
      self.init(owner: String(title.dropLast(ending.count)), role: role)
    } else {
      let object = TitlePath.object(of: title)
      let words = TitleTokens.words(of: object.isEmpty ? title : String(title.dropFirst(object.utf8.count + 1)))
      guard let role = TitleTokens.partOfName(in: words) else { return nil }
      // doctor2_first_name is not doctor1's: the number stands with the object, or in the title without its words.
      let number = object.isEmpty ? String(title.filter(\.isNumber)) : object
      self.init(owner: TitleTokens.withoutNaming(words).sorted().joined(separator: " ") + "/" + number, role: role)
    }
  }

  /// Whose name a title is of: 担当者 in `担当者名`, `ご担当者氏名`, `担当者（漢字）`.
  static func owner(of title: String) -> String { withoutEnding(plain(title), names) }

  /// Whose reading a title is of: 担当者 in `担当者名カナ`, `担当者 フリガナ`; empty for フリガナ alone.
  /// - Returns: nil for a title of anything else.
  static func owner(ofReading title: String) -> String? {
    let title = plain(title)
    let rest = withoutEnding(title, readings)
    return rest == title ? nil : withoutEnding(rest, names)
  }

  /// Folded, without brackets, joints and politeness.
  private static func plain(_ title: String) -> String {
    let joints: Set<Unicode.Scalar> = ["(", ")", "[", "]", "【", "】", " ", "_", "-", "/", "・", "の", ":", "*", "※"]
    var plain = String.UnicodeScalarView()
    plain.append(contentsOf: Folding.foldText(title).unicodeScalars.filter { !joints.contains($0) })
    if let first = plain.first, first == "ご" || first == "御" { plain.removeFirst() }
    return String(plain)
  }

  private static func withoutEnding(_ title: String, _ endings: [String]) -> String {
    endings.first(where: title.hasSuffix).map { String(title.dropLast($0.count)) } ?? title
  }

  private static let names = ["様氏名", "様名", "お名前", "氏名", "名前", "漢字", "様", "名"].map { Folding.foldText($0) }
  private static let readings = [
    "フリガナ", "ふりがな", "よみがな", "ヨミガナ", "読み仮名", "半角カナ", "全角カナ", "かな", "カナ", "よみ", "ヨミ", "読み", "kana", "furigana",
  ].map { Folding.foldText($0) }

  /// The title of the other part.
  var beside: HandlerTitle { HandlerTitle(owner: owner, role: role == .familyName ? .givenName : .familyName) }
}
