import CanonicalForms
import Response
import Wording

/// What the response to losses waits for: surveys that are late, people who were not called back, notices that say what
/// does not hold any more.
struct WaitingResponse: Sendable {
  var surveys: [(incident: String, number: Int, due: Moment)] = []
  var inquiries: [(incident: String, count: Int)] = []
  var notices: [(incident: String, series: String)] = []

  static let nothing = WaitingResponse()
}

extension Console {
  func waitingResponse(_ visit: Visit) async throws -> WaitingResponse {
    guard visit.may(.seeIncidents) else { return .nothing }
    let incidents = incidents(visit)
    let now = visit.now
    return try await work {
      var waiting = WaitingResponse()
      waiting.surveys = try incidents.lateSurveys(at: now).map { ($0.incident, $0.survey.number, $0.survey.due) }
      waiting.inquiries = try incidents.overdueInquiries(at: now).map { ($0.key, $0.value) }.sorted {
        $0.incident < $1.incident
      }
      waiting.notices = try incidents.outdatedNotices()
      return waiting
    }
  }
}

extension TodayList {
  /// Clients' versions that are wrong are named one by one up to so many.
  private static let namedNotices = 5

  mutating func add(_ waiting: WaitingResponse) {
    for notice in waiting.notices.prefix(Self.namedNotices) {
      addResponse(
        .itemNoticeWrong, [notice.series], evidence: nil, next: .itemNoticeWrongNext,
        href: Address.notice(notice.incident, notice.series), who: .whoPrivacy, style: "grave")
    }
    for survey in waiting.surveys {
      addResponse(
        .itemSurveyLate, [survey.incident, String(survey.number)], evidence: survey.due, next: .itemSurveyLateNext,
        href: Address.surveys(survey.incident), who: .whoPrivacy, style: "grave")
    }
    for inquiries in waiting.inquiries {
      addResponse(
        .itemInquiriesLate, [inquiries.incident, String(inquiries.count)], evidence: nil,
        next: .itemInquiriesLateNext, href: Address.inquiries(inquiries.incident), who: .whoDesk, style: "grave")
    }
  }
}
