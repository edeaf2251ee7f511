import PersonalData

/// The UTF-8 bytes of a string as a cell.
func withCell<Result>(_ text: String, _ body: (CellBytes) -> Result) -> Result {
  Array(text.utf8).withUnsafeBufferPointer(body)
}

/// SplitMix64: the same numbers for the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// `count` decimal digits.
  mutating func digits(_ count: Int) -> String {
    String(decoding: (0..<count).map { _ in UInt8.random(in: 0x30...0x39, using: &self) }, as: UTF8.self)
  }
}
