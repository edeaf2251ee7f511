import CSodium
import Storage

/// The key that a passphrase gives, by Argon2id (RFC 9106): what a file on somebody's own machine is sealed with.
package enum PassphraseKey {
  package static let saltLength = 16
  /// 256 MiB and three passes, libsodium's for what is opened seldom: a stolen file can be guessed against for ever.
  package static let seldom = PasswordCost(passes: 3, memory: 256 << 20)
  /// What a file may ask for: whoever wrote it could otherwise take all memory.
  package static let most = PasswordCost(passes: 16, memory: 1 << 30)

  /// - Parameters:
  ///   - passphrase: as it was typed; the caller wipes it.
  ///   - salt: 16 random bytes.
  /// - Returns: 32 bytes, which the caller wipes; nil for a cost or a salt that cannot be.
  /// - Throws: `StorageFailure` when there is no memory.
  package static func derive(_ passphrase: UnsafeRawBufferPointer, salt: [UInt8], cost: PasswordCost) throws -> [UInt8]?
  {
    guard sodium_init() >= 0, salt.count == saltLength,
      let start = passphrase.bindMemory(to: CChar.self).baseAddress, passphrase.count > 0,
      cost.passes >= 1, cost.passes <= most.passes, (8192...most.memory).contains(cost.memory)
    else { return nil }
    var key = [UInt8](repeating: 0, count: 32)
    let result = crypto_pwhash(
      &key, UInt64(key.count), start, UInt64(passphrase.count), salt, cost.passes, cost.memory,
      crypto_pwhash_ALG_ARGON2ID13)
    guard result == 0 else {
      throw StorageFailure(.unavailable, "there is no memory to make a key of a passphrase")
    }
    return key
  }
}
