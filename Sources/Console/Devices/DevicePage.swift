import CanonicalForms
import Custody
import Hummingbird
import Wording

extension Console {
  func devicePage(_ visit: Visit) async throws -> Response {
    let device = try await device(visit)
    let custody = custody
    try await note("device", .device(device.id), visit)
    let trail = try await work { try custody.evidenceTrail(of: device.id, at: visit.now) }
    let state = fleet.state.fleet
    let member = state.members.first { $0.device.id == device.id }
    let clients = Dictionary(state.clients.map { ($0.organisation.id, $0) }, uniquingKeysWith: { a, _ in a })
    let notices = try await work {
      try AgentNotice.all(
        of: device, access: custody.agentAccess(of: device.id),
        doubts: custody.doubts(of: device.id, since: AgentNotice.earliest(at: visit.now)), visit)
    }
    let keys = visit.may(.seeKeys) ? DeviceKeys(device, try await keySnapshot(visit), visit) : nil
    let page = DevicePage(
      Fleet.Member(device: device, standing: member?.standing), trail: trail, clients: clients, notices: notices,
      keys: keys, visit: visit)
    return try self.page(page, title: ScopeWords(language: visit.language).device(device), visit)
  }
}

/// One device: how many people's data it holds, whose, since when, and how well it was observed.
struct DevicePage: Page {
  static let template = "device"

  struct Part: Sendable {
    let client: String
    let href: String
    let certain: String
    let possible: String
    let sensitive: String
    let files: String
    let word: String
    let style: String
  }

  struct Scan: Sendable {
    let root: String
    let started: String
    let ended: String
    let files: String
    let isRunning: Bool
  }

  let id: String
  let heading: String
  let kind: String
  let status: String
  let holder: String
  let hasHolder: Bool
  let word: String
  let style: String
  let figures: [TodayPage.Figure]
  /// What somebody has to do about the device's agent.
  let notices: [AgentNotice]
  let isNever: Bool
  let howScan: String
  /// Whether the visitor may know whose data it is.
  let seesWhose: Bool
  let parts: [Part]
  let fields: [[String]]
  let gaps: [String]
  let chart: Drawing
  let points: [[String]]
  let scans: [Scan]
  let batches: String
  let scopeHref: String
  let lossHref: String
  let editHref: String
  let unreadHref: String
  let progressHref: String
  let nowTyped: String
  let isRunning: Bool
  let canAsk: Bool
  let canReport: Bool
  let canEdit: Bool
  let isSaved: Bool
  /// One; none for those who see no keys.
  let keySections: [DeviceKeys]

  init(
    _ member: Fleet.Member, trail: EvidenceTrail, clients: [Organisation.ID: Fleet.Client], notices: [AgentNotice],
    keys: DeviceKeys?, visit: Visit
  ) {
    self.notices = notices
    keySections = keys.map { [$0] } ?? []
    let device = member.device
    let standing = member.standing
    let language = visit.language
    let words = ScopeWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    id = device.id
    heading = words.device(device)
    kind = words.kind(device.kind)
    status = visit.text(device.status.phrase)
    holder = visit.may(.seeHolders) ? device.holder ?? "–" : visit.text(.hiddenHolder)
    hasHolder = device.holder != nil
    let word = DeviceState.word(for: member, at: visit.now)
    self.word = visit.text(word.phrase)
    style = word.style
    isNever = standing?.lastLook == nil
    howScan = language.page(.deviceHowScan, device.id)
    func people(_ count: Int?) -> String { count.map { language.text(.people, language.number($0)) } ?? "?" }
    figures = [
      .init(label: visit.text(.certainPeople), value: people(standing?.certain), isGrave: false),
      .init(label: visit.text(.possiblePeople), value: people(standing?.possible), isGrave: false),
      .init(
        label: visit.text(.overduePeople), value: people(standing?.overdue), isGrave: standing?.overdue ?? 0 > 0),
      .init(
        label: visit.text(.unreadFiles),
        value: language.text(.files, language.number(standing?.unreadFiles ?? 0)), isGrave: false),
      .init(label: visit.text(.lastLook), value: time.ago(standing?.lastLook), isGrave: false),
    ]
    // Whose data lies where is not for everybody who looks after devices.
    seesWhose = visit.may(.seeClients) || visit.may(.askScope)
    parts = (seesWhose ? standing?.parts ?? [] : []).map { part in
      let client = part.organisation.flatMap { clients[$0] }
      let name =
        part.organisation.map { "\($0.text) \(client?.organisation.name ?? "")" } ?? visit.text(.unattributedPeople)
      let word = client.map {
        ClientWord(people: part.possible, agreements: $0.agreements, isOverdue: part.isOverdue, at: visit.now)
      }
      return Part(
        client: name,
        href: visit.may(.seeClients) ? part.organisation.map { Address.client($0.text) } ?? "" : "",
        certain: language.number(part.certain), possible: language.number(part.possible),
        sensitive: language.number(part.sensitive), files: language.number(part.files),
        word: word?.text(language) ?? "", style: word?.style ?? "")
    }
    fields = (seesWhose ? standing?.fields ?? [] : []).map {
      [words.field($0.field), language.number($0.certain), language.number($0.possible)]
    }
    let named = (standing?.namedGaps ?? []).map(words.gap)
    let more = (standing?.gaps ?? 0) - named.count
    gaps = named + (more > 0 ? [language.page(.deviceGapsMore, language.number(more))] : [])
    let timeline = standing?.timeline ?? []
    chart = TimelineChart(points: timeline, trail: trail, now: visit.now, language: language).drawing
    points = timeline.reversed().map {
      [time.minute($0.at), language.number($0.certain), language.number($0.possible)]
    }
    let newest = trail.scans.first
    // A scan that was broken off long ago is not running.
    isRunning = newest.map { !$0.isComplete && visit.now.milliseconds - $0.reached.milliseconds < 120_000 } ?? false
    let isRunning = isRunning
    scans = trail.scans.map { scan in
      let runs = isRunning && scan == newest
      return Scan(
        root: scan.root, started: time.minute(scan.started),
        ended: runs
          ? language.page(.deviceScanRunning, language.number(scan.files))
          : scan.isComplete ? time.minute(scan.reached) : visit.text(.deviceScanBroken),
        files: language.number(scan.files), isRunning: runs)
    }
    batches = trail.batches == 0 ? "" : "\(language.number(trail.batches)) · \(time.minute(trail.lastBatch))"
    scopeHref = Address.scope(device.id)
    lossHref = Address.with(Address.lost, ["device": device.id])
    editHref = Address.editDevice(device.id)
    unreadHref = Address.with(Address.unread, ["device": device.id])
    progressHref = Address.progress(device.id)
    nowTyped = visit.now.localMinute
    canAsk = visit.may(.askScope)
    canReport = visit.may(.reportLoss) && device.status != .lost
    canEdit = visit.may(.changeDevices)
    isSaved = visit.query.has("saved")
  }
}

extension Device.Status {
  var phrase: PagePhrase {
    switch self {
    case .inUse: .statusInUse
    case .stored: .statusStored
    case .lost: .statusLost
    case .retired: .statusRetired
    }
  }
}
