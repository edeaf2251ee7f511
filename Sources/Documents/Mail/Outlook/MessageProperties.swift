import Contents
import JapaneseText

/// Properties of a message, a recipient or an attachment of Outlook, by their numbers ([MS-OXPROPS]).
struct MessageProperties {
  enum Value {
    case text([UInt8])
    case binary([UInt8])
    case number(Int)
    case list([[UInt8]])
  }

  /// By the number without the type; named properties by the number that is their name (`PropertyNames`).
  private(set) var values: [UInt16: Value] = [:]
  /// Code page of texts that are not Unicode.
  var encoding: TextEncoding?
  private static let most = 4_096

  mutating func set(_ number: UInt16, _ value: Value) {
    if values.count < Self.most { values[number] = value }
  }

  /// A text in UTF-8; nil where there is none, or only blanks.
  func text(_ number: UInt16) -> [UInt8]? {
    guard case .text(let text) = values[number], text.contains(where: { $0 > 0x20 }) else { return nil }
    return text
  }

  func binary(_ number: UInt16) -> [UInt8]? {
    if case .binary(let bytes) = values[number] { bytes } else { nil }
  }

  func number(_ number: UInt16) -> Int? {
    if case .number(let value) = values[number] { value } else { nil }
  }

  func list(_ number: UInt16) -> [[UInt8]] {
    if case .list(let parts) = values[number] { parts } else { [] }
  }

  /// Adds a part to a list.
  mutating func append(_ number: UInt16, _ part: [UInt8]) { set(number, .list(list(number) + [part])) }

  /// The day of a moment in units of 100 ns since 1601. Outlook keeps a birthday as the moment at which it began where it
  /// was typed; the nearest midnight of UTC is the same day from UTC-12 to UTC+12.
  static func day(_ moment: UInt64) -> Value? {
    let day = (moment / 10_000_000 + 43_200) / 86_400
    // The last one of the calendar stands for none.
    guard day > 0, day < 200_000 else { return nil }
    return .text(Array(CivilDate(dayNumber: Int(day) - 134_774).description.utf8))
  }

  /// Text of type 001F (UTF-16) or 001E (a code page), without the zero at its end.
  static func decode(_ bytes: [UInt8], isUnicode: Bool, _ encoding: TextEncoding?) -> [UInt8] {
    var text: [UInt8] = []
    if isUnicode {
      var decoder = TextDecoder(.utf16LE)
      bytes.withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
    } else {
      text = CharsetStream.decode(bytes.prefix { $0 != 0 }, declared: encoding)
    }
    return text.filter { $0 != 0 && $0 != 0x0D }
  }

  /// The encoding of a Windows code page; nil for one that is not known, and for 0.
  static func encoding(ofPage page: Int) -> TextEncoding? {
    switch page {
    case 65_001: .utf8
    case 50_220, 50_221, 50_222: .iso2022JP
    case 20_932, 51_932: .eucJP
    case 28_591, 20_127: .windows1252
    default: TextEncoding(mimeName: "cp\(page)")
    }
  }

  // MARK: - What they say

  /// Name and address: of the sender by 0C1A, 0C1F and 5D01, of a recipient by 3001, 3003 and 39FE.
  func person(name: UInt16, address: UInt16, smtp: UInt16) -> [UInt8]? {
    // An address within Exchange is a path of its directory and says nothing outside.
    let mail = [smtp, address].lazy.compactMap { text($0) }.first { $0.contains(UInt8(ascii: "@")) }
    guard let name = text(name) else { return mail }
    guard let mail, mail != name else { return name }
    return name + Array(" <".utf8) + mail + Array(">".utf8)
  }
}
