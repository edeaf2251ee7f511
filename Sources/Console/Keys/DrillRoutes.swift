import CanonicalForms
import Custody
import Hummingbird
import KeyEscrow
import Wording

extension Console {
  static let drillRoutes: [Route] = [
    .get(Address.keyDrills, .needs(.seeKeys)) { try await $0.drillsPage($1) },
    .post(Address.keyDrills, .needs(.testKeys)) { try await $0.planDrill($1) },
    .post("/drills/:id", .needs(.testKeys)) { try await $0.finishDrill($1) },
  ]

  private func drillsPage(_ visit: Visit, problem: String = "") async throws -> Response {
    let page = DrillsPage(try await keySnapshot(visit).drills, problem: problem, visit)
    return try self.page(
      page, title: visit.text(.drillsTitle), visit, status: problem.isEmpty ? .ok : .unprocessableContent)
  }

  private func planDrill(_ visit: Visit) async throws -> Response {
    let (device, actor, custody) = (visit.form["device"], try acting(visit), custody)
    guard let due = Moment(typed: visit.form["due"]), due > visit.now else {
      return try await drillsPage(visit, problem: visit.text(.drillBadDue))
    }
    let isKnown = try await escrowWork(visit) { escrow in
      // Keys outlive devices: one that is not registered any more can be opened as well.
      let hasKey = try !escrow.keys(of: device, at: visit.now).isEmpty
      return try hasKey || custody.device(device) != nil
    }
    guard isKnown else { return try await drillsPage(visit, problem: visit.text(.deviceUnknown)) }
    _ = try await escrowWork(visit) { try $0.planDrill(of: device, due: due, by: actor.text, at: visit.now) }
    throw Redirect(Address.keyDrills)
  }

  private func finishDrill(_ visit: Visit) async throws -> Response {
    let (id, note, actor) = (visit.parameter("id"), visit.form["note"], try acting(visit))
    guard let outcome = Drill.Outcome(rawValue: visit.form["outcome"]), !note.isEmpty,
      let minutes = Int(visit.form["minutes"]), (0...100_000).contains(minutes)
    else { return try await drillsPage(visit, problem: visit.text(.drillBadResult)) }
    try await escrowWork(visit) {
      try $0.finishDrill(id, outcome, minutes: minutes, note: note, by: actor, at: visit.now)
    }
    throw Redirect(Address.keyDrills)
  }
}

/// "Open this disk on a clean machine": what is planned, and what came of it.
struct DrillsPage: Page {
  static let template = "drills"

  struct Row: Sendable {
    let id: String
    let device: String
    let due: String
    let word: String
    let style: String
    let minutes: String
    let note: String
    let proof: String
    let proofHref: String
    let action: String
    let isOpen: Bool
  }

  let rows: [Row]
  let pager: Pager
  let isEmpty: Bool
  let canRun: Bool
  let outcomes: [Choice]
  let problem: String
  let device: String
  let due: String

  init(_ drills: [Drill], problem: String, _ visit: Visit) {
    let language = visit.language
    let time = PageTime(language: language, now: visit.now)
    let sorted = drills.filter { $0.done == nil }.reversed() + drills.filter { $0.done != nil }
    let number = Pager.number(visit.query["page"], of: sorted.count)
    rows = sorted[Pager.range(number, of: sorted.count)].map { drill in
      let isOverdue = drill.isOverdue(at: visit.now)
      let word = drill.outcome.map { language.stored("drill_outcome", $0.rawValue) }
      return Row(
        id: drill.id, device: drill.device, due: time.minute(drill.due),
        word: word.map { "\($0) \(time.day(drill.done))" } ?? visit.text(isOverdue ? .drillOverdue : .drillPlanned),
        style: drill.outcome.map { $0 == .opened ? "fine" : "grave" } ?? (isOverdue ? "warning" : "note"),
        minutes: drill.minutes.map { language.number($0) } ?? "–", note: drill.note ?? "",
        proof: drill.proof.map { "\($0.strength.rawValue) · \($0.at.localMinute)" } ?? "",
        proofHref: drill.proof.map { Address.key($0.key.text) + "#proofs" } ?? "",
        action: Address.keyDrills + "/" + FormFields.encode(drill.id), isOpen: drill.done == nil)
    }
    pager = Pager(number, of: sorted.count, in: language) { Address.with(Address.keyDrills, ["page": $0]) }
    isEmpty = rows.isEmpty
    canRun = visit.may(.testKeys)
    outcomes = Drill.Outcome.allCases.map {
      Choice(value: $0.rawValue, text: language.stored("drill_outcome", $0.rawValue), isChosen: false)
    }
    self.problem = problem
    device = visit.form["device"].isEmpty ? visit.query["device"] : visit.form["device"]
    due = visit.form["due"]
  }
}
