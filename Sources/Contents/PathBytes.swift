/// Paths as text, and back to the bytes that the system knows them by.
///
/// On Linux a path is bytes, and names from old Japanese shares (CP932, EUC-JP) are no UTF-8. Two of them must not become
/// one, and each must still be found: so a byte that belongs to no character stands as `\x96`. A backslash that would read
/// as the beginning of such a byte stands as `\x5C` itself. All other paths stand as they are.
package enum PathBytes {
  private static let backslash = UInt8(ascii: "\\")

  /// The text of a path.
  package static func text(of path: some Collection<UInt8>) -> String {
    let path = Array(path)
    if let text = String(validating: path, as: UTF8.self), !text.utf8.contains(backslash) { return text }
    var text: [UInt8] = []
    text.reserveCapacity(path.count + 16)
    var index = 0
    while index < path.count {
      let length = characterLength(in: path, at: index)
      if length == 0 || path[index] == backslash && byte(in: path, at: index) != nil {
        text += [backslash, UInt8(ascii: "x"), hexDigit(path[index] >> 4), hexDigit(path[index] & 0xF)]
        index += 1
      } else {
        text += path[index..<index + length]
        index += length
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a path that `text(of:)` made.
  package static func bytes(of text: String) -> [UInt8] {
    let text = Array(text.utf8)
    guard text.contains(backslash) else { return text }
    var path: [UInt8] = []
    path.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      if let byte = byte(in: text, at: index) {
        path.append(byte)
        index += 4
      } else {
        path.append(text[index])
        index += 1
      }
    }
    return path
  }

  /// Lends the path to a system call.
  package static func withPointer<T>(_ text: String, _ body: (UnsafePointer<CChar>) -> T) -> T {
    (bytes(of: text) + [0]).withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { path in path.baseAddress.map(body) ?? body("") }
    }
  }

  /// The byte that `\x96` at the index stands for; nil when no such thing stands there.
  private static func byte(in text: [UInt8], at index: Int) -> UInt8? {
    guard text[index] == backslash, index + 3 < text.count, text[index + 1] == UInt8(ascii: "x"),
      let high = value(ofHexDigit: text[index + 2]), let low = value(ofHexDigit: text[index + 3])
    else { return nil }
    return high << 4 | low
  }

  /// Bytes of the character that begins at the index; 0 when none does.
  private static func characterLength(in path: [UInt8], at index: Int) -> Int {
    let first = path[index]
    let length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
    guard length > 1 else { return length }
    guard index + length <= path.count, String(validating: path[index..<index + length], as: UTF8.self) != nil else {
      return 0
    }
    return length
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }

  private static func value(ofHexDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
