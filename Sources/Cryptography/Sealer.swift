import CLibcrypto

/// Seals bytes under a key so that without it they can neither be read nor changed unseen: AES-256-GCM (NIST SP 800-38D),
/// by libcrypto, which uses the processor's AES instructions where it has them.
///
/// A sealed value is nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). Nonces are random, which holds for some 2^32 values
/// under one key.
///
/// Not Sendable: it works on contexts that keep the expanded key, whose making costs more than sealing a short value.
package final class Sealer {
  package static let keyLength = 32
  private static let nonceLength = 12
  private static let tagLength = 16

  private let sealing: OpaquePointer
  private let opening: OpaquePointer

  /// - Parameter key: 32 random bytes.
  /// - Returns: nil for a key of another length, or when libcrypto refuses.
  package init?(key: [UInt8]) {
    guard key.count == Self.keyLength, let sealing = EVP_CIPHER_CTX_new() else { return nil }
    guard let opening = EVP_CIPHER_CTX_new() else {
      EVP_CIPHER_CTX_free(sealing)
      return nil
    }
    self.sealing = sealing
    self.opening = opening
    guard EVP_EncryptInit_ex(sealing, EVP_aes_256_gcm(), nil, key, nil) == 1,
      EVP_DecryptInit_ex(opening, EVP_aes_256_gcm(), nil, key, nil) == 1
    else { return nil }
  }

  deinit {
    EVP_CIPHER_CTX_free(sealing)
    EVP_CIPHER_CTX_free(opening)
  }

  /// - Parameters:
  ///   - bytes: fewer than 2^31.
  ///   - place: what the value belongs to. It is not stored, and the value opens only with the same.
  /// - Returns: nil when libcrypto refuses.
  package func seal(_ bytes: [UInt8], for place: [UInt8]) -> [UInt8]? {
    guard let count = Int32(exactly: bytes.count), let placeCount = Int32(exactly: place.count) else { return nil }
    var isDone = false
    let sealed = [UInt8](
      unsafeUninitializedCapacity: Self.nonceLength + bytes.count + Self.tagLength
    ) { buffer, initialized in
      guard let nonce = buffer.baseAddress else { return }
      var written: Int32 = 0
      let body = nonce + Self.nonceLength
      let tag = body + bytes.count
      isDone =
        RAND_bytes(nonce, Int32(Self.nonceLength)) == 1
        && EVP_EncryptInit_ex(sealing, nil, nil, nil, nonce) == 1
        && EVP_EncryptUpdate(sealing, nil, &written, place, placeCount) == 1
        && EVP_EncryptUpdate(sealing, body, &written, bytes, count) == 1
        && EVP_EncryptFinal_ex(sealing, tag, &written) == 1
        && EVP_CIPHER_CTX_ctrl(sealing, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagLength), tag) == 1
      initialized = isDone ? buffer.count : 0
    }
    return isDone ? sealed : nil
  }

  /// - Returns: nil unless this key sealed exactly these bytes for this place.
  package func open(_ sealed: UnsafeRawBufferPointer, for place: [UInt8]) -> [UInt8]? {
    guard sealed.count >= Self.nonceLength + Self.tagLength, let base = sealed.baseAddress,
      let count = Int32(exactly: sealed.count - Self.nonceLength - Self.tagLength),
      let placeCount = Int32(exactly: place.count)
    else { return nil }
    let nonce = base.assumingMemoryBound(to: UInt8.self)
    let body = nonce + Self.nonceLength
    var isDone = false
    let opened = [UInt8](unsafeUninitializedCapacity: Int(count) + 1) { buffer, initialized in
      var written: Int32 = 0
      let tag = UnsafeMutableRawPointer(mutating: base + Self.nonceLength + Int(count))
      isDone =
        EVP_DecryptInit_ex(opening, nil, nil, nil, nonce) == 1
        && EVP_DecryptUpdate(opening, nil, &written, place, placeCount) == 1
        && EVP_DecryptUpdate(opening, buffer.baseAddress, &written, body, count) == 1
        && EVP_CIPHER_CTX_ctrl(opening, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagLength), tag) == 1
        && EVP_DecryptFinal_ex(opening, buffer.baseAddress.map { $0 + Int(count) }, &written) == 1
      initialized = isDone ? Int(count) : 0
    }
    return isDone ? opened : nil
  }
}
