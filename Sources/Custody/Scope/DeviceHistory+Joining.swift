import CanonicalForms

/// When it is not known at which moment a device was lost, an answer of one moment is not enough.
///
/// What lay there at the last of the moments, or came later while the device was out of known hands, is lost whenever it was
/// that it got lost. What lay there before, and was replaced or taken away by then, is lost only if that was early.
extension DeviceHistory {
  /// Adds what the history says of another moment.
  mutating func join(_ other: DeviceHistory) {
    if other.moment < moment { addReplaced(since: other) } else { addLater(other) }
  }

  /// What is deleted by then is among the places already, with what its bytes may leave on the medium; what was written over
  /// is not, nor is a file that nobody read.
  private mutating func addReplaced(since earlier: DeviceHistory) {
    let contents = Set(places.compactMap(\.content))
    let paths = Set(places.map(\.path))
    for var place in earlier.places where place.presence != .possible(.deletedNotWiped) {
      let isKnown = place.content.map { contents.contains($0) } ?? paths.contains(place.path)
      guard !isKnown else { continue }
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
