/// Bytes from the operating system's generator (`SystemRandomNumberGenerator` is getrandom(2) on Linux).
package enum RandomBytes {
  package static func make(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
