/// A value of the PDF language (ISO 32000-1, 7.3), as far as forms, annotations and fonts need it.
indirect enum PDFValue: Sendable {
  case other
  case name([UInt8])
  case string([UInt8])
  case number(Int)
  case array([PDFValue])
  case dictionary([[UInt8]: PDFValue])
  case reference(Int)

  subscript(_ key: StaticString) -> PDFValue? {
    guard case .dictionary(let entries) = self else { return nil }
    return entries[Array(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))]
  }

  var number: Int? { if case .number(let number) = self { number } else { nil } }

  func isName(_ name: StaticString) -> Bool {
    guard case .name(let bytes) = self else { return false }
    return bytes.elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }
}

/// Reads values out of the bytes of a PDF. Never fails: what is no value is `.other`, and the end ends everything.
struct PDFValueParser {
  let bytes: [UInt8]
  var at: Int
  private var depth = 0

  private static let deepest = 48
  private static let longestString = 1 << 20

  init(_ bytes: [UInt8], at start: Int) {
    self.bytes = bytes
    at = start
  }

  private var byte: UInt8 { at < bytes.count ? bytes[at] : 0 }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) || byte == 0 }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    isBlank(byte) || [0x28, 0x29, 0x3C, 0x3E, 0x5B, 0x5D, 0x7B, 0x7D, 0x2F, 0x25].contains(byte)
  }

  mutating func skipBlanks() {
    while at < bytes.count {
      if bytes[at] == 0x25 {
        while at < bytes.count, bytes[at] != 0x0A, bytes[at] != 0x0D { at += 1 }
      } else if Self.isBlank(bytes[at]) {
        at += 1
      } else {
        return
      }
    }
  }

  mutating func value() -> PDFValue {
    skipBlanks()
    guard at < bytes.count, depth < Self.deepest else {
      at = bytes.count
      return .other
    }
    depth += 1
    defer { depth -= 1 }
    switch byte {
    case 0x2F: return .name(name())
    case 0x28: return .string(literal())
    case 0x5B: return array()
    case 0x3C:
      if at + 1 < bytes.count, bytes[at + 1] == 0x3C { return dictionary() }
      return .string(hexadecimal())
    case 0x30...0x39, 0x2B, 0x2D, 0x2E: return numberOrReference()
    default:
      let start = at
      while at < bytes.count, !Self.isDelimiter(bytes[at]) { at += 1 }
      if at == start { at += 1 }
      return .other
    }
  }

  private mutating func name() -> [UInt8] {
    at += 1
    var name: [UInt8] = []
    while at < bytes.count, !Self.isDelimiter(bytes[at]) {
      if bytes[at] == 0x23, at + 2 < bytes.count, let high = Self.digit(bytes[at + 1]),
        let low = Self.digit(bytes[at + 2])
      {
        name.append(high << 4 | low)
        at += 3
      } else {
        name.append(bytes[at])
        at += 1
      }
    }
    return name
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }

  private mutating func literal() -> [UInt8] {
    at += 1
    var string: [UInt8] = []
    var open = 1
    while at < bytes.count, string.count < Self.longestString {
      let byte = bytes[at]
      at += 1
      switch byte {
      case 0x28:
        open += 1
        string.append(byte)
      case 0x29:
        open -= 1
        if open == 0 { return string }
        string.append(byte)
      case 0x5C: escape(into: &string)
      default: string.append(byte)
      }
    }
    return string
  }

  private mutating func escape(into string: inout [UInt8]) {
    guard at < bytes.count else { return }
    let byte = bytes[at]
    at += 1
    switch byte {
    case 0x6E: string.append(0x0A)
    case 0x72: string.append(0x0D)
    case 0x74: string.append(0x09)
    case 0x62, 0x66: string.append(0x20)
    case 0x0D: if at < bytes.count, bytes[at] == 0x0A { at += 1 }
    case 0x0A: break
    case 0x30...0x37:
      var code = Int(byte - 0x30)
      for _ in 0..<2 where at < bytes.count && (0x30...0x37).contains(bytes[at]) {
        code = code << 3 | Int(bytes[at] - 0x30)
        at += 1
      }
      string.append(UInt8(truncatingIfNeeded: code))
    default: string.append(byte)
    }
  }

  private mutating func hexadecimal() -> [UInt8] {
    at += 1
    var string: [UInt8] = []
    var high: UInt8?
    while at < bytes.count, bytes[at] != 0x3E, string.count < Self.longestString {
      if let digit = Self.digit(bytes[at]) {
        if let first = high {
          string.append(first << 4 | digit)
          high = nil
        } else {
          high = digit
        }
      }
      at += 1
    }
    at += 1
    if let high { string.append(high << 4) }
    return string
  }

  private mutating func array() -> PDFValue {
    at += 1
    var items: [PDFValue] = []
    while true {
      skipBlanks()
      guard at < bytes.count else { return .array(items) }
      if byte == 0x5D {
        at += 1
        return .array(items)
      }
      items.append(value())
      if items.count > 1 << 18 { return .array(items) }
    }
  }

  private mutating func dictionary() -> PDFValue {
    at += 2
    var entries: [[UInt8]: PDFValue] = [:]
    while true {
      skipBlanks()
      guard at < bytes.count, entries.count < 1 << 16 else { return .dictionary(entries) }
      if byte == 0x3E {
        at += 2
        return .dictionary(entries)
      }
      guard byte == 0x2F else {
        _ = value()
        continue
      }
      let key = name()
      entries[key] = value()
    }
  }

  /// `12`, `-1.5`, or `12 0 R`. Of fractions the whole part is enough here.
  private mutating func numberOrReference() -> PDFValue {
    let number = integer()
    let after = at
    guard let number, number >= 0 else { return number.map { .number($0) } ?? .other }
    skipBlanks()
    if (0x30...0x39).contains(byte), integer() != nil {
      skipBlanks()
      if byte == 0x52, at + 1 >= bytes.count || Self.isDelimiter(bytes[at + 1]) {
        at += 1
        return .reference(number)
      }
    }
    at = after
    return .number(number)
  }

  private mutating func integer() -> Int? {
    var number = 0
    var digits = 0
    let isNegative = byte == 0x2D
    if byte == 0x2D || byte == 0x2B { at += 1 }
    var isFraction = false
    while at < bytes.count, !Self.isDelimiter(bytes[at]) {
      let digit = bytes[at] &- 0x30
      if digit <= 9, !isFraction, digits < 15 {
        number = number * 10 + Int(digit)
        digits += 1
      } else if bytes[at] == 0x2E {
        isFraction = true
      }
      at += 1
    }
    return digits > 0 || isFraction ? (isNegative ? -number : number) : nil
  }
}
