import Custody
import Glibc
import PersonalData
import Storage
import Synchronization
import TestDatabases
import Testing

/// Recording a scan of one device, and a question about it, must not walk over the rows of others.
@Suite struct QueryPlanTests {
  /// Tables that grow with devices, files and people. (Organisations, agreements, deliveries and rosters are read whole.)
  static let bigTables = [
    "person", "person_firm_token", "person_soft_token", "person_weak", "content", "content_profile", "scan", "holding",
    "journal", "loss", "device",
  ]

  private final class Statements: Sendable {
    private let seen = Mutex<Set<String>>([])
    func add(_ sql: String) { seen.withLock { _ = $0.insert(sql) } }
    var all: [String] { seen.withLock { $0.sorted() } }
    func clear() { seen.withLock { $0.removeAll() } }
  }

  /// What recording and asking send to the engine.
  private func statements(of installation: Installation) throws -> (store: Store, asked: [String]) {
    let statements = Statements()
    let store = try Store(
      installation.address, creating: false, migrations: Custody.migrations, trace: statements.add)
    let custody = Custody(store: store, tokeniser: KeyedTokeniser(key: [1]))
    statements.clear()
    try custody.register(Device(id: "PC-1"), at: day(0))
    let first = PersonEntry(
      keys: [key(.nameBirth, "a"), key(.kanaBirth, "a"), key(.nameOnly, "a")], fields: FieldSet([.name]))
    let second = PersonEntry(keys: [key(.namePhone, "a"), key(.kanaBirth, "a")], fields: FieldSet([.name]))
    let bridge = PersonEntry(keys: [key(.nameBirth, "a"), key(.namePhone, "a")], fields: FieldSet([.name]))
    let weak = PersonEntry(keys: [key(.nameOnly, "a")], fields: FieldSet([.name]))
    try custody.scan(at: day(1), [file("/data/a", profile("a", [first, second, weak]))])
    try custody.scan(at: day(2), [file("/data/a", profile("b", [bridge, weak]))])
    try custody.scan(at: day(3), [])
    try custody.reportLoss(of: "PC-1", lastSeen: day(3), at: day(4))
    #expect(try custody.scope(of: "PC-1", at: day(2)).total.possible.count == 1)
    let asked = statements.all.filter { sql in ["SELECT", "INSERT", "UPDATE", "DELETE"].contains { sql.hasPrefix($0) } }
    #expect(asked.count > 30)
    return (store, asked)
  }

  @Test func everyStatementSearchesByKey() throws {
    let installation = try Installation()
    let (store, asked) = try statements(of: installation)
    for sql in asked {
      let plan = try store.read { session in
        var steps: [String] = []
        let arguments = Array(repeating: SQLValue.null, count: sql.count { $0 == "?" })
        try session.forEach("EXPLAIN QUERY PLAN " + sql, arguments: arguments) { steps.append($0.text(3)) }
        return steps
      }
      for step in plan {
        for table in Self.bigTables {
          #expect(step != "SCAN \(table)" && !step.hasPrefix("SCAN \(table) "), "\(step): \(sql)")
        }
      }
    }
  }

  /// The same on PostgreSQL. Tables as small as these it would rather read whole; asked not to, it does so only where no
  /// index serves.
  @Test(.needsPostgres) func everyStatementFindsAnIndex() throws {
    let installation = try TestEngine.$current.withValue(.postgres) { try Installation() }
    let asked = try statements(of: installation).asked
    let url = installation.address.description
    #expect(url.hasPrefix("postgres://"))
    let store = try installation.store(with: "enable_seqscan%3Doff")
    for sql in asked where !sql.contains("store_turn") {
      // Without values: the plan that holds for any of them.
      let plan = try store.write { session in
        try session.execute("SET LOCAL plan_cache_mode = 'force_generic_plan'")
        var number = 0
        let numbered = sql.split(separator: "?", omittingEmptySubsequences: false).reduce(into: "") { text, part in
          text += number == 0 ? String(part) : "$\(number)" + part
          number += 1
        }
        try session.execute("PREPARE asked AS " + numbered)
        let nothing = Array(repeating: "NULL", count: number - 1).joined(separator: ", ")
        let steps = try session.all("EXPLAIN (COSTS OFF) EXECUTE asked" + (number > 1 ? "(\(nothing))" : "")) {
          $0.text(0)
        }
        try session.execute("DEALLOCATE asked")
        return steps
      }
      for step in plan {
        for table in Self.bigTables {
          #expect(!step.hasSuffix("Seq Scan on \(table)"), "\(step): \(sql)")
        }
      }
    }
  }
}
