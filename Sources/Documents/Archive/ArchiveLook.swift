import Contents

/// A glance at the first bytes: archives and packed streams that libarchive reads.
enum ArchiveLook {
  static func isArchive(_ head: [UInt8], nameExtension: String) -> Bool {
    isStream(head, nameExtension: nameExtension) || containers.contains { head.starts(with: $0) } || isTar(head)
      || isCPIO(head) || isLHA(head)
  }

  private static let containers: [[UInt8]] = [
    [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C],  // 7z
    Array("Rar!\u{1A}\u{7}".utf8),
    Array("MSCF\0\0\0\0".utf8),  // Cabinet
  ]

  /// gzip, bzip2, xz, zstd, LZ4, compress, lzip; LZMA alone has no mark of its own.
  static func isStream(_ head: [UInt8], nameExtension: String) -> Bool {
    guard head.count >= 6 else { return false }
    switch (head[0], head[1], head[2], head[3]) {
    case (0x1F, 0x8B, 0x08, let flags): return flags & 0xE0 == 0
    case (0x1F, 0x9D, _, _): return true
    case (0x42, 0x5A, 0x68, 0x31...0x39): return head[4] == 0x31 && head[5] == 0x41 || head[4] == 0x17
    case (0xFD, 0x37, 0x7A, 0x58): return head[4] == 0x5A && head[5] == 0
    case (0x28, 0xB5, 0x2F, 0xFD), (0x04, 0x22, 0x4D, 0x18): return true
    // Frames to be skipped stand before the first one that packs anything.
    case (0x50...0x5F, 0x2A, 0x4D, 0x18): return true
    case (0x4C, 0x5A, 0x49, 0x50): return head[4] <= 1
    case (0x5D, 0x00, 0x00, _): return nameExtension == "lzma" || nameExtension == "tlz"
    default: return false
    }
  }

  /// By the mark of POSIX, or by the checksum of the header, which older programs wrote, too.
  static func isTar(_ head: [UInt8]) -> Bool {
    guard head.count >= 512 else { return false }
    if head[257..<262].elementsEqual("ustar".utf8) { return true }
    guard head[0] != 0 else { return false }
    var stated = 0
    var digits = 0
    for byte in head[148..<156] where byte >= 0x30 && byte <= 0x37 {
      stated = stated << 3 | Int(byte - 0x30)
      digits += 1
    }
    guard digits >= 3 else { return false }
    let sum = head[0..<512].indices.reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int(head[$1])) }
    return sum == stated
  }

  /// The three headers in ASCII; a binary one has two bytes that anything may begin with, and is not taken.
  static func isCPIO(_ head: [UInt8]) -> Bool {
    let length: Int
    if head.starts(with: "070707".utf8) {
      length = 76
    } else if head.starts(with: "070701".utf8) || head.starts(with: "070702".utf8) {
      length = 110
    } else {
      return false
    }
    guard head.count >= length else { return false }
    return head[..<length].allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0 & 0xDF) }
  }

  /// `-lh5-` and the like behind the header's length and checksum, and a level that there is.
  static func isLHA(_ head: [UInt8]) -> Bool {
    guard head.count >= 22, head[2] == 0x2D, head[3] == 0x6C, head[4] == 0x68 || head[4] == 0x7A, head[6] == 0x2D else {
      return false
    }
    return head[20] <= 3
  }

  /// The first volume descriptor (ECMA-119 8.1) behind sixteen sectors.
  static func isDisc(_ source: any ByteSource) throws(UnreadReason) -> Bool {
    guard source.size >= 17 * 2_048 else { return false }
    return try source.bytes(at: 16 * 2_048 + 1, count: 5) == Array("CD001".utf8)
  }

  /// What the file in a packed stream is called: `list.csv` for `list.csv.gz`; nil when the outer name does not tell.
  static func innerName(of name: String) -> String? {
    let last = name.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? name
    guard let dot = last.utf8.lastIndex(of: UInt8(ascii: ".")), dot > last.startIndex else { return nil }
    switch FileFormat.lowercasedExtension(of: last) {
    case "gz", "gzip", "bz2", "bzip2", "xz", "lzma", "zst", "zstd", "lz4", "lz", "z": return String(last[..<dot])
    case "tgz", "tbz", "tbz2", "txz", "tzst", "tlz": return String(last[..<dot]) + ".tar"
    default: return nil
    }
  }
}
