import CanonicalForms
import Custody
import JapaneseText
import Wording

/// The devices that a query asks for, in the order that it asks for. The whole query stands in the address: a list can be
/// kept, sent and opened again.
struct DeviceList {
  let text: String
  let state: DeviceState
  let kind: Device.Kind?
  let sort: Sort
  let members: [Fleet.Member]
  let asked: String
  private let now: Moment

  enum Sort: String, CaseIterable {
    case people = ""
    case id, look

    var phrase: PagePhrase {
      switch self {
      case .people: .sortPeople
      case .id: .sortID
      case .look: .sortLook
      }
    }
  }

  init(_ fleet: Fleet, _ visit: Visit) {
    let query = visit.query
    text = query["q"]
    state = DeviceState(rawValue: query["state"]) ?? .all
    kind = Device.Kind(rawValue: query["kind"])
    sort = Sort(rawValue: query["sort"]) ?? .people
    asked = query["page"]
    now = visit.now
    let (state, kind) = (state, kind)
    let words = Folding.foldText(text).split(separator: " ").map(String.init)
    var found = fleet.members.filter { member in
      (state == .all || state.holds(member, at: visit.now)) && (kind == nil || member.device.kind == kind)
    }
    if !words.isEmpty {
      found = found.filter { member in
        let text = Folding.foldText(member.device.id + " " + member.device.label)
        return words.allSatisfy { text.contains($0) }
      }
    }
    switch sort {
    case .people:
      found.sort {
        ($1.standing?.possible ?? -1, $0.device.id) < ($0.standing?.possible ?? -1, $1.device.id)
      }
    case .id: break
    case .look:
      found.sort {
        ($0.standing?.lastWord?.milliseconds ?? 0, $0.device.id)
          < ($1.standing?.lastWord?.milliseconds ?? 0, $1.device.id)
      }
    }
    members = found
  }

  /// The address of the same list.
  func address(_ path: String = Address.devices, page: String = "", encoding: String = "") -> String {
    Address.with(
      path,
      [
        "q": text, "state": state.rawValue, "kind": kind?.rawValue ?? "", "sort": sort.rawValue, "page": page,
        "encoding": encoding,
      ])
  }

  /// All rows, for a spreadsheet.
  func exported(_ language: Language) -> [[String]] {
    func text(_ phrase: PagePhrase) -> String { language.page(phrase) }
    let header = [
      text(.identifier), text(.label), text(.kind), text(.status), text(.certainPeople), text(.possiblePeople),
      text(.sensitivePeople), text(.overduePeople), text(.unreadFiles), text(.lastLook), text(.lastWord),
    ]
    let words = ScopeWords(language: language)
    return [header]
      + members.map { member in
        let standing = member.standing
        return [
          member.device.id, member.device.label, words.kind(member.device.kind),
          text(DeviceState.word(for: member, at: now).phrase), standing.map { String($0.certain) } ?? "",
          standing.map { String($0.possible) } ?? "", standing.map { String($0.sensitive) } ?? "",
          standing.map { String($0.overdue) } ?? "", standing.map { String($0.unreadFiles) } ?? "",
          standing?.lastLook?.localMinute ?? "", standing?.lastWord?.localMinute ?? "",
        ]
      }
  }
}

struct DevicesPage: Page {
  static let template = "devices"

  struct Row: Sendable {
    let id: String
    let label: String
    let href: String
    let kind: String
    let word: String
    let style: String
    let certain: String
    let possible: String
    let overdue: String
    let unread: String
    let age: String
  }

  let text: String
  let states: [Choice]
  let kinds: [Choice]
  let sorts: [Choice]
  let rows: [Row]
  let pager: Pager
  let isFiltered: Bool
  let isEmpty: Bool
  let canChange: Bool
  let canExport: Bool
  let exportUTF8: String
  let exportCP932: String
  let exportWarning: String

  init(_ list: DeviceList, _ visit: Visit) {
    let language = visit.language
    let words = ScopeWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    text = list.text
    states = DeviceState.allCases.map {
      Choice(value: $0.rawValue, text: visit.text($0.phrase), isChosen: $0 == list.state)
    }
    kinds =
      [Choice(value: "", text: visit.text(.all), isChosen: list.kind == nil)]
      + Device.Kind.allCases.map { Choice(value: $0.rawValue, text: words.kind($0), isChosen: $0 == list.kind) }
    sorts = DeviceList.Sort.allCases.map {
      Choice(value: $0.rawValue, text: visit.text($0.phrase), isChosen: $0 == list.sort)
    }
    let number = Pager.number(list.asked, of: list.members.count)
    rows = list.members[Pager.range(number, of: list.members.count)].map { member in
      let standing = member.standing
      let word = DeviceState.word(for: member, at: visit.now)
      func figure(_ count: Int?) -> String { count.map { language.number($0) } ?? "?" }
      return Row(
        id: member.device.id, label: member.device.label, href: Address.device(member.device.id),
        kind: words.kind(member.device.kind), word: visit.text(word.phrase), style: word.style,
        certain: figure(standing?.certain), possible: figure(standing?.possible), overdue: figure(standing?.overdue),
        unread: figure(standing?.unreadFiles),
        age: standing?.lastLook == nil ? visit.text(.neverLooked) : time.ago(standing?.lastWord))
    }
    pager = Pager(number, of: list.members.count, in: language) { list.address(page: $0) }
    isFiltered = !list.text.isEmpty || list.state != .all || list.kind != nil
    isEmpty = rows.isEmpty
    canChange = visit.may(.changeDevices)
    canExport = visit.may(.export)
    exportUTF8 = list.address("/devices.csv", encoding: "utf-8")
    exportCP932 = list.address("/devices.csv", encoding: "cp932")
    exportWarning = canExport ? CSVExport.warning(list.exported(language), of: list.members.count, language) : ""
  }
}
