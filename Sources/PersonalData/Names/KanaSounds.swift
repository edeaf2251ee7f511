#if canImport(Glibc)
  import Glibc
#endif

/// Which kana follow each other in Japanese names: tells ヤマダタロウ from ハンガーラック.
struct KanaSounds: Sendable {
  /// Katakana U+30A0…U+30FF; index 0 (U+30A0) also stands for the border of a name.
  private static let size = 96
  private var costs: [Float]
  /// What a kana costs in other words: more even than in names.
  static let otherCost: Float = 3.9

  struct Counts {
    fileprivate var pairs = [Float](repeating: 0, count: KanaSounds.size * KanaSounds.size)

    mutating func add(_ kana: UnsafeBufferPointer<UInt32>) {
      var previous = 0
      for scalar in kana {
        let index = KanaSounds.index(scalar)
        pairs[previous * KanaSounds.size + index] += 1
        previous = index
      }
      pairs[previous * KanaSounds.size] += 1
    }
  }

  init(_ first: Counts, _ second: Counts) {
    costs = [Float](repeating: 0, count: Self.size * Self.size)
    for row in 0..<Self.size {
      let range = row * Self.size..<(row + 1) * Self.size
      var total: Float = 0
      for index in range { total += first.pairs[index] + second.pairs[index] }
      for index in range {
        costs[index] = -log((first.pairs[index] + second.pairs[index] + 0.05) / (total + 0.05 * Float(Self.size)))
      }
    }
  }

  @inline(__always)
  private static func index(_ scalar: UInt32) -> Int {
    (0x30A0...0x30FF).contains(scalar) ? Int(scalar - 0x30A0) : scalar == 0x2D ? 0x5C : 0
  }

  /// Log odds a kana that this is a Japanese name rather than another word in kana; above 0 for a name.
  func evidence(_ kana: UnsafeBufferPointer<UInt32>) -> Float {
    guard !kana.isEmpty else { return -1 }
    var cost: Float = 0
    var previous = 0
    for scalar in kana {
      let index = Self.index(scalar)
      cost += costs[previous * Self.size + index]
      previous = index
    }
    cost += costs[previous * Self.size]
    return Self.otherCost - cost / Float(kana.count)
  }
}
