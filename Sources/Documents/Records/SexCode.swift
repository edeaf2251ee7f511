/// The sex as claims and prescriptions code it: 1 male, 2 female.
enum SexCode {
  /// The word that a list would have; empty for any other code.
  static func word(_ code: [UInt8]) -> [UInt8] {
    switch code {
    case [UInt8(ascii: "1")]: Array("男".utf8)
    case [UInt8(ascii: "2")]: Array("女".utf8)
    default: []
    }
  }
}
