/// What an instruction of a field (ISO/IEC 29500-1, 17.16) shows by itself, where it has no result.
///
/// Word before 2007 writes a word with its reading above it as an equation: `EQ \* jc2 \o\ad(\s\up 9(やまだ),山田)`. The
/// word itself stands nowhere else.
enum FieldInstruction {
  /// The characters under the reading; nil for any other instruction.
  static func baseOfRuby(_ instruction: [UInt8]) -> [UInt8]? {
    let text = instruction.drop { $0 <= 0x20 }
    guard text.count > 2, text.prefix(2).elementsEqual([0x45, 0x51]) || text.prefix(2).elementsEqual([0x65, 0x71]),
      let overstrike = index(of: "\\o", in: text), overstrike < text.endIndex
    else { return nil }
    // The last argument of the overstrike: behind the comma or semicolon that stands in no inner parentheses.
    var depth = 0
    var start: Int?
    var index = overstrike
    while index < text.endIndex {
      switch text[index] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 {
          guard let start else { return nil }
          return Array(text[start..<index])
        }
      case UInt8(ascii: ","), UInt8(ascii: ";"): if depth == 1 { start = index + 1 }
      // A parenthesis or comma that is meant itself.
      case UInt8(ascii: "\\") where depth > 0: index += 1
      default: break
      }
      index += 1
    }
    return start.map { Array(text[$0...]) }
  }

  private static func index(of word: String, in text: ArraySlice<UInt8>) -> Int? {
    let pattern = Array(word.utf8)
    return text.indices.first { text[$0...].starts(with: pattern) }
  }
}
