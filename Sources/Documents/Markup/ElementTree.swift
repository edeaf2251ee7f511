/// A stretch of an XML or JSON document as a tree, in a few flat arrays.
///
/// Nodes stand in document order, so that a finished record can be taken off the end again and a document of any
/// length passes through in bounded memory.
struct ElementTree {
  struct Node {
    /// Index into `names`; `textName` for a piece of text.
    var name: Int32
    var parent: Int32
    /// One past the last node within this one.
    var end: Int32
    /// An attribute, or an item of a JSON array.
    var kind: Kind
    /// Bounds in `text`; empty for elements.
    var textStart: Int32
    var textEnd: Int32
  }

  enum Kind: UInt8 { case element, attribute, item, text }

  private(set) var nodes: [Node] = []
  private(set) var text: [UInt8] = []
  private(set) var names: [[UInt8]] = []
  private var nameIndex: [[UInt8]: Int32] = [:]
  /// Open elements, outermost first.
  private(set) var open: [Int32] = []

  init() { openElement([], kind: .element) }

  var size: Int { nodes.count * 24 + text.count }

  // MARK: Building

  /// Names are few in any real document; more than this and all further ones are called the same.
  private static let mostNames = 20_000

  private mutating func nameNumber(_ name: [UInt8]) -> Int32 {
    if let known = nameIndex[name] { return known }
    guard names.count < Self.mostNames else { return 0 }
    let number = Int32(names.count)
    nameIndex[name] = number
    names.append(name)
    return number
  }

  mutating func openElement(_ name: [UInt8], kind: Kind) {
    let number = nameNumber(name)
    open.append(append(number, kind, 0..<0))
  }

  mutating func closeElement() {
    guard open.count > 1, let last = open.popLast() else { return }
    nodes[Int(last)].end = Int32(nodes.count)
  }

  mutating func addAttribute(_ name: [UInt8], _ value: some Collection<UInt8>) {
    let number = nameNumber(name)
    let start = text.count
    text.append(contentsOf: value)
    _ = append(number, .attribute, start..<text.count)
  }

  mutating func addText(_ value: some Collection<UInt8>) {
    let start = text.count
    text.append(contentsOf: value)
    if let last = nodes.last, last.kind == .text, last.parent == open.last, Int(last.textEnd) == start {
      nodes[nodes.count - 1].textEnd = Int32(text.count)
    } else if start < text.count {
      _ = append(0, .text, start..<text.count)
    }
  }

  private mutating func append(_ name: Int32, _ kind: Kind, _ range: Range<Int>) -> Int32 {
    let index = Int32(nodes.count)
    nodes.append(
      Node(
        name: name, parent: open.last ?? -1, end: index + 1, kind: kind, textStart: Int32(range.lowerBound),
        textEnd: Int32(range.upperBound)))
    return index
  }

  /// Drops everything from `index` on, which no open element may be part of.
  mutating func removeAll(from index: Int) {
    guard index < nodes.count, index > Int(open.last ?? 0) else { return }
    let firstText = nodes[index...].first { $0.kind == .text || $0.kind == .attribute }
    if let firstText { text.removeLast(text.count - Int(firstText.textStart)) }
    nodes.removeLast(nodes.count - index)
  }

  // MARK: Looking

  func end(of index: Int) -> Int { open.contains(Int32(index)) ? nodes.count : Int(nodes[index].end) }

  /// Calls `body` for each child: elements, attributes and pieces of text.
  func eachChild(of index: Int, _ body: (Int) -> Void) {
    var child = index + 1
    let last = end(of: index)
    while child < last {
      body(child)
      child = max(child + 1, end(of: child))
    }
  }

  func children(of index: Int) -> [Int] {
    var result: [Int] = []
    eachChild(of: index) { result.append($0) }
    return result
  }

  func name(of index: Int) -> [UInt8] { names[Int(nodes[index].name)] }

  func isElement(_ index: Int) -> Bool { nodes[index].kind == .element || nodes[index].kind == .item }

  /// No attributes and no elements inside.
  func isLeaf(_ index: Int) -> Bool {
    var child = index + 1
    let last = end(of: index)
    while child < last {
      if nodes[child].kind != .text { return false }
      child += 1
    }
    return true
  }

  /// All text within an element, in order, without its attributes; white space at the ends dropped.
  func wholeText(of index: Int) -> [UInt8] {
    if nodes[index].kind == .attribute || nodes[index].kind == .text { return trimmed(nodes[index]) }
    var result: [UInt8] = []
    for child in index + 1..<max(index + 1, end(of: index)) where nodes[child].kind == .text {
      result += text[Int(nodes[child].textStart)..<Int(nodes[child].textEnd)]
    }
    return Self.trimmed(result[...])
  }

  private func trimmed(_ node: Node) -> [UInt8] { Self.trimmed(text[Int(node.textStart)..<Int(node.textEnd)]) }

  private static func trimmed(_ slice: ArraySlice<UInt8>) -> [UInt8] {
    var slice = slice.drop { $0 <= 0x20 }
    while let last = slice.last, last <= 0x20 { slice.removeLast() }
    return Array(slice)
  }

  /// Whether text that is not blank stands directly between elements of this one.
  func isMixed(_ index: Int) -> Bool {
    var hasElements = false
    var hasText = false
    eachChild(of: index) { child in
      if isElement(child) { hasElements = true }
      if nodes[child].kind == .text, !trimmed(nodes[child]).isEmpty { hasText = true }
    }
    return hasElements && hasText
  }
}
