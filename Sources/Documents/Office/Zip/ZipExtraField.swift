/// The extra field of an entry: ZIP64 sizes and Info-ZIP's Unicode path.
enum ZipExtraField {
  static func apply(_ extra: UnsafeRawBufferPointer, to entry: inout ZipEntry) {
    var at = 0
    while let id = extra.uint16(at: at), let length = extra.uint16(at: at + 2) {
      let start = at + 4
      let end = start + Int(length)
      guard end <= extra.count else { return }
      let field = UnsafeRawBufferPointer(rebasing: extra[start..<end])
      switch id {
      case 0x0001: applyZip64(field, to: &entry)
      case 0x7075: applyUnicodePath(field, to: &entry)
      default: break
      }
      at = end
    }
  }

  /// Holds, in this order, only those numbers whose 32-bit form is all ones (APPNOTE 4.5.3).
  private static func applyZip64(_ field: UnsafeRawBufferPointer, to entry: inout ZipEntry) {
    var at = 0
    if entry.size == 0xFFFF_FFFF, let value = field.uint64(at: at) {
      entry.size = Int64(clamping: value)
      at += 8
    }
    if entry.packedSize == 0xFFFF_FFFF, let value = field.uint64(at: at) {
      entry.packedSize = Int64(clamping: value)
      at += 8
    }
    if entry.headerOffset == 0xFFFF_FFFF, let value = field.uint64(at: at) {
      entry.headerOffset = Int64(clamping: value)
    }
  }

  /// The name in UTF-8, valid only while the checksum of the stored name agrees (APPNOTE 4.6.9).
  private static func applyUnicodePath(_ field: UnsafeRawBufferPointer, to entry: inout ZipEntry) {
    guard field.count > 5, field[0] == 1, field.uint32(at: 1) == CRC32.of(entry.rawName) else { return }
    entry.rawName = Array(field[5...])
    entry.flags |= 0x0800
  }
}
