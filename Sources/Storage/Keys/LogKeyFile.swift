import Cryptography
import TransparencyLog

/// The key that signs the log's checkpoints, in a file of its own: one line in the form of `NoteSigner`.
package enum LogKeyFile {
  private static let what = "the log's key"
  private static let maximumSize = 4096

  /// Makes a new key. A key that is there already is never replaced: every checkpoint that was ever signed names it.
  /// - Parameter name: of the log, its origin; nil makes one that no other installation has.
  package static func create(at path: String, name: String?) throws {
    let random = RandomBytes.make(8).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    let signer = try NoteSigner(name: name ?? "hikae-log/\(random)", kind: .plain, privateKey: Ed25519PrivateKey())
    try signer.withSecret { secret in
      var line = secret + [0x0A]
      defer { Ed25519PrivateKey.wipe(&line) }
      try SecretFile.create(at: path, line, what: what)
    }
  }

  /// Reads the key; refused when anybody but its owner may reach it.
  package static func read(at path: String) throws -> NoteSigner {
    var line = try SecretFile.read(at: path, atMost: maximumSize, what: what)
    defer { Ed25519PrivateKey.wipe(&line) }
    guard line.last == 0x0A else { throw StorageFailure(.key, "the log's key \(path) is damaged") }
    line.removeLast()
    guard let signer = try? NoteSigner(parsing: line), signer.key.kind == .plain else {
      throw StorageFailure(.key, "the log's key \(path) is damaged")
    }
    return signer
  }
}
