/// What the beginning of a file system says about it.
package struct FileSystemHeader: Sendable, Hashable {
  /// `ntfs`, `exfat`, `fat`, `refs`, `ext`, `xfs` or `lvm`.
  package let name: String
  /// The volume's serial number as an inventory shows it: of Windows' the low 32 bits, eight capital digits; of Linux's the
  /// UUID in small letters, and of LVM the identifier of the physical volume. nil where the format has none that is known
  /// here.
  package let serial: String?

  /// - Parameter beginning: the first 4,096 bytes, or the first sector.
  /// - Returns: nil for anything else.
  package init?(beginning: [UInt8]) {
    if let windows = FileSystemHeader(parsing: beginning) {
      self = windows
      return
    }
    let bytes = LittleEndianBytes(beginning)
    if bytes.starts(with: Array("XFSB".utf8)) {
      self.init(name: "xfs", serial: bytes.slice(32, count: 16).map { Self.uuid($0.array) })
    } else if bytes.u16(1080) == 0xEF53 {
      // The superblock of ext2, 3 and 4 begins at byte 1,024.
      self.init(name: "ext", serial: bytes.slice(1128, count: 16).map { Self.uuid($0.array) })
    } else if bytes.slice(512, count: 8)?.array == Array("LABELONE".utf8),
      bytes.slice(536, count: 8)?.array == Array("LVM2 001".utf8)
    {
      // The label's sector holds the header of the physical volume at byte 32, which begins with 32 characters.
      self.init(
        name: "lvm",
        serial: bytes.slice(544, count: 32).flatMap { id in
          id.array.allSatisfy { (0x21...0x7E).contains($0) } ? String(decoding: id.array, as: UTF8.self) : nil
        })
    } else {
      return nil
    }
  }

  private init(name: String, serial: String?) {
    self.name = name
    self.serial = serial
  }

  private static func uuid(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for (place, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(place) { text.append(UInt8(ascii: "-")) }
      text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: text, as: UTF8.self)
  }

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
