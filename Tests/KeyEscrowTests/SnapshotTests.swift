import Accounts
import CanonicalForms
import Storage
import TestDatabases
import Testing

@testable import KeyEscrow

/// What lists and the front page are made of.
@Suite(.onEveryEngine) struct SnapshotTests {
  private let vault: Vault

  init() throws { vault = try Vault() }

  @Test func itIsReadAgainWhenThereIsNewsOfKeys() throws {
    let first = try #require(try vault.escrow.snapshot(newerThan: nil, at: vault.now))
    #expect(first.entry == 0 && first.snapshot.keys.isEmpty)
    #expect(try vault.escrow.snapshot(newerThan: first.entry, at: vault.now) == nil)
    // Entries of other rooms are no news.
    try vault.store.write { session in
      _ = try vault.journal.append(NewEntry(kind: "data.read", body: [:]), at: vault.now, by: "test", in: session)
    }
    #expect(try vault.escrow.snapshot(newerThan: first.entry, at: vault.now) == nil)
    let key = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    let second = try #require(try vault.escrow.snapshot(newerThan: first.entry, at: vault.now))
    #expect(second.snapshot.keys.map(\.id) == [key])
    for entry in try vault.journal.latest(before: .max, kind: nil, limit: 100) {
      let isOurs = ["key.", "metadata.", "reveal.", "breakglass.", "rotation.", "drill.", "volume."].contains {
        entry.kind.hasPrefix($0)
      }
      if isOurs { #expect(KeyEscrowProjection.kinds.contains(entry.kind), "\(entry.kind)") }
    }
  }

  @Test func requestsWaitForOthersAlone() throws {
    let accounts = try vault.accounts()
    let key = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    let id = try vault.escrow.request(key, caseNumber: "1", reason: "x", by: vault.admin, at: vault.now)
    func open() throws -> RevealRequest { try #require(try vault.escrow.snapshot(at: vault.now).open.first) }
    let request = try open()
    let (admin, custodian, second) = (accounts[vault.admin], accounts[vault.custodian], accounts[vault.second])
    #expect(try request.waits(for: #require(custodian), at: vault.now))
    #expect(try !request.waits(for: #require(admin), at: vault.now))
    #expect(try !request.waits(for: #require(custodian), at: request.expires), "its time is over")
    try vault.escrow.approve(id, by: vault.custodian, at: vault.now)
    #expect(try !open().waits(for: #require(second), at: vault.now), "one is enough")
    #expect(try open().isReady(for: #require(admin), at: vault.now))
    #expect(try !open().isReady(for: #require(custodian), at: vault.now))
    _ = try vault.escrow.show(id, by: vault.admin, at: vault.now)
    #expect(try vault.escrow.snapshot(at: vault.now).open.isEmpty)
  }

  /// A disk was replaced: what it was is no alarm for ever. It counts again when it shows itself again.
  @Test func aVolumeIsStruckOff() throws {
    try vault.keep(Vault.passwordA)
    let volume = try vault.take("suspended").volume
    _ = try vault.escrow.round(at: vault.now)
    vault.pass(days: 30)
    func kinds(without gone: Set<String> = []) throws -> [EscrowAlarm.Kind] {
      try vault.escrow.alarms(without: gone, at: vault.now).map(\.kind)
    }
    func retire(_ volume: String, _ reason: String, _ account: Account.ID) throws {
      try vault.escrow.retire(volume, of: "PC-1", reason: reason, by: account, at: vault.now)
    }
    #expect(try kinds() == [.suspended, .ageing])
    let snapshot = try vault.escrow.snapshot(at: vault.now)
    #expect(snapshot.alarms(at: vault.now).allSatisfy { snapshot.evidence(of: $0, at: vault.now) != nil })
    #expect(try kinds(without: ["PC-1"]).isEmpty, "a retired device")
    #expect(throws: AccountsFailure.self) { try retire(volume, "交換", vault.admin) }
    #expect(code { try retire(volume, " ", vault.custodian) } == .reasonMissing)
    #expect(code { try retire("another", "交換", vault.custodian) } == .unknownVolume)
    try retire(volume, "ディスクを交換した", vault.custodian)
    #expect(code { try retire(volume, "交換", vault.custodian) } == .unknownVolume)
    #expect(try kinds().isEmpty)
    let before = try vault.dump(KeyEscrowProjection().tables)
    _ = try vault.journal.rebuild()
    #expect(try vault.dump(KeyEscrowProjection().tables) == before)
    vault.pass(seconds: 60)
    try vault.take("suspended")
    #expect(try kinds().contains(.suspended))
  }

  @Test func brokenGlassIsLoudForItsTime() throws {
    let key = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    _ = try vault.escrow.breakGlass(key, caseNumber: "1", reason: "x", by: vault.admin, at: vault.now)
    let snapshot = try vault.escrow.snapshot(at: vault.now)
    #expect(snapshot.brokenGlass(at: vault.now.adding(days: 29)).count == 1)
    #expect(snapshot.brokenGlass(at: vault.now.adding(days: 30)).isEmpty)
    #expect(snapshot.keyless(among: ["PC-1", "PC-2"], at: vault.now) == ["PC-2"])
  }
}
