/// What lay in a folder at several earlier times, collected while a device's history is read again once.
///
/// A stick that is in use every day was in one device hundreds of times: reading that device's history again for each visit would
/// take as many times as long. What only later records settle is left to the newest visit.
struct EarlierLooks {
  struct Asked {
    /// Which visit it is asked for.
    var visit: Int
    /// Milliseconds.
    var time: Int64
    /// Without a slash at its end.
    var folder: String
  }

  struct Seen {
    /// In the order of their numbers. What was the same at a later one of the times is there alone.
    var places: [(place: Int32, state: PlaceState)] = []
    /// When the folder was last looked at as a whole, as a root, up to the time.
    var look: Int64?
  }

  private struct Key: Hashable {
    var place: Int32
    var folder: Int
    var what: PlaceState.What
    var remains: Int64
  }

  /// In the order of time.
  private let asked: [Asked]
  private var next = 0
  private var folders: [(path: [UInt8], looked: Int, places: [Int32])] = []
  /// At which of the times each was seen last.
  private var last: [Key: Int] = [:]
  private var looks: [Int: Int64] = [:]

  init(_ asked: [Asked]) {
    self.asked = asked.sorted { ($0.time, $0.visit) < ($1.time, $1.visit) }
    nextTime = self.asked.first?.time ?? .max
  }

  /// The earliest time that was not come to yet.
  private(set) var nextTime: Int64

  /// Takes down what is there, for all times before the one of the next record.
  mutating func take(before time: Int64, _ states: PlaceStates, _ paths: PlacePaths, _ roots: [RootCoverage]) {
    while next < asked.count, asked[next].time < time {
      let folder = folder(asked[next].folder, paths)
      for place in folders[folder].places {
        let state = states[place]
        guard state.isPresent || state.remains != 0 else { continue }
        last[Key(place: place, folder: folder, what: state.what, remains: state.remains)] = next
      }
      looks[next] = roots.first { paths.path(of: $0.root) == asked[next].folder }?.lastLook
      next += 1
    }
    nextTime = next < asked.count ? asked[next].time : .max
  }

  /// By visit.
  var seen: [Int: Seen] {
    var seen: [Int: Seen] = [:]
    for (number, asked) in asked.enumerated() { seen[asked.visit] = Seen(look: looks[number]) }
    for (key, number) in last {
      seen[asked[number].visit]?.places.append((key.place, PlaceState(what: key.what, remains: key.remains)))
    }
    return seen.mapValues { found in
      var found = found
      found.places.sort { $0.place < $1.place }
      return found
    }
  }

  /// Finds the places below a folder; a move of a folder may have added some since.
  private mutating func folder(_ path: String, _ paths: PlacePaths) -> Int {
    let bytes = Array(path.utf8)
    let index =
      folders.firstIndex { $0.path == bytes }
      ?? {
        folders.append((bytes, 0, []))
        return folders.count - 1
      }()
    let looked = folders[index].looked
    guard looked < paths.count else { return index }
    folders[index].places += (looked + 1...paths.count).lazy.map { Int32($0) }.filter { paths.isBelow($0, path: bytes) }
    folders[index].looked = paths.count
    return index
  }
}
