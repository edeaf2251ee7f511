import CanonicalForms
import Contents
import Cryptography
import PersonalData
import Testing

@testable import Observations

@Suite("Batches")
struct BatchTests {
  static let digest = SHA256Digest(hashing: Array("content".utf8))

  static let profile = ContentProfile(
    sha256: digest, size: 4_096, recogniser: 1,
    persons: [
      PersonEntry(
        keys: [IdentityKey(kind: .nameBirth, high: 1, low: 2), IdentityKey(kind: .nameOnly, high: 3, low: 4)],
        fields: FieldSet([.name, .birthDate]), hints: [0]),
      PersonEntry(keys: [IdentityKey(kind: .email, high: .max, low: 0)], fields: FieldSet([.email])),
    ], records: 3, hints: [OrganisationHint(kind: .insurerNumber, scope: .person, value: "06139463", people: 1)],
    unreadParts: [UnreadPart(place: "[秘密]", reason: .password)])

  /// Every kind of fact once.
  static let facts: [Fact] = [
    .booted(boot: boot), .watchStarted(root: "/home"), .scanStarted(root: "/home"),
    .found(
      FoundFile(
        path: "/home/名簿.csv", size: 4_096, modified: Moment(milliseconds: 1), changed: Moment(milliseconds: -2),
        fileID: 77, firstSeen: Moment(milliseconds: -3), what: .content(digest))),
    .profiled(
      sha256: digest, recogniser: 1, people: 2, digest: SHA256Digest(hashing: ProfileMessage.encode(profile))),
    .found(FoundFile(path: "/home/b.zip", size: 0, what: .unread(.password))), .cleared(path: "/home/c"),
    .scanFinished(root: "/home", counts: ScanCounts(files: 10, bytes: 1 << 40, silent: 7, unread: 1)),
    .written(path: "/home/d"), .moved(from: "/home/d", to: "/home/e", isFolder: true),
    .copied(from: "/a", to: "/b", size: nil), .gone(path: "/home/e", isFolder: false),
    .named(path: "/x", size: 5, sha256: digest), .named(path: "/y", size: nil, sha256: nil),
    .missed(root: "/home", since: Moment(milliseconds: 9), reason: .queueOverflow),
    .watchStopped(root: "/home", reason: .unmounted), .slept, .woke(milliseconds: 5_000),
    .clockJumped(milliseconds: -3_600_000), .mediumAttached(id: "u1", label: "USB", mountPoint: "/media/usb"),
    .mediumDetached(id: "u1"), .network(name: "office"), .heartbeat(queued: 3, dropped: 0), .shutDown,
  ]

  static let boot: BootID = BootID(Array(0..<16)) ?? { fatalError("16 bytes") }()

  static func batch(_ facts: [Fact] = facts, first: UInt64 = 1, after chain: RecordChain = .start) throws -> Batch {
    let records = facts.enumerated().map { place, fact in
      Observation(
        sequence: first + UInt64(place), time: Moment(milliseconds: Int64(place) * 1_000), uptime: Int64(place),
        fact: fact)
    }
    return try #require(
      Batch(
        device: "PC-1", epoch: 2, boot: boot, records: records, after: chain, sealed: Moment(milliseconds: 99_000),
        sealedUptime: 99, lastCheckpoint: "log\n1\nroot\n",
        profiles: facts == Self.facts ? [ProfileMessage.encode(profile)] : []))
  }

  @Test func roundTrip() throws {
    var batch = try Self.batch()
    batch.signature = Array(repeating: 7, count: 64)
    #expect(try Batch(from: batch.bytes) == batch)
    var tombstone = batch
    tombstone.body = .tombstone(reason: .dropped)
    tombstone.profiles = []
    #expect(try Batch(from: tombstone.bytes) == tombstone)
    var profile = Self.profile
    profile.fieldCounts = [:]
    #expect(try ProfileMessage.decode(ProfileMessage.encode(profile)) == profile)
    let receipt = Receipt(
      entry: 12, device: "PC-1", epoch: 2, firstSequence: 1, lastSequence: 24, missing: [30...40, 50...50],
      checkpoint: "log\n", nextSeconds: 300, mostRecords: 500)
    #expect(try Receipt(from: receipt.bytes) == receipt)
  }

  @Test func recordsThatDoNotFollowEachOtherAreNoBatch() throws {
    let batch = try Self.batch()
    guard case .records(var records) = batch.body else { return }
    records.remove(at: 3)
    #expect(
      Batch(
        device: "PC-1", epoch: 1, boot: Self.boot, records: records, after: .start, sealed: .now, sealedUptime: 0)
        == nil)
    var holed = batch
    holed.body = .records(records)
    #expect(throws: BatchFailure(.sequence)) { try Batch(from: holed.bytes) }
    var changed = batch
    changed.after = RecordChain(head: Self.digest)
    #expect(throws: BatchFailure(.chain)) { try Batch(from: changed.bytes) }
    var without = batch
    without.profiles = []
    #expect(throws: BatchFailure(.profiles)) { try Batch(from: without.bytes) }
    var twice = batch
    twice.profiles += batch.profiles
    #expect(throws: BatchFailure(.profiles)) { try Batch(from: twice.bytes) }
  }

  /// No part of a batch is a batch, and no changed record passes for the one that was sealed.
  @Test func damage() throws {
    let batch = try Self.batch()
    let bytes = batch.bytes
    for length in bytes.indices {
      #expect(throws: BatchFailure.self) { try Batch(from: Array(bytes.prefix(length))) }
    }
    for place in bytes.indices {
      for bit in [0x01, 0x80] as [UInt8] {
        var damaged = bytes
        damaged[place] ^= bit
        guard let read = try? Batch(from: damaged) else { continue }
        // What is not under the chain is under the signature.
        #expect(read.body == batch.body || read.before != batch.before, "byte \(place)")
        #expect(read.signedBytes != batch.signedBytes || read.signature != Array(repeating: 0, count: 64))
      }
    }
    let message = ProfileMessage.encode(Self.profile)
    for length in message.indices {
      #expect(throws: BatchFailure.self) { try ProfileMessage.decode(Array(message.prefix(length))) }
    }
    for place in message.indices {
      var damaged = message
      damaged[place] ^= 0xFF
      _ = try? ProfileMessage.decode(damaged)
    }
  }

  /// The bytes of a record are a promise: the chains of devices rest on them.
  @Test func theChainIsWhatItWas() throws {
    let head = try Self.batch().after.head.description
    #expect(head == "4c99af76685249b54516777a7da9bd69b4bb9901e71ce198a41c543fd26b0747")
  }
}
