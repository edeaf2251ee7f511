import Contents
import JapaneseText

/// The properties of a message, an attachment or a folder ([MS-PST] 2.3.3).
struct PSTProperties {
  /// Where a property's value is, or the value itself when it is short.
  private struct Entry {
    var type: UInt16
    var value: UInt32
  }

  let heap: PSTHeap
  private var entries: [UInt16: Entry] = [:]
  private(set) var encoding: TextEncoding?
  /// Bytes of all values of one message that are held at once.
  private static let mostText = 32 << 20

  /// - Parameter page: the code page of what this is a part of.
  /// - Throws: `.damaged` when the node has no properties, `.tooLarge`.
  init(_ node: PSTNode, of file: PSTFile, page: TextEncoding? = nil) throws(UnreadReason) {
    let heap = try PSTHeap(node, client: .properties, of: file)
    self.heap = heap
    var entries: [UInt16: Entry] = [:]
    try heap.eachRecord(ofTree: heap.root, keySize: 2, valueSize: 6) { record throws(UnreadReason) in
      let bytes = Array(record)
      guard entries.count < 16_384, let number = bytes.uint16(at: 0), let type = bytes.uint16(at: 2),
        let value = bytes.uint32(at: 4)
      else { return }
      entries[number] = Entry(type: type, value: value)
    }
    self.entries = entries
    let pages = [UInt16(0x3FFD), 0x3FDE].compactMap { entries[$0] }.filter { $0.type == 0x0003 }
    encoding = pages.compactMap { MessageProperties.encoding(ofPage: Int($0.value)) }.first ?? page
  }

  func integer(_ number: UInt16) -> Int? {
    guard let entry = entries[number], entry.type == 0x0003 else { return nil }
    return Int(entry.value)
  }

  /// The node and the type of a value that is a message or another object.
  func object(_ number: UInt16) throws(UnreadReason) -> PSTNode? {
    guard let entry = entries[number], entry.type == 0x000D else { return nil }
    guard let name = try heap.value(entry.value, limit: 1 << 10).uint32(at: 0), let node = heap.subnodes[name] else {
      throw .damaged
    }
    return node
  }

  /// The subnode of a long value, to be read piece by piece; nil when it lies in the heap.
  func longBinary(_ number: UInt16) throws(UnreadReason) -> PSTData? {
    guard let entry = entries[number], entry.type == 0x0102, entry.value & 0x1F != 0 else { return nil }
    guard let node = heap.subnodes[entry.value] else { throw .damaged }
    return try PSTData(node.data, of: heap.file)
  }

  func holds(_ number: UInt16) -> Bool { entries[number] != nil }

  func text(_ number: UInt16) throws(UnreadReason) -> [UInt8]? {
    guard let entry = entries[number], case .text(let text)? = try value(of: entry) else { return nil }
    return text
  }

  func binary(_ number: UInt16) throws(UnreadReason) -> [UInt8]? {
    guard let entry = entries[number], case .binary(let bytes)? = try value(of: entry) else { return nil }
    return bytes
  }

  /// The numbers that the file gives to named properties ([MS-PST] 2.4.7).
  static func names(of file: PSTFile) throws(UnreadReason) -> PropertyNames {
    guard let node = try PSTNodeTree.node(0x61, of: file) else { throw .damaged }
    let map = try PSTProperties(node, of: file)
    return PropertyNames(sets: try map.binary(2) ?? [], entries: try map.binary(3) ?? [])
  }

  /// What is wanted of the properties, as those of messages in other files.
  /// - Parameter names: the file's numbers of named properties.
  /// - Returns: the properties, and whether any of them cannot be read.
  func message(
    _ wanted: Set<UInt16>, names: PropertyNames
  ) throws(UnreadReason) -> (properties: MessageProperties, isBroken: Bool) {
    var properties = MessageProperties()
    properties.encoding = encoding
    var isBroken = false
    var left = Self.mostText
    for (number, entry) in entries {
      guard let known = names.known(number), wanted.contains(known) else { continue }
      do throws(UnreadReason) {
        if let value = try value(of: entry, taking: &left) { properties.set(known, value) }
      } catch {
        try heap.file.checkLimits()
        isBroken = true
      }
    }
    return (properties, isBroken)
  }

  private func value(of entry: Entry) throws(UnreadReason) -> MessageProperties.Value? {
    var left = Self.mostText
    return try value(of: entry, taking: &left)
  }

  /// - Parameter left: bytes that may be taken; what is taken is subtracted.
  private func value(of entry: Entry, taking left: inout Int) throws(UnreadReason) -> MessageProperties.Value? {
    switch entry.type {
    case 0x0003: return .number(Int(entry.value))
    case 0x001E, 0x001F, 0x0102, 0x0040, 0x1102:
      let bytes = try heap.value(entry.value, limit: left)
      left -= bytes.count
      return PSTValue.decode(bytes, type: entry.type, encoding)
    default: return nil
    }
  }
}

/// Values of properties as they lie in heaps and subnodes.
enum PSTValue {
  static func decode(_ bytes: [UInt8], type: UInt16, _ encoding: TextEncoding?) -> MessageProperties.Value? {
    switch type {
    case 0x001E, 0x001F:
      .text(MessageProperties.decode(bytes, isUnicode: type == 0x001F, encoding))
    case 0x0102: .binary(bytes)
    case 0x0040: bytes.uint64(at: 0).flatMap { MessageProperties.day($0) }
    case 0x1102: .list(parts(of: bytes))
    default: nil
    }
  }

  /// A list of values: a count, where each begins, and the values ([MS-PST] 2.3.3.4.2).
  private static func parts(of bytes: [UInt8]) -> [[UInt8]] {
    guard let count = bytes.uint32(at: 0), Int(count) <= bytes.count / 4 else { return [] }
    var starts = (0..<Int(count)).compactMap { bytes.uint32(at: 4 + 4 * $0).map(Int.init) }
    starts.append(bytes.count)
    return zip(starts, starts.dropFirst()).compactMap { start, end in
      start <= end && end <= bytes.count ? Array(bytes[start..<end]) : nil
    }
  }
}
