/// What is known of one place at one time.
struct PlaceState: Equatable {
  enum What: Hashable {
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
  /// The last time that anything was heard of it.
  var time: Int64 = .min
  /// When the content was established: a move carries it along, and does not look at it.
  var confirmed: Int64 = .min
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

  /// What lies there, as far as it is known; 0 where it is not.
  var content: Int64 {
    switch what {
    case .content(let content), .named(let content): content
    case .unheard, .unread, .absent: 0
    }
  }
}

/// The states of a device's places while its history is read again.
///
/// A pass over five years comes to places in no order, and each time waits for memory: so a place takes 32 bytes, with
/// where it stands among those that are there and among those of which the state at the moment is kept.
struct PlaceStates {
  private struct Slot {
    var time: Int64 = .min
    var confirmed: Int64 = .min
    /// Content, reason or what remains in the upper bits; then whether something is pending, and what it is.
    var word: Int64 = 0
    var inLive: Int32 = -1
    var inEarlier: Int32 = -1
  }

  private enum Kind {
    static let unheard: Int64 = 0
    static let content: Int64 = 1
    static let unread: Int64 = 2
    static let named: Int64 = 3
    static let absent: Int64 = 4
    static let mask: Int64 = 7
    static let pending: Int64 = 8
    static let bits: Int64 = 4
  }

  private var slots: [Slot]
  /// Places where something is, in no order: a scan that ends looks at what is there, not at everything that ever was.
  private(set) var live: [Int32] = []
  /// State at the moment, for places of which something was heard later.
  private var earlier: [(slot: Slot, later: LaterWord)] = []

  /// - Parameter highest: number of a place.
  init(highest: Int) {
    slots = Array(repeating: Slot(), count: highest + 1)
  }

  var indices: Range<Int> { slots.indices }

  mutating func grow(toHold highest: Int) {
    while slots.count <= highest { slots.append(Slot()) }
  }

  subscript(place: Int32) -> PlaceState {
    @inline(__always) get { Self.state(slots[Int(place)]) }
    @inline(__always) set {
      let index = Int(place)
      slots[index].time = newValue.time
      slots[index].confirmed = newValue.confirmed
      slots[index].word = Self.word(newValue)
      mark(index, isPresent: newValue.isPresent)
    }
  }

  /// Time of the last word about a place.
  @inline(__always)
  func time(of place: Int32) -> Int64 { slots[Int(place)].time }

  @inline(__always)
  private static func state(_ slot: Slot) -> PlaceState {
    let value = slot.word >> Kind.bits
    var state = PlaceState(time: slot.time, confirmed: slot.confirmed, isPending: slot.word & Kind.pending != 0)
    switch slot.word & Kind.mask {
    case Kind.content: state.what = .content(value)
    case Kind.unread: state.what = .unread(value)
    case Kind.named: state.what = .named(value)
    case Kind.absent:
      state.what = .absent
      state.remains = value
    default: break
    }
    return state
  }

  @inline(__always)
  private static func word(_ state: PlaceState) -> Int64 {
    let (kind, value) =
      switch state.what {
      case .unheard: (Kind.unheard, Int64(0))
      case .content(let content): (Kind.content, content)
      case .unread(let reason): (Kind.unread, reason)
      case .named(let content): (Kind.named, content)
      case .absent: (Kind.absent, state.remains)
      }
    return value << Kind.bits | (state.isPending ? Kind.pending : 0) | kind
  }

  @inline(__always)
  private mutating func mark(_ index: Int, isPresent: Bool) {
    let at = slots[index].inLive
    guard isPresent != (at >= 0) else { return }
    if at < 0 {
      slots[index].inLive = Int32(live.count)
      live.append(Int32(index))
    } else {
      let last = live.removeLast()
      if last != Int32(index) {
        live[Int(at)] = last
        slots[Int(last)].inLive = at
      }
      slots[index].inLive = -1
    }
  }

  // MARK: The moment

  /// Keeps what the state is now, as the state at the moment, with the first later word; later ones change nothing.
  @inline(__always)
  mutating func keep(_ place: Int32, _ word: @autoclosure () -> LaterWord) {
    let index = Int(place)
    guard slots[index].inEarlier < 0 else { return }
    slots[index].inEarlier = Int32(earlier.count)
    earlier.append((slots[index], word()))
  }

  /// The state at the moment, and the first word after it.
  @inline(__always)
  func atMoment(_ index: Int) -> (state: PlaceState, later: LaterWord?) {
    let slot = slots[index]
    if slot.inEarlier < 0 { return (Self.state(slot), nil) }
    let (kept, later) = earlier[Int(slot.inEarlier)]
    return (Self.state(kept), later)
  }
}
