import CNameLists

/// Hash of a name as a sequence of scalars, computed step by step so that all prefixes of a name cost one pass.
enum NameHash {
  static let seed: UInt64 = 0x9AE1_6A3B_2F90_404F

  @inline(__always)
  static func step(_ hash: UInt64, _ scalar: UInt32) -> UInt64 {
    let mixed = (hash ^ UInt64(scalar)) &* 0x9E37_79B9_7F4A_7C15
    return mixed ^ (mixed >> 29)
  }

  @inline(__always)
  static func of(_ scalars: UnsafeBufferPointer<UInt32>) -> UInt64 {
    var hash = seed
    for scalar in scalars { hash = step(hash, scalar) }
    return hash
  }

  static func of(_ text: String) -> UInt64 {
    text.unicodeScalars.reduce(seed) { step($0, $1.value) }
  }
}

/// A set of names with a 16-bit value each: open addressing on the hash alone, without the names.
///
/// A slot keeps 48 bits of the hash: among a hundred thousand names a wrong hit has a chance below one in a billion.
/// The memory is never given back: the lists live as long as the process, and a look-up that counts references would
/// cost more than the look-up.
struct NameTable: Sendable {
  nonisolated(unsafe) let slots: UnsafePointer<UInt64>
  private let mask: Int
  /// Names in the table.
  let count: Int

  var slotCount: Int { mask + 1 }

  /// A table that stands in the program as it is.
  init(_ table: HikaeNameTable) {
    guard let slots = table.slots, table.slot_count > 0 else {
      self = Builder(capacity: 0).table
      return
    }
    self.slots = slots
    mask = Int(table.slot_count) - 1
    count = Int(table.count)
  }

  private init(slots: UnsafePointer<UInt64>, mask: Int, count: Int) {
    self.slots = slots
    self.mask = mask
    self.count = count
  }

  /// The value under a hash, 0 when there is none.
  @inline(__always)
  func value(_ hash: UInt64) -> UInt16 {
    var index = Int(truncatingIfNeeded: hash >> 20) & mask
    while true {
      let slot = slots[index]
      if slot == 0 { return 0 }
      if (slot ^ hash) & ~0xFFFF == 0 { return UInt16(truncatingIfNeeded: slot) }
      index = (index + 1) & mask
    }
  }

  /// A table while it is filled.
  struct Builder {
    private let slots: UnsafeMutablePointer<UInt64>
    private let mask: Int
    private var count = 0

    /// - Parameter capacity: names that will come; a quarter of the slots stay empty at least.
    init(capacity: Int) {
      var size = 64
      while size * 3 < capacity * 4 { size *= 2 }
      slots = .allocate(capacity: size)
      slots.initialize(repeating: 0, count: size)
      mask = size - 1
    }

    /// What was filled in; the builder must not be used any more.
    var table: NameTable { NameTable(slots: slots, mask: mask, count: count) }

    /// Puts in `value` (not 0), or what `merge` makes of the value there and the new one.
    mutating func insert(_ hash: UInt64, _ value: UInt16, merge: (UInt16, UInt16) -> UInt16 = { max($0, $1) }) {
      // A full table would make look-ups endless; the capacity is given by the callers, who know their lists.
      guard count < mask, value != 0 else { return }
      var index = Int(truncatingIfNeeded: hash >> 20) & mask
      while slots[index] != 0 {
        if (slots[index] ^ hash) & ~0xFFFF == 0 {
          slots[index] = hash & ~0xFFFF | UInt64(merge(UInt16(truncatingIfNeeded: slots[index]), value))
          return
        }
        index = (index + 1) & mask
      }
      slots[index] = hash & ~0xFFFF | UInt64(value)
      count += 1
    }
  }
}
