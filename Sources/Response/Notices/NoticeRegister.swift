import CanonicalForms
import Cryptography
import Custody
import Storage
import Wording

/// Notices in the database, and the entries that make them.
struct NoticeRegister {
  let session: SQLSession

  // MARK: Entries

  static func opened(_ series: NoticeSeries) -> NewEntry {
    NewEntry(
      kind: "notice.opened",
      body: [
        "incident": .string(series.incident), "series": .string(series.id),
        "client": .string(series.client?.text ?? ""),
        "master": .string(series.master), "site": .string(series.site), "publisher": .string(series.publisher),
        "linked": JSON(series.isLinked),
      ])
  }

  /// What is not published yet may hold anything: it is personal, with its digest outside.
  static func drafted(_ revision: NoticeRevision, of series: NoticeSeries) -> NewEntry {
    let text = revision.textJSON.canonicalBytes
    return NewEntry(
      kind: "notice.drafted",
      body: [
        "incident": .string(series.incident), "series": .string(series.id), "number": JSON(revision.number),
        "reason": .string(revision.reason.rawValue), "takes": JSON(revision.takes),
        "sha256": JSON(bytes: SHA256Digest(hashing: text).bytes),
      ], personal: text)
  }

  /// Whether the personal part of a draft says in any language what surveys found, and who signed them.
  static func tellsSurveys(draft: [UInt8]) -> Bool {
    let text = (try? JSON(parsing: draft)) ?? .null
    return byLanguage(text["texts"]) { NoticeText(json: $0) }.values.contains { !$0[.surveys].isEmpty }
  }

  static func returned(_ revision: NoticeRevision, of series: NoticeSeries, because reason: String) -> NewEntry {
    NewEntry(
      kind: "notice.returned",
      body: [
        "incident": .string(series.incident), "series": .string(series.id), "number": JSON(revision.number),
      ], personal: Array(reason.utf8))
  }

  /// The pages lie in the personal part, though they are public: should a name have slipped in, the law may want it
  /// erased. The digests stay.
  /// - Parameter isAnew: in place of pages of it that were erased because they repeated words of another revision: when and by
  ///   whom it was published stays.
  static func published(
    _ revision: NoticeRevision, of series: NoticeSeries, pages: [(language: Language, html: String)],
    isAnew: Bool = false
  ) -> NewEntry {
    var writer = ByteWriter()
    writer.count(pages.count)
    var rows: [JSON] = []
    for page in pages {
      let bytes = Array(page.html.utf8)
      writer.block(bytes)
      rows.append([
        "language": .string(page.language.rawValue), "sha256": JSON(bytes: SHA256Digest(hashing: bytes).bytes),
        "style": .string(NoticeStyle.source), "document": JSON(revision.documents[page.language] ?? 0),
      ])
    }
    var body: [String: JSON] = [
      "incident": .string(series.incident), "series": .string(series.id), "number": JSON(revision.number),
      "pages": .array(rows),
    ]
    if isAnew { body["anew"] = true }
    return NewEntry(kind: "notice.published", body: .object(body), personal: writer.bytes)
  }

  static func acknowledged(_ series: NoticeSeries, _ revision: Int, taken: Bool, because reason: String?) -> NewEntry {
    NewEntry(
      kind: "notice.acknowledged",
      body: [
        "incident": .string(series.incident), "series": .string(series.id), "revision": JSON(revision),
        "taken": JSON(taken),
      ], personal: reason.map { Array($0.utf8) })
  }

  // MARK: Projection

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    let series = SQLValue(body["series"].string ?? "")
    let number = SQLValue.integer(body["number"].integer ?? 0)
    let words = entry.personal.bytes.map { String(decoding: $0, as: UTF8.self) }
    switch entry.kind {
    case "notice.opened":
      try session.execute(
        """
        INSERT INTO notice_series (id, incident, client, master, site, publisher, linked, opened)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """, series, entry.incident, SQLValue(body["client"].string ?? ""), SQLValue(body["master"].string ?? ""),
        SQLValue(body["site"].string ?? ""), SQLValue(body["publisher"].string ?? ""),
        SQLValue(body["linked"].boolean ?? false), SQLValue(entry.time))
    case "notice.drafted":
      try session.execute(
        """
        INSERT INTO notice_revision (series, number, state, reason, takes, written, writer, returned, text, published,
          publisher, documents) VALUES (?, ?, 'draft', ?, ?, ?, ?, NULL, ?, NULL, NULL, '{}')
        ON CONFLICT (series, number) DO UPDATE SET reason = excluded.reason, takes = excluded.takes,
          written = excluded.written, writer = excluded.writer, returned = NULL, text = excluded.text
        """, series, number, SQLValue(body["reason"].string ?? "wording"), .integer(body["takes"].integer ?? 0),
        SQLValue(entry.time), SQLValue(entry.actor), SQLValue(entry.personal.bytes))
    case "notice.returned":
      try session.execute(
        "UPDATE notice_revision SET returned = ? WHERE series = ? AND number = ?", SQLValue(words ?? ""), series,
        number)
    case "notice.published": try applyPublished(entry)
    case "notice.acknowledged":
      try session.execute(
        """
        INSERT INTO notice_acknowledgement (series, revision, taken, reason, actor, at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (series, revision) DO UPDATE SET taken = excluded.taken, reason = excluded.reason,
          actor = excluded.actor, at = excluded.at
        """, series, .integer(body["revision"].integer ?? 0), SQLValue(body["taken"].boolean ?? false),
        SQLValue(words), SQLValue(entry.actor), SQLValue(entry.time))
    default: break
    }
  }

  /// Takes out of the tables what the personal part of an entry put there.
  func forget(_ entry: JournalEntry) throws {
    let series = SQLValue(entry.body["series"].string ?? "")
    let number = SQLValue.integer(entry.body["number"].integer ?? 0)
    switch entry.kind {
    case "notice.acknowledged":
      try session.execute(
        "UPDATE notice_acknowledgement SET reason = NULL WHERE series = ? AND revision = ?", series,
        .integer(entry.body["revision"].integer ?? 0))
    case "notice.published":
      try session.execute("UPDATE notice_page SET page = NULL WHERE series = ? AND number = ?", series, number)
    // What stands there is of the newest one.
    case "notice.drafted" where try isNewest(entry):
      try session.execute("UPDATE notice_revision SET text = NULL WHERE series = ? AND number = ?", series, number)
    case "notice.returned" where try isNewest(entry):
      try session.execute(
        "UPDATE notice_revision SET returned = '' WHERE series = ? AND number = ? AND returned IS NOT NULL", series,
        number)
    default: break
    }
  }

  /// Whether no later entry of its kind is about the same revision.
  private func isNewest(_ entry: JournalEntry) throws -> Bool {
    var isNewest = true
    try session.forEach(
      "SELECT body FROM journal WHERE kind = ? AND sequence > ?", SQLValue(entry.kind), .integer(entry.sequence)
    ) { row in
      guard let later = try? JSON(parsing: row.bytes(0)) else { return }
      if later["series"] == entry.body["series"], later["number"] == entry.body["number"] { isNewest = false }
    }
    return isNewest
  }

  private func applyPublished(_ entry: JournalEntry) throws {
    let body = entry.body
    guard case .array(let rows) = body["pages"] else { return }
    let series = SQLValue(body["series"].string ?? "")
    let number = SQLValue.integer(body["number"].integer ?? 0)
    var reader = entry.personal.bytes.map { ByteReader($0) }
    if reader != nil { _ = try reader?.count() }
    var documents: [String: JSON] = [:]
    for row in rows {
      let language = row["language"].string ?? "ja"
      documents[language] = row["document"]
      let page = try reader?.block()
      try session.execute(
        """
        INSERT INTO notice_page (series, number, language, sha256, style, page) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (series, number, language) DO UPDATE SET sha256 = excluded.sha256, style = excluded.style,
          page = excluded.page
        """, series, number, SQLValue(language), SQLValue(row["sha256"].bytes), SQLValue(row["style"].string ?? ""),
        SQLValue(page))
    }
    guard body["anew"].boolean != true else { return }
    try session.execute(
      """
      UPDATE notice_revision SET state = 'published', published = ?, publisher = ?, documents = ?
      WHERE series = ? AND number = ?
      """, SQLValue(entry.time), SQLValue(entry.actor), SQLValue(JSON.object(documents).canonicalText), series, number)
  }

  // MARK: Questions

  private static let seriesColumns = "id, incident, client, master, site, publisher, linked, opened"

  private static func readSeries(_ row: SQLRow) -> NoticeSeries {
    NoticeSeries(
      id: row.text(0), incident: row.text(1), client: row.text(2).isEmpty ? nil : .init(row.text(2)),
      master: row.text(3), site: row.text(4), publisher: row.text(5), isLinked: row.integer(6) == 1,
      openedAt: row.moment(7))
  }

  func series(_ id: String) throws -> NoticeSeries? {
    try session.first(
      "SELECT \(Self.seriesColumns) FROM notice_series WHERE id = ?", SQLValue(id), read: Self.readSeries)
  }

  /// - Throws: `ResponseFailure` with the code `unknown_series`.
  func require(_ id: String) throws -> NoticeSeries {
    guard let found = try series(id) else { throw ResponseFailure(.unknownSeries, "no notice series \(id)") }
    return found
  }

  /// The master first, then by client.
  func all(of incident: String) throws -> [NoticeSeries] {
    try session.all(
      "SELECT \(Self.seriesColumns) FROM notice_series WHERE incident = ? ORDER BY id", SQLValue(incident),
      read: Self.readSeries
    ).sorted { a, b in
      switch (a.client, b.client) {
      case (nil, _?): true
      case (let first?, let second?): first < second
      case (nil, nil): a.openedAt < b.openedAt
      default: false
      }
    }
  }

  /// The contractor's own, over all incidents: what the front page of the site may name.
  func masters() throws -> [NoticeSeries] {
    try session.all(
      "SELECT \(Self.seriesColumns) FROM notice_series WHERE client = '' ORDER BY opened DESC, id",
      read: Self.readSeries)
  }

  /// By number.
  func revisions(of series: String) throws -> [NoticeRevision] {
    try session.all(
      """
      SELECT number, state, reason, takes, written, writer, returned, text, published, publisher, documents
      FROM notice_revision WHERE series = ? ORDER BY number
      """, SQLValue(series)
    ) { row in
      let text = row.optionalBytes(7).flatMap { try? JSON(parsing: $0) } ?? .null
      let documents = (try? JSON(parsing: Array(row.text(10).utf8))) ?? .null
      return NoticeRevision(
        series: series, number: Int(row.integer(0)), state: .init(rawValue: row.text(1)) ?? .draft,
        reason: .init(rawValue: row.text(2)) ?? .wording, takes: Int(row.integer(3)), writtenAt: row.moment(4),
        writer: row.text(5), returned: row.optionalText(6), publishedAt: row.optionalMoment(8),
        publisher: row.optionalText(9), notes: Self.byLanguage(text["notes"]) { $0.string },
        texts: Self.byLanguage(text["texts"]) { NoticeText(json: $0) },
        documents: Self.byLanguage(documents) { $0.integer.map { Int(clamping: $0) } })
    }
  }

  private static func byLanguage<T>(_ json: JSON, _ value: (JSON) -> T?) -> [Language: T] {
    var found: [Language: T] = [:]
    for language in Language.allCases { found[language] = value(json[language.rawValue]) }
    return found
  }

  /// Numbers of the documents that the newest published revision is.
  func newestDocuments(of series: String) throws -> [Int] {
    let text = try session.first(
      """
      SELECT documents FROM notice_revision WHERE series = ? AND state = 'published' ORDER BY number DESC LIMIT 1
      """, SQLValue(series)
    ) { $0.text(0) }
    guard let text, case .object(let numbers) = try? JSON(parsing: Array(text.utf8)) else { return [] }
    return numbers.values.compactMap { $0.integer.map { Int(clamping: $0) } }
  }

  /// - Parameter number: nil for the newest.
  func page(_ series: String, _ number: Int?, _ language: Language) throws -> PublishedPage? {
    func read(_ row: SQLRow) -> PublishedPage {
      PublishedPage(
        series: series, number: Int(row.integer(0)), language: language, sha256: row.bytes(1), style: row.text(2),
        bytes: row.optionalBytes(3))
    }
    guard let number else {
      return try session.first(
        """
        SELECT number, sha256, style, page FROM notice_page WHERE series = ? AND language = ?
        ORDER BY number DESC LIMIT 1
        """, SQLValue(series), SQLValue(language.rawValue), read: read)
    }
    return try session.first(
      "SELECT number, sha256, style, page FROM notice_page WHERE series = ? AND number = ? AND language = ?",
      SQLValue(series), SQLValue(number), SQLValue(language.rawValue), read: read)
  }

  /// The newest revision of the master that a client left alone with a reason. What it took over, its published revisions
  /// say.
  func acknowledged(by series: String) throws -> Int {
    try session.first(
      "SELECT COALESCE(MAX(revision), 0) FROM notice_acknowledgement WHERE series = ? AND taken = 0", SQLValue(series)
    ) { Int($0.integer(0)) } ?? 0
  }
}

extension NoticeRevision {
  fileprivate var textJSON: JSON {
    func object<T>(_ values: [Language: T], _ json: (T) -> JSON) -> JSON {
      .object(Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, json($0.value)) }))
    }
    return ["notes": object(notes) { .string($0) }, "texts": object(texts) { $0.json }]
  }
}
