/// A globally unique identifier as Windows keeps it: three little-endian fields, then eight bytes.
package struct GUID: Sendable, Hashable, CustomStringConvertible {
  /// The 16 bytes as they lie on the disk.
  package let bytes: [UInt8]

  /// Order of the digits in text, by place in `bytes`.
  private static let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

  /// - Returns: nil unless there are exactly 16 bytes.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    self.bytes = Array(bytes)
  }

  /// From `4967D63B-2E29-4AD8-8399-F6A339E3D001`, in either case, with or without braces.
  package init?(_ text: String) {
    var inner = text[...]
    if inner.hasPrefix("{"), inner.hasSuffix("}") { inner = inner.dropFirst().dropLast() }
    let groups = inner.split(separator: "-", omittingEmptySubsequences: false)
    guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
    let digits = groups.joined().utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == 32 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 16)
    for (index, place) in Self.order.enumerated() {
      bytes[place] = UInt8(digits[2 * index] * 16 + digits[2 * index + 1])
    }
    self.bytes = bytes
  }

  /// As Windows shows it on the screen that asks for the recovery key: capitals, without braces.
  package var description: String {
    var text = ""
    for (index, place) in Self.order.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      let digits = String(bytes[place], radix: 16, uppercase: true)
      text += digits.count == 1 ? "0" + digits : digits
    }
    return text
  }
}
