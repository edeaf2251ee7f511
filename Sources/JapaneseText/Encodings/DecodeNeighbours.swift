/// CP949, GB18030 and Big5: a lead byte 81 to FE and a trail byte 40 to FE; GB18030 also has characters of four bytes, a
/// lead byte and a digit, twice.
func decodePairs(
  _ input: UnsafeBufferPointer<UInt8>, with table: UnsafePointer<UInt32>, hasFourBytes: Bool, isLast: Bool,
  into output: inout UTF8Writer, unreadable: inout Int
) -> Int {
  guard let base = input.baseAddress else { return 0 }
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
    let isLead = byte &- 0x81 < 0x7E
    guard count &- i >= 2 else {
      if !isLast, isLead { return i }
      writer.replacement()
      unreadable &+= 1
      return count
    }
    let trail = base[i &+ 1]
    if hasFourBytes, isLead, trail &- 0x30 < 10 {
      if count &- i < 4, !isLast { return i }
      if count &- i >= 4, let scalar = fourByteScalar(base + i) {
        writer.scalar(scalar)
        i &+= 4
        continue
      }
    }
    let entry = isLead && trail >= 0x40 && trail < 0xFF ? table[Int(byte &- 0x81) &* 191 &+ Int(trail &- 0x40)] : 0
    if entry != 0 {
      writer.entry(entry)
      i &+= 2
    } else {
      // A trail byte below 80 may be a delimiter that the damaged character stands before: it is read again.
      let length = isLead && trail >= 0x80 && trail < 0xFF ? 2 : 1
      writer.replacement()
      unreadable &+= length
      i &+= length
    }
  }
  return count
}

/// The character of four bytes of GB18030: those of the BMP that have no pair, in order, and those above the BMP.
/// Source: GB 18030-2005, its linear formula.
private func fourByteScalar(_ bytes: UnsafePointer<UInt8>) -> UInt32? {
  guard bytes[2] &- 0x81 < 0x7E, bytes[3] &- 0x30 < 10 else { return nil }
  let high = (Int(bytes[0]) - 0x81) * 10 + Int(bytes[1]) - 0x30
  let linear = (high * 126 + Int(bytes[2]) - 0x81) * 10 + Int(bytes[3]) - 0x30
  if linear >= 189_000 {
    let scalar = linear - 189_000 + 0x1_0000
    return scalar <= 0x10_FFFF ? UInt32(scalar) : nil
  }
  let scalars = DecodingTables.gb18030FourBytes
  return linear < scalars.count ? UInt32(scalars[linear]) : nil
}

/// One character a byte. Without a table every byte above 7F is unreadable.
func decodeSingleBytes(
  _ input: UnsafeBufferPointer<UInt8>, with upperHalf: [UInt16]?, into output: inout UTF8Writer, unreadable: inout Int
) -> Int {
  guard let base = input.baseAddress else { return 0 }
  let entries = upperHalf?.map(DecodingTables.packed) ?? Array(repeating: 0, count: 128)
  var writer = output
  defer { output = writer }
  var i = 0
  while i < input.count {
    let byte = base[i]
    if byte < 0x80 {
      i &+= copyASCII(base + i, count: input.count &- i, into: &writer)
      continue
    }
    let entry = entries[Int(byte &- 0x80)]
    if entry != 0 {
      writer.entry(entry)
    } else {
      writer.replacement()
      unreadable &+= 1
    }
    i &+= 1
  }
  return input.count
}
