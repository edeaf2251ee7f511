import Contents

/// The text of a drawing in SVG: a box for each text element, however many pieces it was cut into.
struct Drawing {
  private static let roots = [Array("http://www.w3.org/2000/svg|svg".utf8), Array("svg".utf8)]
  private static let longestText = 64 << 10

  private enum Element { case text, piece, page, block, description, skipped, other }

  private var passages: PassageOutlet
  private var open: [Element] = []
  private var skipping = 0
  /// Open elements whose text counts.
  private var telling = 0
  private var line = DrawnLine()

  init?(root: [UInt8], at place: Place, in reading: Reading) {
    guard Self.roots.contains(root) else { return nil }
    passages = PassageOutlet(place, kind: .boxes, reading)
  }

  mutating func open(_ local: [UInt8], _ attributes: [([UInt8], [UInt8])]) throws(UnreadReason) {
    if skipping > 0 {
      skipping += 1
      return
    }
    let element = Self.element(local)
    switch element {
    case .skipped:
      skipping = 1
      return
    case .text, .page, .description:
      if telling == 0 { line = DrawnLine() }
      telling += 1
    case .piece: line.begin(attributes)
    case .block: line.breakLine()
    case .other: break
    }
    guard open.count < TreeReader.deepest else { throw .tooDeep }
    open.append(element)
  }

  mutating func close() throws(UnreadReason) {
    if skipping > 0 {
      skipping -= 1
      return
    }
    switch open.popLast() {
    case .text, .page, .description:
      telling -= 1
      guard telling == 0 else { return }
      let text = line.text
      if !text.isEmpty { try passages.append(text + [0x0A, 0x0A]) }
    case .piece: line.endPiece()
    case .block: line.breakLine()
    default: break
    }
  }

  mutating func text(_ value: UnsafeBufferPointer<UInt8>) throws(UnreadReason) {
    if skipping == 0, telling > 0, line.count < Self.longestText { line.append(Array(value)) }
  }

  mutating func finish() throws(UnreadReason) { try passages.finish() }

  private static func element(_ local: [UInt8]) -> Element {
    switch String(decoding: local, as: UTF8.self) {
    case "text": .text
    case "tspan", "textPath", "tref": .piece
    // A page of HTML within the drawing.
    case "foreignObject": .page
    case "title", "desc": .description
    case "p", "div", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "flowPara", "flowDiv": .block
    case "style", "script", "metadata": .skipped
    default: .other
    }
  }
}

/// The pieces of one text element and where each begins.
struct DrawnLine {
  private struct Piece {
    var text: [UInt8] = []
    /// Stands below the one before, or away from it in the same line.
    var isBelow = false
    var isAway = false
    /// An element of its own.
    var isSpan = false
  }

  private var pieces = [Piece()]
  private(set) var count = 0

  mutating func begin(_ attributes: [([UInt8], [UInt8])]) {
    var piece = Piece(isSpan: true)
    for (name, value) in attributes {
      switch String(decoding: FlatVocabulary.local(name), as: UTF8.self) {
      case "y": piece.isBelow = true
      case "dy": piece.isBelow = piece.isBelow || value.contains { (0x31...0x39).contains($0) }
      case "role": piece.isBelow = piece.isBelow || value == Array("line".utf8)
      case "x", "dx": piece.isAway = true
      default: break
      }
    }
    pieces.append(piece)
  }

  mutating func endPiece() { pieces.append(Piece()) }

  mutating func breakLine() { pieces.append(Piece(isBelow: true)) }

  mutating func append(_ text: [UInt8]) {
    count += text.count
    pieces[pieces.count - 1].text += text
  }

  /// What the element says, in UTF-8, without blanks around it.
  var text: [UInt8] {
    let told = pieces.map { piece in
      var piece = piece
      piece.text = Self.collapsed(piece.text)
      return piece
    }.filter { !$0.text.isEmpty }
    let spans = told.filter { $0.text != [0x20] }
    // Surname and given name are drawn as two pieces, beside or below each other; nothing else is as short.
    if spans.count == 2, spans.allSatisfy({ $0.isSpan && Self.isShortWord($0.text) }) {
      return spans[0].text + [0x20] + spans[1].text
    }
    var line: [UInt8] = []
    var wasCharacter = false
    for piece in told {
      let isCharacter = piece.text.count <= 4 && Self.characters(piece.text) == 1
      if !line.isEmpty {
        if piece.isBelow, !(isCharacter && wasCharacter && piece.isAway) {
          while line.last == 0x20 { line.removeLast() }
          line.append(0x0A)
        } else if piece.isAway, !(isCharacter && wasCharacter), line.last != 0x20 {
          line.append(0x20)
        }
      }
      line += line.isEmpty || line.last == 0x0A ? Array(piece.text.drop { $0 == 0x20 }) : piece.text
      wasCharacter = isCharacter
    }
    while let last = line.last, last <= 0x20 { line.removeLast() }
    return line
  }

  private static func characters(_ text: [UInt8]) -> Int { text.count { $0 & 0xC0 != 0x80 } }

  /// One to four characters outside ASCII.
  private static func isShortWord(_ text: [UInt8]) -> Bool {
    text.allSatisfy { $0 >= 0x80 } && (1...4).contains(characters(text))
  }

  private static func collapsed(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for byte in text where byte > 0x20 || result.last != 0x20 { result.append(max(byte, 0x20)) }
    return result
  }
}
