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
    return objects >= 2 && objects * 8 >= filled.count
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

  init(at place: Place, in reading: Reading) {
    self.place = place
    self.reading = reading
    objects = JSONWalk(TreeReader(at: place, in: reading))
    rest = PassageOutlet(place, reading)
  }

  mutating func take(_ line: ArraySlice<UInt8>) throws(UnreadReason) {
    guard let object = Self.object(in: line), let tokens = EmbeddedJSON.tokens(of: line[object]) else {
      return try keep(line)
    }
    try keep(line[..<object.lowerBound])
    if object.upperBound < line.endIndex { try keep(line[object.upperBound...]) }
    for token in tokens { try objects.take(token) }
    bytes += object.count
    if bytes >= Self.held { try release() }
  }

  mutating func finish() throws(UnreadReason) {
    try release()
    try rest.finish()
  }

  private mutating func keep(_ text: ArraySlice<UInt8>) throws(UnreadReason) {
    // A passage that is full goes out between two tables, never within one: records are told in one go.
    try rest.append(Array(text) + [0x0A])
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
