/// Raw deflate (RFC 1951) in one block of fixed codes: plain, fast enough for a generator, and the same bytes whatever
/// library of whatever version a machine has.
enum Deflate {
  static func compress(_ input: [UInt8]) -> [UInt8] {
    var writer = BitWriter(capacity: input.count / 2 + 64)
    writer.put(1, 1)
    writer.put(1, 2)
    // The last place where each hash of four bytes was seen.
    var last = [Int32](repeating: -1, count: 1 << 15)
    input.withUnsafeBufferPointer { bytes in
      last.withUnsafeMutableBufferPointer { last in
        var i = 0
        while i < bytes.count {
          let length = match(bytes, at: i, &last)
          if length.count >= 4 {
            writer.put(length: length.count, distance: length.distance)
            i += length.count
          } else {
            writer.put(literal: Int(bytes[i]))
            i += 1
          }
        }
      }
    }
    writer.put(literal: 256)
    return writer.finished()
  }

  private static func match(
    _ bytes: UnsafeBufferPointer<UInt8>, at i: Int, _ last: inout UnsafeMutableBufferPointer<Int32>
  ) -> (count: Int, distance: Int) {
    guard i + 4 <= bytes.count else { return (0, 0) }
    let word =
      UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8 | UInt32(bytes[i + 2]) << 16 | UInt32(bytes[i + 3]) << 24
    let hash = Int((word &* 0x9E37_79B1) >> 17)
    let candidate = Int(last[hash])
    last[hash] = Int32(truncatingIfNeeded: i)
    guard candidate >= 0, i - candidate <= 32768 else { return (0, 0) }
    let most = min(258, bytes.count - i)
    var count = 0
    while count < most, bytes[candidate + count] == bytes[i + count] { count += 1 }
    return (count, i - candidate)
  }

  private struct BitWriter {
    private var bytes: [UInt8] = []
    private var held: UInt64 = 0
    private var count = 0

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// Low bits first.
    mutating func put(_ value: Int, _ width: Int) {
      held |= UInt64(value) << UInt64(count)
      count += width
      while count >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: held))
        held >>= 8
        count -= 8
      }
    }

    /// RFC 1951, 3.2.6.
    mutating func put(literal: Int) {
      switch literal {
      case ..<144: putCode(0x30 + literal, 8)
      case ..<256: putCode(0x190 + literal - 144, 9)
      case ..<280: putCode(literal - 256, 7)
      default: putCode(0xC0 + literal - 280, 8)
      }
    }

    mutating func put(length: Int, distance: Int) {
      let l = Deflate.lengths.lastIndex { $0.base <= length } ?? 0
      put(literal: 257 + l)
      put(length - Deflate.lengths[l].base, Deflate.lengths[l].extra)
      let d = Deflate.distances.lastIndex { $0.base <= distance } ?? 0
      putCode(d, 5)
      put(distance - Deflate.distances[d].base, Deflate.distances[d].extra)
    }

    /// Huffman codes go high bit first.
    private mutating func putCode(_ code: Int, _ width: Int) {
      var reversed = 0
      for i in 0..<width where code >> i & 1 == 1 { reversed |= 1 << (width - 1 - i) }
      put(reversed, width)
    }

    mutating func finished() -> [UInt8] {
      if count > 0 { bytes.append(UInt8(truncatingIfNeeded: held)) }
      return bytes
    }
  }

  /// Shortest length and number of extra bits of the codes 257…285.
  fileprivate static let lengths = ranges(codes: 28, from: 3, ofEachWidth: 4) + [(258, 0)]

  /// Shortest distance and number of extra bits of the codes 0…29.
  fileprivate static let distances = ranges(codes: 30, from: 1, ofEachWidth: 2)

  /// Where the range of each code begins, and its extra bits: one more after every few codes (RFC 1951, 3.2.5).
  private static func ranges(codes: Int, from first: Int, ofEachWidth few: Int) -> [(base: Int, extra: Int)] {
    var table: [(base: Int, extra: Int)] = []
    var base = first
    for code in 0..<codes {
      let extra = max(0, code / few - 1)
      table.append((base, extra))
      base += 1 << extra
    }
    return table
  }
}
