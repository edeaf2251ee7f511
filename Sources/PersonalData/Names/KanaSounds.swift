/// Which kana follow each other in Japanese names: tells ヤマダタロウ from ハンガーラック.
struct KanaSounds: Sendable {
  /// Katakana U+30A0…U+30FF; index 0 (U+30A0) also stands for the border of a name.
  static let size = 96
  private nonisolated(unsafe) let costs: UnsafePointer<UInt32>
  /// What a kana costs in other words: more even than in names.
  static let otherCost: Float = 3.9

  /// - Parameter costs: the bits of `size` times `size` floats that are never given back.
  init(costs: UnsafePointer<UInt32>?) {
    self.costs =
      costs
      ?? {
        let none = UnsafeMutablePointer<UInt32>.allocate(capacity: Self.size * Self.size)
        none.initialize(repeating: 0, count: Self.size * Self.size)
        return UnsafePointer(none)
      }()
  }

  @inline(__always)
  static func index(_ scalar: UInt32) -> Int {
    (0x30A0...0x30FF).contains(scalar) ? Int(scalar - 0x30A0) : scalar == 0x2D ? 0x5C : 0
  }

  /// Log odds a kana that this is a Japanese name rather than another word in kana; above 0 for a name.
  func evidence(_ kana: UnsafeBufferPointer<UInt32>) -> Float {
    guard !kana.isEmpty else { return -1 }
    var cost: Float = 0
    var previous = 0
    for scalar in kana {
      let index = Self.index(scalar)
      cost += Float(bitPattern: costs[previous * Self.size + index])
      previous = index
    }
    cost += Float(bitPattern: costs[previous * Self.size])
    return Self.otherCost - cost / Float(kana.count)
  }
}
