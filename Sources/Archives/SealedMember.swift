import CLibcrypto

/// A member of an archive encrypted as WinZip specified it (AE-2): AES-256 in counter mode, the key from the password by
/// PBKDF2 with HMAC-SHA-1 and 1,000 rounds, authenticated by HMAC-SHA-1. 7-Zip, WinZip, Keka and macOS open it.
///
/// A thousand rounds protect no password that somebody thought of: give it a random one of 100 bits or more.
enum SealedMember {
  /// libcrypto refused.
  struct Refused: Error {}

  static let saltLength = 16
  private static let keyLength = 32
  private static let tagLength = 10
  private static let rounds: Int32 = 1_000
  /// What the archive says of it: AE-2, AES-256, and how the contents are packed.
  static func extra(method: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append16(0x9901)
    bytes.append16(7)
    bytes.append16(2)
    bytes += Array("AE".utf8)
    bytes.append(3)
    bytes.append16(method)
    return bytes
  }

  static func salt() throws(Refused) -> [UInt8] {
    var salt = [UInt8](repeating: 0, count: saltLength)
    guard RAND_bytes(&salt, Int32(saltLength)) == 1 else { throw Refused() }
    return salt
  }

  /// - Returns: salt ‖ two bytes by which a wrong password is noticed ‖ ciphertext ‖ authentication code.
  static func seal(_ data: [UInt8], password: String, salt: [UInt8]) throws(Refused) -> [UInt8] {
    var derived = [UInt8](repeating: 0, count: 2 * keyLength + 2)
    let word = Array(password.utf8).map { CChar(bitPattern: $0) }
    guard
      PKCS5_PBKDF2_HMAC(
        word, Int32(clamping: word.count), salt, Int32(clamping: salt.count), rounds, EVP_sha1(),
        Int32(derived.count), &derived) == 1
    else { throw Refused() }
    let stream = try keyStream(Array(derived.prefix(keyLength)), count: data.count)
    let sealed = zip(data, stream).map { $0 ^ $1 }
    var tag = [UInt8](repeating: 0, count: 20)
    var length: UInt32 = 0
    let key = Array(derived[keyLength..<(2 * keyLength)])
    guard HMAC(EVP_sha1(), key, Int32(keyLength), sealed, sealed.count, &tag, &length) != nil, length == 20 else {
      throw Refused()
    }
    return salt + derived.suffix(2) + sealed + tag.prefix(tagLength)
  }

  /// Encrypted counters, least byte first, from 1: not the order of other counter modes.
  private static func keyStream(_ key: [UInt8], count: Int) throws(Refused) -> [UInt8] {
    let blocks = (count + 15) / 16
    guard blocks > 0 else { return [] }
    guard let size = Int32(exactly: blocks * 16), let context = EVP_CIPHER_CTX_new() else { throw Refused() }
    defer { EVP_CIPHER_CTX_free(context) }
    var counters = [UInt8](repeating: 0, count: blocks * 16)
    for block in 0..<blocks {
      for byte in 0..<8 { counters[block * 16 + byte] = UInt8(truncatingIfNeeded: (block + 1) >> (8 * byte)) }
    }
    var stream = [UInt8](repeating: 0, count: blocks * 16)
    var written: Int32 = 0
    guard EVP_EncryptInit_ex(context, EVP_aes_256_ecb(), nil, key, nil) == 1,
      EVP_CIPHER_CTX_set_padding(context, 0) == 1,
      EVP_EncryptUpdate(context, &stream, &written, counters, size) == 1, written == size
    else { throw Refused() }
    return stream
  }
}
