/// A set of lower-case words that is asked without making a `String`: sorted 64-bit hashes of their bytes.
struct WordSet: Sendable {
  private let hashes: [UInt64]

  init(_ words: [StaticString]) {
    hashes = words.map { Self.hash(CellBytes(start: $0.utf8Start, count: $0.utf8CodeUnitCount)) }.sorted()
  }

  /// Whether `word` is in the set, with ASCII letters of either case.
  func contains(_ word: CellBytes) -> Bool {
    let wanted = Self.hash(word)
    var low = 0
    var high = hashes.count
    while low < high {
      let middle = (low + high) / 2
      if hashes[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return low < hashes.count && hashes[low] == wanted
  }

  private static func hash(_ word: CellBytes) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte.lowercased)) &* 0x100_0000_01B3 }
    return hash
  }
}
