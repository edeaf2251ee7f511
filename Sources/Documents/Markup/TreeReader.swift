import Contents

/// Finds the records of an XML or JSON document while it is being parsed, and tells them as tables.
///
/// Elements of one name beside each other that have leaves or attributes are the rows of a table; the columns are the
/// paths of their leaves. The outermost repetition wins: several telephone numbers of a person are columns of that
/// person. Small documents are judged whole; of a large one, as soon as `window` is full.
struct TreeReader {
  private static let window = 2 << 20
  /// A record that is larger than this is no record.
  private static let largest = 16 << 20
  /// Bytes between two attempts at a window that could not be judged.
  private static let patience = 128 << 10
  /// Nodes of one record at most.
  private static let largestRow = 4_096
  static let deepest = 200

  private let place: Place
  private let reading: Reading
  private(set) var tree = ElementTree()
  private var passages: PassageOutlet
  private var nextSurvey = TreeReader.window
  /// The element of which the next finished child is a reason to look again.
  private var awaited: Int32?
  private var isLettingGo = false
  /// The open element whose children are rows, their name, and their table.
  private var streaming: (parent: Int32, name: Int32, table: RecordTable)?

  init(at place: Place, in reading: Reading) {
    self.place = place
    self.reading = reading
    passages = PassageOutlet(place, reading)
  }

  // MARK: Events

  mutating func open(_ name: [UInt8], isItem: Bool = false) throws(UnreadReason) {
    if tree.open.count > Self.deepest { throw .tooDeep }
    tree.openElement(name, kind: isItem ? .item : .element)
  }

  mutating func attribute(_ name: [UInt8], _ value: some Collection<UInt8>) { tree.addAttribute(name, value) }

  mutating func text(_ value: some Collection<UInt8>) throws(UnreadReason) {
    tree.addText(value)
    if tree.size > Self.largest { throw .tooLarge }
  }

  mutating func close() throws(UnreadReason) {
    guard let closing = tree.open.last else { return }
    if closing == streaming?.parent {
      try streaming?.table.finish()
      streaming = nil
      // While it is open still: what closes keeps the place of its end, and nothing may be taken from before that.
      tree.removeAll(from: Int(closing) + 1)
      tree.closeElement()
      return
    }
    tree.closeElement()
    if let parent = streaming?.parent {
      if tree.nodes[Int(closing)].parent == parent {
        try tellStreamed(Int(closing))
        tree.removeAll(from: Int(closing))
      }
    } else if tree.size > nextSurvey || tree.nodes[Int(closing)].parent == awaited {
      awaited = nil
      try survey()
      nextSurvey = max(Self.window, tree.size + Self.patience)
    } else if isLettingGo {
      try letGo()
    }
    if tree.size > Self.largest { throw .tooLarge }
  }

  mutating func finish() throws(UnreadReason) {
    while tree.open.count > 1 { try close() }
    try streaming?.table.finish()
    streaming = nil
    try tell(0, path: [])
    try passages.finish()
  }

  // MARK: Large documents

  /// Chooses what to do with a full window: stream the outermost repetition, or let go of what is finished.
  private mutating func survey() throws(UnreadReason) {
    for parent in tree.open {
      let children = tree.children(of: Int(parent)).filter { tree.isElement($0) }
      guard let name = repeatedGroups(of: Int(parent)).first, let first = children.first, let last = children.last
      else {
        continue
      }
      if tree.open.contains(Int32(last)) {
        // The last row is still open: wait for its end, unless it is too large for a row.
        if tree.nodes.count - last < Self.largestRow {
          awaited = parent
          return
        }
        continue
      }
      try passages.finish()
      streaming = (parent, name, table(of: name))
      isLettingGo = false
      for child in children { try tellStreamed(child) }
      tree.removeAll(from: first)
      return
    }
    isLettingGo = true
    try letGo()
  }

  /// Tells the finished children of the innermost open element, once they are most of what is held, so that an endless
  /// one takes no memory.
  private mutating func letGo() throws(UnreadReason) {
    guard let innermost = tree.open.last.map(Int.init), (tree.nodes.count - innermost) * 2 >= tree.nodes.count else {
      return
    }
    try tell(innermost, path: tree.name(of: innermost))
    tree.removeAll(from: innermost + 1)
    isLettingGo = false
    nextSurvey = max(Self.window, tree.size + Self.patience)
  }

  private mutating func tellStreamed(_ child: Int) throws(UnreadReason) {
    if tree.nodes[child].name == streaming?.name, tree.isElement(child) {
      var lists = NestedLists()
      let record = record(of: child, lists: &lists)
      try streaming?.table.append(record)
      guard !lists.isEmpty else { return }
      try streaming?.table.finish()
      try tell(lists)
    } else {
      try streaming?.table.finish()
      try tell(child, path: tree.name(of: child))
      try passages.finish()
    }
  }

  // MARK: Telling

  /// The names of children that repeat and have an inner structure, in order of appearance.
  private func repeatedGroups(of index: Int) -> [Int32] {
    var counts: [Int32: (all: Int, structured: Int)] = [:]
    var order: [Int32] = []
    tree.eachChild(of: index) { child in
      guard tree.isElement(child) else { return }
      let name = tree.nodes[child].name
      if counts[name] == nil { order.append(name) }
      let isStructured = !tree.isLeaf(child) && !tree.isMixed(child)
      let isItem = tree.nodes[child].kind == .item
      var count = counts[name] ?? (0, 0)
      count.all += isItem && isStructured ? 2 : 1
      count.structured += isStructured ? 1 : 0
      counts[name] = count
    }
    return order.filter { name in
      guard let count = counts[name] else { return false }
      return count.all >= 2 && count.structured * 2 >= min(count.all, count.structured + 1) && count.structured > 0
    }
  }

  private mutating func tell(_ index: Int, path: [UInt8]) throws(UnreadReason) {
    if tree.isMixed(index) || tree.isLeaf(index) {
      let value = tree.wholeText(of: index)
      if !value.isEmpty { try line(path, value) }
      return
    }
    let groups = tree.isMixed(index) ? [] : repeatedGroups(of: index)
    for group in groups {
      try passages.finish()
      var lists = NestedLists()
      var table = table(of: group)
      for child in tree.children(of: index) where tree.nodes[child].name == group && tree.isElement(child) {
        try table.append(record(of: child, lists: &lists))
      }
      try table.finish()
      try tell(lists)
    }
    let lists = listNames(of: index)
    for name in lists { try tellList(name, of: index) }
    let keyed = KeyedRows(of: index, in: tree, except: groups)
    if let keyed { try tellKeyed(keyed, under: tree.nodes[index].name) }
    for child in tree.children(of: index) where keyed?.rows.contains(child) != true {
      let node = tree.nodes[child]
      switch node.kind {
      case .text: break
      case .attribute:
        let value = tree.wholeText(of: child)
        if !value.isEmpty { try line(tree.name(of: child), value) }
      case .element, .item:
        if !groups.contains(node.name), !lists.contains(node.name) {
          try tell(child, path: label(of: child, in: index))
        }
      }
    }
  }

  /// The name of a child; where that says nothing but that the object has a kind, with the object's own: `gender.type`.
  private func label(of child: Int, in parent: Int) -> [UInt8] {
    let name = tree.name(of: child)
    guard Self.kinds.contains(where: name.elementsEqual), tree.isLeaf(child) else { return name }
    let object = tree.name(of: parent)
    return object.isEmpty ? name : object + [0x2E] + name
  }

  private static let kinds = ["type".utf8, "code".utf8]

  /// Names of leaves that stand beside each other often and are short: a list, that is a table of one column.
  private func listNames(of index: Int) -> [Int32] {
    var counts: [Int32: Int] = [:]
    tree.eachChild(of: index) { child in
      guard tree.isElement(child), tree.isLeaf(child) else { return }
      let isShort = tree.wholeText(of: child).count <= 96
      counts[tree.nodes[child].name, default: 0] += isShort ? 1 : -1_000
    }
    return counts.filter { $0.value >= 3 }.map(\.key).sorted()
  }

  private mutating func tellList(_ name: Int32, of index: Int) throws(UnreadReason) {
    try passages.finish()
    var table = RecordTable(place, reading)
    for child in tree.children(of: index) where tree.nodes[child].name == name && tree.isElement(child) {
      try table.append([(tree.names[Int(name)], tree.wholeText(of: child))])
    }
    try table.finish()
  }

  private mutating func tellKeyed(_ keyed: KeyedRows, under name: Int32) throws(UnreadReason) {
    try passages.finish()
    var lists = NestedLists()
    var table = table(of: name)
    for child in keyed.order {
      // A key that is a word or a number names nobody; one in several words may be who the object is about.
      let key = tree.name(of: child)
      let tells = key.contains { $0 == 0x20 || $0 == UInt8(ascii: "@") || $0 >= 0x80 }
      try table.append((tells ? [([], key)] : []) + record(of: child, lists: &lists))
    }
    try table.finish()
    try tell(lists)
  }

  private mutating func line(_ name: [UInt8], _ value: [UInt8]) throws(UnreadReason) {
    let isName = !name.isEmpty && value.count <= 4 << 10
    try passages.append(isName ? name + [0x3A, 0x20] + value + [0x0A] : value + [0x0A])
  }

  // MARK: Records

  /// Told under the name of its rows, which says what they are about, unless that says nothing.
  private func table(of name: Int32) -> RecordTable {
    let word = tree.names[Int(name)]
    let isTelling = !word.isEmpty && !Self.anyRows.contains(String(decoding: word, as: UTF8.self).lowercased())
    let here = isTelling ? place.appending(.table(String(decoding: word.prefix(200), as: UTF8.self))) : place
    return RecordTable(here, reading)
  }

  /// Names of whatever stands in a list.
  private static let anyRows: Set<String> = [
    "item", "items", "row", "rows", "record", "records", "entry", "entries", "result", "results", "data", "list",
    "node",
    "nodes", "edges", "object", "objects", "element", "elements", "document", "documents", "value", "values", "r", "tr",
  ]

  private func record(of index: Int, lists: inout NestedLists) -> RecordTable.Record {
    var record = ElementRecord(tree)
    record.add(index)
    lists.append(record.lists)
    return record.fields
  }

  private mutating func tell(_ lists: NestedLists) throws(UnreadReason) {
    for (name, rows) in lists.rows {
      var deeper = NestedLists()
      var table = table(of: name)
      for row in rows { try table.append(record(of: row, lists: &deeper)) }
      try table.finish()
      try tell(deeper)
    }
  }
}
