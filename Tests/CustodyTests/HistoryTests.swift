import CanonicalForms
import Custody
import PersonalData
import Storage
import TestDatabases
import Testing

/// Simulated devices whose true history is known.
@Suite(.onEveryEngine) struct HistoryTests {
  /// Random changes between scans, at most one to a file between two of them: what the scans cannot see they must name
  /// as possible, and what they call certain must be true.
  @Test(arguments: 1...8) func certainIsTrueAndTruthIsPossible(seed: UInt64) throws {
    var random = Seeded(seed)
    let installation = try Installation()
    let custody = installation.custody
    try custody.register(Device(id: "PC-1"), at: day(0))
    var truth: [String: Int] = [:]
    var moments: [(time: Moment, people: Set<Int>)] = []
    let contents = (0..<12).map { number in
      (0..<Int.random(in: 1...4, using: &random)).map { _ in Int.random(in: 0..<40, using: &random) + number / 6 }
    }
    func people() -> Set<Int> { Set(truth.values.flatMap { contents[$0] }) }
    var time = 1.0
    for scan in 0..<6 {
      for path in (0..<8).map({ "/data/\($0)" }) where Int.random(in: 0..<3, using: &random) == 0 {
        time += 0.01
        truth[path] =
          Int.random(in: 0..<4, using: &random) == 0 ? nil : Int.random(in: 0..<contents.count, using: &random)
        moments.append((day(time + 0.005), people()))
      }
      time += 1
      let files = truth.sorted { $0.key < $1.key }.map { path, content in
        file(path, profile("content \(content)", Set(contents[content]).sorted().map { person($0) }))
      }
      let recording = try custody.beginScan(device: "PC-1", root: "/data", startedAt: day(time), clock: { day(time) })
      // Every third scan breaks off half-way.
      let isBroken = scan % 3 == 1
      for file in isBroken ? files.prefix(files.count / 2) : files[...] { try recording.observe(file) }
      if isBroken { try recording.flush() } else { _ = try recording.finish(at: day(time)) }
      moments.append((day(time), people()))
      time += 0.5
    }
    for moment in moments {
      let scope = try custody.scope(of: "PC-1", at: moment.time)
      #expect(scope.total.certain.count <= scope.total.possible.count, "seed \(seed)")
      #expect(scope.total.certain.count <= moment.people.count, "seed \(seed) at \(moment.time.utc)")
      #expect(scope.total.possible.count >= moment.people.count, "seed \(seed) at \(moment.time.utc)")
      for client in scope.clients { #expect(client.share.certain.count <= client.share.possible.count) }
      for (field, count) in scope.total.certain.byField {
        #expect(count <= scope.total.possible.byField[field] ?? 0, "seed \(seed)")
      }
    }
    let digests = try installation.digests()
    try custody.journal.rebuild()
    #expect(try installation.digests() == digests, "seed \(seed)")
  }

  /// A scan that breaks off after any number of files changes no answer about the time before it, and takes nothing
  /// away from the present.
  @Test(arguments: [0, 1, 2, 3]) func aKilledScanLeavesTheFormerState(observed: Int) throws {
    let installation = try Installation()
    let custody = installation.custody
    try custody.register(Device(id: "PC-1"), at: day(0))
    let files = (0..<4).map { n in file("/data/\(n)", profile("\(n)", [person(n)])) }
    try custody.scan(at: day(1), files)
    let before = try custody.scope(of: "PC-1", at: day(2), answeredAt: day(9))
    let killed = try custody.beginScan(device: "PC-1", root: "/data", startedAt: day(3), clock: { day(3) })
    for file in files.prefix(observed) { try killed.observe(file) }
    try killed.observe(file("/data/new", profile("new", [person(9)])))
    try killed.flush()
    // The process is gone; another one opens the same folder.
    let again = try installation.openAgain()
    let after = try again.scope(of: "PC-1", at: day(2), answeredAt: day(9))
    #expect(after.total.certain == before.total.certain)
    #expect(after.lastScan == before.lastScan)
    let now = try again.scope(of: "PC-1", at: day(4))
    #expect(now.total.certain.count == 5)
    #expect(now.gaps.contains(.brokenOff(root: "/data", started: day(3))))
    // The next scan goes through and closes what is gone.
    try again.scan(at: day(5), Array(files.prefix(1)))
    #expect(try again.scope(of: "PC-1", at: day(6)).total.certain.count == 1)
  }

  /// が as one character and as two: one name for people, two files for the system.
  @Test func twoSpellingsAreTwoFiles() throws {
    let installation = try Installation()
    let custody = installation.custody
    try custody.register(Device(id: "PC-1"), at: day(0))
    let list = profile("list", [person(1)])
    let files = ["/data/\u{304C}.csv", "/data/\u{304B}\u{3099}.csv"].map { file($0, list) }
    for time in [1.0, 2.0] {
      let result = try custody.scan(at: day(time), files)
      #expect(result.opened == (time == 1 ? 2 : 0) && result.closed == 0)
    }
    #expect(try custody.scope(of: "PC-1", at: day(3)).total.certainFiles == 2)
  }

  @Test func rebuildGivesTheSameBytes() throws {
    let installation = try Installation()
    let custody = installation.custody
    try custody.register(Organisation(id: .init("1"), name: "みどり精機健康保険組合", variants: ["緑精機"]), at: day(0))
    try custody.register(Agreement(id: "A", client: .init("1"), purpose: "p", starts: day(0)), at: day(0))
    try custody.register(Device(id: "PC-1", holder: "試験 太郎"), Device(id: "USB-1", kind: .usb), at: day(0))
    let list = profile("list", (0..<30).map { person($0) })
    try custody.register(Delivery(id: "D", agreement: "A", received: day(0)), profile: list, at: day(0))
    try custody.registerRoster(of: .init("1"), profile("roster", (20..<50).map { person($0) }), at: day(0))
    for device in ["PC-1", "USB-1"] {
      try custody.scan(device, at: day(1), [file("/data/a", list), file("/data/b", profile("b", [person(99)]))])
      try custody.scan(device, at: day(2), [file("/data/a", profile("b", []))])
    }
    try custody.reportLoss(of: "USB-1", lastSeen: day(2), at: day(3))
    try custody.record(
      [
        // As earlier versions wrote it, and as it is written now.
        Reading(account: "somebody", page: "scope", subject: .device("PC-1"), at: day(3)),
        Reading(account: "somebody", page: "scope", subject: .device("PC-1"), clients: [.init("1")], at: day(3)),
      ], at: day(3))
    let before = try installation.digests()
    let empty = SHA256Of.nothing
    // Soft tokens, weak people, and the tables of sensors, which have tests of their own.
    let outOfPlay = before.filter { $0.value == empty }.keys.sorted()
    #expect(
      outOfPlay == [
        "batch", "batch_conflict", "batch_progress", "device_certificate", "device_epoch", "enrolment_token",
        "log_doubt", "medium_visit", "osquery_node", "person_soft_token", "person_weak", "place", "place_numbers",
        "scan_ground",
      ])
    try custody.journal.rebuild()
    #expect(try installation.digests() == before)
    // Erasing a scan's evidence takes its people out, names the loss of it, and stays rebuildable.
    let batch = try custody.store.read {
      try $0.first("SELECT MIN(sequence) FROM journal WHERE kind = 'scan.batch'") { $0.integer(0) }
    }
    try custody.journal.erasePersonalParts(of: [try #require(batch)], reason: "test", at: day(4), by: "test")
    #expect(try custody.journal.verify().broken.isEmpty)
    #expect(try custody.scope(of: "PC-1", at: day(5)).gaps.contains(.erased(batches: 1)))
    let erased = try installation.digests()
    try custody.journal.rebuild()
    #expect(try installation.digests() == erased)
  }
}
