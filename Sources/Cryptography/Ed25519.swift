import CLibcrypto

/// Ed25519 could not be done: libcrypto refused the key, or has no memory. The message never holds key material.
package struct SigningFailure: Error, Sendable, CustomStringConvertible {
  package let message: String
  package var description: String { message }
}

/// A public key of Ed25519 (RFC 8032, section 5.1): 32 bytes.
package struct Ed25519PublicKey: Sendable, Hashable {
  package let bytes: [UInt8]

  /// - Returns: nil unless there are exactly 32 bytes. Whether they are a point of the curve shows at verification.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.bytes = Array(bytes)
  }

  /// Whether `signature` (64 bytes) was made over `message` with the private key that belongs to this one. Anything that
  /// cannot be verified, for whatever reason, is not valid.
  package func isValid(_ signature: some Collection<UInt8>, of message: [UInt8]) -> Bool {
    guard signature.count == 64 else { return false }
    guard let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count) else { return false }
    defer { EVP_PKEY_free(key) }
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
    return EVP_DigestVerify(context, Array(signature), 64, message, message.count) == 1
  }
}

/// A private key of Ed25519. libcrypto keeps it and wipes it when the last reference goes; no description shows it.
///
/// Sendable: the key is never changed after it was made, and libcrypto reads one from several threads.
package final class Ed25519PrivateKey: @unchecked Sendable, CustomStringConvertible {
  private let key: OpaquePointer
  package let publicKey: Ed25519PublicKey

  /// A new key from libcrypto's generator of private randomness.
  package convenience init() throws(SigningFailure) {
    var seed = [UInt8](repeating: 0, count: 32)
    defer { Self.wipe(&seed) }
    guard RAND_priv_bytes(&seed, 32) == 1 else { throw SigningFailure(message: "no random bytes for a signing key") }
    try self.init(seed: seed)
  }

  /// - Parameter seed: the 32 bytes that RFC 8032 calls the private key. The caller wipes its own copy.
  package init(seed: [UInt8]) throws(SigningFailure) {
    guard seed.count == 32, let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, 32) else {
      throw SigningFailure(message: "a signing key is 32 bytes")
    }
    var bytes = [UInt8](repeating: 0, count: 32)
    var count = 32
    guard EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, let publicKey = Ed25519PublicKey(bytes.prefix(count))
    else {
      EVP_PKEY_free(key)
      throw SigningFailure(message: "a signing key gives no public key")
    }
    self.key = key
    self.publicKey = publicKey
  }

  deinit { EVP_PKEY_free(key) }

  /// - Returns: the 64 bytes of the signature; the same for the same message.
  package func sign(_ message: [UInt8]) throws(SigningFailure) -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { throw SigningFailure(message: "no memory for a signature") }
    defer { EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: 64)
    var count = 64
    guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
      EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == 64
    else { throw SigningFailure(message: "a message could not be signed") }
    return signature
  }

  /// Lends the seed, for writing the key to its file, and wipes the copy afterwards.
  package func withSeed<T>(_ body: ([UInt8]) throws -> T) throws -> T {
    var seed = [UInt8](repeating: 0, count: 32)
    defer { Self.wipe(&seed) }
    var count = 32
    guard EVP_PKEY_get_raw_private_key(key, &seed, &count) == 1, count == 32 else {
      throw SigningFailure(message: "a signing key cannot be written")
    }
    return try body(seed)
  }

  /// Overwrites bytes in a way that the optimiser keeps.
  package static func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
  }

  package var description: String { "‹signing key›" }
}
