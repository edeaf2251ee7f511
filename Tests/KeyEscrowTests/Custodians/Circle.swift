import Accounts
import DiskEncryption
import Storage
import Testing

@testable import KeyEscrow

/// Three custodians with key pairs of their own, on a vault that seals two of three.
struct Circle {
  let vault: Vault
  let people: [Account.ID]
  let keys: [CustodianPrivateKey]

  init(_ vault: Vault, sealing: Bool = true) throws {
    self.vault = vault
    let accounts = try Accounts(journal: vault.journal, keyPath: vault.folder + "/accounts.key", cost: .least)
    let third = try accounts.invite(
      login: "third", name: "見本 third", roles: [.keyCustodian], organisation: nil, language: "ja", by: .hikae,
      at: vault.now
    ).0.id
    people = [vault.custodian, vault.second, third]
    keys = people.map { _ in CustodianPrivateKey() }
    for (person, key) in zip(people, keys) {
      try enrol(person, key.publicKey, confirmedBy: person == vault.second ? vault.custodian : vault.second)
    }
    if sealing { try seal() }
  }

  func enrol(_ person: Account.ID, _ key: CustodianKey, confirmedBy other: Account.ID) throws {
    let proposal = try vault.escrow.propose(key, for: person, by: vault.admin, at: vault.now)
    try vault.escrow.confirm(proposal, fingerprint: key.fingerprint, by: other, at: vault.now)
  }

  func seal(_ needed: Int = 2, deviceClass: String = "") throws {
    let rule = SealingRule(deviceClass: deviceClass, needed: needed, custodians: needed == 0 ? [] : people)
    let proposal = try vault.escrow.propose(rule, by: vault.custodian, at: vault.now)
    try vault.escrow.confirm(proposal, by: vault.second, at: vault.now)
  }

  /// A request that is approved, with the requester's one-time key.
  func request(_ key: EscrowedKey.ID, isDrill: Bool = false) throws -> (id: String, oneTime: CustodianPrivateKey) {
    let oneTime = CustodianPrivateKey()
    let id = try vault.escrow.request(
      key, caseNumber: "J-2026-17", reason: "紛失機の調査", recipient: oneTime.publicKey, isDrill: isDrill, by: vault.admin,
      at: vault.now)
    try vault.escrow.approve(id, by: vault.custodian, at: vault.now)
    return (id, oneTime)
  }

  /// What a custodian does on the own machine, by way of the files' bytes.
  func answer(_ request: String, _ index: Int, _ oneTime: CustodianPrivateKey) throws -> ShareAnswer {
    let file = try vault.escrow.shareRequest(request, names: [vault.admin: "admin"], at: vault.now).bytes
    let answer = try ShareRequest(parsing: file).answer(
      with: keys[index], forRecipient: oneTime.publicKey.fingerprint)
    return try ShareAnswer(parsing: answer.bytes)
  }

  func contribute(_ request: String, _ index: Int, _ oneTime: CustodianPrivateKey) throws {
    try vault.escrow.contribute(answer(request, index, oneTime), by: people[index], at: vault.now)
  }

  func collect(_ request: String) throws -> CollectedShares {
    try CollectedShares(parsing: vault.escrow.collect(request, by: vault.admin, at: vault.now).bytes)
  }

  /// A key of the disk with two recovery passwords, kept, proved and sealed.
  func sealedKey() throws -> EscrowedKey.ID {
    let id = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery")
    while try vault.escrow.round(at: vault.now).left > 0 {}
    return id
  }
}

/// The code of the failure of shares that `body` ends in; nil when it does not fail.
func shareFailure(_ body: () throws -> some Any) -> ShareFailure? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? ShareFailure
  }
}
