/// Places that are to be looked at, each once it has been left alone for a moment. Pure: time comes in as a number.
///
/// A file that is written again and again is looked at less and less often; what is known of it meanwhile is that it is
/// being written.
package struct PendingLooks {
  package struct Delays: Sendable {
    /// Milliseconds without a change before a file is read.
    package var quiet: Int64 = 2_000
    /// Milliseconds after the first change when it is read anyway.
    package var longest: Int64 = 60_000
    /// Milliseconds between looks at a file that never rests, at most.
    package var restless: Int64 = 900_000
    /// Milliseconds before something that is gone without an event is believed to be gone.
    package var absence: Int64 = 1_000

    package init() {}
  }

  private struct Pending {
    var due: Int64
    var latest: Int64
    /// It was looked for once and was not there.
    var wasAbsent = false
    /// It is due, and stands in the queue of what is looked at next.
    var isReady = false
  }

  private struct Recent {
    var looked: Int64
    var wait: Int64
  }

  private let delays: Delays
  private var places: [Place: Pending] = [:]
  private var recent: [Place: Recent] = [:]
  /// When something may become due.
  private var earliest: Int64 = .max
  /// What is due, in the order in which it became so; places that were touched since are passed over.
  private var ready: [Place] = []
  private var readyStart = 0
  /// Going through all places costs; a fraction of a second more or less does not.
  private var nextGathering: Int64 = .min
  private static let gathering: Int64 = 200

  package init(delays: Delays = Delays()) { self.delays = delays }

  package var count: Int { places.count }
  /// When the next look may be due; nil when there is none.
  package var nextDue: Int64? {
    if readyStart < ready.count { return .min }
    return places.isEmpty ? nil : max(earliest, nextGathering)
  }

  package func contains(_ place: Place) -> Bool { places[place] != nil }

  /// Something happened to the place at `now` (milliseconds of uptime).
  package mutating func touch(_ place: Place, at now: Int64) {
    var wait = delays.quiet
    var latest = now + delays.longest
    if let last = recent[place], now - last.looked < 4 * last.wait {
      wait = max(wait, last.looked + last.wait - now)
      latest = max(latest, last.looked + last.wait)
    }
    if let known = places[place] { latest = known.latest }
    add(place, Pending(due: min(now + wait, latest), latest: latest))
  }

  /// A look as soon as possible.
  package mutating func hurry(_ place: Place, at now: Int64) {
    let latest = places[place]?.latest ?? now + delays.longest
    add(place, Pending(due: now, latest: latest, wasAbsent: places[place]?.wasAbsent ?? false))
  }

  /// The place was looked for and is not there: once more a little later, since the event that says how it went may be
  /// on its way.
  /// - Returns: false when it was absent before.
  package mutating func doubt(_ place: Place, wasAbsent: Bool, at now: Int64) -> Bool {
    if places[place] != nil { return true }
    if wasAbsent { return false }
    add(place, Pending(due: now + delays.absence, latest: now + delays.longest, wasAbsent: true))
    return true
  }

  private mutating func add(_ place: Place, _ pending: Pending) {
    places[place] = pending
    earliest = min(earliest, pending.due)
  }

  /// The file has another name now.
  package mutating func move(_ from: Place, to: Place, at now: Int64) {
    if let pending = places.removeValue(forKey: from) { add(to, pending) }
    if let last = recent.removeValue(forKey: from) { recent[to] = last }
    touch(to, at: now)
  }

  package mutating func remove(_ place: Place) { places[place] = nil }

  package mutating func removeAll() {
    places.removeAll()
    recent.removeAll()
    ready = []
    readyStart = 0
    earliest = .max
  }

  /// Takes what is due, at most so many.
  package mutating func takeDue(at now: Int64, most: Int) -> [(place: Place, wasAbsent: Bool)] {
    if earliest <= now, nextGathering <= now { gather(now) }
    var taken: [(place: Place, wasAbsent: Bool)] = []
    while taken.count < most, readyStart < ready.count {
      let place = ready[readyStart]
      readyStart += 1
      guard let pending = places[place], pending.isReady else { continue }
      places[place] = nil
      taken.append((place, pending.wasAbsent))
      remember(place, isForced: pending.due == pending.latest, at: now)
    }
    if readyStart == ready.count {
      ready = []
      readyStart = 0
    }
    return taken
  }

  private mutating func gather(_ now: Int64) {
    nextGathering = now + Self.gathering
    earliest = .max
    var due: [Place] = []
    for (place, pending) in places where !pending.isReady {
      if pending.due <= now { due.append(place) } else { earliest = min(earliest, pending.due) }
    }
    for place in due { places[place]?.isReady = true }
    ready += due
    if recent.count > 10_000 { recent = recent.filter { now - $0.value.looked < 4 * $0.value.wait } }
  }

  /// - Parameter isForced: the place had no quiet moment at all.
  private mutating func remember(_ place: Place, isForced: Bool, at now: Int64) {
    let before = recent[place]
    let isRestless = isForced || before.map { now - $0.looked < 4 * $0.wait } ?? false
    let longer = max(2 * (before?.wait ?? 0), isForced ? delays.longest : 0)
    let wait = isRestless ? min(delays.restless, longer) : delays.quiet
    recent[place] = Recent(looked: now, wait: wait)
  }
}
