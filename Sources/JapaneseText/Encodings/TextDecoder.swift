/// Turns bytes of one encoding into UTF-8, piece by piece; pieces may end anywhere, also inside a character.
///
/// Every unreadable sequence becomes one U+FFFD and its bytes are counted in `unreadableBytes`: a maximal subpart of
/// ill-formed UTF-8 (Unicode 16, 3.9), a lead byte without a fitting trail byte, an unassigned pair, a lone
/// surrogate. A byte below 80 after a bad lead byte is never swallowed, so a damaged character costs neither its
/// line's end nor a delimiter. A byte order mark is text here: skip it as `EncodingGuess` says.
package struct TextDecoder: Sendable {
  package let encoding: TextEncoding
  /// Input bytes that could not be read so far.
  package private(set) var unreadableBytes = 0

  /// Bytes of a character whose rest has not come yet, the first lowest.
  private var pending: UInt64 = 0
  private var pendingCount = 0
  private var shifts = JISShiftState()

  package init(_ encoding: TextEncoding) { self.encoding = encoding }

  /// Appends the text of `input` to `output` as UTF-8.
  ///
  /// With `isLast` an unfinished character at the end is unreadable; otherwise it waits for the next piece.
  package mutating func decode(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: inout [UInt8]
  ) {
    var start = 0
    if pendingCount > 0 { start = joinPending(with: input, isLast: isLast, into: &output) }
    // A slice at a time, so that the room asked for in `output` stays small however long the piece is.
    while start < input.count {
      let end = min(input.count, start + 32_768)
      let slice = UnsafeRawBufferPointer(rebasing: input[start..<end])
      let isLastSlice = isLast && end == input.count
      let consumed = decodeSlice(slice, isLast: isLastSlice, into: &output)
      start += consumed
      if end == input.count {
        for offset in start..<end { keep(input[offset]) }
        break
      }
      if consumed == 0 { break }  // never: a slice is longer than any character
    }
    if isLast { shifts = JISShiftState() }
  }

  /// Finishes the character that the last piece broke off; gives the number of bytes of `input` that this used up.
  private mutating func joinPending(
    with input: UnsafeRawBufferPointer, isLast: Bool, into output: inout [UInt8]
  ) -> Int {
    // Sixteen more bytes end any sequence, so what is then left over began in `input`.
    let taken = min(input.count, 16)
    let kept = pendingCount
    return withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { joint in
      joint.storeBytes(of: pending.littleEndian, as: UInt64.self)
      for offset in 0..<taken { joint[kept + offset] = input[offset] }
      pending = 0
      pendingCount = 0
      let whole = UnsafeRawBufferPointer(rebasing: joint[..<(kept + taken)])
      let consumed = decodeSlice(whole, isLast: isLast && taken == input.count, into: &output)
      if taken < input.count, consumed >= kept { return consumed - kept }
      for offset in consumed..<(kept + taken) { keep(joint[offset]) }
      return taken
    }
  }

  private mutating func keep(_ byte: UInt8) {
    guard pendingCount < 8 else { return }
    pending |= UInt64(byte) << UInt64(pendingCount &* 8)
    pendingCount &+= 1
  }

  /// Appends the text of one slice; gives the number of bytes read, which falls short of all only by an unfinished
  /// character, and only when the slice is not the last.
  private mutating func decodeSlice(
    _ slice: UnsafeRawBufferPointer, isLast: Bool, into output: inout [UInt8]
  ) -> Int {
    guard let base = slice.baseAddress else { return 0 }
    let input = UnsafeBufferPointer(start: base.assumingMemoryBound(to: UInt8.self), count: slice.count)
    let room = UTF8Writer.room(for: input.count)
    if output.capacity - output.count < room {
      output.reserveCapacity(max(output.count + room, output.capacity * 2))
    }
    var consumed = 0
    output.append(addingCapacity: room) { span in
      span.withUnsafeMutableBufferPointer { free, count in
        guard let start = free.baseAddress else { return }
        var writer = UTF8Writer(start + count)
        switch encoding {
        case .utf8: consumed = decodeUTF8(input, isLast: isLast, into: &writer, unreadable: &unreadableBytes)
        case .cp932: consumed = decodeCP932(input, isLast: isLast, into: &writer, unreadable: &unreadableBytes)
        case .eucJP: consumed = decodeEUC(input, isLast: isLast, into: &writer, unreadable: &unreadableBytes)
        case .iso2022JP:
          consumed = shifts.decode(input, isLast: isLast, into: &writer, unreadable: &unreadableBytes)
        case .utf16LE, .utf16BE:
          consumed = decodeUTF16(
            input, bigEndian: encoding == .utf16BE, isLast: isLast, into: &writer, unreadable: &unreadableBytes)
        case .windows1252:
          consumed = decodeWindows1252(input, into: &writer, unreadable: &unreadableBytes)
        case .cp949, .gb18030, .big5:
          consumed = decodePairs(
            input, with: DecodingTables.pairs(of: encoding), hasFourBytes: encoding == .gb18030, isLast: isLast,
            into: &writer, unreadable: &unreadableBytes)
        default:
          consumed = decodeSingleBytes(
            input, with: SingleByteTables.upperHalf(of: encoding), into: &writer, unreadable: &unreadableBytes)
        }
        count += writer.count
      }
    }
    return consumed
  }
}
