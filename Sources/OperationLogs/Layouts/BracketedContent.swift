/// The one string into which Systemwalker Desktop Keeper writes what happened:
/// `操作:[変名]、ファイル名元:[C:\a.xls]、ドライブ種別元:[固定]、…`, in English `Operation: [Rename], Source file name:[…], …`.
///
/// A value ends at a `]` behind which the string ends or the next name with its `:[` stands, because names of files may
/// hold brackets, commas and 、 themselves. A value without brackets goes to the next name. Time is in proportion to the
/// text, whatever stands in it.
package struct BracketedContent: Sendable, Hashable {
  package struct Item: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package private(set) var items: [Item] = []
  /// The string ends within a value, which is then not among the items.
  package private(set) var isCut = false

  /// Items at most; what follows is not read.
  package static let mostItems = 64
  private static let longestName = 80

  package init(_ text: String) {
    let bytes = Array(text.utf8)
    var position = Self.skipSeparators(bytes, 0)
    while position < bytes.count, items.count < Self.mostItems {
      guard let name = Self.name(bytes, at: position) else { return }
      let label = Self.text(bytes[position..<name.end])
      if name.isBracketed {
        guard let end = Self.closing(bytes, from: name.value) else {
          isCut = true
          return
        }
        items.append(Item(name: label, value: Self.text(bytes[name.value..<end])))
        position = Self.skipSeparators(bytes, end + 1)
      } else {
        var end = name.value
        while end < bytes.count, !Self.isNextName(bytes, at: end) { end += 1 }
        items.append(Item(name: label, value: Self.text(bytes[name.value..<end])))
        position = Self.skipSeparators(bytes, end)
      }
    }
  }

  /// The value under the first of the names that is there, compared without spaces and case.
  package func value(_ names: [String]) -> String? {
    for name in names {
      if let item = items.first(where: { LogLayout.folded($0.name) == name }) { return item.value }
    }
    return nil
  }

  /// The first `]` behind which nothing or the next name stands.
  private static func closing(_ bytes: [UInt8], from start: Int) -> Int? {
    var at = start
    var last: Int?
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "]") {
        if isNextName(bytes, at: at + 1) { return at }
        last = at
      }
      at += 1
    }
    // Blanks and separators may follow the last bracket; anything else means that the value was cut.
    guard let last, skipSeparators(bytes, last + 1) == bytes.count else { return nil }
    return last
  }

  private static func isNextName(_ bytes: [UInt8], at position: Int) -> Bool {
    // A few separators only: a long run of blanks must not be walked again from each of its bytes.
    let start = skipSeparators(bytes, position, atMost: 8)
    guard start > position, let name = name(bytes, at: start) else { return false }
    return name.isBracketed
  }

  /// `名前:[` or `name: ` at a position: where the name ends and the value begins.
  private static func name(_ bytes: [UInt8], at position: Int) -> (end: Int, value: Int, isBracketed: Bool)? {
    var at = position
    let limit = min(bytes.count, position + longestName)
    while at < limit {
      let byte = bytes[at]
      // A name holds no brackets and no separators of paths.
      if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "\\") { return nil }
      let isWide = byte == 0xEF && at + 2 < bytes.count && bytes[at + 1] == 0xBC && bytes[at + 2] == 0x9A
      if byte == UInt8(ascii: ":") || isWide {
        guard at > position else { return nil }
        var value = at + (isWide ? 3 : 1)
        while value < bytes.count, bytes[value] == 0x20 { value += 1 }
        let isBracketed = value < bytes.count && bytes[value] == UInt8(ascii: "[")
        return (at, isBracketed ? value + 1 : value, isBracketed)
      }
      at += 1
    }
    return nil
  }

  /// After commas, 、, ， and blanks.
  private static func skipSeparators(_ bytes: [UInt8], _ position: Int, atMost longest: Int = .max) -> Int {
    var at = position
    while at < bytes.count, at - position < longest {
      switch bytes[at] {
      case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","): at += 1
      case 0xE3 where at + 2 < bytes.count && bytes[at + 1] == 0x80 && (bytes[at + 2] == 0x81 || bytes[at + 2] == 0x80):
        at += 3
      case 0xEF where at + 2 < bytes.count && bytes[at + 1] == 0xBC && bytes[at + 2] == 0x8C: at += 3
      default: return at
      }
    }
    return at
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    var slice = bytes
    while let last = slice.last, last == 0x20 { slice = slice.dropLast() }
    return String(decoding: slice, as: UTF8.self)
  }
}
