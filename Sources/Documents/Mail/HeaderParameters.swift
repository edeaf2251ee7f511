import JapaneseText

/// A header value with parameters: `attachment; filename="…"` (RFC 2045, 5.1; RFC 2231 for long and foreign values).
struct HeaderParameters {
  private static let most = 256

  /// What stands before the first `;`, in lower case.
  let main: String
  private var values: [String: [UInt8]] = [:]

  init(_ raw: [UInt8]) {
    let semicolon = UInt8(ascii: ";")
    main = String(decoding: raw.prefix { $0 != semicolon }, as: UTF8.self).lowercased().trimmingBlanks
    var pieces: [String: [Piece]] = [:]
    var index = raw.firstIndex(of: semicolon) ?? raw.count
    var count = 0
    while index < raw.count, count < Self.most {
      index += 1
      count += 1
      guard let equals = raw[index...].firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == semicolon }) else { break }
      guard raw[equals] != semicolon else {
        index = equals
        continue
      }
      let name = String(decoding: raw[index..<equals], as: UTF8.self).lowercased().trimmingBlanks
      let (value, end) = Self.value(in: raw, at: equals + 1)
      index = end
      let (base, piece) = Piece.named(name, value)
      pieces[base, default: []].append(piece)
    }
    for (name, parts) in pieces { values[name] = Self.join(parts) }
  }

  /// The text of a parameter, decoded; nil when it is absent.
  func text(_ name: String) -> String? { values[name].map { String(decoding: $0, as: UTF8.self) } }

  /// Its bytes as they came (a boundary is compared with bytes).
  func bytes(_ name: String) -> [UInt8]? { values[name] }

  /// A quoted or bare value, and the index of the `;` after it.
  private static func value(in raw: [UInt8], at start: Int) -> ([UInt8], Int) {
    var index = start
    while index < raw.count, raw[index] <= 0x20 { index += 1 }
    var value: [UInt8] = []
    if index < raw.count, raw[index] == 0x22 {
      index += 1
      while index < raw.count, raw[index] != 0x22 {
        // A backslash may also be the second byte of a raw CP932 character: it only escapes quotes and itself.
        if raw[index] == 0x5C, index + 1 < raw.count, raw[index + 1] == 0x22 || raw[index + 1] == 0x5C { index += 1 }
        value.append(raw[index])
        index += 1
      }
    } else {
      while index < raw.count, raw[index] != UInt8(ascii: ";") {
        value.append(raw[index])
        index += 1
      }
      while let last = value.last, last <= 0x20 { value.removeLast() }
    }
    return (value, raw[min(index, raw.count)...].firstIndex(of: UInt8(ascii: ";")) ?? raw.count)
  }

  /// One stretch of a value: `filename*0*=…`.
  private struct Piece {
    let order: Int
    let isExtended: Bool
    /// Whether the name had a star at all: such a value goes before a plain one of the same name.
    let isStarred: Bool
    let bytes: [UInt8]

    static func named(_ name: String, _ bytes: [UInt8]) -> (String, Piece) {
      let parts = name.split(separator: "*", omittingEmptySubsequences: false)
      guard parts.count > 1 else {
        return (name, Piece(order: 0, isExtended: false, isStarred: false, bytes: bytes))
      }
      let order = Int(parts[1]) ?? 0
      return (String(parts[0]), Piece(order: order, isExtended: name.hasSuffix("*"), isStarred: true, bytes: bytes))
    }
  }

  private static func join(_ pieces: [Piece]) -> [UInt8] {
    let starred = pieces.filter(\.isStarred).sorted { $0.order < $1.order }
    guard let first = starred.first else { return EncodedWord.decode(pieces.first?.bytes ?? []) }
    var charset: String?
    var bytes: [UInt8] = []
    for (position, piece) in starred.enumerated() {
      var part = piece.bytes[...]
      if piece.isExtended {
        if position == 0, first.isExtended {
          let marks = part.indices.filter { part[$0] == UInt8(ascii: "'") }.prefix(2)
          if marks.count == 2 {
            charset = String(decoding: part[..<marks[0]], as: UTF8.self)
            part = part[(marks[1] + 1)...]
          }
        }
        bytes += percentDecoded(part)
      } else {
        bytes += part
      }
    }
    return CharsetStream.decode(bytes, declared: charset.flatMap { TextEncoding(mimeName: $0) })
  }

  private static func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex,
        let high = QuotedPrintableDecoder.digit(text[index + 1]),
        let low = QuotedPrintableDecoder.digit(text[index + 2])
      {
        output.append(high << 4 | low)
        index += 3
      } else {
        output.append(text[index])
        index += 1
      }
    }
    return output
  }
}
