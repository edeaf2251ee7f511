/// The encodings in which files arrive: those of Japanese offices, and those of the countries they deal with.
///
/// The raw value is the name that reports print.
package enum TextEncoding: String, Sendable, CaseIterable, Codable {
  case utf8 = "UTF-8"
  case utf16LE = "UTF-16LE"
  case utf16BE = "UTF-16BE"
  /// Shift_JIS as Windows writes it: with NEC row 13, the NEC and IBM extensions and user-defined characters.
  case cp932 = "CP932"
  /// EUC-JP with half-width kana (SS2), JIS X 0212 (SS3) and the vendor rows of CP51932 and eucJP-ms.
  case eucJP = "EUC-JP"
  /// Seven-bit mail: JIS X 0201, 0208, 0212 and 0213, chosen by escape sequences.
  case iso2022JP = "ISO-2022-JP"
  case windows1252 = "windows-1252"
  /// As ISO-8859-1, with the euro, Š, Ž, Œ and Ÿ.
  case iso885915 = "ISO-8859-15"
  /// Central Europe (Polish, Czech, Hungarian, Croatian), as Windows and as Unix wrote it.
  case windows1250 = "windows-1250"
  case iso88592 = "ISO-8859-2"
  case windows1254 = "windows-1254"
  /// Cyrillic of Windows, of Unix and of DOS.
  case windows1251 = "windows-1251"
  case koi8R = "KOI8-R"
  case ibm866 = "IBM866"
  /// Greek.
  case windows1253 = "windows-1253"
  /// Western Europe of DOS and of the old Mac.
  case ibm850 = "IBM850"
  case macintosh
  /// Korean: EUC-KR with the further syllables of Windows.
  case cp949 = "CP949"
  /// Simplified Chinese: GB 2312, GBK and the four-byte characters.
  case gb18030 = "GB18030"
  /// Traditional Chinese as Windows writes it, with Hong Kong's characters of the BMP.
  case big5 = "Big5"
  /// Nobody can tell: ASCII is read, every other byte is counted as unreadable.
  case unknown

  /// The encodings that hold kana and kanji of Japanese text.
  package static let japanese: [TextEncoding] = [.utf8, .utf16LE, .utf16BE, .cp932, .eucJP, .iso2022JP]

  /// Whether every byte is one character, so that any bytes at all can be read as it.
  package var isSingleByte: Bool {
    switch self {
    case .windows1252, .iso885915, .windows1250, .iso88592, .windows1254, .windows1251, .windows1253, .koi8R, .ibm866,
      .ibm850, .macintosh:
      true
    default: false
    }
  }

  /// The encoding of a MIME `charset`, an XML declaration or an HTML `meta` element; nil when the name is unknown.
  ///
  /// Letter case and the separators `-`, `_`, space and `:` do not matter. As in the WHATWG Encoding Standard,
  /// ISO-8859-1 and US-ASCII are read as windows-1252. UTF-16 without an order is little-endian there too; a byte
  /// order mark, where there is one, decides before this name does.
  package init?(mimeName: String) {
    var key = ""
    for scalar in mimeName.unicodeScalars.prefix(64) {
      switch scalar {
      case "A"..."Z": key.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value) + 0x20))
      case "a"..."z", "0"..."9": key.unicodeScalars.append(scalar)
      default: continue
      }
    }
    guard let encoding = Self.names[key] else { return nil }
    self = encoding
  }

  /// Names without separators, in lower case.
  private static let names: [String: TextEncoding] = [
    "utf8": .utf8, "utf8bom": .utf8, "utf8sig": .utf8, "unicode11utf8": .utf8, "cp65001": .utf8,
    "utf16": .utf16LE, "utf16le": .utf16LE, "unicode": .utf16LE, "ucs2": .utf16LE, "iso10646ucs2": .utf16LE,
    "unicodefffe": .utf16BE, "utf16be": .utf16BE,
    "shiftjis": .cp932, "sjis": .cp932, "xsjis": .cp932, "mskanji": .cp932, "csshiftjis": .cp932,
    "windows31j": .cp932, "cswindows31j": .cp932, "ms932": .cp932, "cp932": .cp932, "windows932": .cp932,
    "ibm943": .cp932, "cp943c": .cp932, "sjiswin": .cp932, "xmscp932": .cp932, "932": .cp932,
    "eucjp": .eucJP, "xeucjp": .eucJP, "eucjpms": .eucJP, "eucjpwin": .eucJP, "cseucpkdfmtjapanese": .eucJP,
    "cp51932": .eucJP, "ujis": .eucJP, "eucjpopen": .eucJP,
    "iso2022jp": .iso2022JP, "csiso2022jp": .iso2022JP, "iso2022jp1": .iso2022JP, "iso2022jp2": .iso2022JP,
    "iso2022jp3": .iso2022JP, "iso2022jp2004": .iso2022JP, "iso2022jpms": .iso2022JP, "cp50220": .iso2022JP,
    "cp50221": .iso2022JP, "cp50222": .iso2022JP, "jis": .iso2022JP, "jis7": .iso2022JP,
    "windows1252": .windows1252, "cp1252": .windows1252, "xcp1252": .windows1252, "iso88591": .windows1252,
    "latin1": .windows1252, "l1": .windows1252, "usascii": .windows1252, "ascii": .windows1252,
    "ansix341968": .windows1252, "iso885915": .iso885915, "latin9": .iso885915,
    "windows1250": .windows1250, "cp1250": .windows1250, "xcp1250": .windows1250, "iso88592": .iso88592,
    "latin2": .iso88592, "windows1254": .windows1254, "cp1254": .windows1254, "iso88599": .windows1254,
    "latin5": .windows1254, "windows1253": .windows1253, "cp1253": .windows1253, "windows1251": .windows1251,
    "cp1251": .windows1251, "koi8r": .koi8R, "koi8u": .koi8R,
    "ibm866": .ibm866, "cp866": .ibm866, "ibm850": .ibm850, "cp850": .ibm850, "macintosh": .macintosh,
    "macroman": .macintosh, "xmacroman": .macintosh,
    "euckr": .cp949, "ksc56011987": .cp949, "ksc5601": .cp949, "uhc": .cp949, "ms949": .cp949, "cp949": .cp949,
    "windows949": .cp949, "949": .cp949,
    "gb2312": .gb18030, "gbk": .gb18030, "gb18030": .gb18030, "cp936": .gb18030, "ms936": .gb18030,
    "euccn": .gb18030, "xgbk": .gb18030, "936": .gb18030,
    "big5": .big5, "cnbig5": .big5, "big5hkscs": .big5, "xxbig5": .big5, "cp950": .big5, "ms950": .big5, "950": .big5,
  ]
}
