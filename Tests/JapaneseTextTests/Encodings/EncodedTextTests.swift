import Testing

@testable import JapaneseText

@Suite struct EncodedTextTests {
  /// Every character of the BMP that an encoding holds comes back as itself.
  @Test(arguments: TextEncoding.allCases)
  func decodingUndoesEncoding(_ encoding: TextEncoding) {
    var held = 0
    for value in UInt32(0x20)...0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let encoded = encoding.encode(String(Character(scalar)))
      if !encoded.unencodable.isEmpty { continue }
      held += 1
      let result = decoded(encoded.bytes, as: encoding)
      let back = String(decoding: result.text, as: UTF8.self).unicodeScalars.first
      let isSame = back == scalar
      if !isSame {
        // Only the documented substitutions come back as another character.
        let again = back.map { encoding.encode(String(Character($0))) }
        #expect(again == encoded, "U+\(String(value, radix: 16)) in \(encoding.rawValue)")
      }
      #expect(result.unreadable == 0)
    }
    let least =
      switch encoding {
      case .utf8, .utf16LE, .utf16BE: 63_000
      case .cp932: 9_300
      case .eucJP: 13_000
      case .iso2022JP: 12_000
      case .cp949: 17_000
      case .gb18030: 23_000
      case .big5: 16_500
      case .unknown: 95
      default: 185
      }
    #expect(held >= least)
  }

  /// Cells that Windows reads but writes elsewhere are read as that character.
  @Test func everyPairOfCP932ComesBackAsTheSameText() {
    for lead in UInt8(0x81)...0xFC where isCP932Lead(lead) {
      for trail in UInt8(0x40)...0xFC where trail != 0x7F {
        let first = decoded([lead, trail], as: .cp932)
        if first.unreadable > 0 { continue }
        let text = String(decoding: first.text, as: UTF8.self)
        let again = TextEncoding.cp932.encode(text)
        #expect(again.unencodable.isEmpty)
        #expect(decoded(again.bytes, as: .cp932).text == first.text)
      }
    }
  }

  @Test(arguments: [
    ("〜−—‖", "～－―∥"), ("¢£¬¥", "￠￡￢￥"), ("–", "‐"), ("か\u{3099}は\u{309A}", "がぱ"), ("a\u{00A0}b", "a b"),
  ])
  func windowsFormsReplaceTheirTwins(_ text: String, _ written: String) {
    let encoded = TextEncoding.cp932.encode(text)
    #expect(encoded.unencodable.isEmpty)
    #expect(String(decoding: decoded(encoded.bytes, as: .cp932).text, as: UTF8.self) == written)
  }

  @Test func namesThatHangFoundationAreWrittenAndReported() {
    for selector in ["\u{E0100}", "\u{FE00}", "\u{FE0F}", "\u{E0101}"] {
      let encoded = TextEncoding.cp932.encode("葛" + selector)
      #expect(encoded.bytes == [0x8A, 0x8B])
      #expect(encoded.unencodable.count == 1)
    }
    let encoded = TextEncoding.cp932.encode("𠮷田é")
    #expect(encoded.bytes == [0x3F, 0x93, 0x63, 0x3F])
    #expect(encoded.unencodable == ["𠮷", "é"])
    #expect(TextEncoding.cp932.encode("𠮷", substitute: 0x20).bytes == [0x20])
  }

  @Test func duplicatesAreWrittenAsWindowsWritesThem() {
    #expect(TextEncoding.cp932.encode("髙﨑").bytes == [0xFB, 0xFC, 0xFA, 0xB1])
    #expect(TextEncoding.cp932.encode("Ⅲⅲ∵㈱￢").bytes == [0x87, 0x56, 0xFA, 0x42, 0x81, 0xE6, 0x87, 0x8A, 0x81, 0xCA])
  }

  @Test func mailTextReturnsToASCII() {
    let encoded = TextEncoding.iso2022JP.encode("山ｱ")
    #expect(encoded.bytes == [0x1B, 0x24, 0x42, 0x3B, 0x33, 0x1B, 0x28, 0x49, 0x31, 0x1B, 0x28, 0x42])
  }

  @Test(arguments: [
    ("Shift_JIS", TextEncoding.cp932), ("x-sjis", .cp932), ("windows-31j", .cp932), ("MS932", .cp932),
    ("euc-jp", .eucJP), ("EUC_JP", .eucJP), ("ISO-2022-JP", .iso2022JP), ("iso-8859-1", .windows1252),
    ("us-ascii", .windows1252), ("utf-8", .utf8), ("UTF8", .utf8), ("UTF-16", .utf16LE), ("utf-16be", .utf16BE),
  ])
  func mimeNames(_ name: String, _ encoding: TextEncoding) {
    #expect(TextEncoding(mimeName: name) == encoding)
  }

  @Test func unknownMimeNames() {
    for name in ["", "hz-gb-2312", "x-unknown", "windows-874"] { #expect(TextEncoding(mimeName: name) == nil) }
  }
}
