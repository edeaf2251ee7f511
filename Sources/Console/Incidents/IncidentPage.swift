import CanonicalForms
import Custody
import JapaneseText
import Response
import Wording

/// One incident: what is owed, what is known and by whom, what is to be done, what was said to whom, what happened when.
struct IncidentPage: Page {
  static let template = "incident"

  struct Source: Sendable {
    /// What moved by the act that led here; nil where none did.
    var moved: [ObligationChange]?
    var incident: Incident
    var ledger: StatementLedger
    var contradictions: [Contradiction]
    var report: ObligationReport
    var tasks: [ResponseTask]
    var documents: [OutwardDocument]
    var corrections: [Correction]
    var packs: [RecordedPack]
    var timeline: [TimelineEvent]
    var order: TimelineEvent.Order
    var letters: [LetterReach]
    /// What was erased on its day.
    var erased: Set<ErasureRule.Subject>
  }

  struct Duty: Sendable {
    let id: String
    let deadline: String
    let left: String
    let who: String
    let what: String
    let law: String
    let state: String
    let style: String
    /// Of a line that stands for many: each of them, to be met one by one.
    let many: [Choice]
  }

  struct Known: Sendable {
    let fact: String
    let value: String
    let kind: String
    let source: String
    let said: String
    /// The moment that it is about, where that is another than when it was said.
    let asOf: String
    let former: [String]
    let isEvidence: Bool
  }

  struct Clash: Sendable {
    let pair: String
    let fact: String
    let first: String
    let second: String
    let kind: String
    let resolution: String
  }

  struct Task: Sendable {
    let id: String
    let title: String
    let owner: String
    let due: String
    let state: String
    let style: String
    let isOpen: Bool
    /// As the form to change it has them.
    let typedOwner: String
    let typedDue: String
    let ownTitle: String
    let states: [Choice]
    let proof: String
    let canChange: Bool
    /// Without typing anything.
    let canFinish: Bool
  }

  struct Document: Sendable {
    let name: String
    let kind: String
    let recipient: String
    let issued: String
    let corrections: [String]
  }

  struct Pack: Sendable {
    let client: String
    let href: String
    let made: String
    let handedOver: String
    let received: String
    let isHandedOver: Bool
    let isReceived: Bool
    let number: String
    /// Packs are handed over and received after an incident was closed, too.
    let canMark: Bool
  }

  let id: String
  let heading: String
  let device: String
  let deviceHref: String
  let opened: String
  let lastSeen: String
  let isOpen: Bool
  let canRun: Bool
  /// After the end, too: a report that is filed late is recorded.
  let canFulfil: Bool
  let canAnswer: Bool
  let duties: [Duty]
  let others: String
  let known: [Known]
  let clashes: [Clash]
  let tasks: [Task]
  let documents: [Document]
  let moreDocuments: String
  let packs: [Pack]
  let hasPacks: Bool
  /// The client that is looked for among them.
  let packText: String
  /// Of packs.
  let pager: Pager
  let letters: [String]
  let timeline: [[String]]
  let moreEvents: String
  let byEvent: Bool
  let base: String
  let canClose: Bool
  let canReopen: Bool
  let notReady: String
  let looseNames: [String]
  let hasReview: Bool
  let review: ReviewWords
  let facts: [Choice]
  let clients: [Choice]
  let confidences: [Choice]
  let nowTyped: String
  let hasMoved: Bool
  let moved: [String]

  init(_ source: Source, _ visit: Visit) {
    let language = visit.language
    let words = StatementWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    let incident = source.incident
    let report = source.report
    let erased = ErasedWords(source.erased, language)
    id = incident.id
    heading = language.page(.incidentHeading, incident.id, incident.device)
    device = incident.device
    deviceHref = Address.device(incident.device)
    opened = time.longMinute(incident.openedAt)
    lastSeen = time.longMinute(incident.lastSeen)
    isOpen = incident.isOpen
    canRun = visit.may(.runResponse) && incident.isOpen
    canFulfil = visit.may(.runResponse)
    canAnswer = visit.may(.answerInquiries)
    base = Address.incident(incident.id)
    let open = report.obligations.filter { $0.isOpen }
    // Own duties one by one; what each of many clients owes is theirs, and stands in the reasoning.
    let own = open.filter { $0.party.client == nil }
    let lines = Self.lines(own)
    duties = lines.prefix(Self.mostDuties).map { line in
      let obligation = line[0]
      let isOverdue = obligation.isOverdue(at: visit.now)
      return Duty(
        id: obligation.id, deadline: words.deadline(obligation.deadline),
        left: obligation.deadline.map { deadline in
          isOverdue
            ? visit.text(.incidentOverdue)
            : language.page(
              .incidentLeft, language.duration(milliseconds: deadline.end.milliseconds - visit.now.milliseconds))
        } ?? "",
        who: line.count == 1
          ? words.recipient(obligation, names: report.names)
          : language.page(.itemDutyMany, language.number(line.count)),
        what: words.code("duty", obligation.rule.duty.rawValue), law: words.law(obligation, book: report.book),
        state: words.code("state", obligation.state.rawValue), style: isOverdue ? "grave" : "warning",
        many: line.count == 1
          ? []
          : line.map { Choice(value: $0.id, text: words.recipient($0, names: report.names), isChosen: false) })
    }
    let shown = lines.prefix(Self.mostDuties).reduce(0) { $0 + $1.count }
    others =
      open.count > shown ? language.page(.incidentMoreDuties, language.number(open.count - shown)) : ""
    known = source.ledger.current.filter { $0.subject == .incident }.map { statement in
      let history = source.ledger.history(statement.fact).filter { $0.id != statement.id }
      return Known(
        fact: words.fact(statement.fact), value: words.value(statement),
        kind: visit.text(statement.kind == .evidence ? .statementEvidence : .statementClaim),
        source: Self.source(statement, erased), said: time.minute(statement.saidAt),
        asOf: statement.asOf == statement.saidAt ? "" : language.page(.statementAsOf, time.minute(statement.asOf)),
        former: history.reversed().map { former in
          "\(former.name) \(time.minute(former.saidAt)): \(words.value(former)) "
            + "(\(visit.text(former.kind == .evidence ? .statementEvidence : .statementClaim)))"
        }, isEvidence: statement.kind == .evidence)
    }
    clashes = source.contradictions.map { clash in
      Clash(
        pair: "\(clash.pair.first)/\(clash.pair.second)", fact: words.fact(clash.first.fact),
        first: "\(clash.first.name) \(words.value(clash.first))",
        second: "\(clash.second.name) \(words.value(clash.second))",
        kind: words.code("contradiction", clash.kind.rawValue),
        resolution: clash.resolution.map { erased.text($0.reason, .notes) } ?? "")
    }
    tasks = source.tasks.map { task in
      let isOverdue = task.isOverdue(at: visit.now)
      return Task(
        id: String(task.id),
        title: task.isTitled
          ? erased.text(task.title, .tasks) : task.title ?? words.code("task", task.kind.rawValue),
        owner: erased.text(task.owner, .tasks), due: time.minute(task.due),
        state: words.code("task_state", task.state.rawValue),
        style: task.state != .open ? "fine" : isOverdue ? "grave" : "note", isOpen: task.state == .open,
        typedOwner: task.owner ?? "", typedDue: task.due?.localMinute ?? "",
        ownTitle: task.isTitled ? task.title ?? "" : "",
        states: ResponseTask.State.allCases.map {
          Choice(value: $0.rawValue, text: words.code("task_state", $0.rawValue), isChosen: $0 == task.state)
        }, proof: task.proof ?? "",
        canChange: visit.may(.changeTasks) && (incident.isOpen || task.outlastsEnd),
        canFinish: task.kind != .correctiveAction || task.proof != nil || task.state != .open)
    }
    let corrections = Dictionary(grouping: source.corrections, by: \.document)
    let issued = source.documents.filter { $0.kind != .clientPack }
    // What is wrong first, then the newest; the rest is on the documents' own page.
    let documented =
      (issued.reversed().filter { corrections[$0.id] != nil } + issued.reversed().filter { corrections[$0.id] == nil })
      .prefix(Self.mostDocuments)
    moreDocuments =
      issued.count > documented.count
      ? language.page(.incidentMoreDocuments, language.number(issued.count - documented.count)) : ""
    documents = documented.map { document in
      Document(
        name: document.name, kind: words.code("document", document.kind.rawValue), recipient: document.recipient,
        issued: time.minute(document.issuedAt),
        corrections: (corrections[document.id] ?? []).map { "\($0.oldSentence) → \($0.newSentence)" })
    }
    let newest = Dictionary(source.packs.map { ($0.client, $0) }, uniquingKeysWith: { $1 })
    hasPacks = !newest.isEmpty
    packText = visit.query["pack"]
    let sought = Folding.foldText(packText).split(separator: " ").map(String.init)
    let found = newest.values.sorted { $0.client < $1.client }.filter { pack in
      let text = Folding.foldText("\(pack.client.text) \(report.names[pack.client] ?? "")")
      return sought.allSatisfy { text.contains($0) }
    }
    let number = Pager.number(visit.query["packs"], of: found.count)
    let (packText, order) = (packText, source.order)
    pager = Pager(number, of: found.count, in: language) {
      Address.with(
        Address.incident(incident.id), ["order": order == .known ? "known" : "", "pack": packText, "packs": $0])
        + "#packs"
    }
    packs = found[Pager.range(number, of: found.count)].map { pack in
      Pack(
        client: "\(pack.client.text) \(report.names[pack.client] ?? "")",
        href: Address.pack(incident.id, pack.client.text), made: time.minute(pack.madeAt),
        handedOver: time.minute(pack.handedOverAt), received: time.minute(pack.receivedAt),
        isHandedOver: pack.handedOverAt != nil, isReceived: pack.receivedAt != nil,
        number: String(pack.number),
        canMark: visit.may(.handlePacks) && pack.receivedAt == nil)
    }
    letters = Self.letters(source.letters, language)
    moreEvents =
      source.timeline.count > Self.mostEvents
      ? language.page(.incidentMoreEvents, language.number(source.timeline.count - Self.mostEvents)) : ""
    timeline = source.timeline.suffix(Self.mostEvents).map { event in
      [time.minute(event.event), time.minute(event.known), words.event(event), erased.note(event, words)]
    }
    byEvent = source.order == .event
    // What stands in the way of the end, as `Incidents.loose` finds it.
    let loose = [
      source.contradictions.filter { $0.resolution == nil }.map(\.id),
      source.tasks.filter { $0.state == .open && !$0.outlastsEnd }.map(\.name),
      open.filter { $0.party.client == nil }.map(\.id),
      Set(source.corrections.map(\.document)).sorted().map(OutwardDocument.name),
    ]
    looseNames = loose.flatMap(\.self)
    canClose = canRun && looseNames.isEmpty
    canReopen = visit.may(.runResponse) && !incident.isOpen
    notReady =
      incident.isOpen && !looseNames.isEmpty
      ? words(
        .incidentNotReady, language.number(loose[0].count), language.number(loose[1].count),
        language.number(loose[2].count), language.number(loose[3].count)) : ""
    hasReview = incident.closedAt != nil
    review = ReviewWords(incident, time, erased)
    facts = Fact.allCases.map { Choice(value: $0.rawValue, text: words.fact($0), isChosen: false) }
    clients = report.names.sorted { $0.key < $1.key }.map {
      Choice(value: $0.key.text, text: "\($0.key.text) \($0.value)", isChosen: false)
    }
    confidences = Statement.Confidence.allCases.map {
      Choice(value: $0.rawValue, text: words.code("confidence", $0.rawValue), isChosen: $0 == .certain)
    }
    nowTyped = visit.now.localMinute
    hasMoved = source.moved != nil
    let moves = (source.moved ?? []).map { Self.move($0, words, report) }
    let more = moves.count - Self.mostMoves
    moved =
      moves.isEmpty
      ? [visit.text(.movedNothing)]
      : Array(moves.prefix(Self.mostMoves)) + (more > 0 ? [language.page(.movedMore, language.number(more))] : [])
  }

  /// Clocks that are named one by one when something moved them.
  private static let mostMoves = 30

  private static func move(_ change: ObligationChange, _ words: StatementWords, _ report: ObligationReport) -> String {
    guard let obligation = change.after ?? change.before else { return "" }
    let (former, later) = (words.deadline(change.before?.deadline), words.deadline(change.after?.deadline))
    return [
      words.code("change", change.kind.rawValue), words.party(obligation, names: report.names),
      words.code("duty", obligation.rule.duty.rawValue), words.recipient(obligation, names: report.names),
      words.law(obligation, book: report.book), words.code("state", obligation.state.rawValue),
      former == later ? later : "\(former) → \(later)",
    ].joined(separator: " · ")
  }

  /// Duties that differ in nobody but the recipient are one line, from this many on: a hundred clients to be told would bury
  /// the report to the authority.
  private static let manyRecipients = 3

  private static func lines(_ duties: [Obligation]) -> [[Obligation]] {
    struct Line: Hashable {
      let duty: Rule.Duty
      let recipient: String
      let ruleSet: String
      let deadline: Deadline?
      let state: Obligation.State
    }
    var lines: [[Obligation]] = []
    var places: [Line: Int] = [:]
    for duty in duties {
      let line = Line(
        duty: duty.rule.duty, recipient: "\(duty.rule.recipient)", ruleSet: duty.ruleSet, deadline: duty.deadline,
        state: duty.state)
      if let place = places[line] {
        lines[place].append(duty)
      } else {
        places[line] = lines.count
        lines.append([duty])
      }
    }
    return lines.flatMap { $0.count >= manyRecipients ? [$0] : $0.map { [$0] } }
  }

  /// Duties, documents and events that are named one by one.
  static let mostDuties = 40
  static let mostDocuments = 20
  static let mostEvents = 40

  /// In sums; client by client is the letters' own page.
  static func letters(_ reach: [LetterReach], _ language: Language) -> [String] {
    guard reach.contains(where: { $0.batch != nil || $0.waiting > 0 || $0.substitute != nil }) else { return [] }
    let told = reach.count { $0.fulfilment != nil }
    func sum(_ count: (LetterReach) -> Int) -> String { language.number(reach.reduce(0) { $0 + count($1) }) }
    return [
      language.page(.lettersSumLetters, sum(\.letters), sum(\.returned), sum(\.waiting)),
      language.page(.lettersSumTold, language.number(told), language.number(reach.count), sum(\.left)),
    ]
  }

  private static func source(_ statement: Statement, _ erased: ErasedWords) -> String {
    let separator = " · "
    let words = [statement.source.name, statement.source.reference].compactMap(\.self).filter { !$0.isEmpty }
    return [statement.name, erased.text(words.joined(separator: separator), .statements)].filter { !$0.isEmpty }
      .joined(separator: separator)
  }
}
