/// The code on a letter, by which its reader asks and by which returned mail is scanned: 55 bits and a check character, in
/// the alphabet of Crockford's base 32, which leaves out letters that are taken for others. Written `ABCD-EFGH-JKMN`.
package struct LetterCode: Sendable, Hashable, CustomStringConvertible {
  /// Twelve characters without hyphens.
  private let characters: [UInt8]

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
  private static let length = 12

  /// - Parameter digest: at least seven bytes, as random as the code has to be.
  init(_ digest: [UInt8]) {
    var number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    var values: [Int] = []
    for _ in 0..<Self.length - 1 {
      values.append(Int(number & 31))
      number >>= 5
    }
    characters = (values + [Self.check(values)]).map { Self.alphabet[$0] }
  }

  /// A code as somebody types it: in any case, with or without hyphens and blanks, O for 0, I or L for 1.
  /// - Returns: nil for what cannot be a code: of another length, with other characters, or mistyped.
  package init?(typed text: String) {
    var values: [Int] = []
    for byte in text.utf8 where byte != 0x2D && byte != 0x20 {
      let upper = (0x61...0x7A).contains(byte) ? byte - 0x20 : byte
      let meant: UInt8 =
        switch upper {
        case UInt8(ascii: "O"): UInt8(ascii: "0")
        case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
        default: upper
        }
      guard values.count < Self.length, let value = Self.alphabet.firstIndex(of: meant) else { return nil }
      values.append(value)
    }
    guard values.count == Self.length, let last = values.popLast(), last == Self.check(values) else { return nil }
    characters = (values + [last]).map { Self.alphabet[$0] }
  }

  /// One mistyped character, and two neighbours that changed places, give another value: weights are odd, so that they have
  /// an inverse modulo 32, and neighbours' weights differ by 2 (the swap of two characters that differ by 16 goes unseen).
  private static func check(_ values: [Int]) -> Int {
    values.enumerated().reduce(0) { ($0 + $1.element * (2 * $1.offset + 1)) % 32 }
  }

  package var text: String {
    let text = String(decoding: characters, as: UTF8.self)
    return text.prefix(4) + "-" + text.dropFirst(4).prefix(4) + "-" + text.suffix(4)
  }

  package var description: String { text }
}
