import CanonicalForms
import Storage

extension Custody {
  /// When a device last signed something that arrived, by its own clock; not later than it arrived. Logs that others tell
  /// about it do not count.
  /// - Returns: nil when no sensor of it ever reported.
  package func lastWord(of device: String) throws -> Moment? {
    try store.read { session in
      let last = try session.first(
        """
        SELECT batch.entry, batch.received FROM batch
        JOIN device_epoch ON device_epoch.device = batch.device AND device_epoch.epoch = batch.epoch
        WHERE batch.device = ? AND device_epoch.source = ? ORDER BY batch.epoch DESC, batch.first DESC LIMIT 1
        """, SQLValue(device), SQLValue(DeviceEpoch.Source.agent.rawValue)
      ) { (entry: $0.integer(0), received: $0.moment(1)) }
      guard let last else { return nil }
      let sealed = try journal.entry(last.entry, in: session)?.body["sealed"].moment
      return min(sealed ?? last.received, last.received)
    }
  }
}
