/// Columns of a database whose cells are objects of JSON: each of their members becomes a column.
enum JSONColumns {
  private static let sample = 64
  private static let mostColumns = 400

  /// - Returns: whether there was such a column.
  static func spread(_ table: inout HeldTable) -> Bool {
    let found = Set(table.columns.indices.prefix(256).filter { isOfObjects(table, $0) })
    guard !found.isEmpty else { return false }
    var titles: [[UInt8]] = []
    var numbers: [[UInt8]: Int] = [:]
    func number(of title: [UInt8]) -> Int? {
      if let known = numbers[title] { return known }
      guard titles.count < mostColumns else { return nil }
      numbers[title] = titles.count
      titles.append(title)
      return titles.count - 1
    }
    var rows: [[[UInt8]]] = []
    for row in 0..<table.rowCount {
      var cells: [[UInt8]] = []
      func set(_ title: [UInt8], _ value: [UInt8]) {
        guard let column = number(of: title) else { return }
        while cells.count <= column { cells.append([]) }
        cells[column] = value
      }
      for column in table.columns.indices {
        let cell = table.cell(row, column)
        if found.contains(column), let tokens = EmbeddedJSON.tokens(of: cell) {
          for (path, value) in members(tokens) { set(table.columns[column] + [0x2E] + path, value) }
        } else {
          set(table.columns[column], Array(cell))
        }
      }
      rows.append(cells)
    }
    table.replace(columns: titles, rows: rows)
    return true
  }

  private static func isOfObjects(_ table: HeldTable, _ column: Int) -> Bool {
    var filled = 0
    var objects = 0
    for row in 0..<table.rowCount where filled < sample {
      let cell = table.cell(row, column)
      if cell.isEmpty { continue }
      filled += 1
      if cell.first == UInt8(ascii: "{"), EmbeddedJSON.tokens(of: cell) != nil { objects += 1 }
    }
    return objects > 0 && objects * 2 >= filled
  }

  /// The leaves of an object with their key paths.
  private static func members(_ tokens: [JSONTokenizer.Token]) -> RecordTable.Record {
    var tree = ElementTree()
    // Names of the arrays and objects that are open; nil for one that is no element of its own.
    var levels: [(name: [UInt8], isArray: Bool)] = []
    var key: [UInt8] = []
    var pending: [UInt8]?
    func name() -> [UInt8] { levels.last.map { $0.isArray ? $0.name : key } ?? [] }
    func leaf(_ value: [UInt8]) {
      tree.openElement(name(), kind: levels.last?.isArray == true ? .item : .element)
      tree.addText(value)
      tree.closeElement()
    }
    for token in tokens {
      if token != .colon, let value = pending {
        pending = nil
        leaf(value)
      }
      switch token {
      case .string(let value): pending = value
      case .colon:
        key = pending ?? []
        pending = nil
      case .literal(let value): leaf(value.elementsEqual("null".utf8) ? [] : value)
      case .beginObject:
        tree.openElement(name(), kind: levels.last?.isArray == true ? .item : .element)
        levels.append(([], false))
      case .endObject:
        levels.removeLast()
        tree.closeElement()
      case .beginArray: levels.append((name(), true))
      case .endArray: levels.removeLast()
      case .comma, .broken: break
      }
    }
    var record = ElementRecord(tree)
    record.add(0)
    return record.fields
  }
}
