/// What a form or the query of an address says: names with their values, in their order.
///
/// `application/x-www-form-urlencoded` as the URL standard of WHATWG reads it. Bytes that are no UTF-8 become U+FFFD,
/// and so does U+0000, which databases do not take.
package struct FormFields: Sendable, Hashable {
  /// Fields that are taken; what follows is dropped.
  static let most = 400

  private var pairs: [(name: String, value: String)] = []

  package init() {}

  package init(parsing text: some StringProtocol) {
    for part in text.utf8.split(separator: UInt8(ascii: "&")).prefix(Self.most) {
      let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let name = Self.decode(sides[0])
      if name.isEmpty { continue }
      pairs.append((name, sides.count > 1 ? Self.decode(sides[1]) : ""))
    }
  }

  /// Adds one that came in another way.
  mutating func add(_ name: String, _ value: String) { pairs.append((name, Self.withoutNull(value))) }

  var count: Int { pairs.count }

  /// All of them, in their order.
  var all: [(name: String, value: String)] { pairs }

  /// The first value, without spaces around it; empty when there is none.
  package subscript(_ name: String) -> String {
    guard let value = pairs.first(where: { $0.name == name })?.value else { return "" }
    return Self.trimmed(value)
  }

  /// The first value as it was typed: for passwords.
  package func exact(_ name: String) -> String { pairs.first { $0.name == name }?.value ?? "" }

  package func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  package func has(_ name: String) -> Bool { pairs.contains { $0.name == name } }

  package static func == (a: FormFields, b: FormFields) -> Bool {
    a.pairs.elementsEqual(b.pairs) { $0.name == $1.name && $0.value == $1.value }
  }

  package func hash(into hasher: inout Hasher) { for pair in pairs { hasher.combine(pair.name) } }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// Percent signs and pluses; a percent sign without two digits after it stays what it is.
  static func decode(_ text: some Collection<UInt8>) -> String {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        if digits.count == 2 {
          bytes.append(UInt8(digits[0] * 16 + digits[1]))
          rest = rest.dropFirst(2)
        } else {
          bytes.append(byte)
        }
      default: bytes.append(byte)
      }
    }
    return withoutNull(String(decoding: bytes, as: UTF8.self))
  }

  private static func withoutNull(_ text: String) -> String {
    text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
  }

  /// As it stands in an address: letters, digits and `-._~` stay.
  package static func encode(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        out += digits.count == 1 ? "%0" + digits : "%" + digits
      }
    }
    return out
  }
}
