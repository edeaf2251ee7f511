import Contents

/// The lines of a text of any encoding, one after the other, in bounded memory.
enum DecodedLines {
  /// A longer line is no line of a file of records.
  private static let longest = 8 << 20

  /// Calls `body` with each line as UTF-8, without its end, blank lines too; at last tells how the text was decoded.
  /// - Throws: `.tooLarge` for a line without end.
  static func each(
    of source: any ByteSource, at place: Place, in reading: Reading,
    _ body: (ArraySlice<UInt8>) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    guard source.size > 0 else { return }
    var stream = try TextStream(source)
    var text: [UInt8] = []
    try stream.fill(&text, upTo: TextStream.chunk)
    let newline = TextLayout.newline(of: text)
    while true {
      var start = 0
      while let end = text[start...].firstIndex(of: newline) {
        let isPair = end > start && text[end - 1] == 0x0D
        try body(text[start..<(isPair ? end - 1 : end)])
        start = end + 1
      }
      text.removeFirst(start)
      if stream.atEnd {
        if !text.isEmpty { try body(text[...]) }
        break
      }
      if text.count > longest { throw .tooLarge }
      try stream.fill(&text, upTo: max(TextStream.chunk, text.count * 2))
    }
    try reading.emit(.decoded(stream.decoding(at: place)))
  }
}

extension ArraySlice<UInt8> {
  /// Without blanks at both ends.
  var withoutBlanks: ArraySlice<UInt8> {
    var slice = drop { $0 <= 0x20 }
    while let last = slice.last, last <= 0x20 { slice.removeLast() }
    return slice
  }

  /// Without quotation marks around the whole.
  var withoutQuotes: ArraySlice<UInt8> {
    guard count >= 2, first == UInt8(ascii: "\""), last == UInt8(ascii: "\"") else { return self }
    return dropFirst().dropLast()
  }

  func begins(with text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount
      && UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount).elementsEqual(
        prefix(text.utf8CodeUnitCount))
  }

  /// Where `text` begins first.
  func firstIndex(of text: StaticString) -> Int? {
    let length = text.utf8CodeUnitCount
    guard length > 0, count >= length else { return nil }
    let pattern = UnsafeBufferPointer(start: text.utf8Start, count: length)
    var index = startIndex
    while index + length <= endIndex {
      if self[index] == pattern[0], pattern.elementsEqual(self[index..<index + length]) { return index }
      index += 1
    }
    return nil
  }
}
