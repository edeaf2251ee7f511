/// The UTF-8 bytes of one cell, or of a part of a text. Recognisers read these in place: no `String`, no array and no
/// allocation for a cell.
package typealias CellBytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer where Element == UInt8 {
  /// The bytes of `range`, cut to what there is.
  package func part(_ range: Range<Int>) -> CellBytes {
    CellBytes(rebasing: self[range.clamped(to: 0..<count)])
  }

  /// From `offset` to the end; empty when `offset` lies beyond it.
  package func from(_ offset: Int) -> CellBytes { part(Swift.max(0, offset)..<Swift.max(offset, count)) }

  /// Whether these bytes stand at `offset`.
  package func has(_ word: StaticString, at offset: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    guard offset >= 0, length <= count, offset <= count - length else { return false }
    let bytes = word.utf8Start
    for index in 0..<length where self[offset + index] != bytes[index] { return false }
    return true
  }

  /// As `has`, with ASCII letters of either case; `word` is in lower case.
  package func hasLetters(_ word: StaticString, at offset: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    guard offset >= 0, length <= count, offset <= count - length else { return false }
    let bytes = word.utf8Start
    for index in 0..<length where self[offset + index].lowercased != bytes[index] { return false }
    return true
  }

  /// Length of the run of ASCII digits that begins at `offset`, which must not be negative.
  @inline(__always)
  package func digitRun(at offset: Int) -> Int {
    var end = offset
    if let base = UnsafeRawPointer(baseAddress) {
      while end &+ 8 <= count {
        let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: end, as: UInt64.self))
        // Digits become 0…9; adding 0x76 carries every byte from 10 on into its high bit.
        let value = word ^ 0x3030_3030_3030_3030
        let others = (((value & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676) | value) & 0x8080_8080_8080_8080
        if others != 0 { return end &+ others.trailingZeroBitCount / 8 &- offset }
        end &+= 8
      }
    }
    while end < count, self[end].isDigit { end += 1 }
    return end - offset
  }
}

extension UInt8 {
  @inline(__always) package var isDigit: Bool { self &- 0x30 < 10 }
  @inline(__always) package var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  @inline(__always) package var isUpper: Bool { self &- 0x41 < 26 }
  /// ASCII letters in lower case, everything else as it is.
  @inline(__always) package var lowercased: UInt8 { isUpper ? self | 0x20 : self }
  @inline(__always) var uppercased: UInt8 { self &- 0x61 < 26 ? self & 0xDF : self }
  /// Value of an ASCII digit.
  @inline(__always) var digit: Int { Int(self &- 0x30) }
  /// A byte of a character beyond ASCII.
  @inline(__always) package var isBeyondASCII: Bool { self >= 0x80 }
}
