/// Says which records have a key in common.
///
/// The keys of all records, parted by kind and then by their first bits, so that each part fits the processor's cache
/// when it is sorted. As many parts as the memory allows are filled in one pass over the records.
struct KeyPostings {
  /// One key of one record.
  struct Posting {
    /// The key's first 64 bits.
    var hash: UInt64
    var record: UInt32
    var birthDate: Int32
  }

  /// Postings of one part, about: a megabyte of them.
  private static let postingsPerPart = 1 << 16
  private static let kindCount = 16

  private let store: RecordStore
  private let memory: Int
  /// Parts of each kind: 2 to the power of this.
  private let partBits: Int
  /// Postings in each part, by kind and then by the key's first bits.
  private var counts: [Int]

  /// - Parameter memory: bytes for postings at a time.
  init(_ store: RecordStore, memory: Int) {
    self.store = store
    self.memory = memory
    var bits = 0
    while store.count >> bits > Self.postingsPerPart, bits < 12 { bits += 1 }
    partBits = bits
    var counts = [Int](repeating: 0, count: Self.kindCount << bits)
    store.forEach { _, record in
      for place in 0..<record.keyCount {
        counts[Self.part(ofKind: record.rawKind(at: place), hash: record.keyHigh(at: place), bits: bits)] += 1
      }
    }
    self.counts = counts
  }

  @inline(__always)
  private static func part(ofKind kind: UInt8, hash: UInt64, bits: Int) -> Int {
    // A shift by 64 gives 0.
    Int(kind) << bits | Int(hash >> UInt64(64 - bits))
  }

  /// Hands over every run of two or more postings with the same key, ordered by record: the kinds as listed, one after
  /// the other.
  func forEachRun(of kinds: [IdentityKind], _ body: (IdentityKind, UnsafeBufferPointer<Posting>) -> Void) {
    let parts = kinds.flatMap { kind in
      (0..<1 << partBits).map { (kind: kind, part: Int(kind.rawValue) << partBits | $0) }
    }.filter { counts[$0.part] > 1 }
    var next = 0
    var scratch: [Posting] = []
    while next < parts.count {
      // The parts that fit; one at least.
      var places = [Int](repeating: -1, count: counts.count)
      var total = 0
      let first = next
      while next < parts.count,
        next == first || (total + counts[parts[next].part]) * MemoryLayout<Posting>.stride <= memory
      {
        places[parts[next].part] = total
        total += counts[parts[next].part]
        next += 1
      }
      var postings = gather(total, into: &places)
      postings.withUnsafeMutableBufferPointer { all in
        var start = 0
        for (kind, part) in parts[first..<next] {
          let end = start + counts[part]
          let slice = UnsafeMutableBufferPointer(rebasing: all[start..<end])
          PostingSort.sort(slice, from: 64 - partBits, scratch: &scratch)
          Self.forEachRun(in: UnsafeBufferPointer(slice)) { body(kind, $0) }
          start = end
        }
      }
    }
  }

  /// - Parameter places: of each part, where its postings go, or -1 when they are not wanted.
  private func gather(_ total: Int, into places: inout [Int]) -> [Posting] {
    [Posting](unsafeUninitializedCapacity: total) { buffer, initialized in
      places.withUnsafeMutableBufferPointer { places in
        store.forEach { index, record in
          for place in 0..<record.keyCount {
            let hash = record.keyHigh(at: place)
            let part = Self.part(ofKind: record.rawKind(at: place), hash: hash, bits: partBits)
            let position = places[part]
            if position < 0 { continue }
            buffer.initializeElement(
              at: position, to: Posting(hash: hash, record: UInt32(index), birthDate: record.birthDate))
            places[part] = position + 1
            initialized += 1
          }
        }
      }
    }
  }

  private static func forEachRun(
    in postings: UnsafeBufferPointer<Posting>, _ body: (UnsafeBufferPointer<Posting>) -> Void
  ) {
    var start = 0
    while start < postings.count {
      var end = start + 1
      while end < postings.count, postings[end].hash == postings[start].hash { end += 1 }
      if end - start > 1 { body(UnsafeBufferPointer(rebasing: postings[start..<end])) }
      start = end
    }
  }
}

/// Sorts postings by key. Keys are hashes, so their bits are as good as random: sorted by some of them, nearly all are in
/// place, and what is left is a matter of neighbours.
private enum PostingSort {
  private static let digitBits = 10

  /// - Parameters:
  ///   - postings: in the order of their records, which stays the order within a key.
  ///   - bits: of the hash that differ; those above are the same for all.
  static func sort(
    _ postings: UnsafeMutableBufferPointer<KeyPostings.Posting>, from bits: Int, scratch: inout [KeyPostings.Posting]
  ) {
    guard postings.count > 256 else { return settle(postings, in: 0..<postings.count) }
    if scratch.count < postings.count {
      scratch = Array(repeating: .init(hash: 0, record: 0, birthDate: 0), count: postings.count)
    }
    scratch.withUnsafeMutableBufferPointer { scratch in
      let other = UnsafeMutableBufferPointer(rebasing: scratch[..<postings.count])
      let shift = bits - 2 * digitBits
      scatter(postings, into: other, by: shift)
      scatter(other, into: postings, by: shift + digitBits)
      let mask = (UInt64(1) << UInt64(2 * digitBits) - 1) << UInt64(shift)
      var start = 0
      while start < postings.count {
        let prefix = postings[start].hash & mask
        var end = start + 1
        while end < postings.count, postings[end].hash & mask == prefix { end += 1 }
        if end - start > 1 { settle(postings, in: start..<end) }
        start = end
      }
    }
  }

  /// One pass of a radix sort, from the least digit up: stable.
  private static func scatter(
    _ source: UnsafeMutableBufferPointer<KeyPostings.Posting>,
    into target: UnsafeMutableBufferPointer<KeyPostings.Posting>, by shift: Int
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << digitBits) { starts in
      starts.initialize(repeating: 0)
      let mask = UInt64(1) << UInt64(digitBits) - 1
      for posting in source { starts[Int(posting.hash >> UInt64(shift) & mask)] += 1 }
      var sum = 0
      for digit in starts.indices {
        let count = starts[digit]
        starts[digit] = sum
        sum += count
      }
      for posting in source {
        let digit = Int(posting.hash >> UInt64(shift) & mask)
        target[starts[digit]] = posting
        starts[digit] += 1
      }
    }
  }

  private static func settle(_ postings: UnsafeMutableBufferPointer<KeyPostings.Posting>, in range: Range<Int>) {
    func isBefore(_ a: KeyPostings.Posting, _ b: KeyPostings.Posting) -> Bool {
      a.hash < b.hash || (a.hash == b.hash && a.record < b.record)
    }
    if range.count > 32 {
      postings[range].sort(by: isBefore)
      return
    }
    for index in range.dropFirst() {
      let posting = postings[index]
      var place = index
      while place > range.lowerBound, isBefore(posting, postings[place - 1]) {
        postings[place] = postings[place - 1]
        place -= 1
      }
      postings[place] = posting
    }
  }
}
