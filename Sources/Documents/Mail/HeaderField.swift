import Contents

/// One header line, unfolded, its bytes as they came.
struct HeaderField {
  /// In lower case.
  let name: String
  let value: [UInt8]

  var text: String { EncodedWord.text(value) }
}

/// The header lines of a message or of a body part (RFC 5322, 2.2).
struct HeaderBlock {
  private static let longest = 1 << 20
  private static let mostFields = 4_096

  private(set) var fields: [HeaderField] = []
  /// Offset of the first byte after the headers.
  private(set) var bodyStart: Int64

  /// Reads the headers that stand at the beginning of `range`. What does not look like a header ends them.
  init(of source: any ByteSource, in range: Range<Int64>) throws(UnreadReason) {
    bodyStart = range.lowerBound
    let length = Int(min(Int64(Self.longest), range.upperBound - range.lowerBound))
    var bytes = try source.bytes(at: range.lowerBound, count: min(length, 16 << 10))
    if bytes.count < length, !Self.holdsBlankLine(bytes) {
      bytes = try source.bytes(at: range.lowerBound, count: length)
    }
    parse(bytes)
  }

  init(_ bytes: [UInt8]) {
    bodyStart = 0
    parse(bytes)
  }

  /// The first field of this name (lower case).
  subscript(name: String) -> HeaderField? { fields.first { $0.name == name } }

  private static func holdsBlankLine(_ bytes: [UInt8]) -> Bool {
    var lineIsEmpty = false
    for byte in bytes {
      if byte == 0x0A {
        if lineIsEmpty { return true }
        lineIsEmpty = true
      } else if byte != 0x0D {
        lineIsEmpty = false
      }
    }
    return false
  }

  private mutating func parse(_ bytes: [UInt8]) {
    var index = 0
    var name: String?
    var value: [UInt8] = []
    func field() -> HeaderField? { name.map { HeaderField(name: $0, value: value) } }
    while index < bytes.count {
      let newline = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
      let next = min(bytes.count, newline + 1)
      var end = newline
      if end > index, bytes[end - 1] == 0x0D { end -= 1 }
      let line = bytes[index..<end]
      if line.isEmpty {
        index = next
        break
      }
      if line.first == 0x20 || line.first == 0x09 {
        // Folding adds the line break, the blank belongs to the value.
        value += line
      } else if let colon = Self.colon(in: line) {
        if let done = field(), fields.count < Self.mostFields { fields.append(done) }
        name = String(decoding: line[..<colon], as: UTF8.self).lowercased().trimmingBlanks
        value = Array(line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 })
      } else if !(fields.isEmpty && name == nil && line.starts(with: Array("From ".utf8))) {
        break
      }
      index = next
    }
    if let done = field(), fields.count < Self.mostFields { fields.append(done) }
    bodyStart += Int64(index)
  }

  /// The colon that ends a field's name; nil when the line is no header.
  private static func colon(in line: ArraySlice<UInt8>) -> Int? {
    var index = line.startIndex
    while index < line.endIndex, index - line.startIndex < 128 {
      let byte = line[index]
      if byte == UInt8(ascii: ":") { return index > line.startIndex ? index : nil }
      guard byte > 0x20, byte < 0x7F else {
        // Blanks before the colon are an old habit.
        let rest = line[index...].drop { $0 == 0x20 || $0 == 0x09 }
        return byte <= 0x20 && rest.first == UInt8(ascii: ":") ? rest.startIndex : nil
      }
      index += 1
    }
    return nil
  }
}

extension String {
  /// Without blanks at both ends.
  var trimmingBlanks: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return String(self[first...last])
  }
}
