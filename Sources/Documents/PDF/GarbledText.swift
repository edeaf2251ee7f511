/// Tells the text of a page whose fonts do not say what their glyphs are: signs in place of letters (`•‚ ƒ„ …†`).
enum GarbledText {
  private static let leastCharacters = 16

  /// - Parameter isDoubtful: the document has fonts of which that must be feared.
  static func isLikely(_ page: [UInt8], isDoubtful: Bool) -> Bool {
    var odd = 0
    var all = 0
    for scalar in String(decoding: page, as: UTF8.self).unicodeScalars where scalar.value > 0x20 || scalar.value < 9 {
      all += 1
      if isOdd(scalar.value) { odd += 1 }
    }
    guard all >= leastCharacters || odd > 4 else { return false }
    return odd * (isDoubtful ? 5 : 2) > all
  }

  /// Control characters, private ones, and signs that seldom stand in a text; not the dots and lines of tables.
  private static func isOdd(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0..<0x20, 0x7F..<0xA0, 0xE000..<0xF900, 0xFFFD, 0xF0000...: true
    case 0x22, 0x23, 0x24, 0x26, 0x3B...0x40, 0x5B...0x60, 0x7B...0x7E: true
    case 0xA1...0xA6, 0xA8...0xAF, 0xB1, 0xB4...0xBF, 0xD7, 0xF7, 0x160, 0x161, 0x17D, 0x17E, 0x152, 0x153, 0x178,
      0x192, 0x2C6, 0x2DC, 0x201A, 0x201E, 0x2020...0x2022, 0x2030, 0x2039, 0x203A:
      true
    default: false
    }
  }
}
