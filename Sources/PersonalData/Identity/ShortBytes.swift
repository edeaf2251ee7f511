/// A few bytes that are written again for each person, in memory that is never moved.
struct ShortBytes: ~Copyable {
  private static let capacity = IdentityKeyMaker.capacity
  private let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: ShortBytes.capacity)
  private(set) var count = 0

  init() {}

  deinit { bytes.deallocate() }

  var isEmpty: Bool { count == 0 }

  /// Valid until the next change.
  var cell: CellBytes { CellBytes(start: bytes, count: count) }

  mutating func removeAll() { count = 0 }

  /// What does not fit is left out.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    guard count < ShortBytes.capacity else { return }
    bytes[count] = byte
    count += 1
  }
}
