import CLibcrypto

/// A SHA-256 value (FIPS 180-4), computed by libcrypto, which uses the processor's SHA instructions where it has them.
package struct SHA256Digest: Sendable, Hashable, CustomStringConvertible {
  /// Four big-endian words, so that comparing the words compares the bytes.
  package let words: (UInt64, UInt64, UInt64, UInt64)

  package init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// - Returns: nil unless there are exactly 32 bytes.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    let copy = Array(bytes)
    self = copy.withUnsafeBytes { SHA256Digest(raw: $0) }
  }

  init(raw: UnsafeRawBufferPointer) {
    words = (
      UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
      UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
      UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
      UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    )
  }

  package init(hashing bytes: UnsafeRawBufferPointer) {
    var out: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    self = withUnsafeMutableBytes(of: &out) { buffer in
      var context = SHA256_CTX()
      SHA256_Init(&context)
      SHA256_Update(&context, bytes.baseAddress, bytes.count)
      SHA256_Final(buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
      return SHA256Digest(raw: UnsafeRawBufferPointer(buffer))
    }
  }

  /// Hashes a message in a buffer that has room for 64 more bytes, which are overwritten.
  ///
  /// A message of up to 55 bytes is padded where it lies and goes through the compression function at once: hashing many
  /// short messages, the set-up of a stream takes as long as the hashing.
  package init(hashing message: UnsafeMutablePointer<UInt8>, count: Int) {
    guard count <= 55 else {
      self.init(hashing: UnsafeRawBufferPointer(start: message, count: count))
      return
    }
    message[count] = 0x80
    for index in count + 1..<62 { message[index] = 0 }
    message[62] = UInt8(truncatingIfNeeded: count >> 5)
    message[63] = UInt8(truncatingIfNeeded: count << 3)
    var context = SHA256_CTX()
    SHA256_Init(&context)
    SHA256_Transform(&context, message)
    let state = context.h
    func word(_ high: UInt32, _ low: UInt32) -> UInt64 { UInt64(high) << 32 | UInt64(low) }
    self.init(words: (word(state.0, state.1), word(state.2, state.3), word(state.4, state.5), word(state.6, state.7)))
  }

  package init(hashing bytes: [UInt8]) { self = bytes.withUnsafeBytes { SHA256Digest(hashing: $0) } }

  package var bytes: [UInt8] {
    [words.0, words.1, words.2, words.3].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
    }
  }

  /// 64 lower-case hexadecimal digits.
  package var description: String {
    [words.0, words.1, words.2, words.3].map { word in
      let hex = String(word, radix: 16)
      return String(repeating: "0", count: 16 - hex.count) + hex
    }.joined()
  }

  package static func == (a: SHA256Digest, b: SHA256Digest) -> Bool { a.words == b.words }

  package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

/// SHA-256 of bytes that come in pieces.
package struct SHA256Stream {
  private var context = SHA256_CTX()

  package init() { SHA256_Init(&context) }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
  }

  /// The digest of all bytes so far; the stream goes on.
  package func digest() -> SHA256Digest {
    var copy = context
    var out: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    return withUnsafeMutableBytes(of: &out) { buffer in
      SHA256_Final(buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), &copy)
      return SHA256Digest(raw: UnsafeRawBufferPointer(buffer))
    }
  }
}
