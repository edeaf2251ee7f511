import CanonicalForms
import DiskEncryption
import Storage

extension KeyEscrow {
  /// What one round did.
  package struct Round: Sendable, Hashable {
    package var proved = 0
    package var refused = 0
    /// Keys that could not be tried.
    package var undecided = 0
    /// Keys that were found on disks that others had opened.
    package var found = 0
    /// Keys that are still to be proved.
    package var left = 0
    /// Requests whose time was over.
    package var expired = 0
  }

  /// Does what is due: proves keys again, at most so many; closes requests whose time is over; tries the canary once a day.
  /// Several processes may do so at once: a result is kept by whoever comes first.
  package func round(at now: Moment, atMost limit: Int = 20, by actor: String = "hikae") throws -> Round {
    var round = Round()
    round.expired = try closeExpired(by: actor, at: now)
    try tryCanary(by: actor, at: now)
    // Without its key nothing can be tried, and that is one alarm, not one a key.
    let canTry = try canary()?.isGood != false
    let due = canTry ? try store.read { try KeyRegister(session: $0).due(at: now, limit: limit) } : []
    var opened = OpenRing(ring)
    for key in due {
      let result = try prove(key, with: &opened, by: actor, at: now)
      switch result.record.verdict {
      case .proved: round.proved += 1
      case .refused: round.refused += 1
      case .undecided: round.undecided += 1
      }
      round.found += result.found
    }
    round.left = try store.read { try KeyRegister(session: $0).countDue(at: now) }
    return round
  }

  /// Proves one key now, against the metadata that is kept.
  /// - Throws: `EscrowFailure`: `unknown_key`, `no_metadata`.
  package func prove(_ id: EscrowedKey.ID, by actor: String, at now: Moment) throws -> ProofRecord {
    guard let key = try key(id) else { throw EscrowFailure(.unknownKey) }
    guard let volume = key.volume,
      try store.read({ try VolumeRegister(session: $0).find(volume, of: key.device) }) != nil
    else { throw EscrowFailure(.noMetadata) }
    var opened = OpenRing(ring)
    return try prove(key, with: &opened, by: actor, at: now).record
  }

  /// Takes a device's word that its own system accepts a key: all there is for FileVault.
  package func attest(
    _ id: EscrowedKey.ID, _ attestation: DeviceAttestation, by actor: String, at now: Moment
  ) throws -> ProofRecord {
    let outcome = ProofRecord(attestation.proof, asOf: attestation.at, at: now)
    try store.write { session in
      guard let key = try KeyRegister(session: session).find(id) else { throw EscrowFailure(.unknownKey) }
      var body = outcome.members
      body["escrow"] = .string(id.text)
      body["device"] = .string(key.device)
      body["volume"] = JSON(key.volume)
      try record("key.proved", .object(body), by: actor, at: now, in: session)
    }
    return outcome
  }

  private func prove(
    _ key: EscrowedKey, with opened: inout OpenRing, by actor: String, at now: Moment
  ) throws -> (record: ProofRecord, found: Int) {
    // Read first, prove without a transaction: it takes a while.
    let attempt = try read(key, with: &opened)
    let outcome = attempt.prove(key, at: now)
    return (outcome.record, try settle(outcome, of: key, by: actor, at: now))
  }

  /// Writes a result down, unless another process was quicker: its result is as good.
  /// - Parameter more: what else the entry says.
  /// - Returns: how many keys were found on the disk.
  func settle(
    _ outcome: ProofAttempt.Outcome, of key: EscrowedKey, saying more: [String: JSON] = [:], by actor: String,
    at now: Moment
  ) throws -> Int {
    try store.write { session in
      var ring = OpenRing(ring)
      guard let present = try KeyRegister(session: session).find(key.id), present.proof == key.proof else { return 0 }
      var body = outcome.record.members.merging(more) { own, _ in own }
      body["escrow"] = .string(key.id.text)
      body["device"] = .string(key.device)
      body["volume"] = JSON(key.volume)
      try record("key.proved", .object(body), by: actor, at: now, in: session)
      if outcome.record.verdict == .refused, key.proved != nil, key.drifted == nil {
        try record(
          "key.drifted",
          [
            "escrow": .string(key.id.text), "device": .string(key.device), "volume": JSON(key.volume),
            "change": "refused",
          ], by: actor, at: now, in: session)
      }
      var count = 0
      for other in outcome.others {
        guard case .added = try keep(other, with: &ring, by: actor, at: now, in: session) else { continue }
        count += 1
      }
      try confirmRotations(of: key.device, by: actor, at: now, in: session)
      return count
    }
  }

  /// A key and the metadata that it is tried on; what is missing is said in it.
  func read(_ key: EscrowedKey, with opened: inout OpenRing) throws -> ProofAttempt {
    try store.read { session in
      let register = VolumeRegister(session: session)
      let volume = try key.volume.flatMap { try register.find($0, of: key.device) }
      var attempt = ProofAttempt(metadata: volume.map { "\($0.report.metadata)" } ?? "", asOf: volume?.reported)
      attempt.isRolledBack = volume?.rolledBack != nil
      guard let volume else {
        attempt.failure = EscrowFailure.Code.noMetadata.rawValue
        return attempt
      }
      do {
        let part = volume.report.system == .bitLocker ? "" : key.protector
        attempt.copy = try register.copy(
          of: key.device, volume: volume.report.volume, part: part, with: &opened)
        attempt.secret = try SecretRegister(session: session).open(key, with: &opened)
        if attempt.copy == nil { attempt.failure = EscrowFailure.Code.noMetadata.rawValue }
      } catch let failure as EscrowFailure {
        attempt.failure = failure.code.rawValue
      } catch let failure as DiskEncryptionFailure {
        attempt.failure = failure.code.rawValue
      }
      return attempt
    }
  }
}
