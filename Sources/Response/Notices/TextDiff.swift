/// What is different between two texts: lines first, then the words within lines that were changed.
package enum TextDiff {
  package enum Piece: Sendable, Hashable {
    case same(String)
    case removed(String)
    case added(String)
  }

  /// One line of the result; several pieces where words of a line changed.
  package typealias Line = [Piece]

  /// Cells of a comparison that is done word by word; longer texts are compared line by line only.
  private static let mostCells = 4_000_000

  package static func lines(_ old: [String], _ new: [String]) -> [Line] {
    var out: [Line] = []
    var removed: [String] = []
    var added: [String] = []
    func flush() {
      // What stands at the same place is taken for the same line, changed.
      for index in 0..<max(removed.count, added.count) {
        switch (index < removed.count, index < added.count) {
        case (true, true):
          let pieces = words(removed[index], added[index])
          // Where hardly anything stayed, the whole line is easier to read.
          let kept = pieces.reduce(0) { if case .same(let text) = $1 { $0 + text.count } else { $0 } }
          if kept * 3 >= min(removed[index].count, added[index].count) {
            out.append(pieces)
          } else {
            out.append([.removed(removed[index])])
            out.append([.added(added[index])])
          }
        case (true, false): out.append([.removed(removed[index])])
        case (false, true): out.append([.added(added[index])])
        case (false, false): break
        }
      }
      removed = []
      added = []
    }
    for step in steps(old, new) {
      switch step {
      case .same(let line):
        flush()
        out.append([.same(line)])
      case .removed(let line): removed.append(line)
      case .added(let line): added.append(line)
      }
    }
    flush()
    return out
  }

  /// - Returns: pieces that give `old` when the added ones are left out, and `new` when the removed ones are.
  package static func words(_ old: String, _ new: String) -> [Piece] {
    var pieces: [Piece] = []
    for step in steps(tokens(of: old), tokens(of: new)) {
      switch (pieces.last, step) {
      case (.same(let text), .same(let more)): pieces[pieces.count - 1] = .same(text + more)
      case (.removed(let text), .removed(let more)): pieces[pieces.count - 1] = .removed(text + more)
      case (.added(let text), .added(let more)): pieces[pieces.count - 1] = .added(text + more)
      default: pieces.append(step)
      }
    }
    return pieces
  }

  /// The longest common subsequence; what is removed stands before what is added.
  private static func steps(_ old: [String], _ new: [String]) -> [Piece] {
    let head = zip(old, new).prefix { $0 == $1 }.count
    let tail = min(
      zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count, min(old.count, new.count) - head)
    let (a, b) = (Array(old[head..<(old.count - tail)]), Array(new[head..<(new.count - tail)]))
    let before = old[..<head].map { Piece.same($0) }
    let after = old[(old.count - tail)...].map { Piece.same($0) }
    guard !a.isEmpty, !b.isEmpty, a.count * b.count <= mostCells else {
      return before + a.map { .removed($0) } + b.map { .added($0) } + after
    }
    // Lengths of the longest common subsequences of all tails.
    let width = b.count + 1
    var length = [Int32](repeating: 0, count: (a.count + 1) * width)
    for i in a.indices.reversed() {
      for j in b.indices.reversed() {
        length[i * width + j] =
          a[i] == b[j]
          ? length[(i + 1) * width + j + 1] + 1 : max(length[(i + 1) * width + j], length[i * width + j + 1])
      }
    }
    var middle: [Piece] = []
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if i < a.count, j < b.count, a[i] == b[j] {
        middle.append(.same(a[i]))
        (i, j) = (i + 1, j + 1)
      } else if j == b.count || (i < a.count && length[(i + 1) * width + j] >= length[i * width + j + 1]) {
        middle.append(.removed(a[i]))
        i += 1
      } else {
        middle.append(.added(b[j]))
        j += 1
      }
    }
    return before + middle + after
  }

  private enum Script: Hashable { case digits, latin, kanji, hiragana, katakana, space, other }

  /// Japanese has no spaces: a word is taken to be a run of one script. Numbers and dates stay whole.
  static func tokens(of text: String) -> [String] {
    var tokens: [String] = []
    var last: Script?
    for character in text {
      let script = script(of: character)
      if script == last, script != .other {
        tokens[tokens.count - 1].append(character)
      } else {
        tokens.append(String(character))
      }
      last = script
    }
    return tokens
  }

  private static func script(of character: Character) -> Script {
    guard let scalar = character.unicodeScalars.first else { return .other }
    return switch scalar.value {
    case 0x30...0x39, 0x2C, 0x2D, 0x2E, 0x3A, 0xFF10...0xFF19: .digits
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F: .latin
    case 0x20, 0x3000: .space
    case 0x3041...0x309F: .hiragana
    case 0x30A0...0x30FF, 0x31F0...0x31FF: .katakana
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF, 0x3005: .kanji
    default: .other
    }
  }
}
