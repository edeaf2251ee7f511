import CLibcrypto

/// A public key as a SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7), from which libcrypto makes its own.
///
/// Read anew for every signature: keys come from a database, one for each sign-in, and nothing of libcrypto's has to be kept.
struct EncodedPublicKey: Sendable, Hashable {
  let bytes: [UInt8]
  /// `EVP_PKEY_EC`, `EVP_PKEY_RSA`.
  let kind: Int32

  /// Whether libcrypto takes it for a key of its kind: a point lies on its curve.
  var isSound: Bool {
    guard let key = opened() else { return false }
    EVP_PKEY_free(key)
    return true
  }

  /// Whether `signature` was made over SHA-256 of `message`. Anything that cannot be verified, for whatever reason, is not
  /// valid.
  func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard !signature.isEmpty, let key = opened() else { return false }
    defer { EVP_PKEY_free(key) }
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1 else { return false }
    return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }

  private func opened() -> OpaquePointer? {
    let key = bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
      var place = buffer.baseAddress
      guard let key = d2i_PUBKEY(nil, &place, buffer.count) else { return nil }
      guard place == buffer.baseAddress.map({ $0 + buffer.count }) else {
        EVP_PKEY_free(key)
        return nil
      }
      return key
    }
    guard let key else { return nil }
    guard EVP_PKEY_get_base_id(key) == kind else {
      EVP_PKEY_free(key)
      return nil
    }
    return key
  }
}
