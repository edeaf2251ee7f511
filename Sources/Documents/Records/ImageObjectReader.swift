import Contents
import JapaneseText

/// Reads whose medical images lie in a file of DICOM (PS3.10): the attributes before the picture, in one walk without
/// recursion. A directory of a disc (DICOMDIR) names all its patients.
///
/// A picture may show the name once more; nobody reads that here.
enum ImageObjectReader {
  /// 128 bytes of anything, then the mark.
  static func isOne(_ head: [UInt8]) -> Bool {
    head.count >= 136 && head[128..<132].elementsEqual("DICM".utf8)
  }

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var walk = ImageAttributes(source)
    var patients = ImagePatients(at: place, in: reading)
    var encoding: TextEncoding?
    while let attribute = try walk.next() {
      switch attribute.tag {
      case ImagePatients.Tag(0x0004, 0x1430):
        // The kind of a record in a directory: each patient begins one.
        if attribute.value.begins(with: "PATIENT") { try patients.endObject() }
      case .characterSet: encoding = Self.encoding(named: attribute.value)
      case let tag where ImagePatients.isWanted(tag):
        patients.take(tag, Self.text(attribute.value, encoding)[...])
      default: break
      }
    }
    try patients.finish()
    if walk.isBroken { throw .damaged }
    if walk.isPacked { throw .unknownType }
  }

  /// The terms of PS3.3, C.12.1.1.2; what escapes choose is seen from the escapes themselves.
  private static func encoding(named value: ArraySlice<UInt8>) -> TextEncoding? {
    let name = String(decoding: value, as: UTF8.self)
    for (term, encoding) in terms where name.contains(term) { return encoding }
    return nil
  }

  private static let terms: [(String, TextEncoding)] = [
    ("IR 192", .utf8), ("IR_192", .utf8), ("GB18030", .gb18030), ("GBK", .gb18030), ("IR 149", .cp949),
    ("IR 13", .cp932), ("IR_13", .cp932), ("IR_101", .iso88592), ("IR_126", .windows1253), ("IR_100", .windows1252),
  ]

  private static func text(_ value: ArraySlice<UInt8>, _ named: TextEncoding?) -> [UInt8] {
    guard value.contains(where: { $0 >= 0x80 || $0 == 0x1B }) else { return Array(value) }
    return Array(value).withUnsafeBytes { bytes in
      // Without a term, machines of Japan write what Windows writes.
      let encoding = bytes.contains(0x1B) ? .iso2022JP : named ?? EncodingGuess(of: bytes, isWhole: true).encoding
      var decoder = TextDecoder(encoding)
      var text: [UInt8] = []
      decoder.decode(bytes, isLast: true, into: &text)
      return text
    }
  }
}

/// The attributes of an object in the order of the file; items of sequences come as if they stood outside.
private struct ImageAttributes {
  private static let mostAttributes = 1 << 20
  private static let longestValue = 16 << 10

  private let source: any ByteSource
  private var offset: Int64 = 132
  private var isExplicit = true
  private var isBigEndian = false
  private var attributes = 0
  /// Attributes beyond the first group are in another form, which that group names.
  private var isInFirstGroup = true
  private var syntax: [UInt8] = []
  private(set) var isBroken = false
  /// The rest is compressed as a whole.
  private(set) var isPacked = false

  init(_ source: any ByteSource) { self.source = source }

  /// - Returns: nil at the end, at the picture, and where the file is broken.
  mutating func next() throws(UnreadReason) -> (tag: ImagePatients.Tag, value: ArraySlice<UInt8>)? {
    while attributes < Self.mostAttributes {
      attributes += 1
      let head = try source.bytes(at: offset, count: 12)
      guard head.count >= 8 else {
        isBroken = !head.isEmpty
        return nil
      }
      if isInFirstGroup, head[0] != 0x02 || head[1] != 0 {
        isInFirstGroup = false
        takeSyntax()
        if isPacked { return nil }
      }
      let tag = ImagePatients.Tag(number16(head, 0), number16(head, 2))
      // The picture, or what fills the rest.
      if tag.group >= 0x7FE0, tag.group != 0xFFFE { return nil }
      var length: UInt32
      var isSequence = false
      if tag.group == 0xFFFE {
        // An item of a sequence, or an end of one: what stands in it follows.
        offset += 8
        continue
      } else if isExplicit || isInFirstGroup {
        let type = String(decoding: head[4..<6], as: UTF8.self)
        isSequence = type == "SQ"
        if Self.longTypes.contains(type) {
          guard head.count == 12 else {
            isBroken = true
            return nil
          }
          length = number32(head, 8)
          offset += 12
        } else {
          length = UInt32(number16(head, 6))
          offset += 8
        }
      } else {
        length = number32(head, 4)
        offset += 8
      }
      if isSequence || length == 0xFFFF_FFFF { continue }
      guard offset + Int64(length) <= source.size else {
        isBroken = true
        return nil
      }
      let isWanted =
        ImagePatients.isWanted(tag) || tag == .characterSet || tag == ImagePatients.Tag(0x0002, 0x0010)
        || tag == ImagePatients.Tag(0x0004, 0x1430)
      let value =
        isWanted ? try source.bytes(at: offset, count: min(Int(length), Self.longestValue)) : []
      offset += Int64(length)
      if tag == ImagePatients.Tag(0x0002, 0x0010) { syntax = Array(value.filter { $0 > 0x20 }) }
      if isWanted { return (tag, value[...]) }
    }
    return nil
  }

  /// Types whose length has four bytes (PS3.5, 7.1.2).
  private static let longTypes: Set<String> = [
    "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV",
  ]

  private mutating func takeSyntax() {
    switch String(decoding: syntax, as: UTF8.self) {
    case "1.2.840.10008.1.2": isExplicit = false
    case "1.2.840.10008.1.2.2": isBigEndian = true
    case "1.2.840.10008.1.2.1.99": isPacked = true
    default: break
    }
  }

  private func number16(_ bytes: [UInt8], _ at: Int) -> UInt16 {
    let (low, high) = isBigEndian && !isInFirstGroup ? (bytes[at + 1], bytes[at]) : (bytes[at], bytes[at + 1])
    return UInt16(low) | UInt16(high) << 8
  }

  private func number32(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    let (first, second) = (UInt32(number16(bytes, at)), UInt32(number16(bytes, at + 2)))
    return isBigEndian && !isInFirstGroup ? second | first << 16 : first | second << 16
  }
}
