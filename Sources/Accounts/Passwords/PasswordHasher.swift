import CSodium
import Dispatch
import Storage

/// What one try of a password costs, whoever tries it.
package struct PasswordCost: Sendable, Hashable {
  /// Passes over the memory.
  package var passes: UInt64
  /// Bytes.
  package var memory: Int

  package init(passes: UInt64, memory: Int) {
    self.passes = passes
    self.memory = memory
  }

  /// 64 MiB and two passes, libsodium's for signing in: more than OWASP's least (19 MiB, two passes).
  package static let interactive = PasswordCost(passes: 2, memory: 64 << 20)
  /// What Argon2 takes at the least. For tests: protects nothing.
  package static let least = PasswordCost(passes: 1, memory: 8192)
}

/// Argon2id (RFC 9106) by libsodium.
///
/// Not more than four at a time: each takes the memory of its cost, and more of them than processors are no quicker.
struct PasswordHasher: Sendable {
  let cost: PasswordCost
  private let places = DispatchSemaphore(value: 4)

  init(cost: PasswordCost) {
    self.cost = cost
    // May be called again and from several threads; without it libsodium has no random bytes.
    _ = sodium_init()
  }

  /// - Returns: algorithm, cost, salt and hash in one text: `$argon2id$v=19$…`.
  func hash(_ password: String) throws -> String {
    var bytes = Self.bytes(of: password)
    defer { wipe(&bytes) }
    places.wait()
    defer { places.signal() }
    var out = [CChar](repeating: 0, count: Int(crypto_pwhash_strbytes()))
    let result = crypto_pwhash_str_alg(
      &out, bytes, UInt64(bytes.count - 1), cost.passes, cost.memory, crypto_pwhash_ALG_ARGON2ID13)
    guard result == 0 else { throw StorageFailure(.unavailable, "there is no memory to hash a password") }
    return String(decoding: out.prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
  }

  /// Takes as long when there is no hash to hold it against: one that is made anew costs the same.
  func isRight(_ password: String, for hash: String?) throws -> Bool {
    guard let hash else {
      _ = try self.hash(password)
      return false
    }
    var bytes = Self.bytes(of: password)
    defer { wipe(&bytes) }
    places.wait()
    defer { places.signal() }
    return crypto_pwhash_str_verify(hash, bytes, UInt64(bytes.count - 1)) == 0
  }

  /// With a zero at the end, which does not count: C has no address for an empty text.
  private static func bytes(of password: String) -> [CChar] {
    password.utf8.map { CChar(truncatingIfNeeded: $0) } + [0]
  }

  private func wipe(_ bytes: inout [CChar]) {
    bytes.withUnsafeMutableBytes { sodium_memzero($0.baseAddress, $0.count) }
  }

  /// Whether a hash was made at another cost.
  func isOutdated(_ hash: String) -> Bool { crypto_pwhash_str_needs_rehash(hash, cost.passes, cost.memory) != 0 }
}
