import Accounts
import CanonicalForms
import DiskEncryption
import Glibc
import Storage
import TestDatabases
import Testing

@testable import KeyEscrow

/// Kept keys on an empty database of their own, with a clock that is set by hand and three people.
final class Vault {
  /// The fixtures' passwords, and one that opens none of them.
  static let passwordA = "593428-544896-123717-513139-038511-249546-061270-473869"
  static let passwordB = "430111-163042-207328-146498-387750-429847-478390-533995"
  static let foreign = "111111-222222-333333-444444-555555-666666-707707-011011"
  /// Those of the disk with two recovery passwords, for A and B.
  static let protectorA = "0F1D7B63-4C3B-408D-A813-812FD6CD530A"
  static let protectorB = "CDF9683A-6780-48AB-ABC7-7EFD2E020ACB"

  let journal: Journal
  let folder: String
  let escrow: KeyEscrow
  let admin: Account.ID
  let custodian: Account.ID
  let second: Account.ID
  private let database: TestDatabase
  var now = Moment(seconds: 1_800_000_000)

  init(trace: (@Sendable (String) -> Void)? = nil) throws {
    database = try TestDatabase()
    let store = try Store(
      database.address, creating: true,
      migrations: [.journal] + (Accounts.schema.migrations + KeyEscrow.schema.migrations),
      trace: trace)
    journal = Journal(store: store, projections: Accounts.schema.projections + KeyEscrow.schema.projections)
    folder = "/tmp/hikae-vault-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    try DataFolder.makeFolder(folder)
    let accounts = try Accounts(journal: journal, keyPath: folder + "/accounts.key", cost: .least)
    func account(_ login: String, _ role: Role, _ now: Moment) throws -> Account.ID {
      try accounts.invite(
        login: login, name: "見本 \(login)", roles: [role], organisation: nil, language: "ja", by: .hikae, at: now
      ).0.id
    }
    admin = try account("admin", .administrator, now)
    custodian = try account("custodian", .keyCustodian, now)
    second = try account("second", .keyCustodian, now)
    escrow = KeyEscrow(journal: journal, keys: EscrowKeyRing(folder: folder))
  }

  deinit {
    for epoch in 1...4 { unlink("\(folder)/escrow-\(epoch).key") }
    unlink(folder + "/accounts.key")
    rmdir(folder)
  }

  var store: Store { journal.store }

  func accounts() throws -> [Account.ID: Account] {
    let all = try Accounts(journal: journal, keyPath: folder + "/accounts.key", cost: .least).accounts()
    return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
  }

  func pass(days: Int64) { now = now.adding(days: days) }
  func pass(seconds: Int64) { now = now.adding(seconds: seconds) }

  @discardableResult
  func keep(
    _ password: String, device: String = "PC-1", protector: String = "", made: Moment? = nil
  ) throws -> KeyEscrow.Kept {
    let key = IncomingKey(
      secret: SecretBytes(Array(password.utf8)), kind: .recoveryPassword, device: device, protector: protector,
      source: .hand, made: made)
    return try #require(escrow.keep([key], by: "test", at: now).first)
  }

  static func copy(_ name: String) throws -> MetadataCopy {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    let path = parts.joined(separator: "/") + "/DiskEncryptionTests/Fixtures/\(name).metadata"
    return try #require(try DiskImages.open(path) as? MetadataCopy)
  }

  @discardableResult
  func take(_ name: String, device: String = "PC-1", acceptingOlder: Bool = false) throws -> KeyEscrow.Reported {
    try escrow.take(
      Self.copy(name), of: device, seen: now, acceptingOlder: acceptingOlder, by: "test", at: now)
  }

  func state(_ id: EscrowedKey.ID) throws -> KeyState? {
    try escrow.keys(at: now).first { $0.key.id == id }?.state
  }

  func kinds() throws -> [String] {
    try store.read { try $0.all("SELECT kind FROM journal ORDER BY sequence") { $0.text(0) } }
      .filter { !$0.hasPrefix("account.") }
  }

  /// Every byte of the tables.
  func dump(_ tables: [String]) throws -> [UInt8] {
    try store.read { session in try tables.flatMap { try TableDump.bytes(of: $0, in: session) } }
  }

  static let sealedTables = ["escrow_secret", "escrow_metadata", "escrow_kek"]
  static var allTables: [String] {
    sealedTables + KeyEscrowProjection().tables + ["journal", "account", "credential", "invitation"]
  }
}

/// The code of the failure that `body` ends in; nil when it does not fail.
func code(_ body: () throws -> some Any) -> EscrowFailure.Code? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? EscrowFailure)?.code
  }
}

extension SecretBytes {
  var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}
