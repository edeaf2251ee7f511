import CanonicalForms
import HTTPTypes
import Hummingbird
import Response
import Wording

extension Console {
  static let surveyRoutes: [Route] = [
    .get("/incidents/:id/surveys", .needs(.seeIncidents)) { try await $0.surveysPage($1) },
    .post("/incidents/:id/surveys", .needs(.runResponse)) { try await $0.recordSurvey($1) },
  ]

  private func surveysPage(_ visit: Visit) async throws -> Response {
    let surveys = try await asking(visit) { try $0.surveys(of: $1) }
    let page = SurveysPage(visit.parameter("id"), surveys, visit)
    return try self.page(page, title: visit.text(.surveysTitle), visit)
  }

  private func recordSurvey(_ visit: Visit) async throws -> Response {
    let form = visit.form
    if form["act"] == "plan" {
      try await asking(visit) { try $0.planSurveys(of: $1, at: visit.now) }
    } else {
      let lines = form["sources"].split(whereSeparator: \.isNewline).map(String.init)
      let sources = lines.compactMap { LeakSurvey.Source(parsing: $0) }
      guard let number = Int(form["number"]), let found = Int(form["found"]), let judged = Int(form["judged"]),
        let expected = LeakSurvey.Record.thousandths(form["expected"]), sources.count == lines.count
      else {
        throw ConsoleProblem(
          .unprocessableContent, .problemInvalidTitle, .problemStaleText, sentence: visit.text(.surveyWrong))
      }
      let record = LeakSurvey.Record(
        sources: sources, method: form["method"], found: found, judged: judged, expected: expected,
        blind: form["blind"], signer: form["signer"])
      try await asking(visit) { try $0.record(record, as: number, in: $1, at: visit.now) }
    }
    throw Redirect(Address.surveys(visit.parameter("id")))
  }
}

/// The year's surveys for leaked data.
struct SurveysPage: Page {
  static let template = "surveys"

  struct Row: Sendable {
    let number: String
    let period: String
    let due: String
    let state: String
    let style: String
    let found: String
    let expected: String
    let judged: String
    let detail: [String]
  }

  let incident: String
  let back: String
  let base: String
  let rows: [Row]
  let isPlanned: Bool
  let canRun: Bool
  let numbers: [Choice]

  init(_ incident: String, _ surveys: [LeakSurvey], _ visit: Visit) {
    let language = visit.language
    let words = StatementWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    self.incident = incident
    back = Address.incident(incident)
    base = Address.surveys(incident)
    isPlanned = !surveys.isEmpty
    canRun = visit.may(.runResponse)
    rows = surveys.map { survey in
      let record = survey.record
      let isLate = survey.isLate(at: visit.now)
      return Row(
        number: String(survey.number), period: "\(survey.from) – \(survey.until)", due: time.minute(survey.due),
        state: record.map { language.page($0.isLate ? .surveyRecordedLate : .surveyRecorded, time.day($0.recordedAt)) }
          ?? visit.text(isLate ? .surveyIsLate : .surveyWaits),
        style: record.map { $0.isLate ? "warning" : "fine" } ?? (isLate ? "grave" : "quiet"),
        found: record.map { language.number($0.found) } ?? "–",
        expected: record.map { LeakSurvey.Record.decimal($0.expected) } ?? "–",
        judged: record.map { language.number($0.judged) } ?? "–",
        detail: record.map { record in
          record.sources.map { words(.surveySource, $0.name, String($0.reached), String($0.days)) } + [
            "\(visit.text(.surveyMethod)): \(record.method)", "\(visit.text(.surveyBlind)): \(record.blind)",
            "\(visit.text(.surveySigner)): \(record.signer ?? visit.text(.inquiryErasedWords))",
          ]
        } ?? [])
    }
    let next = surveys.first { $0.record == nil }?.number
    numbers = surveys.map {
      Choice(value: String($0.number), text: "\($0.number): \($0.from) – \($0.until)", isChosen: $0.number == next)
    }
  }
}
