/// The piece table ([MS-DOC] 2.9.38, 2.9.177): which bytes of the stream hold the text, in the order of the text.
struct WordPieces {
  struct Piece: Equatable {
    /// Characters before it, and one past its last.
    var characters: Range<Int>
    /// Offset of its first byte in the stream.
    var offset: Int
    /// One byte a character (windows-1252) instead of two.
    var isNarrow: Bool
  }

  private(set) var pieces: [Piece] = []
  private static let most = 1 << 20

  /// - Parameter table: the structure that holds the piece table behind property changes.
  init(_ table: ArraySlice<UInt8>) {
    let bytes = Array(table)
    var at = 0
    // Property changes (kind 1) stand before the table (kind 2).
    while at < bytes.count, bytes[at] == 1, let length = bytes.uint16(at: at + 1) { at += 3 + Int(length) }
    guard at < bytes.count, bytes[at] == 2, let stated = bytes.uint32(at: at + 1) else { return }
    let start = at + 5
    let length = min(Int(stated), bytes.count - start)
    guard length >= 16 else { return }
    let count = min((length - 4) / 12, Self.most)
    let properties = start + (count + 1) * 4
    for index in 0..<count {
      guard let from = bytes.uint32(at: start + index * 4), let to = bytes.uint32(at: start + index * 4 + 4),
        from < to, to < 1 << 30, let place = bytes.uint32(at: properties + index * 8 + 2)
      else { continue }
      let isNarrow = place & 0x4000_0000 != 0
      let offset = Int(place & 0x3FFF_FFFF)
      pieces.append(
        Piece(
          characters: Int(from)..<Int(to), offset: isNarrow ? offset / 2 : offset, isNarrow: isNarrow))
    }
  }
}
