import Contents
import Glibc

/// The shared strings of a workbook: one run of UTF-8 and the end of each string in it.
///
/// A workbook may hold hundreds of megabytes of them. Beyond `largestInMemory` the run lies in an unlinked temporary file
/// and is read through a small cache of blocks: strings are numbered in the order of their first use, so that a sheet
/// walks through them nearly from front to back.
final class SharedStrings {
  private var ends: UnsafeMutablePointer<UInt32>
  private var endsCapacity = 1 << 12
  private(set) var count = 0
  private var blob: UnsafeMutablePointer<UInt8>
  private var blobCapacity = 64 << 10
  private var blobCount = 0
  /// Bytes that lie in the file already; the blob follows them.
  private var spilled = 0
  private var file: TemporarySource?
  private var cache: BlockCache?

  private let largestInMemory: Int
  /// More strings or bytes than a workbook that Excel can open.
  private static let largestCount = 24 << 20
  private static let largestBytes = Int(UInt32.max) - (64 << 20)

  init(largestInMemory: Int = 80 << 20) {
    self.largestInMemory = largestInMemory
    ends = .allocate(capacity: endsCapacity)
    blob = .allocate(capacity: blobCapacity)
  }

  deinit {
    ends.deallocate()
    blob.deallocate()
  }

  /// Room for a string of up to `size` bytes; `end(_:)` closes it.
  /// - Throws: `.tooLarge`, `.inputOutput`.
  @inline(__always)
  func room(_ size: Int) throws(UnreadReason) -> UnsafeMutablePointer<UInt8> {
    if blobCount &+ size > blobCapacity || blobCount > largestInMemory { try makeRoom(size) }
    return blob + blobCount
  }

  @inline(__always)
  func end(_ size: Int) throws(UnreadReason) {
    blobCount &+= size
    if count == endsCapacity { try growEnds() }
    ends[count] = UInt32(truncatingIfNeeded: spilled &+ blobCount)
    count &+= 1
  }

  private func growEnds() throws(UnreadReason) {
    guard count < Self.largestCount, let larger = realloc(ends, endsCapacity * 2 * MemoryLayout<UInt32>.size) else {
      throw .tooLarge
    }
    endsCapacity *= 2
    ends = larger.bindMemory(to: UInt32.self, capacity: endsCapacity)
  }

  private func makeRoom(_ size: Int) throws(UnreadReason) {
    guard spilled + blobCount + size < Self.largestBytes else { throw .tooLarge }
    if blobCount > largestInMemory {
      if file == nil { file = try TemporarySource() }
      try file?.append(UnsafeRawBufferPointer(start: blob, count: blobCount))
      spilled += blobCount
      blobCount = 0
    }
    if blobCount + size > blobCapacity {
      let capacity = max(min(blobCapacity * 2, blobCapacity + (32 << 20)), blobCount + size)
      guard let larger = realloc(blob, capacity) else { throw .tooLarge }
      blob = larger.bindMemory(to: UInt8.self, capacity: capacity)
      blobCapacity = capacity
    }
  }

  /// Call once all strings are in.
  func seal() throws(UnreadReason) {
    guard let file else { return }
    try file.append(UnsafeRawBufferPointer(start: blob, count: blobCount))
    spilled += blobCount
    blobCount = 0
    blob.deallocate()
    blob = .allocate(capacity: 1)
    blobCapacity = 1
    cache = BlockCache(file)
  }

  /// Appends a string as a cell. An index that leads nowhere gives an empty cell.
  @inline(__always)
  func append(_ index: Int, to batch: inout RowBatchBuilder) {
    guard index >= 0, index < count else { return batch.endCell(0) }
    let start = index == 0 ? 0 : Int(ends[index &- 1])
    let length = Int(ends[index]) &- start
    if let cache {
      let room = batch.room(length)
      batch.endCell(cache.read(at: start, count: length, into: room))
    } else {
      batch.append(blob + start, count: length)
    }
  }

  subscript(index: Int) -> String? {
    guard index >= 0, index < count, cache == nil else { return nil }
    let start = index == 0 ? 0 : Int(ends[index - 1])
    return String(decoding: UnsafeBufferPointer(start: blob + start, count: Int(ends[index]) - start), as: UTF8.self)
  }
}

/// Blocks of a temporary file that were read last, each block in the one slot that its number points to.
private final class BlockCache {
  private let file: TemporarySource
  private let memory: UnsafeMutableRawPointer
  private var held: [Int]

  private static let blockSize = 64 << 10
  private static let slots = 512

  init(_ file: TemporarySource) {
    self.file = file
    memory = .allocate(byteCount: Self.blockSize * Self.slots, alignment: 16)
    held = [Int](repeating: -1, count: Self.slots)
  }

  deinit { memory.deallocate() }

  /// - Returns: bytes read; fewer when the file system fails.
  func read(at offset: Int, count: Int, into output: UnsafeMutablePointer<UInt8>) -> Int {
    var done = 0
    while done < count {
      let block = (offset + done) / Self.blockSize
      let slot = block % Self.slots
      let place = memory + slot * Self.blockSize
      if held[slot] != block {
        let target = UnsafeMutableRawBufferPointer(start: place, count: Self.blockSize)
        do throws(UnreadReason) {
          _ = try file.read(at: Int64(block * Self.blockSize), into: target)
        } catch {
          return done
        }
        held[slot] = block
      }
      let within = (offset + done) % Self.blockSize
      let piece = min(count - done, Self.blockSize - within)
      memcpy(output + done, place + within, piece)
      done += piece
    }
    return done
  }
}
