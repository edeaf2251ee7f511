import CanonicalForms
import DiskEncryption
import Storage

/// Something about kept keys that somebody has to look at.
package struct EscrowAlarm: Sendable, Hashable {
  /// The most urgent first. Raw values stand in the API and are phrases (`escrow_alarm.…`).
  package enum Kind: String, Sendable, CaseIterable, Comparable {
    /// No kept key can be opened.
    case canary
    case suspended
    case breakGlass = "break_glass"
    case rotationOverdue = "rotation_overdue"
    case rolledBack = "rolled_back"
    case refused, drifted
    case noKey = "no_key"
    case unkept, partial
    case neverProved = "never_proved"
    case ageing
    case drillOverdue = "drill_overdue"

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    package static func < (a: Kind, b: Kind) -> Bool { a.rank < b.rank }
  }

  package let kind: Kind
  /// nil for what concerns all.
  package let device: String?
  /// The key, protector, volume, request or drill that it is about.
  package let subject: String

  init(_ kind: Kind, _ device: String? = nil, _ subject: String = "") {
    self.kind = kind
    self.device = device
    self.subject = subject
  }
}

extension KeyEscrow {
  /// For how many days a key that was shown without approval is an alarm.
  private static let loudDays: Int64 = 30
  /// How long a new key may wait for its first proof, in days.
  private static let patientDays: Int64 = 2

  /// - Parameter devices: those that should have a key each.
  package func alarms(of devices: [String] = [], at now: Moment) throws -> [EscrowAlarm] {
    let stated = try keys(at: now)
    let byDevice = Dictionary(grouping: stated.map(\.key), by: \.device)
    var alarms: [EscrowAlarm] = []
    if try canary()?.isGood == false { alarms.append(EscrowAlarm(.canary)) }
    for volume in try volumes() {
      let (device, id) = (volume.device, volume.report.volume)
      if volume.report.isSuspended { alarms.append(EscrowAlarm(.suspended, device, id)) }
      if volume.report.isPartial { alarms.append(EscrowAlarm(.partial, device, id)) }
      if volume.rolledBack != nil { alarms.append(EscrowAlarm(.rolledBack, device, id)) }
      for entry in volume.unkept(among: byDevice[device] ?? []) {
        alarms.append(EscrowAlarm(.unkept, device, entry.id))
      }
    }
    for (key, state) in stated {
      switch state {
      case .proved, .past: continue
      case .ageing: alarms.append(EscrowAlarm(.ageing, key.device, key.id.text))
      case .drifted: alarms.append(EscrowAlarm(.drifted, key.device, key.id.text))
      case .refused: alarms.append(EscrowAlarm(.refused, key.device, key.id.text))
      case .neverProved:
        if key.kept.adding(days: Self.patientDays) < now {
          alarms.append(EscrowAlarm(.neverProved, key.device, key.id.text))
        }
      }
    }
    let holding = Set(stated.filter { $0.state != .past }.map(\.key.device))
    alarms += Set(devices).subtracting(holding).map { EscrowAlarm(.noKey, $0) }
    alarms += try rotations().filter { $0.isOverdue(at: now) }.map { EscrowAlarm(.rotationOverdue, $0.device, $0.id) }
    alarms += try drills().filter { $0.isOverdue(at: now) }.map { EscrowAlarm(.drillOverdue, $0.device, $0.id) }
    alarms += try store.read { try RevealRegister(session: $0).breakGlass(after: now.adding(days: -Self.loudDays)) }
      .map { EscrowAlarm(.breakGlass, $0.device, $0.id) }
    return alarms.sorted { a, b in
      (a.kind, a.device ?? "", a.subject) < (b.kind, b.device ?? "", b.subject)
    }
  }
}
