import Observations

/// The first thing that was heard of a place after the moment.
enum LaterWord: Equatable {
  /// A found file's own times, `Trace.unknown` where nobody told.
  struct Times: Equatable {
    var modified = Trace.unknown
    var changed = Trace.unknown
    /// The first change seen of a file that was not told of before.
    var firstSeen = Trace.unknown
  }

  /// Looked into, and this was found.
  case found(PlaceState.What, times: Times, at: Int64)
  case written(at: Int64)
  /// Seen to go.
  case left(at: Int64)
  /// Seen to come, from another place.
  case arrived(at: Int64)
  /// There, and holds nobody's data.
  case cleared(at: Int64)
  /// A scan of everything did not find it.
  case notFound(at: Int64)

  var time: Int64 {
    switch self {
    case .found(_, _, let time), .written(let time), .left(let time), .arrived(let time), .cleared(let time),
      .notFound(let time):
      time
    }
  }
}

/// Whether something was at a place at the moment: the table of notes on certainty, as one pure decision.
///
/// *Certain* is what nothing but a false record could make untrue; *possible* contains it, and everything that may have
/// been there without contradicting any record. After the last record the last known state of what was seen until then
/// stands, and the gap is named.
struct PlaceVerdict: Equatable {
  struct Answer: Equatable {
    var what: PlaceState.What
    var presence: Presence
  }

  /// Nil: absent.
  private(set) var first: Answer?
  /// The moment lies between two contents, and either may have been there.
  private(set) var second: Answer?

  var answers: [Answer] { [first, second].compactMap(\.self) }

  /// - Parameters:
  ///   - before: the state by all records up to the moment.
  ///   - later: the first record after it.
  ///   - stretch: the complete stretch that the moment lies in.
  ///   - next: the complete stretch that follows a moment which lies in none.
  ///   - seenSince: since when a change up to the moment would have been seen; nil when it would not.
  init(
    before: PlaceState, later: LaterWord?, stretch: RootCoverage.Stretch?, next: RootCoverage.Stretch?,
    seenSince: Int64?, at moment: Int64
  ) {
    if let settled = Self.settledByTimeOfChange(before, later, at: moment) {
      first = Answer(what: settled, presence: .certain)
      return
    }
    // What is heard after the end of a complete stretch says nothing about what was seen within it.
    let isAfterwards = stretch.map { stretch in later.map { $0.time > stretch.end } ?? false } ?? false
    let later = isAfterwards ? nil : later
    if before.isPresent {
      // A state from before the stretch is what the baseline has still to confirm.
      let isExact = stretch.map { before.confirmed >= $0.exact } ?? false
      let isSeen = stretch != nil || seenSince.map { before.confirmed >= $0 } ?? false
      addPresent(before, later: later, isExact: isExact, isSeen: isSeen, at: moment)
    } else {
      addRemains(of: before)
      addComing(later, until: (stretch ?? next)?.baseline ?? .max, at: moment)
    }
  }

  /// The system sets a file's time of change whenever content or name change, and nobody sets it back: what is found
  /// later, unchanged since before the moment, was there at the moment.
  private static func settledByTimeOfChange(
    _ before: PlaceState, _ later: LaterWord?, at moment: Int64
  ) -> PlaceState.What? {
    guard case .found(let what, let times, _)? = later, times.changed != Trace.unknown, times.changed <= moment else {
      return nil
    }
    // It went after that change: another file bears the name now, with a clock that was set back.
    if before.what == .absent, before.confirmed > times.changed { return nil }
    return what
  }

  /// - Parameter isSeen: it would have been seen to go.
  private mutating func addPresent(
    _ before: PlaceState, later: LaterWord?, isExact: Bool, isSeen: Bool, at moment: Int64
  ) {
    if case .named = before.what { return add(before.what, .possible(.onlyNamed)) }
    if before.isPending {
      add(before.what, .possible(.beingWritten))
      if case .found(let what, _, _)? = later, what != before.what { add(what, .possible(.beingWritten)) }
      if later == nil, before.what != .unread(-1) { add(.unread(-1), .possible(.beingWritten)) }
      return
    }
    switch later {
    // Nobody looked again, while the device went on: it may have gone long since.
    case nil: add(before.what, isSeen ? .certain : .possible(.goneInGap))
    case .found(let what, let times, _):
      if isExact { return add(before.what, .certain) }
      add(before.what, .possible(.goneInGap))
      if what != before.what { add(what, Self.coming(times.modified, at: moment)) }
    case .notFound: add(before.what, .possible(.goneInGap))
    case .written, .left, .arrived, .cleared: add(before.what, isExact ? .certain : .possible(.goneInGap))
    }
  }

  /// - Parameter baseline: by when everything that was there has been found; what comes later is new.
  private mutating func addComing(_ later: LaterWord?, until baseline: Int64, at moment: Int64) {
    guard case .found(let what, let times, let time)? = later else { return }
    if times.firstSeen != Trace.unknown, times.firstSeen <= moment {
      add(what, .possible(.beingWritten))
    } else if time <= baseline {
      add(what, Self.coming(times.modified, at: moment))
    }
  }

  private mutating func addRemains(of before: PlaceState) {
    guard before.what == .absent, before.remains != 0 else { return }
    add(.content(before.remains), .possible(.deletedNotWiped))
  }

  private static func coming(_ modified: Int64, at moment: Int64) -> Presence {
    .possible(modified != Trace.unknown && modified <= moment ? .cameInGapOlder : .cameInGap)
  }

  private mutating func add(_ what: PlaceState.What, _ presence: Presence) {
    let answer = Answer(what: what, presence: presence)
    if first == nil { first = answer } else { second = answer }
  }
}
