import Observations

@testable import Custody

/// A made-up history of one folder, and what an honest but interrupted sensor tells of it.
///
/// Times are small numbers. Contents are numbers from 1; 0 is a file that holds nobody's data.
struct ReplaySimulation {
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// A stretch of time in which a place held one content.
  struct Holding {
    var place: Int32
    var content: Int64
    var from: Int64
    var until: Int64
  }

  private struct File {
    var content: Int64
    var changed: Int64
    var modified: Int64
    var since: Int64
  }

  /// A file is due to be read at most so long after it was written.
  private static let delay: Int64 = 4
  /// And is read with the next step that is longer.
  static let reach: Int64 = 12
  /// Its paths: the root, then its places.
  let root: Int32
  let places: ClosedRange<Int32>
  static let roots: [Int32] = [1, 10]
  /// How far a clock is off that is wrong: far more than clocks may differ.
  static let error: Int64 = 1_000_000

  private(set) var holdings: [Holding] = []
  private(set) var traces: [Trace] = []
  /// When each of them was told, by a clock that is right.
  private(set) var told: [Int64] = []
  private(set) var now: Int64 = 100
  private var files: [Int32: File] = [:]
  private var random: Generator
  /// What the sensor has told of, what it has still to read and when, and whether it sees anything.
  private var reported: Set<Int32> = []
  private var pending: Set<Int32> = []
  private var unread: [Int32: Int64] = [:]
  private var firstSeen: [Int32: Int64] = [:]
  private var isWatching = false
  private var isScanning = false
  private var nextContent: Int64
  private let isAlone: Bool
  private let hasJumps: Bool
  /// What the device's clock adds to the time.
  private var error: Int64 = 0
  private var shown: Int64 { now + error }

  /// - Parameters:
  ///   - number: which of the device's roots it is.
  ///   - isAlone: the sensor may end without a word, or miss changes, which concerns all roots at once.
  ///   - hasJumps: the clock is set wrong and right again.
  init(seed: UInt64, steps: Int, number: Int = 0, isAlone: Bool = true, hasJumps: Bool = false) {
    random = Generator(state: seed &+ UInt64(number) &* 1_000_003)
    root = Self.roots[number]
    places = root + 1...root + 8
    nextContent = 1 + Int64(number) * 1_000
    self.isAlone = isAlone
    self.hasJumps = hasJumps
    for _ in 0..<Int.random(in: 0...4, using: &random) { act() }
    startWatching()
    for _ in 0..<steps { step() }
    now += 50
    for place in files.keys { end(place) }
  }

  static var paths: PlacePaths {
    var paths = PlacePaths()
    for root in roots {
      paths.append("/r\(root)")
      for place in root + 1...root + 8 { paths.append("/r\(root)/\(place)") }
    }
    return paths
  }

  /// What lay at the place at the time; nil for nothing or nobody's data.
  func truth(at time: Int64) -> [Int32: Holding] {
    var result: [Int32: Holding] = [:]
    for holding in holdings where holding.from <= time && time < holding.until { result[holding.place] = holding }
    return result
  }

  /// All that was told of a place and of the coverage, and what was true, for a failing test to show.
  func story(of place: Int32) -> String {
    let told = traces.filter { $0.place == place || $0.other == place || $0.place == root }.map { trace in
      "\(trace.time) \(trace.kind) \(trace.place)→\(trace.other) c\(trace.content) ctime \(trace.changed)"
    }
    let held = holdings.filter { $0.place == place }.map { "c\($0.content) \($0.from)..<\($0.until)" }
    return "true: \(held), told: \(told)"
  }

  // MARK: The world

  private mutating func step() {
    now += Int64.random(in: 1...6, using: &random)
    readWhatIsDue()
    switch Int.random(in: 0..<20, using: &random) {
    case 0: isWatching ? (isAlone ? lose() : stop()) : startWatching()
    case 1 where isWatching: stop()
    case 2 where isWatching: isAlone ? vanish() : stop()
    case 5 where hasJumps: jump()
    case 3 where isWatching: scan()
    case 4: tell(Trace(kind: .alive, time: shown))
    default: act()
    }
  }

  private mutating func jump() {
    error = error != 0 ? 0 : Bool.random(using: &random) ? Self.error : -Self.error
    tell(Trace(kind: .noted, time: shown))
  }

  private mutating func act() {
    let place = Int32.random(in: places, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1, 2: write(place)
    case 3: remove(place)
    case 4: rename(place, to: Int32.random(in: places, using: &random))
    default:
      // A change of the file's rights: the time of change moves, no watch tells of it.
      let changed = shown
      files[place]?.changed = changed
    }
  }

  private mutating func write(_ place: Int32) {
    end(place)
    nextContent += 1
    let content = Int.random(in: 0..<5, using: &random) == 0 ? 0 : nextContent
    let touched = Int.random(in: 0..<4, using: &random) == 0 ? shown - 30 : shown
    files[place] = File(content: content, changed: shown, modified: touched, since: now)
    changed(place)
  }

  private mutating func changed(_ place: Int32) {
    guard isWatching else { return }
    if reported.contains(place), pending.insert(place).inserted {
      tell(Trace(kind: .written, time: shown, place: place))
    }
    if !reported.contains(place) { firstSeen[place] = firstSeen[place] ?? shown }
    unread[place] = unread[place] ?? now + Int64.random(in: 0...Self.delay, using: &random)
    readWhatIsDue()
  }

  private mutating func remove(_ place: Int32) {
    guard files[place] != nil else { return }
    end(place)
    files[place] = nil
    guard isWatching else { return }
    unread[place] = nil
    firstSeen[place] = nil
    pending.remove(place)
    if reported.remove(place) != nil { tell(Trace(kind: .gone, time: shown, place: place)) }
  }

  private mutating func rename(_ from: Int32, to: Int32) {
    guard from != to, var file = files[from] else { return }
    end(from)
    end(to)
    files[from] = nil
    file.changed = shown
    file.since = now
    files[to] = file
    guard isWatching else { return }
    let wasUnread = unread.removeValue(forKey: from)
    unread[to] = nil
    firstSeen[from] = nil
    firstSeen[to] = nil
    if reported.remove(from) != nil {
      reported.insert(to)
      pending.remove(to)
      if pending.remove(from) != nil { pending.insert(to) }
      tell(Trace(kind: .moved, time: shown, place: from, other: to))
      // During a scan, what moves is looked at again: it may have left a place that is still to be seen for one that
      // was seen already.
      if isScanning { unread[to] = now } else if let wasUnread { unread[to] = wasUnread }
    } else {
      changed(to)
    }
  }

  private mutating func end(_ place: Int32) {
    guard let file = files[place], file.content != 0 else { return }
    holdings.append(Holding(place: place, content: file.content, from: file.since, until: now))
  }

  // MARK: The sensor

  private mutating func tell(_ trace: Trace) {
    traces.append(trace)
    told.append(now)
  }

  private mutating func readWhatIsDue() {
    guard isWatching else { return }
    for (place, due) in unread.sorted(by: { $0.key < $1.key }) where due <= now { look(at: place) }
  }

  private mutating func look(at place: Int32) {
    unread[place] = nil
    pending.remove(place)
    let first = firstSeen.removeValue(forKey: place)
    guard let file = files[place] else { return }
    if file.content == 0 {
      if reported.remove(place) != nil { tell(Trace(kind: .cleared, time: shown, place: place)) }
      return
    }
    reported.insert(place)
    tell(
      Trace(
        kind: .found, time: shown, place: place, content: file.content, size: 1, modified: file.modified,
        changed: file.changed, firstSeen: first ?? Trace.unknown))
  }

  private mutating func startWatching() {
    isWatching = true
    unread = [:]
    firstSeen = [:]
    pending = []
    tell(Trace(kind: .watchStarted, time: shown, place: root))
    scan()
  }

  private mutating func scan() {
    tell(Trace(kind: .scanStarted, time: shown, place: root))
    isScanning = true
    defer { isScanning = false }
    for place in places {
      if files[place] != nil {
        look(at: place)
      } else if reported.contains(place), !isWatching {
        reported.remove(place)
      }
      now += Int64.random(in: 0...1, using: &random)
      if Int.random(in: 0..<4, using: &random) == 0 { act() }
      readWhatIsDue()
    }
    readWhatIsDue()
    reported = reported.filter { files[$0] != nil }
    tell(Trace(kind: .scanFinished, time: shown, place: root))
  }

  /// The world goes on unseen.
  private mutating func blindly() {
    isWatching = false
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      now += Int64.random(in: 1...4, using: &random)
      act()
    }
    now += 1
  }

  private mutating func lose() {
    tell(Trace(kind: .alive, time: shown))
    let since = shown
    blindly()
    isWatching = true
    unread = [:]
    firstSeen = [:]
    pending = []
    tell(Trace(kind: .missed, time: shown, place: root, content: 0, modified: since))
    scan()
  }

  private mutating func stop() {
    tell(Trace(kind: .watchStopped, time: shown, place: root, content: 1))
    blindly()
  }

  private mutating func vanish() {
    blindly()
    startWatching()
  }
}
