import Contents

/// The three layouts of Outlook data files: how wide numbers are and how large pages ([MS-PST] 2.2.2.6, 2.2.2.7).
enum PSTLayout {
  /// Numbers of 32 bits, at most 2 GB: until Outlook 2002.
  case ansi
  /// Numbers of 64 bits.
  case unicode
  /// Numbers of 64 bits, pages of 4 KB and packed blocks: caches of Exchange since Outlook 2013. Not in the published
  /// specification; by the description of libyal's libpff (documentation, "64-bit 4k page").
  case largePages

  var isWide: Bool { self != .ansi }
  /// Bytes of an identifier or an offset.
  var wordSize: Int { isWide ? 8 : 4 }
  var pageSize: Int { self == .largePages ? 4_096 : 512 }
  /// Where a page tells how many entries it has.
  var entryCountOffset: Int { self == .ansi ? 496 : self == .unicode ? 488 : 4_056 }
  var pageTrailerOffset: Int { self == .ansi ? 500 : self == .unicode ? 496 : 4_072 }
  var blockTrailerSize: Int { self == .ansi ? 12 : self == .unicode ? 16 : 24 }
  var blockAlignment: Int { self == .largePages ? 512 : 64 }
  /// Bits of a heap identifier that number the allocation within its block; five lower ones are its type.
  var heapIndexBits: UInt32 { self == .largePages ? 14 : 11 }
  /// Bytes before the entries of a block of subnodes.
  var subnodeHeadSize: Int { self == .ansi ? 4 : 8 }

  /// Bytes of a block on disk, with what fills it up and its trailer.
  func blockLength(of size: Int) -> Int {
    (size + blockTrailerSize + blockAlignment - 1) / blockAlignment * blockAlignment
  }
}

/// The first bytes of an Outlook data file ([MS-PST] 2.2.2.6).
struct PSTHeader {
  static let magic = Array("!BDN".utf8)

  let layout: PSTLayout
  let cipher: PSTCipher
  /// Roots of the two B-trees: nodes, and the blocks that their data lie in.
  let nodeRoot: PSTPageReference
  let blockRoot: PSTPageReference

  /// - Throws: `.damaged`; `.password` where the file is encrypted for an organisation (Windows Information Protection).
  init(_ source: any ByteSource) throws(UnreadReason) {
    let bytes = try source.bytes(at: 0, count: 564)
    guard bytes.starts(with: Self.magic), let version = bytes.uint16(at: 10) else { throw .damaged }
    switch version {
    case 14, 15: layout = .ansi
    case 36: layout = .largePages
    case 20...: layout = .unicode
    default: throw .damaged
    }
    let method = layout.isWide ? 513 : 461
    guard method < bytes.count else { throw .damaged }
    switch bytes[method] {
    case 0: cipher = .none
    case 1: cipher = .permute
    case 2: cipher = .cyclic
    case 0x10: throw .password
    default: throw .damaged
    }
    let (nodes, blocks) = layout.isWide ? (216, 232) : (184, 192)
    guard let nodeRoot = PSTPageReference(bytes, at: nodes, layout),
      let blockRoot = PSTPageReference(bytes, at: blocks, layout)
    else { throw .damaged }
    self.nodeRoot = nodeRoot
    self.blockRoot = blockRoot
  }
}

/// Where a page lies, and what it calls itself.
struct PSTPageReference {
  let identifier: UInt64
  let offset: Int64

  init?(_ bytes: [UInt8], at start: Int, _ layout: PSTLayout) {
    guard let identifier = bytes.word(at: start, layout), let offset = bytes.word(at: start + layout.wordSize, layout)
    else { return nil }
    self.identifier = identifier
    self.offset = Int64(clamping: offset)
  }
}

extension [UInt8] {
  /// An identifier or an offset.
  func word(at offset: Int, _ layout: PSTLayout) -> UInt64? {
    layout.isWide ? uint64(at: offset) : uint32(at: offset).map(UInt64.init)
  }
}
