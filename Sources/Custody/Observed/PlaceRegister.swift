import Observations
import Storage

extension Migration {
  /// How many numbers of places are given, so that the next one needs no look at the places.
  static let placeNumbers = Migration(
    name: "0014_place_numbers",
    sql: """
      CREATE TABLE place_numbers (
        device TEXT NOT NULL PRIMARY KEY,
        highest INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
}

/// The numbers of a device's paths, as far as one batch asks for them.
struct PlaceRegister {
  let device: String
  let session: SQLSession
  private var known: [PathKey: Int32] = [:]

  /// About how many paths are asked for before it is taken for likely that a batch has only new ones.
  private static let sample = 32

  init(device: String, session: SQLSession) {
    self.device = device
    self.session = session
  }

  /// Looks up what will be asked, and gives numbers to paths that are new, in the order in which they come.
  ///
  /// A first look at a device tells of thousands of files, none of which was ever heard of. When none of a few is
  /// known, all are written down at once, without asking for each; should some be known all the same, they keep their
  /// numbers.
  mutating func prepare(for paths: some Sequence<String>) throws {
    var asked: Set<PathKey> = []
    let paths = paths.filter { asked.insert(PathKey($0)).inserted }
    // From all over the batch: its head alone may be new.
    try lookUp(stride(from: 0, to: paths.count, by: paths.count / Self.sample + 1).map { paths[$0] })
    if known.isEmpty, try add(paths) { return }
    try lookUp(paths)
    let new = paths.filter { known[PathKey($0)] == nil }
    guard try new.isEmpty || add(new) else {
      throw StorageFailure(.corrupted, "a path that is not there cannot be written down")
    }
  }

  /// The number of a path that was prepared for.
  func number(of path: String) throws -> Int32 {
    guard let number = known[PathKey(path)] else {
      throw StorageFailure(.corrupted, "a path of a record has no number")
    }
    return number
  }

  private mutating func lookUp(_ paths: [String]) throws {
    try session.forEach(
      "SELECT number FROM place WHERE device = ? AND path = ?", of: paths.map { [SQLValue(device), SQLValue($0)] }
    ) { position, row in known[PathKey(paths[position])] = Int32(clamping: row.integer(0)) }
  }

  /// - Returns: false when not all of them were new; then none has a number by this.
  private mutating func add(_ paths: [String]) throws -> Bool {
    let highest = try Self.highestNoted(of: device, session: session) ?? highestInUse()
    let rows = paths.enumerated().map { [SQLValue(device), SQLValue($1), SQLValue(highest + Int32(clamping: $0 + 1))] }
    guard try session.insertNew("INSERT INTO place (device, path, number) VALUES (?, ?, ?)", rows: rows) else {
      return false
    }
    for (place, path) in paths.enumerated() { known[PathKey(path)] = highest + Int32(clamping: place + 1) }
    try session.execute(
      """
      INSERT INTO place_numbers (device, highest) VALUES (?, ?)
      ON CONFLICT (device) DO UPDATE SET highest = excluded.highest
      """, SQLValue(device), SQLValue(highest + Int32(clamping: paths.count)))
    return true
  }

  private static func highestNoted(of device: String, session: SQLSession) throws -> Int32? {
    try session.first("SELECT highest FROM place_numbers WHERE device = ?", SQLValue(device)) {
      Int32(clamping: $0.integer(0))
    }
  }

  /// For a device that was there before numbers were noted by themselves.
  private func highestInUse() throws -> Int32 {
    try session.first("SELECT COALESCE(MAX(number), 0) FROM place WHERE device = ?", SQLValue(device)) {
      Int32(clamping: $0.integer(0))
    } ?? 0
  }

  /// All paths of a device by their numbers.
  static func paths(of device: String, session: SQLSession) throws -> PlacePaths {
    var paths = PlacePaths(reserving: Int(try highestNoted(of: device, session: session) ?? 0))
    try session.forEach("SELECT number, path FROM place WHERE device = ?", SQLValue(device)) { row in
      row.withText(1) { paths.set(Int32(clamping: row.integer(0)), utf8: $0) }
    }
    return paths
  }
}

extension Observation {
  /// The paths that a trace of this record names, as they are numbered.
  var places: [String] {
    switch fact {
    case .found(let file): [file.path]
    case .named(let path, _, _), .written(let path), .gone(let path, _), .cleared(let path): [path]
    case .moved(let from, let to, _), .copied(let from, let to, _): [from, to]
    case .watchStarted(let root), .watchStopped(let root, _), .missed(let root, _, _), .scanStarted(let root),
      .scanFinished(let root, _):
      [Coverage.normalised(root)]
    case .profiled, .booted, .shutDown, .slept, .woke, .clockJumped, .mediumAttached, .mediumDetached, .network,
      .heartbeat:
      []
    }
  }
}
