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
    if let cut = text.withUnsafeBufferPointer(lineCut) { return text.startIndex + cut }
    var cut = text.endIndex
    // The text is valid UTF-8: a character has at most three more bytes.
    for _ in 0..<4 where cut > text.startIndex + 1 {
      cut -= 1
      if text[cut] & 0xC0 != 0x80 { break }
    }
    return cut
  }

  private static func lineCut(in text: UnsafeBufferPointer<UInt8>) -> Int? {
    let middle = text.count / 2
    // A text without any 0x0A may have lines that end in 0x0D.
    for newline: UInt8 in [0x0A, 0x0D] {
      var lineEnd: Int?
      var end = text.count
      while end > middle, let at = text[middle..<end].lastIndex(of: newline), at > 0 {
        lineEnd = lineEnd ?? at + 1
        let before = text[at - 1] == 0x0D && newline == 0x0A ? at - 2 : at - 1
        if before >= 0, text[before] == newline { return at + 1 }
        end = at
      }
      if let lineEnd { return lineEnd }
    }
    return nil
  }
}
