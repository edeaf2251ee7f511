import Contents
import JapaneseText

/// A message, contact or appointment that Outlook saved as a file ([MS-OXMSG]): a compound file with a stream a
/// property, a storage a recipient and a storage an attachment.
enum MSGReader {
  private static let largestText: Int64 = 64 << 20
  private static let deepest = 8

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let storage = try OLECompoundFile(source).root
    guard storage.stream(named: streamName) != nil else { throw .damaged }
    // Names stand in the outermost message, for those within as well.
    var names = PropertyNames()
    if let named = storage.storage(named: "__nameid_version1.0") { names = try self.names(in: named) }
    try read(storage, at: place, headerLength: 32, level: 0, names, in: reading)
  }

  private static func names(in storage: OLEStorage) throws(UnreadReason) -> PropertyNames {
    PropertyNames(
      sets: try storage.bytes(named: "__substg1.0_00020102", limit: 1 << 20) ?? [],
      entries: try storage.bytes(named: "__substg1.0_00030102", limit: 1 << 20) ?? [])
  }

  private static let streamName = "__properties_version1.0"

  private static func read(
    _ storage: OLEStorage, at place: Place, headerLength: Int, level: Int, _ names: PropertyNames, in reading: Reading
  ) throws(UnreadReason) {
    var message = OutlookMessage()
    let (properties, isCutOff) = try self.properties(
      of: storage, headerLength: headerLength, page: nil, names, reading)
    message.properties = properties
    for name in storage.storageNames where name.hasPrefix("__recip_version1.0_") {
      try reading.chargeEntry()
      guard let inner = storage.storage(named: name) else { continue }
      message.recipients.append(
        try self.properties(of: inner, headerLength: 8, page: properties.encoding, names, reading).properties)
    }
    try message.tell(at: place, in: reading)
    var number = 0
    for name in storage.storageNames.sorted() where name.hasPrefix("__attach_version1.0_") {
      guard let inner = storage.storage(named: name) else { continue }
      number += 1
      try reading.chargeEntry()
      try readAttachment(inner, number: number, page: properties.encoding, at: place, level: level, names, in: reading)
    }
    if isCutOff { try reading.emit(.unread(place, .damaged)) }
  }

  private static func readAttachment(
    _ storage: OLEStorage, number: Int, page: TextEncoding?, at place: Place, level: Int, _ names: PropertyNames,
    in reading: Reading
  ) throws(UnreadReason) {
    let properties = try properties(of: storage, headerLength: 8, page: page, names, reading).properties
    let name = OutlookAttachment.name(properties, number: number)
    let here = place.appending(.member(name))
    if let embedded = storage.storage(named: "__substg1.0_3701000D") {
      guard level < deepest, here.depth <= reading.limits.depth else {
        return try reading.emit(.unread(here, .tooDeep))
      }
      guard embedded.stream(named: streamName) != nil else {
        return try OLEEmbeddings.read(in: storage, at: place, reading)
      }
      try reading.emit(.member(here))
      return try read(embedded, at: here, headerLength: 24, level: level + 1, names, in: reading)
    }
    guard let stream = storage.stream(named: "__substg1.0_37010102") else {
      // By reference: the file lies elsewhere.
      return
    }
    if OutlookAttachment.isOrnament(properties, name: name, size: stream.size) { return }
    do throws(UnreadReason) {
      let contents = try storage.file.bytes(of: stream, limit: Int64(reading.limits.memberBytesInMemory))
      try reading.charge(unpacked: contents.count, memberSoFar: Int64(contents.count), memberPacked: stream.size)
      try reading.readMember(MemorySource(contents), named: name, in: place)
      if Int64(contents.count) < stream.size { try reading.emit(.unread(here, .damaged)) }
    } catch {
      try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
      try reading.emit(.unread(here, error))
    }
  }

  /// Short values stand in one stream, texts and binary data in streams of their own that are named after the property.
  private static func properties(
    of storage: OLEStorage, headerLength: Int, page: TextEncoding?, _ names: PropertyNames, _ reading: Reading
  ) throws(UnreadReason) -> (properties: MessageProperties, isCutOff: Bool) {
    var properties = MessageProperties()
    var isCutOff = false
    let short = try storage.bytes(named: streamName, limit: 1 << 20) ?? []
    for at in stride(from: headerLength, to: short.count - 15, by: 16) {
      guard let type = short.uint16(at: at), let number = short.uint16(at: at + 2).flatMap(names.known),
        let value = short.uint64(at: at + 8)
      else { continue }
      if type == 0x0003 { properties.set(number, .number(Int(UInt32(truncatingIfNeeded: value)))) }
      if type == 0x0040, let day = MessageProperties.day(value) { properties.set(number, day) }
    }
    properties.encoding =
      properties.number(0x3FFD).flatMap { MessageProperties.encoding(ofPage: $0) }
      ?? properties.number(0x3FDE).flatMap { MessageProperties.encoding(ofPage: $0) } ?? page
    for stream in storage.streams {
      guard let (stored, type) = numberAndType(stream.name), stored != 0x3701, let number = names.known(stored) else {
        continue
      }
      do throws(UnreadReason) {
        let bytes = try storage.file.bytes(of: stream, limit: largestText)
        try reading.charge(unpacked: bytes.count, memberSoFar: Int64(bytes.count), memberPacked: stream.size)
        if Int64(bytes.count) < stream.size { isCutOff = true }
        switch type {
        case 0x001E, 0x001F:
          let text = MessageProperties.decode(bytes, isUnicode: type == 0x001F, properties.encoding)
          properties.set(number, .text(text))
        case 0x0102: properties.set(number, .binary(bytes))
        case 0x1102: properties.append(number, bytes)
        default: break
        }
      } catch {
        try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
        isCutOff = true
      }
    }
    return (properties, isCutOff)
  }

  /// `__substg1.0_0037001F`: property 0037 of type 001F. Parts of lists have `-` and a number behind it.
  private static func numberAndType(_ name: String) -> (UInt16, UInt16)? {
    let prefix = "__substg1.0_"
    let digits = name.utf8.dropFirst(prefix.utf8.count)
    guard name.hasPrefix(prefix), digits.count == 8 || digits.dropFirst(8).first == UInt8(ascii: "-"),
      let value = UInt32(String(decoding: digits.prefix(8), as: UTF8.self), radix: 16)
    else { return nil }
    let type = UInt16(value & 0xFFFF)
    // Without the part's number it is the lengths of all parts.
    guard type & 0x1000 == 0 || digits.count > 8 else { return nil }
    return (UInt16(value >> 16), type)
  }
}
