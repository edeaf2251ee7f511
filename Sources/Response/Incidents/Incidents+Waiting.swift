import CanonicalForms
import Custody
import JapaneseText
import Storage

/// What an incident waits for on a day: what has a clock, and what nobody has done yet.
package struct WaitingWork: Sendable {
  /// Own duties of one kind with one deadline: 124 clients to be told are one line.
  package struct Duty: Sendable, Hashable {
    package var duty: Rule.Duty
    /// The first of them; its recipient is named where it is the only one.
    package var first: Obligation
    package var count: Int
    package var deadline: Deadline?

    package func isOverdue(at moment: Moment) -> Bool { deadline.map { $0.end <= moment } == true }
  }

  package var incident: String
  /// Overdue, or due within `horizon`, or owed without delay: by deadline, those without one last.
  package var duties: [Duty] = []
  /// Overdue, by their due time.
  package var tasks: [ResponseTask] = []
  /// Open ones.
  package var contradictions: [Contradiction] = []
  /// Prefectures that are still to be searched today, and searches of former days that were not made.
  package var searchesToday = 0
  package var searchesMissed = 0
  /// The thing is looked for, and nobody said where.
  package var hasNoPlaceToSearch = false
  /// Documents to be corrected, without notices: those have pages of their own.
  package var documents: [Int] = []
  /// Clients' series that have said nothing yet about what the contractor published.
  package var pendingSeries: [String] = []

  package var isNothing: Bool {
    duties.isEmpty && tasks.isEmpty && contradictions.isEmpty && searchesToday == 0 && searchesMissed == 0
      && !hasNoPlaceToSearch && documents.isEmpty && pendingSeries.isEmpty
  }

  /// A duty shows so many days before its deadline: a preliminary report from the first day, a final one in its last week.
  package static let horizon = 7

  init(_ incident: String) { self.incident = incident }
}

extension Incidents {
  /// What incidents wait for, those with nothing left out; by number.
  package func waiting(at time: Moment) throws -> [WaitingWork] {
    try openWork().incidents.map { $0.waiting(at: time) }.filter { !$0.isNothing }
  }

  /// What incidents have open.
  package func openWork() throws -> OpenWorkBoard {
    try OpenWorkBoard.read(self, since: nil) ?? OpenWorkBoard(entry: 0, incidents: [], names: [:])
  }

  /// What incidents have open, looked at anew where the journal has news of it.
  /// - Returns: nil when nothing has moved since `former`.
  package func openWork(since former: OpenWorkBoard?) throws -> OpenWorkBoard? {
    try OpenWorkBoard.read(self, since: former)
  }

  func openWork(of incident: Incident) throws -> OpenWork {
    let id = incident.id
    let ledger = try ledger(of: id)
    // What a client owes is its own to do.
    let own = try obligations(of: id).filter { $0.isOpen && $0.party.client == nil }
    let notices = Set(try documents(of: id).filter { $0.kind == .notice }.map(\.id))
    let made = try searches(of: id)
    let held = ledger.standing(.holdsPersonalData)
    return OpenWork(
      incident: id, people: ledger.answer(.peopleCount),
      said: ledger.standing(.peopleCount)?.saidAt ?? incident.openedAt,
      isOfNobody: held?.kind == .evidence && held?.answer == .known(.yesNo(false)), duties: Self.grouped(own),
      tasks: try tasks(of: id).filter { $0.state == .open && $0.due != nil }.sorted { a, b in
        (a.due?.milliseconds ?? 0, a.id) < (b.due?.milliseconds ?? 0, b.id)
      },
      contradictions: incident.isOpen ? try contradictions(of: id).filter { $0.resolution == nil } : [],
      documents: Set(try corrections(of: id, in: .ja).map(\.document)).subtracting(notices).sorted(),
      pendingSeries: try store.read { try pendingSeries(of: id, in: $0) },
      search: incident.isOpen && !made.contains(where: \.hasFound)
        ? OpenWork.Search(plan: incident.search, lost: try dayOfLoss(of: id), made: made) : nil,
      outdatedNotices: try store.read { try outdatedNotices(of: id, in: $0) })
  }

  /// Surveys that are late, as `lateSurveys(at:)`, by what is known already.
  package func lateSurveys(
    at time: Moment, of board: OpenWorkBoard
  ) throws -> [(incident: String, survey: LeakSurvey)] {
    let empty = Set(board.incidents.filter(\.isOfNobody).map(\.incident))
    return try store.read { try SurveyRegister(session: $0).late(at: time) }.filter { !empty.contains($0.incident) }
  }

  private static func grouped(_ duties: [Obligation]) -> [WaitingWork.Duty] {
    var groups: [WaitingWork.Duty] = []
    for duty in duties {
      let place = groups.firstIndex { group in
        group.duty == duty.rule.duty && group.deadline == duty.deadline
          && group.first.rule.recipient == duty.rule.recipient && group.first.ruleSet == duty.ruleSet
      }
      if let place {
        groups[place].count += 1
      } else {
        groups.append(.init(duty: duty.rule.duty, first: duty, count: 1, deadline: duty.deadline))
      }
    }
    return groups.sorted { a, b in
      (a.deadline?.end.milliseconds ?? .max, a.first.id) < (b.deadline?.end.milliseconds ?? .max, b.first.id)
    }
  }

  private func pendingSeries(of id: String, in session: SQLSession) throws -> [String] {
    let register = NoticeRegister(session: session)
    let all = try register.all(of: id)
    var newest: [String: Int] = [:]
    for master in all where master.master.isEmpty {
      newest[master.id] = try register.revisions(of: master.id).last { $0.state == .published }?.number
    }
    return try all.filter { series in
      guard let newest = newest[series.master] else { return false }
      let published = try register.revisions(of: series.id).last { $0.state == .published }?.takes ?? 0
      return max(try register.acknowledged(by: series.id), published) < newest
    }.map(\.id).sorted()
  }
}
