/// What a cell could be, as far as words and names go. Several bits may stand: 森 is a surname, a given name and a word.
package struct NameShapes: OptionSet, Sendable, Hashable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Family and given name, with or without a separator, in kanji, kana, Latin letters or Hangul.
  package static let personName = NameShapes(rawValue: 1 << 0)
  /// A surname alone.
  package static let surnameOnly = NameShapes(rawValue: 1 << 1)
  /// A given name alone.
  package static let givenOnly = NameShapes(rawValue: 1 << 2)
  /// Katakana (either width) or hiragana only, of the length and the sounds of a name.
  package static let kanaName = NameShapes(rawValue: 1 << 3)
  /// A name in Latin letters.
  package static let romajiName = NameShapes(rawValue: 1 << 4)
  /// A company, society, institution, shop or office.
  package static let organisationName = NameShapes(rawValue: 1 << 5)
  /// A health insurer: 健康保険組合, 協会けんぽ, 共済組合, 国保, 広域連合.
  package static let insurerName = NameShapes(rawValue: 1 << 6)
  /// A division of an organisation: 部 課 室 係.
  package static let department = NameShapes(rawValue: 1 << 7)
  /// Words of goods and services, or a text too long or too mixed for a name.
  package static let productLike = NameShapes(rawValue: 1 << 8)
  /// The surname is on the list of Japanese surnames, or both parts are on the lists of other countries' names.
  package static let listedSurname = NameShapes(rawValue: 1 << 9)
  /// Family and given name stand apart (space, ・, comma).
  package static let separated = NameShapes(rawValue: 1 << 10)
  /// An honorific stands after the name: 様 さん 殿 先生 氏.
  package static let honorific = NameShapes(rawValue: 1 << 11)
  /// Katakana or hiragana alone, whatever it says.
  package static let kanaScript = NameShapes(rawValue: 1 << 12)
  /// A name written in the manner of another country: ジョン・スミス, Smith John, 김민준.
  package static let foreignName = NameShapes(rawValue: 1 << 13)
  /// A role or a title in place of a name: 代表取締役, 部長, 担当者.
  package static let roleWord = NameShapes(rawValue: 1 << 14)
}

/// The result of reading one cell as a name.
package struct NameReading: Sendable, Equatable {
  package var shapes: NameShapes
  /// How much the cell speaks for a person's full name, −2 (surely not) … +2 (surely): log odds, scaled. A column's
  /// mean over 0.3 is names; a single cell is never proof.
  package var score: Float

  package init(shapes: NameShapes, score: Float) {
    self.shapes = shapes
    self.score = score
  }

  static let nothing = NameReading(shapes: [], score: -2)
}
