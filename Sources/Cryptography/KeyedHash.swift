import CLibcrypto

/// HMAC-SHA-256 (RFC 2104) under one key, with both pads hashed once so that each message costs two blocks less.
package struct KeyedHash: Sendable {
  private let inner: SHA256Stream
  private let outer: SHA256Stream

  /// - Parameter key: of any length; longer than 64 bytes is hashed first, as the RFC says.
  package init(key: [UInt8]) {
    var block = key.count > 64 ? SHA256Digest(hashing: key).bytes : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    var inner = SHA256Stream()
    block.map { $0 ^ 0x36 }.withUnsafeBytes { inner.update($0) }
    var outer = SHA256Stream()
    block.map { $0 ^ 0x5c }.withUnsafeBytes { outer.update($0) }
    self.inner = inner
    self.outer = outer
  }

  package func authenticate(_ message: [UInt8]) -> SHA256Digest {
    var stream = inner
    message.withUnsafeBytes { stream.update($0) }
    var last = outer
    stream.digest().bytes.withUnsafeBytes { last.update($0) }
    return last.digest()
  }
}
