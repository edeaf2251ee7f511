import CSodium
import Cryptography
import Storage

/// What the room needs a key for, each with a key of its own that is derived from the one in the file.
struct AccountKeys: Sendable {
  /// Seals second factors.
  private let sealing: [UInt8]
  private let marking: KeyedHash

  init(key: [UInt8]) {
    let root = KeyedHash(key: key)
    sealing = root.authenticate(Array("hikae.accounts.seal/1".utf8)).bytes
    marking = KeyedHash(key: root.authenticate(Array("hikae.accounts.mark/1".utf8)).bytes)
  }

  private static let label = Array("hikae.accounts.key/1".utf8)

  /// Reads the key, or makes it when neither the file nor anything that rests on it is there.
  /// - Throws: `StorageFailure` when the file is damaged, may be read by others, is lost, or belongs to another database.
  static func open(at path: String, for store: Store) throws -> AccountKeys {
    let name = "accounts' key"
    func known() throws -> [UInt8]? {
      try store.read { try $0.first("SELECT key_check FROM accounts_key WHERE epoch = 1") { $0.bytes(0) } }
    }
    if !SecretFile.exists(path) {
      guard try known() == nil else {
        throw StorageFailure(.key, "the \(name) \(path) is missing: copy keys/ from where it was set up")
      }
      if let slash = path.lastIndex(of: "/") { try DataFolder.makeFolder(String(path[..<slash])) }
      do {
        try TokenKeyFile.create(at: path, called: name)
      } catch {
        // Another process may have been quicker.
        guard SecretFile.exists(path) else { throw error }
      }
    }
    var key = try TokenKeyFile.read(at: path, called: name)
    defer { Secret.wipe(&key) }
    let check = KeyedHash(key: key).authenticate(label).bytes
    if try known() == nil {
      try store.write {
        try $0.execute(
          "INSERT INTO accounts_key (epoch, key_check) VALUES (1, ?) ON CONFLICT (epoch) DO NOTHING", .blob(check))
      }
    }
    guard try known() == check else {
      throw StorageFailure(
        .otherKey, "the \(name) is not the one that the database was made with: copy keys/ from where it was set up")
    }
    return AccountKeys(key: key)
  }

  /// A mark of a text by which it is found again; without the key nobody can try texts against it.
  /// - Parameter purpose: keeps marks of different things apart.
  func mark(_ text: [UInt8], for purpose: String) -> [UInt8] {
    marking.authenticate(Array(purpose.utf8) + [0] + text).bytes
  }

  /// - Parameter place: what the value belongs to; it opens only there.
  func seal(_ bytes: [UInt8], for place: String) throws -> [UInt8] {
    guard let sealed = Sealer(key: sealing)?.seal(bytes, for: Array(place.utf8)) else {
      throw StorageFailure(.key, "a secret cannot be sealed")
    }
    return sealed
  }

  func open(_ sealed: [UInt8], for place: String) throws -> [UInt8] {
    guard let opened = sealed.withUnsafeBytes({ Sealer(key: sealing)?.open($0, for: Array(place.utf8)) }) else {
      throw StorageFailure(.corrupted, "a sealed secret does not open")
    }
    return opened
  }
}
