import CanonicalForms
import JapaneseText
import Storage

/// Surveys go on after an incident was closed.
extension Incidents {
  /// By number; empty before they were planned.
  package func surveys(of id: String) throws -> [LeakSurvey] {
    try store.read { session in
      _ = try IncidentRegister(session: session).require(id)
      return try SurveyRegister(session: session).all(of: id)
    }
  }

  /// Plans the year's surveys from the day on which the incident was opened, where it was opened before that was done by
  /// itself. A second call changes nothing.
  package func planSurveys(of id: String, at time: Moment) throws {
    try store.write { session in
      let incident = try IncidentRegister(session: session).require(id)
      guard try SurveyRegister(session: session).all(of: id).isEmpty else { return }
      let plan = LeakSurvey.plan(from: CivilDate(incident.openedAt, offset: 540), calendar: reasoner.calendar)
      try append(SurveyRegister.planned(plan, in: id), at: time, in: session)
    }
  }

  /// Takes down what a survey brought; once more for a correction. Where something was judged to be of the lost data for the
  /// first time, that becomes a task: somebody has to decide what follows.
  /// - Throws: `ResponseFailure`: `unknown_survey`, `unfit_value` when a part is missing or the figures do not agree,
  ///   `too_early` before the last day of its period is over.
  package func record(_ record: LeakSurvey.Record, as number: Int, in id: String, at time: Moment) throws {
    let texts = [record.method, record.blind, record.signer ?? ""]
    guard !record.sources.isEmpty, texts.allSatisfy({ $0.contains { !$0.isWhitespace } }), record.found >= 0,
      (0...record.found).contains(record.judged), record.expected >= 0
    else { throw ResponseFailure(.unfitValue, "a survey needs sources, method, figures, limits and a signer") }
    try store.write { session in
      let incident = try IncidentRegister(session: session).require(id)
      guard let survey = try SurveyRegister(session: session).all(of: id).first(where: { $0.number == number }) else {
        throw ResponseFailure(.unknownSurvey, "no survey \(number) in \(id)")
      }
      guard survey.until.adding(days: 1).start(offset: 540) <= time else {
        throw ResponseFailure(.tooEarly, "the period of survey \(number) ends on \(survey.until)")
      }
      var record = record
      record.isLate = survey.record?.isLate ?? survey.isLate(at: time)
      try append(SurveyRegister.recorded(record, of: survey, in: id), at: time, in: session)
      guard record.judged > 0, survey.record?.judged ?? 0 == 0 else { return }
      let task = ResponseTask(
        id: (try TaskRegister(session: session).all(of: id).last?.id ?? 0) + 1, kind: .assessFinding, title: nil,
        owner: nil, due: time.adding(days: 1), state: .open)
      try append(TaskRegister.opened(task, in: id), to: incident, at: time, in: session)
    }
  }

  /// Surveys that should have been made and were not, in all incidents of devices that held somebody's data, or may have.
  package func lateSurveys(at time: Moment) throws -> [(incident: String, survey: LeakSurvey)] {
    try store.read { session in
      let late = try SurveyRegister(session: session).late(at: time)
      let empty = try Set(late.map(\.incident)).filter { id in
        let held = try ledger(of: id, in: session).standing(.holdsPersonalData)
        return held?.kind == .evidence && held?.answer == .known(.yesNo(false))
      }
      return late.filter { !empty.contains($0.incident) }
    }
  }
}
