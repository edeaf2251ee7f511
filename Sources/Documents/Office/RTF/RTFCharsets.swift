import JapaneseText

/// Which bytes mean which characters in an RTF file: by its code page, by the character set of the font, and by what
/// the bytes look like where neither says it.
struct RTFCharsets {
  /// `\ansicpgN`; nil where the file does not name it.
  private var page: TextEncoding?
  private var fonts: [Int: TextEncoding] = [:]
  /// Some font or the file itself is Japanese.
  private var isJapanese = false
  private static let mostFonts = 4_096

  mutating func setPage(_ number: Int) {
    page = TextEncoding(mimeName: "cp\(number)")
    if page == .cp932 { isJapanese = true }
  }

  mutating func setLanguage(_ language: Int) { if language == 0x0411 { isJapanese = true } }

  /// `\fcharsetN` of a font (RTF 1.9.1, "Font Family"); sets that are not listed follow the file's code page.
  mutating func set(charset: Int, ofFont font: Int) {
    let pages = [
      128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257,
      204: 1251, 222: 874, 238: 1250,
    ]
    if let page = pages[charset] { set(page: page, ofFont: font) }
  }

  mutating func set(page: Int, ofFont font: Int) {
    guard let encoding = TextEncoding(mimeName: "cp\(page)"), fonts.count < Self.mostFonts else { return }
    fonts[font] = encoding
    if encoding == .cp932 { isJapanese = true }
  }

  /// Whether a byte begins a character of two bytes in text of this font.
  func isLead(_ byte: UInt8, font: Int?) -> Bool {
    switch fonts[font ?? -1] ?? page {
    case .cp949, .gb18030, .big5: return (0x81...0xFE).contains(byte)
    case .cp932: break
    default: if fonts[font ?? -1] != nil || !isJapanese { return false }
    }
    return (0x81...0x9F).contains(byte) || (0xE0...0xFC).contains(byte)
  }

  /// The text of bytes that stand together.
  /// - Parameter unreadable: counts bytes that no character was found for.
  func decode(_ bytes: [UInt8], font: Int?, unreadable: inout Int) -> [UInt8] {
    if bytes.allSatisfy({ $0 < 0x80 }) { return bytes }
    if let encoding = fonts[font ?? -1] { return Self.decode(bytes, encoding, &unreadable) }
    if page == nil, !isJapanese {
      let guess = bytes.withUnsafeBytes { EncodingGuess(of: $0, isWhole: true) }
      let isSure = guess.encoding == .cp932 && guess.confidence >= 0.9
      return Self.decode(bytes, isSure ? .cp932 : .windows1252, &unreadable)
    }
    // Fonts of a Japanese file often say nothing, or Latin: its bytes are Japanese all the same.
    var lost = 0
    if isJapanese {
      let text = Self.decode(bytes, .cp932, &lost)
      if lost == 0 || page == .cp932 {
        unreadable += lost
        return text
      }
    }
    return Self.decode(bytes, page ?? .windows1252, &unreadable)
  }

  private static func decode(_ bytes: [UInt8], _ encoding: TextEncoding, _ unreadable: inout Int) -> [UInt8] {
    var decoder = TextDecoder(encoding)
    var text: [UInt8] = []
    bytes.withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
    unreadable += decoder.unreadableBytes
    return text
  }
}
