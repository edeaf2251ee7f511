import Contents

/// Follows the groups and words of an RTF file and tells its text.
struct RTFParser {
  private let place: Place
  private let reading: Reading
  private var tokens: RTFTokens
  private var charsets = RTFCharsets()
  private var group = RTFGroup()
  private var outer: [RTFGroup] = []

  private var body: DocumentFlow
  private var heading: DocumentFlow
  private var aside: DocumentFlow
  private var boxes: DocumentFlow
  private var properties: [UInt8] = []
  private var instruction: [UInt8] = []
  private var embedded: RTFEmbedded

  /// Bytes of text that wait to be decoded together.
  private var run: [UInt8] = []
  private var expectsTrail = false
  private var lastWasRaw = false
  /// The first half of a surrogate pair.
  private var highSurrogate: UInt16?
  /// Characters that a `\uN` has stood for already.
  private var toSkip = 0
  private var unreadable = 0
  /// Between `\trowd` and `\row`: writers leave out `\intbl` there.
  private var isInRow = false
  /// Cells of the row that go on merged cells above them.
  private var merged: [Bool] = []
  private var isMerged = false
  private var fontInTable = 0

  private static let deepest = 4_096
  private static let longestRun = 64 << 10

  init(_ source: any ByteSource, at place: Place, in reading: Reading) {
    self.place = place
    self.reading = reading
    tokens = RTFTokens(source)
    body = DocumentFlow(place, reading)
    heading = DocumentFlow(place, kind: .heading, reading)
    aside = DocumentFlow(place, reading)
    boxes = DocumentFlow(place, kind: .boxes, reading)
    embedded = RTFEmbedded(place, reading)
  }

  /// - Throws: `.tooDeep`; `.damaged` where the file ends within a group, after all that stood before was told.
  mutating func read() throws(UnreadReason) {
    var isWhole = false
    while let token = try tokens.next(takesTrail: expectsTrail && lastWasRaw) {
      switch token {
      case .open:
        try flushRun()
        guard outer.count < Self.deepest else { throw .tooDeep }
        outer.append(group)
        group = group.inner()
        outer[outer.count - 1].skipsNext = false
        toSkip = 0
      case .close:
        try flushRun()
        try endGroup()
        toSkip = 0
        if outer.isEmpty { isWhole = true }
      case .raw(let byte): try take(byte, isRaw: true)
      case .escaped(let byte): try take(byte, isRaw: false)
      case .word(let word, let number): try take(word, number)
      case .symbol(let symbol): try take(symbol: symbol)
      }
      // What follows the document is no part of it.
      if isWhole { break }
    }
    try flushRun()
    while !outer.isEmpty { try endGroup() }
    try finish()
    if !isWhole { throw .damaged }
  }

  private mutating func finish() throws(UnreadReason) {
    try tellProperties()
    try heading.finish()
    try body.finish()
    try aside.finish()
    try boxes.finish()
    if unreadable > 0 {
      try reading.emit(
        .decoded(
          TextDecoding(
            place: place, encoding: "RTF", hasByteOrderMark: false, confidence: 1, unreadableBytes: unreadable)))
    }
    try embedded.finish()
  }

  private mutating func tellProperties() throws(UnreadReason) {
    guard !properties.isEmpty else { return }
    try reading.emit(.passage(Passage(String(decoding: properties, as: UTF8.self), kind: .heading, place: place)))
    properties = []
  }

  private mutating func endGroup() throws(UnreadReason) {
    guard let around = outer.popLast() else { return }
    let ended = group
    group = around
    guard ended.destination != around.destination else { return }
    switch ended.destination {
    case .instruction:
      if let base = FieldInstruction.baseOfRuby(instruction) { append(base) }
      instruction = []
    case .heading:
      try heading.endParagraph(level: 0)
      // Letterhead says whose the document is, and so comes before what it tells.
      if !body.isInTable { try heading.finish() }
    case .aside: try aside.endParagraph(level: 0)
    case .box:
      try boxes.endParagraph(level: 0)
      try boxes.endParagraph(level: 0)
    case .property: if properties.last != 0x0A { properties.append(0x0A) }
    case .info: if !body.isInTable { try tellProperties() }
    case .object: embedded.endObject()
    case .picture: try embedded.endPicture()
    default: break
    }
  }

  // MARK: - Text

  private mutating func take(_ byte: UInt8, isRaw: Bool) throws(UnreadReason) {
    group.isBeginning = false
    // Also where the text does not count: a brace may be the second half of a character.
    lastWasRaw = isRaw
    expectsTrail = !expectsTrail && charsets.isLead(byte, font: group.font)
    if toSkip > 0 {
      toSkip -= 1
      return
    }
    switch group.destination {
    case .skipped, .shape, .tableProperties, .info, .fonts: return
    case .object: return embedded.addObject(hex: byte)
    case .picture: return embedded.pictureBytes += 1
    default: break
    }
    run.append(byte)
    if run.count >= Self.longestRun, !expectsTrail { try flushRun() }
  }

  private mutating func flushRun() throws(UnreadReason) {
    expectsTrail = false
    guard !run.isEmpty else { return }
    endSurrogate()
    append(charsets.decode(run, font: group.font, unreadable: &unreadable))
    run.removeAll(keepingCapacity: true)
  }

  private mutating func append(_ text: [UInt8]) {
    switch group.destination {
    case .body: body.append(text)
    case .heading: heading.append(text)
    case .aside: aside.append(text)
    case .box: boxes.append(text)
    case .property: if properties.count < 64 << 10 { properties += text }
    case .instruction: if instruction.count < 64 << 10 { instruction += text }
    default: break
    }
  }

  private mutating func append(unit: UInt16) {
    if let high = highSurrogate {
      highSurrogate = nil
      if unit & 0xFC00 == 0xDC00 { return append(Array(String(decoding: [high, unit], as: UTF16.self).utf8)) }
      append([0xEF, 0xBF, 0xBD])
    }
    if unit & 0xFC00 == 0xD800 {
      highSurrogate = unit
    } else {
      append(Array(String(decoding: [unit], as: UTF16.self).utf8))
    }
  }

  private mutating func endSurrogate() {
    if highSurrogate != nil { append([0xEF, 0xBF, 0xBD]) }
    highSurrogate = nil
  }

  private mutating func take(symbol: UInt8) throws(UnreadReason) {
    if symbol == UInt8(ascii: "*") {
      group.isIgnorable = true
      return
    }
    if toSkip > 0 {
      toSkip -= 1
      return
    }
    switch symbol {
    case UInt8(ascii: "~"): try take(0x20, isRaw: false)
    case UInt8(ascii: "_"): try take(0x2D, isRaw: false)
    default: break
    }
  }

  // MARK: - Words

  private mutating func take(_ word: String, _ number: Int?) throws(UnreadReason) {
    if word == "bin" {
      tokens.skip(max(0, number ?? 0))
      if group.destination == .picture { embedded.pictureBytes += 2 * max(0, number ?? 0) }
      return
    }
    if toSkip > 0 {
      toSkip -= 1
      return
    }
    if word != "u" { try flushRun() }
    let isFirst = group.isBeginning
    group.isBeginning = false
    if group.destination == .skipped { return }
    if isFirst, open(word) { return }
    switch word {
    case "u":
      try flushRun()
      append(unit: UInt16(truncatingIfNeeded: number ?? 0xFFFD))
      toSkip = group.fallback
    case "uc": group.fallback = max(0, min(number ?? 1, 16))
    case "upr": group.skipsNext = true
    case "ansicpg": charsets.setPage(number ?? 1252)
    case "deflang", "deflangfe", "lang", "langfe": charsets.setLanguage(number ?? 0)
    case "f": setFont(number ?? 0)
    case "fcharset": charsets.set(charset: number ?? 0, ofFont: fontInTable)
    case "cpg": charsets.set(page: number ?? 0, ofFont: fontInTable)
    case "plain": group.font = nil
    default:
      if let text = Self.characters[word] { return append(Array(text.utf8)) }
      try layOut(word, number)
    }
  }

  /// - Returns: whether the word is a destination, and so the group one.
  private mutating func open(_ word: String) -> Bool {
    // The title of a document stands in its information, and is a word of its own elsewhere.
    let inInfo = ["title", "subject", "company", "keywords", "category"].contains(word)
    if let destination = RTFGroup.destination(word), !inInfo || group.destination == .info || word == "company" {
      // Notes of letterhead are letterhead.
      group.destination =
        [.aside, .box].contains(destination) && group.destination == .heading ? .heading : destination
      group.isInTable = false
      group.nesting = 1
      return true
    }
    if group.isIgnorable, !RTFGroup.transparent.contains(word) {
      group.destination = .skipped
      return true
    }
    return false
  }

  private mutating func setFont(_ number: Int) {
    if group.destination == .fonts {
      fontInTable = number
    } else {
      group.font = number
    }
  }

  private mutating func layOut(_ word: String, _ number: Int?) throws(UnreadReason) {
    switch word {
    case "par", "sect", "page", "column": try endParagraph()
    case "pard":
      group.isInTable = false
      group.nesting = 1
    case "intbl": group.isInTable = true
    case "itap":
      group.nesting = max(0, min(number ?? 1, 64))
      group.isInTable = group.nesting > 0
    case "trowd":
      isInRow = group.destination == .body
      merged = []
      isMerged = false
    case "clvmrg": isMerged = true
    case "cellx":
      if merged.count < 4_096 { merged.append(isMerged) }
      isMerged = false
    case "cell": try changeFlow { flow throws(UnreadReason) in try flow.endCell(level: 1) }
    case "row":
      let continuing = merged
      try changeFlow { flow throws(UnreadReason) in try flow.endRow(level: 1, continuing: continuing) }
      isInRow = false
    case "nestcell":
      let level = max(2, group.nesting)
      try changeFlow { flow throws(UnreadReason) in try flow.endCell(level: level) }
    case "nestrow":
      let level = max(2, group.nesting)
      try changeFlow { flow throws(UnreadReason) in try flow.endRow(level: level) }
    default: break
    }
  }

  private mutating func endParagraph() throws(UnreadReason) {
    if group.destination == .property { return properties.append(0x20) }
    let level = group.isInTable ? max(1, group.nesting) : isInRow && group.destination == .body ? 1 : 0
    try changeFlow { flow throws(UnreadReason) in try flow.endParagraph(level: level) }
  }

  private mutating func changeFlow(
    _ change: (inout DocumentFlow) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    endSurrogate()
    switch group.destination {
    case .body, .tableProperties: try change(&body)
    case .heading: try change(&heading)
    case .aside: try change(&aside)
    case .box: try change(&boxes)
    default: break
    }
  }

  /// Words that stand for characters.
  private static let characters: [String: String] = [
    "tab": "\t", "line": "\n", "lquote": "\u{2018}", "rquote": "\u{2019}", "ldblquote": "\u{201C}",
    "rdblquote": "\u{201D}", "emdash": "\u{2014}", "endash": "\u{2013}", "bullet": "\u{2022}", "emspace": "\u{2003}",
    "enspace": "\u{2002}", "qmspace": " ", "softline": "\n", "lbr": "\n",
  ]
}
