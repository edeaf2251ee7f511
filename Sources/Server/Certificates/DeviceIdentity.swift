/// Whom a client certificate names: a device and which of its enrolments, as the URI `hikae:device:ID:epoch:N`.
package struct DeviceIdentity: Sendable, Hashable {
  package var device: String
  package var epoch: Int

  package init(device: String, epoch: Int) {
    self.device = device
    self.epoch = epoch
  }

  /// Ids are percent-encoded but for the unreserved characters of RFC 3986.
  package var uri: String { "hikae:device:\(Self.encoded(device)):epoch:\(epoch)" }

  /// - Returns: nil for anything that `uri` does not write.
  package init?(uri: String) {
    let parts = uri.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "hikae", parts[1] == "device", parts[3] == "epoch",
      let epoch = Int(parts[4]), epoch >= 0, let device = Self.decoded(parts[2]), !device.isEmpty
    else { return nil }
    self.init(device: device, epoch: epoch)
    guard self.uri == uri else { return nil }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func encoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      if isUnreserved(byte) {
        out.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let hex = String(byte, radix: 16, uppercase: true)
        out += "%" + (hex.count == 1 ? "0" : "") + hex
      }
    }
    return out
  }

  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
