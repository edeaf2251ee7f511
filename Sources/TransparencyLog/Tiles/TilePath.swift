/// The address of one resource of a log, below the log's prefix: C2SP tlog-tiles v0.1.0. There is one spelling of each,
/// and no other text is a path: whoever serves parsed paths serves nothing else.
package enum TilePath: Sendable, Hashable {
  case checkpoint
  /// `width` hashes of level `8 · level`, from index `256 · index` on. 256 is a full tile.
  case hashes(level: Int, index: Int, width: Int)
  /// The entries below the tile of level 0 with this index.
  case entries(index: Int, width: Int)

  package static let fullWidth = 256

  package var text: String {
    switch self {
    case .checkpoint: "checkpoint"
    case .hashes(let level, let index, let width): "tile/\(level)/" + Self.text(index, width)
    case .entries(let index, let width): "tile/entries/" + Self.text(index, width)
    }
  }

  private static func text(_ index: Int, _ width: Int) -> String {
    let digits = String(index)
    let padded = Array(String(repeating: "0", count: (3 - digits.count % 3) % 3) + digits)
    let groups = stride(from: 0, to: padded.count, by: 3).map { String(padded[$0..<$0 + 3]) }
    let path = (groups.dropLast().map { "x" + $0 } + groups.suffix(1)).joined(separator: "/")
    return width == fullWidth ? path : path + ".p/\(width)"
  }

  /// - Returns: nil for anything that is not exactly such a path.
  package init?(_ text: String) {
    if text == "checkpoint" {
      self = .checkpoint
      return
    }
    guard text.utf8.count <= 64 else { return nil }
    var words = text.split(separator: "/", omittingEmptySubsequences: false).map { Array($0.utf8) }
    guard words.count >= 3, words[0].elementsEqual("tile".utf8) else { return nil }
    let level: Int?
    if words[1].elementsEqual("entries".utf8) {
      level = nil
    } else {
      guard let number = CanonicalText.number(words[1]), number <= 63 else { return nil }
      level = number
    }
    words.removeFirst(2)
    var width = Self.fullWidth
    if words.count >= 2, words[words.count - 2].suffix(2).elementsEqual(".p".utf8) {
      guard let number = CanonicalText.number(words[words.count - 1]), (1..<Self.fullWidth).contains(number) else {
        return nil
      }
      width = number
      words.removeLast()
      words[words.count - 1].removeLast(2)
    }
    guard let index = Self.index(words) else { return nil }
    self = level.map { .hashes(level: $0, index: index, width: width) } ?? .entries(index: index, width: width)
  }

  private static func index(_ groups: [[UInt8]]) -> Int? {
    // Six groups of three digits are below 2^63.
    guard !groups.isEmpty, groups.count <= 6 else { return nil }
    var index = 0
    for (place, group) in groups.enumerated() {
      var digits = group[...]
      if place < groups.count - 1 {
        guard digits.popFirst() == UInt8(ascii: "x") else { return nil }
      }
      guard digits.count == 3, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
        return nil
      }
      let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
      // More groups than needed would be a second spelling.
      if place == 0, groups.count > 1, value == 0 { return nil }
      index = index * 1000 + value
    }
    return index
  }

  /// Number of hashes or entries that lie in tile `index` of a level in a tree of `size` leaves: 256 for a full tile, 0
  /// for one that the tree does not have.
  package static func width(level: Int, index: Int, size: Int) -> Int {
    guard level * 8 < Int.bitWidth - 1 else { return 0 }
    return max(0, min(fullWidth, (size >> (8 * level)) - index * fullWidth))
  }
}
