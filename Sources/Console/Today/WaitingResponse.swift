import CanonicalForms
import Custody
import Response
import Synchronization
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
    let (now, response) = (visit.now, response)
    return try await work {
      let board = try response.board(incidents)
      var waiting = WaitingResponse()
      // Clocks run without news: what is due is asked of the clock each time.
      waiting.work = board.incidents.map { $0.waiting(at: now) }.filter { !$0.isNothing }
      waiting.names = board.names
      waiting.surveys = try incidents.lateSurveys(at: now, of: board).map {
        ($0.incident, $0.survey.number, $0.survey.due)
      }
      waiting.inquiries = try incidents.overdueInquiries(at: now).map { ($0.key, $0.value) }.sorted {
        $0.incident < $1.incident
      }
      waiting.notices = board.incidents.flatMap { work in work.outdatedNotices.map { (work.incident, $0) } }
      waiting.concerned = Dictionary(
        board.incidents.map { ($0.incident, ($0.people, $0.said)) }, uniquingKeysWith: { first, _ in first })
      return waiting
    }
  }
}

/// What incidents have open, in memory: looked at anew where the journal has news of them, not for every page. The journal is
/// asked each time, so that what another server has written shows at once.
final class ResponseBoard: Sendable {
  private let kept = Mutex<OpenWorkBoard?>(nil)

  /// Asks the database whether there is news, so it belongs off the threads of the network.
  func board(_ incidents: Incidents) throws -> OpenWorkBoard {
    let known = kept.withLock { $0 }
    guard let board = try incidents.openWork(since: known) else {
      if let known { return known }
      return try incidents.openWork()
    }
    kept.withLock { kept in
      // Another page may have been quicker, and have seen more.
      if board.entry >= kept?.entry ?? 0 { kept = board }
    }
    return board
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
