import CanonicalForms
import Passkeys
import Storage
import Synchronization
import TestDatabases
import TestPasskeys
import Testing

@testable import Accounts

/// What is asked at every request and every attempt finds its rows by a key. (All accounts are read whole where they are
/// listed and where the last administrator is looked for: they are hundreds.)
@Suite struct AccountsQueryPlanTests {
  private static let searched = [
    "credential", "recovery_code", "sign_in_failure", "sign_in_challenge", "session", "invitation", "access_token",
    "passkey", "passkey_user", "passkey_challenge",
  ]

  @Test func everyStatementSearchesByKey() throws {
    let statements = Mutex<Set<String>>([])
    let database = try TestDatabase(.sqlite)
    let schema = Accounts.schema
    let store = try Store(database.address, creating: true, migrations: [.journal] + schema.migrations) { sql in
      statements.withLock { _ = $0.insert(sql) }
    }
    let house = try House(store: store)
    let boss = try house.setUp()
    let clerk = try house.add("clerk", [.staff, .auditor])
    let (token, session) = try house.signIn("clerk")
    let (rotated, _) = try house.accounts.rotate(token, at: house.now)
    house.pass(minutes: 1)
    _ = try house.accounts.session(token: rotated, at: house.now)
    _ = try house.accounts.reauthenticate(session, password: House.password, code: nil, at: house.now)
    let begun = try house.accounts.beginTOTP(of: clerk.id, issuer: "", at: house.now)
    #expect(code { try house.accounts.enableTOTP(of: clerk.id, code: begun.secret, at: house.now) } == .wrongCode)
    try house.store.write {
      try $0.execute("UPDATE credential SET totp = pending WHERE account = ?", SQLValue(clerk.id.text))
    }
    let recovery = try house.accounts.renewRecoveryCodes(of: clerk.id, at: house.now)
    let challenge = try house.challenge("clerk")
    #expect(
      code { try house.accounts.confirm(challenge: challenge, code: "1", client: "", at: house.now) } == .wrongCode)
    _ = try house.accounts.confirm(challenge: challenge, code: recovery[0], client: "", at: house.now)
    let secret = try house.accounts.createToken(
      for: clerk.id, name: "a", scopes: [.reportLoss], days: 1, at: house.now
    ).secret
    _ = try house.accounts.authenticate(bearer: secret, at: house.now)
    try house.accounts.disableTOTP(of: clerk.id, password: House.password, by: boss.id, at: house.now)
    let party = try #require(RelyingParty(url: "https://hikae.example.jp"))
    var key = try SoftwareKey(at: party.origin)
    _ = try house.accounts.addPasskey(
      try key.make(try house.accounts.beginPasskey(of: clerk.id, session: "here", at: party, house.now)).answer(),
      name: "", of: clerk.id, session: "here", at: party, house.now)
    _ = try house.accounts.signIn(
      by: try key.use(try house.accounts.beginPasskeySignIn(at: party, address: "192.0.2.1", house.now)).answer(),
      at: party, address: "192.0.2.1", client: "", house.now)
    let passkey = try #require(try house.accounts.passkeys(of: clerk.id).first)
    try house.accounts.removePasskey(passkey.id, of: clerk.id, by: boss.id, at: house.now)
    try house.accounts.setPassword(of: clerk.id, current: House.password, new: House.other, at: house.now)
    var changed = clerk
    changed.roles = [.staff]
    try house.accounts.change(changed, by: boss.id, at: house.now)

    let asked = statements.withLock { $0 }.filter { sql in
      ["SELECT", "INSERT", "UPDATE", "DELETE"].contains { sql.hasPrefix($0) } && !sql.contains("sqlite_")
    }
    #expect(asked.count > 40)
    for sql in asked.sorted() {
      let arguments = Array(repeating: SQLValue.null, count: sql.count { $0 == "?" })
      let plan = try store.read { session in
        var steps: [String] = []
        try session.forEach("EXPLAIN QUERY PLAN " + sql, arguments: arguments) { steps.append($0.text(3)) }
        return steps
      }
      for step in plan {
        for table in Self.searched {
          #expect(step != "SCAN \(table)" && !step.hasPrefix("SCAN \(table) "), "\(step): \(sql)")
        }
      }
    }
  }
}
