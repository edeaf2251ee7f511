import CanonicalForms
import Cryptography
import Glibc
import Observations
import Testing

@testable import Agent

@Suite("The spool")
struct SpoolTests {
  static let key = [UInt8](repeating: 3, count: 32)
  static let boot: BootID = BootID(Array(0..<16)) ?? .unknown

  static func entry(_ number: Int64, path: String = "/home/名簿.csv", profile: [UInt8]? = nil) -> Entry {
    Entry(
      stamp: Stamp(time: Moment(milliseconds: number), uptime: number),
      fact: profile.map {
        .profiled(sha256: LedgerTests.digest, recogniser: 1, people: 1, digest: SHA256Digest(hashing: $0))
      } ?? .written(path: path + String(number)), profile: profile)
  }

  static func open(_ folder: ScratchFolder, limits: Spool.Limits = .init()) throws -> Spool {
    try Spool(folder: folder.path + "/spool", key: key, boot: boot, limits: limits)
  }

  /// Takes everything out, acknowledging each stretch, and checks that sequence and chain have no break.
  static func drain(_ spool: Spool, most: Int = 7) throws -> [Spool.Stretch] {
    var stretches: [Spool.Stretch] = []
    while let stretch = spool.next(most: most) {
      #expect(spool.next(most: most) == stretch, "asked again, it is the same")
      if let last = stretches.last {
        #expect(stretch.first == last.last + 1 && stretch.before == last.after)
      }
      if case .records(let records) = stretch.body {
        var chain = stretch.before
        for record in records { chain.append(record.bytes) }
        #expect(chain == stretch.after && records.first?.sequence == stretch.first)
        #expect(records.last?.sequence == stretch.last)
      }
      stretches.append(stretch)
      try spool.acknowledge(through: stretch.last, after: stretch.after)
    }
    return stretches
  }

  static func records(_ stretches: [Spool.Stretch]) -> [Observation] {
    stretches.flatMap { stretch -> [Observation] in
      if case .records(let records) = stretch.body { records } else { [] }
    }
  }

  @Test func whatGoesInComesOutInOrderAndOverRestarts() throws {
    let folder = try ScratchFolder()
    var limits = Spool.Limits()
    limits.segmentBytes = 700
    var all: [Observation] = []
    for round in 0..<4 {
      let spool = try Self.open(folder, limits: limits)
      for number in 0..<20 {
        try spool.append(Self.entry(Int64(round * 20 + number)), isBulk: number % 5 == 0)
      }
      #expect(spool.sync())
      if round == 1, let stretch = spool.next(most: 9) {
        all += Self.records([stretch])
        try spool.acknowledge(through: stretch.last, after: stretch.after)
      }
    }
    let spool = try Self.open(folder, limits: limits)
    all += Self.records(try Self.drain(spool))
    #expect(all.map(\.sequence) == Array(1...80))
    #expect(all.map(\.time.milliseconds) == Array(0..<80))
    #expect(spool.pending == 0)
    // An empty spool still knows where it was.
    #expect(try Self.open(folder).nextSequence == 81)
    #expect(try Self.open(folder).lastTime == Moment(milliseconds: 79))
  }

  @Test func profilesTravelWithTheirBatch() throws {
    let folder = try ScratchFolder()
    let spool = try Self.open(folder)
    let profile = [UInt8](repeating: 9, count: 100_000)
    try spool.append(Self.entry(1, profile: profile), isBulk: false)
    try spool.append(Self.entry(2, profile: profile), isBulk: false)
    try spool.append(Self.entry(3), isBulk: false)
    let stretch = try #require(spool.next(most: 10))
    #expect(stretch.profiles == [profile])
    var batch = Batch(
      device: "d", epoch: 1, boot: stretch.boot, firstSequence: stretch.first, lastSequence: stretch.last,
      before: stretch.before, after: stretch.after, sealed: .now, sealedUptime: 1, body: stretch.body,
      profiles: stretch.profiles)
    batch.signature = [UInt8](repeating: 0, count: 64)
    #expect(try Batch(from: batch.bytes) == batch)
  }

  /// Bytes bound a batch as well as numbers do; a record that has more by itself goes alone.
  @Test func bytesBoundABatch() throws {
    let folder = try ScratchFolder()
    let spool = try Self.open(folder)
    for number in 0..<4 {
      try spool.append(
        Self.entry(Int64(number), profile: [UInt8](repeating: UInt8(number), count: number == 2 ? 90_000 : 20_000)),
        isBulk: false)
    }
    var sizes: [Int] = []
    while let stretch = spool.next(most: 100, bytes: 50_000) {
      sizes.append(stretch.profiles.count)
      try spool.acknowledge(through: stretch.last, after: stretch.after)
    }
    #expect(sizes == [2, 1, 1])
  }

  /// What does not go by itself is passed over with a word, and what stands behind it goes.
  @Test func aRecordThatNeverGoesIsPassedOver() throws {
    let folder = try ScratchFolder()
    let spool = try Self.open(folder)
    try spool.append(Self.entry(1, profile: [UInt8](repeating: 1, count: 1_000)), isBulk: false)
    try spool.append(Self.entry(2), isBulk: false)
    var stretch = try #require(spool.next(most: 1))
    stretch.passOver()
    #expect(stretch.body == .tombstone(reason: .dropped) && stretch.profiles.isEmpty && stretch.last == 1)
    var batch = Batch(
      device: "d", epoch: 1, boot: stretch.boot, firstSequence: stretch.first, lastSequence: stretch.last,
      before: stretch.before, after: stretch.after, sealed: .now, sealedUptime: 1, body: stretch.body,
      profiles: stretch.profiles)
    batch.signature = [UInt8](repeating: 0, count: 64)
    #expect(try Batch(from: batch.bytes) == batch)
    try spool.acknowledge(through: stretch.last, after: stretch.after)
    let next = try #require(spool.next(most: 10))
    #expect(next.first == 2 && next.before == stretch.after)
  }

  @Test func theLargestProfileIsLearned() throws {
    let told = ToldContents([])
    #expect(told.largestProfile == ToldContents.largestProfile && told.largestProfile < Batch.largest)
    told.refuse(profileOf: 5_000)
    told.refuse(profileOf: 9_000)
    #expect(told.largestProfile == 4_999)
    #expect(ToldContents([], largest: .max).largestProfile == ToldContents.largestProfile)
  }

  /// Wherever a kill or a full disk cut the last file, what is whole stays and the sequence goes on.
  @Test(arguments: [UInt64(1), 2, 3, 4, 5])
  func aTornTailIsCutAtTheLastWholeFrame(seed: UInt64) throws {
    var random = Seeded(seed)
    let folder = try ScratchFolder()
    do {
      let spool = try Self.open(folder)
      for number in 0..<30 { try spool.append(Self.entry(Int64(number)), isBulk: false) }
      spool.sync()
    }
    let path = folder.path + "/spool/" + (try #require(SmallFile.names(in: folder.path + "/spool").first))
    let whole = try #require(SmallFile.read(path))
    let cut = Int.random(in: 0..<whole.count, using: &random)
    var torn = Array(whole[..<cut])
    // The kernel may leave zeros or rubbish where the disk had not got to.
    torn += (0..<Int.random(in: 0..<200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    try SmallFile.replace(path, with: torn)
    let spool = try Self.open(folder)
    let kept = spool.pending
    try spool.append(Self.entry(99), isBulk: false)
    let records = Self.records(try Self.drain(spool))
    #expect(records.map(\.sequence) == Array(1...UInt64(kept + 1)))
    #expect(records.dropLast().map(\.time.milliseconds) == (0..<Int64(kept)).map { $0 })
    #expect(records.last?.time == Moment(milliseconds: 99))
  }

  /// A file that was damaged in the middle leaves a hole that is told, not silence.
  @Test func damageInTheMiddleIsATombstone() throws {
    let folder = try ScratchFolder()
    var limits = Spool.Limits()
    limits.segmentBytes = 500
    do {
      let spool = try Self.open(folder, limits: limits)
      for number in 0..<40 { try spool.append(Self.entry(Int64(number)), isBulk: false) }
    }
    let names = SmallFile.names(in: folder.path + "/spool")
    try #require(names.count > 3)
    let path = folder.path + "/spool/" + names[1]
    var bytes = try #require(SmallFile.read(path))
    bytes[bytes.count / 2] ^= 1
    try SmallFile.replace(path, with: bytes)
    let spool = try Self.open(folder, limits: limits)
    let stretches = try Self.drain(spool)
    let holes = stretches.filter { $0.body == .tombstone(reason: .dropped) }
    #expect(holes.count == 1)
    let lost = holes.reduce(0) { $0 + Int($1.last - $1.first) + 1 }
    #expect(Self.records(stretches).count + lost == 40 && lost < 10)
  }

  /// Bulk records go first, then the oldest files; each loss is a tombstone, and the chain goes on over it.
  @Test(arguments: [UInt64(11), 12, 13])
  func overflowDropsBulkFirstThenTheOldest(seed: UInt64) throws {
    var random = Seeded(seed)
    let folder = try ScratchFolder()
    var limits = Spool.Limits()
    limits.segmentBytes = 2_000
    let spool = try Self.open(folder, limits: limits)
    var isBulk = true
    for number in 1...400 {
      // Heartbeats come in rows, when nothing else happens.
      if Int.random(in: 0..<12, using: &random) == 0 { isBulk.toggle() }
      try spool.append(Self.entry(Int64(number)), isBulk: isBulk)
    }
    let whole = spool.bytes
    spool.limits.bytes = whole * 3 / 4
    let first = spool.makeRoom(now: Self.stamp(1_000))
    #expect(first.evidence == 0 && first.bulk > 0 && spool.bytes <= spool.limits.bytes)
    spool.limits.bytes = whole / 4
    let second = spool.makeRoom(now: Self.stamp(1_000))
    #expect(second.evidence > 0 && spool.bytes <= spool.limits.bytes)
    // What was given up survives a restart as what it is.
    let again = try Self.open(folder, limits: limits)
    let stretches = try Self.drain(again)
    let covered = stretches.flatMap { Array($0.first...$0.last) }
    #expect(covered == Array(1...400))
    #expect(stretches.contains { $0.body == .tombstone(reason: .dropped) })
    #expect(stretches.last?.after == spool.chain)
  }

  private static func stamp(_ uptime: Int64, time: Moment = .now) -> Stamp { Stamp(time: time, uptime: uptime) }
  private static let day: Int64 = 86_400_000

  @Test func recordsThatAreTooOldGo() throws {
    let folder = try ScratchFolder()
    var limits = Spool.Limits()
    limits.segmentBytes = 500
    let spool = try Self.open(folder, limits: limits)
    for number in 0..<40 { try spool.append(Self.entry(Int64(number)), isBulk: false) }
    #expect(spool.makeRoom(now: Self.stamp(60 * Self.day)) == Spool.Loss())
    #expect(spool.makeRoom(now: Self.stamp(61 * Self.day)).evidence > 20)
    #expect(spool.makeRoom(now: Self.stamp(61 * Self.day)) == Spool.Loss())
  }

  /// A clock that stands two months ahead for a moment makes nothing old.
  @Test func aClockThatRunsAwayTakesNothing() throws {
    let folder = try ScratchFolder()
    var limits = Spool.Limits()
    limits.segmentBytes = 500
    let spool = try Self.open(folder, limits: limits)
    for number in 0..<40 { try spool.append(Self.entry(Int64(number)), isBulk: false) }
    let ahead = Moment(seconds: Moment.now.seconds + 6_100 * 86_400)
    #expect(spool.makeRoom(now: Self.stamp(1_000, time: ahead)) == Spool.Loss())
    #expect(spool.makeRoom(now: Self.stamp(1_000)) == Spool.Loss() && spool.pending == 40)
  }

  /// Over restarts the machine's running time adds up, by the clock of each boot.
  @Test func ageAddsUpOverBoots() throws {
    let folder = try ScratchFolder()
    for boot in UInt8(0)..<4 {
      let spool = try Spool(
        folder: folder.path + "/spool", key: Self.key, boot: try #require(BootID([UInt8](repeating: boot, count: 16))))
      try spool.append(Self.entry(0), isBulk: false)
      spool.closeSegment()
      try spool.append(Self.entry(25 * Self.day), isBulk: false)
      // Two files of each boot; since those of the first one 25, 50 and at last 75 days have passed.
      let loss = spool.makeRoom(now: Self.stamp(25 * Self.day))
      #expect(loss.evidence == (boot == 3 ? 2 : 0))
    }
  }

  /// A disk that fills up in the middle of a record: it is not numbered, and nothing before it is hurt.
  @Test func aFullDiskTakesNothingButBreaksNothing() throws {
    let folder = try ScratchFolder()
    let room = Room()
    let spool = try Spool(
      folder: folder.path + "/spool", key: Self.key, boot: Self.boot,
      write: { file, bytes in
        if room.left >= bytes.count {
          room.left -= bytes.count
          return SmallFile.writeAll(file, bytes)
        }
        _ = SmallFile.writeAll(file, Array(bytes[..<room.left]))
        room.left = 0
        return false
      })
    room.left = 2_000
    var written = 0
    while true {
      do throws(Spool.Full) { try spool.append(Self.entry(Int64(written)), isBulk: false) } catch { break }
      written += 1
    }
    #expect(written > 5)
    #expect(throws: Spool.Full.self) { try spool.append(Self.entry(1_000), isBulk: false) }
    room.left = 100_000
    try spool.append(Self.entry(2_000), isBulk: false)
    let records = Self.records(try Self.drain(spool))
    #expect(records.count == written + 1)
    #expect(records.last?.time == Moment(milliseconds: 2_000))
  }

  private final class Room { var left = 0 }

  @Test func anotherKeyOpensNothingAndAFrameBelongsToItsPlace() throws {
    let folder = try ScratchFolder()
    do {
      let spool = try Self.open(folder)
      for number in 0..<3 { try spool.append(Self.entry(Int64(number)), isBulk: false) }
      let stretch = try #require(spool.next(most: 1))
      try spool.acknowledge(through: stretch.last, after: stretch.after)
    }
    #expect(throws: AgentFailure.self) {
      try Spool(folder: folder.path + "/spool", key: [UInt8](repeating: 4, count: 32), boot: Self.boot)
    }
    for name in SmallFile.names(in: folder.path + "/spool") {
      let text = String(decoding: SmallFile.read(folder.path + "/spool/" + name) ?? [], as: UTF8.self)
      #expect(!text.contains("名簿"))
    }
  }
}

/// SplitMix64: the same numbers for the same seed.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
