import CanonicalForms
import Custody
import Storage

/// Something that may have to go before its day: because a person asks for it, because a list was the wrong one, because a
/// name slipped into a page.
package enum ErasureTarget: Sendable, Hashable {
  /// A client's address list by its number, with the letters and codes that were made from it.
  case list(Organisation.ID, Int)
  /// A published revision of a notice: its pages, its text with every draft of it, its document. The digests stay.
  case page(series: String, number: Int)

  /// `list/117/1`, `page/pc-2025/2`: as it is typed and stored.
  package var code: String {
    switch self {
    case .list(let client, let number): "list/\(client.text)/\(number)"
    case .page(let series, let number): "page/\(series)/\(number)"
    }
  }

  package var isPage: Bool {
    if case .page = self { true } else { false }
  }

  package init?(code: String) {
    // Ids of clients may have slashes of their own.
    guard let first = code.firstIndex(of: "/"), let last = code.lastIndex(of: "/"), first < last,
      let number = Int(code[code.index(after: last)...]), number > 0
    else { return nil }
    let name = String(code[code.index(after: first)..<last])
    switch code[..<first] {
    case "list": self = .list(.init(name), number)
    case "page": self = .page(series: name, number: number)
    default: return nil
    }
  }
}

/// A revision of a notice as entries name it.
struct NoticeDraft: Hashable {
  let series: String
  let number: Int64

  init(series: String, number: Int64) {
    self.series = series
    self.number = number
  }

  init?(_ body: JSON) {
    guard let series = body["series"].string, let number = body["number"].integer else { return nil }
    self.init(series: series, number: number)
  }
}

extension Incidents {
  /// What could be erased before its day: lists and published pages that are still there.
  package func erasureTargets(of id: String) throws -> [ErasureTarget] {
    try store.read { session in
      _ = try IncidentRegister(session: session).require(id)
      let lists = try LetterRegister(session: session).lists(of: id).filter { !$0.isErased }
      let register = NoticeRegister(session: session)
      let pages = try register.all(of: id).flatMap { series in
        try register.revisions(of: series.id).filter { $0.state == .published && !$0.texts.isEmpty }.map {
          ErasureTarget.page(series: series.id, number: $0.number)
        }
      }
      return lists.map { .list($0.client, $0.number) } + pages
    }
  }

  /// Erases something before its day, for good; the log stays verifiable, and it is recorded that it was done and why.
  ///
  /// A page answers "erased" from then on, with its digest; a revision that says what still holds is published as any other.
  /// Later pages that repeat its words, as struck out or as the reason of a change, are erased with it and made anew without.
  /// - Parameters:
  ///   - guises: under which other names the one who erases may have written the page: as in `publishNotice`.
  ///   - dataFolder: where sealed letters lie; nil on a machine that makes none: the one that does removes them within the
  ///     hour.
  /// - Returns: how many entries were erased.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `no_reason`, `nothing_to_erase` when there is no such thing, or it is
  ///   gone already; `same_person` when a page's writer would take it down: what two have published, one does not undo;
  ///   `shared_codes` when codes of other clients' letters would go with a list.
  @discardableResult
  package func eraseNow(
    _ target: ErasureTarget, in id: String, because reason: String, as guises: Set<String> = [], at time: Moment,
    dataFolder: String?
  ) throws -> Int {
    try require(reason: reason)
    let count = try store.write { session -> Int in
      _ = try IncidentRegister(session: session).require(id)
      let sequences = try sequences(of: target, in: id, session)
      guard !sequences.isEmpty else {
        throw ResponseFailure(.nothingToErase, "there is no \(target.code) in \(id)")
      }
      if let writer = try writer(of: target, session), writer == actor || guises.contains(writer) {
        throw ResponseFailure(.samePerson, "\(target.code) is to be erased by somebody else than its writer")
      }
      let anew = try pagesAnew(without: target, session)
      let repeating = try anew.flatMap { entry in
        try personalEntries("notice.published", session) { NoticeDraft($0) == NoticeDraft(entry.body) }
      }
      let all = Set(sequences + repeating).sorted()
      try journal.erasePersonalParts(of: all, reason: "incident.erased_now", at: time, by: actor, in: session)
      try append(
        ErasureRegister.erasedNow(target, entries: all.count, because: reason, in: id), at: time, in: session)
      for entry in anew { try append(entry, at: time, in: session) }
      return all.count
    }
    try store.sweep()
    if case .list = target, let dataFolder { try removeErasedLetters(at: time, dataFolder: dataFolder) }
    return count
  }

  /// Whoever wrote a page.
  private func writer(of target: ErasureTarget, _ session: SQLSession) throws -> String? {
    guard case .page(let series, let number) = target else { return nil }
    return try NoticeRegister(session: session).revisions(of: series).first { $0.number == number }?.writer
  }

  /// What publishes later pages anew that repeat words of the target.
  private func pagesAnew(without target: ErasureTarget, _ session: SQLSession) throws -> [NewEntry] {
    guard case .page(let id, let number) = target,
      let series = try NoticeRegister(session: session).series(id)
    else { return [] }
    return try pagesRepeating(number, of: series, session).map {
      NoticeRegister.published($0.revision, of: series, pages: $0.pages, isAnew: true)
    }
  }

  private func sequences(of target: ErasureTarget, in id: String, _ session: SQLSession) throws -> [Int64] {
    switch target {
    case .list(let client, let number):
      let register = LetterRegister(session: session)
      guard try register.lists(of: id).contains(where: { $0.client == client && $0.number == number && !$0.isErased })
      else { return [] }
      guard try !register.sharesCodes(of: client, list: number, in: id) else {
        throw ResponseFailure(.sharedCodes, "codes of other clients are in one entry with those of \(target.code)")
      }
      let own = try personalEntries("mailing_list.taken", session) {
        $0["incident"].string == id && $0["client"].string == client.text && $0["number"].integer == Int64(number)
      }
      return Set(own + (try register.sequences(ofCodesFrom: client, list: number, in: id))).sorted()
    case .page(let series, let number):
      let register = NoticeRegister(session: session)
      guard let found = try register.series(series), found.incident == id,
        let revision = try register.revisions(of: series).first(where: { $0.number == number && $0.state == .published }
        )
      else { return [] }
      let draft = NoticeDraft(series: series, number: Int64(number))
      let documents = Set(revision.documents.values.map { Int64($0) })
      let texts = try ["notice.drafted", "notice.published"].flatMap { kind in
        try personalEntries(kind, session) { NoticeDraft($0) == draft }
      }
      let quoted = try personalEntries("document.issued", session) {
        $0["incident"].string == id && documents.contains($0["number"].integer ?? 0)
      }
      return Set(texts + quoted).sorted()
    }
  }

  /// Entries of a kind that still have a personal part.
  private func personalEntries(
    _ kind: String, _ session: SQLSession, where isWanted: (JSON) -> Bool
  ) throws -> [Int64] {
    var found: [Int64] = []
    try session.forEach(
      "SELECT sequence, body FROM journal WHERE kind = ? AND personal IS NOT NULL ORDER BY sequence", SQLValue(kind)
    ) { row in
      if let body = try? JSON(parsing: row.bytes(1)), isWanted(body) { found.append(row.integer(0)) }
    }
    return found
  }
}
