import Contents
import JapaneseText

/// Tables of dBASE, FoxPro and their kind. A record that was marked as deleted is still in the file, and so is a row
/// like any other. Memos lie in a file beside it, which is read, or told as not read, by itself.
enum DBFReader {
  /// Text by which the encoding is judged where the file does not say it.
  private static let evidence = 64 << 10

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let head = try source.bytes(at: 0, count: DBFHeader.longest)
    guard let header = DBFHeader(head, size: source.size) else { throw .damaged }
    let encoding = try encoding(of: source, header)
    let fields = header.fields.filter { shows($0) }
    var decoder = DBFText(encoding)
    var rows = TableOutlet(TableOrigin(place: place, header: .firstRow), reading)
    for field in fields { rows.append(cell: decoder.text(field.name)) }
    try rows.endRow()
    // The count of the head is stale where a program broke off: what lies there counts.
    let end = source.size
    var held: [UInt8] = []
    var isOver = false
    try source.eachChunk(of: min(header.start, end)..<end) { chunk, _ throws(UnreadReason) in
      if isOver { return }
      held.append(contentsOf: chunk)
      var at = 0
      while held.count - at >= header.recordLength {
        // The end of the file is marked; behind it anything may stand.
        guard held[at] == 0x20 || held[at] == 0x2A else {
          isOver = true
          return
        }
        for field in fields {
          rows.append(cell: decoder.value(of: field, held[at + field.bytes.lowerBound..<at + field.bytes.upperBound]))
        }
        try rows.endRow()
        at += header.recordLength
      }
      held.removeFirst(at)
    }
    try rows.finish()
    try reading.emit(
      .decoded(
        TextDecoding(
          place: place, encoding: encoding.rawValue, hasByteOrderMark: false,
          confidence: header.encoding == nil ? 0.8 : 0.95, unreadableBytes: decoder.unreadable)))
    if rows.rowCount - 1 < header.recordCount { try reading.emit(.unread(place, .damaged)) }
  }

  /// Numbers of memos, flags and binary data say nothing of people.
  private static func shows(_ field: DBFHeader.Field) -> Bool {
    !field.bytes.isEmpty && ![0x4D, 0x47, 0x42, 0x50, 0x30, 0x57, 0x51, 0x4F].contains(field.type)
  }

  private static func encoding(of source: any ByteSource, _ header: DBFHeader) throws(UnreadReason) -> TextEncoding {
    var sample: [UInt8] = []
    let bytes = try source.bytes(at: header.start, count: evidence)
    for record in stride(from: 0, to: bytes.count - header.recordLength + 1, by: header.recordLength) {
      for field in header.fields where field.type == 0x43 {
        sample += bytes[record + field.bytes.lowerBound..<record + field.bytes.upperBound]
        sample.append(0x0A)
      }
    }
    if let told = header.encoding, DBFText.loss(of: sample, as: told) == 0 { return told }
    let guess = sample.withUnsafeBytes { EncodingGuess(of: $0, isWhole: true) }
    if sample.allSatisfy({ $0 < 0x80 }) { return header.encoding ?? .cp932 }
    return DBFText.loss(of: sample, as: guess.encoding) == 0 ? guess.encoding : header.encoding ?? guess.encoding
  }
}

/// Turns fields of records into text.
struct DBFText {
  private let encoding: TextEncoding
  private(set) var unreadable = 0

  init(_ encoding: TextEncoding) { self.encoding = encoding }

  static func loss(of bytes: [UInt8], as encoding: TextEncoding) -> Int {
    var decoder = TextDecoder(encoding)
    var text: [UInt8] = []
    bytes.withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
    return decoder.unreadableBytes
  }

  mutating func text(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let bytes = Array(bytes.prefix { $0 != 0 })
    var text: [UInt8] = []
    if bytes.allSatisfy({ $0 < 0x80 }) {
      text = bytes
    } else {
      var decoder = TextDecoder(encoding)
      bytes.withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
      unreadable += decoder.unreadableBytes
    }
    while let last = text.last, last <= 0x20 { text.removeLast() }
    let start = text.firstIndex { $0 > 0x20 } ?? text.endIndex
    return start == 0 ? text : Array(text[start...])
  }

  mutating func value(of field: DBFHeader.Field, _ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let whole = Array(bytes)
    switch field.type {
    case UInt8(ascii: "I"), UInt8(ascii: "+"):
      guard whole.count == 4 else { return text(bytes) }
      // dBASE 7 writes its numbers the other way round, with the sign turned.
      let value =
        field.type == 0x2B ? whole.reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF : Int(whole.uint32(at: 0) ?? 0)
      return Array(String(Int32(truncatingIfNeeded: value)).utf8)
    case UInt8(ascii: "D"):
      // Eight digits alone could be a number; the field's type says that they are a date.
      guard whole.count == 8, whole.allSatisfy({ (0x30...0x39).contains($0) }) else { return text(bytes) }
      return Array(whole[..<4]) + [0x2D] + Array(whole[4..<6]) + [0x2D] + Array(whole[6...])
    case UInt8(ascii: "Y"):
      guard let value = whole.uint64(at: 0) else { return [] }
      return Array(String(Int64(bitPattern: value) / 10_000).utf8)
    case UInt8(ascii: "T"), UInt8(ascii: "@"):
      guard let day = whole.uint32(at: 0), day > 0 else { return [] }
      return Self.date(ofJulianDay: Int(day))
    default: return text(bytes)
    }
  }

  /// The date of a Julian day number, which is what FoxPro counts in (Fliegel and Van Flandern, 1968).
  static func date(ofJulianDay day: Int) -> [UInt8] {
    guard (1_721_426...5_373_484).contains(day) else { return [] }
    var l = day + 68_569
    let n = 4 * l / 146_097
    l -= (146_097 * n + 3) / 4
    let i = 4_000 * (l + 1) / 1_461_001
    l += 31 - 1_461 * i / 4
    let j = 80 * l / 2_447
    let date = (year: 100 * (n - 49) + i + j / 11, month: j + 2 - 12 * (j / 11), day: l - 2_447 * j / 80)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let year = Array("\(date.year)".utf8)
    return Array(repeating: 0x30, count: max(0, 4 - year.count)) + year
      + Array("-\(two(date.month))-\(two(date.day))".utf8)
  }
}
