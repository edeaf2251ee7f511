import CanonicalForms
import JapaneseText
import Storage

/// Tasks, the timeline, the search for the thing, and the end.
extension Incidents {
  package func tasks(of id: String) throws -> [ResponseTask] {
    try store.read { try TaskRegister(session: $0).all(of: id) }
  }

  /// - Returns: its number.
  @discardableResult
  package func addTask(
    _ title: String, owner: String? = nil, due: Moment? = nil, to id: String, at time: Moment
  ) throws -> Int {
    try store.write { session in
      try IncidentRegister(session: session).requireOpen(id)
      let number = (try TaskRegister(session: session).all(of: id).last?.id ?? 0) + 1
      let task = ResponseTask(id: number, kind: .other, title: title, owner: owner, due: due, state: .open)
      try append(TaskRegister.opened(task, in: id), at: time, in: session)
      return number
    }
  }

  /// Takes over title, owner, due time and state; what is different stands on the timeline.
  /// - Throws: `ResponseFailure` with the code `unknown_task`.
  package func change(_ task: ResponseTask, in id: String, at time: Moment) throws {
    try change(task: task.id, in: id, at: time) { $0 = task }
  }

  /// Changes a task as it stands now: what somebody else changed meanwhile stays.
  /// - Parameter body: may be called again where the transaction has to be.
  /// What outlasts the end of the incident is changed after it, too. A corrective action is done once something shows it.
  /// - Throws: `ResponseFailure`: `unknown_task`, `closed`, `no_proof`.
  package func change(
    task number: Int, in id: String, at time: Moment, _ body: (inout ResponseTask) throws -> Void
  ) throws {
    try store.write { session in
      let incident = try IncidentRegister(session: session).require(id)
      guard let former = try TaskRegister(session: session).find(number, of: id) else {
        throw ResponseFailure(.unknownTask, "no task \(ResponseTask.name(number)) in \(id)")
      }
      guard incident.isOpen || former.outlastsEnd else { throw ResponseFailure(.closed, "incident \(id) is closed") }
      var task = former
      try body(&task)
      guard former != task else { return }
      guard task.kind != .correctiveAction || task.state != .done || task.proof != nil else {
        throw ResponseFailure(.noProof, "\(task.name) is done once something shows it")
      }
      try append(TaskRegister.changed(task, from: former, in: id), to: incident, at: time, in: session)
    }
  }

  /// Something that happened and that no other entry says: "10:30, the shop called back".
  package func note(_ words: String, happenedAt event: Moment, in id: String, at time: Moment) throws {
    try store.write { session in
      try IncidentRegister(session: session).requireOpen(id)
      try append(IncidentRegister.noted(words, at: event, in: id), at: time, in: session)
    }
  }

  package func timeline(
    of id: String, by order: TimelineEvent.Order = .event, groups: Set<String> = []
  ) throws -> [TimelineEvent] {
    try store.read { try TimelineRegister(session: $0).all(of: id) }.ordered(by: order, groups: groups)
  }

  // MARK: The thing itself

  package func searches(of id: String) throws -> [LostPropertyPlan.Search] {
    try store.read { try LostPropertyRegister(session: $0).all(of: id) }
  }

  /// A person looked into the list of a prefecture.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `closed`, `unfit_value` for a day that has not come.
  package func record(_ search: LostPropertyPlan.Search, in id: String) throws {
    guard search.day <= CivilDate(search.at, offset: 540) else {
      throw ResponseFailure(.unfitValue, "a search of a day that has not come")
    }
    try store.write { session in
      try IncidentRegister(session: session).requireOpen(id)
      try append(LostPropertyRegister.entry(search, in: id), at: search.at, in: session)
    }
  }

  /// Searches that should have been made up to the day and were not.
  package func missedSearches(of id: String, through today: CivilDate) throws -> [(CivilDate, Prefecture)] {
    try incident(id).search.missed(from: try dayOfLoss(of: id), through: today, made: try searches(of: id))
  }

  /// From which the search goes on, as the loss stands by now.
  package func dayOfLoss(of id: String) throws -> CivilDate {
    CivilDate(try ledger(of: id).answer(.lostAt).time?.from ?? incident(id).lastSeen, offset: 540)
  }

  /// Changes where and for what it is searched, once more is known of the way that it took.
  /// - Parameter first: the day from which the prefectures that are new are searched; what was missed before is not theirs.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `closed`, `unfit_value` for a plan without a place or an item.
  package func plan(_ search: LostPropertyPlan, from first: CivilDate, in id: String, at time: Moment) throws {
    guard !search.items.isEmpty, !search.prefectures.isEmpty else {
      throw ResponseFailure(.unfitValue, "a search needs prefectures and something to look for")
    }
    try store.write { session in
      let former = try IncidentRegister(session: session).requireOpen(id).search
      try plan(search, instead: former, from: first, in: id, at: time, session)
    }
  }

  func plan(
    _ search: LostPropertyPlan, instead former: LostPropertyPlan, from first: CivilDate, in id: String, at time: Moment,
    _ session: SQLSession
  ) throws {
    var changed = search
    // Whoever comes back after having been taken out begins anew.
    changed.since = former.since.filter { search.prefectures.contains($0.key) }
    for new in search.prefectures where !former.prefectures.contains(new) { changed.since[new] = first }
    guard changed != former else { return }
    try append(LostPropertyRegister.planned(changed, in: id), at: time, in: session)
  }

  // MARK: The end

  /// What still stands in the way of the end.
  package struct Loose: Sendable, Hashable {
    package var contradictions: [String]
    package var tasks: [String]
    package var obligations: [String]
    package var documents: [String]

    package var isNothing: Bool {
      contradictions.isEmpty && tasks.isEmpty && obligations.isEmpty && documents.isEmpty
    }
  }

  /// Open contradictions, tasks, the operator's own obligations, documents to be corrected.
  package func loose(in id: String) throws -> Loose {
    let corrections = try corrections(of: id, in: .ja)
    return Loose(
      contradictions: try contradictions(of: id).filter { $0.resolution == nil }.map(\.id),
      tasks: try tasks(of: id).filter { $0.state == .open && !$0.outlastsEnd }.map(\.name),
      obligations: try obligations(of: id).filter { $0.isOpen && $0.party.client == nil }.map(\.id),
      documents: Set(corrections.map(\.document)).sorted().map(OutwardDocument.name))
  }

  /// - Throws: `ResponseFailure` with the code `not_ready` while anything is loose.
  package func close(_ id: String, with review: AfterActionReview, at time: Moment) throws {
    guard try loose(in: id).isNothing else { throw ResponseFailure(.notReady, "something is open in \(id)") }
    try store.write { session in
      try IncidentRegister(session: session).requireOpen(id)
      // What was decided is to be done, by somebody and by a day: a list in a review is forgotten.
      let first = (try TaskRegister(session: session).all(of: id).last?.id ?? 0) + 1
      for (place, action) in review.actions.enumerated() {
        let task = ResponseTask(
          id: first + place, kind: .correctiveAction, title: action.what,
          owner: action.owner.isEmpty ? nil : action.owner,
          due: action.due, state: .open)
        try append(TaskRegister.opened(task, in: id), at: time, in: session)
      }
      try append(IncidentRegister.closed(review, in: id), at: time, in: session)
    }
  }

  /// Opens a closed incident again: something came to be known that its notices, its documents or its duties hang on.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `not_closed`, `no_reason`.
  package func reopen(_ id: String, because reason: String, at time: Moment) throws {
    try require(reason: reason)
    try store.write { session in
      guard try !IncidentRegister(session: session).require(id).isOpen else {
        throw ResponseFailure(.notClosed, "incident \(id) is not closed")
      }
      try append(IncidentRegister.reopened(because: reason, in: id), at: time, in: session)
    }
  }
}
