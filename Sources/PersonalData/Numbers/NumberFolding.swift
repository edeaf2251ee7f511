/// Brings the writing of numbers to ASCII: full-width digits, letters and punctuation, every kind of hyphen, every kind
/// of space. Japanese offices mix them freely in one column.
///
/// Only for cells that are read as numbers: `ー` becomes a hyphen here, which would spoil a word.
package enum NumberFolding {
  /// Cells longer than this are no single number; `withFolded` gives an empty cell for them.
  package static let longestCell = 320

  /// Calls `body` with the trimmed cell in ASCII writing. A cell that is ASCII already is not copied. What has no ASCII
  /// form stays as it is. Spreadsheet armour (`'0901…`, `="0901…"`) is taken off.
  @inline(__always)
  package static func withFolded<Result>(_ cell: CellBytes, _ body: (CellBytes) -> Result) -> Result {
    let trimmed = trim(cell)
    if isASCII(trimmed) { return body(unarmoured(trimmed)) }
    guard trimmed.count <= longestCell else { return body(CellBytes(start: nil, count: 0)) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: longestCell) { buffer in
      let length = fold(trimmed, into: buffer)
      return body(unarmoured(trim(CellBytes(rebasing: buffer[0..<length]))))
    }
  }

  /// Folds `text` into `output`, which must be at least as long. Returns the bytes written.
  static func fold(_ text: CellBytes, into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var read = 0
    var written = 0
    while read < text.count, written < output.count {
      let byte = text[read]
      if byte < 0x80 {
        output[written] = byte
        written += 1
        read += 1
        continue
      }
      let (ascii, length) = asciiForm(of: text, at: read)
      if ascii != 0 {
        output[written] = ascii
        written += 1
        read += length
      } else {
        for _ in 0..<length where read < text.count && written < output.count {
          output[written] = text[read]
          written += 1
          read += 1
        }
      }
    }
    return written
  }

  /// ASCII form of the character at `offset`, or 0 when it has none, and the character's length in bytes (at least 1).
  static func asciiForm(of text: CellBytes, at offset: Int) -> (UInt8, Int) {
    let left = text.count - offset
    let first = text[offset]
    if first < 0x80 { return (first, 1) }
    if first < 0xE0 {
      // U+00A0 no-break space, U+00AD soft hyphen.
      guard left >= 2, first == 0xC2 else { return (0, min(2, left)) }
      return (text[offset + 1] == 0xA0 ? 0x20 : text[offset + 1] == 0xAD ? 0x2D : 0, 2)
    }
    if first >= 0xF0 { return (0, min(4, left)) }
    guard left >= 3 else { return (0, left) }
    let second = text[offset + 1]
    let third = text[offset + 2]
    switch (first, second) {
    case (0xEF, 0xBC) where third >= 0x81 && third <= 0xBF: return (third - 0x60, 3)
    case (0xEF, 0xBD) where third >= 0x80 && third <= 0x9E: return (third - 0x20, 3)
    // U+FF70 half-width prolonged sound mark.
    case (0xEF, 0xBD) where third == 0xB0: return (0x2D, 3)
    // U+3000.
    case (0xE3, 0x80) where third == 0x80: return (0x20, 3)
    // U+30FC.
    case (0xE3, 0x83) where third == 0xBC: return (0x2D, 3)
    // U+2000…200B spaces, U+2010…2015 hyphens and dashes.
    case (0xE2, 0x80) where third >= 0x80 && third <= 0x8B: return (0x20, 3)
    case (0xE2, 0x80) where third >= 0x90 && third <= 0x95: return (0x2D, 3)
    // U+2212 minus, U+2500/2501 box drawing, U+FE63 small hyphen.
    case (0xE2, 0x88) where third == 0x92: return (0x2D, 3)
    case (0xE2, 0x94) where third <= 0x81: return (0x2D, 3)
    case (0xEF, 0xB9) where third == 0xA3: return (0x2D, 3)
    default: return (0, 3)
    }
  }

  static func trim(_ cell: CellBytes) -> CellBytes {
    var start = 0
    var end = cell.count
    while start < end, cell[start] <= 0x20 { start += 1 }
    while end > start, cell[end - 1] <= 0x20 { end -= 1 }
    return start == 0 && end == cell.count ? cell : cell.part(start..<end)
  }

  private static func unarmoured(_ cell: CellBytes) -> CellBytes {
    guard cell.count > 1 else { return cell }
    if cell[0] == 0x27 { return cell.from(1) }
    if cell.count > 3, cell[0] == 0x3D, cell[1] == 0x22, cell[cell.count - 1] == 0x22 {
      return cell.part(2..<cell.count - 1)
    }
    return cell
  }

  static func isASCII(_ cell: CellBytes) -> Bool {
    var index = 0
    if let base = UnsafeRawPointer(cell.baseAddress) {
      while index &+ 8 <= cell.count {
        if base.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
        index &+= 8
      }
    }
    while index < cell.count {
      if cell[index] >= 0x80 { return false }
      index += 1
    }
    return true
  }
}

/// The digits (and letters, in upper case) of a number, without its separators.
struct CompactNumber {
  /// What a cell may hold besides digits to be compacted.
  enum Separators {
    /// None: digits only.
    case none
    /// Hyphens and spaces.
    case usual
    /// Also dots and slashes.
    case all
  }

  /// Calls `body` with the cell's digits when it consists of digits and separators, at most 40 of them; else with an
  /// empty buffer. `letters` lets ASCII letters through, in upper case.
  @inline(__always)
  static func with<Result>(
    _ folded: CellBytes, separators: Separators = .usual, letters: Bool = false, _ body: (CellBytes) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { buffer in
      var length = 0
      for byte in folded {
        if byte.isDigit || (letters && byte.isLetter) {
          guard length < 40 else { return body(CellBytes(start: nil, count: 0)) }
          buffer[length] = byte.uppercased
          length += 1
        } else if !isSeparator(byte, separators) {
          return body(CellBytes(start: nil, count: 0))
        }
      }
      return body(CellBytes(rebasing: buffer[0..<length]))
    }
  }

  private static func isSeparator(_ byte: UInt8, _ separators: Separators) -> Bool {
    switch separators {
    case .none: false
    case .usual: byte == 0x2D || byte == 0x20
    case .all: byte == 0x2D || byte == 0x20 || byte == 0x2E || byte == 0x2F
    }
  }
}
