/// What the bytes of a single-byte encoding are to the judgement of a text.
struct LetterTable: Sendable {
  enum Kind: Sendable {
    case blank, lower, upper, apostrophe, sign, otherSign, unassigned
    var isLetter: Bool { self == .lower || self == .upper }
    var isSign: Bool { self == .sign || self == .apostrophe }
  }

  struct Letter: Sendable {
    var kind: Kind
    /// Above 7F.
    var isHighLetter = false
    /// A bit for each language of the encoding that has the letter; of other alphabets see `traits`.
    var languages: UInt16 = 0

    static let blank = Letter(kind: .blank)
  }

  private let letters: [Letter]
  let languages: Int

  subscript(_ byte: UInt8) -> Letter { letters[Int(byte)] }

  static func table(of encoding: TextEncoding) -> LetterTable { tables[encoding] ?? LetterTable(.unknown) }

  private static let tables = Dictionary(
    uniqueKeysWithValues: TextEncoding.allCases.filter(\.isSingleByte).map { ($0, LetterTable($0)) })

  /// The accented letters that a language's words are full of.
  private static let western = [
    "äöüßÄÖÜ", "éèêëàâçîïôùûœÉÈÀÇÊÎÔ", "áéíóúñüÁÉÍÓÚÑ", "ãõáéíóúâêôçàÃÕÁÉÍÓÚÂÊÔÇ", "àèéìòùÀÈÉ", "åäöæøéÅÄÖÆØ",
    "ëéïèöüó", "áéíóúýþæöðÁÍÓÚÞÖÆ", "àèéíïòóúüç", "äöåšžÄÖÅŠŽ",
  ]
  private static let central = [
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "áčďéěíňóřšťúůýžÁČĎÉÍŇŘŠŤÚŽĽľôäĺ", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ", "čćđšžČĆĐŠŽ", "ăâîşţĂÂÎŞŢ",
  ]
  private static let turkish = ["çğıöşüÇĞİÖŞÜâî"]
  private static let signs = Set("\u{A0}°§€“”„‘’‚–—«»ºª·¿¡…´²³№".unicodeScalars.map(\.value))

  private static func languages(of encoding: TextEncoding) -> [String] {
    switch encoding {
    case .windows1252, .iso885915, .ibm850, .macintosh: western
    case .windows1250, .iso88592: central
    case .windows1254: turkish
    default: []
    }
  }

  private init(_ encoding: TextEncoding) {
    let upperHalf = SingleByteTables.upperHalf(of: encoding) ?? []
    let sets = Self.languages(of: encoding).map { Set($0.unicodeScalars.map(\.value)) }
    languages = sets.count
    letters = (0..<256).map { byte in
      if byte < 0x80 {
        if (0x61...0x7A).contains(byte) { return Letter(kind: .lower) }
        return Letter(kind: (0x41...0x5A).contains(byte) ? .upper : .blank)
      }
      let value = byte - 0x80 < upperHalf.count ? UInt32(upperHalf[byte - 0x80]) : 0
      guard value != 0, let scalar = Unicode.Scalar(value) else { return Letter(kind: .unassigned) }
      let properties = scalar.properties
      // ª and º are letters to Unicode, and signs behind a number to people.
      guard properties.isAlphabetic, value != 0xAA, value != 0xBA else {
        return Letter(kind: value == 0x2019 ? .apostrophe : Self.signs.contains(value) ? .sign : .otherSign)
      }
      var letter = Letter(kind: properties.isUppercase ? .upper : .lower, isHighLetter: true)
      for (index, set) in sets.enumerated() where set.contains(value) { letter.languages |= 1 << UInt16(index) }
      if sets.isEmpty { letter.languages = Self.traits(scalar) }
      return letter
    }
  }

  /// 1 a vowel, 2 a frequent letter, 4 a letter of Russian, Ukrainian, Bulgarian or Greek, 8 one that begins no word (ь, ъ,
  /// ы), 16 one that only ends a word (ς).
  private static func traits(_ scalar: Unicode.Scalar) -> UInt16 {
    let small = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
    var traits: UInt16 = 0
    if "аеёиоуыэюяіїєαεηιουωάέήίόύώ".unicodeScalars.contains(small) { traits |= 1 }
    if "оеаинтсрвлкмдпуαοιετσςνηρκπμλυί".unicodeScalars.contains(small) { traits |= 2 }
    if "яыьгзбчйхжшюцщэфёіїєґъάέήόύώωβγδζθξφχψϊ".unicodeScalars.contains(small) { traits |= 4 }
    if "ьъы".unicodeScalars.contains(small) { traits |= 8 }
    if small == "ς" { traits |= 16 }
    return traits
  }
}
