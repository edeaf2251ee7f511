import Contents
import JapaneseText

/// `winmail.dat`: what Outlook sends to people who have no Outlook ([MS-OXTNEF]). A list of attributes: the message's
/// properties, its receivers, and for each attachment a name, the bytes and properties of its own.
enum TNEFReader {
  static let magic: [UInt8] = [0x78, 0x9F, 0x3E, 0x22]
  private static let largest: Int64 = 512 << 20

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    guard source.size <= largest else { throw .tooLarge }
    let bytes = try source.bytes(at: 0, count: Int(source.size))
    guard bytes.starts(with: magic) else { throw .damaged }
    var message = TNEFMessage()
    var at = 6
    var isWhole = true
    while at + 9 <= bytes.count {
      guard bytes[at] == 1 || bytes[at] == 2, let number = bytes.uint16(at: at + 1),
        let length = bytes.uint32(at: at + 5)
      else {
        isWhole = false
        break
      }
      let start = at + 9
      let end = min(bytes.count, start + Int(length))
      // Behind the data stands a sum of its bytes.
      isWhole = end - start == Int(length)
      try reading.chargeEntry()
      message.take(number, Array(bytes[start..<end]))
      at = end + 2
    }
    try message.tell(at: place, in: reading)
    if !isWhole { throw .damaged }
  }
}

/// A message while its attributes are read.
private struct TNEFMessage {
  private struct Attachment {
    var title: [UInt8] = []
    var contents: [UInt8]?
    var properties = MessageProperties()
  }

  private var message = OutlookMessage()
  private var attachments: [Attachment] = []

  mutating func take(_ number: UInt16, _ data: [UInt8]) {
    let encoding = message.properties.encoding
    func text() -> [UInt8] { MessageProperties.decode(data, isUnicode: false, encoding) }
    switch number {
    case 0x9007:
      message.properties.encoding = data.uint32(at: 0).flatMap { MessageProperties.encoding(ofPage: Int($0)) }
    case 0x8004: message.properties.set(0x0037, .text(text()))
    case 0x800C: message.properties.set(0x1000, .text(text()))
    case 0x8000: takeSender(data)
    case 0x9003:
      var properties = MAPIProperties(data)
      properties.read(into: &message.properties)
    case 0x9004: takeRecipients(data)
    case 0x9002: attachments.append(Attachment())
    case 0x8010: change { $0.title = text() }
    case 0x800F: change { $0.contents = data }
    case 0x9005:
      change { attachment in
        attachment.properties.encoding = encoding
        var properties = MAPIProperties(data)
        properties.read(into: &attachment.properties)
      }
    default: break
    }
  }

  private mutating func change(_ body: (inout Attachment) -> Void) {
    if attachments.isEmpty { attachments.append(Attachment()) }
    body(&attachments[attachments.count - 1])
  }

  /// A name and an address behind their lengths ([MS-OXTNEF] 2.1.3.3.2).
  private mutating func takeSender(_ data: [UInt8]) {
    guard let nameLength = data.uint16(at: 4), let addressLength = data.uint16(at: 6) else { return }
    let name = data.dropFirst(8).prefix(Int(nameLength))
    let address = data.dropFirst(8 + Int(nameLength)).prefix(Int(addressLength))
    let encoding = message.properties.encoding
    message.properties.set(0x0C1A, .text(MessageProperties.decode(Array(name), isUnicode: false, encoding)))
    let mail = address.prefix { $0 != 0 }.drop { $0 != 0x3A }.dropFirst()
    message.properties.set(0x0C1F, .text(MessageProperties.decode(Array(mail), isUnicode: false, encoding)))
  }

  private mutating func takeRecipients(_ data: [UInt8]) {
    guard let count = data.uint32(at: 0) else { return }
    var properties = MAPIProperties(data, from: 4)
    for _ in 0..<min(count, 100_000) where !properties.isAtEnd {
      var recipient = MessageProperties()
      recipient.encoding = message.properties.encoding
      properties.read(into: &recipient)
      message.recipients.append(recipient)
    }
  }

  func tell(at place: Place, in reading: Reading) throws(UnreadReason) {
    try message.tell(at: place, in: reading)
    for (index, attachment) in attachments.enumerated() {
      let name =
        [attachment.properties.text(0x3707), attachment.title].lazy.compactMap { $0 }.first { !$0.isEmpty }
        .map { String(decoding: $0, as: UTF8.self) } ?? "attachment \(index + 1)"
      if let contents = attachment.contents {
        try reading.readMember(MemorySource(contents), named: name, in: place)
      } else if let object = attachment.properties.binary(0x3701), object.count > 16 {
        // A message within begins behind the number of its kind.
        let contents = Array(object[16...])
        try reading.readMember(MemorySource(contents), named: name, in: place)
      }
    }
  }
}

/// Properties one behind the other, as TNEF and its recipients have them ([MS-OXTNEF] 2.1.3.4).
struct MAPIProperties {
  private let bytes: [UInt8]
  private var at: Int

  init(_ bytes: [UInt8], from start: Int = 0) {
    self.bytes = bytes
    at = start
  }

  var isAtEnd: Bool { at + 4 > bytes.count }

  /// Reads one list. What cannot be understood ends it, and everything behind it.
  mutating func read(into properties: inout MessageProperties) {
    guard let count = bytes.uint32(at: at) else { return at = bytes.count }
    at += 4
    for _ in 0..<min(count, 10_000) {
      guard let type = bytes.uint16(at: at), var number = bytes.uint16(at: at + 2) else { return at = bytes.count }
      at += 4
      if number >= 0x8000 {
        guard let name = readName() else { return at = bytes.count }
        number = name
      }
      guard readValue(type, number, into: &properties) else { return at = bytes.count }
    }
  }

  /// Named properties have the name before the value: a set, then a number or a text.
  /// - Returns: the number, 0 for a name that does not matter; nil where the bytes end.
  private mutating func readName() -> UInt16? {
    guard let kind = bytes.uint32(at: at + 16), let value = bytes.uint32(at: at + 20) else { return nil }
    let set = bytes[at..<at + 16]
    at += 24
    guard kind == 1 else { return PropertyNames.isOfContacts(set) ? UInt16(exactly: value) ?? 0 : 0 }
    guard Int(value) <= bytes.count - at else { return nil }
    at += padded(Int(value))
    return 0
  }

  private func padded(_ length: Int) -> Int { (length + 3) & ~3 }

  private mutating func readValue(_ type: UInt16, _ number: UInt16, into properties: inout MessageProperties) -> Bool {
    let isList = type & 0x1000 != 0
    let isVariable = [0x1E, 0x1F, 0x0D, 0x102].contains(type & 0x0FFF)
    var values = 1
    if isList || isVariable {
      guard let count = bytes.uint32(at: at) else { return false }
      values = Int(count)
      at += 4
    }
    guard values <= bytes.count - at else { return false }
    for _ in 0..<values {
      if isVariable {
        guard let length = bytes.uint32(at: at), Int(length) <= bytes.count - at - 4 else { return false }
        let value = Array(bytes[at + 4..<at + 4 + Int(length)])
        at += 4 + padded(Int(length))
        switch type & 0x0FFF {
        case 0x1E, 0x1F:
          let text = MessageProperties.decode(value, isUnicode: type & 0x0FFF == 0x1F, properties.encoding)
          properties.set(number, .text(text))
        default: if isList { properties.append(number, value) } else { properties.set(number, .binary(value)) }
        }
      } else {
        let size = [0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x48: 16][type & 0x0FFF] ?? 8
        guard at + size <= bytes.count else { return false }
        if type == 3, let value = bytes.uint32(at: at) { properties.set(number, .number(Int(value))) }
        if type == 0x40, let day = bytes.uint64(at: at).flatMap(MessageProperties.day) { properties.set(number, day) }
        at += size
      }
    }
    return true
  }
}
