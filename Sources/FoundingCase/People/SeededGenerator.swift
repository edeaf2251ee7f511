/// SplitMix64 (Steele, Lea and Flood 2014): the same seed gives the same people and the same bytes on every machine.
/// The standard library's own algorithms over a generator may change between versions, so ranges are drawn here.
package struct SeededGenerator: Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// A generator for one subject, so that adding a file does not change the people of another.
  package init(seed: UInt64, subject: UInt64, _ number: Int = 0) {
    var mixed = SeededGenerator(seed: seed ^ (subject &* 0xd134_2543_de82_ef95))
    let first = mixed.next()
    self.init(seed: first ^ (UInt64(truncatingIfNeeded: number) &* 0x9e37_79b9_7f4a_7c15))
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// 0..<bound; 0 for a bound below 1.
  package mutating func int(below bound: Int) -> Int {
    guard bound > 0 else { return 0 }
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  package mutating func int(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + int(below: range.upperBound - range.lowerBound + 1)
  }

  /// 0..<1.
  package mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  package mutating func chance(perMille: Int) -> Bool { int(below: 1000) < perMille }

  /// - Precondition: `choices` is not empty.
  package mutating func pick<T>(_ choices: [T]) -> T { choices[int(below: choices.count)] }

  package mutating func shuffle<T>(_ values: inout [T]) {
    var i = values.count - 1
    while i > 0 {
      values.swapAt(i, int(below: i + 1))
      i -= 1
    }
  }
}
