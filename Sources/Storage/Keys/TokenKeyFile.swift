/// The key under which identity keys become tokens: 32 random bytes in a file of their own, outside the database, so
/// that neither a copy of the database nor a copy of the key alone lets anybody test who is in it.
package enum TokenKeyFile {
  package static let length = 32

  /// Makes a new key. A key that is there already is never replaced: all tokens rest on it.
  package static func create(at path: String, called name: String = "token key") throws {
    try SecretFile.create(at: path, RandomBytes.make(length), what: "the " + name)
  }

  /// Reads the key. Refused when anybody but its owner may read or write it, or when it is not a plain file of 32 bytes.
  package static func read(at path: String, called name: String = "token key") throws -> [UInt8] {
    let key = try SecretFile.read(at: path, atMost: length, what: "the " + name)
    guard key.count == length else { throw StorageFailure(.key, "the \(name) \(path) does not have 32 bytes") }
    return key
  }
}
