extension SHA256Digest {
  /// From 64 hexadecimal digits.
  package init?(hex text: String) {
    let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == 64, text.utf8.count == 64 else { return nil }
    self.init((0..<32).map { UInt8(digits[2 * $0] * 16 + digits[2 * $0 + 1]) })
  }
}
