/// A witness's statement that it saw a log grow consistently up to a checkpoint: C2SP tlog-cosignature, Ed25519.
package struct Cosignature: Sendable, Hashable {
  /// Seconds since 1970.
  package let time: Int
  /// 64 bytes.
  package let signature: [UInt8]

  package init(time: Int, signature: [UInt8]) {
    self.time = time
    self.signature = signature
  }

  /// Eight bytes of time, big-endian, and the signature.
  init?(bytes: [UInt8]) {
    guard bytes.count == 72 else { return nil }
    let time = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard time <= UInt64(Int64.max) else { return nil }
    self.init(time: Int(time), signature: Array(bytes.dropFirst(8)))
  }

  var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * $0)) } + signature }

  /// What a witness signs.
  /// - Parameter text: of the checkpoint, extension lines included.
  static func message(time: Int, text: [UInt8]) -> [UInt8] { Array("cosignature/v1\ntime \(time)\n".utf8) + text }
}
