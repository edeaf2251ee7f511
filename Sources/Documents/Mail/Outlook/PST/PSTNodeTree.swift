import Contents

/// The B-tree of nodes, walked from the first to the last.
struct PSTNodeTree {
  private let file: PSTFile
  /// Parts of the tree cannot be read: nobody knows what was below them.
  private(set) var isBroken = false
  private var seen: Set<Int64> = []
  private var last: UInt64?

  init(_ file: PSTFile) { self.file = file }

  /// Calls `body` for each node in ascending order of identifiers. A page that is met twice, or that goes back, is no
  /// part of a tree; it is left out.
  mutating func walk(_ body: (PSTNode) throws(UnreadReason) -> Void) throws(UnreadReason) {
    try walk(file.header.nodeRoot, below: 10, body)
  }

  private mutating func walk(
    _ reference: PSTPageReference, below level: UInt8, _ body: (PSTNode) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    guard seen.count <= file.mostPages, seen.insert(reference.offset).inserted,
      let page = try look(at: reference), page.level < level
    else { return isBroken = true }
    if !page.isSound { isBroken = true }
    for entry in 0..<page.count {
      if page.level > 0 {
        guard let next = page.reference(ofEntry: entry) else { continue }
        try walk(next, below: page.level, body)
        continue
      }
      let key = page.key(ofEntry: entry)
      if let last, key <= last {
        isBroken = true
        continue
      }
      last = key
      if let node = page.node(ofEntry: entry) { try body(node) }
    }
  }

  private func look(at reference: PSTPageReference) throws(UnreadReason) -> PSTPage? {
    do throws(UnreadReason) {
      return try file.page(at: reference, kind: .nodes)
    } catch .damaged {
      return nil
    }
  }

  /// One node by its identifier; nil when it is not in the file.
  static func node(_ identifier: UInt32, of file: PSTFile) throws(UnreadReason) -> PSTNode? {
    do throws(UnreadReason) {
      return try search(identifier, of: file)
    } catch .damaged {
      return try file.salvage().nodes[identifier]
    }
  }

  private static func search(_ identifier: UInt32, of file: PSTFile) throws(UnreadReason) -> PSTNode? {
    var reference = file.header.nodeRoot
    var above: UInt8 = 10
    while true {
      let page = try file.page(at: reference, kind: .nodes)
      guard page.level < above else { throw .damaged }
      above = page.level
      guard let entry = page.lastEntry(notAbove: UInt64(identifier)) else { return nil }
      if page.level == 0 { return page.node(ofEntry: entry).flatMap { $0.identifier == identifier ? $0 : nil } }
      guard let next = page.reference(ofEntry: entry) else { throw .damaged }
      reference = next
    }
  }
}
