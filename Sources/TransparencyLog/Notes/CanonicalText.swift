import Cryptography

/// The small parts of which the formats of logs are made, each in its one form.
enum CanonicalText {
  static let newline = UInt8(ascii: "\n")

  /// A decimal number from 0 to 2^63 - 1 without leading zeros or sign.
  static func number(_ text: some Collection<UInt8>) -> Int? {
    guard let first = text.first, text.count <= 19 else { return nil }
    if first == UInt8(ascii: "0") { return text.count == 1 ? 0 : nil }
    var value = 0
    for digit in text {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      let (tens, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      guard !overflows, !overflowsToo else { return nil }
      value = sum
    }
    return value
  }

  /// A hash as one line of Base 64.
  static func hash(_ text: some Collection<UInt8>) -> SHA256Digest? {
    guard text.count == 44 else { return nil }
    return StrictBase64.decode(text).flatMap { SHA256Digest($0) }
  }

  /// Whether bytes are UTF-8 without control characters but the newline.
  static func isPlain(_ bytes: some Collection<UInt8>) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    return bytes.allSatisfy { $0 >= 0x20 || $0 == newline }
  }

  /// A key's name: not empty, UTF-8, no white space of Unicode, no control characters, no plus.
  static func name(_ bytes: some Collection<UInt8>) -> String? {
    guard !bytes.isEmpty, bytes.count <= 1024, let name = String(validating: bytes, as: UTF8.self) else { return nil }
    return isName(name) ? name : nil
  }

  static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace }
  }
}

/// Takes lines off the front of bytes.
struct LineReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

  /// The next line without its newline; nil when no newline follows.
  mutating func line() -> ArraySlice<UInt8>? {
    guard let end = rest.firstIndex(of: CanonicalText.newline) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return rest[..<end]
  }

  /// What follows the word and a space on the next line; nil, and nothing taken, when the line begins otherwise.
  mutating func line(after word: String) -> ArraySlice<UInt8>? {
    let start = Array((word + " ").utf8)
    guard rest.starts(with: start) else { return nil }
    return line()?.dropFirst(start.count)
  }
}
