import CanonicalForms
import Custody
import Response
import Wording

/// What the response to losses waits for: duties with their clocks, surveys that are late, people who were not called back,
/// what was said and does not hold any more, and what nobody has done yet.
struct WaitingResponse: Sendable {
  var work: [WaitingWork] = []
  var names: [Organisation.ID: String] = [:]
  var surveys: [(incident: String, number: Int, due: Moment)] = []
  var inquiries: [(incident: String, count: Int)] = []
  var notices: [(incident: String, series: String)] = []

  /// Of each incident: whose people it concerns, how many, and when that was said last.
  var concerned: [String: (people: Answer, said: Moment)] = [:]

  static let nothing = WaitingResponse()
}

extension Console {
  func waitingResponse(_ visit: Visit) async throws -> WaitingResponse {
    guard visit.may(.seeIncidents) else { return .nothing }
    let incidents = incidents(visit)
    let (now, custody) = (visit.now, custody)
    return try await work {
      var waiting = WaitingResponse()
      waiting.work = try incidents.waiting(at: now)
      waiting.names = Dictionary(
        try custody.organisations().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
      waiting.surveys = try incidents.lateSurveys(at: now).map { ($0.incident, $0.survey.number, $0.survey.due) }
      waiting.inquiries = try incidents.overdueInquiries(at: now).map { ($0.key, $0.value) }.sorted {
        $0.incident < $1.incident
      }
      waiting.notices = try incidents.outdatedNotices()
      for incident in try incidents.all() {
        let ledger = try incidents.ledger(of: incident.id)
        waiting.concerned[incident.id] = (
          ledger.answer(.peopleCount), ledger.standing(.peopleCount)?.saidAt ?? incident.openedAt
        )
      }
      return waiting
    }
  }
}

extension TodayList {
  /// Clients' versions that are wrong, and duties of an incident, are named one by one up to so many.
  private static let namedNotices = 5
  private static let namedDuties = 6

  /// What is late, or wrong in the eyes of others.
  mutating func addGrave(_ waiting: WaitingResponse, at now: Moment) {
    for work in waiting.work { addDuties(of: work, names: waiting.names, at: now, overdue: true) }
    for notice in waiting.notices.prefix(Self.namedNotices) {
      addResponse(
        .itemNoticeWrong, [notice.series], of: notice.incident, evidence: nil, next: .itemNoticeWrongNext,
        href: Address.notice(notice.incident, notice.series), who: .whoPrivacy, style: "grave")
    }
    for work in waiting.work where !work.documents.isEmpty {
      addResponse(
        .itemDocumentsWrong, [work.incident, language.number(work.documents.count)], of: work.incident, evidence: nil,
        next: .itemDocumentsWrongNext, href: Address.documents(work.incident), who: .whoPrivacy, style: "grave")
    }
    for work in waiting.work where work.searchesMissed > 0 {
      addResponse(
        .itemSearchMissed, [work.incident, language.number(work.searchesMissed)], of: work.incident, evidence: nil,
        next: .itemSearchNext, href: Address.search(work.incident), who: .whoPrivacy, style: "grave")
    }
    for work in waiting.work {
      guard let first = work.tasks.first else { continue }
      addResponse(
        .itemTasksOverdue, [work.incident, language.number(work.tasks.count)], of: work.incident, evidence: first.due,
        next: .itemTasksOverdueNext, href: Address.incident(work.incident) + "#tasks", who: .whoPrivacy,
        style: "grave")
    }
    for survey in waiting.surveys {
      addResponse(
        .itemSurveyLate, [survey.incident, String(survey.number)], of: survey.incident, evidence: survey.due,
        next: .itemSurveyLateNext,
        href: Address.surveys(survey.incident), who: .whoPrivacy, style: "grave")
    }
    for inquiries in waiting.inquiries {
      addResponse(
        .itemInquiriesLate, [inquiries.incident, String(inquiries.count)], of: inquiries.incident, evidence: nil,
        next: .itemInquiriesLateNext,
        href: visit.may(.answerInquiries)
          ? Address.inquiries(inquiries.incident) : Address.incident(inquiries.incident),
        who: .whoDesk, style: "grave")
    }
  }

  /// What is still in time.
  mutating func addOthers(_ waiting: WaitingResponse, at now: Moment) {
    for work in waiting.work {
      addDuties(of: work, names: waiting.names, at: now, overdue: false)
      if !work.contradictions.isEmpty {
        addResponse(
          .itemClashes, [work.incident, language.number(work.contradictions.count)], of: work.incident, evidence: nil,
          next: .itemClashesNext, href: Address.incident(work.incident) + "#clashes", who: .whoPrivacy,
          style: "warning")
      }
      if work.hasNoPlaceToSearch {
        addResponse(
          .itemSearchNowhere, [work.incident], of: work.incident, evidence: nil, next: .itemSearchNext,
          href: Address.search(work.incident), who: .whoPrivacy, style: "warning")
      } else if work.searchesToday > 0 {
        addResponse(
          .itemSearchToday, [work.incident, language.number(work.searchesToday)], of: work.incident, evidence: nil,
          next: .itemSearchNext, href: Address.search(work.incident), who: .whoPrivacy, style: "warning")
      }
      if !work.pendingSeries.isEmpty {
        addResponse(
          .itemPendingSeries, [work.incident, language.number(work.pendingSeries.count)], of: work.incident,
          evidence: nil,
          next: .itemPendingSeriesNext, href: Address.notices(work.incident), who: .whoClient, style: "note")
      }
    }
  }

  private mutating func addDuties(
    of work: WaitingWork, names: [Organisation.ID: String], at now: Moment, overdue: Bool
  ) {
    let words = StatementWords(language: language)
    let duties = work.duties.filter { $0.isOverdue(at: now) == overdue }
    let href = Address.incident(work.incident) + "#obligations"
    for duty in duties.prefix(Self.namedDuties) {
      let recipient =
        duty.count == 1
        ? words.recipient(duty.first, names: names) : language.page(.itemDutyMany, language.number(duty.count))
      addResponse(
        overdue ? .itemDutyOverdue : .itemDuty,
        [
          work.incident, words.code("duty", duty.duty.rawValue), recipient,
          duty.deadline == nil ? words.term(duty.first.term) : words.deadline(duty.deadline),
        ], of: work.incident, evidence: overdue ? duty.deadline?.end : nil, next: .itemDutyNext, href: href,
        who: .whoPrivacy,
        style: overdue ? "grave" : "warning")
    }
    guard duties.count > Self.namedDuties else { return }
    addResponse(
      .itemMoreDuties, [work.incident, language.number(duties.count - Self.namedDuties)], of: work.incident,
      evidence: nil,
      next: .itemDutyNext, href: href, who: .whoPrivacy, style: overdue ? "grave" : "warning")
  }
}
