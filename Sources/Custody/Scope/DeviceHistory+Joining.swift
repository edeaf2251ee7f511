import CanonicalForms
import Contents

/// When it is not known at which moment a device was lost, an answer of one moment is not enough.
///
/// What lay there at the last of the moments, or came later while the device was out of known hands, is lost whenever it was
/// that it got lost. What lay there before, and was replaced or taken away by then, is lost only if that was early.
extension DeviceHistory {
  /// Adds what the history says of another moment.
  mutating func join(_ other: DeviceHistory) {
    if other.moment < moment { addReplaced(since: other) } else { addLater(other) }
    let known = gaps
    joinedGaps += other.gaps.filter { gap in !known.contains { $0.tellsTheSame(as: gap) } }
  }

  /// A file that nobody read, as it is told apart from what else stood at its path.
  private struct UnreadKey: Hashable {
    let path: String
    let reason: UnreadReason?
  }

  /// What is deleted by then is among the places already, with what its bytes may leave on the medium; what was written over
  /// is not, nor is a file that nobody read: what can be read at its path later need not be what was there.
  private mutating func addReplaced(since earlier: DeviceHistory) {
    let contents = Set(places.compactMap(\.content))
    let paths = Set(places.map(\.path))
    let unread = Set(
      places.lazy.filter { $0.content == nil }.map { UnreadKey(path: $0.path, reason: $0.unread) })
    func isKnown(_ place: Place) -> Bool {
      if let content = place.content { return contents.contains(content) }
      // Of a name in a log nothing else was ever known.
      if place.isOnlyNamed { return paths.contains(place.path) }
      return unread.contains(UnreadKey(path: place.path, reason: place.unread))
    }
    for var place in earlier.places where place.presence != .possible(.deletedNotWiped) {
      guard !isKnown(place) else { continue }
      if !place.isOnlyNamed { place.presence = .possible(.replacedMeanwhile) }
      place.isAlternative = false
      places.append(place)
    }
  }

  private struct Key: Hashable {
    let path: String
    let content: Int64?
  }

  private mutating func addLater(_ later: DeviceHistory) {
    var known: [Key: Int] = [:]
    for (index, place) in places.enumerated() { known[Key(path: place.path, content: place.content)] = index }
    let contents = Set(places.compactMap(\.content))
    let certain = Set(places.compactMap { $0.isCertain ? $0.content : nil })
    for place in later.places {
      if let index = known[Key(path: place.path, content: place.content)] {
        if place.isCertain { places[index].presence = .certain }
        continue
      }
      // Moved, deleted or copied since: its people are there already, as strongly.
      if let content = place.content, certain.contains(content) || (!place.isCertain && contents.contains(content)) {
        continue
      }
      places.append(place)
    }
  }
}

extension Scope.Gap {
  /// Whether both are the same gap, as seen from two moments: how long it lasts until each of them is no difference.
  fileprivate func tellsTheSame(as other: Scope.Gap) -> Bool {
    switch (self, other) {
    case (.sinceLastScan(let root, let from, _), .sinceLastScan(let otherRoot, let otherFrom, _)):
      root == otherRoot && from == otherFrom
    case (.untilNextScan(let root, let until, _), .untilNextScan(let otherRoot, let otherUntil, _)):
      root == otherRoot && until == otherUntil
    case (.sinceLastWord(let from, _), .sinceLastWord(let otherFrom, _)): from == otherFrom
    default: self == other
    }
  }
}
