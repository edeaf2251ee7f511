import Contents

/// A text document or a presentation that is one XML file: Word 2003 XML, a package of Office as one file, flat
/// OpenDocument. Paragraphs and tables as in the packed formats.
struct FlatDocument {
  /// Where text stands: beside the running text, what is in boxes, notes and comments.
  private enum Flow { case body, heading, aside, boxes }

  private struct Context {
    var flow: Flow
    /// Tables that are open within it.
    var level = 0
  }

  private let vocabulary: FlatVocabulary
  private let reading: Reading
  private var body: DocumentFlow
  private var heading: DocumentFlow
  private var aside: DocumentFlow
  private var boxes: DocumentFlow
  private var contexts = [Context(flow: .body)]
  /// What each open element is, outermost first.
  private var open: [FlatVocabulary.Element] = []
  private var skipping = 0
  private var paragraphs = 0
  /// Cells that are empty and only count when others follow.
  private var owedCells = 0
  private var cellRepeats = 1
  private var cellSpan = 1
  private var continuing: [Bool] = []
  private var continues = false

  private static let widest = 1_024

  /// Nil when the root is of no kind that this reads.
  init?(root: [UInt8], at place: Place, in reading: Reading) {
    guard let vocabulary = FlatVocabulary(root: root) else { return nil }
    self.vocabulary = vocabulary
    self.reading = reading
    body = DocumentFlow(place, reading)
    heading = DocumentFlow(place, kind: .heading, reading)
    aside = DocumentFlow(place, reading)
    boxes = DocumentFlow(place, kind: .boxes, reading)
  }

  mutating func open(_ local: [UInt8], _ attributes: [([UInt8], [UInt8])]) throws(UnreadReason) {
    if skipping > 0 {
      skipping += 1
      return
    }
    let element = vocabulary.element(local, attributes)
    switch element {
    case .skipped:
      skipping = 1
      return
    case .paragraph, .text: paragraphs += 1
    case .table:
      if contexts[contexts.count - 1].level == 0 { continuing = [] }
      contexts[contexts.count - 1].level += 1
    case .row: (owedCells, continuing) = (0, [])
    case .cell, .coveredCell:
      (cellRepeats, cellSpan, continues) = (1, 1, false)
      for (name, value) in attributes {
        switch FlatVocabulary.local(name) {
        case Array("number-columns-repeated".utf8): cellRepeats = Self.number(value, most: Self.widest)
        default: break
        }
      }
    case .span: cellSpan = attributes.first.map { Self.number($0.1, most: 64) } ?? 1
    case .merge: continues = !attributes.contains { $0.1 == Array("restart".utf8) }
    case .heading: push(.heading)
    case .box: push(contexts[contexts.count - 1].flow == .heading ? .heading : .boxes)
    case .aside: push(contexts[contexts.count - 1].flow == .heading ? .heading : .aside)
    case .tab: if !open.contains(.properties) { append([0x09]) }
    case .lineBreak: append([0x0A])
    case .hyphen: append([0x2D])
    case .blanks:
      let count = attributes.first.map { Self.number($0.1, most: 256) } ?? 1
      append([UInt8](repeating: 0x20, count: count))
    case .properties, .other: break
    }
    guard open.count < TreeReader.deepest else { throw .tooDeep }
    open.append(element)
  }

  mutating func close() throws(UnreadReason) {
    if skipping > 0 {
      skipping -= 1
      return
    }
    guard let element = open.popLast() else { return }
    let level = contexts[contexts.count - 1].level
    switch element {
    case .paragraph:
      paragraphs -= 1
      try change { flow throws(UnreadReason) in try flow.endParagraph(level: level) }
    case .text: paragraphs -= 1
    case .cell, .coveredCell: try endCell(level: level)
    case .row:
      let continuing = continuing
      try change { flow throws(UnreadReason) in try flow.endRow(level: level, continuing: continuing) }
    case .table:
      contexts[contexts.count - 1].level = max(0, level - 1)
      try change { flow throws(UnreadReason) in try flow.endTable(level: level) }
    case .heading, .aside, .box:
      // A blank line parts two boxes.
      try change { flow throws(UnreadReason) in try flow.endParagraph(level: level) }
      if contexts.count > 1 { contexts.removeLast() }
    default: break
    }
  }

  mutating func text(_ value: UnsafeBufferPointer<UInt8>) throws(UnreadReason) {
    guard skipping == 0, paragraphs > 0, vocabulary.countsAllText || open.last == .text else { return }
    append(Array(value))
  }

  mutating func finish() throws(UnreadReason) {
    try heading.finish()
    try body.finish()
    try aside.finish()
    try boxes.finish()
  }

  // MARK: -

  private mutating func push(_ flow: Flow) { contexts.append(Context(flow: flow)) }

  private mutating func append(_ text: [UInt8]) {
    switch contexts[contexts.count - 1].flow {
    case .body: body.append(text)
    case .heading: heading.append(text)
    case .aside: aside.append(text)
    case .boxes: boxes.append(text)
    }
  }

  private mutating func endCell(level: Int) throws(UnreadReason) {
    guard level > 0 else { return }
    if continuing.count < Self.widest { continuing.append(continues) }
    let (repeats, span) = (cellRepeats, cellSpan)
    (cellRepeats, cellSpan) = (1, 1)
    try change { flow throws(UnreadReason) in
      try flow.endCell(level: level, copies: repeats)
      for _ in 1..<max(1, span) { try flow.endCell(level: level) }
    }
    if span > 1 { continuing += [Bool](repeating: false, count: span - 1) }
  }

  private mutating func change(
    _ body: (inout DocumentFlow) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    switch contexts[contexts.count - 1].flow {
    case .body: try body(&self.body)
    case .heading: try body(&heading)
    case .aside: try body(&aside)
    case .boxes: try body(&boxes)
    }
  }

  private static func number(_ digits: [UInt8], most: Int) -> Int {
    max(1, min(most, Int(String(decoding: digits.prefix(9), as: UTF8.self)) ?? 1))
  }
}
