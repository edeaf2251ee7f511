import Glibc

/// Records of any number in bounded memory: packed words in chunks (`PackedRecord`), of which the older ones lie in an
/// unlinked temporary file once they pass `memoryLimit`.
package struct RecordStore {
  static let chunkWords = 1 << 17

  private var chunks: [[UInt64]] = []
  private var spilledChunks = 0
  private var spill: SpillFile?
  /// Word offset of each record: chunk number times `chunkWords` plus the offset within it.
  private var offsets: [UInt32] = []
  private let memoryLimit: Int

  /// - Parameter memoryLimit: bytes of packed records that are kept in memory.
  package init(memoryLimit: Int = 48 << 20) { self.memoryLimit = memoryLimit }

  package var count: Int { offsets.count }

  package mutating func append(_ record: PersonRecord) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: PackedRecord.maximumWords) { words in
      let count = PackedRecord.pack(record, into: words)
      let last = openPlace(for: count)
      chunks[last].append(contentsOf: UnsafeBufferPointer(rebasing: words[..<count]))
    }
  }

  /// Takes over a record of another store as it is packed.
  package mutating func append(_ record: PackedRecord) {
    let last = openPlace(for: record.words.count)
    chunks[last].append(contentsOf: record.words)
  }

  /// Takes over a record of another store, with another origin.
  package mutating func append(_ record: PackedRecord, origin: PersonRecord.Origin) {
    let last = openPlace(for: record.words.count)
    let start = chunks[last].count
    chunks[last].append(contentsOf: record.words)
    chunks[last][start + 3] = PackedRecord.pack(origin)
  }

  /// Notes where the next record goes.
  /// - Returns: the chunk that has room for it.
  @inline(__always)
  private mutating func openPlace(for size: Int) -> Int {
    if chunks.isEmpty || (chunks[chunks.count - 1].count + size > RecordStore.chunkWords) { openChunk() }
    let last = chunks.count - 1
    offsets.append(UInt32((spilledChunks + last) * RecordStore.chunkWords + chunks[last].count))
    return last
  }

  private mutating func openChunk() {
    if chunks.count * RecordStore.chunkWords * 8 >= memoryLimit {
      if spill == nil { spill = SpillFile() }
      // Without a temporary folder the records simply stay in memory; so do those of a store whose copy is at the file.
      if isKnownUniquelyReferenced(&spill), spill?.append(chunks[0], padTo: RecordStore.chunkWords) == true {
        chunks.removeFirst()
        spilledChunks += 1
      }
    }
    var chunk: [UInt64] = []
    // Most contents hold few people: only who fills one chunk gets the next one whole.
    if !chunks.isEmpty { chunk.reserveCapacity(RecordStore.chunkWords) }
    chunks.append(chunk)
  }

  package subscript(index: Int) -> PersonRecord {
    withRecord(index) { $0.unpacked } ?? PersonRecord(keys: [], fields: FieldSet(rawValue: 0))
  }

  /// One record without unpacking it.
  /// - Returns: nil when the temporary file could not be read.
  package func withRecord<T>(_ index: Int, _ body: (PackedRecord) -> T) -> T? {
    let offset = Int(offsets[index])
    let chunk = offset / RecordStore.chunkWords
    let start = offset % RecordStore.chunkWords
    if chunk >= spilledChunks {
      return chunks[chunk - spilledChunks].withUnsafeBufferPointer { words in
        PackedRecord(startOf: UnsafeBufferPointer(rebasing: words[start...])).map(body)
      }
    }
    let words = spill?.words(at: offset, count: PackedRecord.maximumWords) ?? []
    return words.withUnsafeBufferPointer { PackedRecord(startOf: $0).map(body) }
  }

  /// Calls `body` with every record in order.
  package func forEach(_ body: (_ index: Int, _ record: PackedRecord) -> Void) {
    var index = 0
    for chunk in 0..<spilledChunks + chunks.count {
      let loaded =
        chunk >= spilledChunks
        ? chunks[chunk - spilledChunks]
        : spill?.words(at: chunk * RecordStore.chunkWords, count: RecordStore.chunkWords) ?? []
      loaded.withUnsafeBufferPointer { words in
        while index < offsets.count, Int(offsets[index]) / RecordStore.chunkWords == chunk {
          let start = Int(offsets[index]) % RecordStore.chunkWords
          if start < words.count, let record = PackedRecord(startOf: UnsafeBufferPointer(rebasing: words[start...])) {
            body(index, record)
          }
          index += 1
        }
      }
    }
  }
}

/// An unlinked temporary file of 64-bit words. Its space is given back when the last owner goes.
final class SpillFile: Sendable {
  private let descriptor: Int32

  /// - Returns: nil when the temporary folder takes no file.
  init?() {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((folder + "/hikae-records-XXXXXX").utf8CString)
    descriptor = mkstemp(&template)
    if descriptor < 0 { return nil }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// Appends the words, padded with zeros to `count`.
  /// - Returns: whether all of it was written.
  func append(_ words: [UInt64], padTo count: Int) -> Bool {
    let padded = words + [UInt64](repeating: 0, count: max(0, count - words.count))
    let end = lseek(descriptor, 0, SEEK_END)
    return padded.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return true }
      var done = 0
      while done < bytes.count {
        let written = pwrite(descriptor, base + done, bytes.count - done, end + done)
        if written < 0, errno == EINTR { continue }
        if written <= 0 {
          ftruncate(descriptor, end)
          return false
        }
        done += written
      }
      return true
    }
  }

  /// Up to `count` words from word `offset`.
  func words(at offset: Int, count: Int) -> [UInt64] {
    [UInt64](unsafeUninitializedCapacity: count) { buffer, initialized in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      guard let base = raw.baseAddress else { return }
      var done = 0
      while done < raw.count {
        let got = pread(descriptor, base + done, raw.count - done, off_t(offset * 8 + done))
        if got < 0, errno == EINTR { continue }
        if got <= 0 { break }
        done += got
      }
      initialized = done / 8
    }
  }
}
