import CanonicalForms
import Hummingbird
import Response
import Wording

/// The after-action review of an incident that was closed.
struct ReviewWords: Sendable {
  let closed: String
  let whatHappened: String
  let whatWouldHaveNoticed: String
  /// What, who, by when.
  let actions: [[String]]

  init(_ incident: Incident, _ time: PageTime, _ erased: ErasedWords) {
    closed = incident.closedAt.map(time.longMinute) ?? ""
    whatHappened = erased.text(incident.review?.whatHappened, .notes)
    whatWouldHaveNoticed = erased.text(incident.review?.whatWouldHaveNoticed, .notes)
    actions = (incident.review?.actions ?? []).map { [$0.what, $0.owner, time.day($0.due)] }
  }
}

extension Console {
  /// Lines for corrective actions on the form.
  static let reviewActions = 1...5

  /// Ends an incident with its review; nothing may be open.
  func closeIncident(_ visit: Visit) async throws -> Response {
    let form = visit.form
    func missing(_ phrase: PagePhrase) -> ConsoleProblem {
      ConsoleProblem(
        .unprocessableContent, .problemInvalidTitle, .problemStaleText,
        sentence: visit.language.page(.fieldMissing, visit.text(phrase)))
    }
    guard !form["what_happened"].isEmpty else { throw missing(.reviewWhatHappened) }
    guard !form["would_have_noticed"].isEmpty else { throw missing(.reviewWouldHaveNoticed) }
    var actions: [AfterActionReview.Action] = []
    for line in Self.reviewActions where !form["action_\(line)"].isEmpty {
      let typed = form["due_\(line)"]
      let due = typed.isEmpty ? nil : Moment(typed: typed)
      if due == nil, !typed.isEmpty {
        throw ConsoleProblem(
          .unprocessableContent, .problemInvalidTitle, .problemStaleText, sentence: visit.text(.reviewBadDue))
      }
      actions.append(.init(what: form["action_\(line)"], owner: form["owner_\(line)"], due: due))
    }
    let review = AfterActionReview(
      whatHappened: form["what_happened"], whatWouldHaveNoticed: form["would_have_noticed"], actions: actions)
    try await asking(visit) { try $0.close($1, with: review, at: visit.now) }
    throw Redirect(Address.incident(visit.parameter("id")) + "#review")
  }
}
