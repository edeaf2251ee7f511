import CanonicalForms
import Glibc
import Observations

extension Spool {
  /// What had to be given up.
  package struct Loss: Sendable, Equatable {
    package var bulk = 0
    /// Records of files and of coverage: what they said must be found out again.
    package var evidence = 0
  }

  /// Keeps the spool within its limits: first the bulk records of the oldest files go, then the oldest files as a whole.
  /// What goes leaves a hole that is told to the server.
  ///
  /// A file's age is what this machine has run since, sleep included. The wall clock, which may be set or run away, has
  /// no say, and time for which the machine was off makes nothing older.
  package func makeRoom(now: Stamp) -> Loss {
    var loss = Loss()
    var thinned = 0
    while bytes > limits.bytes, thinned < segments.count - 1 {
      loss.bulk += thin(thinned)
      thinned += 1
    }
    let oldest = Int64(limits.days) * 86_400_000
    while segments.count > 1, let first = segments.first, bytes > limits.bytes || age(now: now) > oldest {
      loss.evidence += Int(segments[1].first - max(first.first, acknowledged + 1))
      unlink(first.path)
      segments.removeFirst()
      cursor = nil
      following = nil
    }
    return loss
  }

  /// Milliseconds for which this machine has run since the oldest file was complete, at least: from the beginning of the
  /// file after it on, by the clock of each boot.
  private func age(now: Stamp) -> Int64 {
    var clocks = segments.dropFirst().compactMap { segment in segment.opened.map { (segment.boot, $0) } }
    clocks.append((boot, now.uptime))
    var age: Int64 = 0
    for (before, after) in zip(clocks, clocks.dropFirst()) {
      // Another boot began at nought, and so did one that tells no number and whose clock stands lower.
      age += before.0 == after.0 && before.1 <= after.1 ? after.1 - before.1 : max(0, after.1)
    }
    return age
  }

  /// Writes a file anew without its bulk records.
  /// - Returns: the records that went.
  private func thin(_ place: Int) -> Int {
    let old = segments[place]
    guard var reader = SpoolReader(path: old.path, number: old.number, by: sealer) else { return 0 }
    defer { reader.end() }
    var out = SpoolSegment.magic
    var frames = 0
    var removed = 0
    var chain = old.before
    var hole: UInt64?
    func add(_ content: [UInt8]) -> Bool {
      guard let frame = SpoolSegment.frame(content, segment: old.number, index: frames, by: sealer) else {
        return false
      }
      out += frame
      frames += 1
      return true
    }
    func closeHole() -> Bool {
      guard let last = hole else { return true }
      hole = nil
      return add(SpoolSegment.encode(.dropped(last: last, after: chain)))
    }
    guard add(SpoolSegment.header(first: old.first, before: old.before, boot: old.boot, opened: old.opened)) else {
      return 0
    }
    while let entry = reader.next() {
      switch entry {
      case .record(let record, isBulk: true, _):
        chain.append(record.bytes)
        hole = record.sequence
        removed += 1
      case .record(let record, isBulk: false, _):
        guard closeHole(), add(SpoolSegment.encode(entry)) else { return 0 }
        chain.append(record.bytes)
      case .dropped(let last, let after):
        hole = last
        chain = after
      }
    }
    guard removed > 0, closeHole() else { return 0 }
    do { try SmallFile.replace(old.path, with: out) } catch { return 0 }
    segments[place].bytes = Int64(out.count)
    cursor = nil
    following = nil
    return removed
  }
}
