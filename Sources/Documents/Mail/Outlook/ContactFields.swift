import Contents
import JapaneseText

/// Entries of Outlook's address book: what they hold stands in their fields, not in their text.
extension OutlookMessage {
  /// Class of the message, in lower case.
  private var kind: String {
    properties.text(0x001A).map { String(decoding: $0, as: UTF8.self).lowercased() } ?? ""
  }

  func tellItem(at place: Place, in reading: Reading) throws(UnreadReason) {
    if kind.hasPrefix("ipm.contact") {
      let fields = contactFields
      guard !fields.isEmpty else { return }
      try tell([fields.map(\.label), fields.map(\.value)], at: place, in: reading)
    } else if kind.hasPrefix("ipm.distlist") {
      let members = members
      guard !members.isEmpty else { return }
      try tell([[Array("Name".utf8), Array("Email".utf8)]] + members, at: place, in: reading)
    }
  }

  private func tell(_ rows: [[[UInt8]]], at place: Place, in reading: Reading) throws(UnreadReason) {
    var table = TableOutlet(TableOrigin(place: place, header: .firstRow), reading)
    for row in rows {
      for cell in row { table.append(cell: cell) }
      try table.endRow()
    }
    try table.finish()
  }

  /// With the words that a form would have.
  private var contactFields: [(label: [UInt8], value: [UInt8])] {
    var fields: [(label: [UInt8], value: [UInt8])] = []
    func add(_ label: String, _ value: [UInt8]?) {
      if let value { fields.append((Array(label.utf8), value)) }
    }
    for (number, label) in Self.contactLabels { add(label, properties.text(number)) }
    let kana = [UInt16(0x802D), 0x802C].compactMap { properties.text($0) }
    add("フリガナ", kana.isEmpty ? nil : Array(kana.joined(separator: [0x20])))
    add("Birthday", properties.text(0x80DE) ?? properties.text(0x3A42))
    for (label, number) in [("Email", UInt16(0x8083)), ("Email 2", 0x8093), ("Email 3", 0x80A3)] {
      // The address within Exchange is a path of its directory; beside it stands what it was typed as.
      add(
        label,
        [number, number + 1].lazy.compactMap { properties.text($0) }.first { $0.contains(UInt8(ascii: "@")) })
    }
    return fields
  }

  static let contactLabels: [(number: UInt16, label: String)] = [
    (0x3001, "Name"), (0x3A11, "Surname"), (0x3A06, "Given name"), (0x3A44, "Middle name"), (0x3A16, "Company"),
    (0x3A18, "Department"), (0x3A17, "Title"), (0x3A08, "Business phone"), (0x3A1B, "Business phone 2"),
    (0x3A09, "Home phone"), (0x3A2F, "Home phone 2"), (0x3A1C, "Mobile phone"), (0x3A1F, "Other phone"),
    (0x3A24, "Fax"), (0x3A25, "Home fax"), (0x3A15, "Address"), (0x3A26, "Postal code of home"),
    (0x3A2A, "Postal code"), (0x3A28, "State"), (0x3A27, "City"), (0x3A29, "Street"), (0x3A5B, "Home postal code"),
    (0x3A5C, "Home state"), (0x3A59, "Home city"), (0x3A5D, "Home street"), (0x3A48, "Spouse"), (0x3A4E, "Manager"),
    (0x3A30, "Assistant"),
  ]

  /// What else is asked of a contact or a group: readings, birthdays, addresses, members.
  static let contactNumbers: [UInt16] = [
    0x802C, 0x802D, 0x80DE, 0x3A42, 0x8083, 0x8084, 0x8093, 0x8094, 0x80A3, 0x80A4, 0x8054,
  ]

  /// Name and address of each member of a group, as the group itself keeps them ([MS-OXOCNTC] 2.2.2.4.3).
  private var members: [[[UInt8]]] {
    properties.list(0x8054).compactMap { entry in
      // Flags, the kind of entry, its version, and whether its texts are UTF-16 ([MS-OXCDATA] 2.2.5.1).
      guard let flags = entry.uint16(at: 22) else { return nil }
      let isUnicode = flags & 0x8000 != 0
      let texts = Self.texts(Array(entry.dropFirst(24)), isUnicode: isUnicode, properties.encoding)
      guard texts.count >= 3, !texts[0].isEmpty || !texts[2].isEmpty else { return nil }
      // Outlook shows a member with its address in brackets.
      let shown = Array("(".utf8) + texts[2] + Array(")".utf8)
      let name = texts[0].suffix(shown.count) == shown[...] ? Array(texts[0].dropLast(shown.count)) : texts[0]
      return [name, texts[2]]
    }
  }

  /// The first three of the texts that each end in a zero.
  private static func texts(_ bytes: [UInt8], isUnicode: Bool, _ encoding: TextEncoding?) -> [[UInt8]] {
    let width = isUnicode ? 2 : 1
    var texts: [[UInt8]] = []
    var start = 0
    var at = 0
    while at + width <= bytes.count, texts.count < 3 {
      if bytes[at..<at + width].allSatisfy({ $0 == 0 }) {
        texts.append(MessageProperties.decode(Array(bytes[start..<at]), isUnicode: isUnicode, encoding))
        start = at + width
      }
      at += width
    }
    return texts
  }
}
