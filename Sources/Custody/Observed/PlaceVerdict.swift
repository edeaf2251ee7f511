import Observations

/// What is known of one place at one time.
struct PlaceState: Equatable {
  enum What: Equatable {
    /// Never heard of.
    case unheard
    case content(Int64)
    /// Number of the reason.
    case unread(Int64)
    /// Known by name alone; the content where a log told its hash or where it was copied from, else 0.
    case named(Int64)
    case absent
  }

  var what = What.unheard
  /// When that was established.
  var time: Int64 = .min
  /// Something was written since, and not read yet.
  var isPending = false
  /// What lay here before it went: its bytes may lie on the medium still.
  var remains: Int64 = 0

  var isPresent: Bool {
    switch what {
    case .content, .unread, .named: true
    case .unheard, .absent: false
    }
  }
}

/// The first thing that was heard of a place after the moment.
enum LaterWord: Equatable {
  /// Looked into, and this was found. Times of change as the file system tells them, `Trace.unknown` where it does not.
  case found(PlaceState.What, modified: Int64, changed: Int64, at: Int64)
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
    case .found(_, _, _, let time), .written(let time), .left(let time), .arrived(let time), .cleared(let time),
      .notFound(let time):
      time
    }
  }
}

/// Whether something was at a place at the moment: the table of notes on certainty, as one pure decision.
///
/// *Certain* is what nothing but a false record could make untrue; *possible* contains it, and everything that may have
/// been there without contradicting any record. After the last record the last known state stands, and the gap is named.
struct PlaceVerdict: Equatable {
  struct Answer: Equatable {
    var what: PlaceState.What
    var presence: Presence
  }

  /// None: absent. Two: the moment lies between two contents, and either may have been there.
  private(set) var answers: [Answer] = []

  /// - Parameters:
  ///   - before: the state by all records up to the moment.
  ///   - later: the first record after it.
  ///   - stretch: the complete stretch that the moment lies in.
  ///   - next: the complete stretch that follows a moment which lies in none.
  init(
    before: PlaceState, later: LaterWord?, stretch: RootCoverage.Stretch?, next: RootCoverage.Stretch?, at moment: Int64
  ) {
    if let settled = Self.settledByTimeOfChange(before, later, at: moment) {
      answers = [Answer(what: settled, presence: .certain)]
      return
    }
    // What is heard after the end of a complete stretch says nothing about what was seen within it.
    let later =
      stretch.flatMap { stretch in later.flatMap { $0.time > stretch.end ? nil : $0 } }
      ?? (stretch == nil ? later : nil)
    if before.isPresent {
      addPresent(before, later: later, isComplete: stretch != nil, at: moment)
    } else {
      addRemains(of: before)
      if stretch == nil || later.map({ $0.time <= stretch?.baseline ?? .max }) == true {
        addComing(later, before: next?.baseline ?? .max, at: moment)
      }
    }
  }

  /// The system sets a file's time of change whenever content or name change, and nobody sets it back: what is found
  /// later, unchanged since before the moment, was there at the moment.
  private static func settledByTimeOfChange(
    _ before: PlaceState, _ later: LaterWord?, at moment: Int64
  ) -> PlaceState.What? {
    guard case .found(let what, _, let changed, _)? = later, changed != Trace.unknown, changed <= moment else {
      return nil
    }
    // It went after that change: another file bears the name now, with a clock that was set back.
    if before.what == .absent, before.time > changed { return nil }
    return what
  }

  private mutating func addPresent(_ before: PlaceState, later: LaterWord?, isComplete: Bool, at moment: Int64) {
    if case .named = before.what { return add(before.what, .possible(.onlyNamed)) }
    if before.isPending {
      add(before.what, .possible(.beingWritten))
      if case .found(let what, _, _, _)? = later, what != before.what { add(what, .possible(.beingWritten)) }
      if later == nil { add(.unread(-1), .possible(.beingWritten)) }
      return
    }
    switch later {
    case nil: add(before.what, .certain)
    case .found(let what, let modified, _, _):
      if isComplete { return add(before.what, .certain) }
      add(before.what, .possible(.goneInGap))
      if what != before.what { add(what, Self.coming(modified, at: moment)) }
    case .notFound: add(before.what, .possible(.goneInGap))
    case .written, .left, .arrived, .cleared: add(before.what, isComplete ? .certain : .possible(.goneInGap))
    }
  }

  /// - Parameter baseline: by when everything that was there has been found; what comes later is new.
  private mutating func addComing(_ later: LaterWord?, before baseline: Int64, at moment: Int64) {
    guard case .found(let what, let modified, _, let time)? = later, time <= baseline else { return }
    add(what, Self.coming(modified, at: moment))
  }

  private mutating func addRemains(of before: PlaceState) {
    guard before.what == .absent, before.remains != 0 else { return }
    add(.content(before.remains), .possible(.deletedNotWiped))
  }

  private static func coming(_ modified: Int64, at moment: Int64) -> Presence {
    .possible(modified != Trace.unknown && modified <= moment ? .cameInGapOlder : .cameInGap)
  }

  private mutating func add(_ what: PlaceState.What, _ presence: Presence) {
    answers.append(Answer(what: what, presence: presence))
  }
}
