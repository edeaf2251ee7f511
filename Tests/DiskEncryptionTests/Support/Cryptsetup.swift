import CCryptsetup
import Glibc

/// libcryptsetup's own opinion of an image: what it says, and the volume key that it finds.
enum Cryptsetup {
  struct Opinion {
    /// 0 or a negative errno.
    let code: Int32
    let key: [UInt8]

    var isProved: Bool { code >= 0 }
  }

  static func opinion(of path: String, type: String, slot: Int32 = CRYPT_ANY_SLOT, secret: [UInt8]) -> Opinion {
    var device: OpaquePointer?
    var code = crypt_init(&device, path)
    guard code == 0, let device else { return Opinion(code: code, key: []) }
    defer { crypt_free(device) }
    crypt_set_log_callback(device, { _, _, _ in }, nil)
    code = crypt_load(device, type, nil)
    guard code == 0 else { return Opinion(code: code, key: []) }
    var key = [UInt8](repeating: 0, count: 512)
    var length = key.count
    code = key.withUnsafeMutableBytes { out in
      secret.withUnsafeBytes { text in
        crypt_volume_key_get(
          device, slot, out.baseAddress?.assumingMemoryBound(to: CChar.self), &length,
          text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count)
      }
    }
    return Opinion(code: code, key: code >= 0 ? Array(key.prefix(length)) : [])
  }

  /// What it says when it is to open a BitLocker volume, without a name for it: `-ENOTSUP` for states that it does not
  /// open, whatever the key.
  static func activation(of path: String, secret: [UInt8]) -> Int32 {
    var device: OpaquePointer?
    var code = crypt_init(&device, path)
    guard code == 0, let device else { return code }
    defer { crypt_free(device) }
    crypt_set_log_callback(device, { _, _, _ in }, nil)
    code = crypt_load(device, "BITLK", nil)
    guard code == 0 else { return code }
    return secret.withUnsafeBytes { text in
      crypt_activate_by_passphrase(
        device, nil, CRYPT_ANY_SLOT, text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count, 0)
    }
  }
}
