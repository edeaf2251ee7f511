/// Objects under keys of their own that have the same members: `{"a1": {"name": …}, "b7": {"name": …}}`, and the sections of
/// a file of settings. They are the rows of a table as the items of an array are.
struct KeyedRows {
  private static let mostLooked = 200_000

  /// In the order of the document.
  let order: [Int]
  let rows: Set<Int>

  /// - Parameter groups: names of children that are rows of a table already.
  /// - Returns: nil when the children of the element have too little in common.
  init?(of index: Int, in tree: ElementTree, except groups: [Int32]) {
    var members: [(child: Int, names: Set<Int32>)] = []
    var seen: Set<Int32> = []
    var counts: [Int32: Int] = [:]
    tree.eachChild(of: index) { child in
      guard members.count < Self.mostLooked, tree.isElement(child), !groups.contains(tree.nodes[child].name),
        !tree.isLeaf(child), !tree.isMixed(child), seen.insert(tree.nodes[child].name).inserted
      else { return }
      var names: Set<Int32> = []
      tree.eachChild(of: child) { if tree.nodes[$0].kind != .text { names.insert(tree.nodes[$0].name) } }
      members.append((child, names))
      for name in names { counts[name, default: 0] += 1 }
    }
    guard members.count >= 2 else { return nil }
    let common = Set(counts.filter { $0.value >= 2 && $0.value * 5 >= members.count * 3 }.keys)
    guard common.count >= 2 else { return nil }
    let alike = members.filter { $0.names.intersection(common).count * 2 >= common.count }
    guard alike.count >= 2, alike.count * 3 >= members.count * 2 else { return nil }
    order = alike.map(\.child)
    rows = Set(order)
  }
}

/// Values that say themselves what they are (RFC 6068, RFC 3966): `mailto:mary@example.org`, `tel:+81-3-0000-0000`.
enum ContactAddress {
  /// - Returns: what the key path is extended by, and the address without its scheme.
  static func split(_ value: [UInt8]) -> (path: [UInt8], rest: [UInt8])? {
    for (scheme, path) in [("mailto:", ".email"), ("tel:", ".tel")] {
      guard value.count > scheme.utf8.count + 4, value.count < 200, value.starts(with: scheme.utf8) else { continue }
      return (Array(path.utf8), Array(value.dropFirst(scheme.utf8.count).prefix { $0 != UInt8(ascii: "?") }))
    }
    return nil
  }
}
