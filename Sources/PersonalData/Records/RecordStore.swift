import Glibc

/// Records of any number in bounded memory: packed words in chunks, of which the older ones lie in an unlinked
/// temporary file once they pass `memoryLimit`.
///
/// Layout of a record, in 64-bit words: 0 birth date (low 32 bits) and number of keys (bits 32–39); 1 fields;
/// 2 four hints of 16 bits, 0xFFFF for none; 3 origin (table in the top 16 bits, row below); 4 kinds of the keys,
/// four bits each; then two words a key.
package struct RecordStore {
  static let chunkWords = 1 << 17
  static let headerWords = 5
  static let maximumKeys = 15

  private var chunks: [[UInt64]] = []
  private var spilledChunks = 0
  private var spill: SpillFile?
  /// Word offset of each record: chunk number times `chunkWords` plus the offset within it.
  private var offsets: [UInt32] = []
  private let memoryLimit: Int

  /// - Parameter memoryLimit: bytes of packed records that are kept in memory.
  package init(memoryLimit: Int = 64 << 20) { self.memoryLimit = memoryLimit }

  package var count: Int { offsets.count }
  /// All keys of all records, for planning a join.
  package private(set) var keyCount = 0

  package mutating func append(_ record: PersonRecord) {
    let keys = record.keys.prefix(RecordStore.maximumKeys)
    let size = RecordStore.headerWords + 2 * keys.count
    if chunks.isEmpty || (chunks[chunks.count - 1].count + size > RecordStore.chunkWords) { openChunk() }
    let last = chunks.count - 1
    offsets.append(UInt32((spilledChunks + last) * RecordStore.chunkWords + chunks[last].count))
    var hints: UInt64 = .max
    for (place, hint) in record.hints.prefix(4).enumerated() {
      hints = hints & ~(0xFFFF << UInt64(16 * place)) | UInt64(hint) << UInt64(16 * place)
    }
    var kinds: UInt64 = 0
    for (place, key) in keys.enumerated() { kinds |= UInt64(key.kind.rawValue) << UInt64(4 * place) }
    chunks[last].append(UInt64(UInt32(bitPattern: record.birthDate)) | UInt64(keys.count) << 32)
    chunks[last].append(record.fields.rawValue)
    chunks[last].append(hints)
    chunks[last].append(UInt64(record.origin.table & 0xFFFF) << 48 | UInt64(record.origin.row) & 0xFFFF_FFFF_FFFF)
    chunks[last].append(kinds)
    for key in keys {
      chunks[last].append(key.high)
      chunks[last].append(key.low)
    }
    keyCount += keys.count
  }

  private mutating func openChunk() {
    if chunks.count * RecordStore.chunkWords * 8 >= memoryLimit {
      if spill == nil { spill = SpillFile() }
      // Without a temporary folder the records simply stay in memory.
      if let spill, spill.append(chunks[0], padTo: RecordStore.chunkWords) {
        chunks.removeFirst()
        spilledChunks += 1
      }
    }
    var chunk: [UInt64] = []
    chunk.reserveCapacity(RecordStore.chunkWords)
    chunks.append(chunk)
  }

  package subscript(index: Int) -> PersonRecord {
    let offset = Int(offsets[index])
    let chunk = offset / RecordStore.chunkWords
    let start = offset % RecordStore.chunkWords
    if chunk >= spilledChunks { return RecordStore.unpack(chunks[chunk - spilledChunks][start...]) }
    let words =
      spill?.words(at: offset, count: RecordStore.headerWords + 2 * RecordStore.maximumKeys) ?? []
    return RecordStore.unpack(words[...])
  }

  private static func unpack(_ words: ArraySlice<UInt64>) -> PersonRecord {
    let base = words.startIndex
    guard words.count >= headerWords else { return PersonRecord(keys: [], fields: FieldSet(rawValue: 0)) }
    let keyCount = min(Int(words[base] >> 32) & 0xFF, (words.count - headerWords) / 2)
    let kinds = words[base + 4]
    var keys: [IdentityKey] = []
    keys.reserveCapacity(keyCount)
    for place in 0..<keyCount {
      let kind = IdentityKind(rawValue: UInt8(kinds >> UInt64(4 * place) & 0xF)) ?? .other
      keys.append(
        IdentityKey(kind: kind, high: words[base + 5 + 2 * place], low: words[base + 6 + 2 * place]))
    }
    var hints: [UInt16] = []
    for place in 0..<4 {
      let hint = UInt16(truncatingIfNeeded: words[base + 2] >> UInt64(16 * place))
      if hint != .max { hints.append(hint) }
    }
    return PersonRecord(
      keys: keys, fields: FieldSet(rawValue: words[base + 1]), hints: hints,
      birthDate: Int32(bitPattern: UInt32(truncatingIfNeeded: words[base])),
      origin: .init(table: Int(words[base + 3] >> 48), row: Int(words[base + 3] & 0xFFFF_FFFF_FFFF)))
  }

  /// Calls `body` with fields and hints of every record in order.
  func forEachMark(_ body: (_ fields: UInt64, _ hints: [UInt16]) -> Void) {
    forEachPacked { _, words in
      var hints: [UInt16] = []
      var packed = words[2]
      for _ in 0..<4 {
        let hint = UInt16(truncatingIfNeeded: packed)
        if hint != .max { hints.append(hint) }
        packed >>= 16
      }
      body(words[1], hints)
    }
  }

  /// Calls `body` with index, birth date, kinds and keys of every record in order, without unpacking it.
  /// The pointer has two words a key and is valid only during the call.
  package func forEachKeySet(
    _ body: (_ index: Int, _ birthDate: Int32, _ kinds: UInt64, _ keys: UnsafeBufferPointer<UInt64>) -> Void
  ) {
    forEachPacked { index, words in
      let count = Int(words[0] >> 32) & 0xFF
      let first = RecordStore.headerWords
      guard first + 2 * count <= words.count else { return }
      body(
        index, Int32(bitPattern: UInt32(truncatingIfNeeded: words[0])), words[4],
        UnsafeBufferPointer(rebasing: words[first..<first + 2 * count]))
    }
  }

  /// The words of every record in order, from its header to the end of its chunk.
  private func forEachPacked(_ body: (_ index: Int, _ words: UnsafeBufferPointer<UInt64>) -> Void) {
    var loaded: [UInt64] = []
    var loadedChunk = -1
    for (index, offset) in offsets.enumerated() {
      let chunk = Int(offset) / RecordStore.chunkWords
      let start = Int(offset) % RecordStore.chunkWords
      func visit(_ words: UnsafeBufferPointer<UInt64>) {
        guard start + RecordStore.headerWords <= words.count else { return }
        body(index, UnsafeBufferPointer(rebasing: words[start...]))
      }
      if chunk >= spilledChunks {
        chunks[chunk - spilledChunks].withUnsafeBufferPointer(visit)
      } else {
        if chunk != loadedChunk {
          loaded = spill?.words(at: chunk * RecordStore.chunkWords, count: RecordStore.chunkWords) ?? []
          loadedChunk = chunk
        }
        loaded.withUnsafeBufferPointer(visit)
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
