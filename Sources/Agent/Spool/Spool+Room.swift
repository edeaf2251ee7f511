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
  package func makeRoom(now: Moment) -> Loss {
    var loss = Loss()
    var thinned = 0
    while bytes > limits.bytes, thinned < segments.count - 1 {
      loss.bulk += thin(thinned)
      thinned += 1
    }
    let oldest = Int64(now.seconds) - Int64(limits.days) * 86_400
    while segments.count > 1, let first = segments.first, bytes > limits.bytes || modified(first.path) < oldest {
      loss.evidence += Int(segments[1].first - max(first.first, acknowledged + 1))
      unlink(first.path)
      segments.removeFirst()
      cursor = nil
      following = nil
    }
    return loss
  }

  private func modified(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_mtim.tv_sec) : .max
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
    guard add(SpoolSegment.header(first: old.first, before: old.before, boot: old.boot)) else { return 0 }
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
