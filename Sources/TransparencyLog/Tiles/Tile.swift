import Cryptography

/// The bytes of tiles and bundles of entries: C2SP tlog-tiles v0.1.0.
package enum Tile {
  /// Hashes one after another, 32 bytes each.
  package static func encode(_ hashes: some Collection<SHA256Digest>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: hashes.count * 32) { buffer, count in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      for hash in hashes {
        hash.store(into: bytes, at: count)
        count += 32
      }
    }
  }

  /// - Returns: nil unless there are exactly `width` hashes.
  package static func decode(_ bytes: [UInt8], width: Int) -> [SHA256Digest]? {
    guard width >= 0, bytes.count == width * 32 else { return nil }
    return bytes.withUnsafeBytes { buffer in
      (0..<width).map { place in
        func word(_ number: Int) -> UInt64 {
          UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: place * 32 + number * 8, as: UInt64.self))
        }
        return SHA256Digest(words: (word(0), word(1), word(2), word(3)))
      }
    }
  }

  /// One entry as it stands in a bundle: its length in two bytes, big-endian, and the entry.
  /// - Returns: nil when it is longer than 65,535 bytes.
  package static func bundled(_ entry: [UInt8]) -> [UInt8]? {
    guard let length = UInt16(exactly: entry.count) else { return nil }
    return [UInt8(length >> 8), UInt8(truncatingIfNeeded: length)] + entry
  }

  /// - Returns: nil unless the bytes are exactly `width` entries.
  package static func entries(_ bytes: [UInt8], width: Int) -> [[UInt8]]? {
    let entries = leadingEntries(bytes, atMost: width + 1)
    return entries.isWhole && entries.found.count == width ? entries.found : nil
  }

  /// The entries from the front as far as they can be told apart.
  /// - Returns: those, and whether nothing is left over.
  static func leadingEntries(_ bytes: [UInt8], atMost limit: Int) -> (found: [[UInt8]], isWhole: Bool) {
    var found: [[UInt8]] = []
    var rest = bytes[...]
    while rest.count >= 2, found.count < limit {
      let length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
      guard rest.count >= 2 + length else { break }
      found.append(Array(rest.dropFirst(2).prefix(length)))
      rest = rest.dropFirst(2 + length)
    }
    return (found, rest.isEmpty)
  }
}
