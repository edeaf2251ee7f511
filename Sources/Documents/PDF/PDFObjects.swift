import Contents
import Glibc

/// The dictionaries and strings of a PDF, by the number of their object, with those that lie in object streams.
///
/// The file is walked from front to back without its cross-reference tables, so that damaged ones do not matter; of an object
/// that a later revision replaced, the later one stays.
struct PDFObjects {
  private(set) var objects: [Int: PDFValue] = [:]
  /// The strings in it are encrypted (ISO 32000-1, 7.6).
  private(set) var isEncrypted = false
  private let reading: Reading

  /// Larger files are picture books; nobody fills in forms of that size.
  private static let largestFile: Int64 = 96 << 20
  private static let largestStream = 32 << 20
  private static let mostObjects = 1 << 20

  /// - Returns: nil for a file that is too large to be looked at.
  init?(_ source: any ByteSource, in reading: Reading) throws(UnreadReason) {
    guard source.size <= Self.largestFile else { return nil }
    self.reading = reading
    try walk(try source.bytes(at: 0, count: Int(source.size)))
  }

  func resolve(_ value: PDFValue?) -> PDFValue? {
    guard case .reference(let number)? = value else { return value }
    return objects[number]
  }

  private mutating func walk(_ bytes: [UInt8]) throws(UnreadReason) {
    var parser = PDFValueParser(bytes, at: 0)
    while let (number, start) = Self.nextObject(in: bytes, from: parser.at) {
      parser.at = start
      let value = parser.value()
      if number < 0 {
        if value["Encrypt"] != nil { isEncrypted = true }
        continue
      }
      keep(value, number)
      parser.skipBlanks()
      guard Self.stands("stream", in: bytes, at: parser.at) else { continue }
      let data = Self.streamStart(in: bytes, behind: parser.at)
      let end = Self.streamEnd(in: bytes, from: data, length: value["Length"]?.number)
      parser.at = end
      if value["Encrypt"] != nil { isEncrypted = true }
      if value["Type"]?.isName("ObjStm") == true, !isEncrypted { try unpack(value, bytes[data..<end]) }
    }
  }

  private mutating func keep(_ value: PDFValue, _ number: Int) {
    guard objects.count < Self.mostObjects else { return }
    switch value {
    case .dictionary, .string, .array: objects[number] = value
    default: break
    }
  }

  /// The next `12 0 obj`, or `trailer` as object −1, and where its value begins.
  private static func nextObject(in bytes: [UInt8], from start: Int) -> (number: Int, start: Int)? {
    var at = start
    while at + 3 <= bytes.count {
      if bytes[at] == 0x74, stands("trailer", in: bytes, at: at) { return (-1, at + 7) }
      if bytes[at] == 0x6F, bytes[at + 1] == 0x62, bytes[at + 2] == 0x6A, let number = number(in: bytes, before: at) {
        return (number, at + 3)
      }
      at += 1
    }
    return nil
  }

  /// The number of the object: the second number before `obj`.
  private static func number(in bytes: [UInt8], before end: Int) -> Int? {
    var at = end - 1
    func skip(_ isPart: (UInt8) -> Bool) -> Int {
      let from = at
      while at >= 0, from - at < 12, isPart(bytes[at]) { at -= 1 }
      return from - at
    }
    guard skip(PDFValueParser.isBlank) > 0, skip({ $0 &- 0x30 <= 9 }) > 0, skip(PDFValueParser.isBlank) > 0 else {
      return nil
    }
    let last = at
    guard skip({ $0 &- 0x30 <= 9 }) > 0 else { return nil }
    return bytes[(at + 1)...last].reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static func stands(_ word: StaticString, in bytes: [UInt8], at: Int) -> Bool {
    let count = word.utf8CodeUnitCount
    guard at >= 0, at + count <= bytes.count else { return false }
    return bytes.withUnsafeBytes {
      memcmp($0.baseAddress.map { $0 + at } ?? UnsafeRawPointer(word.utf8Start), word.utf8Start, count) == 0
    }
  }

  private static func streamStart(in bytes: [UInt8], behind word: Int) -> Int {
    var at = word + 6
    if at < bytes.count, bytes[at] == 0x0D { at += 1 }
    if at < bytes.count, bytes[at] == 0x0A { at += 1 }
    return min(at, bytes.count)
  }

  /// Where the data of a stream end: after its stated length, where `endstream` follows, else at the next `endstream`.
  private static func streamEnd(in bytes: [UInt8], from start: Int, length: Int?) -> Int {
    if let length, length >= 0, length <= bytes.count - start {
      var at = start + length
      while at < bytes.count, at < start + length + 4, PDFValueParser.isBlank(bytes[at]) { at += 1 }
      if stands("endstream", in: bytes, at: at) { return start + length }
    }
    var at = start
    while at < bytes.count {
      if bytes[at] == 0x65, stands("endstream", in: bytes, at: at) { return at }
      at += 1
    }
    return bytes.count
  }

  // MARK: - Object streams

  /// Objects in a stream (7.5.7): `N` pairs of number and offset, then the objects from `First` on.
  private mutating func unpack(_ stream: PDFValue, _ data: ArraySlice<UInt8>) throws(UnreadReason) {
    guard let count = stream["N"]?.number, let first = stream["First"]?.number, count > 0, first > 0,
      let plain = try Self.plain(stream, data, in: reading)
    else { return }
    var index = PDFValueParser(plain, at: 0)
    var values = PDFValueParser(plain, at: 0)
    for _ in 0..<min(count, plain.count / 4 + 1) {
      guard let number = index.value().number, let offset = index.value().number, offset >= 0,
        offset < plain.count - first, number >= 0
      else { return }
      values.at = first + offset
      keep(values.value(), number)
    }
  }

  /// The bytes of a stream without its filter; nil for filters that no writer uses for objects.
  private static func plain(
    _ stream: PDFValue, _ data: ArraySlice<UInt8>, in reading: Reading
  ) throws(UnreadReason) -> [UInt8]? {
    var filter = stream["Filter"]
    if case .array(let filters)? = filter { filter = filters.count == 1 ? filters[0] : filters.isEmpty ? nil : .other }
    guard let filter else { return Array(data) }
    guard filter.isName("FlateDecode"), stream["DecodeParms"] == nil, data.count > 2 else { return nil }
    // Behind the two bytes of zlib's header the stream is raw.
    return try inflated(Array(data.dropFirst(2)), in: reading)
  }

  /// As much as could be unpacked.
  private static func inflated(_ packed: [UInt8], in reading: Reading) throws(UnreadReason) -> [UInt8] {
    var stream = try InflateStream()
    var plain: [UInt8] = []
    var at = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    defer { buffer.deallocate() }
    while plain.count < largestStream {
      var progress: InflateStream.Progress?
      packed.withUnsafeBytes { input in
        let rest = UnsafeRawBufferPointer(rebasing: input[at...])
        do throws(UnreadReason) { progress = try stream.inflate(rest, into: buffer) } catch { progress = nil }
      }
      guard let progress, progress.produced > 0 || progress.consumed > 0 else { return plain }
      plain.append(contentsOf: buffer[..<progress.produced])
      at += progress.consumed
      try reading.charge(
        unpacked: progress.produced, memberSoFar: Int64(plain.count), memberPacked: Int64(packed.count))
      if progress.isFinished { return plain }
    }
    return plain
  }
}
