import CNameLists

/// How likely a character is as the first, an inner or the last one of a kind of word: what says that 結菜乃 looks like
/// a given name although no list has it. Costs are negative natural logarithms in tenths.
struct CharacterModel: Sendable {
  /// Three tables of 65,536 costs: first, inside, last. Characters beyond the basic plane share one cost.
  /// Never given back, see `NameTable`.
  private nonisolated(unsafe) let costs: UnsafeMutablePointer<UInt8>
  /// Cost of a character that was never seen at its place.
  static let unseen: UInt8 = 110

  /// - Parameter rows: see `HikaeCharacterCosts`; what is not there was never seen.
  init(rows: UnsafeBufferPointer<UInt64>) {
    costs = .allocate(capacity: 3 * 0x10000)
    costs.initialize(repeating: Self.unseen, count: 3 * 0x10000)
    for row in rows {
      let scalar = Int(row & 0xFFFF)
      costs[scalar] = UInt8(truncatingIfNeeded: row >> 16)
      costs[1 << 16 | scalar] = UInt8(truncatingIfNeeded: row >> 24)
      costs[2 << 16 | scalar] = UInt8(truncatingIfNeeded: row >> 32)
    }
  }

  init(_ costs: HikaeCharacterCosts) {
    self.init(rows: UnsafeBufferPointer(start: costs.rows, count: costs.rows == nil ? 0 : Int(costs.count)))
  }

  /// Cost of a word by its characters and their places, without any cost for its length. In nats.
  @inline(__always)
  func cost(_ word: UnsafeBufferPointer<UInt32>) -> Float {
    var sum = 0
    for index in 0..<word.count {
      let place = index == 0 ? 0 : index == word.count - 1 ? 2 : 1
      sum += word[index] < 0x10000 ? Int(costs[place << 16 | Int(word[index])]) : Int(Self.unseen)
    }
    return Float(sum) / 10
  }
}
