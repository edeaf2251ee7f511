import CLibcrypto

/// Decrypts sectors. Not Sendable: it works on contexts that keep the expanded key.
final class SectorCipher {
  private let scheme: SectorKey.Scheme
  private let data: OpaquePointer
  /// Makes initialisation vectors, and the diffuser's sector keys.
  private let block: OpaquePointer?
  private let diffuser: OpaquePointer?

  /// - Returns: nil when libcrypto refuses.
  init?(_ key: SectorKey) {
    scheme = key.scheme
    let count = key.key.count
    switch key.scheme {
    case .xts:
      guard let data = Self.context(count == 64 ? EVP_aes_256_xts() : EVP_aes_128_xts(), key.key, decrypting: true)
      else { return nil }
      self.data = data
      block = nil
      diffuser = nil
    case .cbc, .diffuser:
      let length = key.scheme == .cbc ? count : count / 2
      guard let main = key.key.part(from: 0, count: length),
        let data = Self.context(length == 32 ? EVP_aes_256_cbc() : EVP_aes_128_cbc(), main, decrypting: true)
      else { return nil }
      self.data = data
      let cipher = length == 32 ? EVP_aes_256_ecb() : EVP_aes_128_ecb()
      block = Self.context(cipher, main, decrypting: false)
      diffuser =
        key.scheme == .cbc
        ? nil : key.key.part(from: length, count: length).flatMap { Self.context(cipher, $0, decrypting: false) }
      if block == nil || (key.scheme == .diffuser && diffuser == nil) { return nil }
    }
  }

  deinit {
    EVP_CIPHER_CTX_free(data)
    EVP_CIPHER_CTX_free(block)
    EVP_CIPHER_CTX_free(diffuser)
  }

  private static func context(_ cipher: OpaquePointer?, _ key: SecretBytes, decrypting: Bool) -> OpaquePointer? {
    guard let context = EVP_CIPHER_CTX_new() else { return nil }
    let isDone = key.withBytes { bytes in
      EVP_CipherInit_ex(
        context, cipher, nil, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), nil, decrypting ? 0 : 1) == 1
        && EVP_CIPHER_CTX_set_padding(context, 0) == 1
    }
    if isDone { return context }
    EVP_CIPHER_CTX_free(context)
    return nil
  }

  /// - Parameters:
  ///   - sector: 512 to 4096 bytes, a multiple of 32.
  ///   - number: of the sector, counted in its own size; for the tweak of XTS.
  ///   - offset: of its first byte in the volume; for CBC.
  /// - Returns: nil when libcrypto refuses, or the length is none of a sector.
  func decrypt(_ sector: [UInt8], number: UInt64, offset: UInt64) -> [UInt8]? {
    guard sector.count >= 32, sector.count <= 65_536, sector.count % 32 == 0 else { return nil }
    switch scheme {
    case .xts: return run(sector, vector: Self.vector(number))
    case .cbc, .diffuser:
      guard let block, let vector = Self.encrypt(Self.vector(offset), block), var plain = run(sector, vector: vector)
      else { return nil }
      guard let diffuser else { return plain }
      var second = Self.vector(offset)
      second[15] = 0x80
      guard let first = Self.encrypt(Self.vector(offset), diffuser), let rest = Self.encrypt(second, diffuser)
      else { return nil }
      ElephantDiffuser.undo(&plain, sectorKey: first + rest)
      return plain
    }
  }

  private func run(_ sector: [UInt8], vector: [UInt8]) -> [UInt8]? {
    guard EVP_CipherInit_ex(data, nil, nil, nil, vector, 0) == 1 else { return nil }
    return Self.update(sector, data)
  }

  /// One block under AES alone.
  private static func encrypt(_ block: [UInt8], _ context: OpaquePointer) -> [UInt8]? {
    guard EVP_CipherInit_ex(context, nil, nil, nil, nil, 1) == 1 else { return nil }
    return update(block, context)
  }

  private static func update(_ bytes: [UInt8], _ context: OpaquePointer) -> [UInt8]? {
    var isDone = false
    let out = [UInt8](unsafeUninitializedCapacity: bytes.count + 32) { buffer, initialized in
      var written: Int32 = 0
      isDone =
        EVP_CipherUpdate(context, buffer.baseAddress, &written, bytes, Int32(bytes.count)) == 1
        && Int(written) == bytes.count
      initialized = isDone ? bytes.count : 0
    }
    return isDone ? out : nil
  }

  /// A number as 16 little-endian bytes.
  private static func vector(_ number: UInt64) -> [UInt8] {
    (0..<16).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) : 0 }
  }
}
