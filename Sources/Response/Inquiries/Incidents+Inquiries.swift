import CanonicalForms
import Custody
import JapaneseText
import Storage

/// The desk goes on after an incident was closed.
extension Incidents {
  // MARK: The desk

  /// Opens the desk, or changes its hours.
  package func open(_ desk: InquiryDesk, at time: Moment) throws {
    try store.write { session in
      _ = try IncidentRegister(session: session).require(desk.incident)
      try append(InquiryRegister.opened(desk), at: time, in: session)
    }
  }

  package func desk(of id: String) throws -> InquiryDesk? {
    try store.read { try InquiryRegister(session: $0).desk(of: id) }
  }

  /// Opens the public form of a client: its name stands in its address, as in `/inquiries/117`.
  /// - Throws: `ResponseFailure`: `no_desk`, `unfit_series` when the name is taken or not fit for an address;
  ///   `CustodyFailure` for an unknown client.
  package func openForm(_ form: String, for client: Organisation.ID, in id: String, at time: Moment) throws {
    guard try custody.organisations().contains(where: { $0.id == client }) else {
      throw CustodyFailure(.unknownOrganisation, "no organisation \(client) is registered")
    }
    try store.write { session in
      let register = InquiryRegister(session: session)
      guard try register.desk(of: id) != nil else { throw ResponseFailure(.noDesk, "\(id) has no inquiry desk") }
      guard NoticeSeries.isFit(form), try register.form(form) == nil else {
        throw ResponseFailure(.unfitSeries, "the form \(form) cannot be opened")
      }
      try append(InquiryRegister.formOpened(form, for: client, in: id), at: time, in: session)
    }
  }

  /// By name.
  package func forms(of id: String) throws -> [(form: String, client: Organisation.ID)] {
    try store.read { try InquiryRegister(session: $0).forms(of: id) }
  }

  // MARK: Inquiries

  /// Takes an inquiry down.
  /// - Returns: its number.
  /// - Throws: `ResponseFailure`: `no_desk`, `unknown_question` when the answer read out is not approved, `unfit_value` for
  ///   texts that are too long, `unchecked_caller` when somebody was told whether they are included and nobody made sure who
  ///   it was.
  @discardableResult
  package func take(_ inquiry: NewInquiry, in id: String, at time: Moment) throws -> Int {
    try store.write { try take(inquiry, in: id, at: time, session: $0) }
  }

  private func take(_ inquiry: NewInquiry, in id: String, at time: Moment, session: SQLSession) throws -> Int {
    guard inquiry.personal.isFit else { throw ResponseFailure(.unfitValue, "an inquiry has a text that is too long") }
    guard inquiry.topic != .included || inquiry.outcome != .answered || inquiry.check != .notNeeded else {
      throw ResponseFailure(.uncheckedCaller, "whether somebody is included was answered without a check")
    }
    let register = InquiryRegister(session: session)
    guard let desk = try register.desk(of: id) else { throw ResponseFailure(.noDesk, "\(id) has no inquiry desk") }
    var version: Int?
    if let question = inquiry.question {
      version = try QuestionRegister(session: session).all(of: id).last { $0.number == question && $0.isApproved }?
        .version
      guard version != nil else { throw ResponseFailure(.unknownQuestion, "no approved answer F-\(question) in \(id)") }
    }
    let number = try register.nextNumber(in: id)
    let due = inquiry.outcome.ends ? nil : desk.due(from: time, calendar: reasoner.calendar)
    try append(
      InquiryRegister.taken(inquiry, as: number, version: version, due: due, in: id), at: time, in: session)
    return number
  }

  /// Takes what came by a public form. A form that there is not is taken, too, without a client: whoever mistyped its
  /// address is heard, and nobody learns which there are.
  /// - Returns: false while no desk is open.
  package func takePublic(
    _ topic: Inquiry.Topic, _ personal: Inquiry.Personal, by form: String, at time: Moment
  ) throws -> Bool {
    try store.write { session in
      let register = InquiryRegister(session: session)
      let known = try register.form(form)
      guard let incident = try known?.incident ?? register.newestDesk()?.incident else { return false }
      let inquiry = NewInquiry(
        // What somebody typed for an address may be anything: it is not kept where nothing is erased.
        client: known?.client, form: known == nil ? "" : form, channel: .form, topic: topic, outcome: .callBack,
        personal: personal)
      _ = try take(inquiry, in: incident, at: time, session: session)
      return true
    }
  }

  /// Whose hours and numbers stand on public forms, those that there are and those that there are not: always the newest
  /// desk's, so that no form's page tells which it is. Nil while none is open.
  package func publicDesk() throws -> InquiryDesk? {
    try store.read { try InquiryRegister(session: $0).newestDesk() }
  }

  /// What was done about an inquiry.
  ///
  /// - Parameter check: how it was made sure by now who asks; nil when nothing new was done about that.
  /// - Throws: `ResponseFailure`: `unknown_inquiry`, `unfit_value`, `unchecked_caller` as in `take`.
  package func follow(
    _ number: Int, _ outcome: Inquiry.Outcome, check: Inquiry.Check? = nil, words: String? = nil, in id: String,
    at time: Moment
  ) throws {
    guard (words?.utf8.count ?? 0) <= Inquiry.Personal.longest else {
      throw ResponseFailure(.unfitValue, "the words are too long")
    }
    try store.write { session in
      let register = InquiryRegister(session: session)
      guard let inquiry = try register.find(number, of: id) else {
        throw ResponseFailure(.unknownInquiry, "no inquiry \(Inquiry.name(number)) in \(id)")
      }
      guard inquiry.topic != .included || outcome != .answered || (check ?? inquiry.check) != .notNeeded else {
        throw ResponseFailure(.uncheckedCaller, "whether somebody is included was answered without a check")
      }
      guard let desk = try register.desk(of: id) else { throw ResponseFailure(.noDesk, "\(id) has no inquiry desk") }
      let due = outcome.ends ? nil : desk.due(from: time, calendar: reasoner.calendar)
      try append(
        InquiryRegister.followed(number, outcome, check: check, words: words, due: due, in: id), at: time, in: session)
    }
  }

  /// - Throws: `ResponseFailure` with the code `unknown_inquiry`.
  package func inquiry(_ number: Int, of id: String) throws -> Inquiry {
    try store.read { session in
      guard let found = try InquiryRegister(session: session).find(number, of: id) else {
        throw ResponseFailure(.unknownInquiry, "no inquiry \(Inquiry.name(number)) in \(id)")
      }
      return found
    }
  }

  /// The newest first, without their steps.
  package func inquiries(
    of id: String, openOnly: Bool = false, limit: Int = 200, offset: Int = 0
  ) throws -> [Inquiry] {
    try inquiries(
      of: id, InquiryFilter(state: openOnly ? .open : .all), at: .now, limit: limit, offset: offset)
  }

  /// By day, the newest first, and client.
  package func inquiryCounts(of id: String) throws -> [InquiryCount] {
    try store.read { try InquiryRegister(session: $0).counts(of: id) }
  }

  /// Inquiries whose time to call back is over, by incident.
  package func overdueInquiries(at time: Moment) throws -> [String: Int] {
    try store.read { try InquiryRegister(session: $0).overdue(at: time) }
  }

  /// Erases who asked and in which words, where the desk's days are over: since the inquiry ended; where nobody ended it, since
  /// the incident did or, when that goes on, since a year without an act. Figures, topics and answers' versions stay, and
  /// so does everything that the log shows.
  /// - Returns: how many entries were erased.
  @discardableResult
  package func eraseDueInquiries(at time: Moment) throws -> Int {
    let due = try store.read { session -> [Int64] in
      let register = InquiryRegister(session: session)
      return try IncidentRegister(session: session).all().flatMap { incident -> [Int64] in
        guard let desk = try register.desk(of: incident.id) else { return [] }
        let end = time.adding(days: -desk.retention)
        // What nobody ended counts as ended with its incident, and after a year of nothing in any case.
        let untouched = incident.closedAt.map { $0 <= end } == true ? end : end.adding(days: -InquiryDesk.longestOpen)
        return try register.due(before: end, untouchedSince: untouched, in: incident.id)
      }
    }
    guard !due.isEmpty else { return 0 }
    try journal.erasePersonalParts(of: due.sorted(), reason: "inquiry_retention", at: time, by: actor)
    return due.count
  }
}

extension InquiryDesk {
  func due(from moment: Moment, calendar: JapaneseCalendar) -> Moment {
    hours.due(from: moment, minutes: callBack, calendar: calendar)
  }
}
