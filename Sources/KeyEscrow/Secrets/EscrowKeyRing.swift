import CanonicalForms
import DiskEncryption
import Storage

/// The key-encryption keys of an installation, one an epoch: `keys/escrow-1.key`, or a key in a PKCS#11 token.
///
/// Beside each epoch the database has a canary, a known text in an envelope. A key that does not open the canary of its
/// epoch is another key, and is refused before anything is sealed with it.
package struct EscrowKeyRing: Sendable {
  /// Where the keys of new epochs are made.
  package enum Home: Sendable {
    case file
    case token(PKCS11Place)
  }

  private let folder: String
  private let home: Home

  /// - Parameters:
  ///   - folder: that of the keys.
  ///   - home: of keys that are made from here on; those of earlier epochs stay where they are.
  package init(folder: String, home: Home = .file) {
    self.folder = folder
    self.home = home
  }

  package func path(of epoch: Int64) -> String { "\(folder)/escrow-\(epoch).key" }

  /// The epoch that new secrets are sealed in; nil before the first.
  func current(in session: SQLSession) throws -> Int64? {
    try session.first("SELECT MAX(epoch) FROM escrow_kek") { $0.isNull(0) ? nil : $0.integer(0) } ?? nil
  }

  /// The key of an epoch, after it has opened its canary.
  /// - Throws: `EscrowFailure`: `key_lost` when there is none, `sealed` when it is another; `StorageFailure` when its file
  ///   may be read by others or is damaged.
  func key(_ epoch: Int64, in session: SQLSession) throws -> any KeyEncryptionKey {
    let found = try session.first(
      "SELECT home, wrapped, sealed FROM escrow_kek WHERE epoch = ?", SQLValue(epoch)
    ) { (home: $0.text(0), envelope: Envelope(epoch: epoch, wrapped: $0.bytes(1), sealed: $0.bytes(2))) }
    guard let found else { throw EscrowFailure(.keyLost) }
    let key = try open(epoch, home: found.home)
    let canary = try found.envelope.open(for: .canary(epoch), with: key)
    guard canary.matches(Self.canary) else { throw EscrowFailure(.sealed) }
    return key
  }

  private func open(_ epoch: Int64, home stored: String) throws -> any KeyEncryptionKey {
    if stored == Self.fileHome {
      guard SecretFile.exists(path(of: epoch)) else { throw EscrowFailure(.keyLost) }
      return try KeyFile(path: path(of: epoch))
    }
    guard case .token(let place) = home else { throw EscrowFailure(.keyLost) }
    return try PKCS11Key(place, label: Self.label(epoch), creating: false)
  }

  /// Makes the first key where there was never one. A key that is missing is never silently made anew.
  func ensure(_ escrow: KeyEscrow, by actor: String, at time: Moment) throws {
    guard try escrow.store.read({ try current(in: $0) }) == nil else { return }
    _ = try make(1, escrow, by: actor, at: time)
  }

  /// Makes the key of a new epoch, and its canary.
  func make(_ epoch: Int64, _ escrow: KeyEscrow, by actor: String, at time: Moment) throws -> any KeyEncryptionKey {
    let key: any KeyEncryptionKey
    let name: String
    switch home {
    case .file:
      // Left by a run that was stopped before the canary was there: nothing rests on it, and it is as random.
      if !SecretFile.exists(path(of: epoch)) {
        try DataFolder.makeFolder(folder)
        do {
          try KeyFile.create(at: path(of: epoch))
        } catch {
          // Another process may have been quicker.
          guard SecretFile.exists(path(of: epoch)) else { throw error }
        }
      }
      key = try KeyFile(path: path(of: epoch))
      name = Self.fileHome
    case .token(let place):
      key = try PKCS11Key(place, label: Self.label(epoch), creating: true)
      name = "pkcs11"
    }
    let canary = try Envelope(sealing: SecretBytes(Self.canary), for: .canary(epoch), epoch: epoch, with: key)
    try escrow.store.write { session in
      try session.execute(
        """
        INSERT INTO escrow_kek (epoch, home, wrapped, sealed) VALUES (?, ?, ?, ?) ON CONFLICT (epoch) DO NOTHING
        """, SQLValue(epoch), SQLValue(name), .blob(canary.wrapped), .blob(canary.sealed))
      guard try session.changes == 1 else { return }
      try escrow.record(
        "escrow.key_made", ["epoch": .integer(epoch), "home": .string(name)], by: actor, at: time, in: session)
    }
    return try escrow.store.read { try self.key(epoch, in: $0) }
  }

  private static let fileHome = "file"
  private static let canary = Array("hikae: does this key still open what it sealed?".utf8)
  private static func label(_ epoch: Int64) -> String { "hikae-escrow-\(epoch)" }
}

/// Keys that were opened once for many records.
struct OpenRing {
  private let ring: EscrowKeyRing
  private var opened: [Int64: any KeyEncryptionKey] = [:]

  init(_ ring: EscrowKeyRing) { self.ring = ring }

  mutating func key(_ epoch: Int64, in session: SQLSession) throws -> any KeyEncryptionKey {
    if let key = opened[epoch] { return key }
    let key = try ring.key(epoch, in: session)
    opened[epoch] = key
    return key
  }

  /// The key that new secrets are sealed with.
  mutating func current(in session: SQLSession) throws -> (epoch: Int64, key: any KeyEncryptionKey) {
    guard let epoch = try ring.current(in: session) else { throw EscrowFailure(.keyLost) }
    return (epoch, try key(epoch, in: session))
  }
}
