import CanonicalForms
import DiskEncryption
import Storage

extension KeyEscrow {
  /// What became of a report.
  package enum Reported: Sendable, Hashable {
    /// Taken over; these keys do not fit the disk any more.
    case taken(volume: String, drifted: [EscrowedKey.ID])
    /// Seen before what is kept: nothing is concluded from it.
    case late(volume: String)
    /// Older metadata than the device showed before: a clone, a restored disk, or tampering. Nothing is changed by it
    /// but the alarm.
    case rolledBack(volume: String)

    package var volume: String {
      switch self {
      case .taken(let volume, _), .late(let volume), .rolledBack(let volume): volume
      }
    }
  }

  /// How long the same report again is no news.
  private static let quietHours: Int64 = 12

  /// Takes over a copy of a device's metadata, which keys are proved against from now on.
  /// - Parameters:
  ///   - seen: when it lay on the device.
  ///   - isClaimed: that moment is what a person says: it is marked so wherever it counts.
  ///   - acceptingOlder: for a disk that was restored on purpose.
  /// - Throws: `DiskEncryptionFailure`; `EscrowFailure` with the code `seen_time` for a moment that has not come, or a claimed one
  ///   before the metadata was written.
  package func take(
    _ copy: MetadataCopy, of device: String, seen: Moment, isClaimed: Bool = false, acceptingOlder: Bool = false,
    by actor: String, at time: Moment
  ) throws -> Reported {
    let volume = try EncryptedVolume(reading: copy)
    let report = try volume.report(in: copy)
    guard seen <= time, !isClaimed || report.written.map({ $0 <= seen }) ?? true else {
      throw EscrowFailure(.seenTime)
    }
    let parts = Self.parts(of: volume, in: copy)
    try ring.ensure(self, by: actor, at: time)
    return try store.write { session in
      let result = try take(
        report, of: device, seen: seen, isClaimed: isClaimed, acceptingOlder: acceptingOlder, hasCopy: true, by: actor,
        at: time, in: session)
      guard case .taken = result else { return result }
      var opened = OpenRing(ring)
      let (epoch, key) = try opened.current(in: session)
      let bytes = SecretBytes(copy.encoded)
      for part in parts {
        let envelope = try Envelope(
          sealing: bytes, for: .metadata(device: device, volume: report.volume, part: part), epoch: epoch, with: key)
        try VolumeRegister(session: session).put(envelope, of: device, volume: report.volume, part: part)
      }
      return result
    }
  }

  /// Takes over what a device says of its protectors, without a copy: drift shows, and nothing can be proved with it.
  package func take(
    _ report: ProtectorReport, of device: String, seen: Moment, by actor: String, at time: Moment
  ) throws -> Reported {
    try store.write { session in
      try take(
        report, of: device, seen: seen, isClaimed: false, acceptingOlder: false, hasCopy: false, by: actor, at: time,
        in: session)
    }
  }

  private func take(
    _ report: ProtectorReport, of device: String, seen: Moment, isClaimed: Bool, acceptingOlder: Bool, hasCopy: Bool,
    by actor: String, at time: Moment, in session: SQLSession
  ) throws -> Reported {
    let register = VolumeRegister(session: session)
    let former = try register.find(report.volume, of: device)
    let drift = former.map { ProtectorDrift(from: $0.report, to: report) }
    let isRolledBack = drift?.changes.contains(.rolledBack) == true && !acceptingOlder
    let isLate = former.map { seen < $0.reported } == true && !acceptingOlder
    let isStale = isRolledBack || isLate
    let isNews = drift?.isEmpty != true || former?.rolledBack != nil
    let isDue = former.map { seen.milliseconds - $0.reported.milliseconds >= Self.quietHours * 3_600_000 } ?? true
    // Late news of an older state is not rolled back: the metadata was older then.
    let isAlarm = isRolledBack && !isLate
    // A device that goes on showing the same older state is written down once.
    let isNewAlarm =
      try isAlarm
      && !RollbackHistory(session: session).isOpen(
        of: device, volume: report.volume, showing: "\(report.metadata)")
    // The same metadata once more is news for keys that wait for a copy of it.
    let isAwaited = hasCopy && !isStale ? try KeyRegister(session: session).waits(device, report.volume) : false
    if isAlarm ? isNewAlarm : (isNews || isDue || isAwaited) {
      var body: [String: JSON] = [
        "device": .string(device), "report": report.json, "seen": JSON(seen), "stale": .bool(isStale),
        "rolled_back": .bool(isAlarm), "copy": .bool(hasCopy),
      ]
      if isClaimed { body["seen_claimed"] = true }
      try record("metadata.reported", .object(body), by: actor, at: time, in: session)
    }
    if isStale { return isAlarm ? .rolledBack(volume: report.volume) : .late(volume: report.volume) }
    var drifted: [EscrowedKey.ID] = []
    let keys = try KeyRegister(session: session).all(of: device)
    var opened = OpenRing(ring)
    for key in keys where key.replacedBy == nil && key.drifted == nil && key.volume == report.volume {
      guard !key.protector.isEmpty else { continue }
      var change = Self.change(key.protector, drift, report)
      if change == nil, try isAreaChanged(key.protector, report, of: device, with: &opened, in: session) {
        change = "area"
      }
      guard let change else { continue }
      try record(
        "key.drifted",
        [
          "escrow": .string(key.id.text), "device": .string(device), "volume": .string(report.volume),
          "change": .string(change),
        ], by: actor, at: time, in: session)
      drifted.append(key.id)
    }
    try confirmRotations(of: device, by: actor, at: time, in: session)
    return .taken(volume: report.volume, drifted: drifted)
  }

  /// Why a key of this protector does not fit the disk any more; nil when nothing says so.
  private static func change(_ protector: String, _ drift: ProtectorDrift?, _ report: ProtectorReport) -> String? {
    if !report.protectors.contains(where: { $0.id == protector }) { return "removed" }
    return drift?.changes.contains(.changed(protector)) == true ? "changed" : nil
  }

  /// Takes away the copies of LUKS slots that were removed or made anew, once a key is proved on what the disk shows now: with a
  /// passphrase that somebody has seen, an old copy still gives the key of the volume.
  func dropStaleCopies(
    of device: String, volume: String, with opened: inout OpenRing, in session: SQLSession
  ) throws {
    let register = VolumeRegister(session: session)
    guard let kept = try register.find(volume, of: device), kept.rolledBack == nil, kept.report.system != .bitLocker
    else { return }
    for part in try register.parts(of: device, volume: volume) {
      if let entry = kept.report.protectors.first(where: { $0.id == part }) {
        // A copy that cannot be opened says nothing of its age.
        let copy = try? register.copy(of: device, volume: volume, part: part, with: &opened)
        guard let copy, let old = try? EncryptedVolume(reading: copy).report.protectors.first(where: { $0.id == part }),
          old.fingerprint != entry.fingerprint
        else { continue }
      }
      try register.dropCopy(of: device, volume: volume, part: part)
    }
  }

  /// Whether the area of a LUKS slot holds other bytes than the copy that is kept, under the same header: a key that was proved on
  /// the copy need not open the disk any more. A copy that cannot be opened says nothing.
  private func isAreaChanged(
    _ slot: String, _ report: ProtectorReport, of device: String, with opened: inout OpenRing, in session: SQLSession
  ) throws -> Bool {
    guard let area = report.areas[slot],
      let copy = try? VolumeRegister(session: session).copy(
        of: device, volume: report.volume, part: slot, with: &opened),
      let kept = try? EncryptedVolume(reading: copy).report(in: copy)
    else { return false }
    return kept.areas[slot].map { $0 != area } ?? false
  }

  /// Whose area the copy has: of LUKS one slot's.
  private static func parts(of volume: EncryptedVolume, in copy: MetadataCopy) -> [String] {
    guard case .luks(let luks) = volume else { return [""] }
    return luks.slots.map(\.number).filter { (try? volume.metadata(in: copy, slot: $0)) != nil }.map(String.init)
  }

  package func volumes() throws -> [KeptVolume] { try store.read { try VolumeRegister(session: $0).all() } }

  package func volumes(of device: String) throws -> [KeptVolume] {
    try store.read { try VolumeRegister(session: $0).all(of: device) }
  }

  /// Devices by the identifiers of their protectors, as far as reports say: these are unique the world over.
  package func devicesByProtector() throws -> [String: String] {
    var devices: [String: String] = [:]
    for volume in try volumes() {
      for entry in volume.report.protectors where GUID(entry.id) != nil { devices[entry.id] = volume.device }
    }
    return devices
  }
}
