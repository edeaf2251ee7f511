import Cryptography
import Custody
import PersonalData
import Storage
import TestDatabases
import Testing

@Suite struct SchemaTests {
  /// Steps that were released are never edited: a database that was made with them has to be what a new one is.
  @Test(
    arguments: [
      ("0001_journal", "9b34aed61d53f27161e4c4f6dcf55e609b000071d35393113a3373ec96a161f0"),
      ("0002_registers", "a2febb650b1331df79c02c923cf357502e67f59798428158c40fb67442246f20"),
      ("0003_people", "1d84c33d3b113dea1e0c4b5a82524f502da36f66c45ca2f4e4e0524db2faf3d3"),
      ("0004_contents", "0933cccc2b524a36dc69e2606ae6f05d988cc64e3077d69f49967745d9723882"),
      ("0005_holdings", "d6ab08808a2cb2b3e5b659bef0209a796e835ccf4afe89d1592c1ac11d79ee9e"),
    ])
  func aReleasedStepStaysAsItIs(name: String, digest: String) throws {
    let databases = try (0..<2).map { _ in try TestDatabase(.sqlite) }
    let store = try Store(
      databases[0].address, creating: true, migrations: Custody.migrations.filter { $0.name <= name })
    let earlier = try Store(
      databases[1].address, creating: true, migrations: Custody.migrations.filter { $0.name < name })
    func schema(_ store: Store) throws -> [String] {
      try store.read {
        try $0.all("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name") { row in
          row.text(0) + ": " + row.text(1)
        }
      }
    }
    let added = try Set(schema(store)).subtracting(schema(earlier)).sorted().joined(separator: "\n")
    #expect(SHA256Digest(hashing: Array(added.utf8)).description == digest)
  }
}

/// Two folders on one database.
@Suite(.onEveryEngine) struct TokenKeyTests {
  @Test func anotherTokenKeyIsRefused() throws {
    let database = try TestDatabase()
    let store = try Store(database.address, creating: true, migrations: Custody.migrations)
    let key = RandomBytes.make(32)
    try store.requireSameTokenKey(key)
    try store.requireSameTokenKey(key)
    let failure = #expect(throws: StorageFailure.self) { try store.requireSameTokenKey(RandomBytes.make(32)) }
    #expect(failure?.code == .otherKey)
    try store.requireSameTokenKey(key)
  }
}
