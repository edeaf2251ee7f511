/// One entry of a zip archive, as the central directory (or, failing that, the local header) tells it.
struct ZipEntry: Sendable {
  /// Bytes of the name as stored; `ZipArchive` decodes them once all names are known.
  var rawName: [UInt8]
  /// The name, with `/` between folders.
  var name: String
  /// General purpose bit flag (APPNOTE 4.4.4).
  var flags: UInt16
  /// 0 stored, 8 deflated; every other method is not read.
  var method: UInt16
  var crc: UInt32
  var packedSize: Int64
  /// As stated; never trusted for an allocation.
  var size: Int64
  /// Offset of the local header within the source.
  var headerOffset: Int64
  /// False when sizes and checksum were not stated and the entry ends where its deflate stream ends.
  var isSizeKnown = true
  /// Lies over an entry before it: how bombs reuse one kernel of bytes many times.
  var overlaps = false

  var isDirectory: Bool { rawName.last == 0x2F || (rawName.last == 0x5C && size == 0) }
  /// Traditional encryption, strong encryption, or WinZip's AES (method 99).
  var isEncrypted: Bool { flags & 0x0041 != 0 || method == 99 }
  var isUTF8: Bool { flags & 0x0800 != 0 }
}
