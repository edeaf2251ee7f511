import JapaneseText

/// A passage as scalars with their byte offsets and its lines. Full-width ASCII is taken for ASCII.
struct PassageText {
  let bytes: CellBytes
  private(set) var scalars: [UInt32] = []
  /// Byte offset of each scalar, and one more: the end.
  private(set) var offsets: [Int32] = []
  /// Scalar ranges of the lines, without their ends.
  private(set) var lines: [Range<Int>] = []

  init(_ bytes: CellBytes) {
    self.bytes = bytes
    scalars.reserveCapacity(bytes.count / 2 + 16)
    offsets.reserveCapacity(bytes.count / 2 + 17)
    var index = 0
    var lineStart = 0
    while index < bytes.count {
      let (raw, length) = NameScalars.scalar(in: bytes, at: index)
      let scalar = (0xFF01...0xFF5E).contains(raw) ? raw - 0xFEE0 : raw
      if scalar == 0x0A || scalar == 0x0D || scalar == 0x0C || scalar == 0x2028 {
        if scalar != 0x0A || lineStart != scalars.count || scalars.last != 0x0D {
          lines.append(lineStart..<scalars.count)
        }
        lineStart = scalars.count + 1
      }
      scalars.append(scalar)
      offsets.append(Int32(truncatingIfNeeded: index))
      index += length
    }
    lines.append(min(lineStart, scalars.count)..<scalars.count)
    offsets.append(Int32(truncatingIfNeeded: bytes.count))
  }

  /// The scalar at an index, 0 outside.
  @inline(__always)
  subscript(_ index: Int) -> UInt32 { index >= 0 && index < scalars.count ? scalars[index] : 0 }

  var count: Int { scalars.count }

  /// Byte offsets of a range of scalars.
  func byteRange(_ range: Range<Int>) -> Range<Int> { Int(offsets[range.lowerBound])..<Int(offsets[range.upperBound]) }

  /// The bytes of a range of scalars.
  func cell(_ range: Range<Int>) -> CellBytes { bytes.part(byteRange(range)) }

  func string(_ range: Range<Int>) -> String { String(decoding: cell(range), as: UTF8.self) }

  /// Whether a word stands at an index.
  @inline(__always)
  func has(_ word: StaticString, at index: Int) -> Bool {
    index >= 0 && index < scalars.count && bytes.has(word, at: Int(offsets[index]))
  }

  /// The scalar that begins at or holds a byte offset.
  func index(ofByte offset: Int) -> Int {
    var low = 0
    var high = scalars.count
    while low < high {
      let middle = (low + high) / 2
      if Int(offsets[middle]) < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Number of the line that a scalar stands on.
  func line(of index: Int) -> Int {
    var low = 0
    var high = lines.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lines[middle].lowerBound <= index { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The range without spaces at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, self[start].isSpace { start += 1 }
    while end > start, self[end - 1].isSpace { end -= 1 }
    return start..<end
  }
}

extension UInt32 {
  /// What Japanese names are written in.
  @inline(__always)
  var isNameScript: Bool { isKanji || isHiragana || isKatakana || isHalfKatakana || isHangul }
}
