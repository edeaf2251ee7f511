import Contents

/// Running text of a document, which may be a list all the same: lines that tabs align, one value a line. It is read as
/// a text file with these lines would be; what is no list comes as passages.
struct RunningText {
  /// Held until it ends, so that its lines are judged together; longer ones are judged in parts.
  private static let longest = 4 << 20

  private let place: Place
  private let kind: Passage.Kind
  private let reading: Reading
  private var text: [UInt8] = []

  init(_ place: Place, kind: Passage.Kind = .body, _ reading: Reading) {
    self.place = place
    self.kind = kind
    self.reading = reading
  }

  /// Appends UTF-8.
  mutating func append(_ bytes: some Collection<UInt8>) throws(UnreadReason) {
    text.append(contentsOf: bytes)
    if text.count >= Self.longest, text.last == 0x0A { try finish() }
  }

  mutating func finish() throws(UnreadReason) {
    defer { text.removeAll(keepingCapacity: true) }
    while let last = text.last, last <= 0x20 { text.removeLast() }
    guard text.contains(where: { $0 > 0x20 }) else { return }
    text.append(0x0A)
    guard kind == .body else {
      var passages = PassageOutlet(place, kind: kind, reading)
      try passages.append(text)
      return try passages.finish()
    }
    let told = Reading(limits: reading.limits) { [reading] event throws(UnreadReason) in
      // How its bytes became text is known, and was told where it is not.
      if case .decoded = event { return }
      try reading.emit(event)
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    try TextReader.read(MemorySource(mark + text), named: "", at: place, in: told)
  }
}
