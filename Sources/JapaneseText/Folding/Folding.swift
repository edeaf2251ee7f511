/// Writes different spellings of the same thing alike, so that they can be compared byte by byte.
///
/// All three folds work on UTF-8, never make the text longer (an output of the input's size is enough) and change
/// nothing when they are done again. Common to them: full-width and compatibility characters take their plain form,
/// Latin letters become small, half-width kana become full with their voiced marks joined, spaces, invisible
/// characters and variation selectors go, old and variant kanji take one form (髙→高, 﨑→崎, 齋齊斉→斎, 邊邉→辺, 𠮷→吉),
/// hyphens and dashes become '-' (a wide one between kana becomes ー); ヵ and ヶ become カ and ケ; a private use character (外字) and
/// U+FFFD become 〓, which stands for any one character.
package enum Folding {
  /// For personal names as identity keys: also drops ・ and ·. Gives the length of the result.
  package static func foldName(
    _ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    FoldTable.name.fold(text, into: output)
  }

  /// For readings: as `foldName`, and hiragana become katakana, small kana large, ヴ ブ, ヰ イ, ヱ エ, ヲ オ, so that
  /// the spellings of banks, insurers and people agree. The prolonged sound mark in every form (ー ｰ - － ‐ ～) becomes
  /// '-', because many systems write an ASCII hyphen for it, which has no room to grow into ー.
  package static func foldKana(
    _ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    FoldTable.kana.fold(text, into: output)
  }

  /// For headers, organisations and addresses: ・ stays, ～ becomes '~'.
  ///
  /// Parenthesised ideographs have one spelling, the single character: (株), （株） and ㈱ all become ㈱, because the
  /// other way round the text would grow. 株式会社 stays as it is.
  package static func foldText(
    _ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    FoldTable.text.fold(text, into: output)
  }

  package static func foldName(_ text: String) -> String { FoldTable.name.fold(text) }
  package static func foldKana(_ text: String) -> String { FoldTable.kana.fold(text) }
  package static func foldText(_ text: String) -> String { FoldTable.text.fold(text) }
}
