import Custody
import Glibc
import PersonalData
import Storage
import Synchronization
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

  @Test func everyStatementSearchesByKey() throws {
    let installation = try Installation()
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
}
