import CJapaneseTables

/// Look-up tables from BMP characters to cells, made once by turning the decoders' tables round.
///
/// Where an encoding has a character twice, the first cell of the order that Microsoft writes wins: JIS X 0208, then
/// NEC row 13, then the IBM extensions (FA40 to FC4B), and never the NEC-selected ones (ED40 to EEFC) in CP932.
enum EncodingTables {
  /// The two bytes of CP932 as `lead << 8 | trail`; 0 = none.
  nonisolated(unsafe) static let cp932: UnsafePointer<UInt16> = {
    let table = makeTable()
    let pairs = hikae_cp932_pairs()
    let leads = Array(0x81...0x9F) + Array(0xE0...0xEC) + [0xEF] + Array(0xF0...0xFC) + [0xED, 0xEE]
    for lead in leads {
      let row = lead - (lead < 0xA0 ? 0x81 : 0xC1)
      for trail in 0x40...0xFC where trail != 0x7F {
        let scalar = Int(pairs?[row * 188 + trail - (trail < 0x7F ? 0x40 : 0x41)] ?? 0)
        if scalar != 0, table[scalar] == 0 { table[scalar] = UInt16(lead << 8 | trail) }
      }
    }
    return UnsafePointer(table)
  }()

  /// The cell of JIS X 0208 with the vendor rows, from 1; 0 = none.
  nonisolated(unsafe) static let jisX0208 = reversed(DecodingTables.jisX0208)
  /// The cell of EUC-JP's code set 1, from 1; 0 = none.
  nonisolated(unsafe) static let eucJP = reversed(DecodingTables.eucJP)
  /// The cell of EUC-JP's code set 3, from 1; 0 = none.
  nonisolated(unsafe) static let jisX0212 = reversed(DecodingTables.jisX0212)

  /// The two bytes of CP949, GB18030 or Big5 as `lead << 8 | trail`; 0 = none, or none of two bytes.
  static func pairs(of encoding: TextEncoding) -> UnsafePointer<UInt16> {
    switch encoding {
    case .cp949: cp949
    case .big5: big5
    default: gb18030
    }
  }

  private nonisolated(unsafe) static let cp949 = reversedPairs(hikae_cp949_pairs())
  private nonisolated(unsafe) static let gb18030 = reversedPairs(hikae_gb18030_pairs())
  private nonisolated(unsafe) static let big5 = reversedPairs(hikae_big5_pairs())

  private static func reversedPairs(_ pairs: UnsafePointer<UInt16>?) -> UnsafePointer<UInt16> {
    let table = makeTable()
    // Big5 has characters of Hong Kong below A1, and some twice: the ones of the standard, from A1 on, come first.
    for lead in Array(0xA1...0xFE) + Array(0x81...0xA0) {
      for trail in 0x40...0xFE {
        let scalar = Int(pairs?[(lead - 0x81) * 191 + trail - 0x40] ?? 0)
        if scalar != 0, table[scalar] == 0 { table[scalar] = UInt16(lead << 8 | trail) }
      }
    }
    return UnsafePointer(table)
  }

  private static func reversed(_ cells: UnsafePointer<UInt32>) -> UnsafePointer<UInt16> {
    let table = makeTable()
    for index in 0..<(94 * 94) {
      let scalar = unpacked(cells[index])
      if scalar != 0, table[scalar] == 0 { table[scalar] = UInt16(index + 1) }
    }
    return UnsafePointer(table)
  }

  /// The character of an entry of `DecodingTables`.
  private static func unpacked(_ entry: UInt32) -> Int {
    let first = Int(entry & 0xFF)
    let second = Int(entry >> 8 & 0x3F)
    let third = Int(entry >> 16 & 0x3F)
    switch entry >> 24 {
    case 1: return first
    case 2: return (first & 0x1F) << 6 | second
    case 3: return (first & 0x0F) << 12 | second << 6 | third
    default: return 0
    }
  }

  private static func makeTable() -> UnsafeMutablePointer<UInt16> {
    let table = UnsafeMutablePointer<UInt16>.allocate(capacity: 0x1_0000)
    table.initialize(repeating: 0, count: 0x1_0000)
    return table
  }
}
