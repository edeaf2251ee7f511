/// The cipher that Jet masks its header with, and the pages of an encoded database (Schneier, Applied Cryptography, 17.1).
enum RC4 {
  static func apply(_ key: [UInt8], to bytes: inout [UInt8], _ range: Range<Int>) {
    var state = Array(UInt8.min...UInt8.max)
    var mixed: UInt8 = 0
    for index in state.indices {
      mixed = mixed &+ state[index] &+ key[index % key.count]
      state.swapAt(index, Int(mixed))
    }
    var first: UInt8 = 0
    var second: UInt8 = 0
    for index in range {
      first &+= 1
      second &+= state[Int(first)]
      state.swapAt(Int(first), Int(second))
      bytes[index] ^= state[Int(state[Int(first)] &+ state[Int(second)])]
    }
  }
}
