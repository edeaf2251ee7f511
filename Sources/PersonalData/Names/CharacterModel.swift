#if canImport(Glibc)
  import Glibc
#endif

/// How likely a character is as the first, an inner or the last one of a kind of word: what says that 結菜乃 looks like
/// a given name although no list has it. Costs are negative natural logarithms in tenths.
struct CharacterModel: Sendable {
  /// Three tables of 65,536 costs: first, inside, last. Characters beyond the basic plane share one cost.
  /// Never given back, see `NameTable`.
  private nonisolated(unsafe) let costs: UnsafeMutablePointer<UInt8>
  /// Cost of a character that was never seen at its place.
  static let unseen: UInt8 = 110

  /// Counts while the model is learnt: three counts a character.
  struct Counts {
    fileprivate var counts = [UInt32](repeating: 0, count: 3 * 0x10000)

    mutating func add(_ word: UnsafeBufferPointer<UInt32>, times: UInt32 = 1) {
      for index in 0..<word.count where word[index] < 0x10000 {
        let place = index == 0 ? 0 : index == word.count - 1 ? 2 : 1
        counts[place << 16 | Int(word[index])] &+= times
      }
    }

    mutating func add(_ scalar: UInt32, first: UInt32, inside: UInt32, last: UInt32) {
      guard scalar < 0x10000 else { return }
      counts[Int(scalar)] &+= first
      counts[1 << 16 | Int(scalar)] &+= inside
      counts[2 << 16 | Int(scalar)] &+= last
    }
  }

  init(_ counts: Counts) {
    costs = .allocate(capacity: 3 * 0x10000)
    costs.initialize(repeating: Self.unseen, count: 3 * 0x10000)
    for place in 0..<3 {
      let range = place << 16..<(place + 1) << 16
      var total: Float = 0
      for index in range { total += Float(counts.counts[index]) }
      // Some 3,000 characters take part; half a count each is kept for those that were not seen.
      let ceiling = log(total + 1500)
      for index in range where counts.counts[index] > 0 {
        let cost = (ceiling - log(Float(counts.counts[index]))) * 10
        costs[index] = UInt8(max(1, min(Float(Self.unseen), cost)))
      }
    }
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
