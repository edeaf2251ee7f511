import Accounts
import CanonicalForms
import Custody
import KeyEscrow
import Wording

/// What of the front page is about kept keys: for those who see keys.
struct KeyItems {
  /// Beside what is gravest of all, and after it.
  private(set) var grave: [TodayPage.Item] = []
  private(set) var others: [TodayPage.Item] = []
  /// Keys that were shown without asking anybody: said to all who have to know, until nobody can have missed it.
  let notices: [Notice]

  struct Notice: Sendable {
    let text: String
    let href: String
  }

  private let language: Language
  private let time: PageTime
  private let fleet: Fleet
  private let people: TodayPeople

  init(_ snapshot: KeySnapshot, _ fleet: Fleet, accounts: [Account], _ visit: Visit) {
    language = visit.language
    time = PageTime(language: visit.language, now: visit.now)
    self.fleet = fleet
    people = TodayPeople(fleet, visit.language)
    let (language, now, words) = (language, visit.now, KeyWords(visit, accounts: accounts))
    notices = snapshot.brokenGlass(at: now).map { request in
      Notice(
        text: language.page(
          .breakGlassNotice, request.asked.localMinute, request.device, words.who(request.requester),
          request.caseNumber),
        href: Address.reveal(request.id))
    }
    let alarms = Dictionary(
      grouping: snapshot.alarms(of: fleet.encryptable, without: fleet.retired, at: now), by: \.kind)
    if alarms[.canary] != nil {
      grave.append(
        item(words.alarm(.canary), .itemCanaryNext, Address.keys, snapshot.canary?.at, .whoIT, "grave", on: nil))
    }
    if let account = visit.session?.account { addRequests(snapshot, account, now) }
    addShown(snapshot.rotations.filter { !$0.isOverdue(at: now) })
    for (kind, phrase, next, who) in Self.groups {
      guard let found = alarms[kind] else { continue }
      let style = KeyWords.style(kind)
      let new = item(
        language.page(phrase, language.number(found.count)), next, href(kind, found),
        found.compactMap { snapshot.evidence(of: $0, at: now) ?? lastWord(of: $0.device) }.min(), who, style,
        on: found.compactMap(\.device))
      if style == "grave" { grave.append(new) } else { others.append(new) }
    }
  }

  /// In the order of the page. Those of broken glass are notices.
  private static let groups: [(EscrowAlarm.Kind, PagePhrase, PagePhrase, PagePhrase)] = [
    (.suspended, .itemSuspended, .itemSuspendedNext, .whoIT),
    (.rotationOverdue, .itemRotation, .itemRotationNext, .whoIT),
    (.rolledBack, .itemRolledBack, .itemRolledBackNext, .whoIT),
    (.refused, .itemKeyRefused, .itemKeyNext, .whoIT), (.drifted, .itemKeyDrifted, .itemKeyNext, .whoIT),
    (.noKey, .itemNoKey, .itemNoKeyNext, .whoIT), (.unkept, .itemUnkept, .itemUnkeptNext, .whoIT),
    (.sealing, .itemSealing, .itemSealingNext, .whoIT),
    (.partial, .itemPartial, .itemPartialNext, .whoIT), (.neverProved, .itemKeyNever, .itemKeyNeverNext, .whoIT),
    (.unsealed, .itemUnsealed, .itemUnsealedNext, .whoCustodian),
    (.ageing, .itemKeyAgeing, .itemKeyAgeingNext, .whoIT),
    (.drillDue, .itemDrillDue, .itemDrillDueNext, .whoCustodian),
    (.drillOverdue, .itemDrill, .itemDrillNext, .whoCustodian),
  ]

  /// What waits for whoever looks.
  private mutating func addRequests(_ snapshot: KeySnapshot, _ account: Account, _ now: Moment) {
    let waiting = snapshot.open.filter { $0.waits(for: account, at: now) }
    if let first = waiting.first {
      grave.append(
        item(
          language.page(.itemRevealWaits, language.number(waiting.count)), .itemRevealWaitsNext,
          waiting.count == 1 ? Address.reveal(first.id) : Address.reveals, waiting.map(\.asked).min(), .whoYou,
          "warning", on: waiting.map(\.device)))
    }
    let ready = snapshot.open.filter { $0.isReady(for: account, at: now) }
    if let first = ready.first {
      grave.append(
        item(
          language.page(.itemRevealReady, language.number(ready.count)), .itemRevealReadyNext,
          ready.count == 1 ? Address.reveal(first.id) : Address.reveals, ready.map(\.asked).min(), .whoYou, "note",
          on: ready.map(\.device)))
    }
  }

  /// Keys that were shown lately: somebody has seen them, and they still open their disks.
  private mutating func addShown(_ rotations: [KeyRotation]) {
    guard let first = rotations.first else { return }
    grave.append(
      item(
        language.page(.itemRotationOpen, language.number(rotations.count)), .itemRotationNext,
        rotations.count == 1 ? Address.reveal(first.id) : Address.reveals, rotations.map(\.asked).min(), .whoIT,
        "warning", on: rotations.map(\.device)))
  }

  /// Where keys say nothing of a device, its own last word does.
  private func lastWord(of device: String?) -> Moment? {
    fleet.members.first { $0.device.id == device }?.standing?.lastWord
  }

  private func href(_ kind: EscrowAlarm.Kind, _ found: [EscrowAlarm]) -> String {
    if found.count == 1, let only = found.first { return KeysPage.href(only, fleet) }
    switch kind {
    case .refused, .drifted, .neverProved, .ageing, .drillDue:
      return Address.with(Address.keys, ["state": kind.rawValue])
    case .noKey: return Address.with(Address.keys, ["state": KeyFilter.keyless.rawValue])
    case .drillOverdue: return Address.keyDrills
    case .rotationOverdue: return Address.reveals
    default: return Address.keys + "#alarms"
    }
  }

  /// - Parameter devices: those that it is about, so that whoever reads it knows how many people's data lies behind the
  ///   keys; nil where it is about none.
  private func item(
    _ what: String, _ next: PagePhrase, _ href: String, _ evidence: Moment?, _ who: PagePhrase, _ style: String,
    on devices: [String]?
  ) -> TodayPage.Item {
    TodayPage.Item(
      what: what, people: devices.flatMap { $0.isEmpty ? nil : people.on($0) } ?? "–", age: time.ago(evidence),
      next: language.page(next),
      href: href,
      who: language.page(who), style: style)
  }
}
