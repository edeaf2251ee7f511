/// Words and codes for a person's sex.
package enum SexWord: UInt8, Sendable {
  case male = 1
  case female = 2

  /// Reads a whole cell: 男, 女性, F, Male, 1, 2 …
  package static func parse(_ cell: CellBytes) -> SexWord? {
    guard cell.count <= 24 else { return nil }
    return NumberFolding.withFolded(cell) { parse(folded: $0) }
  }

  static func parse(folded cell: CellBytes) -> SexWord? {
    for word in maleWords where word.utf8CodeUnitCount == cell.count && cell.hasLetters(word, at: 0) { return .male }
    for word in femaleWords where word.utf8CodeUnitCount == cell.count && cell.hasLetters(word, at: 0) {
      return .female
    }
    return nil
  }

  /// Whether a courtesy title says that a firm is addressed: Firma, Company, Société, 法人.
  static func isOfFirm(_ cell: CellBytes) -> Bool {
    guard (4...20).contains(cell.count) else { return false }
    return NumberFolding.withFolded(cell) { folded in
      firmWords.contains { $0.utf8CodeUnitCount == folded.count && folded.hasLetters($0, at: 0) }
    }
  }

  private static let firmWords: [StaticString] = [
    "firma", "company", "business", "organisation", "organization", "organisme", "société", "societe", "entreprise",
    "empresa", "azienda", "società", "societa", "bedrijf", "firm", "companhia", "法人", "会社", "団体", "企業",
  ]

  private static let maleWords: [StaticString] = [
    "男", "男性", "1", "m", "male", "男子", "おとこ", "オトコ", "man", "男 性", "♂", "1:男", "1.男", "1男", "(男)",
  ]
  private static let femaleWords: [StaticString] = [
    "女", "女性", "2", "f", "female", "女子", "おんな", "オンナ", "woman", "女 性", "♀", "2:女", "2.女", "2女", "(女)",
  ]
}
