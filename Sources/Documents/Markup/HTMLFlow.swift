import Contents

/// Turns the tags and text of a page into tables, passages and headings.
struct HTMLFlow {
  /// Tables within tables that are followed; deeper ones count as text of the innermost.
  private static let deepest = 16
  private static let titleLength = 4 << 10

  private let place: Place
  private let reading: Reading
  private var tokenizer = HTMLTokenizer()
  private var body: PassageOutlet
  private var tables: [HTMLTable] = []
  /// Tables opened beyond `deepest`, so that their end tags match.
  private var ignoredTables = 0
  private var title: [UInt8]?
  /// White space was seen and is still owed as one blank.
  private var owesSpace = false
  /// Within the label of a field, of which text was seen or not yet.
  private var label: LabelState = .none
  /// Between the tags of a reading over characters, which belongs in no name.
  private var isInReading = false

  private enum LabelState { case none, empty, told }

  init(at place: Place, in reading: Reading) {
    self.place = place
    self.reading = reading
    body = PassageOutlet(place, reading)
  }

  /// Adds UTF-8.
  mutating func push(_ utf8: some Collection<UInt8>, isLast: Bool) throws(UnreadReason) {
    tokenizer.push(utf8, isLast: isLast)
    while let token = tokenizer.next() {
      switch token {
      case .text(let raw): try text(raw)
      case .open(let name, let attributes): try open(name, attributes)
      case .close(let name): try close(name)
      }
    }
    guard isLast else { return }
    while !tables.isEmpty { try endTable() }
    try endTitle()
    try body.finish()
  }

  // MARK: Tags

  private mutating func open(_ name: String, _ attributes: ArraySlice<UInt8>) throws(UnreadReason) {
    // The end tag of a reading may be left out: whatever else begins a part or a line ends it (HTML, 4.5.10 and 4.5.12).
    if Self.readings.contains(name) {
      isInReading = true
    } else if isInReading, Self.endsReading(name) {
      isInReading = false
    }
    switch name {
    case "table":
      guard tables.count < Self.deepest else { return ignoredTables += 1 }
      if tables.isEmpty {
        try body.append(CollectionOfOne(0x0A))
        try body.finish()
      }
      tables.append(tables.last?.inner() ?? HTMLTable(place, reading))
      owesSpace = false
    case "tr": try innermost { table throws(UnreadReason) in try table.beginRow() }
    case "td", "th":
      let columns = HTMLAttributes.count(of: "colspan", in: attributes, limit: HTMLTable.widest)
      let rows = HTMLAttributes.count(of: "rowspan", in: attributes, limit: 10_000)
      try innermost { table throws(UnreadReason) in try table.beginCell(columns: columns, rows: rows) }
      owesSpace = false
    case "title": title = []
    case "body": try endTitle()
    case "label": label = .empty
    case "input":
      // A saved page of a booking system holds its people in the fields of a form.
      let type = HTMLAttributes.value(of: "type", in: attributes).map {
        String(decoding: $0, as: UTF8.self).lowercased()
      }
      guard ["text", "tel", "email", "date", nil].contains(type) else { return }
      if let value = HTMLAttributes.value(of: "value", in: attributes) {
        endLabel()
        owesSpace = true
        try text(value)
        owesSpace = true
      }
    default: if HTMLFlow.breaksLine(name) { try breakLine() }
    }
  }

  private mutating func close(_ name: String) throws(UnreadReason) {
    if isInReading, Self.readings.contains(name) || Self.endsReading(name) { isInReading = false }
    switch name {
    case "table":
      if ignoredTables > 0 { ignoredTables -= 1 } else { try endTable() }
    case "tr": try innermost { table throws(UnreadReason) in try table.endRow() }
    case "td", "th":
      if !tables.isEmpty { tables[tables.count - 1].endCell() }
      owesSpace = false
    case "title": try endTitle()
    case "label": endLabel()
    default: if HTMLFlow.breaksLine(name) { try breakLine() }
    }
  }

  /// Sets what a label says apart from the value behind it, in running text.
  private mutating func endLabel() {
    if label == .told, tables.isEmpty, let last = lastByte, last > 0x20, last != UInt8(ascii: ":") {
      body.append(byte: UInt8(ascii: ":"))
      owesSpace = true
    }
    label = .none
  }

  private mutating func innermost(
    _ change: (inout HTMLTable) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    guard !tables.isEmpty else { return try breakLine() }
    try change(&tables[tables.count - 1])
  }

  private mutating func endTable() throws(UnreadReason) {
    guard var table = tables.popLast() else { return }
    owesSpace = false
    try table.end()
  }

  private mutating func endTitle() throws(UnreadReason) {
    guard let text = title else { return }
    title = nil
    var heading = PassageOutlet(place, kind: .heading, reading)
    try heading.append(text)
    try heading.finish()
  }

  /// What stands over or beside the characters of `ruby`, with the brackets for those who show it in the line.
  private static let readings: Set<String> = ["rt", "rp", "rtc"]

  private static func endsReading(_ name: String) -> Bool {
    ["ruby", "rb", "rbc", "table", "tr", "td", "th", "title"].contains(name) || breaksLine(name)
  }

  private static func breaksLine(_ name: String) -> Bool { blocks.contains(name) }

  private static let blocks: Set<String> = [
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
    "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav",
    "ol", "option", "p", "pre", "section", "select", "tbody", "textarea", "tfoot", "thead", "ul",
  ]

  // MARK: Text

  /// Adds character data: references resolved, white space collapsed.
  private mutating func text(_ raw: ArraySlice<UInt8>) throws(UnreadReason) {
    if isInReading { return }
    var resolved: [UInt8] = []
    resolved.reserveCapacity(raw.count + 1)
    if raw.contains(UInt8(ascii: "&")) {
      var characters: [UInt8] = []
      HTMLEntities.resolve(raw, into: &characters)
      collapse(characters[...], into: &resolved)
    } else {
      collapse(raw, into: &resolved)
    }
    guard !resolved.isEmpty else { return }
    if label == .empty { label = .told }
    if title != nil {
      if let room = title.map({ Self.titleLength - $0.count }), room > 0 {
        title?.append(contentsOf: resolved.prefix(room))
      }
    } else if tables.isEmpty {
      try body.append(resolved)
    } else {
      try tables[tables.count - 1].append(resolved)
    }
  }

  private mutating func collapse(_ raw: ArraySlice<UInt8>, into output: inout [UInt8]) {
    var index = raw.startIndex
    while index < raw.endIndex {
      let byte = raw[index]
      let next = index + 1
      let isNoBreakSpace = byte == 0xC2 && next < raw.endIndex && raw[next] == 0xA0
      if byte <= 0x20 || isNoBreakSpace {
        owesSpace = true
        index = isNoBreakSpace ? next + 1 : next
        continue
      }
      if owesSpace {
        owesSpace = false
        if let last = output.last ?? lastByte, last > 0x20 { output.append(0x20) }
      }
      output.append(byte)
      index = next
    }
  }

  /// The last byte before the text that is being added.
  private var lastByte: UInt8? {
    if let title { return title.last }
    if let table = tables.last { return table.lastByte }
    return body.lastByte
  }

  private mutating func breakLine() throws(UnreadReason) {
    owesSpace = false
    if title != nil { return }
    guard let last = lastByte, last != 0x0A else { return }
    if tables.isEmpty { body.append(byte: 0x0A) } else { try tables[tables.count - 1].append([0x0A]) }
  }
}
