import CanonicalForms
import Dispatch
import Storage
import Synchronization
import TestDatabases
import Testing

@Suite(.onEveryEngine) final class LeaseTests {
  private let database: TestDatabase
  private let store: Store

  init() throws {
    database = try TestDatabase()
    store = try Store(database.address, creating: true, migrations: [.journal, .leases])
  }

  private func at(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }

  @Test func oneHoldsItAtATime() throws {
    let first = try #require(try store.acquireLease("log", holder: "a", for: 100, at: at(0)))
    #expect(first.token == 1)
    #expect(first.expires == at(100))
    #expect(try store.acquireLease("log", holder: "b", for: 100, at: at(99)) == nil)
    #expect(try store.acquireLease("other", holder: "b", for: 100, at: at(99)) != nil)
    // Asked for again by its holder it stays the same one.
    #expect(try store.acquireLease("log", holder: "a", for: 100, at: at(50))?.token == 1)
    let second = try #require(try store.acquireLease("log", holder: "b", for: 100, at: at(150)))
    #expect(second.token == 2)
    #expect(try store.renew(first, for: 100, at: at(151)) == nil)
    #expect(try store.release(first) == false)
    #expect(try store.renew(second, for: 100, at: at(200))?.expires == at(300))
    #expect(try store.release(second))
    #expect(try store.acquireLease("log", holder: "a", for: 100, at: at(201))?.token == 3)
  }

  @Test func aLeaseThatIsOverIsRenewedUnlessTaken() throws {
    let lease = try #require(try store.acquireLease("log", holder: "a", for: 100, at: at(0)))
    #expect(try store.renew(lease, for: 100, at: at(500))?.token == lease.token)
  }

  /// A holder that was away too long, and starts again under its own name, has no right to its old token.
  @Test func aHolderThatComesBackIsANewOne() throws {
    let lease = try #require(try store.acquireLease("log", holder: "a", for: 100, at: at(0)))
    let again = try #require(try store.acquireLease("log", holder: "a", for: 100, at: at(100)))
    #expect(again.token == 2)
    #expect(throws: StorageFailure.self) { try store.write { try $0.require(lease) } }
    try store.write { try $0.require(again) }
  }

  /// Processes whose clocks are wrong and which stop at any moment. As long as clocks agree no two think that they hold
  /// the lease; however wrong they are, what is written comes under tokens that never go back.
  @Test(arguments: 0..<12) func neverTwo(seed: UInt64) throws {
    var random = SystemOfSeed(seed)
    let skew: [Int64] = (0..<4).map { _ in seed % 2 == 0 ? 0 : Int64.random(in: -300...300, using: &random) }
    var held: [Lease?] = [nil, nil, nil, nil]
    var now: Int64 = 1_000
    var written: [Int64] = []
    for _ in 0..<120 {
      now += Int64.random(in: 0...60, using: &random)
      let process = Int.random(in: 0..<4, using: &random)
      let clock = at(now + skew[process])
      switch Int.random(in: 0..<6, using: &random) {
      case 0, 1:
        if let lease = try store.acquireLease("log", holder: "p\(process)", for: 100, at: clock) {
          held[process] = lease
        }
      case 2: if let lease = held[process] { held[process] = try store.renew(lease, for: 100, at: clock) }
      case 3:
        if let lease = held[process] { try store.release(lease) }
        held[process] = nil
      default:
        // Works on although its time may be over: it was stopped, or its clock is behind.
        guard let lease = held[process] else { break }
        do {
          try store.write { try $0.require(lease) }
          written.append(lease.token)
        } catch let failure as StorageFailure where failure.code == .fenced {
          held[process] = nil
        }
      }
      if skew.allSatisfy({ $0 == 0 }) {
        let holders = held.compactMap { $0 }.filter { $0.expires > at(now) }
        #expect(holders.count <= 1, "seed \(seed)")
      }
    }
    #expect(written == written.sorted(), "seed \(seed)")
    #expect(!written.isEmpty, "seed \(seed)")
  }

  /// Two connections that want it at the same moment, again and again.
  @Test func twoAtOnceGetItOnce() throws {
    let stores = try (0..<2).map { _ in
      try Store(database.address, creating: false, migrations: [.journal, .leases])
    }
    for round in 0..<30 {
      let got = Mutex<[Lease]>([])
      DispatchQueue.concurrentPerform(iterations: 2) { process in
        do {
          let moment = Moment(milliseconds: Int64(round) * 1000)
          if let lease = try stores[process].acquireLease("log", holder: "p\(process)", for: 500, at: moment) {
            got.withLock { $0.append(lease) }
          }
        } catch {
          Issue.record(error)
        }
      }
      let leases = got.withLock { $0 }
      #expect(leases.count == 1)
      #expect(leases.first.map { $0.token > Int64(round / 2) } == true)
    }
  }
}

/// SplitMix64: the same seed gives the same course of events.
struct SystemOfSeed: RandomNumberGenerator {
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
