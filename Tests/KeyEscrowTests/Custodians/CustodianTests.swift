import Accounts
import CanonicalForms
import DiskEncryption
import Storage
import TestDatabases
import Testing

@testable import KeyEscrow

/// Two people for each custodian's key and each rule of sealing.
@Suite(.onEveryEngine) struct CustodianTests {
  private let vault: Vault

  init() throws { vault = try Vault() }

  private func propose(_ key: CustodianKey, for account: Account.ID? = nil) throws -> String {
    try vault.escrow.propose(key, for: account ?? vault.custodian, by: vault.admin, at: vault.now)
  }

  @Test func oneProposesAndAnotherCompares() throws {
    let key = CustodianPrivateKey().publicKey
    let proposal = try propose(key)
    #expect(try vault.escrow.custodians().isEmpty, "nothing holds before a second person agreed")
    #expect(
      code { try vault.escrow.confirm(proposal, fingerprint: key.fingerprint, by: vault.admin, at: vault.now) }
        == .ownRequest)
    let other = CustodianPrivateKey().publicKey.fingerprint
    for typed in [other, nil, ""] {
      #expect(
        code { try vault.escrow.confirm(proposal, fingerprint: typed, by: vault.second, at: vault.now) }
          == .fingerprint)
    }
    #expect(
      code { try vault.escrow.confirm(proposal, fingerprint: key.fingerprint, by: .hikae, at: vault.now) }
        == .notAllowed)
    try vault.escrow.confirm(proposal, fingerprint: key.fingerprint, by: vault.second, at: vault.now)
    #expect(try vault.escrow.custodians().map(\.key) == [key])
    #expect(
      code { try vault.escrow.confirm(proposal, fingerprint: key.fingerprint, by: vault.second, at: vault.now) }
        == .closedRequest)
    // The same key for a second account would be one person for two.
    #expect(code { try propose(key, for: vault.second) } == .custodianKey)
    // Another takes its place, and revoking is at once.
    let next = CustodianPrivateKey().publicKey
    try vault.escrow.confirm(propose(next), fingerprint: next.fingerprint, by: vault.second, at: vault.now)
    #expect(try vault.escrow.custodians().map(\.key) == [next])
    try vault.escrow.revokeCustodian(vault.custodian, by: vault.admin, at: vault.now)
    #expect(try vault.escrow.custodians().map { $0.revoked != nil } == [true])
    #expect(code { try vault.escrow.revokeCustodian(vault.custodian, by: vault.admin, at: vault.now) } == .custodianKey)
    let before = try vault.dump(KeyEscrowProjection().tables)
    _ = try vault.journal.rebuild()
    #expect(try vault.dump(KeyEscrowProjection().tables) == before)
    #expect(
      try vault.kinds() == [
        "custodian.proposed", "custodian.confirmed", "custodian.proposed", "custodian.confirmed", "custodian.revoked",
      ])
  }

  @Test func proposalsAreOfThoseWhoMayAndDoNotWaitForEver() throws {
    let key = CustodianPrivateKey().publicKey
    #expect(throws: AccountsFailure.self) {
      try vault.escrow.propose(key, for: vault.custodian, by: vault.second, at: vault.now)
    }
    #expect(throws: AccountsFailure.self, "who may not be the second pair of eyes keeps no share") {
      try propose(key, for: vault.admin)
    }
    let accounts = try Accounts(journal: vault.journal, keyPath: vault.folder + "/accounts.key", cost: .least)
    let made = try accounts.invite(
      login: "made", name: "made", roles: [.keyCustodian], organisation: nil, language: "ja", by: vault.admin,
      at: vault.now
    ).0.id
    let proposal = try propose(key)
    #expect(
      code { try vault.escrow.confirm(proposal, fingerprint: key.fingerprint, by: made, at: vault.now) } == .dependent)
    vault.pass(days: 8)
    #expect(
      code { try vault.escrow.confirm(proposal, fingerprint: key.fingerprint, by: vault.second, at: vault.now) }
        == .closedRequest)
  }

  @Test func aRuleNeedsTwoAndOneToSpare() throws {
    let circle = try Circle(vault, sealing: false)
    func propose(_ needed: Int, _ people: [Account.ID]) throws -> String {
      try vault.escrow.propose(
        SealingRule(needed: needed, custodians: people), by: vault.custodian, at: vault.now)
    }
    let people = circle.people
    for (needed, people) in [
      (1, people), (3, people), (2, Array(people.prefix(2))), (2, [people[0], people[0], people[1]]), (0, people),
      (2, people + [vault.admin]),
    ] {
      #expect(code { try propose(needed, people) } == .sealingRule)
    }
    #expect(throws: AccountsFailure.self) {
      try vault.escrow.propose(
        SealingRule(needed: 2, custodians: people), by: vault.admin, at: vault.now)
    }
    let rule = try propose(2, people)
    #expect(try vault.escrow.sealingRules().isEmpty)
    #expect(code { try vault.escrow.confirm(rule, by: vault.custodian, at: vault.now) } == .ownRequest)
    // Somebody is gone before it holds.
    try vault.escrow.revokeCustodian(people[2], by: vault.admin, at: vault.now)
    #expect(code { try vault.escrow.confirm(rule, by: vault.second, at: vault.now) } == .sealingRule)
    try circle.enrol(people[2], circle.keys[2].publicKey, confirmedBy: vault.second)
    try vault.escrow.confirm(rule, by: vault.second, at: vault.now)
    #expect(try vault.escrow.sealingRules() == [SealingRule(needed: 2, custodians: people)])
  }
}
