import CanonicalForms
import Custody
import Observations
import PersonalData
import Storage
import TestDatabases
import Testing
import Wording

/// "The state at T, as known at K": what was registered, read or reported after K has no part in it.
@Suite(.onEveryEngine) struct AsKnownTests {
  private let list = profile("list", (0..<30).map { person($0) })

  /// A file of 30 people that nothing attributes by itself, found on day 1.
  private func installation() throws -> Installation {
    let installation = try Installation()
    let custody = installation.custody
    try custody.register(Organisation(id: .init("1"), name: "みどり精機健康保険組合"), at: day(0))
    try custody.register(Organisation(id: .init("2"), name: "あおぞら健康保険組合"), at: day(0))
    try custody.register(
      Agreement(id: "A", client: .init("1"), purpose: "p", starts: day(0), ends: day(100)), at: day(0))
    try custody.register(Device(id: "PC-1", label: "old", holder: "試験 太郎"), at: day(0))
    try custody.scan(at: day(1), [file("/data/x.csv", list)])
    return installation
  }

  @Test func registersAreThoseOfThen() throws {
    let installation = try installation()
    let custody = installation.custody
    let before = try custody.scope(of: "PC-1", at: day(2), answeredAt: day(3))
    #expect(before.clients.isEmpty)
    // All of it comes after the answer.
    try custody.register(Device(id: "PC-1", label: "new", holder: "試験 花子"), at: day(4))
    try custody.register(
      Organisation(id: .init("1"), name: "みどり精機企業年金基金", variants: ["緑精機"]), at: day(4))
    try custody.register(Agreement(id: "A", client: .init("1"), purpose: "p", starts: day(0), ends: day(1)), at: day(4))
    try custody.register(Agreement(id: "B", client: .init("1"), purpose: "q"), at: day(4))
    try custody.register(Delivery(id: "D", agreement: "A", fingerprint: list.sha256), at: day(4))
    try custody.reportLoss(of: "PC-1", lastSeen: day(2), at: day(5))
    let today = try custody.scope(of: "PC-1", at: day(2), answeredAt: day(6))
    #expect(today.clients.map(\.organisation.name) == ["みどり精機企業年金基金"])
    #expect(today.clients.first?.agreements.map(\.agreement.id) == ["A", "B"])
    #expect(today.clients.first?.isPastAgreements == false)
    #expect(today.device.holder == "試験 花子" && today.device.status == .lost)
    #expect(today.losses.count == 1)
    #expect(today.knownToday.isEmpty)
    let then = try custody.scope(of: "PC-1", at: day(2), asKnownAt: day(3), answeredAt: day(6))
    #expect(then.clients.isEmpty)
    #expect(then.unattributed.certain.count == 30)
    #expect(then.device == before.device)
    #expect(then.losses.isEmpty)
    // Agreements as they stood, when the client is there by something else.
    try custody.registerRoster(of: .init("1"), list, at: day(7))
    let between = try custody.scope(of: "PC-1", at: day(2), asKnownAt: day(4.5), answeredAt: day(8))
    #expect(between.clients.first?.bases.map(\.basis) == [.delivery])
    #expect(between.device.label == "new" && between.device.status == .inUse)
    // What has no history is named, in every form.
    #expect(then.knownToday == [.samePeople])
    #expect(then.json["known_today"] == ["same_people"])
    #expect(then.text(in: .en).contains("who is the same person"))
    #expect(then.page(in: .ja).contains("誰と誰が同一人か"))
  }

  @Test func anAgreementIsWhatItWasBeforeItWasChanged() throws {
    let installation = try installation()
    let custody = installation.custody
    try custody.register(Delivery(id: "D", agreement: "A", fingerprint: list.sha256), at: day(1))
    try custody.register(Agreement(id: "A", client: .init("2"), purpose: "q", ends: day(1)), at: day(4))
    let today = try custody.scope(of: "PC-1", at: day(2))
    #expect(today.clients.map(\.organisation.id.text) == ["2"])
    #expect(today.clients.first?.isOverdue == true)
    let then = try custody.scope(of: "PC-1", at: day(2), asKnownAt: day(3))
    #expect(then.clients.map(\.organisation.id.text) == ["1"])
    #expect(then.clients.first?.agreements.map(\.agreement.purpose) == ["p"])
    #expect(then.clients.first?.isOverdue == false)
  }

  /// Of the people of a roster that was replaced the journal tells, of those without firm tokens, too.
  @Test func aRosterThatWasReplacedStillCounts() throws {
    let installation = try installation()
    let custody = installation.custody
    func soft(_ n: Int) -> PersonEntry {
      PersonEntry(keys: [key(.kanaBirth, "soft \(n)")], fields: FieldSet([.name]))
    }
    let mixed = profile("mixed", (0..<10).map { person($0) } + (0..<10).map(soft))
    try custody.scan(at: day(1.5), [file("/data/mixed.csv", mixed)])
    try custody.registerRoster(of: .init("1"), mixed, at: day(2))
    try custody.registerRoster(of: .init("1"), profile("others", (500..<510).map { person($0) }), at: day(4))
    try custody.registerRoster(of: .init("2"), mixed, at: day(5))
    #expect(try custody.scope(of: "PC-1", at: day(1.7)).clients.map(\.organisation.id.text) == ["2"])
    let then = try custody.scope(of: "PC-1", at: day(1.7), asKnownAt: day(3))
    #expect(then.clients.map(\.organisation.id.text) == ["1"])
    #expect(then.clients.first?.share.certain.count == 20)
    let shares = try custody.scopeShares(of: "PC-1", at: day(1.7), asKnownAt: day(3))
    #expect(shares.members[.init("1")]?.rosterPeople == 20)
    #expect(shares.members[.init("2")] == nil)
  }

  /// A content that was known by its hash alone is not read until it is.
  @Test func aReadingCountsFromWhenItArrived() throws {
    let installation = try installation()
    let custody = installation.custody
    let later = profile("later", (100..<120).map { person($0) })
    var unread = file("/data/y.csv", later)
    unread.profile = nil
    try custody.scan(at: day(2), [file("/data/x.csv", list), unread])
    try custody.register(Device(id: "PC-2"), at: day(4))
    try custody.scan("PC-2", at: day(4), [file("/data/y.csv", later)])
    #expect(try custody.scope(of: "PC-1", at: day(2.5)).total.certain.count == 50)
    let then = try custody.scope(of: "PC-1", at: day(2.5), asKnownAt: day(3))
    #expect(then.total.certain.count == 30)
    #expect(then.unread.map(\.certain) == [1])
    // A better recogniser found more since.
    let again = profile("list", (0..<40).map { person($0) }, recogniser: 2)
    try custody.scan("PC-2", root: "/other", at: day(5), [file("/other/x.csv", again)])
    #expect(try custody.scope(of: "PC-1", at: day(2.5)).total.certain.count == 60)
    #expect(try custody.scope(of: "PC-1", at: day(2.5), asKnownAt: day(3)).total.certain.count == 30)
    #expect(try custody.scope(of: "PC-1", at: day(2.5), asKnownAt: day(4.5)).total.certain.count == 50)
    // Readings of an installation that is older than their dates count as known; the answer says so.
    try custody.store.write { try $0.execute("DELETE FROM content_profile_arrival") }
    let undated = try custody.scope(of: "PC-1", at: day(2.5), asKnownAt: day(3))
    #expect(undated.total.certain.count == 60)
    #expect(undated.knownToday == [.samePeople, .readings])
  }

  @Test func aLateUploadChangesTheAnswerAndTheAnswerSaysSo() throws {
    let installation = try installation()
    let custody = installation.custody
    try custody.reportLoss(of: "PC-1", lastSeen: day(2), at: day(3))
    let first = try custody.scope(of: "PC-1", at: day(2))
    #expect(first.arrivedSince == nil)
    #expect(first.json["arrived_since"] == .null)
    let other = profile("other", (200..<207).map { person($0) })
    try custody.register(Device(id: "PC-2"), at: day(0))
    try custody.scan("PC-2", at: day(2.5), [file("/data/z.csv", other)])
    try custody.observe(
      [
        (day(1.5), .named(path: "E:\\a.csv", size: nil, sha256: other.sha256)),
        (day(1.6), .named(path: "E:\\b.csv", size: nil, sha256: other.sha256)),
      ], of: "PC-1", from: .operationLog, receivedAt: day(6))
    let second = try custody.scope(of: "PC-1", at: day(2))
    #expect(second.total.possible.count == 37)
    let arrived = Scope.Arrivals(since: day(3), batches: 1, records: 2, scans: 0, last: day(6))
    #expect(second.arrivedSince == arrived)
    #expect(second.text(in: .en).contains("2 records in 1 deliveries"))
    #expect(second.page(in: .ja).contains("記録 2 件"))
    #expect(second.json["arrived_since"]["records"] == 2)
    let then = try custody.scope(of: "PC-1", at: day(2), asKnownAt: day(4))
    #expect(then.total.possible.count == first.total.possible.count)
    #expect(then.arrivedSince?.since == day(4))
    #expect(then.arrivedSince?.records == 2)
    #expect(then.text(in: .ja).contains("除いたもの"))
  }

  @Test func aDeviceThatWasRegisteredLaterIsNobodys() throws {
    let installation = try installation()
    let then = try installation.custody.scope(of: "PC-1", at: day(-2), asKnownAt: day(-1))
    #expect(then.device.holder == nil)
    #expect(then.knownToday == [.samePeople, .device])
    #expect(then.lastScan == nil)
  }
}
