import Contents
import JapaneseText

/// Reads vCards (2.1, RFC 2426 and RFC 6350) of address books as one table with a row for each card.
enum VCardReader {
  private static let header = [
    "氏名", "カナ", "生年月日", "電話番号", "携帯電話", "メールアドレス", "郵便番号", "住所", "勤務先", "備考",
  ]

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var charset = CharsetStream()
    var lines = VCardLines()
    var rows = TableOutlet(TableOrigin(place: place, header: .firstRow), reading)
    var card: VCard?
    try rows.append(row: header)
    try source.eachChunk(of: source.whole) { chunk, isLast throws(UnreadReason) in
      var text: [UInt8] = []
      charset.push(chunk, isLast: isLast, into: &text)
      try lines.push(text, isLast: isLast) { line throws(UnreadReason) in
        guard let property = VCardProperty(line) else { return }
        switch (property.name, property.value.uppercased()) {
        case ("BEGIN", "VCARD"): card = VCard()
        case ("END", "VCARD"):
          if let done = card, !done.isEmpty, done.isOfPerson { try rows.append(row: done.row) }
          card = nil
        default: card?.add(property)
        }
      }
    }
    // A card without its end is cut off, but what it says is there.
    if let rest = card, !rest.isEmpty {
      if rest.isOfPerson { try rows.append(row: rest.row) }
      try rows.finish()
      try reading.emit(.unread(place, .damaged))
    } else if rows.rowCount > 1 {
      try rows.finish()
    }
    try reading.emit(.decoded(charset.decoding(at: place)))
  }
}

/// Joins the folded lines of vCards: those that begin with a blank, and soft breaks of quoted-printable.
struct VCardLines {
  private static let longest = 1 << 20
  private var buffer: [UInt8] = []
  private var logical: [UInt8] = []

  mutating func push(
    _ text: [UInt8], isLast: Bool, _ body: ([UInt8]) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    buffer += text
    var start = 0
    while let newline = buffer[start...].firstIndex(of: 0x0A) {
      try take(buffer[start..<newline], body)
      start = newline + 1
    }
    buffer.removeFirst(start)
    if isLast || buffer.count > Self.longest {
      try take(buffer[...], body)
      buffer = []
    }
    if isLast, !logical.isEmpty { try body(logical) }
  }

  private mutating func take(
    _ raw: ArraySlice<UInt8>, _ body: ([UInt8]) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    var line = raw
    while line.last == 0x0D { line.removeLast() }
    if logical.count < Self.longest {
      if endsInSoftBreak {
        logical.removeLast()
        // Some programs fold a soft break with a blank as well.
        logical += line.first == 0x20 || line.first == 0x09 ? line.dropFirst() : line
        return
      }
      if let first = line.first, first == 0x20 || first == 0x09, !logical.isEmpty {
        logical += line.dropFirst()
        return
      }
    }
    if !logical.isEmpty { try body(logical) }
    logical = Array(line)
  }

  private var endsInSoftBreak: Bool {
    guard logical.last == UInt8(ascii: "="), let colon = logical.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return String(decoding: logical[..<colon], as: UTF8.self).uppercased().contains("QUOTED-PRINTABLE")
  }
}

/// One line of a card: `ADR;HOME;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:;;…`.
struct VCardProperty {
  /// In upper case, without its group.
  let name: String
  /// Parameters in upper case, types and `KEY=VALUE` alike.
  let parameters: [String]
  /// Decoded, but its `;` and `\` not yet resolved.
  let value: String

  init?(_ line: [UInt8]) {
    var isQuoted = false
    guard
      let colon = line.firstIndex(where: { byte in
        if byte == 0x22 { isQuoted.toggle() }
        return byte == UInt8(ascii: ":") && !isQuoted
      }), colon > 0, colon < 1_024
    else { return nil }
    let parts = String(decoding: line[..<colon], as: UTF8.self).uppercased().split(separator: ";")
    guard let first = parts.first, let last = first.split(separator: ".").last else { return nil }
    name = String(last)
    parameters = parts.dropFirst().map(String.init)
    let raw = line[(colon + 1)...]
    let isQuotedPrintable = parameters.contains { $0 == "QUOTED-PRINTABLE" || $0 == "ENCODING=QUOTED-PRINTABLE" }
    guard isQuotedPrintable else {
      value = String(decoding: raw, as: UTF8.self)
      return
    }
    var bytes: [UInt8] = []
    var decoder = QuotedPrintableDecoder()
    decoder.decode(raw, isLast: true, into: &bytes)
    let charset = parameters.first { $0.hasPrefix("CHARSET=") }.flatMap {
      TextEncoding(mimeName: String($0.dropFirst(8)))
    }
    value = String(decoding: CharsetStream.decode(bytes, declared: charset), as: UTF8.self)
  }

  func isOfType(_ type: String) -> Bool {
    parameters.contains {
      $0 == type || $0.hasPrefix("TYPE=") && $0.dropFirst(5).split(separator: ",").contains(Substring(type))
    }
  }

  /// The components between `;`, escapes resolved.
  var components: [String] {
    var result = [""]
    var isEscaped = false
    for character in value {
      if isEscaped {
        isEscaped = false
        result[result.count - 1].append(character == "n" || character == "N" ? "\n" : character)
      } else if character == "\\" {
        isEscaped = true
      } else if character == ";" {
        guard result.count < 32 else { continue }
        result.append("")
      } else {
        result[result.count - 1].append(character)
      }
    }
    return result.map(\.trimmingBlanks)
  }
}
