/// One thing that is wrong with a log, and the first leaf that it concerns.
package struct AuditFinding: Sendable, Hashable {
  /// Which copy of the leaves is wrong.
  package enum Source: String, Sendable, Hashable {
    /// The tiles of hashes.
    case tiles
    /// The bundles of entries.
    case entries
    /// The journal that the log was made of.
    case journal
    /// All of them alike: the checkpoint vouches for another tree.
    case checkpoint
  }

  package enum Kind: String, Sendable, Hashable {
    case changed
    case missing
    case inserted
    case reordered
    case cutOff = "cut_off"
    /// An entry's personal part is gone, and no later entry says that it was erased.
    case removed
    /// The history is not the one that was signed.
    case forked
  }

  package let source: Source
  package let kind: Kind
  /// The first leaf concerned, from 0.
  package let leaf: Int
  /// The first leaf is `leaf` or one after it, below this. `leaf + 1` where it is known exactly.
  package let end: Int
  /// The tile or bundle, where there is one.
  package let resource: String?

  package init(_ source: Source, _ kind: Kind, leaf: Int, end: Int? = nil, resource: TilePath? = nil) {
    self.source = source
    self.kind = kind
    self.leaf = leaf
    self.end = end ?? leaf + 1
    self.resource = resource?.text
  }

  package var isExact: Bool { end == leaf + 1 }
}
