import Contents
import Cryptography
import Documents
import Glibc
import JapaneseText
import PersonalData

/// Reads single files: hash first, then contents, and makes sure that they did not change meanwhile.
package struct FileReader: Sendable {
  private let pool: ReaderPool?
  private let limits: ReadingLimits
  private let asOf: CivilDate
  private let pace: (@Sendable (Int) -> Void)?

  /// - Parameters:
  ///   - pool: the reader workers; nil reads every format in this process (tests).
  ///   - asOf: the day that ages are counted to.
  ///   - pace: called after so many bytes were read from the disk; it may wait.
  package init(pool: ReaderPool?, limits: ReadingLimits, asOf: CivilDate, pace: (@Sendable (Int) -> Void)? = nil) {
    self.pool = pool
    self.limits = limits
    self.asOf = asOf
    self.pace = pace
  }

  package struct Outcome: Sendable {
    package var sha256: SHA256Digest?
    package var profile: ContentProfile?
    package var explanation: ContentExplanation?
    package var unread: UnreadReason?
  }

  /// Hashes and reads the file.
  /// - Parameters:
  ///   - path: as `PathBytes` writes it.
  ///   - explaining: how many joins to keep for an explanation.
  ///   - isKnown: asked once the hash is there; when it says yes the file is not read, and the outcome has no profile.
  package func read(
    _ path: String, explaining: Int = 0, unless isKnown: (SHA256Digest) -> Bool = { _ in false }
  ) -> Outcome {
    let name = FileReader.name(of: path)
    return read(
      named: name, explaining: explaining, unless: isKnown,
      beside: { other in try? FileSource(named: String(Substring(path.utf8.dropLast(name.utf8.count))) + other) },
      opening: { () throws(UnreadReason) in try FileSource(named: path) })
  }

  /// Hashes and reads a file that is opened by the caller, each time it is tried.
  /// - Parameter beside: opens another file of the same folder, without which this one cannot be read; nil when there
  ///   is none.
  package func read(
    named name: String, explaining: Int = 0, unless isKnown: (SHA256Digest) -> Bool,
    beside: (String) -> FileSource? = { _ in nil }, opening open: () throws(UnreadReason) -> FileSource
  ) -> Outcome {
    // A file that changes while it is read is tried once more.
    for attempt in 0..<2 {
      do throws(UnreadReason) {
        let source = try open()
        let sha256 = try digest(of: source)
        if isKnown(sha256), !source.hasChanged {
          return Outcome(sha256: sha256, profile: nil, explanation: nil, unread: nil)
        }
        let database = SQLiteLog.database(of: name).flatMap(beside)
        let outcome = read(source, named: name, of: database, sha256: sha256, explaining: explaining)
        if !source.hasChanged, database?.hasChanged != true { return outcome }
        if attempt == 1 {
          var changed = outcome
          changed.unread = .changed
          changed.profile?.unread = .changed
          return changed
        }
      } catch {
        return Outcome(sha256: nil, profile: nil, explanation: nil, unread: error)
      }
    }
    return Outcome(sha256: nil, profile: nil, explanation: nil, unread: .changed)
  }

  /// - Parameter database: that of the log which `source` may be. Rows that only the log has are found with it, and the
  ///   findings are those of the log: its pages make no sense under another database.
  private func read(
    _ source: FileSource, named name: String, of database: FileSource?, sha256: SHA256Digest, explaining: Int
  ) -> Outcome {
    let reading = ContentReading(asOf: asOf)
    var unread: UnreadReason?
    func take(_ event: ContentEvent) {
      // What was not read of the file as a whole concerns the file, whatever could be saved of it.
      if case .unread(let place, let reason) = event, place.steps.isEmpty {
        unread = unread ?? reason
      } else {
        reading.consume(event)
      }
    }
    do throws(UnreadReason) {
      var subject = source
      if let database, let whole = try SQLiteLog.applied(source, to: database, limits: limits) {
        pace?(Int(clamping: whole.size))
        subject = whole
      }
      if let pool {
        try pool.read(subject, named: name, limits: limits) { event in take(event) }
      } else {
        try DocumentReader.read(subject, named: name, limits: limits) { event in take(event) }
      }
    } catch {
      unread = error
    }
    let (profile, explanation) = reading.finish(
      sha256: sha256, size: source.size, unread: unread, explaining: explaining)
    return Outcome(sha256: sha256, profile: profile, explanation: explanation, unread: unread)
  }

  private func digest(of source: FileSource) throws(UnreadReason) -> SHA256Digest {
    var stream = SHA256Stream()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    var offset: Int64 = 0
    while true {
      let count = try source.read(at: offset, into: buffer)
      if count == 0 { return stream.digest() }
      stream.update(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
      offset += Int64(count)
      pace?(count)
    }
  }

  package static func name(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
  }
}
