import Contents

/// The bytes of a file one after the other.
struct SourceBytes {
  private static let length = 64 << 10

  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var index = 0
  private var offset: Int64 = 0

  init(_ source: any ByteSource) { self.source = source }

  mutating func next() throws(UnreadReason) -> UInt8? {
    guard let byte = try peek() else { return nil }
    index += 1
    return byte
  }

  mutating func peek() throws(UnreadReason) -> UInt8? {
    if index >= buffer.count {
      offset += Int64(buffer.count)
      buffer = try source.bytes(at: offset, count: Self.length)
      index = 0
      if buffer.isEmpty { return nil }
    }
    return buffer[index]
  }

  /// Passes over bytes without looking at them.
  mutating func skip(_ count: Int) {
    let here = min(count, buffer.count - index)
    index += here
    guard count > here else { return }
    offset += Int64(buffer.count) + Int64(count - here)
    buffer = []
    index = 0
  }
}

/// A part of an RTF file (Rich Text Format 1.9.1).
enum RTFToken: Equatable {
  case open, close
  /// A byte of text as it stands in the file.
  case raw(UInt8)
  /// A byte of text written as `\'xx`, or as an escaped `\`, `{` or `}`.
  case escaped(UInt8)
  /// A control word with its number.
  case word(String, Int?)
  /// A control symbol such as `\~`.
  case symbol(UInt8)
}

/// Cuts an RTF file into tokens.
struct RTFTokens {
  private var bytes: SourceBytes
  /// Control words have at most 32 letters; longer ones are cut.
  private static let longestWord = 32

  init(_ source: any ByteSource) { bytes = SourceBytes(source) }

  /// - Parameter takesTrail: a byte of the file is the second half of a character, whatever else it could mean.
  mutating func next(takesTrail: Bool) throws(UnreadReason) -> RTFToken? {
    while let byte = try bytes.next() {
      if takesTrail, byte >= 0x40 {
        guard byte == UInt8(ascii: "\\") else { return .raw(byte) }
        switch try bytes.peek() {
        // Written by a program that escapes bytes, not characters.
        case UInt8(ascii: "\\"): _ = try bytes.next()
        case UInt8(ascii: "'"): return try control()
        default: break
        }
        return .raw(byte)
      }
      switch byte {
      case UInt8(ascii: "{"): return .open
      case UInt8(ascii: "}"): return .close
      case UInt8(ascii: "\\"): return try control()
      case 0x09: return .word("tab", nil)
      case 0x00, 0x0A, 0x0D: continue
      default: return .raw(byte)
      }
    }
    return nil
  }

  /// Binary data of a picture or an object.
  mutating func skip(_ count: Int) { bytes.skip(count) }

  private mutating func control() throws(UnreadReason) -> RTFToken? {
    guard let first = try bytes.next() else { return nil }
    switch first {
    case UInt8(ascii: "'"):
      guard let high = try hexDigit(), let low = try hexDigit() else { return .escaped(0x3F) }
      return .escaped(high << 4 | low)
    case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): return .escaped(first)
    case 0x0A, 0x0D: return .word("par", nil)
    case 0x09: return .word("tab", nil)
    case 0x41...0x5A, 0x61...0x7A: return try word(first)
    default: return .symbol(first)
    }
  }

  private mutating func word(_ first: UInt8) throws(UnreadReason) -> RTFToken {
    var letters = [first]
    while let byte = try bytes.peek(), (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) {
      _ = try bytes.next()
      if letters.count < Self.longestWord { letters.append(byte) }
    }
    var number: Int?
    var isNegative = false
    if try bytes.peek() == UInt8(ascii: "-") {
      isNegative = true
      _ = try bytes.next()
    }
    while let byte = try bytes.peek(), (0x30...0x39).contains(byte) {
      _ = try bytes.next()
      number = min((number ?? 0) * 10 + Int(byte - 0x30), 1 << 40)
    }
    // The blank that ends a word belongs to it.
    if try bytes.peek() == 0x20 { _ = try bytes.next() }
    return .word(String(decoding: letters, as: UTF8.self), number.map { isNegative ? -$0 : $0 })
  }

  private mutating func hexDigit() throws(UnreadReason) -> UInt8? {
    guard let byte = try bytes.peek(), let digit = Self.hexValue(byte) else { return nil }
    _ = try bytes.next()
    return digit
  }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
