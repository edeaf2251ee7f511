import CanonicalForms

extension KeySnapshot {
  /// When what an alarm rests on was seen or done last; nil where nothing is known, as of a device without any key.
  package func evidence(of alarm: EscrowAlarm, at now: Moment) -> Moment? {
    let device = alarm.device ?? ""
    switch alarm.kind {
    case .canary: return canary?.at
    case .suspended, .partial, .rolledBack:
      return volumes(of: device).first { $0.report.volume == alarm.subject }?.reported
    case .unkept: return volumes(of: device).map(\.reported).min()
    case .refused, .drifted, .neverProved, .ageing, .drillDue, .unsealed:
      let key = keys(of: device, at: now).first { $0.key.id.text == alarm.subject }?.key
      return key.map { $0.proof?.at ?? $0.kept }
    case .rotationOverdue: return rotations.first { $0.id == alarm.subject }?.asked
    case .drillOverdue: return drills.first { $0.id == alarm.subject }?.due
    case .breakGlass: return brokenGlass(at: now).first { $0.id == alarm.subject }?.asked
    case .sealing, .noKey: return nil
    }
  }
}
