/// The first sector of a BitLocker volume.
package struct BitLockerHeader: Sendable, Hashable {
  /// How the volume was encrypted.
  package enum Coverage: String, Sendable {
    case whole
    /// Encrypt on write: only what was in use, or written since, is encrypted, and a bitmap tells which.
    case onWrite = "on_write"
  }

  package let isToGo: Bool
  package let coverage: Coverage
  /// Bytes a sector: 512, 1024, 2048 or 4096. Sectors are encrypted in this unit.
  package let sectorSize: Int
  /// Where the three blocks of metadata begin.
  package let blockOffsets: [UInt64]

  private static let whole = GUID("4967D63B-2E29-4AD8-8399-F6A339E3D001")
  private static let onWrite = GUID("92A84D3B-DD80-4D0E-9E4E-B1E3284EAED8")

  /// Whether these eight bytes, from the fourth of the sector on, may be BitLocker's; every FAT may begin like BitLocker To Go.
  static func isSignature(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.elementsEqual("-FVE-FS-".utf8) || bytes.elementsEqual("MSWIN4.1".utf8)
  }

  /// - Parameter sector: the first 512 bytes.
  /// - Throws: `notEncrypted`; `unsupported` for the layout of Windows Vista.
  init(parsing sector: [UInt8]) throws(DiskEncryptionFailure) {
    let fields = LittleEndianBytes(sector)
    let none = DiskEncryptionFailure(.notEncrypted, "neither BitLocker nor LUKS is at the beginning")
    guard let signature = fields.slice(3, count: 8)?.array else { throw none }
    let place: Int
    switch String(decoding: signature, as: UTF8.self) {
    case "-FVE-FS-":
      isToGo = false
      place = 160
    case "MSWIN4.1":
      isToGo = true
      place = 424
    default: throw none
    }
    guard let id = fields.slice(place, count: 16).flatMap({ GUID($0.array) }) else { throw none }
    switch id {
    case Self.whole: coverage = .whole
    case Self.onWrite: coverage = .onWrite
    // Every FAT volume may begin like BitLocker To Go.
    default:
      throw isToGo ? none : DiskEncryptionFailure(.unsupported, "a BitLocker volume of a layout that is not known")
    }
    let size = Int(fields.u16(11) ?? 0)
    sectorSize = [512, 1024, 2048, 4096].contains(size) ? size : 512
    blockOffsets = [16, 24, 32].compactMap { fields.u64(place + $0) }
  }
}
