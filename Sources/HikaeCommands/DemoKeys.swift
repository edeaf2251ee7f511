import Accounts
import CanonicalForms
import Custody
import DiskEncryption
import KeyEscrow

/// Kept keys for the demo's console: disks that were written for this project, with invented keys. The laptop of the founding
/// case is encrypted, and nobody kept its key.
struct DemoKeys {
  let custody: Custody
  let escrow: KeyEscrow

  private static let passwordA = "593428-544896-123717-513139-038511-249546-061270-473869"

  private struct Disk {
    let device: String
    let label: String
    let metadata: [UInt8]?
    /// Identifier of the protector that a key is kept for; nil: none is kept.
    let protector: String?
    /// Days since the device was last seen.
    var days: Int64 = 0
  }

  private static let disks = [
    Disk(device: "laptop", label: "", metadata: PackageResources.xts256_metadata, protector: nil),
    Disk(
      device: "PC-0101", label: "健診事業部 ノート 1", metadata: PackageResources.two_recovery_metadata,
      protector: "0F1D7B63-4C3B-408D-A813-812FD6CD530A"),
    Disk(device: "PC-0102", label: "健診事業部 ノート 2", metadata: PackageResources.hint_metadata, protector: "", days: 20),
    Disk(device: "PC-0103", label: "事業推進課 ノート 3", metadata: PackageResources.suspended_metadata, protector: ""),
    // The key of another disk was filed under its protector.
    Disk(
      device: "PC-0104", label: "事業推進課 ノート 4", metadata: PackageResources.rotated_metadata,
      protector: "8A2E0170-BDDE-4AEE-BC9F-373D29B3F721"),
    Disk(
      device: "PC-0105", label: "総務課 ノート 5", metadata: nil, protector: "5E7C1D90-52A4-4C4B-9F0A-3B1D6E2F8A77", days: 9),
  ]

  func fill(at now: Moment) throws {
    try custody.register(
      Self.disks.filter { $0.device != "laptop" }.map { Device(id: $0.device, label: $0.label, kind: .laptop) })
    for disk in Self.disks {
      let seen = Moment(milliseconds: now.milliseconds - disk.days * 86_400_000)
      if let protector = disk.protector {
        let key = IncomingKey(
          secret: SecretBytes(Array(Self.passwordA.utf8)), kind: .recoveryPassword, device: disk.device,
          protector: protector, source: .activeDirectory)
        _ = try escrow.keep([key], by: "hikae", at: seen)
      }
      if let metadata = disk.metadata {
        _ = try escrow.take(MetadataCopy(parsing: metadata), of: disk.device, seen: seen, by: "hikae", at: seen)
      }
    }
    while try escrow.round(at: now, atMost: 20).left > 0 {}
    _ = try escrow.planDrill(
      of: "PC-0101", due: Moment(milliseconds: now.milliseconds + 28 * 86_400_000), by: "hikae", at: now)
  }
}
