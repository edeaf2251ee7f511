import CPango

/// Makes blocks of text, and keeps those that every letter of a batch has: shaping costs more than drawing.
struct TypeSetting {
  enum Style: Hashable {
    case name, address, value, body, small, title, heading
  }

  private struct Key: Hashable {
    let text: String
    let style: Style
    let width: Double
    let alignment: UInt32
  }

  private let fonts: Fonts
  private let context: OpaquePointer
  private var kept: [Key: TextBlock] = [:]
  /// A batch has some dozens of common texts; whatever comes with more is not worth keeping.
  private static let mostKept = 512

  init(fonts: Fonts, context: OpaquePointer) {
    self.fonts = fonts
    self.context = context
  }

  /// A text of this letter alone.
  /// - Throws: `missing_glyphs`, or `unfit` for an empty text and for control characters.
  func own(
    _ text: String, _ style: Style, width: Double, of part: LetterpressFailure.Part
  ) throws(LetterpressFailure) -> TextBlock {
    try made(text, style, width: width, alignment: PANGO_ALIGN_LEFT, of: part)
  }

  /// A text that other letters have, too.
  mutating func common(
    _ text: String, _ style: Style, width: Double, alignment: PangoAlignment = PANGO_ALIGN_LEFT
  ) throws(LetterpressFailure) -> TextBlock {
    let key = Key(text: text, style: style, width: width, alignment: alignment.rawValue)
    if let block = kept[key] { return block }
    let block = try made(text, style, width: width, alignment: alignment, of: .text)
    if kept.count >= Self.mostKept { kept.removeAll(keepingCapacity: true) }
    kept[key] = block
    return block
  }

  private func made(
    _ text: String, _ style: Style, width: Double, alignment: PangoAlignment, of part: LetterpressFailure.Part
  ) throws(LetterpressFailure) -> TextBlock {
    guard Self.isPrintable(text) else { throw .unfit(part: part) }
    var missing: [UInt32]?
    for font in fonts(style) {
      let block = TextBlock(text, font: font, width: width, alignment: alignment, in: context)
      let lacking = block.missing
      if lacking.isEmpty { return block }
      if missing.map({ lacking.count < $0.count }) ?? true { missing = lacking }
    }
    throw .missingGlyphs(part: part, scalars: missing ?? [])
  }

  private func fonts(_ style: Style) -> [OpaquePointer] {
    switch style {
    case .name: fonts.name
    case .address, .value: fonts.address
    case .body: fonts.body
    case .small: fonts.small
    case .title: fonts.title
    case .heading: fonts.heading
    }
  }

  /// Not blank, and without what cannot be printed.
  private static func isPrintable(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { !isControl($0) }
      && text.unicodeScalars.contains { ![0x20, 0xA0, 0x3000].contains($0.value) }
  }

  /// Controls, which would be drawn as boxes, and marks that turn the direction of reading.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFF: true
    default: false
    }
  }
}
