import Accounts
import CanonicalForms
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import Wording

extension Console {
  static let journalRoutes: [Route] = [
    .get(Address.journal, .needs(.seeJournal)) { try await $0.journalPage($1) },
    .get("/journal.csv", .needs(.export), guarded: true) { try await $0.journalExport($1) },
    .get("/journal/:id", .needs(.seeJournal)) { try await $0.entryPage($1) },
    .get("/journal/:id/proof", .needs(.seeJournal)) { try await $0.proof($1) },
  ]

  private func journalPage(_ visit: Visit) async throws -> Response {
    let search = JournalSearch(visit.query)
    let (found, names) = try await find(search, limit: Pager.size)
    let page = JournalPage(found, search: search, accounts: names, visit)
    return try self.page(
      page, title: visit.text(.journalTitle), visit, status: search.isWrong ? .unprocessableContent : .ok)
  }

  private func find(
    _ search: JournalSearch, limit: Int, mostSeen: Int = Journal.mostSeen
  ) async throws -> (JournalFindings, [Account]) {
    let (custody, accounts) = (custody, accounts)
    return try await work {
      let names = try accounts.accounts()
      // Times that cannot be read find nothing, not everything.
      guard !search.isWrong else { return (JournalFindings(), names) }
      return (
        try custody.journal.search(
          search.question(names), before: search.before, limit: limit, mostSeen: mostSeen), names
      )
    }
  }

  /// Rows of an export, and entries that are looked at for them.
  private static let mostExported = 10_000
  private static let mostSearched = 400_000

  private func journalExport(_ visit: Visit) async throws -> Response {
    // Whoever may export lists does not see the journal for that alone.
    guard visit.may(.seeJournal) else { throw ConsoleProblem.forbidden }
    let search = JournalSearch(visit.query)
    try await note("journal.csv", .list, visit)
    let (found, names) = try await find(search, limit: Self.mostExported, mostSeen: Self.mostSearched)
    let words = JournalWords(language: visit.language, accounts: names)
    let header: [PagePhrase] = [.journalNumber, .journalTime, .journalKind, .journalWhat, .journalWho, .journalSubject]
    var export = CSVExport(visit, name: "journal", texts: [5])
    if let next = found.next { export.note = visit.language.page(.journalExportCut, String(next)) }
    return export.response(
      [header.map { visit.text($0) }]
        + found.entries.map { entry in
          [
            String(entry.sequence), entry.time.localMinute, entry.kind, words.what(entry.kind), words.who(entry),
            words.subject(entry.body),
          ]
        })
  }

  private func entry(_ visit: Visit) async throws -> (entry: JournalEntry, leafHash: [UInt8]) {
    let custody = custody
    guard let sequence = Int64(visit.parameter("id")),
      let found = try await work({ try custody.journal.entryWithLeaf(sequence) })
    else { throw ConsoleProblem.unknown(.journalUnknown) }
    return found
  }

  private func entryPage(_ visit: Visit) async throws -> Response {
    let (entry, leafHash) = try await entry(visit)
    let accounts = accounts
    let names = try await work { try accounts.accounts() }
    let isPublished = try await isInLog(entry.sequence)
    let page = EntryPage(
      entry, leafHash: leafHash, accounts: names, hasLog: surroundings.proof != nil, isPublished: isPublished, visit)
    return try self.page(page, title: page.heading, visit)
  }

  private func isInLog(_ sequence: Int64) async throws -> Bool {
    guard let proof = surroundings.proof else { return false }
    return try await work { try proof(sequence) != nil }
  }

  /// The proof of an entry without its personal part, for whoever wants to check it elsewhere.
  private func proof(_ visit: Visit) async throws -> Response {
    let (entry, _) = try await entry(visit)
    guard let proof = surroundings.proof else { throw ConsoleProblem.unknown(.journalNoLog) }
    guard let bytes = try await work({ try proof(entry.sequence) }) else {
      throw ConsoleProblem.unknown(.journalNotPublished)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/plain; charset=utf-8",
        .contentDisposition: "attachment; filename=\"entry-\(entry.sequence).tlog-proof\"",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

/// What stands in the journal, the newest first.
struct JournalPage: Page {
  static let template = "journal"

  struct Row: Sendable {
    let number: String
    let href: String
    let time: String
    let what: String
    let who: String
    let subject: String
  }

  let rows: [Row]
  let kinds: [Choice]
  let who: String
  let about: String
  let from: String
  let until: String
  let problem: String
  let older: String
  let newest: String
  /// How far was looked, when that was not to the end.
  let cut: String
  let isEmpty: Bool
  let isFiltered: Bool
  let canExport: Bool
  let exportUTF8: String
  let exportCP932: String

  init(_ found: JournalFindings, search: JournalSearch, accounts: [Account], _ visit: Visit) {
    let words = JournalWords(language: visit.language, accounts: accounts)
    let time = PageTime(language: visit.language, now: visit.now)
    rows = found.entries.map { entry in
      Row(
        number: String(entry.sequence), href: Address.entry(entry.sequence), time: time.minute(entry.time),
        what: words.what(entry.kind), who: words.who(entry), subject: words.subject(entry.body))
    }
    kinds =
      [Choice(value: "", text: visit.text(.journalAllKinds), isChosen: search.kind.isEmpty)]
      + JournalWords.kinds.map { Choice(value: $0, text: words.what($0), isChosen: $0 == search.kind) }
    (who, about, from, until) = (search.who, search.about, search.from, search.until)
    problem = search.isWrong ? visit.text(.timelineWrongTime) : ""
    older = found.next.map { search.address(before: $0) } ?? ""
    newest = search.before == .max ? "" : search.address()
    cut = found.isCut ? found.next.map { visit.language.page(.journalCut, String($0)) } ?? "" : ""
    isEmpty = rows.isEmpty
    isFiltered = search.isFiltered
    canExport = visit.may(.export)
    exportUTF8 = search.address("/journal.csv", encoding: "utf-8")
    exportCP932 = search.address("/journal.csv", encoding: "cp932")
  }
}

/// One entry, with what proves it.
struct EntryPage: Page {
  static let template = "entry"
  let heading: String
  let time: String
  let what: String
  let kind: String
  let who: String
  let body: String
  let personal: String
  let leaf: String
  let hasLog: Bool
  let isPublished: Bool
  let proofHref: String
  let back: String

  init(
    _ entry: JournalEntry, leafHash: [UInt8], accounts: [Account], hasLog: Bool, isPublished: Bool, _ visit: Visit
  ) {
    let words = JournalWords(language: visit.language, accounts: accounts)
    heading = visit.language.page(.journalEntry, String(entry.sequence))
    time = PageTime(language: visit.language, now: visit.now).longMinute(entry.time)
    what = words.what(entry.kind)
    kind = entry.kind
    who = words.who(entry)
    body = Self.indented(entry.body)
    personal =
      switch entry.personal {
      case .none: visit.text(.journalPersonalNone)
      case .present: visit.text(.journalPersonalKept)
      case .erased: visit.text(.journalPersonalErased)
      }
    leaf = leafHash.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    self.hasLog = hasLog
    self.isPublished = isPublished
    proofHref = Address.proof(entry.sequence)
    back = Address.journal
  }

  /// A line for each member; what is long is cut.
  private static func indented(_ body: JSON) -> String {
    guard case .object(let members) = body else { return body.canonicalText }
    return members.sorted { $0.key < $1.key }.map { name, value in
      let text = value.string ?? value.canonicalText
      return "\(name): " + (text.count > 400 ? text.prefix(400) + "…" : text)
    }.joined(separator: "\n")
  }
}
