import CanonicalForms
import Custody
import Letterpress
import Response
import Wording

/// Letters to the people concerned: whose were told, address lists, batches, what came back.
struct LettersPage: Page {
  static let template = "letters"

  struct Source: Sendable {
    var incident: Incident
    var reach: [LetterReach]
    var lists: [RecordedMailingList]
    var batches: [LetterBatch]
    /// By batch: lots that lie on this server.
    var here: [Int: Set<String>]
    var clients: [Organisation]
    var job: LetterWorkshop.Job?
    var returned: Returned?
  }

  /// What became of scanned codes.
  struct Returned: Sendable {
    var count: Int
    /// As they were typed.
    var wrong: [String]
  }

  struct ReachRow: Sendable {
    let client: String
    let figures: [String]
    let word: String
    let style: String
    let measure: String
  }

  let id: String
  let heading: String
  let back: String
  let base: String
  let isOpen: Bool
  let canRun: Bool
  let canUpload: Bool
  let cannot: String
  // Work under way.
  let isRunning: Bool
  let progress: String
  let progressHref: String
  let failure: String
  let finished: String
  // Reach.
  let sums: [String]
  let reach: [ReachRow]
  let leftClients: [Choice]
  // Lists.
  let lists: [[String]]
  let clients: [Choice]
  let listed: [Choice]
  let canMake: Bool
  // Batches.
  let columns: [String]
  let batches: [LetterBatchRow]
  let hasReleased: Bool
  let returnedText: String
  let wrong: [String]
  let wrongText: String
  let windowX: String
  let windowY: String
  let windowWidth: String
  let windowHeight: String
  let today: String

  init(_ source: Source, names: [String: String], hasPress: Bool, _ visit: Visit) {
    let language = visit.language
    let words = StatementWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    let incident = source.incident
    id = incident.id
    heading = language.page(.lettersHeading, incident.id)
    back = Address.incident(incident.id)
    let base = Address.letters(incident.id)
    self.base = base
    isOpen = incident.isOpen
    // Letters come back after an incident was closed, too.
    canRun = visit.may(.runResponse)
    let isRunning = source.job?.isRunning == true
    canUpload = canRun && incident.isOpen && hasPress && !isRunning
    cannot = canRun && incident.isOpen && !hasPress ? visit.text(.lettersNoPress) : ""
    self.isRunning = isRunning
    progress = source.job.map { Self.progress($0, language) } ?? ""
    progressHref = base + "/progress"
    failure = isRunning ? "" : source.job?.failure?.text(language) ?? ""
    finished = source.job.map { !$0.isRunning && $0.failure == nil ? language.page(.lettersFinished) : "" } ?? ""
    let clientNames = Dictionary(source.clients.map { ($0.id, $0.name) }, uniquingKeysWith: { a, _ in a })
    func client(_ id: Organisation.ID) -> String { "\(id.text) \(clientNames[id] ?? "")" }
    sums = IncidentPage.letters(source.reach, language)
    reach = source.reach.map { ReachRow($0, client: client($0.client), visit) }
    leftClients = source.reach.filter { $0.left > 0 }.map {
      Choice(
        value: $0.client.text, text: language.page(.lettersLeftOf, client($0.client), language.number($0.left)),
        isChosen: false)
    }
    lists = source.lists.map { list in
      [
        client(list.client), String(list.number), time.minute(list.takenAt), language.number(list.lines),
        language.number(list.recognised), list.eraseDay,
        visit.text(list.isErased ? .lettersListErased : .lettersListKept),
      ]
    }
    clients = source.clients.map {
      Choice(value: $0.id.text, text: "\($0.id.text) \($0.name)", isChosen: false)
    }
    // The newest list of a client counts.
    let newest = Dictionary(source.lists.map { ($0.client, $0) }, uniquingKeysWith: { $1 })
    let usable = newest.values.filter { !$0.isErased }.map(\.client).sorted()
    listed = usable.map { Choice(value: $0.text, text: client($0), isChosen: false) }
    canMake = canUpload && !usable.isEmpty
    columns = LetterBatchRow.columns.map { words($0) }
    batches = source.batches.reversed().map {
      LetterBatchRow($0, here: source.here[$0.number] ?? [], client: client, names: names, base: base, visit)
    }
    hasReleased = source.batches.contains { $0.releasedAt != nil }
    returnedText = source.returned.map { words(.lettersReturned, language.number($0.count)) } ?? ""
    wrong = source.returned.map { Array($0.wrong.prefix(50)) } ?? []
    wrongText = wrong.isEmpty ? "" : words(.lettersUnknownCode, language.number(source.returned?.wrong.count ?? 0))
    let long3 = EnvelopeProfile.long3
    windowX = String(Int(long3.x))
    windowY = String(Int(long3.y))
    windowWidth = String(Int(long3.width))
    windowHeight = String(Int(long3.height))
    today = visit.now.localDate
  }

  static func progress(_ job: LetterWorkshop.Job, _ language: Language) -> String {
    switch job.kind {
    case .taking: language.page(.lettersTaking)
    case .making: language.page(.lettersMaking, language.number(job.done), language.number(job.all))
    }
  }
}

extension LettersPage.ReachRow {
  fileprivate init(_ reach: LetterReach, client: String, _ visit: Visit) {
    let language = visit.language
    self.client = client
    figures = [
      reach.people.map { language.number($0) } ?? "–", language.number(reach.letters),
      language.number(reach.returned), language.number(reach.waiting), language.number(reach.needSubstitute),
      language.number(reach.left),
    ]
    word = visit.text(reach.state.phrase)
    style =
      switch reach.state {
      case .allTold: "fine"
      case .noneYet: "grave"
      case .peopleUnknown, .filesUnread, .waitsForRelease, .someLeft: "warning"
      }
    measure =
      reach.substitute.map {
        language.page(.lettersMeasure, $0.at.localDate, language.number($0.people), $0.reference)
      } ?? ""
  }
}
