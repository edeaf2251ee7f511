import CJapaneseTables

/// Look-up tables from bytes to UTF-8, made once from the constant tables in C.
///
/// An entry holds up to three UTF-8 bytes, the first lowest, and their number in the top byte; 0 is "unassigned".
/// The tables live as long as the process, so that the decoders can hold plain pointers.
enum DecodingTables {
  /// CP932, indexed by `lead << 8 | trail`.
  nonisolated(unsafe) static let cp932: UnsafePointer<UInt32> = {
    let table = makeTable(count: 0x1_0000)
    let pairs = hikae_cp932_pairs()
    for lead in 0x81...0xFC where !(0xA0...0xDF).contains(lead) {
      let row = lead - (lead < 0xA0 ? 0x81 : 0xC1)
      for trail in 0x40...0xFC where trail != 0x7F {
        let cell = trail - (trail < 0x7F ? 0x40 : 0x41)
        table[lead << 8 | trail] = packed(pairs?[row * 188 + cell] ?? 0)
      }
    }
    return UnsafePointer(table)
  }()

  /// JIS X 0208 with the vendor rows of CP932, indexed by `(row - 1) * 94 + (cell - 1)`.
  ///
  /// The rows 1 to 94 of CP51932 are those of CP932's lead bytes 81 to EF, two rows a lead byte.
  nonisolated(unsafe) static let jisX0208: UnsafePointer<UInt32> = {
    let table = makeTable(count: 94 * 94)
    let pairs = hikae_cp932_pairs()
    for row in 0..<94 {
      for cell in 0..<94 {
        table[row * 94 + cell] = packed(pairs?[row / 2 * 188 + row % 2 * 94 + cell] ?? 0)
      }
    }
    return UnsafePointer(table)
  }()

  /// EUC-JP's code set 1: as `jisX0208`, but the rows that CP51932 leaves free (85 to 88, 93 and 94) hold the
  /// user-defined characters of eucJP-ms, U+E000 onwards.
  nonisolated(unsafe) static let eucJP: UnsafePointer<UInt32> = {
    let table = makeTable(count: 94 * 94)
    table.update(from: jisX0208, count: 94 * 94)
    for row in 84..<94 {
      for cell in 0..<94 where table[row * 94 + cell] == 0 {
        table[row * 94 + cell] = packed(UInt16(0xE000 + (row - 84) * 94 + cell))
      }
    }
    return UnsafePointer(table)
  }()

  /// EUC-JP's code set 3: JIS X 0212, the IBM extensions in rows 83 and 84, user-defined from U+E3AC in 85 to 94.
  nonisolated(unsafe) static let jisX0212: UnsafePointer<UInt32> = {
    let table = makeTable(count: 94 * 94)
    let cells = hikae_jisx0212()
    for index in 0..<(94 * 94) { table[index] = packed(cells?[index] ?? 0) }
    for (index, scalar) in ibmRows where table[index] == 0 { table[index] = packed(scalar) }
    for row in 84..<94 {
      for cell in 0..<94 { table[row * 94 + cell] = packed(UInt16(0xE3AC + (row - 84) * 94 + cell)) }
    }
    return UnsafePointer(table)
  }()

  /// The IBM extensions that eucJP-ms puts into rows 83 and 84 of code set 3: those that JIS X 0208 and 0212 lack,
  /// at 8F F3F3 onwards, in the order of CP932's FA40 to FC4B.
  private static var ibmRows: [(index: Int, scalar: UInt16)] {
    // The roman numerals, the broken bar, quotation marks, (株), No., TEL and 29 kanji. Source: the eucJP-ms mapping of
    // the Open Group Japan vendors' council (TOG/JVC), rows 83 and 84.
    let scalars: [UInt16] = [
      0x2170, 0x2171, 0x2172, 0x2173, 0x2174, 0x2175, 0x2176, 0x2177, 0x2178, 0x2179, 0x2160, 0x2161,
      0x2162, 0x2163, 0x2164, 0x2165, 0x2166, 0x2167, 0x2168, 0x2169, 0xFF07, 0xFF02, 0x3231, 0x2116,
      0x2121, 0x70BB, 0x4EFC, 0x50F4, 0x51EC, 0x5307, 0x5324, 0xFA0E, 0x548A, 0x5759, 0xFA0F, 0xFA10,
      0x589E, 0x5BEC, 0x5CF5, 0x5D53, 0xFA11, 0x5FB7, 0x6085, 0x6120, 0x654E, 0x663B, 0x6665, 0xFA12,
      0xF929, 0x6801, 0xFA13, 0xFA14, 0x6A6B, 0x6AE2, 0x6DF8, 0x6DF2, 0x7028, 0xFA15, 0xFA16, 0x7501,
      0x7682, 0x769E, 0xFA17, 0x7930, 0xFA18, 0xFA19, 0xFA1A, 0xFA1B, 0x7AE7, 0xFA1C, 0xFA1D, 0x7DA0,
      0x7DD6, 0xFA1E, 0x8362, 0xFA1F, 0x85B0, 0xFA20, 0xFA21, 0x8807, 0xFA22, 0x8B7F, 0x8CF4, 0x8D76,
      0xFA23, 0xFA24, 0xFA25, 0x90DE, 0xFA26, 0x9115, 0xFA27, 0xFA28, 0x9592, 0xF9DC, 0xFA29, 0x973B,
      0x974D, 0x9751, 0xFA2A, 0xFA2B, 0xFA2C, 0x999E, 0x9AD9, 0x9B72, 0xFA2D, 0x9ED1,
    ]
    return scalars.enumerated().map { (82 * 94 + 82 + $0.offset, $0.element) }
  }

  /// CP949, GB18030 or Big5, indexed by `(lead - 81) * 191 + trail - 40`.
  static func pairs(of encoding: TextEncoding) -> UnsafePointer<UInt32> {
    switch encoding {
    case .cp949: cp949
    case .big5: big5
    default: gb18030
    }
  }

  private nonisolated(unsafe) static let cp949 = packedPairs(hikae_cp949_pairs())
  private nonisolated(unsafe) static let gb18030 = packedPairs(hikae_gb18030_pairs())
  private nonisolated(unsafe) static let big5 = packedPairs(hikae_big5_pairs())

  private static func packedPairs(_ pairs: UnsafePointer<UInt16>?) -> UnsafePointer<UInt32> {
    let table = makeTable(count: 126 * 191)
    for index in 0..<(126 * 191) { table[index] = packed(pairs?[index] ?? 0) }
    return UnsafePointer(table)
  }

  /// The BMP characters that GB18030 has no pair for, in the order of its four-byte codes from 81308130 on.
  static let gb18030FourBytes: [UInt16] = {
    var hasPair = Array(repeating: false, count: 0x1_0000)
    if let pairs = hikae_gb18030_pairs() {
      for index in 0..<(126 * 191) { hasPair[Int(pairs[index])] = true }
    }
    return (0x80...0xFFFF).filter { !hasPair[$0] && !(0xD800...0xDFFF).contains($0) }.map { UInt16($0) }
  }()

  private static func makeTable(count: Int) -> UnsafeMutablePointer<UInt32> {
    let table = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    table.initialize(repeating: 0, count: count)
    return table
  }

  /// A BMP character as an entry; 0 stays 0.
  static func packed(_ scalar: UInt16) -> UInt32 {
    let value = UInt32(scalar)
    switch value {
    case 0: return 0
    case ..<0x80: return 1 << 24 | value
    case ..<0x800: return 2 << 24 | (0x80 | value & 0x3F) << 8 | (0xC0 | value >> 6)
    default:
      return 3 << 24 | (0x80 | value & 0x3F) << 16 | (0x80 | value >> 6 & 0x3F) << 8 | (0xE0 | value >> 12)
    }
  }
}
