/// What somebody signs in with: an e-mail address or a staff number. One spelling for each, so that no two look alike.
struct Login: Sendable, Hashable {
  static let maximumLength = 120
  let text: String

  /// The login as it is looked up: without white space around it, in small letters, full-width forms of ASCII as ASCII.
  /// Anything can be looked up; what is not sound is not found.
  init(lookingUp typed: String) {
    var folded = ""
    for scalar in typed.unicodeScalars.prefix(4 * Self.maximumLength) {
      folded.unicodeScalars.append(scalar.halfWidth)
    }
    let letters = folded.lowercased()
    let kept = letters.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
    // U+0000 cannot be asked for on PostgreSQL.
    text = String(kept).replacing("\0", with: " ")
  }

  /// - Throws: `AccountsFailure` with the code `invalid_login`.
  init(new typed: String) throws {
    self.init(lookingUp: typed)
    let isSound = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      default: ".-_+@".utf8.contains(byte)
      }
    }
    guard isSound, (1...Self.maximumLength).contains(text.utf8.count), text != Account.ID.hikae.text else {
      throw AccountsFailure(.invalidLogin)
    }
  }
}

extension Unicode.Scalar {
  /// U+FF01…U+FF5E, as Japanese keyboards give them, are ASCII's 0x21…0x7E; the ideographic space is a space.
  var halfWidth: Unicode.Scalar {
    switch value {
    case 0xFF01...0xFF5E: Unicode.Scalar(value - 0xFEE0) ?? self
    case 0x3000: " "
    default: self
    }
  }
}
