import Storage

/// Codes for whoever has lost the telephone: 60 random bits each, good once. Written down on paper, so in an alphabet
/// without letters that look like digits (Crockford's base 32).
enum RecoveryCode {
  static let count = 10
  private static let length = 12
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// As it is shown: `k3pz-90da-x7mc`.
  static func make() -> String {
    let digits = RandomBytes.make(length).map { alphabet[Int($0 & 31)] }
    let groups = stride(from: 0, to: length, by: 4).map { String(decoding: digits[$0..<$0 + 4], as: UTF8.self) }
    return groups.joined(separator: "-")
  }

  /// A code as it was typed, without what does not matter: spaces and hyphens, capitals, full-width forms.
  static func folded(_ typed: String) -> String {
    let scalars = typed.unicodeScalars.prefix(64).map(\.halfWidth).filter { $0 != "-" && $0 != " " }
    return String(String.UnicodeScalarView(scalars)).lowercased()
  }

  /// The bytes that a code is marked by; nil when it cannot be one.
  static func bytes(of typed: String) -> [UInt8]? {
    let digits = folded(typed).utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "o"): UInt8(ascii: "0")
      case UInt8(ascii: "i"), UInt8(ascii: "l"): UInt8(ascii: "1")
      default: byte
      }
    }
    return digits.count == length && digits.allSatisfy(alphabet.contains) ? digits : nil
  }
}
