import CanonicalForms
import DiskEncryption

/// A key and the metadata that it is tried on.
struct ProofAttempt {
  /// nil when none is known.
  let volume: String?
  let metadata: String
  let asOf: Moment?
  /// That moment is what a person says.
  var isClaimed = false
  /// The device shows older metadata than these.
  var isRolledBack = false
  var secret: SecretBytes?
  var copy: MetadataCopy?
  /// Why it cannot be tried.
  var failure: String?

  struct Outcome {
    let record: ProofRecord
    /// What it was tried on.
    var volume: String?
    /// What the record is made of, and the volume that was opened; nil when the key was not tried or is refused.
    var proof: KeyProof?
    var opened: OpenedVolume?
    /// Other recovery passwords that the disk holds.
    var others: [IncomingKey] = []
  }

  /// What all attempts together say: proved by the first volume that it opens; undecided while there is one on which it could
  /// not be tried; refused when every one refuses it.
  static func best(of attempts: [ProofAttempt], _ key: EscrowedKey, at now: Moment) -> Outcome {
    var best: Outcome?
    for attempt in attempts {
      let outcome = attempt.prove(key, at: now)
      if outcome.record.verdict == .proved { return outcome }
      if best == nil || (best?.record.verdict == .refused && outcome.record.verdict == .undecided) { best = outcome }
    }
    return best ?? ProofAttempt(volume: nil, metadata: "", asOf: nil).undecided("no_metadata", now)
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
          record: ProofRecord(result.proof, asOf: asOf, isClaimed: isClaimed, at: now), volume: self.volume,
          proof: result.proof,
          opened: result.opened.map { .bitLocker($0) },
          others: result.opened?.otherRecoveryPasswords.compactMap { incoming($0, beside: key) } ?? [])
      case (.passphrase, .luks(let volume)):
        let result = try LUKSProver().prove(secret, slot: Int(key.protector), of: volume, in: copy)
        return Outcome(
          record: ProofRecord(result.proof, asOf: asOf, isClaimed: isClaimed, at: now), volume: self.volume,
          proof: result.proof,
          opened: result.opened.map { .luks($0) })
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
    Outcome(record: ProofRecord(failure: failure, metadata: metadata, asOf: asOf ?? now, at: now), volume: volume)
  }

  private func incoming(_ held: OpenedBitLocker.HeldPassword, beside key: EscrowedKey) -> IncomingKey? {
    held.password.map { password in
      IncomingKey(
        secret: password.withText { SecretBytes(copying: $0) }, kind: .recoveryPassword, device: key.device,
        volume: volume ?? key.volume, protector: "\(held.protector)", source: .disk)
    }
  }
}
