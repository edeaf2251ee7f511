import Contents
import Glibc

/// The records of one part of a binary workbook ([MS-XLSB] 2.1.4), one after the other: a type of one or two bytes, a
/// length of up to four, and that many bytes. One record is in memory at a time.
struct BinaryRecords: ~Copyable {
  /// Type of the record that `next` came to.
  private(set) var type = 0
  /// Its bytes, until the next call.
  private(set) var data: UnsafeRawBufferPointer

  private let stream: ZipMemberStream
  private let reading: Reading
  private var window: UnsafeMutableRawBufferPointer
  /// Bytes of the window not yet passed.
  private var start = 0
  private var end = 0

  private static let firstCapacity = 256 << 10
  /// Excel splits what would be longer; a text of 32,767 characters and a formula need far less.
  private static let longest = 16 << 20

  init(_ part: String, of package: OfficePackage) throws(UnreadReason) {
    stream = try package.open(part)
    reading = package.reading
    window = .allocate(byteCount: Self.firstCapacity, alignment: 16)
    data = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  deinit { window.deallocate() }

  /// Whether the part, read to its end, is what the archive says it is.
  var matchesChecksum: Bool { stream.matchesChecksum }

  /// Goes to the next record.
  /// - Returns: false behind the last one.
  /// - Throws: `.damaged` when the part ends within a record, `.tooLarge`.
  mutating func next() throws(UnreadReason) -> Bool {
    guard try hold(1) else { return false }
    type = Int(window[start])
    start += 1
    if type >= 0x80 {
      guard try hold(1) else { throw .damaged }
      type = type & 0x7F | Int(window[start] & 0x7F) << 7
      start += 1
    }
    var length = 0
    for shift in stride(from: 0, to: 28, by: 7) {
      guard try hold(1) else { throw .damaged }
      let byte = window[start]
      start += 1
      length |= Int(byte & 0x7F) << shift
      if byte < 0x80 { break }
    }
    guard length <= Self.longest, try hold(length) else { throw .damaged }
    data = UnsafeRawBufferPointer(rebasing: window[start..<start + length])
    start += length
    return true
  }

  /// Reads until `count` bytes stand in the window.
  /// - Returns: false when the part ends before.
  @inline(__always)
  private mutating func hold(_ count: Int) throws(UnreadReason) -> Bool {
    if end - start >= count { return true }
    return try refill(count)
  }

  private mutating func refill(_ count: Int) throws(UnreadReason) -> Bool {
    let left = end - start
    if count > window.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: count + Self.firstCapacity, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: window[start..<end]))
      window.deallocate()
      window = larger
    } else if left > 0, let base = window.baseAddress {
      memmove(base, base + start, left)
    }
    start = 0
    end = left
    while end < count {
      let got = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: window[end...]))
      if got == 0 { return false }
      try reading.charge(unpacked: got, memberSoFar: stream.unpackedSoFar, memberPacked: stream.entry.packedSize)
      end += got
    }
    return true
  }
}

// MARK: - What stands in a record

extension BinaryRecords {
  func byte(at offset: Int) -> UInt8? { offset >= 0 && offset < data.count ? data[offset] : nil }

  func double(at offset: Int) -> Double? { data.uint64(at: offset).map { Double(bitPattern: $0) } }

  /// Where a text with its length before it stands ([MS-XLSB] 2.5.169), as far as the record goes; nil for one that is not
  /// there (2.5.166), or whose length does not fit.
  func wideText(at offset: Int) -> (start: UnsafeRawPointer, units: Int)? {
    guard let stated = data.uint32(at: offset), stated != 0xFFFF_FFFF, let base = data.baseAddress else { return nil }
    return (base + offset + 4, min(Int(stated), (data.count - offset - 4) / 2))
  }

  /// The text at `offset` in UTF-8, and `offset` moved behind it.
  func text(at offset: inout Int) -> [UInt8] {
    guard let (start, units) = wideText(at: offset) else {
      offset += 4
      return []
    }
    offset += 4 + units * 2
    return [UInt8](unsafeUninitializedCapacity: units * WideText.mostBytesOfUnit) { buffer, written in
      written = buffer.baseAddress.map { WideText.write(start, units: units, into: $0) } ?? 0
    }
  }

  func text(at offset: Int) -> [UInt8] {
    var offset = offset
    return text(at: &offset)
  }

  /// A text with its formats and reading behind it, which are left out ([MS-XLSB] 2.5.121).
  var richText: [UInt8] { text(at: 1) }
}
