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
    let record = UnsafeMutableRawBufferPointer.allocate(byteCount: 128, alignment: 64)
    var context = SHA256_CTX()
    defer {
      OPENSSL_cleanse(record.baseAddress, record.count)
      record.deallocate()
      OPENSSL_cleanse(&context, MemoryLayout<SHA256_CTX>.size)
    }
    record.initializeMemory(as: UInt8.self, repeating: 0)
    initial.withBytes { UnsafeMutableRawBufferPointer(rebasing: record[32..<64]).copyMemory(from: $0) }
    UnsafeMutableRawBufferPointer(rebasing: record[64..<80]).copyBytes(from: salt)
    record[88] = 0x80
    record.storeBytes(of: UInt16(88 * 8).bigEndian, toByteOffset: 126, as: UInt16.self)

    SHA256_Init(&context)
    let start = context.h
    let first = record.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let second = first.map { $0 + 64 }
    for round in 0..<rounds {
      record.storeBytes(of: round.littleEndian, toByteOffset: 80, as: UInt64.self)
      context.h = start
      SHA256_Transform(&context, first)
      SHA256_Transform(&context, second)
      let h = context.h
      let digest = (
        h.0.bigEndian, h.1.bigEndian, h.2.bigEndian, h.3.bigEndian, h.4.bigEndian, h.5.bigEndian, h.6.bigEndian,
        h.7.bigEndian
      )
      record.storeBytes(of: digest, as: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32).self)
    }
    return SecretBytes(copying: UnsafeRawBufferPointer(rebasing: record[..<32]))
  }
}
