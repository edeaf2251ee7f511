/// RFC 4648 base64 without line breaks.
func base64(_ bytes: some Collection<UInt8>) -> String {
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count / 3 * 4 + 4)
  var group: UInt32 = 0
  var held = 0
  func flush(_ count: Int) {
    for i in 0..<4 {
      result.append(i <= count ? alphabet[Int(group >> (18 - 6 * UInt32(i)) & 63)] : UInt8(ascii: "="))
    }
  }
  for byte in bytes {
    group |= UInt32(byte) << (16 - 8 * UInt32(held))
    held += 1
    if held == 3 {
      flush(3)
      group = 0
      held = 0
    }
  }
  if held > 0 { flush(held) }
  return String(decoding: result, as: UTF8.self)
}

private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
