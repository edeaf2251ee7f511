import CLibcrypto

/// The work that BitLocker puts between a password and the key that it makes: SHA-256, 1,048,576 times, over a record of
/// 88 bytes: the last digest (zero at first), the initial digest, the salt, and the number of the round.
package enum KeyStretch {
  package static let rounds: UInt64 = 1 << 20

  /// - Parameters:
  ///   - initial: 32 bytes, a digest of the password.
  ///   - salt: 16 bytes, of the protector.
  /// - Returns: the 32 bytes that open the protector's master key; nil when the lengths are wrong.
  package static func stretch(_ initial: SecretBytes, salt: [UInt8]) -> SecretBytes? {
    guard initial.count == 32, salt.count == 16 else { return nil }
    // The record and its padding (FIPS 180-4, 5.1.1) are two blocks of 64 bytes, laid out once. Only the first 32 bytes
    // and the counter change in a round, so both blocks go straight through the compression function: nothing is
    // copied, padded or set up a million times.
    let words = UnsafeMutablePointer<UInt32>.allocate(capacity: 32)
    words.initialize(repeating: 0, count: 32)
    let record = UnsafeMutableRawBufferPointer(start: words, count: 128)
    var context = SHA256_CTX()
    defer {
      OPENSSL_cleanse(words, record.count)
      words.deallocate()
      OPENSSL_cleanse(&context, MemoryLayout<SHA256_CTX>.size)
    }
    initial.withBytes { UnsafeMutableRawBufferPointer(rebasing: record[32..<64]).copyMemory(from: $0) }
    UnsafeMutableRawBufferPointer(rebasing: record[64..<80]).copyBytes(from: salt)
    record[88] = 0x80
    words[31] = UInt32(88 * 8).bigEndian

    let first = UnsafeRawPointer(words).assumingMemoryBound(to: UInt8.self)
    SHA256_Init(&context)
    let start = context.h
    // The counter has eight bytes, of which these rounds use three.
    for round in 0..<UInt32(rounds) {
      words[20] = round.littleEndian
      context.h = start
      SHA256_Transform(&context, first)
      SHA256_Transform(&context, first + 64)
      words[0] = context.h.0.bigEndian
      words[1] = context.h.1.bigEndian
      words[2] = context.h.2.bigEndian
      words[3] = context.h.3.bigEndian
      words[4] = context.h.4.bigEndian
      words[5] = context.h.5.bigEndian
      words[6] = context.h.6.bigEndian
      words[7] = context.h.7.bigEndian
    }
    return SecretBytes(copying: UnsafeRawBufferPointer(rebasing: record[..<32]))
  }
}
