import Contents

/// A glance at the names in an archive, enough to tell an office document from a plain archive.
enum ZipLook {
  static func format(of source: any ByteSource, head: [UInt8], nameExtension: String) throws(UnreadReason) -> FileFormat
  {
    var names = try namesOfCentralDirectory(of: source)
    if names.isEmpty { names = namesOfLocalHeaders(in: head) }
    var hasTypes = false
    var folder: FileFormat?
    for name in names {
      if name == "[Content_Types].xml" { hasTypes = true }
      if name.hasPrefix("xl/") { folder = folder == .xlsb || isBinarySheet(name) ? .xlsb : .xlsx }
      if folder == nil, name.hasPrefix("word/") { folder = .docx }
      if folder == nil, name.hasPrefix("ppt/") { folder = .pptx }
    }
    if let folder, hasTypes || !names.contains(where: { !isOfficePart($0) }) { return folder }
    if names.contains("content.xml"), names.contains("META-INF/manifest.xml") || names.first == "mimetype" {
      return .odf
    }
    guard names.isEmpty || hasTypes else { return .zip }
    switch nameExtension {
    case "xlsx", "xlsm", "xltx": return .xlsx
    case "xlsb": return .xlsb
    case "docx", "docm", "dotx": return .docx
    case "pptx", "pptm", "ppsx": return .pptx
    default: return .zip
    }
  }

  /// Whether a central directory with at least one entry stands at the end, whatever stands before the archive.
  static func endsInArchive(_ source: any ByteSource) throws(UnreadReason) -> Bool {
    do throws(UnreadReason) {
      return try ZipDirectory.read(source, limits: ReadingLimits())?.isEmpty == false
    } catch .tooLarge {
      return true
    }
  }

  /// A binary workbook has the same folders as one in XML, and records in its large parts.
  private static func isBinarySheet(_ name: String) -> Bool {
    name == "xl/workbook.bin" || name.hasPrefix("xl/worksheets/sheet") && name.hasSuffix(".bin")
  }

  private static func isOfficePart(_ name: String) -> Bool {
    ["xl/", "word/", "ppt/", "docProps/", "_rels/", "customXml/", "[Content_Types].xml"].contains(where: name.hasPrefix)
  }

  /// Names of the first entries of the central directory, which is found from the end (APPNOTE 4.3.16).
  private static func namesOfCentralDirectory(of source: any ByteSource) throws(UnreadReason) -> [String] {
    let tailLength = min(source.size, 22 + 65_535)
    let tail = try source.bytes(at: source.size - tailLength, count: Int(tailLength))
    guard tail.count >= 22 else { return [] }
    var end = tail.count - 22
    while end >= 0, tail.littleEndian32(at: end) != 0x0605_4B50 { end -= 1 }
    guard end >= 0 else { return [] }
    let offset = Int64(tail.littleEndian32(at: end + 16))
    // 64-bit archives keep the offset elsewhere; office documents are not that large.
    guard offset < source.size, offset != 0xFFFF_FFFF else { return [] }
    let directory = try source.bytes(at: offset, count: 256 << 10)
    var names: [String] = []
    var at = 0
    while at + 46 <= directory.count, directory.littleEndian32(at: at) == 0x0201_4B50, names.count < 2_000 {
      let length = directory.littleEndian16(at: at + 28)
      let rest = directory.littleEndian16(at: at + 30) + directory.littleEndian16(at: at + 32)
      guard at + 46 + length <= directory.count else { break }
      names.append(String(decoding: directory[at + 46..<at + 46 + length], as: UTF8.self))
      at += 46 + length + rest
    }
    return names
  }

  private static func namesOfLocalHeaders(in head: [UInt8]) -> [String] {
    var names: [String] = []
    var at = 0
    while at + 30 <= head.count {
      guard head.littleEndian32(at: at) == 0x0403_4B50 else {
        at += 1
        continue
      }
      let length = head.littleEndian16(at: at + 26)
      guard at + 30 + length <= head.count else { break }
      names.append(String(decoding: head[at + 30..<at + 30 + length], as: UTF8.self))
      at += 30 + length
    }
    return names
  }
}

/// A glance at the streams of an OLE compound file ([MS-CFB] 2.2, 2.6): old Excel, Word or PowerPoint, a message of
/// Outlook, something else, or encrypted.
enum OLELook {
  static let magic: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

  /// An entry of the directory, as far as its name is ASCII.
  private struct Entry {
    var name: String
    var left, right, child: UInt32
  }

  static func format(of source: any ByteSource, head: [UInt8]) throws(UnreadReason) -> FileFormat {
    guard head.count >= 512 else { return .oleOther }
    let shift = head.littleEndian16(at: 30)
    guard shift == 9 || shift == 12 else { return .oleOther }
    let entries = try directory(of: source, head: head, sectorSize: 1 << shift)
    // A document that lies in another one does not say what the file is, and so the root's own streams come first.
    let own = namesInRoot(of: entries)
    let names = own.isEmpty ? entries.map(\.name) : own
    if entries.contains(where: { $0.name == "EncryptedPackage" }) { throw .password }
    for name in names {
      switch name {
      case "Workbook", "WORKBOOK", "Book", "BOOK": return .xls
      case "WordDocument": return .doc
      case "PowerPoint Document": return .ppt
      case "__properties_version1.0": return .msg
      default: break
      }
    }
    return .oleOther
  }

  private static func directory(
    of source: any ByteSource, head: [UInt8], sectorSize: Int
  ) throws(UnreadReason) -> [Entry] {
    var entries: [Entry] = []
    var sector = head.littleEndian32(at: 48)
    let shift = sectorSize.trailingZeroBitCount
    // 256 sectors hold 1,024 streams or more; the ones that matter come early.
    for _ in 0..<256 where sector < 0xFFFF_FFFA {
      let bytes = try source.bytes(at: (Int64(sector) + 1) << shift, count: sectorSize)
      guard bytes.count == sectorSize else {
        // The directory stands near the end of old workbooks: without its first sector nobody can say what this was.
        if entries.isEmpty { throw .damaged }
        break
      }
      for entry in stride(from: 0, to: sectorSize, by: 128) {
        entries.append(
          Entry(
            name: streamName(in: bytes, at: entry), left: bytes.littleEndian32(at: entry + 68),
            right: bytes.littleEndian32(at: entry + 72), child: bytes.littleEndian32(at: entry + 76)))
      }
      // The header names the first 109 sectors of the allocation table, enough for the first 7 MB at least.
      let table = Int(sector) / (sectorSize / 4)
      guard table < 109 else { break }
      let tableSector = head.littleEndian32(at: 76 + table * 4)
      guard tableSector < 0xFFFF_FFFA else { break }
      let link = (Int64(tableSector) + 1) << shift + Int64(Int(sector) % (sectorSize / 4)) * 4
      let next = try source.bytes(at: link, count: 4)
      guard next.count == 4 else { break }
      sector = next.littleEndian32(at: 0)
    }
    return entries
  }

  /// Names beside each other in the root; empty when its tree is broken, or partly beyond what was looked at.
  private static func namesInRoot(of entries: [Entry]) -> [String] {
    guard let root = entries.first, root.child != 0 else { return [] }
    var names: [String] = []
    var seen = Set<UInt32>()
    var waiting = [root.child]
    while let next = waiting.popLast() {
      if next == 0xFFFF_FFFF { continue }
      guard Int(next) < entries.count else { return [] }
      guard seen.insert(next).inserted else { continue }
      names.append(entries[Int(next)].name)
      waiting += [entries[Int(next)].right, entries[Int(next)].left]
    }
    return names
  }

  /// The name of a directory entry as far as it is ASCII; empty otherwise.
  private static func streamName(in bytes: [UInt8], at entry: Int) -> String {
    let length = bytes.littleEndian16(at: entry + 64)
    guard length >= 4, length <= 64 else { return "" }
    var name: [UInt8] = []
    for unit in stride(from: entry, to: entry + length - 2, by: 2) {
      guard bytes[unit + 1] == 0, bytes[unit] < 0x80 else { return "" }
      name.append(bytes[unit])
    }
    return String(decoding: name, as: UTF8.self)
  }
}

extension [UInt8] {
  /// The caller has checked the bounds; outside them it is 0.
  fileprivate func littleEndian16(at offset: Int) -> Int {
    guard offset >= 0, offset + 2 <= count else { return 0 }
    return Int(self[offset]) | Int(self[offset + 1]) << 8
  }

  fileprivate func littleEndian32(at offset: Int) -> UInt32 {
    UInt32(littleEndian16(at: offset)) | UInt32(littleEndian16(at: offset + 2)) << 16
  }
}
