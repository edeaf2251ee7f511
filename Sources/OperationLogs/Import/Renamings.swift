import CanonicalForms
import Observations

/// Renamings that stand in a log as a deletion and something new.
///
/// The deletion is too doubtful to be kept. That the new file may hold what the old one held is kept, as a copy: the old one
/// still may.
struct Renamings {
  /// Milliseconds between the deletion and the appearance of the new name.
  private static let gap: Int64 = 10_000
  /// Deletions that are remembered: a folder that is deleted with its files must not make this slow.
  private static let most = 32

  private var deleted: [(path: String, time: Moment)] = []
  /// Keys of what the log has named: only what was not there before is a new name.
  private var named: Set<String> = []

  /// The copies that a fact may have been, of files that were deleted just before and have the same ending.
  mutating func copies(by fact: LogFact) -> [Fact] {
    switch fact.fact {
    case .gone(let path, isFolder: false) where fact.blindness.contains(.renameAsDelete):
      if deleted.count == Self.most { deleted.removeFirst() }
      deleted.append((path, fact.time))
      return []
    case .named(let path, let size, nil):
      let key = WindowsPath.key(path)
      guard named.insert(key).inserted else { return [] }
      let ending = WindowsPath.ending(of: path)
      let sure = fact.blindness.contains(.sizeUnsure) ? nil : size
      return deleted.filter { old in
        (0...Self.gap).contains(fact.time.milliseconds - old.time.milliseconds)
          && WindowsPath.ending(of: old.path) == ending && WindowsPath.key(old.path) != key
      }.map { .copied(from: $0.path, to: path, size: sure) }
    default: return []
    }
  }
}
