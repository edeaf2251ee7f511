/// The leaves of an element with their key paths, as the cells of one row.
///
/// A path that comes again is numbered: `phone`, `phone 2`. Of objects that repeat within the element each has a number:
/// `contact.name`, `contact 2.name`. Long lists of objects are left to tables of their own.
struct ElementRecord {
  private static let mostFields = 2_048
  /// Objects of one name within a record that are columns of it.
  private static let mostObjects = 8

  private let tree: ElementTree
  private(set) var fields: RecordTable.Record = []
  private(set) var lists = NestedLists()
  private var seen: [[UInt8]: Int] = [:]

  init(_ tree: ElementTree) { self.tree = tree }

  mutating func add(_ index: Int) { visit(index, [], isRoot: true) }

  private mutating func visit(_ node: Int, _ path: [UInt8], isRoot: Bool = false) {
    if tree.nodes[node].kind == .attribute || tree.isLeaf(node) || tree.isMixed(node) {
      let value = tree.wholeText(of: node)
      if !(path.isEmpty && isRoot && value.isEmpty) { append(path, value) }
      return
    }
    let children = tree.children(of: node)
    var objects: [Int32: [Int]] = [:]
    for child in children where tree.isElement(child) && !tree.isLeaf(child) && !tree.isMixed(child) {
      objects[tree.nodes[child].name, default: []].append(child)
    }
    for (name, rows) in objects where rows.count > Self.mostObjects { lists.append(name, rows) }
    var number: [Int32: Int] = [:]
    for child in children {
      if tree.nodes[child].kind == .text {
        let value = tree.wholeText(of: child)
        if !value.isEmpty { append(path.isEmpty ? tree.name(of: node) : path, value) }
        continue
      }
      let id = tree.nodes[child].name
      var name = tree.name(of: child)
      if let rows = objects[id], rows.count > 1, tree.isElement(child), !tree.isLeaf(child), !tree.isMixed(child) {
        if rows.count > Self.mostObjects { continue }
        let count = (number[id] ?? 0) + 1
        number[id] = count
        if count > 1 { name += Array(" \(count)".utf8) }
      }
      visit(child, path.isEmpty ? name : name.isEmpty || name == path ? path : path + [0x2E] + name)
    }
  }

  private mutating func append(_ path: [UInt8], _ value: [UInt8]) {
    guard fields.count < Self.mostFields else { return }
    if let (scheme, rest) = ContactAddress.split(value) { return append(path + scheme, rest) }
    let count = (seen[path] ?? 0) + 1
    seen[path] = count
    fields.append((count == 1 ? path : path + Array(" \(count)".utf8), value))
  }
}

/// Objects within records that are too many for columns: rows of tables of their own, by their name.
struct NestedLists {
  private(set) var rows: [(name: Int32, rows: [Int])] = []

  var isEmpty: Bool { rows.isEmpty }

  mutating func append(_ name: Int32, _ more: [Int]) {
    if let known = rows.firstIndex(where: { $0.name == name }) {
      rows[known].rows += more
    } else {
      rows.append((name, more))
    }
  }

  mutating func append(_ other: NestedLists) {
    for (name, more) in other.rows { append(name, more) }
  }
}
