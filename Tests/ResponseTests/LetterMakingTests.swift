import CanonicalForms
import Custody
import Glibc
import Storage
import TestDatabases
import Testing

@testable import Response

/// Making takes minutes: what becomes of letters when their list's day comes, the process is stopped, or another begins.
@Suite(.onEveryEngine) struct LetterMakingTests {
  private static let due = japan("2025-09-30 00:00")

  private static func house() throws -> LetterHouse {
    let house = try LetterHouse()
    try house.take([house.row(0, line: 2)], of: house.green)
    return house
  }

  private static func make(
    _ house: LetterHouse, clock: @escaping () -> Moment, progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    try house.incidents.makeLetters(
      of: "I-1", from: house.sender, vault: house.vault, dataFolder: house.folder, in: .ja, clock: clock,
      progress: progress)
  }

  private static func isNothingLeft(_ house: LetterHouse) throws -> Bool {
    let code = house.vault.code(incident: "I-1", batch: 1, client: house.green, line: 2)
    return try house.incidents.letterBatches(of: "I-1").isEmpty
      && house.incidents.letter(code, vault: house.vault) == nil
      && access(house.folder + "/letters/I-1/1", F_OK) != 0
  }

  /// Codes of a list that goes meanwhile would never be erased: they are not recorded.
  @Test func theDayComesMeanwhile() throws {
    let house = try Self.house()
    var now = house.now
    let late = #expect(throws: ResponseFailure.self) {
      try Self.make(house, clock: { now }, progress: { _, _ in now = Self.due })
    }
    #expect(late?.code == .noMailingList)
    #expect(try Self.isNothingLeft(house))
    // By another server's clock.
    let erased = #expect(throws: ResponseFailure.self) {
      try Self.make(house, clock: { house.now }) { _, _ in
        _ = try? house.incidents.eraseDueLists(at: Self.due, dataFolder: house.folder)
      }
    }
    #expect(erased?.code == .noMailingList)
    #expect(try Self.isNothingLeft(house))
  }

  /// A list whose day has come is not read, though nobody erased it yet.
  @Test func aListThatIsDueIsNotRead() throws {
    let house = try Self.house()
    #expect(#expect(throws: ResponseFailure.self) { try Self.make(house, clock: { Self.due }) }?.code == .noMailingList)
    #expect(try house.incidents.clientsWithLists(of: "I-1", at: Self.due) == nil)
    #expect(try house.incidents.clientsWithLists(of: "I-1", at: house.now) == [house.green])
  }

  /// With a batch that fails everything in its folder goes, lots of the client in work among it.
  @Test func nothingIsLeftOfAFailedBatch() throws {
    let house = try Self.house()
    let folder = LetterFolder(dataFolder: house.folder, incident: "I-1")
    var isPlanted = false
    #expect(throws: ResponseFailure.self) {
      try Self.make(
        house,
        clock: {
          guard folder.has(batch: 1, name: "1-0001.pdf") else { return house.now }
          if !isPlanted { isPlanted = (try? folder.keep([1], batch: 1, name: "1-0002.pdf")) != nil }
          return Self.due
        })
    }
    #expect(isPlanted)
    #expect(try Self.isNothingLeft(house))
  }

  /// Lots of a batch that nobody recorded go with what is due, unless they are being made.
  @Test func whatAStoppedServerLeftGoes() throws {
    let house = try Self.house()
    try Self.make(house, clock: { house.now })
    let folder = LetterFolder(dataFolder: house.folder, incident: "I-1")
    try folder.keep([1], batch: 2, name: "1-0001.pdf")
    let lease = try #require(try LetterLease.take("I-1", in: house.house.custody.store, clock: { house.now }))
    try house.incidents.eraseDue(at: house.now, dataFolder: house.folder, holder: "one")
    #expect(folder.batches == [1, 2])
    try lease.release()
    try house.incidents.eraseDue(at: house.now, dataFolder: house.folder, holder: "one")
    #expect(folder.batches == [1] && folder.has(batch: 1, name: "1-0001.pdf"))
    // On a server that does not erase, too.
    try folder.keep([1], batch: 3, name: "1-0001.pdf")
    let other = try #require(
      try house.house.custody.store.acquireLease("erasure", holder: "other", for: 60_000, at: house.now))
    try house.incidents.eraseDue(at: house.now, dataFolder: house.folder, holder: "one")
    #expect(folder.batches == [1] && other.holder == "other")
  }

  /// Who was thought to be stopped, and is not, stops and leaves alone what the other makes.
  @Test func whoeverLostTheLeaseStops() throws {
    let house = try Self.house()
    let store = house.house.custody.store
    let folder = LetterFolder(dataFolder: house.folder, incident: "I-1")
    let later = Moment(milliseconds: house.now.milliseconds + 3_600_000)
    let lost = #expect(throws: ResponseFailure.self) {
      try Self.make(house, clock: { house.now }) { _, _ in
        _ = try? store.acquireLease("letters|I-1", holder: "other", for: 600_000, at: later)
        try? folder.keep([1], batch: 1, name: "1-0001.pdf")
      }
    }
    #expect(lost?.code == .busy)
    #expect(try folder.read(batch: 1, name: "1-0001.pdf") == [1])
    #expect(try house.incidents.letterBatches(of: "I-1").isEmpty)
  }

  /// Whoever works on is not taken for stopped.
  @Test func theLeaseIsHeldAsLongAsTheWorkGoesOn() throws {
    let house = try LetterHouse()
    let store = house.house.custody.store
    var minutes: Int64 = 0
    func moment() -> Moment { Moment(milliseconds: house.now.milliseconds + minutes * 60_000) }
    let lease = try #require(try LetterLease.take("I-1", in: store, clock: { moment() }))
    for _ in 0..<10 {
      minutes += 4
      try lease.keep()
      #expect(try store.acquireLease("letters|I-1", holder: "other", for: 1, at: moment()) == nil)
    }
    minutes += 11
    #expect(try store.acquireLease("letters|I-1", holder: "other", for: 600_000, at: moment()) != nil)
    #expect(#expect(throws: ResponseFailure.self) { try lease.keep() }?.code == .busy)
  }

  /// No two clients' lots have one name, whatever their ids are.
  @Test func lotsHaveNamesOfTheirOwn() {
    let ids = [
      "117", "支部", "本部", "__", "_", "a_b", "a b", "a.b", "a/b", "117-0001", "_5f", "../..", "A", "a",
      String(repeating: "長", count: 200), String(repeating: "長", count: 201),
    ]
    let names = ids.flatMap { id in [1, 2, 10_001].map { LetterFolder.lotName(.init(id), $0) } }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.utf8.count < 200 && !$0.contains("/") && !$0.hasPrefix(".") })
    #expect(LetterFolder.lotName(.init("117"), 1) == "117-0001.pdf")
  }

  /// Lots made before keep the names that the journal has.
  @Test func formerNamesAreStillRead() throws {
    let house = try Self.house()
    try Self.make(house, clock: { house.now })
    let folder = LetterFolder(dataFolder: house.folder, incident: "I-1")
    var batch = try #require(try house.incidents.letterBatches(of: "I-1").first)
    let pdf = try house.vault.open(try folder.read(batch: 1, name: "1-0001.pdf"), for: folder.place(1, "1-0001.pdf"))
    batch.number = 2
    batch.parts[0].lots[0].name = "__-0001.pdf"
    try folder.keep(try house.vault.seal(pdf, for: folder.place(2, "__-0001.pdf")), batch: 2, name: "__-0001.pdf")
    try house.house.custody.journal.append(
      LetterRegister.made(batch, in: "I-1"), at: house.now, by: "officer")
    try house.colleague().releaseLetters(
      2, of: "I-1", vault: house.vault, dataFolder: house.folder, at: house.now, take: { _, _ in })
    let lot = try house.incidents.releasedLot(
      "__-0001.pdf", of: 2, in: "I-1", vault: house.vault, dataFolder: house.folder)
    #expect(lot == pdf)
  }

  /// One person under two names is one person.
  @Test func theMakerIsRefusedInEitherGuise() throws {
    let house = try Self.house()
    try Self.make(house, clock: { house.now })
    let same = #expect(throws: ResponseFailure.self) {
      try house.colleague().releaseLetters(
        1, of: "I-1", as: ["officer", "login"], vault: house.vault, dataFolder: house.folder, at: house.now,
        take: { _, _ in })
    }
    #expect(same?.code == .samePerson)
  }
}
