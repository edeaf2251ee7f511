import Contents

/// Text whose fields are filled up with zero bytes, as programs in C and COBOL write their structures: fields of one
/// length in records of one length, with or without line ends; and texts that zero bytes part from each other.
///
/// It becomes plain text first (cells parted by tabs, records by line ends) and is then read as such. No byte of a
/// character in any encoding but UTF-16 is zero, so that nothing else is changed.
enum PaddedText {
  private static let longestRecord = 4 << 10
  /// Records that must agree before they are taken for such.
  private static let fewestRecords = 3

  /// Whether the beginning of a file, which is no plain text, is text between zero bytes.
  static func isPadded(_ head: [UInt8]) -> Bool {
    var filled = 0
    var controls = 0
    var runs = 0
    var singles = 0
    var high = 0
    var index = 0
    while index < head.count {
      if head[index] == 0 {
        let start = index
        while index < head.count, head[index] == 0 { index += 1 }
        runs += 1
        if index - start == 1 { singles += 1 }
        continue
      }
      let byte = head[index]
      filled += 1
      if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D { controls += 1 }
      if byte >= 0x80 { high += 1 }
      index += 1
    }
    // Runs of text between the zeros are some characters long; those of numbers and pointers are not.
    guard runs > 0, filled >= 24, controls * 200 <= filled, filled >= runs * 4 else { return false }
    if singles == runs, filled < runs * 6 { return false }
    // What is not ASCII must be text of an encoding all through.
    return high == 0 || decodes(head)
  }

  /// Whether the bytes between the zeros, the last piece apart, are text of one of the encodings.
  private static func decodes(_ head: [UInt8]) -> Bool {
    let lines = head.map { $0 == 0 ? 0x0A : $0 }
    let whole = lines.lastIndex(of: 0x0A).map { lines[..<$0] } ?? lines[...]
    let text = CharsetStream.decode(whole)
    var bad = 0
    var characters = 0
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      characters += 1
      if scalar.value == 0xFFFD || (0x80...0x9F).contains(scalar.value) || (0xE000...0xF8FF).contains(scalar.value) {
        bad += 1
      }
    }
    return bad * 200 <= characters
  }

  static func read(
    _ source: any ByteSource, named name: String, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    let head = try source.bytes(at: 0, count: 64 << 10)
    var text = MemberBytes(reading.limits)
    let hasLines = head.contains(0x0A) || head.contains(0x0D)
    if !hasLines, let layout = Layout(head) {
      var offset: Int64 = 0
      let piece = max(1, (1 << 20) / layout.length) * layout.length
      while offset < source.size {
        let records = try source.bytes(at: offset, count: piece)
        if records.isEmpty { break }
        try text.append(layout.lines(of: records))
        offset += Int64(records.count)
      }
    } else {
      // Within lines zeros fill up columns, as blanks do elsewhere; without lines they part the texts.
      let filler: UInt8 = hasLines ? 0x20 : 0x0A
      try source.eachChunk(of: source.whole) { chunk, _ throws(UnreadReason) in
        try text.append(chunk.map { $0 == 0 ? filler : $0 })
      }
    }
    try TextReader.read(text.source, named: name, at: place, in: reading)
  }

  /// Records of one length, and where in them the fields begin.
  struct Layout {
    let length: Int
    let fields: [Int]

    /// - Returns: nil when the zeros do not come at the same places again and again.
    init?(_ head: [UInt8]) {
      // The file may be filled up behind its last record.
      guard let last = head.lastIndex(where: { $0 != 0 }), head[0] != 0 else { return nil }
      for length in 8...longestRecord where last / length + 1 >= fewestRecords {
        guard let fields = Self.fields(of: head[...last], length) else { continue }
        self.length = length
        self.fields = fields
        return
      }
      return nil
    }

    private static func fields(of bytes: ArraySlice<UInt8>, _ length: Int) -> [Int]? {
      let starts = stride(from: 0, to: bytes.count, by: length)
      let records = starts.underestimatedCount
      // Each record begins with something, and most end in filling.
      var filled = 0
      for start in starts {
        if bytes[start] == 0 { return nil }
        if start > 0, bytes[start - 1] == 0 { filled += 1 }
      }
      guard filled * 2 >= records - 1 else { return nil }
      var fields = [0]
      for column in 1..<length {
        var begins = 0
        var isParted = true
        for start in starts where start + column < bytes.count {
          if bytes[start + column - 1] != 0 {
            isParted = false
            break
          }
          if bytes[start + column] != 0 { begins += 1 }
        }
        if isParted, begins > 0 { fields.append(column) }
      }
      return fields
    }

    /// The records as lines of cells.
    func lines(of bytes: [UInt8]) -> [UInt8] {
      var text: [UInt8] = []
      text.reserveCapacity(bytes.count)
      var start = 0
      while start < bytes.count {
        let record = bytes[start..<min(start + length, bytes.count)]
        start += length
        if record.allSatisfy({ $0 == 0 }) { continue }
        for (number, field) in fields.enumerated() {
          if number > 0 { text.append(0x09) }
          let end = number + 1 < fields.count ? fields[number + 1] : length
          let cell = record.dropFirst(field).prefix(end - field)
          text.append(contentsOf: cell.lazy.filter { $0 != 0 }.map { $0 == 0x09 ? 0x20 : $0 })
        }
        text.append(0x0A)
      }
      return text
    }
  }
}
