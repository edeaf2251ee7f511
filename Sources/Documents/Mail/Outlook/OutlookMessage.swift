import Contents
import JapaneseText

/// A message of Outlook as a file or as a part of another one tells it: who wrote it to whom, what, with which files.
struct OutlookMessage {
  var properties = MessageProperties()
  var recipients: [MessageProperties] = []

  /// What is asked of a message, without its text as packed RTF.
  static let wanted: Set<UInt16> = Set(
    [
      0x001A, 0x0C1A, 0x0C1F, 0x5D01, 0x0042, 0x0065, 0x5D02, 0x0E02, 0x0E03, 0x0E04, 0x0037, 0x1000, 0x1013, 0x3FDE,
    ] + contactLabels.map(\.number) + contactNumbers)
  static let wantedOfReceivers: Set<UInt16> = [0x0C15, 0x3001, 0x3003, 0x39FE]

  /// Sender and receivers as a heading, the text as passages.
  func tell(at place: Place, in reading: Reading) throws(UnreadReason) {
    var heading = PassageOutlet(place, kind: .heading, reading)
    for (label, value) in headings { try heading.append(Array("\(label): ".utf8) + value + [0x0A]) }
    try heading.finish()
    try tellItem(at: place, in: reading)
    try tellBody(at: place, in: reading)
  }

  private var headings: [(String, [UInt8])] {
    var lines: [(String, [UInt8])] = []
    let sender = properties.person(name: 0x0C1A, address: 0x0C1F, smtp: 0x5D01)
    let author = properties.person(name: 0x0042, address: 0x0065, smtp: 0x5D02)
    if let sender = sender ?? author { lines.append(("From", sender)) }
    if let sender, let author, sender != author { lines.append(("Sender", author)) }
    let labels = [1: "To", 2: "Cc", 3: "Bcc"]
    for recipient in recipients {
      let kind = recipient.number(0x0C15) ?? 1
      if let person = recipient.person(name: 0x3001, address: 0x3003, smtp: 0x39FE) {
        lines.append((labels[kind & 0xF] ?? "To", person))
      }
    }
    if recipients.isEmpty {
      for (number, label) in [(0x0E04, "To"), (0x0E03, "Cc"), (0x0E02, "Bcc")] {
        if let shown = properties.text(UInt16(number)) { lines.append((label, shown)) }
      }
    }
    if let subject = properties.text(0x0037) { lines.append(("Subject", subject)) }
    return lines
  }

  // MARK: - Text

  private func tellBody(at place: Place, in reading: Reading) throws(UnreadReason) {
    let html = html
    // A table in the text is one only in its HTML: the plain text has its cells below each other.
    if let html, properties.text(0x1000) == nil || HTMLLook.holdsTable(html) {
      var flow = HTMLFlow(at: place, in: reading)
      return try flow.push(html, isLast: true)
    }
    if let body = properties.text(0x1000) {
      var passages = PassageOutlet(place, reading)
      try passages.append(body)
      return try passages.finish()
    }
    guard let packed = properties.binary(0x1009) else { return }
    do throws(UnreadReason) {
      let text = try CompressedRTF.unpack(packed, limit: reading.limits.memberBytesInMemory)
      try reading.charge(unpacked: text.count, memberSoFar: Int64(text.count), memberPacked: Int64(packed.count))
      try RTFReader.read(MemorySource(text), at: place, in: reading)
    } catch {
      try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
      try reading.emit(.unread(place.appending(.member("body.rtf")), error))
    }
  }

  private var html: [UInt8]? {
    if let text = properties.text(0x1013) { return text }
    guard let bytes = properties.binary(0x1013), bytes.contains(where: { $0 > 0x20 }) else { return nil }
    let page = properties.number(0x3FDE).flatMap { MessageProperties.encoding(ofPage: $0) }
    return CharsetStream.decode(bytes, declared: HTMLReader.declaredEncoding(in: Array(bytes.prefix(4 << 10))) ?? page)
  }
}

/// A glance at a page.
enum HTMLLook {
  static func holdsTable(_ html: [UInt8]) -> Bool {
    let word = Array("<table".utf8)
    guard html.count >= word.count else { return false }
    return html.indices.dropLast(word.count - 1).contains { start in
      html[start] == 0x3C && (1..<word.count).allSatisfy { html[start + $0] | 0x20 == word[$0] }
    }
  }
}
