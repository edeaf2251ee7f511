/// The string literals of a Swift source, with interpolations replaced by a word.
enum SwiftLiterals {
  static func all(in source: String) -> [String] {
    var reader = Reader(bytes: Array(source.utf8))
    reader.readCode(until: nil)
    return reader.literals
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0
    var literals: [String] = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    private func sees(_ text: StaticString) -> Bool {
      let wanted = text.withUTF8Buffer { Array($0) }
      return bytes[place...].starts(with: wanted)
    }

    /// - Parameter end: the closing bracket of an interpolation.
    mutating func readCode(until end: UInt8?) {
      var depth = 0
      while place < bytes.count {
        if sees("//") {
          while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
        } else if sees("/*") {
          while place < bytes.count, !sees("*/") { place += 1 }
        } else if bytes[place] == UInt8(ascii: "\"") || sees("#\"") {
          readLiteral()
          continue
        } else if end != nil, bytes[place] == UInt8(ascii: "(") {
          depth += 1
        } else if let end, bytes[place] == end {
          if depth == 0 { return }
          depth -= 1
        }
        place += 1
      }
    }

    private mutating func readLiteral() {
      let isRaw = bytes[place] == UInt8(ascii: "#")
      if isRaw { place += 1 }
      let isLong = sees("\"\"\"")
      place += isLong ? 3 : 1
      var text: [UInt8] = []
      while place < bytes.count, !(isLong ? sees("\"\"\"") : bytes[place] == UInt8(ascii: "\"")) {
        if !isRaw, bytes[place] == UInt8(ascii: "\\"), place + 1 < bytes.count {
          place += 2
          guard bytes[place - 1] == UInt8(ascii: "(") else {
            text.append(bytes[place - 1])
            continue
          }
          readCode(until: UInt8(ascii: ")"))
          text += Array("interpolated".utf8)
        } else {
          text.append(bytes[place])
        }
        place += 1
      }
      place += isLong ? 3 : 1
      if isRaw { place += 1 }
      literals.append(String(decoding: text, as: UTF8.self))
    }
  }
}
