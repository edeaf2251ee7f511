import CanonicalForms
import Storage
import Wording

/// A question that is asked often, with the answer that may be read out. Each version is approved by somebody else than its
/// writer, and quotes statements like any document to the outside.
package struct FrequentQuestion: Sendable, Hashable {
  /// Within its incident, from 1: written `F-2`.
  package var number: Int
  package var version: Int
  package var writtenAt: Moment
  package var writer: String
  package var approvedAt: Moment?
  package var approver: String?
  /// By language; empty once erased.
  package var questions: [Language: OutwardDocument.Sentence]
  package var answers: [Language: [OutwardDocument.Sentence]]
  package var documents: [Language: Int]

  package var isApproved: Bool { approvedAt != nil }
  package var name: String { "F-\(number)" }
  package static func id(from name: String) -> Int? { Int(name.hasPrefix("F-") ? String(name.dropFirst(2)) : name) }

  package func answer(_ language: Language) -> String {
    (answers[language] ?? answers[.ja] ?? []).map(\.text).joined(separator: "\n")
  }

  package func question(_ language: Language) -> String { (questions[language] ?? questions[.ja])?.text ?? "" }
}

/// Frequent questions in the database, and the entries that make them.
struct QuestionRegister {
  let session: SQLSession

  static func drafted(_ question: FrequentQuestion, in incident: String) -> NewEntry {
    NewEntry(
      kind: "question.drafted",
      body: [
        "incident": .string(incident), "question": JSON(question.number), "version": JSON(question.version),
      ], personal: question.textJSON.canonicalBytes)
  }

  static func approved(_ question: FrequentQuestion, in incident: String) -> NewEntry {
    NewEntry(
      kind: "question.approved",
      body: [
        "incident": .string(incident), "question": JSON(question.number), "version": JSON(question.version),
        "documents": .object(
          Dictionary(uniqueKeysWithValues: question.documents.map { ($0.key.rawValue, JSON($0.value)) })),
      ])
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let (question, version) = (
      SQLValue.integer(body["question"].integer ?? 0), SQLValue.integer(body["version"].integer ?? 0)
    )
    switch entry.kind {
    case "question.drafted":
      try session.execute(
        """
        INSERT INTO inquiry_question (incident, question, version, written, writer, approved, approver, text, documents)
        VALUES (?, ?, ?, ?, ?, NULL, NULL, ?, '{}')
        ON CONFLICT (incident, question, version) DO UPDATE SET written = excluded.written, writer = excluded.writer,
          text = excluded.text
        """, entry.incident, question, version, SQLValue(entry.time), SQLValue(entry.actor),
        SQLValue(entry.personal.bytes))
    case "question.approved":
      try session.execute(
        """
        UPDATE inquiry_question SET approved = ?, approver = ?, documents = ?
        WHERE incident = ? AND question = ? AND version = ?
        """, SQLValue(entry.time), SQLValue(entry.actor), SQLValue(body["documents"].canonicalText), entry.incident,
        question, version)
    default: break
    }
  }

  /// Takes out of the table the text that the personal part of an entry put there.
  func forget(_ entry: JournalEntry) throws {
    let body = entry.body
    var isNewest = true
    try session.forEach(
      "SELECT body FROM journal WHERE kind = ? AND sequence > ?", SQLValue(entry.kind), .integer(entry.sequence)
    ) { row in
      guard let later = try? JSON(parsing: row.bytes(0)) else { return }
      if ["incident", "question", "version"].allSatisfy({ later[$0] == body[$0] }) { isNewest = false }
    }
    guard isNewest else { return }
    try session.execute(
      "UPDATE inquiry_question SET text = NULL WHERE incident = ? AND question = ? AND version = ?", entry.incident,
      .integer(body["question"].integer ?? 0), .integer(body["version"].integer ?? 0))
  }

  /// By number and version.
  func all(of incident: String) throws -> [FrequentQuestion] {
    try session.all(
      """
      SELECT question, version, written, writer, approved, approver, text, documents FROM inquiry_question
      WHERE incident = ? ORDER BY question, version
      """, SQLValue(incident)
    ) { row in
      let text = row.optionalBytes(6).flatMap { try? JSON(parsing: $0) } ?? .null
      let documents = (try? JSON(parsing: Array(row.text(7).utf8))) ?? .null
      var found = FrequentQuestion(
        number: Int(row.integer(0)), version: Int(row.integer(1)), writtenAt: row.moment(2), writer: row.text(3),
        approvedAt: row.optionalMoment(4), approver: row.optionalText(5), questions: [:], answers: [:], documents: [:])
      for language in Language.allCases {
        let part = text[language.rawValue]
        found.questions[language] = OutwardDocument.sentences(from: part["question"]).first
        let answer = OutwardDocument.sentences(from: part["answer"])
        if !answer.isEmpty { found.answers[language] = answer }
        found.documents[language] = documents[language.rawValue].integer.map { Int(clamping: $0) }
      }
      return found
    }
  }
}

extension FrequentQuestion {
  fileprivate var textJSON: JSON {
    var object: [String: JSON] = [:]
    for (language, question) in questions {
      object[language.rawValue] = [
        "question": OutwardDocument.stored([question]), "answer": OutwardDocument.stored(answers[language] ?? []),
      ]
    }
    return .object(object)
  }
}

extension Incidents {
  /// The newest version of each, approved or not, and all former ones: by number and version.
  package func questions(of id: String) throws -> [FrequentQuestion] {
    try store.read { session in
      _ = try IncidentRegister(session: session).require(id)
      return try QuestionRegister(session: session).all(of: id)
    }
  }

  /// What may be read out: the newest approved version of each.
  package func approvedQuestions(of id: String) throws -> [FrequentQuestion] {
    var newest: [Int: FrequentQuestion] = [:]
    for question in try questions(of: id) where question.isApproved { newest[question.number] = question }
    // What was erased cannot be read out.
    newest = newest.filter { !$0.value.answers.isEmpty }
    return newest.values.sorted { $0.number < $1.number }
  }

  /// Writes a question, or a new version of one. Texts quote as those of notices do: `{lost_at}`.
  /// - Parameter number: nil for a new one.
  /// - Returns: its number.
  /// - Throws: `ResponseFailure`: `unknown_question`, `unfit_text`, `unknown_statement`.
  @discardableResult
  package func draftQuestion(
    _ number: Int? = nil, _ texts: [Language: (question: String, answer: String)], in id: String, at time: Moment
  ) throws -> Int {
    try store.write { session in
      _ = try IncidentRegister(session: session).require(id)
      let all = try QuestionRegister(session: session).all(of: id)
      let versions = all.filter { $0.number == number }
      guard number == nil || !versions.isEmpty else {
        throw ResponseFailure(.unknownQuestion, "no question F-\(number ?? 0) in \(id)")
      }
      guard texts[.ja] != nil else { throw ResponseFailure(.unfitText, "a question needs a text in Japanese") }
      let ledger = try ledger(of: id, in: session)
      let number = number ?? (all.last?.number ?? 0) + 1
      // A version that nobody approved is replaced.
      let last = versions.last
      let version = last.map { $0.isApproved ? $0.version + 1 : $0.version } ?? 1
      var drafted = FrequentQuestion(
        number: number, version: version, writtenAt: time, writer: actor, approvedAt: nil, approver: nil,
        questions: [:], answers: [:], documents: [:])
      for (language, text) in texts {
        let source = NoticeSource(title: text.question, sections: [.data: text.answer])
        guard !source.isEmpty, source.size <= NoticeSource.longest, !text.question.contains(where: \.isNewline) else {
          throw ResponseFailure(.unfitText, "a question needs a text and an answer")
        }
        let made = try source.rendered(ledger, about: .incident, words: StatementWords(language: language))
        drafted.questions[language] = made.title
        drafted.answers[language] = made[.data]
      }
      try append(QuestionRegister.drafted(drafted, in: id), at: time, in: session)
      return number
    }
  }

  /// Lets an answer be read out, and registers it as a document that corrections find.
  /// - Parameter guises: under which other names the one who approves may have written it: the login, the user of the
  ///   machine.
  /// - Throws: `ResponseFailure`: `unknown_question`, `same_person`; `outdated` when it quotes what does not hold any more;
  ///   `foreign_name` when a client is named: answers are read to callers of every client.
  package func approveQuestion(
    _ number: Int, in id: String, as guises: Set<String> = [], at time: Moment
  ) throws {
    let clients = ForeignNames(try custody.organisations().filter { $0.kind == .client })
    try store.write { session in
      let versions = try QuestionRegister(session: session).all(of: id).filter { $0.number == number }
      guard var draft = versions.last, !draft.isApproved else {
        throw ResponseFailure(.unknownQuestion, "no version of F-\(number) waits in \(id)")
      }
      guard !draft.questions.isEmpty else { throw ResponseFailure(.unfitText, "F-\(number) was erased") }
      guard draft.writer != actor, !guises.contains(draft.writer) else {
        throw ResponseFailure(.samePerson, "F-\(number) is to be approved by somebody else than its writer")
      }
      let former = versions.last { $0.isApproved }
      let ledger = try ledger(of: id, in: session)
      var document = try DocumentRegister(session: session).nextNumber(in: id)
      for language in Language.allCases {
        guard let question = draft.questions[language] else { continue }
        let issued = OutwardDocument(
          id: document, kind: .faq, recipient: draft.name, language: language.rawValue, issuedAt: time,
          corrects: former?.documents[language], sentences: [question] + (draft.answers[language] ?? []))
        if let other = clients.found(in: issued.sentences.map(\.text).joined(separator: "\n"), besides: []) {
          throw ResponseFailure(.foreignName, "F-\(number) names client \(other)")
        }
        guard
          ledger.corrections(
            to: [issued], render: { statement, _ in StatementWords(language: language).value(statement) },
            absent: { _ in "" }
          ).isEmpty
        else { throw ResponseFailure(.outdated, "F-\(number) quotes what does not hold any more") }
        try append(DocumentRegister.entry(issued, in: id), at: time, in: session)
        draft.documents[language] = document
        document += 1
      }
      try append(QuestionRegister.approved(draft, in: id), at: time, in: session)
    }
  }
}
