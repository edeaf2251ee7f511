import Accounts
import CanonicalForms
import DiskEncryption
import Storage
import TestDatabases
import Testing

@testable import KeyEscrow

/// One asks, another agrees, the first sees the key once, and all recovery protectors are replaced.
@Suite(.onEveryEngine) struct RevealTests {
  private let vault: Vault
  private let key: EscrowedKey.ID

  init() throws {
    vault = try Vault()
    key = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
  }

  private func request(by account: Account.ID? = nil) throws -> String {
    try vault.escrow.request(key, caseNumber: "J-2026-17", reason: "紛失機の調査", by: account ?? vault.admin, at: vault.now)
  }

  private func approve(_ request: String, _ account: Account.ID) throws {
    try vault.escrow.approve(request, by: account, at: vault.now)
  }

  private func show(_ request: String, _ account: Account.ID? = nil) throws -> String {
    try vault.escrow.show(request, by: account ?? vault.admin, at: vault.now).secret.text
  }

  @Test func theWholeWay() throws {
    let request = try request()
    #expect(code { try show(request) } == .notApproved)
    try approve(request, vault.custodian)
    #expect(code { try show(request, vault.custodian) } == .otherRequester)
    let shown = try vault.escrow.show(request, by: vault.admin, at: vault.now)
    #expect(shown.secret.text == Vault.passwordA && shown.until == vault.now.adding(seconds: 120))
    #expect(code { try show(request) } == .closedRequest, "once")
    #expect(
      try vault.kinds().dropFirst(2) == ["reveal.requested", "reveal.approved", "reveal.shown", "rotation.asked"])
    #expect(try vault.escrow.rotations().map(\.id) == [request])
    let bodies = try vault.store.read { try $0.all("SELECT body FROM journal") { $0.bytes(0) } }.joined()
    #expect(Array(bodies).firstRange(of: Array("紛失".utf8)) == nil, "reasons can be erased")
    #expect(try vault.escrow.request(request)?.reason == "紛失機の調査")
  }

  @Test func nobodyIsBothPeople() throws {
    // Somebody with both roles.
    let accounts = try Accounts(journal: vault.journal, keyPath: vault.folder + "/accounts.key", cost: .least)
    let both = try accounts.invite(
      login: "both", name: "両方", roles: [.administrator, .keyCustodian], organisation: nil, language: "ja", by: .hikae,
      at: vault.now
    ).0.id
    let request = try request(by: both)
    #expect(code { try approve(request, both) } == .ownRequest)
    #expect(code { try approve(request, .hikae) } == .notAllowed)
    #expect(code { try self.request(by: .hikae) } == .notAllowed)
    #expect(throws: AccountsFailure.self) { try approve(request, vault.admin) }
    #expect(throws: AccountsFailure.self) { try self.request(by: vault.custodian) }
    #expect(code { try show(request, both) } == .notApproved)
  }

  @Test func severalCanBeNeeded() throws {
    var policy = RevealPolicy()
    policy.approvals = 2
    #expect(throws: AccountsFailure.self) { try vault.escrow.set(policy, by: vault.admin, at: vault.now) }
    try vault.escrow.set(policy, by: vault.custodian, at: vault.now)
    let request = try request()
    try approve(request, vault.custodian)
    #expect(code { try approve(request, vault.custodian) } == .alreadyVoted)
    #expect(code { try show(request) } == .notApproved)
    try approve(request, vault.second)
    #expect(try show(request) == Vault.passwordA)
    policy.approvals = 0
    #expect(code { try vault.escrow.set(policy, by: vault.custodian, at: vault.now) } == .policy)
  }

  /// An account that the requester made, or let somebody into, is the requester once more; also over a third one.
  @Test func whoeverMadeTheApproverDoesNotCountTwice() throws {
    let accounts = try Accounts(journal: vault.journal, keyPath: vault.folder + "/accounts.key", cost: .least)
    func invite(_ login: String, _ role: Role, by maker: Account.ID) throws -> Account.ID {
      try accounts.invite(
        login: login, name: login, roles: [role], organisation: nil, language: "ja", by: maker, at: vault.now
      ).0.id
    }
    let made = try invite("made", .keyCustodian, by: vault.admin)
    let between = try invite("between", .administrator, by: vault.admin)
    let far = try invite("far", .keyCustodian, by: between)
    let other = try invite("other", .administrator, by: .hikae)
    let independent = try invite("independent", .keyCustodian, by: other)
    let request = try request()
    for account in [made, far] { #expect(code { try approve(request, account) } == .dependent) }
    // A request of somebody else is theirs to decide, and so is refusing.
    let foreign = try self.request(by: other)
    #expect(code { try approve(foreign, independent) } == .dependent)
    try approve(foreign, made)
    try approve(request, independent)
    #expect(try show(request) == Vault.passwordA)
    // After some days somebody would have seen it.
    vault.pass(days: 8)
    try approve(try self.request(), made)
  }

  private func invite(_ login: String, _ role: Role, by maker: Account.ID) throws -> Account.ID {
    let accounts = try Accounts(journal: vault.journal, keyPath: vault.folder + "/accounts.key", cost: .least)
    return try accounts.invite(
      login: login, name: login, roles: [role], organisation: nil, language: "ja", by: maker, at: vault.now
    ).0.id
  }

  /// Both accounts came from one hand, whoever of them asks.
  @Test func whoeverMadeBothIsOnePerson() throws {
    let asking = try invite("asking", .administrator, by: vault.admin)
    let agreeing = try invite("agreeing", .keyCustodian, by: vault.admin)
    let request = try request(by: asking)
    #expect(code { try approve(request, agreeing) } == .dependent)
    try approve(request, vault.custodian)
    #expect(try show(request, asking) == Vault.passwordA)
  }

  /// The approver made the account that asks.
  @Test func whoeverMadeTheRequesterDoesNotAgree() throws {
    let maker = try invite("maker", .administrator, by: .hikae)
    let accounts = try Accounts(journal: vault.journal, keyPath: vault.folder + "/accounts.key", cost: .least)
    let both = try accounts.invite(
      login: "both", name: "両方", roles: [.administrator, .keyCustodian], organisation: nil, language: "ja", by: .hikae,
      at: vault.now
    ).0.id
    let asking = try invite("asking", .administrator, by: both)
    let request = try request(by: asking)
    #expect(code { try approve(request, both) } == .dependent)
    try approve(request, vault.custodian)
    // Over a third account, too.
    let between = try invite("between", .administrator, by: both)
    let far = try invite("far", .administrator, by: between)
    let other = try self.request(by: far)
    #expect(code { try approve(other, both) } == .dependent)
    try approve(try self.request(by: maker), both)
  }

  /// Two who agree have to be two, as well.
  @Test func approversAreNotOnePerson() throws {
    var policy = RevealPolicy()
    policy.approvals = 2
    try vault.escrow.set(policy, by: vault.custodian, at: vault.now)
    let accounts = try Accounts(journal: vault.journal, keyPath: vault.folder + "/accounts.key", cost: .least)
    let maker = try accounts.invite(
      login: "maker", name: "両方", roles: [.administrator, .keyCustodian], organisation: nil, language: "ja",
      by: .hikae, at: vault.now
    ).0.id
    let made = try invite("made", .keyCustodian, by: maker)
    let request = try request()
    try approve(request, maker)
    #expect(code { try approve(request, made) } == .dependent)
    #expect(code { try show(request) } == .notApproved)
    try approve(request, vault.second)
    #expect(try show(request) == Vault.passwordA)
  }

  /// Whoever lowers the number of approvals gains nothing by it for some days.
  @Test func aFormerQuorumHoldsForSomeDays() throws {
    var policy = RevealPolicy()
    policy.approvals = 3
    #expect(code { try vault.escrow.set(policy, by: vault.custodian, at: vault.now) } == .tooManyApprovals)
    policy.approvals = 2
    try vault.escrow.set(policy, by: vault.custodian, at: vault.now)
    vault.pass(days: 30)
    policy.approvals = 1
    try vault.escrow.set(policy, by: vault.custodian, at: vault.now)
    let early = try #require(try vault.escrow.request(request()))
    #expect(early.needed == 2)
    vault.pass(days: 8)
    #expect(try vault.escrow.request(request())?.needed == 1)
  }

  @Test func oneRefusalIsEnough() throws {
    let request = try request()
    try vault.escrow.refuse(request, by: vault.second, at: vault.now)
    #expect(code { try approve(request, vault.custodian) } == .closedRequest)
    #expect(code { try show(request) } == .closedRequest)
  }

  @Test func requestsAndApprovalsEnd() throws {
    let first = try request()
    vault.pass(seconds: 24 * 3600)
    #expect(code { try approve(first, vault.custodian) } == .closedRequest)
    let second = try request()
    try approve(second, vault.custodian)
    vault.pass(seconds: 24 * 3600)
    #expect(code { try show(second) } == .closedRequest)
    #expect(try vault.escrow.round(at: vault.now).expired == 2)
    #expect(try vault.escrow.requests().map(\.state) == [.expired, .expired])
    #expect(try vault.escrow.round(at: vault.now).expired == 0)
  }

  @Test func aReasonAndACaseAreNeeded() throws {
    for (number, reason) in [
      ("", "x"), ("1", ""), (" ", "x"), ("1", "　 \n"), (String(repeating: "1", count: 101), "x"),
    ] {
      #expect(
        code { try vault.escrow.request(key, caseNumber: number, reason: reason, by: vault.admin, at: vault.now) }
          == .reasonMissing)
    }
    #expect(
      code { try vault.escrow.request(.init("k-0"), caseNumber: "1", reason: "x", by: vault.admin, at: vault.now) }
        == .unknownKey)
  }

  @Test func breakingTheGlassIsLoud() throws {
    let shown = try vault.escrow.breakGlass(
      key, caseNumber: "J-1", reason: "夜間で連絡がつかない", by: vault.admin, at: vault.now)
    #expect(shown.secret.text == Vault.passwordA)
    #expect(try vault.kinds().suffix(2) == ["breakglass.used", "rotation.asked"])
    #expect(try vault.escrow.alarms(at: vault.now).map(\.kind) == [.breakGlass])
    #expect(try vault.escrow.requests().first?.isBreakGlass == true)
    let entry = try vault.journal.latest(before: .max, kind: "breakglass.used", limit: 1).first
    #expect(entry?.body["through"].string == "console" && entry?.actor == vault.admin.text)
    #expect(throws: AccountsFailure.self) {
      try vault.escrow.breakGlass(key, caseNumber: "1", reason: "x", by: vault.custodian, at: vault.now)
    }
  }

  /// Whoever saw one recovery password could read all of that disk: all have to be new, and one of them proved.
  @Test func newProtectorsAreDemandedAndSeen() throws {
    let request = try request()
    try approve(request, vault.custodian)
    _ = try show(request)
    // The disk as it was: nothing is new.
    vault.pass(seconds: 60)
    try vault.take("bitlocker-xts128-two-recovery")
    for _ in 0..<2 { _ = try vault.escrow.round(at: vault.now) }
    #expect(try vault.escrow.rotations().count == 1)
    vault.pass(days: 4)
    #expect(try vault.escrow.alarms(at: vault.now).contains { $0.kind == .rotationOverdue && $0.subject == request })
    #expect(try vault.kinds().contains("rotation.confirmed") == false)
  }

  @Test func aDemandThatNothingCanMeetIsSettledByTheCustodian() throws {
    let request = try vault.escrow.breakGlass(key, caseNumber: "1", reason: "x", by: vault.admin, at: vault.now).request
    func settle(_ account: Account.ID, _ reason: String) throws {
      try vault.escrow.settleRotation(request, reason: reason, by: account, at: vault.now)
    }
    #expect(throws: AccountsFailure.self) { try settle(vault.admin, "破棄した") }
    #expect(code { try settle(vault.custodian, " ") } == .reasonMissing)
    try settle(vault.custodian, "破棄した")
    #expect(try vault.escrow.rotations().isEmpty)
    #expect(code { try settle(vault.custodian, "破棄した") } == .unknownRequest)
  }

  @Test func theDemandIsMetByANewProtectorThatIsProved() throws {
    let request = try request()
    try approve(request, vault.custodian)
    _ = try show(request)
    vault.pass(seconds: 60)
    // The disk has another protector alone, of which no key is kept yet.
    try vault.take("rotated")
    _ = try vault.escrow.round(at: vault.now)
    #expect(try vault.escrow.rotations().count == 1)
    try vault.keep(Vault.passwordB, protector: "8A2E0170-BDDE-4AEE-BC9F-373D29B3F721")
    #expect(try vault.escrow.rotations().count == 1, "kept is not proved")
    vault.pass(seconds: 60)
    #expect(try vault.escrow.round(at: vault.now).proved == 1)
    #expect(try vault.escrow.rotations().isEmpty)
    #expect(try vault.kinds().last == "rotation.confirmed")
    vault.pass(days: 4)
    #expect(try vault.escrow.alarms(at: vault.now).allSatisfy { $0.kind != .rotationOverdue })
  }

  /// Of a device that has no other volume and no other key.
  private func take(_ writer: BitLockerWriter) throws {
    let image = writer.write().image
    let copy = try EncryptedVolume(reading: image).metadata(in: image)
    _ = try vault.escrow.take(copy, of: "PC-2", seen: vault.now, by: "test", at: vault.now)
  }

  /// Kept without an identifier, shown before any metadata was there: nothing says what had to go, so that no report meets the
  /// demand, least of all the proof of the shown key itself.
  @Test func theShownKeyDoesNotMeetItsOwnDemand() throws {
    let unnamed = try vault.keep(Vault.passwordA, device: "PC-2").id
    let request = try vault.escrow.breakGlass(
      unnamed, caseNumber: "1", reason: "x", by: vault.admin, at: vault.now
    ).request
    vault.pass(seconds: 60)
    try vault.take("bitlocker-xts128-two-recovery", device: "PC-2")
    while try vault.escrow.round(at: vault.now).left > 0 {}
    #expect(try vault.state(unnamed) == .proved)
    #expect(
      try vault.escrow.keys(of: "PC-2", at: vault.now).count == 2, "a key that was found on the disk is none of the new"
    )
    #expect(try vault.escrow.rotations().map(\.id) == [request])
    #expect(try vault.kinds().contains("rotation.confirmed") == false)
  }

  /// Suspended and resumed: the same identifier and password, sealed anew. Other bytes are no other password.
  @Test func resealingIsNoReplacement() throws {
    let writer = BitLockerWriter(ways: [.recovery(Vault.passwordA)], isHollow: true)
    let id = try vault.keep(Vault.passwordA, device: "PC-2").id
    try take(writer)
    while try vault.escrow.round(at: vault.now).left > 0 {}
    #expect(try vault.state(id) == .proved)
    _ = try vault.escrow.breakGlass(id, caseNumber: "1", reason: "x", by: vault.admin, at: vault.now)
    vault.pass(seconds: 60)
    var resumed = writer
    resumed.firstCounter = 100
    try take(resumed)
    while try vault.escrow.round(at: vault.now).left > 0 {}
    #expect(try vault.state(id) == .proved)
    #expect(try vault.escrow.rotations().count == 1)
    #expect(try vault.escrow.protection(of: "PC-2", at: vault.now).doubts == [.shown])
    // Another password under the same identifier: the shown one opens nothing any more, and the new one is proved.
    vault.pass(seconds: 60)
    var replaced = writer
    replaced.ways = [.recovery(Vault.passwordB)]
    replaced.firstCounter = 200
    try take(replaced)
    while try vault.escrow.round(at: vault.now).left > 0 {}
    #expect(try vault.escrow.rotations().count == 1, "the new one is not kept yet")
    let protector = try #require(try vault.escrow.key(id)?.protector)
    try vault.keep(Vault.passwordB, device: "PC-2", protector: protector)
    while try vault.escrow.round(at: vault.now).left > 0 {}
    #expect(try vault.escrow.rotations().isEmpty)
  }
}
