import Contents

/// Gathers running text and sends it on as passages of at most about 64 KB, cut where a paragraph or a line ends.
struct PassageOutlet {
  private static let length = 64 << 10

  private let place: Place
  private let kind: Passage.Kind
  private let reading: Reading
  private var text: [UInt8] = []

  init(_ place: Place, kind: Passage.Kind = .body, _ reading: Reading) {
    self.place = place
    self.kind = kind
    self.reading = reading
  }

  var count: Int { text.count }
  var isEmpty: Bool { text.isEmpty }
  var lastByte: UInt8? { text.last }

  /// Appends UTF-8.
  mutating func append(_ bytes: some Collection<UInt8>) throws(UnreadReason) {
    text.append(contentsOf: bytes)
    guard text.count >= 2 * Self.length else { return }
    var start = 0
    while text.count - start >= Self.length {
      let end = cut(from: start)
      try send(start..<end)
      start = end
    }
    text.removeFirst(start)
  }

  mutating func append(byte: UInt8) { text.append(byte) }

  mutating func finish() throws(UnreadReason) {
    try send(0..<text.count)
    text.removeAll(keepingCapacity: true)
  }

  /// Where a passage that begins at `start` ends: after a blank line, else after a line, else between two characters.
  private func cut(from start: Int) -> Int {
    let end = start + Self.length
    var lineEnd: Int?
    var index = end - 1
    while index > start + Self.length / 2 {
      if text[index] == 0x0A {
        if lineEnd == nil { lineEnd = index + 1 }
        if text[index - 1] == 0x0A { return index + 1 }
      }
      index -= 1
    }
    if let lineEnd { return lineEnd }
    index = end
    while index > end - 4, index < text.count, text[index] & 0xC0 == 0x80 { index -= 1 }
    return index
  }

  private func send(_ range: Range<Int>) throws(UnreadReason) {
    let part = text[range]
    if part.allSatisfy({ $0 <= 0x20 }) { return }
    try reading.emit(.passage(Passage(String(decoding: part, as: UTF8.self), kind: kind, place: place)))
  }
}
