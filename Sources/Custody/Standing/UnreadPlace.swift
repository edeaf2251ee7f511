import Contents

/// A file, or a part of one, whose people are unknown because it was not read.
package struct UnreadPlace: Sendable, Hashable {
  package var path: String
  /// A member of an archive, a sheet; nil for the whole file.
  package var part: String?
  /// Nil: the content is known by its hash, but nobody has read it yet.
  package var reason: UnreadReason?
  package var isCertain: Bool

  package init(path: String, part: String?, reason: UnreadReason?, isCertain: Bool) {
    self.path = path
    self.part = part
    self.reason = reason
    self.isCertain = isCertain
  }
}
