import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import NIOCore
import PersonalData
import Wording

extension Console {
  func scopePage(_ visit: Visit) async throws -> Response {
    let device = try await device(visit)
    let (moment, known, problem) = times(visit)
    let custody = custody
    let scope = try await work {
      try custody.scope(of: device.id, at: moment, asKnownAt: known, answeredAt: visit.now)
    }
    try await note("scope", .device(device.id), visit, clients: scope.clients.map(\.organisation.id))
    let page = ScopePage(scope, visit, problem: problem)
    return try self.page(
      page, title: "\(visit.text(.scopeTitle)): \(device.id)", visit,
      status: problem.isEmpty ? .ok : .unprocessableContent)
  }

  func scopeJSON(_ visit: Visit) async throws -> Response {
    let device = try await device(visit)
    let (moment, known, problem) = times(visit)
    guard problem.isEmpty else {
      throw ConsoleProblem(.unprocessableContent, .problemInvalidTitle, .scopeBadTime, sentence: problem)
    }
    let custody = custody
    let scope = try await work {
      try custody.scope(of: device.id, at: moment, asKnownAt: known, answeredAt: visit.now)
    }
    try await note("scope.json", .device(device.id), visit, clients: scope.clients.map(\.organisation.id))
    return Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: scope.json.canonicalBytes)))
  }

  /// The moments that the query names; now where it names none or none that there is.
  private func times(_ visit: Visit) -> (at: Moment, known: Moment?, problem: String) {
    let (typedAt, typedKnown) = (visit.query["at"], visit.query["known"])
    let at = typedAt.isEmpty ? visit.now : Moment(typed: typedAt)
    let known = typedKnown.isEmpty ? nil : Moment(typed: typedKnown)
    guard let at, typedKnown.isEmpty || known != nil else { return (visit.now, nil, visit.text(.scopeBadTime)) }
    // A clock of a minute: what was typed as now lies in the past already, never in the future.
    guard at <= visit.now else { return (visit.now, nil, visit.text(.scopeFuture)) }
    return (at, known, "")
  }
}

/// Whose data a loss would concern.
struct ScopePage: Page {
  static let template = "scope"

  struct Row: Sendable {
    let name: String
    let cells: [String]
    /// Empty for those who may not see clients.
    let href: String
    let note: String
    let style: String
  }

  struct Unread: Sendable {
    let reason: String
    let certain: String
    let possible: String
    let examples: [String]
  }

  let id: String
  let heading: String
  let of: String
  let typedAt: String
  let typedKnown: String
  let problem: String
  let isDone: Bool
  let hasEvidence: Bool
  let certain: String
  let certainNote: String
  let possible: String
  let possibleNote: String
  let losses: [String]
  let gaps: [String]
  let unread: [Unread]
  let doubtful: [[String]]
  let inherited: [String]
  let inheritedNotes: [String]
  let unknownNames: [[String]]
  let isComplete: Bool
  let fields: [[String]]
  let clients: [Row]
  let notes: [String]
  let method: String
  let answered: String
  let knowledge: [String]
  let deviceHref: String
  let jsonHref: String

  init(_ scope: Scope, _ visit: Visit, problem: String) {
    let language = visit.language
    let words = ScopeWords(language: language)
    id = scope.device.id
    heading = visit.text(.scopeTitle)
    of = language.page(.scopeOf, words.device(scope.device), scope.at.localMinute)
    typedAt = visit.query["at"].isEmpty ? scope.at.localMinute : visit.query["at"]
    typedKnown = visit.query["known"]
    self.problem = problem
    isDone = visit.query.has("reported")
    hasEvidence = scope.lastScan != nil
    certain = language.number(scope.total.certain.count)
    possible = language.number(scope.total.possible.count)
    func note(_ people: Scope.People, _ files: Int) -> String {
      "\(words(.sensitive)) \(words.number(people.sensitive)) · \(words(.fileColumn)) \(words.number(files))"
    }
    certainNote = note(scope.total.certain, scope.total.certainFiles)
    possibleNote = note(scope.total.possible, scope.total.possibleFiles)
    losses = scope.losses.map { words.loss($0.reported, $0.lastSeen) }
    gaps = scope.gaps.map(words.gap)
    unread = scope.unread.map { row in
      Unread(
        reason: words.unread(row), certain: words.number(row.certain), possible: words.number(row.possible),
        examples: row.examples.prefix(3).map(PrintableText.of))
    }
    doubtful = scope.doubtful.map {
      [words.doubtful($0), words.number($0.files), language.text(.doubtOnly, words.number($0.people))]
    }
    inherited = scope.inherited.prefix(Scope.inheritedShown).map(words.inherited)
    let more = scope.inherited.count - inherited.count
    inheritedNotes =
      (more > 0 ? [language.text(.moreRows, words.number(more))] : [])
      + (scope.isLineageCut ? [words(.inheritedCut)] : [])
    unknownNames = scope.unknownNames.prefix(10).map { [PrintableText.of($0.hint.value), words.number($0.files)] }
    isComplete = gaps.isEmpty && unread.isEmpty && doubtful.isEmpty
    fields = Field.allCases.filter { scope.total.possible.byField[$0] != nil }.map { field in
      [
        words.field(field), words.number(scope.total.certain.byField[field] ?? 0),
        words.number(scope.total.possible.byField[field] ?? 0),
      ]
    }
    var rows = scope.clients.map { client in
      let word = ClientWord(
        people: client.share.possible.count, agreements: client.agreements.map(\.agreement),
        isOverdue: client.isOverdue, at: scope.at)
      return Row(
        name: "\(client.organisation.id.text) \(client.organisation.name)",
        cells: [
          words.number(client.share.certain.count),
          words.number(client.share.possible.count), words.number(client.share.possible.sensitive),
          words.number(client.share.possibleFiles), words.agreements(client), words.bases(client),
        ], href: visit.may(.seeClients) ? Address.client(client.organisation.id.text) : "",
        note: word.text(language), style: word.style)
    }
    if scope.unattributed.possible.count > 0 {
      rows.append(
        Row(
          name: words(.unattributed),
          cells: [
            words.number(scope.unattributed.certain.count),
            words.number(scope.unattributed.possible.count), words.number(scope.unattributed.possible.sensitive),
            words.number(scope.unattributed.possibleFiles), "", "",
          ], href: "", note: "", style: ""))
    }
    clients = rows
    notes = scope.shared > 0 ? [language.text(.sharedPeople, words.number(scope.shared))] : []
    method = language.text(.methodText, Scope.method)
    answered = scope.answered(in: words)
    knowledge = scope.knowledge(in: words)
    deviceHref = Address.device(scope.device.id)
    jsonHref = Address.with(Address.scope(scope.device.id) + ".json", ["at": typedAt, "known": typedKnown])
  }
}
