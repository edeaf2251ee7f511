/// Cells of tables in Markdown: what is marked, and what is linked.
extension GridCellReader {
  /// `**Mary Brown** ([mail](mailto:m.brown@example.org))` becomes `Mary Brown (mail (mailto:m.brown@example.org))`.
  static func withoutMarkup(_ cell: String) -> String {
    let bytes = cell.utf8
    guard bytes.count <= longestCell * 2,
      bytes.contains(where: { $0 == 0x2A || $0 == 0x60 || $0 == 0x5F || $0 == 0x5D })
    else { return cell }
    let scalars = Array(cell.unicodeScalars)
    var plain = String.UnicodeScalarView()
    var open: [(place: String.UnicodeScalarView.Index, index: Int)] = []
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      let next: Unicode.Scalar? = index + 1 < scalars.count ? scalars[index + 1] : nil
      switch scalar {
      case "`": break
      case "*" where next == "*", "_" where next == "_": index += 1
      // *Mary Brown*, _Mary Brown_; m_brown@example.org keeps its line, and a bullet its mark.
      case "*" where isEmphasis(scalars, at: index), "_" where isEmphasis(scalars, at: index): break
      case "[":
        open.append((plain.endIndex, plain.count))
        plain.append(scalar)
      case "]":
        // A link names what is linked before its address.
        if let bracket = open.popLast(), next == "(" {
          plain.remove(at: plain.index(plain.startIndex, offsetBy: bracket.index))
          plain.append(" ")
        } else {
          plain.append(scalar)
        }
      default: plain.append(scalar)
      }
      index += 1
    }
    return String(plain)
  }

  /// Whether a mark stands at one side of a word only, as a pair of them does around words.
  private static func isEmphasis(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
    func isWord(_ place: Int) -> Bool { scalars.indices.contains(place) && scalars[place].properties.isAlphabetic }
    let mark = scalars[index]
    guard isWord(index - 1) != isWord(index + 1) else { return false }
    return isWord(index + 1)
      ? scalars[(index + 1)...].indices.contains { scalars[$0] == mark && isWord($0 - 1) && !isWord($0 + 1) }
      : scalars[..<index].indices.contains { scalars[$0] == mark && isWord($0 + 1) && !isWord($0 - 1) }
  }

  /// 日下考子◎, ★青山一郎: marks that say something of whom a cell names.
  static func withoutMarks(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
      marks.contains(first) || marks.contains(last)
    else { return text }
    var rest = text.unicodeScalars[...]
    while let scalar = rest.last, marks.contains(scalar) { rest.removeLast() }
    while let scalar = rest.first, marks.contains(scalar) { rest.removeFirst() }
    // Marks alone are what a roster is filled with.
    return rest.isEmpty ? text : TableReading.trim(String(rest))
  }

  private static let marks = Set("◎○●△▲▽▼□■◇◆☆★※♪♡♥†".unicodeScalars)
}
