import Accounts
import CanonicalForms
import Storage

/// To whom a kept key is sealed.
package struct KeySealing: Sendable, Hashable {
  package let at: Moment
  /// How many of the custodians it takes.
  package let needed: Int
  package let custodians: [Account.ID]

  init(_ body: JSON, at time: Moment) {
    at = time
    needed = body["needed"].integer.flatMap { Int(exactly: $0) } ?? 0
    custodians = body["custodians"].elements.compactMap { $0["account"].string.map { Account.ID($0) } }
  }
}

/// Whose keys are sealed to custodians: of a class of devices, or of all that no other rule names.
package struct SealingRule: Sendable, Hashable {
  /// As devices are registered (`laptop`, `share`); empty for all others.
  package let deviceClass: String
  /// How many have to come together; 0 for keys that the server keeps.
  package let needed: Int
  package let custodians: [Account.ID]

  package init(deviceClass: String = "", needed: Int, custodians: [Account.ID]) {
    self.deviceClass = deviceClass
    self.needed = needed
    self.custodians = custodians
  }

  /// Two at the least, or one could do it alone; and one to spare, or a custodian who is gone takes the keys along.
  var isSound: Bool {
    if needed == 0 { return custodians.isEmpty }
    return needed >= 2 && custodians.count > needed && custodians.count <= SealedSecret.mostCustodians
      && Set(custodians).count == custodians.count && deviceClass.utf8.count <= 100
  }
}

/// An account's registered public key.
package struct RegisteredCustodian: Sendable, Hashable {
  package let account: Account.ID
  package let key: CustodianKey
  package let since: Moment
  package let revoked: Moment?
}

/// What one person wants and another has to agree to.
package struct CustodianProposal: Sendable, Hashable, Identifiable {
  package enum Change: Sendable, Hashable {
    case key(Account.ID, CustodianKey)
    case rule(SealingRule)
  }

  /// For how many days it may be agreed to.
  static let openDays: Int64 = 7

  package let id: String
  package let change: Change
  package let proposer: Account.ID
  package let at: Moment
  package let confirmed: Moment?

  package func isOpen(at now: Moment) -> Bool { confirmed == nil && at.adding(days: Self.openDays) > now }
}

extension CustodianProposal.Change {
  var json: [String: JSON] {
    switch self {
    case .key(let account, let key):
      ["account": .string(account.text), "key": JSON(bytes: key.bytes), "fingerprint": .string(key.fingerprint)]
    case .rule(let rule):
      [
        "class": .string(rule.deviceClass), "needed": JSON(rule.needed),
        "custodians": JSON(rule.custodians.map(\.text)),
      ]
    }
  }

  init?(_ body: JSON) {
    if let account = body["account"].string, let key = CustodianKey(body["key"].bytes) {
      self = .key(.init(account), key)
    } else if let deviceClass = body["class"].string, let needed = body["needed"].integer.flatMap({ Int(exactly: $0) })
    {
      self = .rule(
        SealingRule(
          deviceClass: deviceClass, needed: needed, custodians: body["custodians"].strings.map { .init($0) }))
    } else {
      return nil
    }
  }
}

/// Custodians' keys, rules and proposals in the database.
struct CustodianRegister {
  let session: SQLSession

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    switch entry.kind {
    case "custodian.proposed":
      try session.execute(
        "INSERT INTO custodian_proposal (id, body, proposer, at, confirmed) VALUES (?, ?, ?, ?, NULL)",
        SQLValue(body["proposal"].string ?? ""), .blob(body.canonicalBytes), SQLValue(entry.actor), SQLValue(entry.time)
      )
    case "custodian.confirmed":
      try session.execute(
        "UPDATE custodian_proposal SET confirmed = ? WHERE id = ?", SQLValue(entry.time),
        SQLValue(body["proposal"].string ?? ""))
      switch CustodianProposal.Change(body) {
      case .key(let account, let key):
        try session.execute(
          """
          INSERT INTO custodian_key (account, public_key, since, revoked) VALUES (?, ?, ?, NULL)
          ON CONFLICT (account) DO UPDATE SET public_key = excluded.public_key, since = excluded.since, revoked = NULL
          """, SQLValue(account.text), .blob(key.bytes), SQLValue(entry.time))
      case .rule(let rule):
        try session.execute(
          """
          INSERT INTO sealing_rule (class, needed, custodians, since) VALUES (?, ?, ?, ?)
          ON CONFLICT (class) DO UPDATE SET needed = excluded.needed, custodians = excluded.custodians,
            since = excluded.since
          """, SQLValue(rule.deviceClass), SQLValue(Int64(rule.needed)),
          .blob(JSON(rule.custodians.map(\.text)).canonicalBytes), SQLValue(entry.time))
      case nil: break
      }
    case "custodian.revoked":
      try session.execute(
        "UPDATE custodian_key SET revoked = ? WHERE account = ?", SQLValue(entry.time),
        SQLValue(body["account"].string ?? ""))
    default: break
    }
  }

  func custodians() throws -> [RegisteredCustodian] {
    try session.all("SELECT account, public_key, since, revoked FROM custodian_key ORDER BY account") { row in
      CustodianKey(row.bytes(1)).map {
        RegisteredCustodian(
          account: .init(row.text(0)), key: $0, since: row.moment(2), revoked: row.optionalMoment(3))
      }
    }.compactMap(\.self)
  }

  /// Those whose key is not revoked, and whose account may still be the second pair of eyes.
  func active() throws -> [Account.ID: CustodianKey] {
    var keys: [Account.ID: CustodianKey] = [:]
    for custodian in try custodians() where custodian.revoked == nil {
      do {
        try Accounts.require(.approveReveal, of: custodian.account, in: session)
        keys[custodian.account] = custodian.key
      } catch is AccountsFailure {
        continue
      }
    }
    return keys
  }

  func proposals() throws -> [CustodianProposal] {
    try session.all(
      "SELECT id, body, proposer, at, confirmed FROM custodian_proposal ORDER BY at DESC, id", read: Self.read
    ).compactMap(\.self)
  }

  func proposal(_ id: String) throws -> CustodianProposal? {
    try session.first(
      "SELECT id, body, proposer, at, confirmed FROM custodian_proposal WHERE id = ?", SQLValue(id), read: Self.read)
      ?? nil
  }

  private static func read(_ row: SQLRow) -> CustodianProposal? {
    (try? JSON(parsing: row.bytes(1))).flatMap { CustodianProposal.Change($0) }.map {
      CustodianProposal(
        id: row.text(0), change: $0, proposer: .init(row.text(2)), at: row.moment(3), confirmed: row.optionalMoment(4))
    }
  }

  /// With the moment since which each holds, by class.
  func rules() throws -> [(rule: SealingRule, since: Moment)] {
    try session.all("SELECT class, needed, custodians, since FROM sealing_rule ORDER BY class") { row in
      let custodians = (try? JSON(parsing: row.bytes(2)))?.strings ?? []
      return (
        SealingRule(
          deviceClass: row.text(0), needed: Int(row.integer(1)), custodians: custodians.map { .init($0) }),
        row.moment(3)
      )
    }
  }
}
