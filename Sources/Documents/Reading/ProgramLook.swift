import Contents

/// Programs that carry an archive behind their last section: how offices send files to people without an unpacker.
enum ProgramLook {
  /// Before the archive there may be a script for the unpacking.
  private static let searched = 8 << 10

  /// Where an archive begins that follows the program itself (PE format: the sections say where that ends).
  static func archive(behind head: [UInt8], of source: any ByteSource) throws(UnreadReason) -> Int64? {
    guard let end = endOfSections(head), end < source.size else { return nil }
    let overlay = try source.bytes(at: end, count: Int(min(Int64(searched), source.size - end)))
    guard let found = overlay.indices.first(where: { holdsArchive(overlay[$0...]) }) else { return nil }
    // The method of LHA stands behind two bytes of its header.
    return end + Int64(overlay[found] == UInt8(ascii: "-") ? max(0, found - 2) : found)
  }

  /// 7z, RAR, and LHA with its method of five letters. Cabinets are left out: installers carry them.
  private static func holdsArchive(_ bytes: ArraySlice<UInt8>) -> Bool {
    switch bytes[bytes.startIndex] {
    case 0x37: bytes.starts(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C])
    case 0x52: bytes.starts(with: Array("Rar!\u{1A}\u{7}".utf8))
    case 0x2D:
      bytes.count >= 5 && bytes.starts(with: Array("-lh".utf8)) && bytes[bytes.startIndex + 4] == 0x2D
        && (0x30...0x7A).contains(bytes[bytes.startIndex + 3])
    default: false
    }
  }

  private static func endOfSections(_ head: [UInt8]) -> Int64? {
    func number(_ count: Int, at index: Int) -> Int64? {
      guard index >= 0, index + count <= head.count else { return nil }
      return head[index..<index + count].reversed().reduce(0) { $0 << 8 | Int64($1) }
    }
    guard let start = number(4, at: 0x3C).map({ Int($0) }), number(4, at: start) == 0x4550,
      let sections = number(2, at: start + 6), let optional = number(2, at: start + 20)
    else { return nil }
    var end: Int64 = 0
    for section in 0..<Int(sections) {
      let entry = start + 24 + Int(optional) + section * 40
      guard let size = number(4, at: entry + 16), let place = number(4, at: entry + 20) else { return nil }
      end = max(end, place + size)
    }
    return end > 0 ? end : nil
  }
}
