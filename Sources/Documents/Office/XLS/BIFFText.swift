import Contents
import JapaneseText

/// Text in BIFF records: UTF-16, or its low bytes alone, and in files before Excel 97 bytes of a code page.
struct BIFFText {
  private let records: BIFFRecords
  /// Where data goes on: the record itself and the CONTINUE records behind it.
  private var pieces: [Range<Int>]
  private var piece = 0
  private var at: Int

  /// - Parameter next: offset of the record behind `record`, whose CONTINUE records are taken along.
  init(_ records: BIFFRecords, _ record: BIFFRecords.Record, from offset: Int, next: inout Int) {
    self.records = records
    pieces = [min(record.start + offset, record.end)..<record.end]
    while let following = records.record(at: next), following.id == 0x003C {
      pieces.append(following.start..<following.end)
      next = following.end
    }
    at = pieces[0].lowerBound
  }

  init(_ records: BIFFRecords, _ record: BIFFRecords.Record, from offset: Int) {
    self.records = records
    pieces = [min(record.start + offset, record.end)..<record.end]
    at = pieces[0].lowerBound
  }

  private mutating func byte() -> UInt8? {
    while at >= pieces[piece].upperBound {
      guard piece + 1 < pieces.count else { return nil }
      piece += 1
      at = pieces[piece].lowerBound
    }
    at += 1
    return records.bytes[at - 1]
  }

  private mutating func number(bytes: Int) -> Int? {
    var value = 0
    for index in 0..<bytes {
      guard let byte = byte() else { return nil }
      value |= Int(byte) << (8 * index)
    }
    return value
  }

  private mutating func skip(_ count: Int) {
    var left = count
    while left > 0 {
      let here = min(left, pieces[piece].upperBound - at)
      at += here
      left -= here
      if left > 0 {
        guard piece + 1 < pieces.count else { return }
        piece += 1
        at = pieces[piece].lowerBound
      }
    }
  }

  /// A string with its length before it ([MS-XLS] 2.5.293, 2.5.294), in UTF-8; nil when the data is over.
  /// - Parameter lengthBytes: 1 or 2.
  mutating func next(lengthBytes: Int) -> [UInt8]? {
    guard let count = number(bytes: lengthBytes), let flags = byte() else { return nil }
    let runs = flags & 0x08 != 0 ? number(bytes: 2) ?? 0 : 0
    // Readings in kana of Japanese Excel stand here.
    let extra = flags & 0x04 != 0 ? number(bytes: 4) ?? 0 : 0
    let text = characters(count, isWide: flags & 0x01 != 0)
    skip(runs * 4 + extra)
    return text
  }

  /// Where the characters go on in a CONTINUE record, that begins with a new flag for their width.
  private mutating func characters(_ count: Int, isWide: Bool) -> [UInt8] {
    var units: [UInt16] = []
    units.reserveCapacity(count)
    var isWide = isWide
    while units.count < count {
      if at >= pieces[piece].upperBound {
        guard piece + 1 < pieces.count else { break }
        piece += 1
        at = pieces[piece].lowerBound
        guard at < pieces[piece].upperBound else { continue }
        isWide = records.bytes[at] & 0x01 != 0
        at += 1
        continue
      }
      if isWide {
        guard let unit = number(bytes: 2) else { break }
        units.append(UInt16(truncatingIfNeeded: unit))
      } else {
        units.append(UInt16(records.bytes[at]))
        at += 1
      }
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// A string of a file before Excel 97, in the code page of the workbook.
  mutating func next(lengthBytes: Int, encoding: TextEncoding) -> [UInt8]? {
    guard let count = number(bytes: lengthBytes) else { return nil }
    let end = min(at + count, pieces[piece].upperBound)
    var decoder = TextDecoder(encoding)
    var text: [UInt8] = []
    records.bytes[at..<end].withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
    at = end
    return text
  }
}
