/// A quick 64-bit hash of byte strings for tables that live only while a file is read. Never stored, never sent, and
/// seeded at random per process, so that nobody can craft a file whose rows collide.
///
/// Folded 64×64→128-bit multiplication in the manner of wyhash (public domain).
struct FastHash {
  /// Of this process. Whoever hashes for each row keeps it: asking for the static costs more than a short hash.
  static let seed = UInt64.random(in: .min ... .max)
  private var state: UInt64

  init(seed: UInt64 = FastHash.seed, salt: UInt64 = 0) { state = seed ^ salt }

  @inline(__always)
  private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  @inline(__always)
  mutating func combine(_ word: UInt64) {
    state = FastHash.mix(state ^ word, 0x9e37_79b9_7f4a_7c15)
  }

  /// Adds the bytes and their count, so that "ab","c" and "a","bc" differ.
  @inline(__always)
  mutating func combine(_ start: UnsafePointer<UInt8>, count: Int) {
    let raw = UnsafeRawPointer(start)
    var offset = 0
    while count - offset >= 16 {
      let a = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let b = raw.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
      state = FastHash.mix(a ^ 0xa076_1d64_78bd_642f, b ^ state)
      offset += 16
    }
    var a: UInt64 = 0
    var b: UInt64 = 0
    let rest = count - offset
    if rest >= 8 {
      a = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      b = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else if rest >= 4 {
      a = UInt64(raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      b = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
    } else if rest > 0 {
      a = UInt64(start[offset]) << 16 | UInt64(start[offset + rest >> 1]) << 8 | UInt64(start[count - 1])
    }
    state = FastHash.mix(a ^ 0xe703_7ed1_a0b4_28db ^ UInt64(truncatingIfNeeded: count), b ^ state)
  }

  var value: UInt64 { FastHash.mix(state, 0x8ebc_6af0_9c88_c6e3) }

  /// Hash of one cell by itself.
  static func value(of cell: CellBytes) -> UInt64 {
    guard let base = cell.baseAddress else { return 0 }
    var hash = FastHash()
    hash.combine(base, count: cell.count)
    return hash.value
  }
}

/// A set of 64-bit hashes with open addressing. Stops growing at `limit`: from then on `insert` calls everything new,
/// which costs a later join but bounds the memory (8 bytes an entry at a load of at most one half).
struct HashSet64 {
  private var slots: [UInt64]
  private var mask: Int
  private(set) var count = 0
  private let limit: Int

  init(limit: Int = 4 << 20) {
    slots = [UInt64](repeating: 0, count: 1 << 10)
    mask = (1 << 10) - 1
    self.limit = limit
  }

  /// - Returns: whether the hash was not yet in the set.
  @inline(__always)
  mutating func insert(_ hash: UInt64) -> Bool {
    let key = hash == 0 ? 1 : hash
    var slot = Int(truncatingIfNeeded: key) & mask
    while true {
      let held = slots[slot]
      if held == key { return false }
      if held == 0 { break }
      slot = (slot &+ 1) & mask
    }
    if count >= limit { return true }
    slots[slot] = key
    count += 1
    if count * 2 > mask { grow() }
    return true
  }

  func holds(_ hash: UInt64) -> Bool {
    let key = hash == 0 ? 1 : hash
    var slot = Int(truncatingIfNeeded: key) & mask
    while slots[slot] != 0 {
      if slots[slot] == key { return true }
      slot = (slot &+ 1) & mask
    }
    return false
  }

  private mutating func grow() {
    let old = slots
    mask = mask * 2 + 1
    slots = [UInt64](repeating: 0, count: mask + 1)
    for key in old where key != 0 {
      var slot = Int(truncatingIfNeeded: key) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = key
    }
  }
}
