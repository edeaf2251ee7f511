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
    let found = try store.write { session -> Int in
      var ring = OpenRing(ring)
      let register = KeyRegister(session: session)
      // Another process was quicker: its result is as good.
      guard let present = try register.find(key.id), present.proof == key.proof else { return 0 }
      var body = outcome.record.members
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
    return (outcome.record, found)
  }

  private func read(_ key: EscrowedKey, with opened: inout OpenRing) throws -> Attempt {
    try store.read { session in
      let register = VolumeRegister(session: session)
      let volume = try key.volume.flatMap { try register.find($0, of: key.device) }
      var attempt = Attempt(metadata: volume.map { "\($0.report.metadata)" } ?? "", asOf: volume?.reported)
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

/// A key and the metadata that it is tried on.
private struct Attempt {
  let metadata: String
  let asOf: Moment?
  var secret: SecretBytes?
  var copy: MetadataCopy?
  /// Why it cannot be tried.
  var failure: String?

  struct Outcome {
    let record: ProofRecord
    /// Other recovery passwords that the disk holds.
    var others: [IncomingKey] = []
  }

  func prove(_ key: EscrowedKey, at now: Moment) -> Outcome {
    guard failure == nil, let secret, let copy, let asOf else { return undecided(failure ?? "no_metadata", now) }
    do {
      let volume = try EncryptedVolume(reading: copy)
      // The device has shown other metadata since, and sent no copy of it.
      guard "\(volume.report.metadata)" == metadata else { return undecided("no_metadata", now) }
      switch (key.kind, volume) {
      case (.recoveryPassword, .bitLocker(let volume)):
        let password = try secret.withBytes { text in try RecoveryPassword(parsing: text) }
        let named = GUID(key.protector)
        let result = try BitLockerProver().prove(.recoveryPassword(password), protector: named, of: volume, in: copy)
        return Outcome(
          record: ProofRecord(result.proof, asOf: asOf, at: now),
          others: result.opened?.otherRecoveryPasswords.compactMap { Self.incoming($0, beside: key) } ?? [])
      case (.passphrase, .luks(let volume)):
        let result = try LUKSProver().prove(secret, slot: Int(key.protector), of: volume, in: copy)
        return Outcome(record: ProofRecord(result.proof, asOf: asOf, at: now))
      default:
        // A kind of key that this disk does not take.
        return undecided("unsupported", now)
      }
    } catch let failure as DiskEncryptionFailure {
      return undecided(failure.code.rawValue, now)
    } catch {
      // What is no recovery password never came in; a row that was changed would not have opened.
      return undecided("key", now)
    }
  }

  private func undecided(_ failure: String, _ now: Moment) -> Outcome {
    Outcome(record: ProofRecord(failure: failure, metadata: metadata, asOf: asOf ?? now, at: now))
  }

  private static func incoming(_ held: OpenedBitLocker.HeldPassword, beside key: EscrowedKey) -> IncomingKey? {
    held.password.map { password in
      IncomingKey(
        secret: password.withText { SecretBytes(copying: $0) }, kind: .recoveryPassword, device: key.device,
        volume: key.volume, protector: "\(held.protector)", source: .disk)
    }
  }
}
