/// What the first sector of a file system says about it.
package struct FileSystemHeader: Sendable, Hashable {
  /// `ntfs`, `exfat`, `fat` or `refs`.
  package let name: String
  /// The volume's serial number as an inventory shows it: the low 32 bits, eight capital digits. nil where the format has
  /// none that is known here.
  package let serial: String?

  /// - Returns: nil for anything else.
  init?(parsing sector: [UInt8]) {
    let fields = LittleEndianBytes(sector)
    guard let name = fields.slice(3, count: 8)?.array else { return nil }
    let serial: UInt32?
    switch String(decoding: name, as: UTF8.self) {
    case "NTFS    ":
      self.name = "ntfs"
      serial = fields.u64(72).map { UInt32(truncatingIfNeeded: $0) }
    case "EXFAT   ":
      self.name = "exfat"
      serial = fields.u32(100)
    case "MSDOS5.0" where fields.u16(510) == 0xAA55:
      self.name = "fat"
      // FAT32 keeps it later than its elders, which say how many sectors a table has.
      serial = fields.u16(22) == 0 ? fields.u32(67) : fields.u32(39)
    default:
      guard name.starts(with: [0x52, 0x65, 0x46, 0x53, 0, 0, 0, 0]) else { return nil }
      self.name = "refs"
      serial = nil
    }
    self.serial = serial.map { number in
      let digits = String(number, radix: 16, uppercase: true)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }
  }
}
