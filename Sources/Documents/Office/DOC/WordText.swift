import Contents

/// Follows the characters of one part of a Word document: marks of paragraphs, cells, rows and fields ([MS-DOC] 2.4).
struct WordText {
  private var flow: DocumentFlow
  private let paragraphs: WordParagraphs
  private var units: [UInt16] = []
  /// Instructions of the fields that are open, outermost first; nil once the result has begun.
  private var fields: [[UInt16]?] = []
  /// The last mark was that of a cell, and nothing came since.
  private var isAfterCell = false
  private static let deepestField = 64
  private static let longestInstruction = 16 << 10

  init(_ paragraphs: WordParagraphs, at place: Place, kind: Passage.Kind, in reading: Reading) {
    self.paragraphs = paragraphs
    flow = DocumentFlow(place, kind: kind, reading)
  }

  /// - Parameter offset: where the character stands in the stream.
  mutating func take(_ unit: UInt16, at offset: Int) throws(UnreadReason) {
    switch unit {
    case 0x0D, 0x0E, 0x0C: try endParagraph(offset)
    case 0x07: try endCell(offset)
    case 0x13: if fields.count < Self.deepestField { fields.append([]) }
    case 0x14: if !fields.isEmpty { fields[fields.count - 1] = nil }
    case 0x15:
      guard let instruction = fields.popLast() else { return }
      // A field without a result shows what its instruction says.
      guard let instruction else { return }
      let text = Array(String(decoding: instruction, as: UTF16.self).utf8)
      if let base = FieldInstruction.baseOfRuby(text) { add(Array(String(decoding: base, as: UTF8.self).utf16)) }
    case 0x0B: add([0x0A])
    case 0x1E: add([0x2D])
    case 0x09, 0x20...: add([unit])
    default: break
    }
  }

  private mutating func add(_ more: [UInt16]) {
    isAfterCell = false
    guard let last = fields.last, var instruction = last else {
      // A result within the instruction of another field is no text either.
      if let open = fields.lastIndex(where: { $0 != nil }) {
        if fields[open]?.count ?? 0 < Self.longestInstruction { fields[open]?.append(contentsOf: more) }
        return
      }
      units += more
      if units.count > 64 << 10 { flush() }
      return
    }
    guard instruction.count < Self.longestInstruction else { return }
    fields[fields.count - 1] = nil
    instruction += more
    fields[fields.count - 1] = instruction
  }

  private mutating func flush() {
    flow.append(String(decoding: units, as: UTF16.self).utf8)
    units.removeAll(keepingCapacity: true)
  }

  private mutating func endParagraph(_ offset: Int) throws(UnreadReason) {
    flush()
    isAfterCell = false
    guard let paragraph = paragraphs.paragraph(at: offset) else { return try flow.endParagraph(level: 0) }
    if paragraph.endsRow {
      try flow.endRow(level: paragraph.level, continuing: paragraph.continuing)
    } else if paragraph.endsInnerCell {
      try flow.endCell(level: paragraph.level)
    } else {
      try flow.endParagraph(level: paragraph.level)
    }
  }

  private mutating func endCell(_ offset: Int) throws(UnreadReason) {
    flush()
    let paragraph = paragraphs.paragraph(at: offset)
    // Where the file does not say which marks end rows, an empty cell does.
    if paragraph?.endsRow ?? (!paragraphs.isKnown && isAfterCell) {
      try flow.endRow(level: paragraph?.level ?? 1, continuing: paragraph?.continuing ?? [])
      isAfterCell = false
    } else {
      try flow.endCell(level: paragraph?.level ?? 1)
      isAfterCell = true
    }
  }

  mutating func finish() throws(UnreadReason) {
    // Fields that nobody closed: their text counts.
    for case let instruction? in fields { units += instruction }
    fields = []
    flush()
    try flow.finish()
  }
}
