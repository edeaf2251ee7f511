import Contents

/// Reads files of settings: INI, TOML, properties. Sections become objects, those of `[[name]]` items of a list, and a key
/// that comes again within a section begins the next record.
enum SettingsReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var document = SettingsDocument(JSONWalk(TreeReader(at: place, in: reading)))
    try DecodedLines.each(of: source, at: place, in: reading) { line throws(UnreadReason) in try document.take(line) }
    try document.finish()
  }
}

/// Turns lines of settings into the tokens of JSON that mean the same.
struct SettingsDocument {
  private static let longestValue = 256 << 10
  private static let mostKeys = 4_096
  private static let deepest = 32

  private var walk: JSONWalk
  /// The sections that are open, outermost first.
  private var path: [(name: [UInt8], isList: Bool)] = []
  private var hasBegun = false
  /// The record that is being read: key and value as tokens.
  private var held: [(key: [UInt8], value: [JSONTokenizer.Token])] = []
  private var heldKeys: Set<[UInt8]> = []
  private var isRepeating = false
  /// A value over several lines, and what ends it.
  private var open: (key: [UInt8], text: [UInt8], end: [UInt8]?)?

  init(_ walk: JSONWalk) { self.walk = walk }

  mutating func take(_ whole: ArraySlice<UInt8>) throws(UnreadReason) {
    if !hasBegun {
      hasBegun = true
      try walk.take(.beginObject)
    }
    if let (key, begun, end) = open {
      let text = begun + [0x0A] + whole
      let isOver = end.map { Self.contains(whole, $0) } ?? !FlowValue.isOpen(text[...])
      guard isOver || text.count > Self.longestValue else { return open = (key, text, end) }
      open = nil
      return try add(key, end == nil ? Self.value(of: text[...]) : [.string(Array(text.prefix(Self.longestValue)))])
    }
    let line = whole.withoutBlanks
    guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { return }
    if first == UInt8(ascii: "["), let section = SettingsLine.section(line) { return try begin(section) }
    guard let (whole, value) = SettingsLine.pair(line) else { return }
    var key = whole
    if let (section, rest) = SettingsLine.numbered(whole) {
      if path.map(\.name) != section { try begin(SettingsLine.Section(path: section, isList: false)) }
      key = rest
    }
    for mark in ["\"\"\"", "'''"] {
      let mark = Array(mark.utf8)
      if value.starts(with: mark), !Self.contains(value.dropFirst(3), mark) {
        return open = (key, Array(value.dropFirst(3)), mark)
      }
    }
    if value.first == UInt8(ascii: "[") || value.first == UInt8(ascii: "{"), FlowValue.isOpen(value) {
      return open = (key, Array(value), nil)
    }
    try add(key, Self.value(of: value))
  }

  mutating func finish() throws(UnreadReason) {
    guard hasBegun else { return }
    if let (key, text, _) = open { try add(key, [.string(text)]) }
    open = nil
    try endRecords()
    while !path.isEmpty { try closeSection() }
    try walk.take(.endObject)
    try walk.finish()
  }

  // MARK: Sections

  private mutating func begin(_ section: SettingsLine.Section) throws(UnreadReason) {
    try endRecords()
    let names = Array(section.path.prefix(Self.deepest))
    var common = 0
    // The last name is opened anew, even when it is the same again.
    while common < min(path.count, names.count - 1), path[common].name == names[common] { common += 1 }
    while path.count > common { try closeSection() }
    for (position, name) in names.enumerated().dropFirst(common) {
      let isList = section.isList && position == names.count - 1
      try walk.take(.string(name))
      try walk.take(.colon)
      if isList { try walk.take(.beginArray) }
      try walk.take(.beginObject)
      path.append((name, isList))
    }
  }

  private mutating func closeSection() throws(UnreadReason) {
    guard let last = path.popLast() else { return }
    try walk.take(.endObject)
    if last.isList { try walk.take(.endArray) }
  }

  // MARK: Records

  private mutating func add(_ key: [UInt8], _ value: [JSONTokenizer.Token]) throws(UnreadReason) {
    if heldKeys.contains(key) || held.count >= Self.mostKeys {
      if !isRepeating {
        isRepeating = true
        try walk.take(.string(Array("record".utf8)))
        try walk.take(.colon)
        try walk.take(.beginArray)
      }
      try endRecord()
    }
    held.append((key, value))
    heldKeys.insert(key)
  }

  private mutating func endRecord() throws(UnreadReason) {
    if isRepeating { try walk.take(.beginObject) }
    for (key, value) in held {
      try walk.take(.string(key))
      try walk.take(.colon)
      for token in value { try walk.take(token) }
    }
    if isRepeating { try walk.take(.endObject) }
    held.removeAll(keepingCapacity: true)
    heldKeys.removeAll(keepingCapacity: true)
  }

  private mutating func endRecords() throws(UnreadReason) {
    if !held.isEmpty { try endRecord() }
    if isRepeating { try walk.take(.endArray) }
    isRepeating = false
  }

  // MARK: Values

  private static func value(of text: ArraySlice<UInt8>) -> [JSONTokenizer.Token] {
    switch text.first {
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      return FlowValue.tokens(of: text, mark: UInt8(ascii: "=")) ?? [.string(Array(text))]
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      if let (value, end) = QuotedText.read(text, at: text.startIndex) {
        let rest = text[end...].withoutBlanks
        if rest.isEmpty || rest.first == UInt8(ascii: "#") || rest.first == UInt8(ascii: ";") {
          return [.string(value)]
        }
      }
      return [.string(Array(text))]
    default:
      // A comment behind a value has a blank before it.
      for mark: StaticString in [" #", " ;", "\t#"] {
        if let at = text.firstIndex(of: mark) { return [.string(Array(text[..<at].withoutBlanks))] }
      }
      return [.string(Array(text))]
    }
  }

  private static func contains(_ text: ArraySlice<UInt8>, _ mark: [UInt8]) -> Bool {
    guard text.count >= mark.count else { return false }
    return (text.startIndex...(text.endIndex - mark.count)).contains { text[$0..<$0 + mark.count].elementsEqual(mark) }
  }
}

/// The two kinds of line that files of settings are made of.
enum SettingsLine {
  struct Section {
    var path: [[UInt8]]
    /// `[[name]]`.
    var isList: Bool
  }

  /// `[name]`, `[outer.inner]`, `[outer "inner"]`, `[[name]]`, perhaps with a comment behind it.
  static func section(_ line: ArraySlice<UInt8>) -> Section? {
    guard line.first == UInt8(ascii: "["), let end = line.lastIndex(of: UInt8(ascii: "]")) else { return nil }
    let rest = line[(end + 1)...].withoutBlanks
    guard rest.isEmpty || rest.first == UInt8(ascii: "#") || rest.first == UInt8(ascii: ";") else { return nil }
    var inner = line[(line.startIndex + 1)..<end]
    let isList = inner.first == UInt8(ascii: "[") && inner.last == UInt8(ascii: "]")
    if isList { inner = inner.dropFirst().dropLast() }
    guard !inner.isEmpty, inner.count <= 300, !inner.contains(UInt8(ascii: "[")), !inner.contains(UInt8(ascii: ","))
    else {
      return nil
    }
    var path: [[UInt8]] = []
    var name: [UInt8] = []
    var quote: UInt8?
    for byte in inner {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if quote == nil {
          quote = byte
        } else if quote == byte {
          quote = nil
        } else {
          name.append(byte)
        }
        // `[remote "origin"]`
        if quote != nil, name.last == 0x20 {
          path.append(Array(name[...].withoutBlanks))
          name = []
        }
      case UInt8(ascii: ".") where quote == nil:
        path.append(Array(name[...].withoutBlanks))
        name = []
      default: name.append(byte)
      }
    }
    path.append(Array(name[...].withoutBlanks))
    path.removeAll(where: \.isEmpty)
    return path.isEmpty ? nil : Section(path: path, isList: isList)
  }

  /// `key = value` and, where there is no such sign, `key: value`; a key has no blanks but between words.
  static func pair(_ line: ArraySlice<UInt8>) -> (key: [UInt8], value: ArraySlice<UInt8>)? {
    let equals = line.firstIndex(of: UInt8(ascii: "="))
    let colon = line.firstIndex(of: UInt8(ascii: ":"))
    guard let at = equals ?? colon, at > line.startIndex else { return nil }
    var key = line[..<at].withoutBlanks
    if key.count > 2, let first = key.first, first == UInt8(ascii: "\"") || first == UInt8(ascii: "'"),
      key.last == first
    {
      key = key.dropFirst().dropLast()
    }
    guard !key.isEmpty, key.count <= 120, key.allSatisfy({ isOfKey($0) }) else { return nil }
    return (Array(key), line[(at + 1)...].withoutBlanks)
  }

  /// `user.1.name` is `name` in the section `user.1`.
  static func numbered(_ key: [UInt8]) -> (section: [[UInt8]], rest: [UInt8])? {
    let parts = key.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (3...12).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
      let number = parts.dropFirst().dropLast().lastIndex(where: { $0.allSatisfy { $0 &- 0x30 < 10 } })
    else { return nil }
    return (parts[...number].map(Array.init), Array(parts[(number + 1)...].joined(separator: [UInt8(ascii: ".")])))
  }

  private static func isOfKey(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: " "), UInt8(ascii: "/"),
      UInt8(ascii: "@"):
      true
    default: false
    }
  }
}
