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
    /// Nothing could be tried: the key-encryption key is not there.
    package var isBlocked = false
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
    round.isBlocked = !canTry
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
  /// - Throws: `EscrowFailure`: `unknown_key`, `no_metadata`, `sealed_to_custodians`.
  package func prove(_ id: EscrowedKey.ID, by actor: String, at now: Moment) throws -> ProofRecord {
    guard let key = try key(id) else { throw EscrowFailure(.unknownKey) }
    guard key.sealing == nil else { throw EscrowFailure(.sealedToCustodians) }
    let isKnown = try store.read { session in
      let register = VolumeRegister(session: session)
      if key.isUnbound, try register.hasCopy(of: key.device, volume: nil) { return true }
      return try key.volume.flatMap { try register.find($0, of: key.device) } != nil
    }
    guard isKnown else { throw EscrowFailure(.noMetadata) }
    var opened = OpenRing(ring)
    return try prove(key, with: &opened, by: actor, at: now).record
  }

  /// Takes a device's word that its own system accepts a key: all there is for FileVault.
  /// - Parameter isClaimed: the time of it is what a person says.
  /// - Throws: `EscrowFailure`: `unknown_key`, `seen_time` for a time that has not come.
  package func attest(
    _ id: EscrowedKey.ID, _ attestation: DeviceAttestation, isClaimed: Bool = false, by actor: String, at now: Moment
  ) throws -> ProofRecord {
    guard attestation.at <= now else { throw EscrowFailure(.seenTime) }
    let outcome = ProofRecord(attestation.proof, asOf: attestation.at, isClaimed: isClaimed, at: now)
    let isSealed = try store.write { session in
      guard let key = try KeyRegister(session: session).find(id) else { throw EscrowFailure(.unknownKey) }
      var body = outcome.members
      body["escrow"] = .string(id.text)
      body["device"] = .string(key.device)
      body["volume"] = JSON(key.volume)
      try record("key.proved", .object(body), by: actor, at: now, in: session)
      guard outcome.verdict == .proved else { return false }
      var ring = OpenRing(ring)
      return try sealIfRuled(id, with: &ring, by: actor, at: now, in: session)
    }
    if isSealed { try store.sweep() }
    return outcome
  }

  private func prove(
    _ key: EscrowedKey, with opened: inout OpenRing, by actor: String, at now: Moment
  ) throws -> (record: ProofRecord, found: Int) {
    // Read first, prove without a transaction: it takes a while.
    let outcome = ProofAttempt.best(of: try attempts(of: key, with: &opened), key, at: now)
    return (outcome.record, try settle(outcome, of: key, by: actor, at: now))
  }

  /// Everything that a key is tried on: the volume that it belongs to; before that is known, every one that could be.
  private func attempts(of key: EscrowedKey, with opened: inout OpenRing) throws -> [ProofAttempt] {
    guard key.isUnbound else { return [try read(key, with: &opened)] }
    let places = try store.read { session -> [(volume: String, part: String)] in
      let register = VolumeRegister(session: session)
      return try register.all(of: key.device).filter { key.fits($0.report.system) }.flatMap { kept in
        let volume = kept.report.volume
        let isNamed = !key.protector.isEmpty
        guard !isNamed || kept.report.protectors.contains(where: { $0.id == key.protector }) else {
          return [(volume: String, part: String)]()
        }
        if kept.report.system == .bitLocker { return [(volume, "")] }
        let parts = isNamed ? [key.protector] : try register.parts(of: key.device, volume: volume)
        return parts.isEmpty ? [(volume, "")] : parts.map { (volume, $0) }
      }
    }
    guard !places.isEmpty else { return [try read(key, with: &opened)] }
    var all: [ProofAttempt] = []
    for place in places { all.append(try read(key, on: place.volume, part: place.part, with: &opened)) }
    return all
  }

  /// Writes a result down, unless another process was quicker: its result is as good.
  /// - Parameter more: what else the entry says.
  /// - Returns: how many keys were found on the disk.
  func settle(
    _ outcome: ProofAttempt.Outcome, of key: EscrowedKey, saying more: [String: JSON] = [:], by actor: String,
    at now: Moment
  ) throws -> Int {
    let (count, isSealed) = try store.write { session in
      var ring = OpenRing(ring)
      guard let present = try KeyRegister(session: session).find(key.id), present.proof == key.proof else {
        return (0, false)
      }
      var body = outcome.record.members.merging(more) { own, _ in own }
      body["escrow"] = .string(key.id.text)
      body["device"] = .string(key.device)
      body["volume"] = JSON(outcome.volume ?? key.volume)
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
      if outcome.record.verdict == .proved, let volume = outcome.volume ?? key.volume {
        try dropStaleCopies(of: key.device, volume: volume, with: &ring, in: session)
      }
      try confirmRotations(of: key.device, by: actor, at: now, in: session)
      guard outcome.record.verdict == .proved else { return (count, false) }
      return (count, try sealIfRuled(key.id, with: &ring, by: actor, at: now, in: session))
    }
    // The log of changes has the row as it was, which the server's key opens.
    if isSealed { try store.sweep() }
    return count
  }

  /// A key and the metadata that it is tried on; what is missing is said in it.
  /// - Parameters: the volume that it is tried on, and of LUKS the slot whose area the copy has; nil for its own.
  func read(
    _ key: EscrowedKey, on volume: String? = nil, part: String? = nil, with opened: inout OpenRing
  ) throws -> ProofAttempt {
    try store.read { session in
      let register = VolumeRegister(session: session)
      let named = volume ?? key.volume
      let volume = try named.flatMap { try register.find($0, of: key.device) }
      var attempt = ProofAttempt(
        volume: named, metadata: volume.map { "\($0.report.metadata)" } ?? "", asOf: volume?.reported)
      attempt.isClaimed = volume?.isClaimed == true
      attempt.isRolledBack = volume?.rolledBack != nil
      guard let volume else {
        attempt.failure = EscrowFailure.Code.noMetadata.rawValue
        return attempt
      }
      do {
        let part = part ?? (volume.report.system == .bitLocker ? "" : key.protector)
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
