import CPKCS11
import Cryptography
import DiskEncryption
import Storage
import Synchronization

/// Where a token is, and what opens it.
package struct PKCS11Place: Sendable {
  /// Path of the module, a shared library.
  let module: String
  /// The token's label.
  let token: String
  /// A file that only its owner may read: the PIN, and nothing else but an end of line.
  let pinPath: String

  package init(module: String, token: String, pinPath: String) {
    self.module = module
    self.token = token
    self.pinPath = pinPath
  }
}

/// A key-encryption key that never leaves a token: the token itself wraps and unwraps, by AES-GCM.
///
/// Sendable: the session is used by one at a time, under the lock.
final class PKCS11Key: KeyEncryptionKey, @unchecked Sendable {
  private static let nonceLength = 12
  private static let tagLength = 16
  private static let longestPIN = 256

  private let session: OpaquePointer
  private let key: UInt
  private let turn = Mutex(())

  /// PINs that tokens refused, by token: not the PINs, but digests under a secret of this process. They are not tried again: a
  /// token locks itself after a few.
  private static let refused = Mutex<[String: SHA256Digest]>([:])
  private static let blind = RandomBytes.make(32)

  /// - Throws: `EscrowFailure`: `pin` when the token refuses the PIN, or has refused it before; `module` when the token cannot be
  ///   used, `key_lost` when it has no such key.
  init(_ place: PKCS11Place, label: String, creating: Bool) throws {
    var pin = try SecretFile.read(at: place.pinPath, atMost: Self.longestPIN, what: "the PIN")
    defer { SecretBytes.wipe(&pin) }
    let length = pin.lastIndex { $0 != 0x0A && $0 != 0x0D }.map { $0 + 1 } ?? 0
    let name = place.module + "\n" + place.token
    let digest = SHA256Digest(hashing: Self.blind + pin.prefix(length))
    guard Self.refused.withLock({ $0[name] != digest }) else { throw EscrowFailure(.pin) }
    var opened: OpaquePointer?
    let login = pkcs11_open(place.module, place.token, pin, length, &opened)
    if (UInt(PKCS11_PIN_FIRST)...UInt(PKCS11_PIN_LAST)).contains(login) {
      Self.refused.withLock { $0[name] = digest }
      throw EscrowFailure(.pin)
    }
    guard login == 0, let opened else { throw EscrowFailure(.module) }
    var key: UInt = 0
    var status = pkcs11_find_key(opened, label, &key)
    if status == Self.notFound, creating { status = pkcs11_make_key(opened, label, &key) }
    guard status == 0 else {
      pkcs11_close(opened)
      throw EscrowFailure(status == Self.notFound ? .keyLost : .module)
    }
    session = opened
    self.key = key
  }

  deinit { pkcs11_close(session) }

  private static let notFound = UInt(PKCS11_NOT_FOUND)

  func wrap(_ dataKey: SecretBytes, for place: [UInt8]) throws -> [UInt8] {
    let nonce = RandomBytes.make(Self.nonceLength)
    var out = [UInt8](repeating: 0, count: dataKey.count + 2 * Self.tagLength)
    var length = out.count
    let status = turn.withLock { _ in
      dataKey.withBytes { plain -> UInt in
        guard let bytes = plain.bindMemory(to: UInt8.self).baseAddress else { return Self.notFound }
        return pkcs11_seal(session, key, nonce, place, place.count, bytes, plain.count, &out, &length)
      }
    }
    guard status == 0, length == dataKey.count + Self.tagLength else { throw EscrowFailure(.module) }
    return nonce + out.prefix(length)
  }

  func unwrap(_ wrapped: [UInt8], for place: [UInt8]) throws -> SecretBytes {
    guard wrapped.count > Self.nonceLength + Self.tagLength else { throw EscrowFailure(.sealed) }
    let nonce = Array(wrapped.prefix(Self.nonceLength))
    let sealed = Array(wrapped.dropFirst(Self.nonceLength))
    var out = [UInt8](repeating: 0, count: sealed.count)
    defer { SecretBytes.wipe(&out) }
    var length = out.count
    let status = turn.withLock { _ in
      pkcs11_unseal(session, key, nonce, place, place.count, sealed, sealed.count, &out, &length)
    }
    guard status == 0, length == sealed.count - Self.tagLength else { throw EscrowFailure(.sealed) }
    return out.withUnsafeBytes { SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0[..<length])) }
  }
}
