import Contents

/// Reads one mail (RFC 5322, MIME): its sender and receivers as a heading, its text as passages, its attachments as
/// members.
enum MailReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    try MailMessage(source: source, place: place, reading: reading).read(source.whole)
  }
}

/// One message while it is read.
struct MailMessage {
  /// Multiparts within multiparts. Each level costs one more pass over its bytes.
  private static let deepest = 12
  /// Header lines that say whose the message is, in this order.
  private static let headings: [(name: String, label: String)] = [
    ("from", "From"), ("sender", "Sender"), ("reply-to", "Reply-To"), ("to", "To"), ("cc", "Cc"), ("bcc", "Bcc"),
    ("subject", "Subject"), ("date", "Date"), ("organization", "Organization"),
  ]

  let source: any ByteSource
  let place: Place
  let reading: Reading

  func read(_ range: Range<Int64>) throws(UnreadReason) {
    let part = try MIMEPart(of: source, in: range)
    try tellHeaders(part.headers)
    _ = try read(part, level: 0, showsHTML: true)
  }

  private func tellHeaders(_ headers: HeaderBlock) throws(UnreadReason) {
    var heading = PassageOutlet(place, kind: .heading, reading)
    for (name, label) in Self.headings {
      for field in headers.fields where field.name == name && !field.value.isEmpty {
        try heading.append("\(label): \(field.text)\n".utf8)
      }
    }
    try heading.finish()
  }

  /// - Returns: whether any text was shown.
  private func read(_ part: MIMEPart, level: Int, showsHTML: Bool) throws(UnreadReason) -> Bool {
    if part.isMultipart {
      guard level < Self.deepest else {
        try reading.emit(.unread(place, .tooDeep))
        return false
      }
      let ranges = try part.parts(of: source)
      if !ranges.isEmpty { return try readParts(ranges, of: part, level: level, showsHTML: showsHTML) }
    } else if !part.isShownText {
      try readAttachment(part)
      return false
    }
    if part.type == "text/html" { return showsHTML ? try readHTML(part) : false }
    return try readPlain(part)
  }

  private func readParts(
    _ ranges: [Range<Int64>], of parent: MIMEPart, level: Int, showsHTML: Bool
  ) throws(UnreadReason) -> Bool {
    if parent.type == "multipart/encrypted" {
      try reading.emit(.unread(place.appending(.member("encrypted")), .password))
      return false
    }
    let isAlternative = parent.type == "multipart/alternative"
    var didShow = false
    for range in ranges {
      try reading.chargeEntry()
      let part = try MIMEPart(of: source, in: range)
      // The same text twice is told once: the plain one comes first (RFC 2046, 5.1.4) and loses nothing.
      let mayShowHTML = showsHTML && !(isAlternative && didShow)
      let shown = try read(part, level: level + 1, showsHTML: mayShowHTML)
      didShow = didShow || shown
    }
    return didShow
  }

  // MARK: Text

  private func readPlain(_ part: MIMEPart) throws(UnreadReason) -> Bool {
    var passages = PassageOutlet(place, reading)
    var isBlank = true
    try eachText(of: part, charset: CharsetStream(declared: part.charset)) { text, isLast throws(UnreadReason) in
      let lines = text.filter { $0 != 0x0D }
      if isBlank { isBlank = lines.allSatisfy { $0 <= 0x20 } }
      try passages.append(lines)
      if isLast { try passages.finish() }
    }
    return !isBlank
  }

  private func readHTML(_ part: MIMEPart) throws(UnreadReason) -> Bool {
    var flow = HTMLFlow(at: place, in: reading)
    var isBlank = true
    try eachText(of: part, charset: CharsetStream(declared: part.charset)) { text, isLast throws(UnreadReason) in
      if isBlank { isBlank = text.allSatisfy { $0 <= 0x20 } }
      try flow.push(text, isLast: isLast)
    }
    return !isBlank
  }

  private func eachText(
    of part: MIMEPart, charset: CharsetStream, _ body: ([UInt8], _ isLast: Bool) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    var charset = charset
    try eachDecoded(part) { bytes, isLast throws(UnreadReason) in
      var text: [UInt8] = []
      bytes.withUnsafeBytes { charset.push($0, isLast: isLast, into: &text) }
      try body(text, isLast)
    }
    let decoding = charset.decoding(at: place)
    // A mail has many parts; only what says something is told.
    if decoding.unreadableBytes > 0 || part.body.count > 0 { try reading.emit(.decoded(decoding)) }
  }

  private func eachDecoded(
    _ part: MIMEPart, _ body: ([UInt8], _ isLast: Bool) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    var decoder = part.decoder
    try source.eachChunk(of: part.body) { chunk, isLast throws(UnreadReason) in
      var decoded: [UInt8] = []
      decoder.decode(chunk, isLast: isLast, into: &decoded)
      try body(decoded, isLast)
    }
  }

  // MARK: Attachments

  /// Packed bytes below which a picture within the text is a logo, a line or a face: no scan of a form is as small.
  private static let ornament: Int64 = 136 << 10

  /// Pictures that the text shows and nobody attached. A mail without them would be the same: they are no gap.
  private func isOrnament(_ part: MIMEPart) -> Bool {
    guard part.type.hasPrefix("image/"), part.disposition.main != "attachment",
      part.disposition.main == "inline" || part.headers["content-id"] != nil
    else { return false }
    return part.body.upperBound - part.body.lowerBound < Self.ornament
  }

  private func readAttachment(_ part: MIMEPart) throws(UnreadReason) {
    let name = AttachmentName.of(part)
    if let reason = AttachmentName.unreadable(part) {
      return try reading.emit(.unread(place.appending(.member(name)), reason))
    }
    if isOrnament(part) { return }
    try reading.chargeEntry()
    if part.decoder.isIdentity {
      return try reading.readMember(SliceSource(source, part.body), named: name, in: place)
    }
    let packed = part.body.upperBound - part.body.lowerBound
    if packed > Int64(reading.limits.memberBytesInMemory) {
      let file = try TemporarySource()
      try eachDecoded(part) { bytes, _ throws(UnreadReason) in
        try reading.charge(unpacked: bytes.count, memberSoFar: file.size, memberPacked: packed)
        try file.append(bytes)
      }
      return try reading.readMember(file, named: name, in: place)
    }
    var contents: [UInt8] = []
    try eachDecoded(part) { bytes, _ throws(UnreadReason) in
      try reading.charge(unpacked: bytes.count, memberSoFar: Int64(contents.count), memberPacked: packed)
      contents += bytes
    }
    try reading.readMember(MemorySource(contents), named: name, in: place)
  }
}
