import JapaneseText

@testable import Documents

/// A property as a data file holds it.
struct PSTValueWritten {
  var number, type: UInt16
  var bytes: [UInt8]

  static func number(_ number: UInt16, _ value: Int) -> Self {
    Self(number: number, type: 3, bytes: PSTWriter.number(value, 4))
  }
  static func binary(_ number: UInt16, _ bytes: [UInt8]) -> Self { Self(number: number, type: 0x102, bytes: bytes) }

  static func text(_ number: UInt16, _ text: String) -> Self {
    Self(number: number, type: 0x1F, bytes: text.utf16.flatMap { PSTWriter.number(Int($0), 2) })
  }

  /// Text in a code page.
  static func narrow(_ number: UInt16, _ bytes: [UInt8]) -> Self { Self(number: number, type: 0x1E, bytes: bytes) }

  /// The moment at which a day began where the clock is some hours ahead of UTC.
  static func day(_ number: UInt16, _ day: CivilDate, hoursAhead: Int) -> Self {
    let seconds = (day.dayNumber + 134_774) * 86_400 - hoursAhead * 3_600
    return Self(number: number, type: 0x40, bytes: PSTWriter.number(seconds * 10_000_000, 8))
  }

  static func list(_ number: UInt16, _ parts: [[UInt8]]) -> Self {
    var start = 4 + 4 * parts.count
    var head = PSTWriter.number(parts.count, 4)
    for part in parts {
      head += PSTWriter.number(start, 4)
      start += part.count
    }
    return Self(number: number, type: 0x1102, bytes: head + parts.flatMap { $0 })
  }
}

extension PSTWriter {
  /// A node of properties. What is long becomes a subnode beside those that are given.
  mutating func properties(
    _ values: [PSTValueWritten], subnodes given: [PSTNode] = [], objects: [UInt16: UInt32] = [:]
  ) -> (data: UInt64, subnodes: UInt64) {
    var heap = PSTHeapWriter(.properties, self)
    var subnodes = given
    var records: [(UInt16, [UInt8])] = []
    for value in values {
      var reference: UInt32 = 0
      if value.type == 3 {
        reference = value.bytes.uint32(at: 0) ?? 0
      } else if value.bytes.count > 3_500 {
        reference = UInt32(0x8000 + subnodes.count * 0x20 | 0x1F)
        subnodes.append(PSTNode(identifier: reference, data: addData(value.bytes), subnodes: 0))
      } else if !value.bytes.isEmpty {
        reference = heap.add(value.bytes)
      }
      records.append((value.number, Self.number(Int(value.type), 2) + Self.number(Int(reference), 4)))
    }
    for (number, node) in objects {
      let reference = heap.add(Self.number(Int(node), 4) + [0, 0, 0, 0])
      records.append((number, Self.number(0x0D, 2) + Self.number(Int(reference), 4)))
    }
    records.sort { $0.0 < $1.0 }
    let root = heap.addTree(records.map { Self.number(Int($0.0), 2) + $0.1 }, keySize: 2, valueSize: 6)
    let data = addData(heap.finish(root: root))
    return (data, addSubnodes(subnodes))
  }

  /// A table with a column for each number, texts and numbers only.
  /// - Parameter names: what the rows are called, where they stand for nodes.
  mutating func table(
    _ rows: [[PSTValueWritten]], columns: [(number: UInt16, type: UInt16)], names: [UInt32]? = nil
  ) -> (UInt64, UInt64) {
    let names = names ?? (0..<UInt32(rows.count)).map { $0 }
    var heap = PSTHeapWriter(.table, self)
    // Before the columns stand the number of the row and its version.
    let width = 8 + 4 * columns.count
    let bits = (columns.count + 2 + 7) / 8
    var matrix: [[UInt8]] = []
    for (index, row) in rows.enumerated() {
      var cells = Self.number(Int(names[index]), 4) + Self.number(1, 4) + [UInt8](repeating: 0, count: width - 8 + bits)
      cells[width] = 0xC0
      for (place, column) in columns.enumerated() {
        guard let value = row.first(where: { $0.number == column.number && $0.type == column.type }) else { continue }
        let word = value.type == 3 ? value.bytes : Self.number(Int(heap.add(value.bytes)), 4)
        cells.replaceSubrange(8 + 4 * place..<12 + 4 * place, with: word)
        cells[width + (place + 2) / 8] |= 0x80 >> UInt8((place + 2) % 8)
      }
      matrix.append(cells)
    }
    let numbers = names.enumerated().map { Self.number(Int($1), 4) + Self.number($0, layout.isWide ? 4 : 2) }
    let index = heap.addTree(numbers, keySize: 4, valueSize: layout.isWide ? 4 : 2)
    var subnodes: [PSTNode] = []
    var place: UInt32 = 0
    let perBlock = blockSize / (width + bits)
    if matrix.count * (width + bits) < 3_500 {
      place = matrix.isEmpty ? 0 : heap.add(matrix.flatMap { $0 })
    } else {
      // Whole rows only; what is left of a block is filled up.
      let parts = stride(from: 0, to: matrix.count, by: perBlock).map { start in
        let rows = matrix[start..<min(start + perBlock, matrix.count)].flatMap { $0 }
        return start + perBlock < matrix.count ? rows + [UInt8](repeating: 0, count: blockSize - rows.count) : rows
      }
      place = 0x1F | 0x40
      subnodes.append(PSTNode(identifier: place, data: addData(parts), subnodes: 0))
    }
    var all: [(number: UInt16, type: UInt16, offset: Int)] = [(0x67F2, 3, 0), (0x67F3, 3, 4)]
    for (index, column) in columns.enumerated() { all.append((column.number, column.type, 8 + 4 * index)) }
    let described = all.enumerated().map { bit, column in
      Self.number(Int(column.type), 2) + Self.number(Int(column.number), 2) + Self.number(column.offset, 2)
        + [4, UInt8(bit)]
    }
    let sizes = [width, width, width, width + bits].flatMap { Self.number($0, 2) }
    let head: [UInt8] =
      [0x7C, UInt8(all.count)] + sizes + Self.number(Int(index), 4) + Self.number(Int(place), 4) + [0, 0, 0, 0]
    let root = heap.add(head + described.flatMap { $0 })
    return (addData(heap.finish(root: root)), addSubnodes(subnodes))
  }

  static let receiverColumns: [(number: UInt16, type: UInt16)] = [
    (0x0C15, 3), (0x3001, 0x1F), (0x3003, 0x1F), (0x39FE, 0x1F), (0x3001, 0x1E), (0x3003, 0x1E),
  ]

  struct Attachment {
    var values: [PSTValueWritten]
    /// The message that it is.
    var message: (data: UInt64, subnodes: UInt64)?
  }

  mutating func message(
    _ values: [PSTValueWritten], receivers: [[PSTValueWritten]] = [], attachments: [Attachment] = []
  ) -> (data: UInt64, subnodes: UInt64) {
    var subnodes: [PSTNode] = []
    if !receivers.isEmpty {
      let (data, below) = table(receivers, columns: Self.receiverColumns)
      subnodes.append(PSTNode(identifier: 0x692, data: data, subnodes: below))
    }
    for (index, attachment) in attachments.enumerated() {
      let inner = attachment.message.map { [PSTNode(identifier: 0x8004, data: $0.data, subnodes: $0.subnodes)] } ?? []
      let (data, below) = properties(
        attachment.values, subnodes: inner, objects: attachment.message == nil ? [:] : [0x3701: 0x8004])
      subnodes.append(PSTNode(identifier: UInt32(0x8025 + 0x20 * index), data: data, subnodes: below))
    }
    if !attachments.isEmpty {
      let rows = attachments.map { _ in [PSTValueWritten.number(0x0E20, 0)] }
      let names = subnodes.filter { $0.kind == .attachment }.map(\.identifier)
      let (data, below) = table(rows, columns: [(0x0E20, 3)], names: names)
      subnodes.append(PSTNode(identifier: 0x671, data: data, subnodes: below))
    }
    return properties(values, subnodes: subnodes)
  }

  mutating func add(_ identifier: UInt32, in folder: UInt32, _ written: (data: UInt64, subnodes: UInt64)) {
    add(PSTNode(identifier: identifier, data: written.data, subnodes: written.subnodes, parent: folder))
  }

  mutating func addFolder(_ identifier: UInt32, in folder: UInt32, named name: String) {
    let values: [PSTValueWritten] = [
      .text(0x3001, name), .number(0x3602, 0), .number(0x3603, 0), .text(0x3613, "IPF.Note"),
    ]
    add(identifier, in: folder, properties(values))
  }

  /// What lies in each folder, for readers that go by folders.
  mutating func addTablesOfFolders() {
    for folder in nodes where folder.kind == .folder {
      let below = nodes.filter { $0.parent == folder.identifier && $0.identifier != folder.identifier }
      for (kind, listed) in [(UInt32(0x0D), PSTNode.Kind.folder), (0x0E, .message), (0x0F, .hiddenMessage)] {
        let names = below.filter { $0.kind == listed }.map(\.identifier)
        let rows = names.map { _ in [PSTValueWritten.text(0x3001, "x")] }
        add(folder.identifier & ~0x1F | kind, in: 0, table(rows, columns: [(0x3001, 0x1F)], names: names))
      }
    }
  }

  /// The message store, the names of properties, and the folders that every file has.
  mutating func addStore(names: [(property: UInt16, name: UInt16)] = []) {
    add(
      0x21, in: 0,
      properties([.text(0x3001, "Outlook"), .binary(0x35E0, [UInt8](repeating: 0, count: 20) + Self.number(0x8022, 4))])
    )
    let contacts: [UInt8] = [0x04, 0x20, 0x06, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    let entries = names.flatMap {
      Self.number(Int($0.name), 4) + Self.number(3 << 1, 2) + Self.number(Int($0.property) - 0x8000, 2)
    }
    add(0x61, in: 0, properties([.number(1, 251), .binary(2, contacts), .binary(3, entries), .binary(4, [])]))
    addFolder(0x122, in: 0x122, named: "")
    addFolder(0x8022, in: 0x122, named: "Outlook データ ファイル")
    addFolder(0x8042, in: 0x8022, named: "受信トレイ")
  }
}
