import CanonicalForms
import DiskEncryption
import Storage

/// What is known of a device's encryption at a moment, such as that of a loss: what its disks last showed, and whether a kept
/// key opens them. Made from reports and proofs alone; nobody's word is in it.
package struct DiskProtection: Sendable, Hashable {
  /// A volume as it last showed itself.
  package struct Volume: Sendable, Hashable {
    package let report: ProtectorReport
    /// When it was last seen so, not later than the moment that is asked about.
    package let seen: Moment
    /// A person says that it was seen then; no machine here saw it.
    package let isClaimed: Bool

    package init(report: ProtectorReport, seen: Moment, isClaimed: Bool = false) {
      self.report = report
      self.seen = seen
      self.isClaimed = isClaimed
    }
  }

  /// Raw values are those of the fact `encryption_state` of an incident.
  package enum Encryption: String, Sendable, Hashable {
    case on
    /// A key lies in the clear beside the data.
    case suspended
    /// Part of a disk lies in the clear.
    case partial = "in_progress"
  }

  /// How far the kept keys can be relied on, the strongest first. Raw values are those of the fact `recovery_key` of an
  /// incident.
  package enum Standing: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Classes A, B and C of proofs.
    case live, unlocked, attested
    /// Kept, never proved.
    case stored
    /// Kept, and it does not open this disk.
    case refused
    case keyless = "none"

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    package static func < (a: Standing, b: Standing) -> Bool { a.rank < b.rank }
  }

  /// A proof that counts, with the key that it is of.
  package struct Proven: Sendable, Hashable {
    package let key: EscrowedKey.ID
    package let record: ProofRecord
    /// When the device last showed what it was proved against, not later than the moment that is asked about.
    package let asOf: Moment
    /// That moment is what a person says.
    package let isClaimed: Bool
  }

  /// Why somebody else might have a key as well. Nothing here can show that nobody has.
  package enum Doubt: String, Sendable, Hashable, CaseIterable {
    /// A key was shown to somebody, and was not replaced by then.
    case shown
    /// The disk takes a recovery key that nobody keeps here.
    case unkept
  }

  package let device: String
  package let at: Moment
  /// Volumes of the past are left out: not seen any more while others were.
  package let volumes: [Volume]
  package let standing: Standing
  /// The weakest volume's; nil where nothing is proved.
  package let proof: Proven?
  package let doubts: [Doubt]
  /// The device had shown older metadata than before: a clone, a restored disk, or tampering; or sectors that it read did not
  /// agree with a kept key that its metadata takes. What it showed before says nothing certain any more.
  package let isDisputed: Bool

  /// The worst of the volumes; nil when none was ever reported.
  package var encryption: Encryption? {
    guard !volumes.isEmpty else { return nil }
    if volumes.contains(where: { $0.report.isSuspended }) { return .suspended }
    // Used space only: what was deleted before lies in the clear, so that not all of the disk is encrypted.
    return volumes.contains { $0.report.isPartial || $0.report.encryptsOnWrite } ? .partial : .on
  }

  /// When all of it was last seen; nil when nothing was.
  package var seen: Moment? { volumes.map(\.seen).min() }

  /// A person says when a part of it was seen.
  package var isClaimed: Bool { volumes.contains { $0.isClaimed } }
}

/// A kept key with every attempt to prove it.
struct KeyRecord: Sendable {
  let key: EscrowedKey
  /// The latest first.
  let history: [ProofRecord]

  /// Whether what sectors said last about this key and this metadata is that they do not agree: by then, or at all. A proof from
  /// a copy says nothing against it, whenever it was made.
  func isRefusedLive(against metadata: String, at moment: Moment) -> Bool {
    let live = history.filter { $0.metadata == metadata && ($0.isRefusedLive || $0.isProvedLive) }
    return live.first?.isRefusedLive == true || live.first { $0.asOf <= moment }?.isRefusedLive == true
  }

  func isRefusedLive(by report: ProtectorReport, at moment: Moment) -> Bool {
    isRefusedLive(against: "\(report.metadata)", at: moment)
  }
}

extension DiskProtection {
  /// For how long a volume that is not seen any more still counts beside one that is.
  private static let companionDays: Int64 = 7

  /// Pure.
  /// - Parameters:
  ///   - seen: what each volume showed last before `moment`, or at it.
  ///   - wasShown: a key was shown before `moment`, and its replacement was not confirmed by then.
  init(
    of device: String, at moment: Moment, seen: [Volume], keys: [KeyRecord], wasShown: Bool, isDisputed: Bool
  ) {
    self.device = device
    at = moment
    let newest = seen.map(\.seen).max()
    let volumes = seen.filter { volume in newest.map { volume.seen.adding(days: Self.companionDays) >= $0 } ?? true }
    self.volumes = volumes
    self.isDisputed =
      isDisputed
      || volumes.contains { volume in
        keys.contains { $0.key.volume == volume.report.volume && $0.isRefusedLive(by: volume.report, at: moment) }
      }
    let judged =
      volumes.isEmpty
      ? [Self.judge(keys.filter { $0.key.replacedBy == nil }, at: moment)]
      : volumes.map { Self.judge($0, keys, at: moment) }
    let weakest = judged.max { $0.standing < $1.standing }
    standing = weakest?.standing ?? .keyless
    proof = weakest?.proof
    let isUnkept = volumes.contains { volume in
      volume.report.protectors.contains { entry in
        entry.kind == KeptVolume.recoveryKind && !keys.contains { $0.key.protector == entry.id }
      }
    }
    doubts = (wasShown ? [.shown] : []) + (isUnkept ? [.unkept] : [])
  }

  private typealias Judgement = (standing: Standing, proof: Proven?)

  /// A volume that showed itself: proofs against the metadata that it had then count, also those made later; those against
  /// earlier metadata count while nothing says that their protector has changed. A key that sectors refuse proves nothing: the
  /// header alone still takes it.
  private static func judge(_ volume: Volume, _ keys: [KeyRecord], at moment: Moment) -> Judgement {
    let metadata = "\(volume.report.metadata)"
    let own = keys.filter { record in
      record.key.volume.map { $0 == volume.report.volume }
        ?? (record.key.isUnbound && record.key.fits(volume.report.system))
    }
    let credible = own.filter { !$0.isRefusedLive(by: volume.report, at: moment) }
    let against = credible.flatMap { record in
      record.history.filter { $0.metadata == metadata }.map {
        Proven(key: record.key.id, record: $0, asOf: volume.seen, isClaimed: volume.isClaimed)
      }
    }
    if let best = strongest(against) { return (standing(of: best.record), best) }
    let earlier = credible.filter { record in
      record.key.drifted.map { $0 > moment } ?? true
        && volume.report.protectors.contains { $0.id == record.key.protector }
    }.flatMap { record in
      record.history.filter { $0.asOf <= moment }.prefix(1).filter {
        !record.isRefusedLive(against: $0.metadata, at: moment)
      }.map {
        Proven(key: record.key.id, record: $0, asOf: $0.asOf, isClaimed: $0.isClaimed)
      }
    }
    if let best = strongest(earlier) { return (standing(of: best.record), best) }
    if own.isEmpty { return (.keyless, nil) }
    let isTried = !against.isEmpty || credible.count < own.count
    let isRefused = isTried && against.allSatisfy { $0.record.verdict == .refused }
    let isGone = own.allSatisfy { record in record.key.drifted.map { $0 <= moment } ?? false }
    return (isRefused || isGone ? .refused : .stored, nil)
  }

  /// A device that shows no metadata: what it says itself of its keys, and that there are some.
  private static func judge(_ keys: [KeyRecord], at moment: Moment) -> Judgement {
    let attested = keys.compactMap { record in
      record.history.first { $0.asOf <= moment }.flatMap {
        $0.strength == .attested
          ? Proven(key: record.key.id, record: $0, asOf: $0.asOf, isClaimed: $0.isClaimed) : nil
      }
    }
    if let best = strongest(attested) { return (.attested, best) }
    return (keys.isEmpty ? .keyless : .stored, nil)
  }

  private static func strongest(_ proofs: [Proven]) -> Proven? {
    proofs.filter { $0.record.verdict == .proved }.min { a, b in
      (a.record.strength, b.record.at) < (b.record.strength, a.record.at)
    }
  }

  private static func standing(of record: ProofRecord) -> Standing {
    switch record.strength {
    case .live: .live
    case .unlocked: .unlocked
    case .attested: .attested
    case .stored: .stored
    }
  }
}

extension KeyEscrow {
  /// What is known of a device's encryption as of a moment, by what has been proved until now.
  package func protection(of device: String, at moment: Moment) throws -> DiskProtection {
    try store.read { session in
      let register = KeyRegister(session: session)
      let keys = try register.all(of: device).map { key in
        // All of them: a loss may be learnt of years later, and the proof of its day is not among the newest.
        KeyRecord(key: key, history: try register.history(of: key))
      }
      return DiskProtection(
        of: device, at: moment, seen: try ReportHistory(session: session).state(of: device, at: moment), keys: keys,
        wasShown: try RotationRegister(session: session).wasOpen(of: device, at: moment),
        isDisputed: try RollbackHistory(session: session).wasOpen(of: device, at: moment)
          || VolumeRegister(session: session).all(of: device).contains { volume in
            volume.rolledBack.map { $0 <= moment } ?? false
          })
    }
  }
}
