import CanonicalForms
import Custody
import PersonalData
import Storage
import TestDatabases
import Testing

/// One journal makes the same tables, to the byte, on every engine.
@Suite(.needsPostgres) struct SameBytesTests {
  @Test(arguments: 0..<4) func aJournalMakesTheSameTablesEverywhere(seed: UInt64) throws {
    let installation = try TestEngine.$current.withValue(.sqlite) { try Installation() }
    let custody = installation.custody
    try fill(custody, seed: seed)
    let database = try TestDatabase(.postgres)
    let store = try Store(database.address, creating: true, migrations: Custody.migrations)
    let copy = Custody(store: store, tokeniser: KeyedTokeniser(key: [1]))
    try copyJournal(from: custody.store, to: store)
    #expect(try copy.journal.verify().broken.isEmpty)
    try copy.journal.rebuild()
    let tables = custody.journal.projectedTables
    let there = try custody.store.read { try TableDump.digests(of: tables + ["journal"], in: $0) }
    let here = try store.read { try TableDump.digests(of: tables + ["journal"], in: $0) }
    for table in tables + ["journal"] { #expect(here[table] == there[table], "\(table), seed \(seed)") }
    // And the same answer.
    for device in try custody.devices() {
      let one = try custody.scope(of: device.id, at: day(5), answeredAt: day(9))
      let other = try copy.scope(of: device.id, at: day(5), answeredAt: day(9))
      #expect(one.json.canonicalText == other.json.canonicalText)
    }
    // Erasing rebuilds as well.
    let erased = try custody.store.read {
      try $0.all("SELECT sequence FROM journal WHERE kind = 'scan.batch' ORDER BY sequence LIMIT 2") { $0.integer(0) }
    }
    try custody.journal.erasePersonalParts(of: erased, reason: "asked for", at: day(6), by: "test")
    try copy.journal.erasePersonalParts(of: erased, reason: "asked for", at: day(6), by: "test")
    for table in tables {
      let one = try custody.store.read { try TableDump.bytes(of: table, in: $0) }
      let other = try store.read { try TableDump.bytes(of: table, in: $0) }
      #expect(one == other, "\(table), seed \(seed)")
    }
  }

  private func fill(_ custody: Custody, seed: UInt64) throws {
    var random = Seeded(seed)
    try custody.register(
      Organisation(
        id: .init("1"), name: "控え健康保険組合", variants: ["控え健保", "Zeta", "alpha"], insurerNumbers: ["06139471"]),
      Organisation(id: .init("a"), name: "Älpha", mailDomains: ["example.jp"]),
      Organisation(id: .init("B"), name: "ベータ"), at: day(0))
    try custody.register(
      Agreement(id: "A-1", client: .init("1"), starts: day(-100), ends: day(-1)),
      Agreement(id: "ア", client: .init("B")), at: day(0))
    try custody.register(Device(id: "PC-1", holder: "見本 太郎"), Device(id: "pc-2", label: "共有"), at: day(0))
    let kinds: [IdentityKind] = [.nameBirth, .kanaBirth, .namePhone, .email, .nameOnly]
    for scan in 1...4 {
      for device in ["PC-1", "pc-2"] {
        let files = (0..<Int.random(in: 3...9, using: &random)).map { number in
          let persons = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            let who = Int.random(in: 0..<20, using: &random)
            let keys = kinds.filter { _ in Bool.random(using: &random) }.map {
              key($0, "\(who / ($0 == .nameBirth ? 1 : 2))")
            }
            return PersonEntry(keys: keys.isEmpty ? [key(.nameOnly, "\(who)")] : keys, fields: FieldSet([.name]))
          }
          let name = "\(device) \(number) \(Int.random(in: 0..<3, using: &random))"
          return file(
            "/data/フォルダー/\(number).csv", profile(name, persons, recogniser: Int.random(in: 1...2, using: &random)))
        }
        try custody.scan(device, at: day(Double(scan)), files)
      }
    }
    try custody.register(
      Delivery(id: "D-1", agreement: "A-1", received: day(1)), profile: profile("delivered", [person(1), person(2)]),
      at: day(4))
    try custody.registerRoster(of: .init("B"), profile("roster", (0..<15).map { person($0) }), at: day(4))
    try custody.reportLoss(of: "PC-1", lastSeen: day(4), at: day(5))
  }

  private func copyJournal(from one: Store, to other: Store) throws {
    let columns = try one.read { try $0.columns(of: "journal") }
    let rows = try one.read { session in
      try session.all("SELECT \(columns.joined(separator: ", ")) FROM journal ORDER BY sequence") { row in
        columns.indices.map { row.value($0) }
      }
    }
    let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    let sql = "INSERT INTO journal (\(columns.joined(separator: ", "))) VALUES (\(places))"
    try other.write { session in for row in rows { try session.execute(sql, arguments: row) } }
  }
}
