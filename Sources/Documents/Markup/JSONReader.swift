import Contents

/// Reads JSON, JSON Lines and JSON text sequences: arrays of objects as tables, other values as text.
enum JSONReader {
  static func read(
    _ source: any ByteSource, named name: String = "", at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    var charset = CharsetStream()
    var tokens = JSONTokenizer()
    var walk = JSONWalk(TreeReader(at: place, in: reading))
    walk.isNotebook = FileFormat.lowercasedExtension(of: name) == "ipynb"
    var text: [UInt8] = []
    try source.eachChunk(of: source.whole) { chunk, isLast throws(UnreadReason) in
      guard !walk.isBroken else { return }
      text.removeAll(keepingCapacity: true)
      charset.push(chunk, isLast: isLast, into: &text)
      tokens.push(text, isLast: isLast)
      while !walk.isBroken, let token = tokens.next() { try walk.take(token) }
    }
    let isWhole = walk.isComplete
    try walk.finish()
    for page in walk.pages {
      try reading.chargeEntry()
      try page.format.read(MemorySource(page.text), named: name, at: place, in: reading)
    }
    try reading.emit(.decoded(charset.decoding(at: place)))
    if !isWhole { try reading.emit(.unread(place, .damaged)) }
  }
}

/// Turns tokens into elements: a key is an element, and each item of an array is one with the array's own name.
struct JSONWalk {
  private enum Level {
    /// With the key whose value comes next.
    case object([UInt8]?)
    /// With its name.
    case array([UInt8])
  }

  private var reader: TreeReader
  private var levels: [Level] = []
  private(set) var isBroken = false
  /// Cells and their outputs, as Jupyter keeps them: lists of lines that are one text.
  var isNotebook = false
  /// Texts in strings that are read by themselves, when the document is over: pages of HTML, outputs of a notebook.
  private(set) var pages: [(format: FileFormat, text: [UInt8])] = []
  private var pageBytes = 0
  /// The text of a list of lines that is being gathered.
  private var lines: [UInt8]?
  /// Depth of an object that has an HTML form of what follows as plain text.
  private var toldAsHTML: Int?
  private var embedded = 0
  /// The last string, which is a key when a colon follows.
  private var pending: [UInt8]?

  init(_ reader: TreeReader) { self.reader = reader }

  /// Whether the text ended where a value ends.
  var isComplete: Bool { !isBroken && levels.isEmpty }

  mutating func take(_ token: JSONTokenizer.Token) throws(UnreadReason) {
    if token != .colon, let value = pending {
      pending = nil
      try scalar(value)
    }
    switch token {
    case .string(let value):
      if case .object(nil)? = levels.last { pending = value } else { try scalar(value) }
    case .literal(let value): try scalar(value == Array("null".utf8) ? [] : value)
    case .colon:
      guard let key = pending, case .object? = levels.last else { return isBroken = true }
      pending = nil
      levels[levels.count - 1] = .object(key)
    case .comma: if case .object? = levels.last { levels[levels.count - 1] = .object(nil) }
    case .beginObject:
      try openValue()
      levels.append(.object(nil))
    case .beginArray: try beginArray()
    case .endObject: try end(isArray: false)
    case .endArray: try end(isArray: true)
    case .broken: isBroken = true
    }
  }

  mutating func finish() throws(UnreadReason) { try reader.finish() }

  private mutating func scalar(_ value: [UInt8]) throws(UnreadReason) {
    if case .object(nil)? = levels.last { return isBroken = true }
    if embedded < Self.deepestEmbedded, let tokens = EmbeddedJSON.tokens(of: value) {
      embedded += 1
      defer { embedded -= 1 }
      for token in tokens { try take(token) }
      return
    }
    if takesPage(value) { return closeKey() }
    try openValue()
    try reader.text(value)
    try reader.close()
    closeKey()
  }

  private mutating func openValue() throws(UnreadReason) {
    if levels.count > TreeReader.deepest { throw .tooDeep }
    switch levels.last {
    case .object(let key): try reader.open(key ?? [])
    case .array(let name): try reader.open(name, isItem: true)
    // Values one after the other are the rows of one long array, one alone is none.
    case nil: try reader.open([])
    }
  }

  private mutating func beginArray() throws(UnreadReason) {
    if levels.count > TreeReader.deepest { throw .tooDeep }
    switch levels.last {
    case .object(let key):
      if isNotebook, let key, Self.notebookTexts.contains(key) { lines = [] }
      levels.append(.array(key ?? []))
    case .array(let name):
      // A row of plain values: an element of its own, its cells without a name.
      try reader.open(name, isItem: true)
      levels.append(.array([]))
    case nil: levels.append(.array([]))
    }
  }

  private mutating func end(isArray: Bool) throws(UnreadReason) {
    switch levels.popLast() {
    case .object where !isArray: try reader.close()
    case .array(let name) where isArray:
      if let text = lines {
        lines = nil
        keep(text, isHTML: name == Self.html)
      }
      if case .array? = levels.last { try reader.close() }
    default: return isBroken = true
    }
    closeKey()
  }

  // MARK: Texts in strings

  private static let deepestEmbedded = 4
  private static let mostPageBytes = 8 << 20
  private static let html = Array("text/html".utf8)
  private static let notebookTexts: [[UInt8]] = ["text/html", "text/plain", "text/markdown", "text", "source"].map {
    Array($0.utf8)
  }

  /// Whether the string is a line of a notebook's text, or a page.
  private mutating func takesPage(_ value: [UInt8]) -> Bool {
    if lines != nil {
      lines?.append(contentsOf: value)
      return true
    }
    if isNotebook, case .object(let key?)? = levels.last, Self.notebookTexts.contains(key) {
      keep(value, isHTML: key == Self.html)
      return true
    }
    guard value.count >= 40, value[...].firstIndex(of: "<t") != nil, value[...].firstIndex(of: "</t") != nil,
      value[...].firstIndex(of: "<table") != nil || value[...].firstIndex(of: "<tr") != nil
    else { return false }
    keep(value, isHTML: true)
    return true
  }

  private mutating func keep(_ text: [UInt8], isHTML: Bool) {
    if isHTML {
      toldAsHTML = levels.count
    } else if toldAsHTML == levels.count {
      // The same once more, for screens without pictures.
      toldAsHTML = nil
      return
    }
    guard !text.isEmpty, pageBytes + text.count <= Self.mostPageBytes else { return }
    pageBytes += text.count
    pages.append((isHTML ? .html : .text, text))
  }

  private mutating func closeKey() {
    if case .object? = levels.last { levels[levels.count - 1] = .object(nil) }
  }
}
