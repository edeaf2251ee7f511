import Contents

/// The lowest layer of an Outlook data file ([MS-PST] 2.2): pages of two B-trees, and blocks of data that one of them
/// finds. Nothing is held but the pages that were looked at last.
final class PSTFile {
  let header: PSTHeader
  private let source: any ByteSource
  private let reading: Reading
  /// Pages of the B-tree of blocks, by their offset.
  private var pages: [Int64: PSTPage] = [:]
  /// Bytes of blocks that were read, however often.
  private var readSoFar: Int64 = 0
  /// A block was met whose checksum is wrong, or a page that led to one. Whoever is told of it takes it back.
  private var hasFault = false

  /// What was found without the trees, once one of them turned out to be broken.
  private var found: PSTSalvage?

  private static let mostPageBytes = 4 << 20
  /// Levels of a B-tree: 2^64 bytes would not need as many.
  private static let deepest: UInt8 = 10

  /// - Throws: as the header.
  init(_ source: any ByteSource, in reading: Reading) throws(UnreadReason) {
    header = try PSTHeader(source)
    self.source = source
    self.reading = reading
  }

  var layout: PSTLayout { header.layout }
  var size: Int64 { source.size }

  /// More pages or blocks than this cannot be in the file, whatever refers to them.
  var mostPages: Int { Int(clamping: source.size / Int64(layout.pageSize)) + 1 }
  var mostBlocks: Int { Int(clamping: source.size / 64) + 1 }

  /// Whether anything that was read since the last call is not what its checksum says.
  func takeFault() -> Bool {
    defer { hasFault = false }
    return hasFault
  }

  /// After a part that cannot be read: the rest may be.
  /// - Throws: `.tooLarge` when what failed is a limit of the whole reading.
  func checkLimits() throws(UnreadReason) {
    try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
  }

  // MARK: - Pages

  /// - Throws: `.damaged` when no page of this kind lies there.
  func page(at reference: PSTPageReference, kind: PSTPage.Kind) throws(UnreadReason) -> PSTPage {
    guard reference.offset > 0, reference.offset < source.size else { throw .damaged }
    let bytes = try source.bytes(at: reference.offset, count: layout.pageSize)
    return try PSTPage(bytes, kind: kind, layout)
  }

  /// What lies in the file, whatever its trees say.
  func salvage() throws(UnreadReason) -> PSTSalvage {
    if let found { return found }
    let salvage = try PSTSalvage(source, layout)
    found = salvage
    return salvage
  }

  /// Where a block lies and how many bytes it has; nil when it is not in the file.
  private func locate(_ identifier: UInt64) throws(UnreadReason) -> (offset: Int64, size: Int)? {
    do throws(UnreadReason) {
      return try search(identifier)
    } catch .damaged {
      return try salvage().blocks[identifier & ~1]
    }
  }

  /// - Throws: `.damaged` when the tree is broken on the way to the block.
  private func search(_ identifier: UInt64) throws(UnreadReason) -> (offset: Int64, size: Int)? {
    let wanted = identifier & ~1
    var reference = header.blockRoot
    var above = Self.deepest
    while true {
      let page: PSTPage
      if let known = pages[reference.offset] {
        page = known
      } else {
        page = try self.page(at: reference, kind: .blocks)
        if pages.count * layout.pageSize >= Self.mostPageBytes { pages.removeAll(keepingCapacity: true) }
        pages[reference.offset] = page
      }
      if !page.isSound { hasFault = true }
      // Levels fall from page to page, and so no ring is followed.
      guard page.level < above else { throw .damaged }
      above = page.level
      guard let entry = page.lastEntry(notAbove: wanted | 1) else { return nil }
      if page.level > 0 {
        guard let next = page.reference(ofEntry: entry) else { throw .damaged }
        reference = next
        continue
      }
      guard page.key(ofEntry: entry) & ~1 == wanted, let place = page.block(ofEntry: entry) else { return nil }
      return place
    }
  }

  // MARK: - Blocks

  /// The bytes of a block, unveiled and unpacked.
  /// - Throws: `.damaged` when it is not there, or another one lies there; `.tooLarge` when reading costs too much.
  func block(_ identifier: UInt64) throws(UnreadReason) -> [UInt8] {
    guard let (offset, size) = try locate(identifier) else { throw .damaged }
    let length = layout.blockLength(of: size)
    var bytes = try source.bytes(at: offset, count: length)
    guard bytes.count == length else { throw .damaged }
    guard let trailer = PSTBlockTrailer(bytes, layout), trailer.identifier & ~1 == identifier & ~1 else {
      throw .damaged
    }
    bytes.removeLast(length - size)
    if trailer.checksum != 0, PSTBlockTrailer.checksum(of: bytes) != trailer.checksum { hasFault = true }
    // Blocks that refer to other blocks are never veiled.
    if identifier & 2 == 0 { header.cipher.decode(&bytes, identifier: identifier) }
    if let unpacked = trailer.unpackedSize, unpacked != size, unpacked > 0 { bytes = try inflate(bytes, to: unpacked) }
    readSoFar += Int64(bytes.count)
    try reading.charge(unpacked: bytes.count, memberSoFar: readSoFar, memberPacked: source.size)
    return bytes
  }

  /// - Throws: `.damaged` when less comes out than was promised.
  private func inflate(_ packed: [UInt8], to size: Int) throws(UnreadReason) -> [UInt8] {
    // Behind two bytes of zlib (RFC 1950).
    let isWrapped = packed.count > 2 && packed[0] & 0xF == 8 && (Int(packed[0]) << 8 | Int(packed[1])) % 31 == 0
    var stream = try InflateStream()
    var result = [UInt8](repeating: 0, count: size)
    var failure: UnreadReason?
    var filled = 0
    packed.withUnsafeBytes { input in
      result.withUnsafeMutableBytes { output in
        do throws(UnreadReason) {
          let start = UnsafeRawBufferPointer(rebasing: input[(isWrapped ? 2 : 0)...])
          filled = try stream.inflate(start, into: output).produced
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
    guard filled == size else { throw .damaged }
    return result
  }
}

/// What stands behind the bytes of a block ([MS-PST] 2.2.2.8.1).
struct PSTBlockTrailer {
  /// 0: none was made.
  let checksum: UInt32
  let identifier: UInt64
  /// Nil where blocks are never packed.
  let unpackedSize: Int?

  /// - Parameter bytes: the whole block.
  init?(_ bytes: [UInt8], _ layout: PSTLayout) {
    let start = bytes.count - layout.blockTrailerSize
    let (sum, name) = layout.isWide ? (start + 4, start + 8) : (start + 8, start + 4)
    guard let checksum = bytes.uint32(at: sum),
      let identifier = bytes.word(at: name, layout)
    else { return nil }
    self.checksum = checksum
    self.identifier = identifier
    unpackedSize = layout == .largePages ? bytes.uint16(at: start + 18).map(Int.init) : nil
  }

  /// The polynomial of zip without turning the first and the last value around ([MS-PST] 5.3).
  static func checksum(of bytes: [UInt8]) -> UInt32 {
    var crc = CRC32(startingAt: .max)
    bytes.withUnsafeBytes { crc.update($0) }
    return ~crc.value
  }
}
