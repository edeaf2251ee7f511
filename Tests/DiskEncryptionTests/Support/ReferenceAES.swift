import CLibcrypto

/// Modes of AES out of the bare block cipher, as their specifications have them: what the writer encrypts with, so that the
/// reader is not held to itself.
struct ReferenceAES {
  private let encrypting: OpaquePointer?

  init(_ key: [UInt8]) {
    encrypting = EVP_CIPHER_CTX_new()
    let cipher = key.count == 32 ? EVP_aes_256_ecb() : EVP_aes_128_ecb()
    EVP_EncryptInit_ex(encrypting, cipher, nil, key, nil)
    EVP_CIPHER_CTX_set_padding(encrypting, 0)
  }

  /// One block of 16 bytes.
  func block(_ input: [UInt8]) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: 32)
    var written: Int32 = 0
    EVP_EncryptUpdate(encrypting, &out, &written, input, 16)
    return Array(out.prefix(16))
  }

  /// SP 800-38A, 6.2.
  func cbc(_ plain: [UInt8], vector: [UInt8]) -> [UInt8] {
    var last = vector
    var out: [UInt8] = []
    for start in stride(from: 0, to: plain.count, by: 16) {
      last = block((0..<16).map { plain[start + $0] ^ last[$0] })
      out += last
    }
    return out
  }

  /// SP 800-38C with a nonce of 12 bytes, a tag of 16 and nothing beside the message.
  func ccm(_ plain: [UInt8], nonce: [UInt8]) -> (tag: [UInt8], ciphertext: [UInt8]) {
    func counter(_ number: Int) -> [UInt8] {
      [2] + nonce + [UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
    }
    var mac = block(
      [0x3A] + nonce + [UInt8(plain.count >> 16 & 0xFF), UInt8(plain.count >> 8 & 0xFF), UInt8(plain.count & 0xFF)])
    var ciphertext: [UInt8] = []
    for (index, start) in stride(from: 0, to: plain.count, by: 16).enumerated() {
      let part = Array(plain[start..<min(start + 16, plain.count)])
      mac = block((0..<16).map { mac[$0] ^ ($0 < part.count ? part[$0] : 0) })
      let pad = block(counter(index + 1))
      ciphertext += part.indices.map { part[$0] ^ pad[$0] }
    }
    let pad = block(counter(0))
    return ((0..<16).map { mac[$0] ^ pad[$0] }, ciphertext)
  }

  /// IEEE 1619: both keys in one, the number of the data unit as the tweak.
  static func xts(_ plain: [UInt8], key: [UInt8], number: UInt64) -> [UInt8] {
    let data = ReferenceAES(Array(key.prefix(key.count / 2)))
    var tweak = ReferenceAES(Array(key.suffix(key.count / 2))).block(littleEndian(number, count: 16))
    var out: [UInt8] = []
    for start in stride(from: 0, to: plain.count, by: 16) {
      let inner = data.block((0..<16).map { plain[start + $0] ^ tweak[$0] })
      out += (0..<16).map { inner[$0] ^ tweak[$0] }
      var carry: UInt8 = 0
      for place in 0..<16 {
        let next = tweak[place] >> 7
        tweak[place] = tweak[place] << 1 | carry
        carry = next
      }
      if carry == 1 { tweak[0] ^= 0x87 }
    }
    return out
  }

  /// Ferguson's diffuser in the direction of encryption, then AES-CBC.
  static func diffused(_ plain: [UInt8], key: [UInt8], offset: UInt64) -> [UInt8] {
    let half = key.count / 2
    let (main, tweak) = (ReferenceAES(Array(key.prefix(half))), ReferenceAES(Array(key.suffix(half))))
    let first = littleEndian(offset, count: 16)
    let sectorKey = tweak.block(first) + tweak.block(first.dropLast() + [0x80])
    var words = (0..<plain.count / 4).map { place -> UInt32 in
      var word: UInt32 = 0
      for byte in 0..<4 {
        let index = 4 * place + byte
        word |= UInt32(plain[index] ^ sectorKey[index % 32]) << UInt32(8 * byte)
      }
      return word
    }
    let n = words.count
    func rotate(_ word: UInt32, _ bits: UInt32) -> UInt32 { bits == 0 ? word : word << bits | word >> (32 - bits) }
    for _ in 0..<5 {
      for i in (0..<n).reversed() {
        words[i] &-= words[(i + n - 2) % n] ^ rotate(words[(i + n - 5) % n], [9, 0, 13, 0][i % 4])
      }
    }
    for _ in 0..<3 {
      for i in (0..<n).reversed() {
        words[i] &-= words[(i + 2) % n] ^ rotate(words[(i + 5) % n], [0, 10, 0, 25][i % 4])
      }
    }
    let mixed = words.flatMap { littleEndian(UInt64($0), count: 4) }
    return main.cbc(mixed, vector: main.block(first))
  }
}

/// The lowest `count` bytes of a number.
func littleEndian(_ number: UInt64, count: Int) -> [UInt8] {
  (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) : 0 }
}
