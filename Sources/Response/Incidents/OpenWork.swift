import CanonicalForms
import Custody
import JapaneseText
import Storage

/// What an incident has open, whatever the time is. It follows from the journal alone and holds until there is news of it
/// there; what of it waits at a moment is a comparison with the clock.
package struct OpenWork: Sendable {
  /// Where a lost thing is still looked for.
  struct Search: Sendable {
    var plan: LostPropertyPlan
    var lost: CivilDate
    var made: [LostPropertyPlan.Search]
  }

  package let incident: String
  /// Whose people it concerns, how many, and when that was said last.
  package let people: Answer
  package let said: Moment
  /// It is shown that there was nobody's data.
  let isOfNobody: Bool
  /// The operator's own, by deadline, those without one last.
  let duties: [WaitingWork.Duty]
  /// By their due time.
  let tasks: [ResponseTask]
  let contradictions: [Contradiction]
  let documents: [Int]
  let pendingSeries: [String]
  let search: Search?
  /// Of published notices that say what does not hold any more.
  package let outdatedNotices: [String]

  /// What of it waits for somebody.
  package func waiting(at time: Moment) -> WaitingWork {
    var waiting = WaitingWork(incident)
    let horizon = time.adding(days: WaitingWork.horizon)
    waiting.duties = duties.filter { $0.deadline.map { $0.end <= horizon } ?? true }
    waiting.tasks = tasks.filter { $0.isOverdue(at: time) }
    waiting.contradictions = contradictions
    waiting.documents = documents
    waiting.pendingSeries = pendingSeries
    let today = CivilDate(time, offset: 540)
    if let search, search.plan.days(from: search.lost).upperBound >= today {
      waiting.hasNoPlaceToSearch = search.plan.prefectures.isEmpty
      let missed = search.plan.missed(from: search.lost, through: today, made: search.made)
      waiting.searchesToday = missed.count { $0.0 == today }
      waiting.searchesMissed = missed.count - waiting.searchesToday
    }
    return waiting
  }
}

/// What all incidents have open, as far as an entry of the journal.
package struct OpenWorkBoard: Sendable {
  /// The newest entry that moves any of it.
  package let entry: Int64
  /// By number of the incident.
  package let incidents: [OpenWork]
  package let names: [Organisation.ID: String]

  /// News of so many entries is read; with more, everything is looked at anew.
  static let mostNews = 100

  /// Entries that can move what an incident has open. A kind that is missing here would leave the front page behind.
  package static let kinds: Set<String> = [
    "loss.reported", "device.registered", "organisation.registered", "agreement.registered", "journal.erased",
    "incident.opened", "incident.scope_frozen", "incident.noted", "incident.closed", "incident.retention_set",
    "incident.erased", "incident.erased_now", "incident.reopened", "incident.reported_again", "statement.made",
    "statement.retracted", "contradiction.resolved", "document.issued", "party.registered", "obligation.fulfilled",
    "reporter.described", "task.opened", "task.changed", "lost_property.searched", "lost_property.found",
    "lost_property.planned", "pack.made", "pack.handed_over", "pack.received", "pack.sealed", "pack.passwords_shown",
    "mailing_list.taken", "letters.made",
    "letters.released", "letters.returned", "letters.coded", "letters.substituted", "notice.opened", "notice.drafted",
    "notice.returned", "notice.published", "notice.acknowledged", "inquiry.desk_opened", "inquiry.form_opened",
    "inquiry.taken", "inquiry.followed", "inquiry.misuse", "question.drafted", "question.approved", "survey.planned",
    "survey.recorded",
  ]

  /// Entries of other subjects, which move nothing of it.
  package static let kindsOfOthers: Set<String> = [
    "data.read", "delivery.registered", "roster.registered", "device.enrolled", "log.doubted", "osquery.enrolled",
    "setup.opened", "metadata.reported", "breakglass.used", "volume.retired",
  ]

  /// Subjects all of whose entries are of others: the part before the full stop.
  package static let subjectsOfOthers: Set<String> = [
    "account", "batch", "certificate", "custodian", "drill", "enrolment", "escrow", "key", "reveal", "rotation", "scan",
    "session", "sign_in", "token",
  ]

  /// The incidents that entries speak of; nil for all of them.
  private static func incidents(of bodies: [JSON]) -> Set<String>? {
    guard bodies.count <= mostNews else { return nil }
    var ids = Set<String>()
    for body in bodies {
      guard let id = body["incident"].string else { return nil }
      ids.insert(id)
    }
    return ids
  }

  /// - Returns: nil when nothing has moved since `former`.
  static func read(_ incidents: Incidents, since former: OpenWorkBoard?) throws -> OpenWorkBoard? {
    // First how far, then what: whatever comes in between is looked at once more the next time.
    let kinds = Self.kinds.sorted()
    let marks = Array(repeating: "?", count: kinds.count).joined(separator: ", ")
    let arguments = kinds.map { SQLValue($0) }
    let newest = try incidents.store.read { session in
      try session.first("SELECT MAX(sequence) FROM journal WHERE kind IN (\(marks))", arguments: arguments) {
        $0.isNull(0) ? 0 : $0.integer(0)
      } ?? 0
    }
    if let former, former.entry == newest { return nil }
    var known: [String: OpenWork] = [:]
    if let former {
      let bodies = try incidents.store.read { session in
        var bodies: [JSON] = []
        try session.forEach(
          """
          SELECT body FROM journal WHERE kind IN (\(marks)) AND sequence > ? ORDER BY sequence
          LIMIT \(mostNews + 1)
          """, arguments: arguments + [.integer(former.entry)]
        ) { bodies.append(try JSON(parsing: $0.bytes(0))) }
        return bodies
      }
      if let moved = Self.incidents(of: bodies) {
        for work in former.incidents where !moved.contains(work.incident) { known[work.incident] = work }
      }
    }
    return OpenWorkBoard(
      entry: newest,
      incidents: try incidents.all().map {
        try known[$0.id] ?? incidents.openWork(of: $0)
      },
      names: Dictionary(
        try incidents.custody.organisations().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first }))
  }
}
