/// The encodings in which the files of Japanese offices arrive.
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
    "ansix341968": .windows1252, "iso885915": .windows1252,
  ]
}
