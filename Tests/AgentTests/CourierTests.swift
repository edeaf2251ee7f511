import Observations
import Testing

@testable import Agent

@Suite("The courier")
struct CourierTests {
  static func receipt(next: Int, most: Int = 1_000) -> Receipt {
    Receipt(entry: 1, device: "d", epoch: 1, firstSequence: 1, lastSequence: 1, nextSeconds: next, mostRecords: most)
  }

  @Test func waitsForAgeOrNumberOrUrgency() {
    var courier = Courier()
    #expect(courier.handle(.pending(0, since: 0), at: 0) == .none)
    #expect(courier.nextDue == nil)
    #expect(courier.handle(.pending(5, since: 0), at: 29_999) == .none)
    #expect(courier.nextDue == 30_000)
    #expect(courier.handle(.pending(5, since: 0), at: 30_000) == .send)
    #expect(courier.handle(.pending(5_000, since: 0), at: 90_000) == .none, "one at a time")
    #expect(courier.handle(.answered(.accepted(nil), chance: 0), at: 91_000) == .none)
    #expect(courier.handle(.pending(5_000, since: 90_000), at: 91_000) == .send)
    #expect(courier.handle(.answered(.accepted(nil), chance: 0), at: 92_000) == .none)
    #expect(courier.handle(.pending(3, since: 92_000), at: 92_000) == .none)
    #expect(courier.handle(.urgent, at: 92_001) == .send)
    var full = Courier()
    #expect(full.handle(.pending(1_000, since: 0), at: 1) == .send)
  }

  @Test func obeysTheServersInterval() {
    var courier = Courier()
    #expect(courier.handle(.pending(2_000, since: 0), at: 0) == .send)
    #expect(courier.handle(.answered(.accepted(Self.receipt(next: 120, most: 200)), chance: 0.5), at: 1_000) == .none)
    #expect(courier.mostRecords == 200)
    #expect(courier.handle(.pending(2_000, since: 0), at: 120_999) == .none)
    #expect(courier.nextDue == 121_000)
    #expect(courier.handle(.pending(2_000, since: 0), at: 121_000) == .send)
    #expect(courier.handle(.answered(.accepted(Self.receipt(next: 600)), chance: 0), at: 122_000) == .none)
    // A medium was put in: that does not wait.
    #expect(courier.handle(.pending(1, since: 122_000), at: 122_000) == .none)
    #expect(courier.handle(.urgent, at: 122_001) == .send)
  }

  @Test(arguments: [0.0, 0.3, 1.0])
  func backsOffWithJitter(chance: Double) {
    var courier = Courier()
    #expect(courier.handle(.pending(2_000, since: 0), at: 0) == .send)
    var now: Int64 = 0
    var waits: [Int64] = []
    for _ in 0..<14 {
      #expect(courier.handle(.answered(.unreachable("no"), chance: chance), at: now) == .none)
      guard case .waiting(let until) = courier.state else { return #expect(Bool(false)) }
      waits.append(until - now)
      #expect(courier.handle(.pending(2_000, since: 0), at: until - 1) == .none)
      #expect(courier.handle(.urgent, at: until - 1) == .none)
      now = until
      #expect(courier.handle(.pending(2_000, since: 0), at: now) == .send)
    }
    #expect(waits[0] == 2_500 + Int64(chance * 2_500))
    #expect(waits[1] == 2 * waits[0])
    #expect(waits.allSatisfy { $0 <= 900_000 } && waits[13] >= 450_000)
    #expect(courier.trouble == "no")
    _ = courier.handle(.answered(.accepted(nil), chance: 0), at: now)
    #expect(courier.failures == 0 && courier.trouble == nil)
  }

  @Test func aBusyServerSaysWhen() {
    var courier = Courier()
    _ = courier.handle(.pending(2_000, since: 0), at: 0)
    _ = courier.handle(.answered(.busy(retryAfter: 300), chance: 1), at: 1_000)
    #expect(courier.state == .waiting(until: 1_000 + 375_000))
    #expect(courier.handle(.pending(2_000, since: 0), at: 376_000) == .send)
  }

  @Test func refusalsThatAPersonMustEnd() {
    for answer in [Courier.Answer.forbidden(.unknown), .conflict, .malformed] {
      var courier = Courier()
      _ = courier.handle(.pending(2_000, since: 0), at: 0)
      _ = courier.handle(.answered(answer, chance: 0), at: 0)
      #expect(courier.state == .waiting(until: 3_600_000) && courier.trouble != nil)
    }
    var large = Courier()
    _ = large.handle(.pending(2_000, since: 0), at: 0)
    _ = large.handle(.answered(.tooLarge, chance: 0), at: 0)
    #expect(large.mostRecords == 500)
  }

  /// A batch that a slow line does not carry in time is made smaller, and grows again only slowly.
  @Test func aSlowLineGetsSmallerBatches() {
    #expect(ServerCarrier.meaning(of: .init(status: 408, body: [], retryAfter: nil)) == .tooSlow)
    var courier = Courier()
    var now: Int64 = 0
    for _ in 0..<3 {
      #expect(courier.handle(.pending(2_000, since: 0), at: now) == .send)
      _ = courier.handle(.answered(.tooSlow, chance: 0), at: now)
      now += 3_600_000
    }
    #expect(courier.mostBytes == Courier.mostBytes / 8 && courier.mostRecords == 125)
    #expect(courier.trouble == "the line is too slow for a batch of this size")
    #expect(courier.handle(.pending(2_000, since: 0), at: now) == .send)
    _ = courier.handle(.answered(.accepted(Self.receipt(next: 0)), chance: 0), at: now)
    #expect(courier.mostBytes == Courier.mostBytes / 8 / 8 * 9)
    for _ in 0..<60 { _ = courier.handle(.answered(.tooSlow, chance: 0), at: now) }
    #expect(courier.mostBytes == 64 << 10 && courier.mostRecords == 1)
  }

  @Test func answersOfTheServer() {
    func meaning(_ status: Int, _ body: [UInt8] = [], retry: Int? = nil) -> Courier.Answer {
      ServerCarrier.meaning(of: .init(status: status, body: body, retryAfter: retry))
    }
    let receipt = Self.receipt(next: 5)
    #expect(meaning(200, receipt.bytes) == .accepted(receipt))
    #expect(meaning(503, retry: 7) == .busy(retryAfter: 7) && meaning(429) == .busy(retryAfter: nil))
    #expect(meaning(401) == .forbidden(.expired) && meaning(403) == .forbidden(.unknown))
    #expect(meaning(403, Array("{\"code\":\"certificate_revoked\"}".utf8)) == .forbidden(.revoked))
    #expect(meaning(403, Array("{\"code\":\"epoch_closed\"}".utf8)) == .forbidden(.closed))
    #expect(meaning(409) == .conflict)
    #expect(meaning(413) == .tooLarge && meaning(400) == .malformed)
    if case .unreachable = meaning(200, [1, 2]) {} else { #expect(Bool(false)) }
    if case .unreachable = meaning(302) {} else { #expect(Bool(false)) }
  }
}

@Suite("The outbox")
struct OutboxTests {
  @Test func theSameBytesUntilTheReceiptAndHolesOfWhatWasSent() throws {
    let folder = try ScratchFolder()
    let key = SpoolTests.key
    func chain(_ byte: UInt8) -> RecordChain {
      var chain = RecordChain.start
      chain.append([byte])
      return chain
    }
    do {
      let outbox = try Outbox(folder: folder.path, key: key)
      for number in UInt8(0)..<5 {
        let first = UInt64(number) * 10 + 1
        try outbox.put(
          .init(
            bytes: [number], first: first, last: first + 9, before: chain(number), after: chain(number + 1), isNew: true
          ))
        #expect(try Outbox(folder: folder.path, key: key).waiting == outbox.waiting, "it survives a restart")
        try outbox.clear(isAcknowledged: true)
      }
    }
    let outbox = try Outbox(folder: folder.path, key: key)
    #expect(outbox.waiting == nil && outbox.nextHole() == nil)
    outbox.note(missing: [11...30, 60...70], below: 51)
    let hole = try #require(outbox.nextHole())
    #expect(hole.first == 11 && hole.last == 30 && hole.before == chain(1) && hole.after == chain(3))
    #expect(outbox.nextHole() == nil)
  }
}

@Suite("What an earlier enrolment left")
struct LaneTests {
  /// Away for longer than the certificate lasted, enrolled anew: what was seen meanwhile goes first, under its own epoch.
  @Test func goesUnderItsOwnEpoch() throws {
    let folder = try ScratchFolder()
    let state = StateFolder(folder.path)
    for epoch in 1...3 {
      let spool = try Spool(folder: state.spool(epoch: epoch), key: SpoolTests.key, boot: SpoolTests.boot)
      for number in 0..<epoch * 2 { try spool.append(SpoolTests.entry(Int64(number)), isBulk: false) }
      #expect(spool.sync())
      guard epoch == 2, let stretch = spool.next(most: 100) else { continue }
      try spool.acknowledge(through: stretch.last, after: stretch.after)
    }
    let left = Lane.left(in: state, before: 3, key: SpoolTests.key, boot: SpoolTests.boot, limits: .init())
    #expect(left.lanes.map(\.epoch) == [1] && left.damaged.isEmpty, "nothing waits in the second")
    #expect(left.lanes.first?.spool.pending == 2)
    let other = [UInt8](repeating: 9, count: 32)
    let closed = Lane.left(in: state, before: 3, key: other, boot: SpoolTests.boot, limits: .init())
    #expect(
      closed.lanes.isEmpty && closed.damaged.count == 1, "a spool that does not open is not passed over in silence")
  }
}
