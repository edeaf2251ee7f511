import CanonicalForms
import DiskEncryption
import Storage

/// Keys that devices make for slots of their own.
extension KeyEscrow {
  /// Work that a device's own slot may ask for: it comes from the device, and is done while the device waits.
  private static let mostIterations: UInt64 = 10_000

  /// Takes a device's new key in, if it opens the slot that it is said to be of. What does not is not kept: no key takes the
  /// place of another before it is proved.
  /// - Returns: whether it is kept, and proved against the metadata that the device shows.
  func keepOwn(
    _ secret: SecretBytes, volume: String, slot: Int, of caller: DeviceCaller, at now: Moment
  ) throws -> Bool {
    let opened = try store.read { session -> (KeptVolume, MetadataCopy)? in
      var ring = OpenRing(ring)
      let register = VolumeRegister(session: session)
      guard let kept = try register.find(volume, of: caller.device), kept.rolledBack == nil,
        let copy = try register.copy(of: caller.device, volume: volume, part: String(slot), with: &ring)
      else { return nil }
      return (kept, copy)
    }
    guard let (kept, copy) = opened, case .luks(let luks) = try EncryptedVolume(reading: copy),
      EncryptedVolume.luks(luks).report.metadata == kept.report.metadata, Self.isCheap(luks.slot(slot))
    else { return false }
    let result = try LUKSProver().prove(secret, slot: slot, of: luks, in: copy)
    guard result.proof.isProved else { return false }
    let incoming = IncomingKey(
      secret: secret, kind: .passphrase, device: caller.device, volume: volume, protector: String(slot), source: .agent,
      made: now)
    guard let id = try keep([incoming], by: caller.actor, at: now).first?.id, let key = try key(id),
      key.proof?.isRefusedLive != true
    else { return false }
    let outcome = ProofAttempt.Outcome(
      record: ProofRecord(result.proof, asOf: kept.reported, at: now), proof: result.proof)
    try settleNews(outcome, of: key, by: caller, at: now)
    return true
  }

  /// Writes down what is new: a device says the same as often as it likes, and an entry stays.
  private func settleNews(
    _ outcome: ProofAttempt.Outcome, of key: EscrowedKey, by caller: DeviceCaller, at now: Moment
  ) throws {
    let last = try history(of: key, limit: 1).first
    let isKnown =
      last.map { last in
        last.verdict == outcome.record.verdict && last.metadata == outcome.record.metadata
          && last.at.adding(days: 1) > now
      } ?? false
    // A proof is also news for a key that did not fit the disk any more.
    guard !isKnown || (key.drifted != nil && outcome.record.verdict == .proved) else { return }
    _ = try settle(outcome, of: key, by: caller.actor, at: now)
  }

  /// Whether the key of a device's slot is kept, and proved now against what the device shows. Not while sectors say that the
  /// header is not this disk's.
  func confirmOwn(volume: String, slot: Int, of caller: DeviceCaller, at now: Moment) throws -> Bool {
    let key = try store.read { session in
      try KeyRegister(session: session).all(of: caller.device).last { key in
        key.source == .agent && key.volume == volume && key.protector == String(slot) && key.replacedBy == nil
      }
    }
    guard let key, key.proof?.isRefusedLive != true else { return false }
    if key.sealing != nil {
      // It was proved when it was sealed, and holds as long as the device shows the same.
      let shown = try store.read { try VolumeRegister(session: $0).find(volume, of: caller.device) }
      return key.drifted == nil && key.proof?.verdict == .proved && shown?.rolledBack == nil
        && shown.map { "\($0.report.metadata)" } == key.proof?.metadata
    }
    var opened = OpenRing(ring)
    let attempt = try read(key, with: &opened)
    guard !attempt.isRolledBack, let copy = attempt.copy, case .luks(let luks) = try EncryptedVolume(reading: copy),
      Self.isCheap(luks.slot(slot))
    else { return false }
    let outcome = attempt.prove(key, at: now)
    guard outcome.record.verdict != .undecided else { return false }
    try settleNews(outcome, of: key, by: caller, at: now)
    return try outcome.record.verdict == .proved && self.key(key.id)?.drifted == nil
  }

  private static func isCheap(_ slot: LUKSVolume.Slot?) -> Bool {
    if case .pbkdf2(let iterations)? = slot?.work { iterations <= mostIterations } else { false }
  }

  /// The order to replace a device's own slot whose key was shown to somebody; nil while there is none to give. The device does not
  /// have its key, and needs one to make another: it gets the one that was shown, of its own disk, over its own certificate.
  func replacement(
    of key: EscrowedKey, _ report: ProtectorReport, to caller: DeviceCaller, at now: Moment
  ) throws -> DiskOrder? {
    // One that is sealed to custodians cannot be handed out: the slot is made anew by hand, see the guide.
    guard !caller.isLost, key.sealing == nil, key.source == .agent, let slot = Int(key.protector), key.drifted == nil,
      let entry = report.protectors.first(where: { $0.id == key.protector })
    else { return nil }
    return try store.write { session in
      let open = try RotationRegister(session: session).open(of: caller.device)
      let rotation = open.first { rotation in
        rotation.volume == report.volume
          && rotation.old.contains { $0.id == entry.id && $0.fingerprint == entry.fingerprint.map { "\($0)" } }
      }
      guard let rotation else { return nil }
      var opened = OpenRing(ring)
      let secret = try SecretRegister(session: session).open(key, with: &opened)
      // A device asks until it is done. One entry a day says that it is being handed the key.
      if try RotationRegister(session: session).handed(rotation).map({ $0.adding(days: 1) <= now }) ?? true {
        try record(
          "rotation.handed",
          [
            "rotation": .string(rotation.id), "device": .string(caller.device), "volume": .string(report.volume),
            "escrow": .string(key.id.text),
          ], by: caller.actor, at: now, in: session)
      }
      return .replace(volume: report.volume, slot: slot, secret)
    }
  }
}
