import Cryptography
import DiskEncryption
import Storage

/// What wraps data keys: it lies outside the database, so that a copy of the database opens nothing.
package protocol KeyEncryptionKey: Sendable {
  /// - Parameter place: what the data key belongs to; it unwraps only there.
  func wrap(_ dataKey: SecretBytes, for place: [UInt8]) throws -> [UInt8]

  /// - Throws: `EscrowFailure` with the code `sealed` when it was wrapped by another key, for another place, or changed.
  func unwrap(_ wrapped: [UInt8], for place: [UInt8]) throws -> SecretBytes
}

/// A key-encryption key in a file: 32 random bytes that only their owner may read.
struct KeyFile: KeyEncryptionKey {
  private let key: SecretBytes

  /// - Throws: `StorageFailure` with the code `key` when it is missing, damaged, or may be read by others.
  init(path: String) throws {
    var bytes = try TokenKeyFile.read(at: path, called: "key-encryption key")
    defer { SecretBytes.wipe(&bytes) }
    key = SecretBytes(bytes)
  }

  static func create(at path: String) throws { try TokenKeyFile.create(at: path, called: "key-encryption key") }

  func wrap(_ dataKey: SecretBytes, for place: [UInt8]) throws -> [UInt8] {
    try Envelope.seal(dataKey, under: key, for: place)
  }

  func unwrap(_ wrapped: [UInt8], for place: [UInt8]) throws -> SecretBytes {
    try Envelope.open(wrapped, under: key, for: place)
  }
}
