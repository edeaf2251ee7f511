import CanonicalForms
import Cryptography
import Observations

/// A fact from a row of a log, how far it may be taken, and where it was read.
package struct LogFact: Sendable, Hashable {
  package var time: Moment
  package var fact: Fact
  package var trust: Trust
  /// What makes the fact doubtful, of its layout and its row.
  package var blindness: Set<Blindness>
  /// Digest of what the row means (`LogEntry.meaning`).
  package var meaning: SHA256Digest

  package init(time: Moment, fact: Fact, trust: Trust, blindness: Set<Blindness> = [], meaning: SHA256Digest) {
    self.time = time
    self.fact = fact
    self.trust = trust
    self.blindness = blindness
    self.meaning = meaning
  }

  /// The fact for a receiver that takes facts at their word: what may be something else takes nothing away.
  ///
  /// A doubtful move becomes a copy (the new name may hold it, the old one still may), a doubtful deletion nothing.
  package var cautious: Fact? {
    guard trust == .possible else { return fact }
    switch fact {
    case .moved(let from, let to, false): return .copied(from: from, to: to, size: nil)
    case .moved(_, let to, true): return .named(path: to, size: nil, sha256: nil)
    case .gone: return nil
    default: return fact
    }
  }
}

extension LogEntry {
  /// What the row says, as a sensor would: nothing for rows that are no matter of files, media or running; two facts
  /// for a copy or a move that comes with the file's hash.
  package func facts(under blindness: Set<Blindness>) -> [LogFact] {
    guard let fact else { return [] }
    let all = blindness.union(doubts)
    let isWithoutTarget = (operation == .moved || operation == .renamed) && (path == nil || target == nil)
    let trust = isWithoutTarget ? .possible : Trust(in: operation, under: all)
    let meaning = meaning
    var facts = [LogFact(time: time, fact: fact, trust: trust, blindness: all, meaning: meaning)]
    switch fact {
    case .copied(_, let to, _), .moved(_, let to, false):
      guard sha256 != nil else { break }
      let named = Fact.named(path: to, size: size, sha256: sha256)
      facts.append(LogFact(time: time, fact: named, trust: trust, blindness: all, meaning: meaning))
    default: break
    }
    return facts
  }

  private var fact: Fact? {
    switch operation {
    case .created, .opened, .printed, .sent, .received:
      return (target ?? path).map { .named(path: $0, size: isFolder ? nil : size, sha256: sha256) }
    case .written:
      guard let path = path ?? target else { return nil }
      // A hash says what the file holds now; without one only that it changed.
      return sha256 == nil ? .written(path: path) : .named(path: path, size: size, sha256: sha256)
    case .copied:
      guard let path, let target else {
        return (target ?? path).map { .named(path: $0, size: isFolder ? nil : size, sha256: sha256) }
      }
      return .copied(from: path, to: target, size: isFolder ? nil : size)
    case .moved, .renamed:
      // Without the new name only the old one is known, and that it is free now.
      guard let path else { return target.map { .named(path: $0, size: size, sha256: sha256) } }
      guard let target else { return .gone(path: path, isFolder: isFolder) }
      return .moved(from: path, to: target, isFolder: isFolder)
    case .deleted: return (path ?? target).map { .gone(path: $0, isFolder: isFolder) }
    case .mediumAttached: return .mediumAttached(id: medium, label: "", mountPoint: "")
    case .mediumDetached: return .mediumDetached(id: medium)
    case .booted:
      // A log has no random number of the start; the row's digest tells one start from another as well.
      return BootID(Array(meaning.bytes.prefix(16))).map { .booted(boot: $0) }
    case .shutDown: return .shutDown
    case .slept: return .slept
    case .woke: return .woke(milliseconds: 0)
    case .other: return nil
    }
  }
}
