import CanonicalForms
import Storage

/// All that is known of kept keys at one entry of the journal, without the keys: what lists filter and alarms are made of.
package struct KeySnapshot: Sendable {
  /// Of all devices, in their order; those of the past as well.
  package let keys: [EscrowedKey]
  package let volumes: [KeptVolume]
  /// Demands for new protectors that wait.
  package let rotations: [KeyRotation]
  package let drills: [Drill]
  /// Requests that wait for approval, or are approved and not used.
  package let open: [RevealRequest]
  /// Keys that were shown without asking anybody, of the last weeks.
  package let brokenGlass: [RevealRequest]
  package let canary: KeyEscrow.Canary?
  /// Proved keys that a rule wants sealed to custodians; which of them are an alarm goes by the clock.
  private let unsealed: [UnsealedKey]
  /// Left under an old key-encryption key.
  let leftBehind: [SealedRow]
  /// Volumes that somebody has struck off: they are not on their devices any more.
  private let retired: Set<RetiredVolume>
  private let byDevice: [String: [EscrowedKey]]
  private let volumesByDevice: [String: [KeptVolume]]

  /// For how many days a key that was shown without approval is an alarm.
  package static let loudDays: Int64 = 30
  /// How long a new key may wait for its first proof, in days.
  private static let patientDays: Int64 = 2

  init(session: SQLSession, at now: Moment, unsealed: [UnsealedKey]) throws {
    self.unsealed = unsealed
    keys = try KeyRegister(session: session).all()
    volumes = try VolumeRegister(session: session).all()
    rotations = try RotationRegister(session: session).open()
    drills = try DrillRegister(session: session).all()
    let register = RevealRegister(session: session)
    open = try register.open()
    brokenGlass = try register.breakGlass(after: now.adding(days: -Self.loudDays))
    canary = try session.first("SELECT at, is_good FROM escrow_canary WHERE name = ?", SQLValue("keys")) {
      KeyEscrow.Canary(at: $0.moment(0), isGood: $0.integer(1) == 1)
    }
    let epoch = try session.first("SELECT MAX(epoch) FROM escrow_kek") { $0.isNull(0) ? 0 : $0.integer(0) } ?? 0
    leftBehind = try SealedRow.secrets(before: epoch, in: session) + SealedRow.copies(before: epoch, in: session)
    retired = Set(try RetiredVolumes(session: session).all())
    byDevice = Dictionary(grouping: keys, by: \.device)
    volumesByDevice = Dictionary(grouping: volumes, by: \.device)
  }

  package func volumes(of device: String) -> [KeptVolume] { volumesByDevice[device] ?? [] }

  /// With what can be said of each.
  package func keys(at now: Moment) -> [(key: EscrowedKey, state: KeyState)] { stated(keys, at: now) }

  package func keys(of device: String, at now: Moment) -> [(key: EscrowedKey, state: KeyState)] {
    stated(byDevice[device] ?? [], at: now)
  }

  private func stated(_ keys: [EscrowedKey], at now: Moment) -> [(key: EscrowedKey, state: KeyState)] {
    keys.map { ($0, KeyState($0, siblings: byDevice[$0.device] ?? [], at: now)) }
  }

  /// Those that have no key that counts.
  package func keyless(among devices: [String], at now: Moment) -> [String] {
    devices.filter { device in keys(of: device, at: now).allSatisfy { $0.state == .past } }
  }

  package func brokenGlass(at now: Moment) -> [RevealRequest] {
    brokenGlass.filter { $0.asked.adding(days: Self.loudDays) > now }
  }

  package func isRetired(_ volume: String, of device: String) -> Bool {
    retired.contains(RetiredVolume(device: device, volume: volume))
  }

  /// - Parameters:
  ///   - devices: those that should have a key each.
  ///   - gone: devices that are retired: their keys are kept, and age for nobody.
  package func alarms(
    of devices: [String] = [], without gone: Set<String> = [], at now: Moment
  ) -> [EscrowAlarm] {
    var alarms: [EscrowAlarm] = []
    if canary?.isGood == false { alarms.append(EscrowAlarm(.canary)) }
    alarms += leftBehind.map { EscrowAlarm(.sealing, $0.device, $0.name) }
    for volume in volumes {
      let (device, id) = (volume.device, volume.report.volume)
      if gone.contains(device) || isRetired(id, of: device) { continue }
      if volume.report.isSuspended { alarms.append(EscrowAlarm(.suspended, device, id)) }
      if volume.report.isPartial { alarms.append(EscrowAlarm(.partial, device, id)) }
      if volume.rolledBack != nil { alarms.append(EscrowAlarm(.rolledBack, device, id)) }
      for entry in volume.unkept(among: byDevice[device] ?? []) {
        alarms.append(EscrowAlarm(.unkept, device, entry.id))
      }
    }
    alarms += keys(at: now).filter { entry in
      let isStruckOff = entry.key.volume.map { isRetired($0, of: entry.key.device) } ?? false
      return !gone.contains(entry.key.device) && !isStruckOff
    }.compactMap { Self.alarm($0.key, $0.state, at: now) }
    alarms += unsealed.filter { $0.isAlarm(at: now) && !gone.contains($0.key.device) }.map {
      EscrowAlarm(.unsealed, $0.key.device, $0.key.id.text)
    }
    alarms += keyless(among: devices, at: now).map { EscrowAlarm(.noKey, $0) }
    alarms += rotations.filter { $0.isOverdue(at: now) }.map { EscrowAlarm(.rotationOverdue, $0.device, $0.id) }
    alarms += drills.filter { $0.isOverdue(at: now) }.map { EscrowAlarm(.drillOverdue, $0.device, $0.id) }
    alarms += brokenGlass(at: now).map { EscrowAlarm(.breakGlass, $0.device, $0.id) }
    return alarms.sorted { a, b in
      (a.kind, a.device ?? "", a.subject) < (b.kind, b.device ?? "", b.subject)
    }
  }

  private static func alarm(_ key: EscrowedKey, _ state: KeyState, at now: Moment) -> EscrowAlarm? {
    switch state {
    case .proved, .sealed, .past: nil
    case .drillDue: EscrowAlarm(.drillDue, key.device, key.id.text)
    case .ageing: EscrowAlarm(.ageing, key.device, key.id.text)
    case .drifted: EscrowAlarm(.drifted, key.device, key.id.text)
    case .refused: EscrowAlarm(.refused, key.device, key.id.text)
    case .neverProved:
      key.kept.adding(days: patientDays) < now ? EscrowAlarm(.neverProved, key.device, key.id.text) : nil
    }
  }
}

extension KeyEscrow {
  /// Kinds of news by which other keys are to be sealed: who may still be a custodian, and by which rule a device goes.
  private static let kindsOfNeighbours = [
    "account.roles_changed", "account.disabled", "account.enabled", "device.registered",
  ]

  package func snapshot(at now: Moment) throws -> KeySnapshot {
    try store.read { try KeySnapshot(session: $0, at: now, unsealed: unsealed(in: $0)) }
  }

  /// The snapshot of now, unless `known` is that already.
  /// - Parameter known: the number of the entry that the caller's snapshot is of.
  /// - Returns: nil when nothing has changed since.
  package func snapshot(
    newerThan known: Int64?, at now: Moment
  ) throws -> (entry: Int64, snapshot: KeySnapshot)? {
    try store.read { session in
      // By the journal's index of kinds: most entries are of other rooms.
      var newest: Int64 = 0
      for kind in KeyEscrowProjection.kinds + ["escrow.rewrapped"] + Self.kindsOfNeighbours {
        let last = try session.first("SELECT MAX(sequence) FROM journal WHERE kind = ?", SQLValue(kind)) {
          $0.isNull(0) ? 0 : $0.integer(0)
        }
        newest = max(newest, last ?? 0)
      }
      guard newest != known else { return nil }
      return (newest, try KeySnapshot(session: session, at: now, unsealed: unsealed(in: session)))
    }
  }

  /// - Parameters: devices that should have a key each, and those that are retired.
  package func alarms(
    of devices: [String] = [], without gone: Set<String> = [], at now: Moment
  ) throws -> [EscrowAlarm] {
    try snapshot(at: now).alarms(of: devices, without: gone, at: now)
  }
}
