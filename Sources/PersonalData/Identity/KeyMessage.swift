import Cryptography

/// The canonical string of one identity key while it is being put together, and its hash.
struct KeyMessage: ~Copyable {
  private static let capacity = 4 * IdentityKeyMaker.capacity
  /// With room for the padding of SHA-256.
  private let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: KeyMessage.capacity + 64)
  private var count = 0

  deinit { bytes.deallocate() }

  /// Starts anew with the version of the normaliser and the kind's tag.
  mutating func begin(_ tag: StaticString) {
    bytes[0] = UInt8(ascii: "0") + UInt8(IdentityKey.version)
    bytes[1] = UInt8(ascii: "|")
    count = 2
    for index in 0..<tag.utf8CodeUnitCount {
      bytes[count] = tag.utf8Start[index]
      count += 1
    }
  }

  mutating func add(_ value: CellBytes) {
    append(UInt8(ascii: "|"))
    let length = min(value.count, KeyMessage.capacity - count)
    guard length > 0, let base = value.baseAddress else { return }
    (bytes + count).update(from: base, count: length)
    count += length
  }

  mutating func add(decimal value: UInt64) {
    append(UInt8(ascii: "|"))
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = value
      var first = 20
      repeat {
        first -= 1
        digits[first] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      } while rest != 0
      for digit in digits[first...] { append(digit) }
    }
  }

  /// The key of this string, which may go on.
  func key(_ kind: IdentityKind) -> IdentityKey {
    let digest = SHA256Digest(hashing: bytes, count: count)
    return IdentityKey(kind: kind, high: digest.words.0, low: digest.words.1)
  }

  @inline(__always)
  private mutating func append(_ byte: UInt8) {
    guard count < KeyMessage.capacity else { return }
    bytes[count] = byte
    count += 1
  }
}
