import Contents

/// Text of a message as Outlook packs it ([MS-OXRTFCP]): RTF, by LZ77 over a dictionary that both sides know.
enum CompressedRTF {
  private static let dictionary =
    Array(
      #"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"#
        .utf8) + [0x0D, 0x0A] + Array(#"\par \pard\plain\f0\fs20\b\i\u\tab\tx"#.utf8)

  /// - Throws: `.damaged` when the header is none, `.tooLarge` beyond `limit`. Data that breaks off is no failure here:
  ///   the text that it gives then ends within a group.
  static func unpack(_ packed: [UInt8], limit: Int) throws(UnreadReason) -> [UInt8] {
    guard let kind = packed.uint32(at: 8), packed.count > 16 else { throw .damaged }
    if kind == 0x414C_454D { return Array(packed[16...]) }
    guard kind == 0x7546_5A4C else { throw .damaged }
    var window = dictionary + [UInt8](repeating: 0, count: 4_096 - dictionary.count)
    var write = dictionary.count
    var text: [UInt8] = []
    var at = 16
    while at < packed.count {
      let control = packed[at]
      at += 1
      for bit in 0..<8 where at < packed.count {
        if control >> bit & 1 == 0 {
          text.append(packed[at])
          window[write] = packed[at]
          write = (write + 1) & 0xFFF
          at += 1
          continue
        }
        guard at + 1 < packed.count else { return text }
        let reference = Int(packed[at]) << 8 | Int(packed[at + 1])
        at += 2
        var read = reference >> 4
        // A reference to where the next byte goes ends the text.
        if read == write { return text }
        for _ in 0..<(reference & 0xF) + 2 {
          let byte = window[read]
          text.append(byte)
          window[write] = byte
          write = (write + 1) & 0xFFF
          read = (read + 1) & 0xFFF
        }
      }
      if text.count > limit { throw .tooLarge }
    }
    return text
  }
}
