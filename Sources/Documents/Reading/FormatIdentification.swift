import Contents

extension FileFormat {
  /// What a file is: by its first bytes, then by what its text looks like; the name only decides where bytes do not.
  /// - Throws: `.password` for an encrypted office document, `.inputOutput`, `.noPermission`.
  package static func identify(_ source: any ByteSource, named name: String) throws(UnreadReason) -> FileFormat {
    let nameExtension = lowercasedExtension(of: name)
    guard source.size > 0 else {
      // Nothing is a text, and no document of any other kind: what stood in it was lost on the way here.
      if neverEmpty.contains(nameExtension) { throw .damaged }
      return .text
    }
    let head = try source.bytes(at: 0, count: 16 << 10)
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06])
      || head.starts(with: [0x50, 0x4B, 0x30, 0x30, 0x50, 0x4B])
    {
      return try ZipLook.format(of: source, head: head, nameExtension: nameExtension)
    }
    if let format = OfficeLeftover.format(head, size: source.size, named: name) { return format }
    if head.starts(with: OLELook.magic) { return try OLELook.format(of: source, head: head) }
    // A program that ends in an archive unpacks itself: how offices send files to people without an unpacker.
    if head.starts(with: [0x4D, 0x5A]) {
      if try ZipLook.endsInArchive(source) { return .zip }
      if try ProgramLook.archive(behind: head, of: source) != nil { return .archive }
    }
    if ArchiveLook.isArchive(head, nameExtension: nameExtension) { return .archive }
    if let format = byMagic(head, nameExtension: nameExtension) { return format }
    if ImageObjectReader.isOne(head) { return .imageObject }
    if DBFHeader(head, size: source.size) != nil { return .dbf }
    let look = TextLook(head, isWhole: Int64(head.count) == source.size)
    if !look.isText {
      if inertExtensions.contains(nameExtension) || isOfDebugger(head, nameExtension) { return .inert }
      if PaddedText.isPadded(head) { return .padded }
    }
    let format = look.format(nameExtension: nameExtension)
    // A disk image begins with what starts a computer, or with nothing.
    guard format == .unknown else { return format }
    return try ArchiveLook.isDisc(source) ? .archive : .unknown
  }

  /// The letters after the last dot of the last component, in lower case; empty when there is none.
  static func lowercasedExtension(of name: String) -> String {
    let last = name.utf8.split(separator: UInt8(ascii: "/")).last ?? name.utf8[...]
    guard let dot = last.lastIndex(of: UInt8(ascii: ".")) else { return "" }
    let letters = last[last.index(after: dot)...].map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    return String(decoding: letters, as: UTF8.self)
  }

  private static func byMagic(_ head: [UInt8], nameExtension: String) -> FileFormat? {
    if head.starts(with: Array("SQLite format 3\0".utf8)) { return .sqlite }
    // They begin like a font.
    if JetFile.magics.contains(where: { head.starts(with: $0) }) { return .access }
    if holdsPDFHeader(head) { return .pdf }
    if isTrueType(head) { return .inert }
    for (magic, format) in magics where head.starts(with: magic) { return format }
    if head.count >= 12 {
      let inner = Array(head[8..<12])
      if head.starts(with: Array("RIFF".utf8)) { return inner == Array("WEBP".utf8) ? .unknown : .inert }
      if Array(head[4..<8]) == Array("ftyp".utf8) { return isStillImage(inner) ? .unknown : .inert }
    }
    // A layer III frame without a tag looks like two bytes of anything: only together with the name.
    if head.count >= 2, head[0] == 0xFF, head[1] & 0xE0 == 0xE0, nameExtension == "mp3" { return .inert }
    return nil
  }

  /// The header may stand anywhere in the first kilobyte (ISO 32000-1, annex H, note 13 of Acrobat's behaviour).
  private static func holdsPDFHeader(_ head: [UInt8]) -> Bool {
    let magic = Array("%PDF-".utf8)
    let last = min(head.count, 1024) - magic.count
    guard last >= 0 else { return false }
    for start in 0...last where head[start] == magic[0] && head[start..<start + magic.count].elementsEqual(magic) {
      // Text that speaks of PDF has text before it; a stray header has binary or blank bytes, or nothing.
      return start == 0 || head[start - 1] == 0x0A || head[start - 1] == 0x0D || head[start - 1] >= 0x80
        || head[start - 1] == 0
    }
    return false
  }

  /// What compilers keep for debuggers. Databases of Palm, address books among them, have the same names.
  private static func isOfDebugger(_ head: [UInt8], _ nameExtension: String) -> Bool {
    nameExtension == "pdb"
      && (head.starts(with: Array("Microsoft C/C++".utf8)) || head.starts(with: Array("BSJB".utf8)))
  }

  /// A font of outlines: its number of tables, and what follows from that for a search among them (OpenType, "Table
  /// directory"). Databases begin with the same four bytes: Access, FileMaker.
  private static func isTrueType(_ head: [UInt8]) -> Bool {
    guard head.count >= 12, head.starts(with: [0x00, 0x01, 0x00, 0x00]) else { return false }
    let tables = Int(head[4]) << 8 | Int(head[5])
    let range = Int(head[6]) << 8 | Int(head[7])
    let steps = Int(head[8]) << 8 | Int(head[9])
    guard (1...256).contains(tables) else { return false }
    let powers = tables.bitWidth - 1 - tables.leadingZeroBitCount
    return range == 16 << powers && steps == powers
  }

  private static func isStillImage(_ brand: [UInt8]) -> Bool {
    ["heic", "heix", "mif1", "msf1", "avif"].contains(String(decoding: brand, as: UTF8.self))
  }

  /// Programs, fonts, sound and film hold no text of people. Pictures may be scans of forms, and databases and mail
  /// stores of other kinds may hold anything: those are unknown, and so are named as not read.
  private static let magics: [([UInt8], FileFormat)] = [
    ([0x7F, 0x45, 0x4C, 0x46], .inert), ([0x4D, 0x5A, 0x90, 0x00], .inert), ([0x4D, 0x5A, 0x78, 0x00], .inert),
    ([0xCF, 0xFA, 0xED, 0xFE], .inert), ([0xCE, 0xFA, 0xED, 0xFE], .inert), ([0xCA, 0xFE, 0xBA, 0xBE], .inert),
    ([0x00, 0x61, 0x73, 0x6D], .inert), (Array("!<arch>\n".utf8), .inert),
    (Array("OTTO".utf8), .inert), (Array("ttcf".utf8), .inert), (Array("wOFF".utf8), .inert),
    (Array("wOF2".utf8), .inert),
    (Array("ID3".utf8), .inert), (Array("OggS".utf8), .inert), (Array("fLaC".utf8), .inert),
    (Array("MThd".utf8), .inert), (Array("FLV\u{1}".utf8), .inert), ([0x1A, 0x45, 0xDF, 0xA3], .inert),
    ([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], .inert),
    ([0x89, 0x50, 0x4E, 0x47], .unknown), ([0xFF, 0xD8, 0xFF], .unknown), (Array("GIF8".utf8), .unknown),
    ([0x49, 0x49, 0x2A, 0x00], .unknown), ([0x4D, 0x4D, 0x00, 0x2A], .unknown), (Array("8BPS".utf8), .unknown),
    (Array("bplist00".utf8), .unknown), (Array("PAR1".utf8), .unknown), (Array("{\\rtf".utf8), .rtf),
    (TNEFReader.magic, .tnef), (PSTHeader.magic, .pst),
  ]

  /// Documents of these names have bytes even when nobody has written anything in them.
  private static let neverEmpty: Set<String> = [
    "xlsx", "xlsm", "xltx", "xlsb", "xls", "docx", "docm", "dotx", "doc", "pptx", "pptm", "ppsx", "ppt", "odt", "ods",
    "odp", "rtf", "pdf", "msg", "pst", "ost", "mdb", "accdb", "epub", "zip", "7z", "rar", "lzh", "cab", "gz", "tgz",
    "bz2", "xz", "zst", "iso",
  ]

  private static let inertExtensions: Set<String> = [
    "exe", "dll", "so", "dylib", "sys", "o", "obj", "lib", "a", "pyc", "pyo", "class", "ttf", "otf", "woff",
    "woff2", "mp3", "m4a", "wav", "ogg", "flac", "mid", "mp4", "mov", "avi", "wmv", "mkv", "ico", "cur", "ani",
  ]
}
