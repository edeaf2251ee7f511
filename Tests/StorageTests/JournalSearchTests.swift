import CanonicalForms
import Storage
import TestDatabases
import Testing

/// Looking for entries among many.
@Suite("Journal: search", .onEveryEngine) final class JournalSearchTests {
  private let database: TestDatabase
  private let journal: Journal

  init() throws {
    database = try TestDatabase()
    journal = Journal(store: try Store(database.address, creating: true, migrations: [.journal]), projections: [])
  }

  /// `about` says what: an entry a second, by two actors in turn.
  private func fill(_ count: Int) throws {
    for number in 0..<count {
      try journal.append(
        NewEntry(kind: number % 3 == 0 ? "third" : "other", body: ["device": .string("PC-\(number)"), "n": "x\"y"]),
        at: Moment(seconds: Int64(number)), by: number % 2 == 0 ? "even" : "odd")
    }
  }

  private func numbers(_ question: JournalQuestion, before: Int64 = .max, limit: Int = 100) throws -> [Int64] {
    try journal.search(question, before: before, limit: limit).entries.map(\.sequence)
  }

  @Test func everyConditionHolds() throws {
    try fill(20)
    #expect(try numbers(JournalQuestion()).count == 20)
    var question = JournalQuestion(kind: "third")
    #expect(try numbers(question) == [19, 16, 13, 10, 7, 4, 1])
    question.texts = [["even"]]
    #expect(try numbers(question) == [19, 13, 7, 1])
    (question.from, question.until) = (Moment(seconds: 6), Moment(seconds: 18))
    #expect(try numbers(question) == [13, 7], "the first moment is in it, the last is not")
    question.isMeant = { $0.sequence != 13 }
    #expect(try numbers(question) == [7])
    // As it stands in JSON; one list of texts, one of which is there.
    question = JournalQuestion()
    question.texts = [["x\"y"], ["nothing", "PC-5"]]
    #expect(try numbers(question) == [6])
    question.from = Moment(seconds: 100)
    #expect(try numbers(question).isEmpty)
    (question.from, question.until) = (nil, Moment(seconds: 0))
    #expect(try numbers(question).isEmpty)
  }

  @Test func whatWasNotLookedAtIsToldAndCanBeLookedAt() throws {
    try fill(20)
    let first = try journal.search(JournalQuestion(kind: "third"), before: .max, limit: 3)
    #expect(first.entries.map(\.sequence) == [19, 16, 13] && first.next == 13 && !first.isCut)
    #expect(try numbers(JournalQuestion(kind: "third"), before: 13) == [10, 7, 4, 1])
    let last = try journal.search(JournalQuestion(kind: "third"), before: 13, limit: 100)
    #expect(last.next == nil)
  }

  /// A search for what is nowhere comes to an end, and says how far it came.
  @Test func aSearchIsBounded() throws {
    try journal.store.write { session in
      for number in 0..<2_500 {
        try journal.append(
          NewEntry(kind: "note", body: ["n": .integer(Int64(number))]), at: Moment(seconds: Int64(number)), by: "test",
          in: session)
      }
    }
    var question = JournalQuestion()
    question.texts = [["nowhere"]]
    let found = try journal.search(question, before: .max, limit: 10, mostSeen: 1_000)
    #expect(found.entries.isEmpty && found.isCut)
    let next = try #require(found.next)
    #expect(next > 1 && next < 2_500)
    let rest = try journal.search(question, before: next, limit: 10, mostSeen: 1_000)
    #expect(rest.entries.isEmpty && !rest.isCut && rest.next == nil)
  }
}
