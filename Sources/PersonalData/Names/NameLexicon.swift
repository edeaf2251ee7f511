import CNameLists
import JapaneseText

#if canImport(Glibc)
  import Glibc
#endif

/// Which surnames and given names there are, how frequent, how they are read, and which words only look like names.
///
/// Everything is kept by the folded form (`Folding.foldName`), so that 髙橋 and 高橋 are one. The tables are written by
/// `Scripts/name_tables.sh` from the lists of CNameLists. Sources: see `names_licences.c`.
package struct NameLexicon: Sendable {
  /// The tables stand in the program as they are asked; only the costs of characters are spread out on first use.
  package static let shared = NameLexicon()

  /// Folded surname → cost of a bearer, −ln(share of the population) in hundredths.
  let surnames: NameTable
  /// Folded given name → bits of `GivenName`.
  let givenNames: NameTable
  /// Readings in folded katakana.
  let surnameReadings: NameTable
  let givenReadings: NameTable
  /// Readings in simplified Latin letters, see `Romaji`.
  let surnameRomaji: NameTable
  let givenRomaji: NameTable
  /// Given and family names of other countries, in folded katakana or simplified Latin letters: 1 given, 2 family.
  let foreign: NameTable
  /// Words that can be taken apart like a name but are none: 三木浦, 森林.
  let nouns: NameTable
  let surnameCharacters: CharacterModel
  let givenCharacters: CharacterModel
  let nounCharacters: CharacterModel
  let kanaSounds: KanaSounds

  /// What is known of a given name.
  struct GivenName: OptionSet {
    let rawValue: UInt16
    static let male = GivenName(rawValue: 1)
    static let female = GivenName(rawValue: 2)
    static let listed = GivenName(rawValue: 4)
    static let common = GivenName(rawValue: 8)
    /// A reading in kana that people also write their name with: さくら, マサル.
    static let reading = GivenName(rawValue: 16)
  }

  /// −ln(x) is a cost; a cost becomes a share again.
  @inline(__always)
  private static func share(ofCost cost: UInt16) -> Float { exp(-Float(cost) / 100) }

  /// People of Japan, of which the head counts are shares.
  static let population: Float = 126_000_000

  /// The cell, folded, is a surname on the list.
  package func isSurname(_ cell: CellBytes) -> Bool { surnameHeadCount(cell) > 0 }

  /// Bearers of the surname in Japan; 0 when it is not on the list, 1,500 when its count is not known.
  package func surnameHeadCount(_ cell: CellBytes) -> Int {
    NameScalars.withFolded(cell) { name in
      let cost = surnames.value(NameHash.of(name))
      return cost == 0 ? 0 : Int((Self.population * Self.share(ofCost: cost)).rounded())
    }
  }

  /// The cell, folded, is a given name on the list, or the reading of one.
  package func isGivenName(_ cell: CellBytes) -> Bool {
    NameScalars.withFolded(cell) { givenNames.value(NameHash.of($0)) != 0 }
  }

  /// The sexes that bear a given name; both false when the list does not tell.
  package func sexes(ofGivenName cell: CellBytes) -> (male: Bool, female: Bool) {
    let known = GivenName(rawValue: NameScalars.withFolded(cell) { givenNames.value(NameHash.of($0)) })
    return (known.contains(.male), known.contains(.female))
  }
}

extension NameLexicon {
  init() {
    self.init(
      surnames: NameTable(hikae_surname_table()), givenNames: NameTable(hikae_given_name_table()),
      surnameReadings: NameTable(hikae_surname_reading_table()),
      givenReadings: NameTable(hikae_given_reading_table()), surnameRomaji: NameTable(hikae_surname_romaji_table()),
      givenRomaji: NameTable(hikae_given_romaji_table()), foreign: NameTable(hikae_foreign_name_table()),
      nouns: NameTable(hikae_noun_table()), surnameCharacters: CharacterModel(hikae_surname_character_costs()),
      givenCharacters: CharacterModel(hikae_given_name_character_costs()),
      nounCharacters: CharacterModel(hikae_noun_character_costs()),
      kanaSounds: KanaSounds(costs: hikae_kana_sound_costs()))
  }
}
