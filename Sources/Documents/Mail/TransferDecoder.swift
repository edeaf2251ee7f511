/// Undoes the transfer encoding of a body part, chunk by chunk.
enum TransferDecoder {
  /// 7bit, 8bit, binary, and whatever nobody has heard of.
  case identity
  case base64(Base64Decoder)
  case quotedPrintable(QuotedPrintableDecoder)

  /// - Parameter name: the value of `Content-Transfer-Encoding`.
  init(named name: String) {
    switch name {
    case "base64": self = .base64(Base64Decoder())
    case "quoted-printable": self = .quotedPrintable(QuotedPrintableDecoder())
    default: self = .identity
    }
  }

  var isIdentity: Bool { if case .identity = self { true } else { false } }

  mutating func decode(_ input: UnsafeRawBufferPointer, isLast: Bool, into output: inout [UInt8]) {
    switch self {
    case .identity: output.append(contentsOf: input)
    case .base64(var decoder):
      decoder.decode(input, into: &output)
      self = .base64(decoder)
    case .quotedPrintable(var decoder):
      decoder.decode(input, isLast: isLast, into: &output)
      self = .quotedPrintable(decoder)
    }
  }
}
