import Cryptography
import Custody

extension Organisation.ID {
  /// The id as (a part of) a file's name: always the same one, and never that of another id. Ids are the operator's, and may
  /// hold anything; a file's name may not. Other bytes than letters, digits and hyphens are written in hexadecimal, and what
  /// comes out too long as a hash.
  package var fileName: String {
    func hexadecimal(_ byte: UInt8) -> Substring { String(UInt16(byte) + 0x100, radix: 16).dropFirst() }
    var safe = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        safe.unicodeScalars.append(Unicode.Scalar(byte))
      default: safe += "_" + hexadecimal(byte)
      }
    }
    guard safe.utf8.count > Self.longestFileName else { return safe }
    return "__" + SHA256Digest(hashing: Array(text.utf8)).bytes.map(hexadecimal).joined()
  }

  /// With the rest of a name well below the 255 bytes that file systems take.
  private static let longestFileName = 120
}
