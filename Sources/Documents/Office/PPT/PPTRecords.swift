/// The records of a PowerPoint document before 2007 ([MS-PPT] 2.3.1) and of the drawings within it.
struct PPTRecords {
  let bytes: [UInt8]

  struct Record: Equatable {
    var type: UInt16
    var instance: UInt16
    /// Holds records instead of data.
    var isContainer: Bool
    var content: Range<Int>
  }

  /// The records that stand one behind the other in `range`; the last one may be cut off.
  func records(in range: Range<Int>) -> [Record] {
    var found: [Record] = []
    var at = range.lowerBound
    while at + 8 <= range.upperBound, let first = bytes.uint16(at: at), let type = bytes.uint16(at: at + 2),
      let length = bytes.uint32(at: at + 4)
    {
      let start = at + 8
      let end = min(range.upperBound, start + Int(length))
      found.append(
        Record(type: type, instance: first >> 4, isContainer: first & 0x0F == 0x0F, content: start..<end))
      at = end
    }
    return found
  }

  /// Text as a record holds it, in UTF-8, a line a paragraph; nil for records of other kinds.
  func text(_ record: Record) -> [UInt8]? {
    let units: [UInt16]
    switch record.type {
    case 0x0FA0, 0x0FBA:
      units = stride(from: record.content.lowerBound, to: record.content.upperBound - 1, by: 2).compactMap {
        bytes.uint16(at: $0)
      }
    case 0x0FA8: units = bytes[record.content].map { UInt16($0) }
    default: return nil
    }
    let shown = units.compactMap { unit -> UInt16? in
      switch unit {
      case 0x0D, 0x0B: 0x0A
      case 0x09, 0x0A, 0x20...: unit
      default: nil
      }
    }
    return Array(String(decoding: shown, as: UTF16.self).utf8)
  }
}
