/// A tag of a page that this program has rendered, with where it stands.
struct HTMLTag {
  let name: String
  let isEnd: Bool
  /// From the `<` to after the `>`.
  let place: Range<Int>
  /// Where its name ends, and attributes may be added.
  let nameEnd: Int
  private var attributes: [(name: String, value: String, place: Range<Int>)] = []

  subscript(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

  /// With the space before it.
  func range(of name: String) -> Range<Int>? { attributes.first { $0.name == name }?.place }

  /// The tags of a page, in their order.
  static func all(in html: [UInt8]) -> [HTMLTag] {
    var tags: [HTMLTag] = []
    var place = 0
    while let start = html[place...].firstIndex(of: UInt8(ascii: "<")) {
      guard let tag = HTMLTag(html, at: start) else {
        place = start + 1
        continue
      }
      tags.append(tag)
      place = tag.place.upperBound
    }
    return tags
  }

  private init?(_ html: [UInt8], at start: Int) {
    var place = start + 1
    isEnd = place < html.count && html[place] == UInt8(ascii: "/")
    if isEnd { place += 1 }
    let nameStart = place
    while place < html.count, Self.isNamed(html[place]) { place += 1 }
    guard place > nameStart else { return nil }
    name = String(decoding: html[nameStart..<place], as: UTF8.self).lowercased()
    nameEnd = place
    while place < html.count, html[place] != UInt8(ascii: ">") {
      let from = place
      while place < html.count, Self.isSpace(html[place]) || html[place] == UInt8(ascii: "/") { place += 1 }
      let attributeStart = place
      while place < html.count, Self.isNamed(html[place]) { place += 1 }
      guard place > attributeStart else {
        if place < html.count, html[place] != UInt8(ascii: ">") { place += 1 }
        continue
      }
      let attribute = String(decoding: html[attributeStart..<place], as: UTF8.self).lowercased()
      var value = ""
      if place + 1 < html.count, html[place] == UInt8(ascii: "="), html[place + 1] == UInt8(ascii: "\"") {
        let valueStart = place + 2
        guard let valueEnd = html[valueStart...].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        value = Self.unescaped(html[valueStart..<valueEnd])
        place = valueEnd + 1
      }
      attributes.append((attribute, value, from..<place))
    }
    guard place < html.count else { return nil }
    self.place = start..<(place + 1)
  }

  private static func isNamed(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "-")
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  private static let references: [(bytes: [UInt8], byte: UInt8)] = [
    (Array("&lt;".utf8), UInt8(ascii: "<")), (Array("&gt;".utf8), UInt8(ascii: ">")),
    (Array("&quot;".utf8), UInt8(ascii: "\"")), (Array("&#39;".utf8), UInt8(ascii: "'")),
    (Array("&amp;".utf8), UInt8(ascii: "&")),
  ]

  /// What pages make of a text, back; other references stay as they are.
  static func unescaped(_ bytes: some Collection<UInt8>) -> String {
    var out: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "&"), let known = references.first(where: { rest.starts(with: $0.bytes) }) {
        out.append(known.byte)
        rest = rest.dropFirst(known.bytes.count)
      } else {
        out.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// A text as it may stand between tags and in attributes. Nothing else of it changes, for somebody goes on writing it.
  static func escaped(_ text: String) -> String {
    var out: [UInt8] = []
    for byte in text.utf8 {
      if let known = references.first(where: { $0.byte == byte }) { out += known.bytes } else { out.append(byte) }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
