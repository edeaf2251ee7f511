import JapaneseText

/// The folded words of titles, to notice titles that repeat inside a table.
struct TitleWords {
  static let shared = TitleWords()

  private let seed = FastHash.seed
  private var hashes: Set<UInt64> = []

  private init() {
    // 名前 and 選手 are nobody's names; Guest and Person are.
    for (word, entry) in HeaderWords.exact
    where entry.strength == .strong || entry.role == .name && word.utf8.allSatisfy({ $0 >= 0x80 }) {
      var word = Folding.foldName(word)
      word.withUTF8 { bytes in if let hash = hash(bytes) { hashes.insert(hash) } }
    }
  }

  func contains(_ name: CellBytes) -> Bool { hash(name).map(hashes.contains) ?? false }

  private func hash(_ bytes: CellBytes) -> UInt64? {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return nil }
    var hash = FastHash(seed: seed, salt: 7)
    hash.combine(base, count: bytes.count)
    return hash.value
  }
}
