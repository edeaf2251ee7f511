/// Files that Windows, Office and macOS leave beside those of people: pictures of folders, marks that somebody has a
/// document open, shortcuts. They hold nothing that anybody wrote down, and there is one in nearly every folder.
enum OfficeLeftover {
  /// An owner file holds the name of the one user who has the document open: 162 bytes by Word, 165 by Excel.
  private static let ownerFile: ClosedRange<Int64> = 160...170

  /// `.inert` for such a file; nil for any other. The name alone never decides about a file that could be more.
  static func format(_ head: [UInt8], size: Int64, named name: String) -> FileFormat? {
    let letters = (name.utf8.split(separator: UInt8(ascii: "/")).last ?? name.utf8[...]).map {
      $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0
    }
    let last = String(decoding: letters, as: UTF8.self)
    // A shell link ([MS-SHLLINK] 2.1): its header's size and the first half of its class.
    if head.starts(with: [0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0]) { return .inert }
    if head.starts(with: [0, 0, 0, 1, 0x42, 0x75, 0x64, 0x31]), last == ".ds_store" { return .inert }
    // What a split file's resource fork is called on media of other systems (RFC 1740); the shared memory of a log.
    if letters.starts(with: "._".utf8), head.starts(with: [0, 0x05, 0x16, 0x07]) { return .inert }
    if last.hasSuffix("-shm"), head.starts(with: [0x18, 0xE2, 0x2D, 0]) { return .inert }
    if last == "thumbs.db" || last == "ehthumbs.db", head.starts(with: OLELook.magic) { return .inert }
    if last == "desktop.ini", size <= 16 << 10 { return .inert }
    if letters.starts(with: "~$".utf8), ownerFile.contains(size), head[0] < 56 { return .inert }
    return nil
  }
}
