import CanonicalForms

/// What names people in the record of an incident, and how long after its end it is kept. Data, so that each period has
/// its reason beside it; an incident may have others (a lawsuit, an agreement).
///
/// Those of the people concerned have days of their own: address lists each (`RecordedMailingList`), callers by their
/// desk (`InquiryDesk`). Somebody may have to go before the day: `eraseNow`.
package struct ErasureRule: Sendable, Hashable {
  /// Raw values are stored.
  package enum Subject: String, Sendable, CaseIterable, Comparable {
    /// Who reported the loss.
    case reporter
    /// Titles of tasks and who does them.
    case tasks
    /// The answer of the register as it was frozen: the holder, paths of files; and who had the device at that time.
    case scope
    /// Who signed surveys; and drafts of notices that tell of them, unless they were published.
    case signers
    /// Who took packs, or gave them.
    case recipients
    /// Who said what, words of statements, and what was written from them: documents and packs.
    case statements
    /// Drafts of notices and answers that were not published, or were replaced before.
    case drafts
    /// Free words: notes, reasons, the review.
    case notes

    package static func < (a: Subject, b: Subject) -> Bool {
      (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
  }

  package let subject: Subject
  /// Kinds of entries whose personal part goes.
  let kinds: [String]
  /// After the incident was closed, or after the entry if that is later.
  package let days: Int

  /// The periods. The sentence with each one's reason is `erasure.<subject>.reason`.
  ///
  /// Three years: claims for tort lapse three years after the damage and who did it are known (Civil Code art. 724 no.
  /// 1); until then it may have to be shown who knew what when. Five years: claims out of a contract (art. 166 (1) no.
  /// 1), here those of clients. A year: the next yearly audit looks at tasks. After that nobody needs the names, and what
  /// is not needed is to be erased without delay (APPI art. 22).
  ///
  /// In days no shorter than the years can be: the first day does not count (art. 140) and the last one counts to its end,
  /// which makes one more, and three years may hold one 29 February, five years two.
  package static let all: [ErasureRule] = [
    // Also the source of what they said: no earlier than the statements.
    .init(subject: .reporter, kinds: ["incident.opened", "incident.reported_again"], days: 1_828),
    .init(subject: .tasks, kinds: ["task.opened", "task.changed"], days: 365),
    .init(subject: .scope, kinds: ["incident.scope_frozen"], days: 1_097),
    .init(subject: .signers, kinds: ["survey.recorded"], days: 1_097),
    .init(subject: .recipients, kinds: ["pack.handed_over", "pack.received"], days: 1_828),
    // Together: a document whose words stay would be listed as outdated when what it quotes is gone.
    .init(subject: .statements, kinds: ["statement.made", "document.issued", "pack.made"], days: 1_828),
    // What was published stays as long as it is public: it was meant for everybody.
    .init(subject: .drafts, kinds: ["notice.drafted", "question.drafted"], days: 1_828),
    .init(
      subject: .notes,
      kinds: [
        "incident.noted", "incident.closed", "statement.retracted", "contradiction.resolved", "notice.returned",
        "notice.acknowledged", "incident.erased_now", "incident.reopened",
      ], days: 1_828),
  ]

  /// Days that somebody may choose: up to a century, for what must be held.
  package static let choices = 1...36_500

  static func of(_ subject: Subject) -> ErasureRule? { all.first { $0.subject == subject } }
}

/// A period as it is for one incident.
package struct ErasureTerm: Sendable, Hashable {
  package var subject: ErasureRule.Subject
  package var days: Int
  /// Whether it was chosen for this incident.
  package var isChosen: Bool
  /// When it is over: for the first of the entries that are left, once others were erased. Nil while the incident is open,
  /// and while what is left is needed for another incident.
  package var due: Moment?
  /// When something was erased for the last time, and how many entries in all.
  package var erasedAt: Moment?
  package var entries: Int
  /// Whether entries are left though others were erased: those that came later, or that are needed for another incident.
  package var isPartial = false

  /// Whether everything that there was is gone.
  package var isErased: Bool { erasedAt != nil && !isPartial }

  package var json: JSON {
    [
      "subject": .string(subject.rawValue), "days": JSON(days), "chosen": JSON(isChosen), "due": JSON(due),
      "erased": JSON(erasedAt), "entries": JSON(entries),
    ]
  }
}

extension StatementWords {
  /// Until when something is kept, or when it was erased.
  package func kept(_ term: ErasureTerm) -> String {
    if term.isErased, let erased = term.erasedAt {
      return self(.keptErased, erased.localDate, language.number(term.entries))
    }
    let days = self(.keptDays, language.number(term.days))
    return term.due.map { days + language.text(.and) + self(.keptUntil, $0.localDate) } ?? days
  }
}
