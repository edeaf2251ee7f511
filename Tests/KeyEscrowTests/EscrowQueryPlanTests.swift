import Accounts
import CanonicalForms
import Storage
import Synchronization
import TestDatabases
import Testing

@testable import KeyEscrow

/// What is done for one key or one request finds its rows by a key, however many devices there are. Lists of everything
/// read everything, and those of what waits (rotations, drills) are short.
@Suite struct EscrowQueryPlanTests {
  private static let searched = [
    "escrow_secret", "escrow_metadata", "escrow_key", "escrow_proof", "reveal", "reveal_vote", "escrow_report",
  ]

  @Test func whatIsDoneForOneKeySearches() throws {
    let statements = Mutex<Set<String>>([])
    let vault = try Vault { sql in statements.withLock { _ = $0.insert(sql) } }
    let key = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery")
    _ = try vault.escrow.round(at: vault.now)
    _ = try vault.escrow.keys(of: "PC-1", at: vault.now)
    _ = try vault.escrow.keys(shownAs: "0F1D7B63", at: vault.now)
    _ = try vault.escrow.history(of: #require(try vault.escrow.key(key)))
    let request = try vault.escrow.request(key, caseNumber: "1", reason: "x", by: vault.admin, at: vault.now)
    try vault.escrow.approve(request, by: vault.custodian, at: vault.now)
    _ = try vault.escrow.show(request, by: vault.admin, at: vault.now)
    _ = try vault.escrow.requests()
    _ = try vault.escrow.requests(of: #require(try vault.escrow.key(key)))
    _ = try vault.escrow.rotation(after: #require(try vault.escrow.request(request)))
    _ = try vault.escrow.protection(of: "PC-1", at: vault.now)
    _ = try vault.escrow.rewrap(by: "test", at: vault.now)
    let asked = statements.withLock { $0 }.filter { sql in
      ["SELECT", "INSERT", "UPDATE", "DELETE"].contains { sql.hasPrefix($0) } && !sql.contains("sqlite_")
    }
    #expect(asked.count > 30)
    for sql in asked.sorted() {
      let arguments = Array(repeating: SQLValue.null, count: sql.count { $0 == "?" })
      let plan = try vault.store.read { session in
        var steps: [String] = []
        try session.forEach("EXPLAIN QUERY PLAN " + sql, arguments: arguments) { steps.append($0.text(3)) }
        return steps
      }
      for step in plan {
        for table in Self.searched {
          // By an index alone, for counting, a scan is over what it counts.
          let isScan = step == "SCAN \(table)" || step.hasPrefix("SCAN \(table) ") && !step.contains("USING")
          #expect(!isScan, "\(step): \(sql)")
        }
      }
    }
  }
}
