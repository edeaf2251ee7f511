/// The records of a BIFF stream ([MS-XLS] 2.1.4): a number, a length, and that many bytes, one after the other.
struct BIFFRecords {
  let bytes: [UInt8]

  struct Record {
    var id: UInt16
    /// Offset of the record's data, and one past its last byte.
    var start: Int
    var end: Int

    var count: Int { end - start }
  }

  /// The record at `offset`; nil when it is not whole.
  func record(at offset: Int) -> Record? {
    guard let id = bytes.uint16(at: offset), let length = bytes.uint16(at: offset + 2) else { return nil }
    let start = offset + 4
    guard start + Int(length) <= bytes.count else { return nil }
    return Record(id: id, start: start, end: start + Int(length))
  }

  func uint16(_ record: Record, _ offset: Int) -> Int? {
    guard offset >= 0, offset + 2 <= record.count else { return nil }
    return bytes.uint16(at: record.start + offset).map { Int($0) }
  }

  func uint32(_ record: Record, _ offset: Int) -> UInt32? {
    guard offset >= 0, offset + 4 <= record.count else { return nil }
    return bytes.uint32(at: record.start + offset)
  }

  func double(_ record: Record, _ offset: Int) -> Double? {
    guard offset >= 0, offset + 8 <= record.count else { return nil }
    return bytes.uint64(at: record.start + offset).map { Double(bitPattern: $0) }
  }

  func byte(_ record: Record, _ offset: Int) -> UInt8? {
    offset >= 0 && offset < record.count ? bytes[record.start + offset] : nil
  }

  /// An RK number ([MS-XLS] 2.5.217): 30 bits of an integer or of a double, perhaps in hundredths.
  static func number(rk: UInt32) -> Double {
    let value =
      rk & 2 != 0 ? Double(Int32(bitPattern: rk) >> 2) : Double(bitPattern: UInt64(rk & 0xFFFF_FFFC) << 32)
    return rk & 1 != 0 ? value / 100 : value
  }
}
