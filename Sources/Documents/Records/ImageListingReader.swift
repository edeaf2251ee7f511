import Contents

/// Reads what programs print of medical images: a line for each attribute, with its tag, its type and its value, as dcmdump of
/// DCMTK, of dcm4che, gdcmdump and pydicom write it.
enum ImageListingReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var patients = ImagePatients(at: place, in: reading)
    var last: UInt16 = 0
    try DecodedLines.each(of: source, at: place, in: reading) { line throws(UnreadReason) in
      guard let listed = ListedAttribute(line) else { return }
      if !listed.isNested {
        // Tags ascend within one object.
        if listed.tag.group < last { try patients.endObject() }
        last = listed.tag.group
      }
      if ImagePatients.isWanted(listed.tag), !listed.isNested { patients.take(listed.tag, listed.value) }
    }
    try patients.finish()
  }

  /// Several lines of attributes, one of them of a patient or a study.
  static func looksLike(_ lines: [ArraySlice<UInt8>]) -> Bool {
    let listed = lines.prefix(400).compactMap(ListedAttribute.init)
    return listed.count >= 3 && listed.count { [0x0008, 0x0010].contains($0.tag.group) && $0.isTyped } >= 2
  }
}

private struct ListedAttribute {
  let tag: ImagePatients.Tag
  let value: ArraySlice<UInt8>
  let isNested: Bool
  let isTyped: Bool

  /// `(0010,0010) PN [Yamada^Taro]  # 12, 1 PatientName`, `132: (0010,0010) PN #12 [Yamada^Taro] PatientName`,
  /// `(0010, 0010) Patient's Name   PN: 'Yamada^Taro'`.
  init?(_ line: ArraySlice<UInt8>) {
    var rest = line.drop { $0 == 0x20 || $0 == 0x09 }
    var isNested = rest.startIndex > line.startIndex
    let offset = rest.prefix { $0 &- 0x30 < 10 }
    if !offset.isEmpty, rest.dropFirst(offset.count).first == UInt8(ascii: ":") {
      rest = rest.dropFirst(offset.count + 1).drop { $0 == 0x20 }
      isNested = false
    }
    while rest.first == UInt8(ascii: ">") {
      isNested = true
      rest = rest.dropFirst()
    }
    guard rest.first == UInt8(ascii: "("), let close = rest.prefix(14).firstIndex(of: UInt8(ascii: ")")) else {
      return nil
    }
    let parts = rest[(rest.startIndex + 1)..<close].split(separator: UInt8(ascii: ","))
    guard parts.count == 2, let group = Self.hexadecimal(parts[0].withoutBlanks),
      let element = Self.hexadecimal(parts[1].withoutBlanks)
    else { return nil }
    tag = ImagePatients.Tag(group, element)
    self.isNested = isNested
    let behind = rest[(close + 1)...]
    if let open = behind.firstIndex(of: UInt8(ascii: "[")),
      let end = behind.lastIndex(of: UInt8(ascii: "]")), open < end,
      behind[..<open].allSatisfy({ Self.isOfType($0) })
    {
      value = behind[(open + 1)..<end]
      isTyped = Self.startsWithType(behind)
    } else if let colon = Self.typeAndColon(behind) {
      var text = behind[colon...].withoutBlanks
      if let mark = text.first, mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\""), text.count >= 2 {
        text = text.dropFirst()
        if text.last == mark { text = text.dropLast() }
      }
      value = text
      isTyped = true
    } else {
      value = []
      isTyped = Self.startsWithType(behind)
    }
  }

  private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt16? {
    digits.count == 4 ? UInt16(String(decoding: digits, as: UTF8.self), radix: 16) : nil
  }

  /// What may stand between a tag and its value: the type, the length.
  private static func isOfType(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x41...0x5A).contains(byte) || byte == UInt8(ascii: "#") || byte &- 0x30 < 10
  }

  private static func startsWithType(_ text: ArraySlice<UInt8>) -> Bool {
    let word = text.drop { $0 == 0x20 }.prefix { $0 != 0x20 }
    return word.count == 2 && word.allSatisfy { (0x41...0x5A).contains($0) }
  }

  /// Where the value begins behind ` PN: `.
  private static func typeAndColon(_ text: ArraySlice<UInt8>) -> Int? {
    var index = text.startIndex
    while index + 3 < text.endIndex {
      if text[index] == 0x20, (0x41...0x5A).contains(text[index + 1]), (0x41...0x5A).contains(text[index + 2]),
        text[index + 3] == UInt8(ascii: ":")
      {
        return index + 4
      }
      index += 1
    }
    return nil
  }
}
