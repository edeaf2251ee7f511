import Contents

/// Cuts running text into passages of at most 64 kB, at blank lines where there are any.
enum PassageCutter {
  static let longest = 64 << 10

  static func emit(_ text: ArraySlice<UInt8>, at place: Place, in reading: Reading) throws(UnreadReason) {
    var rest = text
    while !rest.isEmpty {
      let end = rest.count <= longest ? rest.endIndex : goodCut(in: rest.prefix(longest))
      let piece = rest[rest.startIndex..<end]
      if piece.contains(where: { $0 > 0x20 }) {
        try reading.emit(.passage(Passage(String(decoding: piece, as: UTF8.self), place: place)))
      }
      rest = rest[end...]
    }
  }

  /// After the last blank line of the second half, else after the last line, else before a character.
  static func goodCut(in text: ArraySlice<UInt8>) -> Int {
    let middle = text.startIndex + text.count / 2
    var lineEnd: Int?
    var index = text.endIndex - 1
    while index > middle {
      if text[index] == 0x0A || text[index] == 0x0D {
        if lineEnd == nil { lineEnd = index + 1 }
        let before = text[index - 1] == 0x0D && text[index] == 0x0A ? index - 2 : index - 1
        if before > middle, text[before] == text[index] { return index + 1 }
      }
      index -= 1
    }
    if let lineEnd { return lineEnd }
    var cut = text.endIndex
    // The text is valid UTF-8: a character has at most three more bytes.
    for _ in 0..<4 where cut > text.startIndex + 1 {
      cut -= 1
      if text[cut] & 0xC0 != 0x80 { break }
    }
    return cut
  }
}
