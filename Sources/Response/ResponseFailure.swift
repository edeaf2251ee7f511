/// What cannot be done in a response. Messages may name ids that the user gave, never what a statement says.
package struct ResponseFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// Raw values are stable: programs and the phrases of `Wording` go by them.
  package enum Code: String, Sendable, CaseIterable {
    case unknownIncident = "unknown_incident"
    case unknownStatement = "unknown_statement"
    case unknownTask = "unknown_task"
    case unknownDocument = "unknown_document"
    case unknownPack = "unknown_pack"
    case unknownObligation = "unknown_obligation"
    /// The value is of another type than the fact takes, or the subject is not one that the fact can be about.
    case unfitValue = "unfit_value"
    /// No such contradiction is open.
    case noContradiction = "no_contradiction"
    /// The incident is closed: it has to be opened again, with a reason, before it learns something.
    case closed
    /// It cannot be closed yet; the message says what is open.
    case notReady = "not_ready"
    /// A reason is required and was empty.
    case noReason = "no_reason"
    /// The figures of the packs do not add up to the total: nothing was written.
    case packsDoNotAddUp = "packs_do_not_add_up"
    /// A pack would have named another client: nothing was written.
    case foreignName = "foreign_name"
    /// No address list was given, or the one that was is erased by now.
    case noMailingList = "no_mailing_list"
    /// Nobody on the lists who is concerned can be written to.
    case noLetters = "no_letters"
    case unknownBatch = "unknown_batch"
    /// Whoever made the letters cannot release them as well.
    case samePerson = "same_person"
    /// Only whoever sealed packs fetches the archives.
    case otherPerson = "other_person"
    case alreadyReleased = "already_released"
    case notReleased = "not_released"
    case notHandedOver = "not_handed_over"
    /// A pack is handed over once: its date stands.
    case alreadyHandedOver = "already_handed_over"
    /// Nobody has a pack before it was handed over.
    case receivedTooEarly = "received_too_early"
    /// A pack is received once: the clock that it started is not moved.
    case alreadyReceived = "already_received"
    /// Passwords of sealed packs are shown once.
    case alreadyShown = "already_shown"
    /// The same is being done elsewhere.
    case busy
    case unknownSeries = "unknown_series"
    case unknownRevision = "unknown_revision"
    /// The name of a series is taken, or not fit for an address.
    case unfitSeries = "unfit_series"
    /// A text that cannot be read, or lacks a title or a section.
    case unfitText = "unfit_text"
    /// The draft quotes what does not hold any more.
    case outdated
    /// There is nothing new to write: the draft says what is published.
    case nothingNew = "nothing_new"
    case unknownInquiry = "unknown_inquiry"
    case noDesk = "no_desk"
    case unknownQuestion = "unknown_question"
    case unknownSurvey = "unknown_survey"
    /// Characters that no installed font has, or that cannot be printed at all; the message names them.
    case unprintable
    /// No font for Japanese is installed.
    case noFont = "no_font"
    /// What is stored cannot be read.
    case corrupted
    /// What is to be erased is not there, or not any more.
    case nothingToErase = "nothing_to_erase"
    /// Codes of other clients' letters would go with it.
    case sharedCodes = "shared_codes"
    /// Whether somebody is included was answered, and nobody made sure who asked.
    case uncheckedCaller = "unchecked_caller"
    /// A corrective action is done once something shows it.
    case noProof = "no_proof"
    /// Only what is closed is opened again.
    case notClosed = "not_closed"
    /// The period that it is about is not over.
    case tooEarly = "too_early"
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
