import CanonicalForms
import DiskEncryption

/// What is known of an encrypted volume of a device, without any secret: its latest report.
package struct KeptVolume: Sendable, Hashable {
  package let device: String
  package let report: ProtectorReport
  /// When it was last seen on the device.
  package let reported: Moment
  /// A person says that it was seen then; no machine here saw it.
  package let isClaimed: Bool
  /// Since when the device shows metadata that is older than what it showed before; nil while it does not.
  package let rolledBack: Moment?

  /// Recovery protectors of which no key is kept: somebody may hold a key that nobody here knows.
  package func unkept(among keys: [EscrowedKey]) -> [ProtectorReport.Entry] {
    report.protectors.filter { entry in
      entry.kind == Self.recoveryKind && !keys.contains { $0.replacedBy == nil && $0.protector == entry.id }
    }
  }

  static let recoveryKind = "recovery_password"
}
