import CanonicalForms
import Contents
import Custody
import PersonalData
import TestDatabases
import Testing

/// How devices stand is kept, and kept up to the journal.
@Suite("Standing", .onEveryEngine) struct StandingTests {
  private static func settle(_ custody: Custody, at now: Moment) throws -> [String] {
    var asked = 0
    while true {
      let round = try StandingKeeper(custody).round(at: now, atMost: 2)
      asked += round.asked
      if round.left == 0 { break }
    }
    return [String(asked)] + (try Fleet(of: custody)).members.compactMap(\.standing?.device)
  }

  private static func prepared() throws -> Installation {
    let installation = try Installation()
    let custody = installation.custody
    try custody.register(Organisation(id: .init("1"), name: "みどり精機健康保険組合", insurerNumbers: ["06000013"]), at: day(0))
    try custody.register(
      Agreement(id: "A", client: .init("1"), starts: day(-100), ends: day(10)), at: day(0))
    try custody.register([Device(id: "PC-1"), Device(id: "PC-2"), Device(id: "PC-3")], at: day(0))
    let hint = OrganisationHint(kind: .insurerNumber, scope: .content, value: "06000013")
    for device in ["PC-1", "PC-2"] {
      try custody.scan(
        device, at: day(1),
        [
          file("/data/a", profile("a", (0..<30).map { person($0) }, hints: [hint])),
          ObservedFile(path: "/data/x.zip", size: 1, modified: nil, unread: .password),
        ])
    }
    return installation
  }

  @Test func standingsAreTheAnswers() throws {
    let installation = try Self.prepared()
    let custody = installation.custody
    #expect(try Self.settle(custody, at: day(2)) == ["3", "PC-1", "PC-2", "PC-3"])
    let fleet = try Fleet(of: custody)
    for member in fleet.members {
      let scope = try custody.scope(of: member.device.id, at: day(2))
      #expect(member.standing?.certain == scope.total.certain.count)
      #expect(member.standing?.possible == scope.total.possible.count)
      #expect(member.standing?.lastLook == scope.lastScan)
      #expect(member.standing?.unreadFiles == scope.unread.reduce(0) { $0 + $1.possible })
    }
    // The same people lie on two devices: they are counted once.
    #expect(fleet.people == 30 && fleet.clients.first?.people == 30 && fleet.clients.first?.devices == 2)
    #expect(fleet.overdue == 0)
    let unread = try custody.unreadFiles(limit: 10, offset: 0)
    #expect(unread.map(\.device) == ["PC-1", "PC-2"] && unread.allSatisfy { $0.place.reason == .password })
    #expect(try custody.unreadFiles(of: "PC-2", reason: "password", limit: 10, offset: 0).count == 1)
    #expect(try custody.unreadFiles(of: "PC-2", reason: "damaged", limit: 10, offset: 0).isEmpty)
  }

  @Test func onlyNewsIsAskedFor() throws {
    let installation = try Self.prepared()
    let custody = installation.custody
    #expect(try Self.settle(custody, at: day(2)).first == "3")
    #expect(try Self.settle(custody, at: day(3)).first == "0")
    try custody.scan("PC-2", at: day(4), [])
    #expect(try Self.settle(custody, at: day(5)).first == "1")
    let now = try Fleet(of: custody)
    #expect(now.members.first { $0.device.id == "PC-2" }?.standing?.certain == 0)
    // The end of an agreement is nobody's entry, and changes what should be gone.
    #expect(now.overdue == 0)
    #expect(try Self.settle(custody, at: day(11)).first == "3")
    let later = try Fleet(of: custody)
    #expect(later.overdue == 30 && later.clients.first?.isOverdue == true)
    // Whose people they are may change for every device.
    try custody.register(Organisation(id: .init("2"), name: "別の健康保険組合"), at: day(12))
    #expect(try Self.settle(custody, at: day(12)).first == "3")
  }

  /// A page that says why, and of which fields, asks nobody anew.
  @Test func gapsAndFieldsAreKept() throws {
    let installation = try Self.prepared()
    let custody = installation.custody
    _ = try custody.beginScan(device: "PC-1", root: "/data", startedAt: day(2), clock: { day(2) })
    _ = try Self.settle(custody, at: day(3))
    let scope = try custody.scope(of: "PC-1", at: day(3))
    let standing = try #require(try Fleet(of: custody).members.first { $0.device.id == "PC-1" }?.standing)
    #expect(standing.namedGaps == scope.gaps.filter(\.isIrregular))
    #expect(standing.namedGaps == [.brokenOff(root: "/data", started: day(2))] && standing.gaps == 1)
    #expect(!standing.fields.isEmpty && standing.fields.count == scope.total.possible.byField.count)
    for row in standing.fields {
      #expect(row.possible == scope.total.possible.byField[row.field])
      #expect(row.certain == scope.total.certain.byField[row.field] ?? 0)
    }
  }

  /// What an earlier version stored is not left as a device without an answer.
  @Test func anotherFormIsAskedAnew() throws {
    let installation = try Self.prepared()
    let custody = installation.custody
    #expect(try Self.settle(custody, at: day(2)) == ["3", "PC-1", "PC-2", "PC-3"])
    try custody.journal.store.write { session in
      try session.execute("UPDATE device_standing SET body = ?", .blob(Array("{}".utf8)))
      try session.execute("DELETE FROM standing_progress WHERE name = 'form/2'")
    }
    #expect(try Self.settle(custody, at: day(3)) == ["3", "PC-1", "PC-2", "PC-3"])
    #expect(try Self.settle(custody, at: day(3)).first == "0")
  }

  /// Scans are listed up to a number; that the device was looked at is not forgotten with them.
  @Test func everyWholeLookIsInTheTrail() throws {
    let installation = try Self.prepared()
    let custody = installation.custody
    for number in 2..<30 { try custody.scan("PC-3", at: day(Double(number)), []) }
    let trail = try custody.evidenceTrail(of: "PC-3", at: day(40))
    #expect(trail.scans.count == 20 && trail.looks.count == 28)
    #expect(trail.looks.first?.from == day(2) && trail.looks.allSatisfy { $0.root == "/data" })
    #expect(try custody.evidenceTrail(of: "PC-3", at: day(10)).looks.count == 9)
  }

  @Test func readingsAreFoundByWhoseDataTheyAre() throws {
    let installation = try Self.prepared()
    let custody = installation.custody
    try custody.record(
      [
        Reading(account: "a", page: "scope", subject: .device("PC-1"), at: day(3)),
        Reading(account: "b", page: "client", subject: .client(.init("1")), at: day(4)),
        Reading(account: "c", page: "device", subject: .device("PC-9"), at: day(5)),
      ], at: day(5))
    let found = try custody.readings(of: .init("1"), on: ["PC-1"], limit: 10)
    #expect(found.readings.map(\.account) == ["b", "a"])
  }
}
