import CanonicalForms
import Custody
import JapaneseText
import KeyEscrow
import Wording

/// What a list of keys may be narrowed to. Raw values stand in addresses.
enum KeyFilter: String, CaseIterable, Sendable {
  /// Keys that count, and devices without any.
  case current = ""
  case refused, drifted
  case keyless = "none"
  case neverProved = "never_proved"
  case ageing, proved
  case drillDue = "drill_due"
  case sealed, past

  func holds(_ state: KeyState?) -> Bool {
    switch self {
    case .current: state != .past
    case .keyless: state == nil
    case .refused: state == .refused
    case .drifted: state == .drifted
    case .neverProved: state == .neverProved
    case .ageing: state == .ageing
    case .drillDue: state == .drillDue
    case .sealed: state == .sealed
    case .proved: state == .proved
    case .past: state == .past
    }
  }

  func text(_ language: Language) -> String {
    switch self {
    case .current: language.page(.keyFilterCurrent)
    case .keyless: language.page(.keyStateNone)
    default: language.stored("key_state", rawValue)
    }
  }

  /// The one that holds a state and no other.
  init(of state: KeyState?) { self = state.flatMap { KeyFilter(rawValue: $0.rawValue) } ?? .keyless }

  /// The gravest first.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// The keys that a query asks for, the gravest first. The whole query stands in the address, which holds no key: the
/// identifier that a locked screen shows is none.
struct KeyList {
  struct Row: Sendable {
    let device: String
    let label: String
    /// nil: the device has no key that counts.
    let key: EscrowedKey?
    let state: KeyState?
  }

  let text: String
  let filter: KeyFilter
  let rows: [Row]
  /// Of all keys, whatever is asked for.
  let counts: [KeyFilter: Int]
  let asked: String

  init(_ snapshot: KeySnapshot, _ fleet: Fleet, _ visit: Visit) {
    text = visit.query["q"]
    let filter = KeyFilter(rawValue: visit.query["state"]) ?? .current
    self.filter = filter
    asked = visit.query["page"]
    let labels = Dictionary(
      fleet.members.map { ($0.device.id, $0.device.label) }, uniquingKeysWith: { a, _ in a })
    var all = snapshot.keys(at: visit.now).map { key, state in
      Row(device: key.device, label: labels[key.device] ?? "", key: key, state: state)
    }
    all += snapshot.keyless(among: fleet.encryptable, at: visit.now).map {
      Row(device: $0, label: labels[$0] ?? "", key: nil, state: nil)
    }
    var counts: [KeyFilter: Int] = [:]
    for row in all { counts[KeyFilter(of: row.state), default: 0] += 1 }
    counts[.current] = all.count { $0.state != .past }
    self.counts = counts
    // An identifier as other tools write it, in braces.
    let plain = text.filter { !"{}｛｝".contains($0) }
    let words = Folding.foldText(plain).split(separator: " ").map(String.init)
    // What was typed from a locked screen finds keys of the past as well: a disk may come back.
    let isSearch = !words.isEmpty && filter == .current
    rows = all.filter { row in
      guard isSearch || filter.holds(row.state) else { return false }
      guard !words.isEmpty else { return true }
      let text = Folding.foldText("\(row.device) \(row.label) \(row.key?.protector ?? "") \(row.key?.id.text ?? "")")
      return words.allSatisfy { text.contains($0) }
    }.sorted { a, b in
      (KeyFilter(of: a.state).rank, a.device, a.key?.id.text ?? "")
        < (KeyFilter(of: b.state).rank, b.device, b.key?.id.text ?? "")
    }
  }

  /// The address of the same list.
  func address(_ path: String = Address.keys, page: String = "", encoding: String = "") -> String {
    Address.with(path, ["q": text, "state": filter.rawValue, "page": page, "encoding": encoding])
  }

  /// All rows, for a spreadsheet. Without the keys.
  func exported(_ visit: Visit) -> [[String]] {
    let words = KeyWords(visit)
    let header = [
      visit.text(.navDevices), visit.text(.label), visit.text(.keyShownID), visit.text(.status), visit.text(.keyDays),
      visit.text(.keyLastProved), visit.text(.keyClass), visit.text(.keyMethod), visit.text(.kind),
      visit.text(.keyKept), visit.text(.keySource), visit.text(.keyNumber),
    ]
    return [header]
      + rows.map { row in
        guard let key = row.key else {
          return [row.device, row.label, "", visit.text(.keyStateNone)] + Array(repeating: "", count: 8)
        }
        return [
          row.device, row.label, key.protector, row.state.map { words.state($0) } ?? "",
          KeyState.days(since: key, at: visit.now).map(String.init) ?? "", key.proved?.localMinute ?? "",
          words.strength(key), key.proof?.method ?? "", words.kind(key), key.kept.localMinute, words.source(key),
          key.id.text,
        ]
      }
  }
}

/// All kept keys by how far they can be relied on, what needs attention, and devices without any key.
struct KeysPage: Page {
  static let template = "keys"

  struct Row: Sendable {
    let device: String
    let label: String
    let deviceHref: String
    let shown: String
    let href: String
    let word: String
    let style: String
    let days: String
    let strength: String
    let kept: String
    let hasKey: Bool
  }

  struct Count: Sendable {
    let label: String
    let value: String
    let href: String
    let isGrave: Bool
  }

  struct Alarm: Sendable {
    let text: String
    let style: String
    let place: String
    let href: String
  }

  let text: String
  let filters: [Choice]
  let counts: [Count]
  let alarms: [Alarm]
  let moreAlarms: String
  let rows: [Row]
  let pager: Pager
  let isFiltered: Bool
  let isEmpty: Bool
  let canExport: Bool
  let exportUTF8: String
  let exportCP932: String
  let waiting: String

  /// Alarms that are named one by one.
  private static let mostAlarms = 20
  /// Those that the list of keys says already.
  private static let ofStates: Set<EscrowAlarm.Kind> = [.refused, .drifted, .noKey, .neverProved, .ageing, .drillDue]

  init(_ list: KeyList, _ snapshot: KeySnapshot, _ fleet: Fleet, _ visit: Visit) {
    let language = visit.language
    let words = KeyWords(visit)
    text = list.text
    filters = KeyFilter.allCases.map {
      Choice(value: $0.rawValue, text: $0.text(language), isChosen: $0 == list.filter)
    }
    counts = KeyFilter.allCases.filter { $0 != .current && $0 != .past }.map { filter in
      let count = list.counts[filter] ?? 0
      return Count(
        label: filter.text(language), value: language.number(count),
        href: Address.with(Address.keys, ["state": filter.rawValue]),
        isGrave: count > 0 && [.refused, .drifted, .keyless].contains(filter))
    }
    let loud = snapshot.alarms(without: fleet.retired, at: visit.now).filter { !Self.ofStates.contains($0.kind) }
    // A key that was shown is named from the first hour on, not only when its replacement is late.
    let shown = snapshot.rotations.filter { !$0.isOverdue(at: visit.now) }.prefix(Self.mostAlarms).map { rotation in
      Alarm(
        text: visit.text(.keyShownWaits), style: "warning", place: rotation.device, href: Address.reveal(rotation.id))
    }
    alarms =
      loud.prefix(Self.mostAlarms).map { alarm in
        Alarm(
          text: words.alarm(alarm.kind), style: KeyWords.style(alarm.kind), place: alarm.device ?? "",
          href: Self.href(alarm, fleet))
      } + shown
    moreAlarms =
      loud.count > Self.mostAlarms ? language.page(.keyMoreAlarms, language.number(loud.count - Self.mostAlarms)) : ""
    let number = Pager.number(list.asked, of: list.rows.count)
    let known = Set(fleet.members.map(\.device.id))
    rows = list.rows[Pager.range(number, of: list.rows.count)].map { row in
      Row(
        device: row.device, label: row.label, deviceHref: known.contains(row.device) ? Address.device(row.device) : "",
        shown: row.key.map { words.shown($0) } ?? "", href: row.key.map { Address.key($0.id.text) } ?? "",
        word: row.state.map { words.state($0) } ?? visit.text(.keyStateNone),
        style: row.state.map { KeyWords.style($0) } ?? "grave", days: row.key.map { words.days($0) } ?? "–",
        strength: row.key.map { words.strength($0) } ?? "–",
        kept: row.key.map { $0.kept.localDate } ?? "–", hasKey: row.key != nil)
    }
    pager = Pager(number, of: list.rows.count, in: language) { list.address(page: $0) }
    isFiltered = !list.text.isEmpty || list.filter != .current
    isEmpty = rows.isEmpty
    canExport = visit.may(.export)
    exportUTF8 = list.address("/keys.csv", encoding: "utf-8")
    exportCP932 = list.address("/keys.csv", encoding: "cp932")
    let mine = visit.session.map { session in snapshot.open.count { $0.waits(for: session.account, at: visit.now) } }
    waiting = mine.map { $0 > 0 ? language.page(.itemRevealWaits, language.number($0)) : "" } ?? ""
  }

  /// Where somebody acts on it.
  static func href(_ alarm: EscrowAlarm, _ fleet: Fleet) -> String {
    switch alarm.kind {
    case .breakGlass, .rotationOverdue: return Address.reveal(alarm.subject)
    case .drillOverdue: return Address.keyDrills
    case .refused, .drifted, .neverProved, .ageing, .drillDue, .unsealed: return Address.key(alarm.subject)
    case .canary, .sealing: return Address.keys
    case .suspended, .rolledBack, .noKey, .unkept, .partial:
      guard let device = alarm.device else { return Address.keys }
      // A device that is not registered has no page; its keys have.
      return fleet.members.contains { $0.device.id == device }
        ? Address.device(device) : Address.with(Address.keys, ["q": device])
    }
  }
}
