import CanonicalForms
import Glibc
import Storage
import TestDatabases
import Testing

@testable import Accounts

/// Accounts on an empty database of their own, with a clock that is set by hand.
final class House {
  static let password = "aus neun Fenstern 7"
  static let other = "zwischen zwei Hecken 4"

  let accounts: Accounts
  let journal: Journal
  let keyPath: String
  private let database: TestDatabase?
  var now = Moment(seconds: 1_800_000_000)

  convenience init() throws {
    let database = try TestDatabase()
    let store = try Store(database.address, creating: true, migrations: [.journal] + Accounts.schema.migrations)
    try self.init(store: store, database: database)
  }

  /// - Parameter database: kept as long as this.
  init(store: Store, database: TestDatabase? = nil) throws {
    self.database = database
    journal = Journal(store: store, projections: Accounts.schema.projections)
    keyPath = "/tmp/hikae-accounts-\(getpid())-\(UInt64.random(in: 0 ... .max)).key"
    accounts = try Accounts(journal: journal, keyPath: keyPath, cost: .least)
  }

  deinit { unlink(keyPath) }

  var store: Store { journal.store }

  func pass(minutes: Int64) { now = Moment(milliseconds: now.milliseconds + minutes * 60_000) }
  func pass(seconds: Int64) { now = Moment(milliseconds: now.milliseconds + seconds * 1000) }

  /// The first account: `boss`.
  @discardableResult
  func setUp() throws -> Account {
    let token = try accounts.openSetup(at: now)
    return try accounts.setUp(
      token: token, login: "boss", name: "見本 一郎", language: "ja", password: Self.password, at: now)
  }

  /// An account that can sign in with `password`.
  func add(
    _ login: String, _ roles: Set<Role>, organisation: String? = nil, by: Account.ID = .hikae
  ) throws -> Account {
    let (account, token) = try accounts.invite(
      login: login, name: "見本 \(login)", roles: roles, organisation: organisation, language: "ja", by: by, at: now)
    #expect(try accounts.accept(token: token, password: Self.password, at: now) == account)
    return account
  }

  /// Signs in without a second factor.
  @discardableResult
  func signIn(
    _ login: String, _ password: String = House.password, address: String = "192.0.2.1"
  ) throws -> (token: String, session: Session) {
    let step = try accounts.signIn(
      login: login, password: password, address: address,
      client: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", at: now)
    guard case .opened(let token, let session) = step else { throw Unexpected() }
    return (token, session)
  }

  /// Signs in up to the second factor.
  func challenge(_ login: String) throws -> String {
    let step = try accounts.signIn(
      login: login, password: Self.password, address: "192.0.2.1", client: "", at: now)
    guard case .needsCode(let challenge) = step else { throw Unexpected() }
    return challenge
  }

  /// The code that the app of whoever holds this secret shows, `steps` later.
  func appCode(_ secret: String, steps: Int64 = 0) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    let bits = secret.compactMap { alphabet.firstIndex(of: $0) }.flatMap { value in
      (0..<5).map { value >> (4 - $0) & 1 }
    }
    let bytes = stride(from: 0, to: bits.count / 8 * 8, by: 8).map { at in
      UInt8(bits[at..<at + 8].reduce(0) { $0 * 2 + $1 })
    }
    return TOTP(secret: bytes).code(counter: TOTP.step(at: now) + steps)
  }

  /// The kinds of all entries.
  func kinds() throws -> [String] {
    try store.read { try $0.all("SELECT kind FROM journal ORDER BY sequence") { $0.text(0) } }
  }

  func dump(_ tables: [String]) throws -> [[UInt8]] {
    try store.read { session in try tables.map { try TableDump.bytes(of: $0, in: session) } }
  }

  struct Unexpected: Error {}
}

/// The code of the failure that `body` ends in; nil when it does not fail.
func code(_ body: () throws -> some Any) -> AccountsFailure.Code? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? AccountsFailure)?.code
  }
}
