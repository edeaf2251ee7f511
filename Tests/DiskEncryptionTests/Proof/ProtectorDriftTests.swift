import Testing

@testable import DiskEncryption

@Suite("Drift") struct ProtectorDriftTests {
  private func report(_ writer: BitLockerWriter) throws -> ProtectorReport {
    ProtectorReport(try BitLockerVolume(reading: writer.write().image))
  }

  private let before = BitLockerWriter(ways: [.tpm, .recovery(Fixture.passwordA)], isHollow: true)

  @Test func nothingChanged() throws {
    let drift = ProtectorDrift(from: try report(before), to: try report(before))
    #expect(drift.isEmpty)
  }

  @Test func anotherVolumeConcernsEveryKey() throws {
    var other = before
    other.seed = 2
    let drift = ProtectorDrift(from: try report(before), to: try report(other))
    #expect(drift.changes == [.volumeReplaced])
    #expect(drift.concerns("anything"))
  }

  /// Protectors of one volume over time, as a device would report them.
  @Test func additionsRemovalsAndReplacementsAreNamed() throws {
    let earlier = try Self.report(counter: 12, ["A": 3, "B": 6], "x")
    let later = try Self.report(counter: 20, ["A": 3, "B": 18, "C": 15], "y")
    #expect(ProtectorDrift(from: earlier, to: later).changes == [.changed("B"), .added("C")])
    #expect(ProtectorDrift(from: earlier, to: later).concerns("B"))
    #expect(!ProtectorDrift(from: earlier, to: later).concerns("A"))
    let gone = ProtectorDrift(from: later, to: try Self.report(counter: 22, ["A": 3, "B": 18], "z"))
    #expect(gone.changes == [.removed("C")])
    #expect(gone.concerns("C"))
  }

  @Test func goingBackInTimeIsNamed() throws {
    let newer = try Self.report(counter: 20, ["A": 3], "y")
    let older = try Self.report(counter: 12, ["A": 3], "x")
    #expect(ProtectorDrift(from: newer, to: older).changes.contains(.rolledBack))
    #expect(ProtectorDrift(from: newer, to: older).concerns("A"))
    let forked = try Self.report(counter: 20, ["A": 3], "other")
    #expect(ProtectorDrift(from: newer, to: forked).changes == [.rolledBack])
    #expect(ProtectorDrift(from: older, to: newer).changes == [.rewritten])
  }

  @Test func suspensionIsNamed() throws {
    let on = try Self.report(counter: 12, ["A": 3], "x")
    let off = try Self.report(counter: 14, ["A": 3, "clear": 13], "y", suspended: true)
    #expect(ProtectorDrift(from: on, to: off).changes == [.added("clear"), .suspended])
    let again = try Self.report(counter: 16, ["A": 3], "z")
    #expect(ProtectorDrift(from: off, to: again).changes == [.removed("clear"), .resumed])
  }

  @Test func aSlotOfLUKSThatWasMadeAnewIsNamed() throws {
    let before = try EncryptedVolume(reading: Fixture.copy("luks2-slot1")).report
    let after = try EncryptedVolume(reading: Fixture.copy("luks2-drifted-slot1")).report
    let drift = ProtectorDrift(from: before, to: after)
    #expect(drift.changes == [.changed("1")])
    #expect(drift.concerns("1") && !drift.concerns("0"))
  }

  private static func report(
    counter: UInt64, _ protectors: [String: UInt64], _ content: String, suspended: Bool = false
  ) throws -> ProtectorReport {
    ProtectorReport(
      system: .bitLocker, volume: "V", cipher: "aes-xts-128",
      protectors: protectors.map { id, counter in
        ProtectorReport.Entry(id: id, kind: "recovery_password", created: nil, counter: counter, fingerprint: nil)
      }.sorted { $0.id < $1.id }, counter: counter, metadata: .init(hashing: Array(content.utf8)),
      isSuspended: suspended)
  }
}
