import Contents

/// Reads a mailbox in mbox form (RFC 4155): messages that each begin with a `From ` line, one after the other.
enum MailboxReader {
  /// Messages up to this size are unescaped in memory; larger ones are read as they lie in the file.
  private static let inMemory: Int64 = 8 << 20

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var start: Int64 = 0
    var number = 0
    var afterBlank = true
    try LineWalk.eachLine(of: source, in: source.whole) { beginning, line throws(UnreadReason) in
      if afterBlank, isSeparator(beginning) {
        if line.lowerBound > start || number > 0 {
          number += 1
          try readMessage(start..<line.lowerBound, of: source, number: number, at: place, in: reading)
        }
        start = line.lowerBound
      }
      afterBlank = beginning.count <= 2 && beginning.allSatisfy { $0 == 0x0A || $0 == 0x0D }
    }
    if start < source.size {
      try readMessage(start..<source.size, of: source, number: number + 1, at: place, in: reading)
    }
  }

  /// `From sender date`: a line of prose that begins with "From " has no clock in it, or was escaped.
  private static func isSeparator(_ line: UnsafeRawBufferPointer) -> Bool {
    guard line.starts(with: Array("From ".utf8)) else { return false }
    var previous: UInt8 = 0
    for (index, byte) in line.enumerated() where byte == UInt8(ascii: ":") {
      previous = index > 0 ? line[index - 1] : 0
      if previous &- 0x30 < 10, index + 1 < line.count, line[index + 1] &- 0x30 < 10 { return true }
    }
    return false
  }

  private static func readMessage(
    _ range: Range<Int64>, of source: any ByteSource, number: Int, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    try reading.chargeEntry()
    let here = place.appending(.message(number))
    var message: any ByteSource = SliceSource(source, range)
    if message.size <= inMemory {
      message = MemorySource(unescaped(try message.bytes(at: 0, count: Int(message.size))))
    }
    do throws(UnreadReason) {
      try MailReader.read(message, at: here, in: reading)
    } catch .damaged {
      // One message, not the mailbox.
      try reading.emit(.unread(here, .damaged))
    }
  }

  /// `>From ` at the beginning of a line stands for `From `, `>>From ` for `>From ` (the mboxrd rule).
  static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
    let from = Array("From ".utf8)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var start = 0
    var index = 0
    while let mark = bytes[index...].firstIndex(of: UInt8(ascii: ">")) {
      index = mark
      while index < bytes.count, bytes[index] == UInt8(ascii: ">") { index += 1 }
      let isAtLineStart = mark == 0 || bytes[mark - 1] == 0x0A
      if isAtLineStart, bytes[index...].starts(with: from) {
        output += bytes[start..<mark]
        start = mark + 1
      }
    }
    return output + bytes[start...]
  }
}
