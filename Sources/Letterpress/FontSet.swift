import CPango

/// Which fonts letters are set in. Of each list the first font that has every character of a text, in the shape that its
/// variation selectors ask for, sets the whole text: the collections of variants differ from font to font.
package struct FontSet: Sendable, Equatable {
  package var names: [String]
  package var body: [String]
  package var headings: [String]

  /// IPAmj has the characters of the family registers and the variants of the Moji_Joho collection, Noto those of
  /// Adobe-Japan1. Fonts that are not installed are passed over.
  package static let standard = FontSet(
    names: ["IPAmjMincho", "Noto Serif CJK JP"],
    body: ["BIZ UDMincho, IPAmjMincho, Noto Serif CJK JP", "Noto Serif CJK JP"],
    headings: ["BIZ UDGothic, Noto Sans CJK JP, IPAGothic", "Noto Sans CJK JP"])

  package init(names: [String], body: [String], headings: [String]) {
    self.names = names
    self.body = body
    self.headings = headings
  }
}

/// The fonts of a file of letters, ready to be drawn with, by style and in the order in which they are tried.
final class Fonts {
  let name: [OpaquePointer]
  let address: [OpaquePointer]
  let body: [OpaquePointer]
  let small: [OpaquePointer]
  let title: [OpaquePointer]
  let heading: [OpaquePointer]

  init(_ set: FontSet) {
    func fonts(_ families: [String], _ size: Double, isBold: Bool = false) -> [OpaquePointer] {
      families.map { family in
        let made: OpaquePointer = pango_font_description_new()
        pango_font_description_set_family(made, family)
        pango_font_description_set_absolute_size(made, size * Double(PANGO_SCALE))
        if isBold { pango_font_description_set_weight(made, PANGO_WEIGHT_BOLD) }
        return made
      }
    }
    name = fonts(set.names, 13)
    address = fonts(set.names, 10.5)
    body = fonts(set.body, 10.5)
    small = fonts(set.body, 9)
    title = fonts(set.headings, 14, isBold: true)
    heading = fonts(set.headings, 10.5, isBold: true)
  }

  deinit {
    for font in [name, address, body, small, title, heading].joined() { pango_font_description_free(font) }
  }
}
