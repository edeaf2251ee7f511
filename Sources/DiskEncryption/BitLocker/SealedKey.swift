import CLibcrypto

/// A value sealed by AES-256-CCM as BitLocker keeps it: nonce (FILETIME, then a counter that every write of the metadata
/// raises), tag (16 bytes), ciphertext; nothing else is authenticated.
package struct SealedKey: Sendable, Hashable {
  /// 12 bytes: a FILETIME and the counter.
  let nonce: [UInt8]
  let tag: [UInt8]
  let ciphertext: [UInt8]

  /// The value of an entry of type 5. nil when it is too short to hold anything, or longer than any key.
  init?(_ body: LittleEndianBytes) {
    guard body.count > 28, body.count <= 512, let nonce = body.slice(0, count: 12), let tag = body.slice(12, count: 16),
      let ciphertext = body.rest(from: 28)
    else { return nil }
    self.nonce = nonce.array
    self.tag = tag.array
    self.ciphertext = ciphertext.array
  }

  /// The last four bytes of the nonce.
  package var counter: UInt32 { LittleEndianBytes(nonce).u32(8) ?? 0 }

  /// When it was sealed, as the nonce says it. The highest bit carries something else (seen on real volumes).
  var fileTime: UInt64 { (LittleEndianBytes(nonce).u64(0) ?? 0) & (1 << 63 - 1) }

  /// - Returns: what was sealed; nil when this is not the key, or the value was changed.
  func open(with key: SecretBytes) -> SecretBytes? {
    guard key.count == 32, let context = EVP_CIPHER_CTX_new() else { return nil }
    defer { EVP_CIPHER_CTX_free(context) }
    var isDone = false
    let opened = SecretBytes(count: ciphertext.count) { out in
      var tag = tag
      var written: Int32 = 0
      isDone = key.withBytes { key in
        EVP_DecryptInit_ex(context, EVP_aes_256_ccm(), nil, nil, nil) == 1
          && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, 12, nil) == 1
          && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, &tag) == 1
          && EVP_DecryptInit_ex(
            context, nil, nil, key.baseAddress?.assumingMemoryBound(to: UInt8.self), nonce) == 1
          && EVP_DecryptUpdate(
            context, out.baseAddress?.assumingMemoryBound(to: UInt8.self), &written, ciphertext,
            Int32(ciphertext.count)) == 1
      }
      isDone = isDone && Int(written) == ciphertext.count
    }
    return isDone ? opened : nil
  }

  /// The key within: what is sealed begins with 12 bytes, the first of which tell the length of the whole.
  /// - Returns: nil when this is not the key, or what was sealed is no key.
  func openKey(with key: SecretBytes) -> SecretBytes? {
    guard let opened = open(with: key), opened.count > 12 else { return nil }
    let length = opened.withBytes { UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)) }
    guard length == opened.count else { return nil }
    return opened.part(from: 12, count: opened.count - 12)
  }
}
