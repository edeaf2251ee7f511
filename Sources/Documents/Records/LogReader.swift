import Contents

/// Reads logs in whose lines records stand, as objects of JSON or as pairs (`user=… mail=…`): the records as tables, one row
/// each, the rest of each line as text.
enum LogReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var log = LogLines(at: place, in: reading)
    try DecodedLines.each(of: source, at: place, in: reading) { line throws(UnreadReason) in try log.take(line) }
    try log.finish()
  }

  /// Whether objects stand in lines of text, in one of eight at least, and not only there.
  static func looksLike(_ lines: [ArraySlice<UInt8>]) -> Bool {
    let filled = lines.filter { !$0.isEmpty }
    let objects = filled.count { LogLines.object(in: $0) != nil }
    if objects >= 2, objects * 8 >= filled.count { return true }
    let pairs = filled.count { LogPairs.members(of: $0).count >= LogPairs.fewest }
    return pairs >= 2 && pairs * 2 >= filled.count
  }
}

private struct LogLines {
  private static let held = 256 << 10
  private static let longestObject = 1 << 20

  private let place: Place
  private let reading: Reading
  private var objects: JSONWalk
  private var bytes = 0
  private var rest: PassageOutlet
  private var named = LogNames()

  init(at place: Place, in reading: Reading) {
    self.place = place
    self.reading = reading
    objects = JSONWalk(TreeReader(at: place, in: reading))
    rest = PassageOutlet(place, reading)
  }

  mutating func take(_ line: ArraySlice<UInt8>) throws(UnreadReason) {
    guard let object = Self.object(in: line), let tokens = EmbeddedJSON.tokens(of: line[object]) else {
      let members = LogPairs.members(of: line)
      guard members.count >= LogPairs.fewest else { return try keep(line) }
      // from=<…>, to=<…>, user=…: what such a key holds is not told by its name.
      let holdsOther = members.contains { LogPairs.isAddress($0.value) && !LogPairs.isMail($0.key) }
      if holdsOther { try keep(line) }
      return try takePairs(members)
    }
    try keep(line[..<object.lowerBound])
    if object.upperBound < line.endIndex { try keep(line[object.upperBound...]) }
    named.take(tokens)
    for token in tokens { try objects.take(token) }
    bytes += object.count
    if bytes >= Self.held { try release() }
  }

  private mutating func takePairs(_ members: [(key: [UInt8], value: [UInt8])]) throws(UnreadReason) {
    try objects.take(.beginObject)
    for (key, value) in members {
      try objects.take(.string(key))
      try objects.take(.colon)
      try objects.take(.string(value))
      bytes += key.count + value.count
      // A message is text, whoever it names.
      if value.count > 12, value.contains(0x20) { try keep(value[...]) }
    }
    try objects.take(.endObject)
    if bytes >= Self.held { try release() }
  }

  mutating func finish() throws(UnreadReason) {
    try release()
    try rest.finish()
  }

  private mutating func keep(_ text: ArraySlice<UInt8>) throws(UnreadReason) {
    // A passage that is full goes out between two tables, never within one: records are told in one go.
    try rest.append(named.withoutKnownAddresses(text) + [0x0A])
  }

  private mutating func release() throws(UnreadReason) {
    try objects.finish()
    objects = JSONWalk(TreeReader(at: place, in: reading))
    bytes = 0
  }

  /// Where an object stands in a line, up to its last bracket.
  static func object(in line: ArraySlice<UInt8>) -> Range<Int>? {
    guard let end = line.lastIndex(of: UInt8(ascii: "}")), line.count <= longestObject else { return nil }
    var start = line.startIndex
    while start < end {
      if line[start] == UInt8(ascii: "{"), let next = line[(start + 1)...].first(where: { $0 > 0x20 }),
        next == UInt8(ascii: "\"")
      {
        return start..<end + 1
      }
      start += 1
    }
    return nil
  }
}

/// Pairs in a line: `level=info user_name="Mary Moe" email=mary@example.org`.
enum LogPairs {
  /// A line with fewer is text.
  static let fewest = 3
  private static let most = 64

  static func members(of line: ArraySlice<UInt8>) -> [(key: [UInt8], value: [UInt8])] {
    var members: [(key: [UInt8], value: [UInt8])] = []
    var index = line.startIndex
    while index < line.endIndex, members.count < most {
      guard let equals = line[index...].firstIndex(of: UInt8(ascii: "=")) else { break }
      var start = equals
      while start > index, isOfKey(line[start - 1]) { start -= 1 }
      index = equals + 1
      guard start < equals, start == line.startIndex || line[start - 1] <= 0x20, index < line.endIndex else { continue }
      let key = Array(line[start..<equals])
      if line[index] == UInt8(ascii: "\"") {
        guard let (value, end) = QuotedText.read(line, at: index) else { break }
        members.append((key, value))
        index = end
      } else {
        let value = line[index...].prefix { $0 > 0x20 }
        // A comma parts the pairs.
        var parted = value.last == UInt8(ascii: ",") ? value.dropLast() : value
        if parted.first == UInt8(ascii: "<"), parted.last == UInt8(ascii: ">") {
          parted = parted.dropFirst().dropLast()
        }
        members.append((key, Array(parted)))
        index = value.endIndex
      }
    }
    return members
  }

  static func isAddress(_ value: [UInt8]) -> Bool { value.contains(UInt8(ascii: "@")) }

  /// Whether a key names an address itself: `mail`, `user_email`.
  static func isMail(_ key: [UInt8]) -> Bool {
    String(decoding: key, as: UTF8.self).lowercased().contains("mail")
  }

  private static func isOfKey(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5F || byte == 0x2D || byte == 0x2E
  }
}
