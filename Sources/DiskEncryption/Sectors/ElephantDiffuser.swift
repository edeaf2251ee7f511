/// The diffuser of BitLocker before Windows 8: N. Ferguson, "AES-CBC + Elephant diffuser" (Microsoft, 2006), section 4.
enum ElephantDiffuser {
  /// Undoes diffuser B, then A, then the sector key, in place.
  /// - Parameters:
  ///   - sector: a multiple of 32 bytes, at least 32.
  ///   - sectorKey: 32 bytes.
  static func undo(_ sector: inout [UInt8], sectorKey: [UInt8]) {
    guard sector.count >= 32, sectorKey.count == 32 else { return }
    var words = [UInt32](repeating: 0, count: sector.count / 4)
    for index in sector.indices { words[index / 4] |= UInt32(sector[index]) << (8 * UInt32(index % 4)) }
    let n = words.count
    let b: [UInt32] = [0, 10, 0, 25]
    for _ in 0..<3 {
      for i in 0..<n {
        words[i] &+= words[(i + 2) % n] ^ rotated(words[(i + 5) % n], by: b[i % 4])
      }
    }
    let a: [UInt32] = [9, 0, 13, 0]
    for _ in 0..<5 {
      for i in 0..<n {
        words[i] &+= words[(i + n - 2) % n] ^ rotated(words[(i + n - 5) % n], by: a[i % 4])
      }
    }
    for index in sector.indices {
      sector[index] = UInt8(truncatingIfNeeded: words[index / 4] >> (8 * UInt32(index % 4))) ^ sectorKey[index % 32]
    }
  }

  private static func rotated(_ word: UInt32, by bits: UInt32) -> UInt32 {
    bits == 0 ? word : word << bits | word >> (32 - bits)
  }
}
