import Contents

/// Reads YAML as far as data is written in it: mappings and sequences in block and flow style, plain, quoted and block
/// scalars, several documents. Anchors and tags are dropped, an alias is nothing.
enum YAMLReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var document = YAMLDocument(JSONWalk(TreeReader(at: place, in: reading)))
    try DecodedLines.each(of: source, at: place, in: reading) { line throws(UnreadReason) in try document.take(line) }
    try document.finish()
  }
}

/// Turns lines of YAML into the tokens of JSON that mean the same.
struct YAMLDocument {
  private enum Level {
    case map(indent: Int, awaitsValue: Bool)
    case sequence(indent: Int)
  }

  /// Text of a value over several lines: more than this, and the rest is dropped.
  private static let longestValue = 1 << 20
  private static let deepest = 100

  private var walk: JSONWalk
  private var levels: [Level] = []
  /// A plain scalar that the next line may go on with.
  private var plain: (indent: Int, text: [UInt8])?
  /// `|` and `>`: all deeper lines are the value.
  private var block: (indent: Int, text: [UInt8])?
  /// A value in brackets or quotes that has not ended.
  private var open: [UInt8]?

  init(_ walk: JSONWalk) { self.walk = walk }

  mutating func take(_ whole: ArraySlice<UInt8>) throws(UnreadReason) {
    let indent = whole.prefix { $0 == 0x20 }.count
    let isBlank = !whole.contains { $0 > 0x20 }
    if block != nil {
      if isBlank || indent > block?.indent ?? 0 {
        if block?.text.count ?? 0 < Self.longestValue { block?.text += whole.withoutBlanks + [0x0A] }
        return
      }
      try endBlock()
    }
    if let begun = open {
      let text = begun + [0x20] + whole.withoutBlanks
      guard FlowValue.isOpen(text[...]), text.count < Self.longestValue else {
        open = nil
        return try scalarOrFlow(text)
      }
      return open = text
    }
    if isBlank { return }
    if indent == 0, whole.begins(with: "---") || whole.begins(with: "...") {
      guard whole.count == 3 || whole[whole.startIndex + 3] <= 0x20 else { return try takeContent(whole, 0) }
      try endDocument()
      let rest = Self.withoutComment(whole.dropFirst(3)).withoutBlanks
      if !rest.isEmpty, whole.begins(with: "---") { try takeContent(rest, 4) }
      return
    }
    if whole.first == UInt8(ascii: "%"), levels.isEmpty { return }
    let line = Self.withoutComment(whole).withoutBlanks
    if !line.isEmpty { try takeContent(line, indent) }
  }

  mutating func finish() throws(UnreadReason) {
    if let begun = open {
      open = nil
      try scalar(begun)
    }
    if block != nil { try endBlock() }
    try endDocument()
    try walk.finish()
  }

  private mutating func endDocument() throws(UnreadReason) {
    try endPlain()
    while !levels.isEmpty { try close() }
  }

  // MARK: Structure

  private mutating func takeContent(_ content: ArraySlice<UInt8>, _ indent: Int) throws(UnreadReason) {
    let isItem = Self.isItem(content)
    let pair = isItem ? nil : Self.pair(in: content)
    if let former = plain {
      if indent > former.indent, !isItem, pair == nil {
        if former.text.count < Self.longestValue { plain?.text += [0x20] + content }
        return
      }
      try endPlain()
    }
    if isItem {
      try closeLevels(below: indent, forItem: true)
      if case .sequence(indent)? = levels.last {
      } else {
        try open(.sequence(indent: indent), .beginArray)
      }
      let rest = content.dropFirst().drop { $0 == 0x20 }
      // `- key: value`: the mapping is indented as far as its first key.
      if !rest.isEmpty { try takeContent(rest, indent + rest.startIndex - content.startIndex) }
      return
    }
    guard let (key, value) = pair else { return try takeValue(content, below: indent - 1) }
    try closeLevels(below: indent, forItem: false)
    if case .map(indent, let awaitsValue)? = levels.last {
      if awaitsValue { try walk.take(.literal(Array("null".utf8))) }
    } else {
      try open(.map(indent: indent, awaitsValue: false), .beginObject)
    }
    try walk.take(.string(key))
    try walk.take(.colon)
    levels[levels.count - 1] = .map(indent: indent, awaitsValue: true)
    if !value.isEmpty { try takeValue(value, below: indent) }
  }

  private mutating func open(_ level: Level, _ token: JSONTokenizer.Token) throws(UnreadReason) {
    if levels.count > Self.deepest { throw .tooDeep }
    hasValue()
    levels.append(level)
    try walk.take(token)
  }

  /// What is deeper than a line has ended with it; at its own depth, a sequence ends at a key, and a mapping at an item
  /// that is no value of its last key.
  private mutating func closeLevels(below indent: Int, forItem: Bool) throws(UnreadReason) {
    while let last = levels.last {
      switch last {
      case .map(let own, let awaitsValue):
        if own < indent || own == indent && (!forItem || awaitsValue) { return }
      case .sequence(let own):
        if own < indent || own == indent && forItem { return }
      }
      try close()
    }
  }

  private mutating func close() throws(UnreadReason) {
    switch levels.popLast() {
    case .map(_, let awaitsValue):
      if awaitsValue { try walk.take(.literal(Array("null".utf8))) }
      try walk.take(.endObject)
    case .sequence: try walk.take(.endArray)
    case nil: break
    }
  }

  private mutating func hasValue() {
    if case .map(let indent, _)? = levels.last { levels[levels.count - 1] = .map(indent: indent, awaitsValue: false) }
  }

  // MARK: Values

  private mutating func takeValue(_ text: ArraySlice<UInt8>, below indent: Int) throws(UnreadReason) {
    let value = Self.withoutProperties(text)
    switch value.first {
    case nil: return
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      guard value.dropFirst().allSatisfy({ $0 == 0x2B || $0 == 0x2D || $0 &- 0x30 < 10 }) else { fallthrough }
      block = (indent, [])
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "'"):
      if FlowValue.isOpen(value) {
        open = Array(value)
      } else {
        try scalarOrFlow(Array(value))
      }
    case UInt8(ascii: "*"): try scalar([])
    default: plain = (indent, Array(value))
    }
  }

  private mutating func scalarOrFlow(_ text: [UInt8]) throws(UnreadReason) {
    guard let tokens = FlowValue.tokens(of: text[...], mark: UInt8(ascii: ":")) else { return try scalar(text) }
    hasValue()
    for token in tokens { try walk.take(token) }
  }

  private mutating func scalar(_ text: [UInt8]) throws(UnreadReason) {
    hasValue()
    let isNull = text.isEmpty || text == [0x7E] || text == Array("null".utf8)
    try walk.take(isNull ? .literal(Array("null".utf8)) : .string(text))
  }

  private mutating func endPlain() throws(UnreadReason) {
    guard let value = plain else { return }
    plain = nil
    try scalar(value.text)
  }

  private mutating func endBlock() throws(UnreadReason) {
    guard let value = block else { return }
    block = nil
    try scalar(value.text)
  }

  // MARK: Lines

  private static func isItem(_ content: ArraySlice<UInt8>) -> Bool {
    guard content.first == UInt8(ascii: "-") else { return false }
    return content.count == 1 || content[content.startIndex + 1] == 0x20
  }

  /// `key: value`, `"key": value` and `key:`.
  private static func pair(in content: ArraySlice<UInt8>) -> (key: [UInt8], value: ArraySlice<UInt8>)? {
    guard let first = content.first, first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else { return nil }
    var index = content.startIndex
    var quoted: [UInt8]?
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      guard let (value, end) = QuotedText.read(content, at: index) else { return nil }
      quoted = value
      index = end
    }
    while index < content.endIndex, index - content.startIndex < 400 {
      if content[index] == UInt8(ascii: ":"), index + 1 == content.endIndex || content[index + 1] == 0x20 {
        let key = quoted ?? Array(content[..<index].withoutBlanks)
        return key.isEmpty ? nil : (key, content[(index + 1)...].withoutBlanks)
      }
      if quoted != nil, content[index] > 0x20 { return nil }
      index += 1
    }
    return nil
  }

  /// Without anchors and tags before a value.
  private static func withoutProperties(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = text.withoutBlanks
    while let first = rest.first, first == UInt8(ascii: "&") || first == UInt8(ascii: "!") {
      rest = rest.drop { $0 > 0x20 }.withoutBlanks
    }
    return rest
  }

  /// `#` begins a comment at the beginning of a line and behind a blank, outside quotes.
  private static func withoutComment(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard line.contains(UInt8(ascii: "#")) else { return line }
    var quote: UInt8?
    var before: UInt8 = 0x20
    for index in line.indices {
      let byte = line[index]
      if let mark = quote {
        if byte == mark, before != UInt8(ascii: "\\") { quote = nil }
      } else if byte == UInt8(ascii: "#"), before <= 0x20 {
        return line[..<index]
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        // An apostrophe within a word opens nothing.
        if before <= 0x20 || [0x2C, 0x5B, 0x7B, 0x3A].contains(before) { quote = byte }
      }
      before = byte
    }
    return line
  }
}
