/// CP932: one look-up a character.
func decodeCP932(
  _ input: UnsafeBufferPointer<UInt8>, isLast: Bool, into output: inout UTF8Writer, unreadable: inout Int
) -> Int {
  guard let base = input.baseAddress else { return 0 }
  let table = DecodingTables.cp932
  let count = input.count
  var writer = output
  defer { output = writer }
  var i = 0
  while i < count {
    let byte = base[i]
    if byte < 0x80 {
      i &+= copyASCII(base + i, count: count &- i, into: &writer)
      continue
    }
    if byte &- 0xA1 < 0x3F {
      writer.halfWidthKana(byte)
      i &+= 1
      continue
    }
    guard count &- i >= 2 else {
      if !isLast, isCP932Lead(byte) { return i }
      writer.replacement()
      unreadable &+= 1
      return count
    }
    let trail = base[i &+ 1]
    let entry = table[Int(byte) << 8 | Int(trail)]
    if entry != 0 {
      writer.entry(entry)
      i &+= 2
    } else {
      // A trail byte below 80 may be a delimiter that the damaged character stands before: it is read again.
      let length = isCP932Lead(byte) && trail >= 0x80 && trail <= 0xFC ? 2 : 1
      writer.replacement()
      unreadable &+= length
      i &+= length
    }
  }
  return count
}

@inline(__always) func isCP932Lead(_ byte: UInt8) -> Bool {
  byte &- 0x81 < 0x1F || byte &- 0xE0 < 0x1D
}

/// Copies the ASCII bytes at `source`, which begins with one; gives their number.
@inline(__always)
func copyASCII(_ source: UnsafePointer<UInt8>, count: Int, into writer: inout UTF8Writer) -> Int {
  var i = 0
  while count &- i >= 8 {
    let word = UnsafeRawPointer(source + i).loadUnaligned(as: UInt64.self)
    let high = word.littleEndian & 0x8080_8080_8080_8080
    let length = high == 0 ? 8 : high.trailingZeroBitCount / 8
    writer.ascii(word, upTo: length)
    i &+= length
    if length < 8 { return i }
  }
  while i < count, source[i] < 0x80 {
    writer.byte(source[i])
    i &+= 1
  }
  return i
}

/// EUC-JP with code sets 1 (two bytes), 2 (SS2 and a kana) and 3 (SS3 and JIS X 0212).
func decodeEUC(
  _ input: UnsafeBufferPointer<UInt8>, isLast: Bool, into output: inout UTF8Writer, unreadable: inout Int
) -> Int {
  guard let base = input.baseAddress else { return 0 }
  let set1 = DecodingTables.eucJP
  let set3 = DecodingTables.jisX0212
  let count = input.count
  var writer = output
  defer { output = writer }
  var i = 0
  while i < count {
    let byte = base[i]
    if byte < 0x80 {
      i &+= copyASCII(base + i, count: count &- i, into: &writer)
      continue
    }
    let left = count &- i
    var length = 1
    var entry: UInt32 = 0
    if byte &- 0xA1 < 94 {
      if left < 2, !isLast { return i }
      if left >= 2, base[i &+ 1] &- 0xA1 < 94 {
        length = 2
        entry = set1[Int(byte &- 0xA1) &* 94 &+ Int(base[i &+ 1] &- 0xA1)]
      }
    } else if byte == 0x8E {
      if left < 2, !isLast { return i }
      if left >= 2, base[i &+ 1] &- 0xA1 < 0x3F {
        writer.halfWidthKana(base[i &+ 1])
        i &+= 2
        continue
      }
    } else if byte == 0x8F {
      if left < 2, !isLast { return i }
      if left >= 2, base[i &+ 1] &- 0xA1 < 94 {
        if left < 3, !isLast { return i }
        length = 2
        if left >= 3, base[i &+ 2] &- 0xA1 < 94 {
          length = 3
          entry = set3[Int(base[i &+ 1] &- 0xA1) &* 94 &+ Int(base[i &+ 2] &- 0xA1)]
        }
      }
    }
    if entry != 0 {
      writer.entry(entry)
    } else {
      writer.replacement()
      unreadable &+= length
    }
    i &+= length
  }
  return count
}
