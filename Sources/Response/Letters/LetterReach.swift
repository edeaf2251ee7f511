import CanonicalForms
import Custody
import Storage
import Wording

/// How far a client's people were told, and who is left. A pure decision.
///
/// The newest released batch counts, with those that it adds to: a later list takes the place of an earlier one unless it
/// names only who was missing. Whoever got no letter, or whose letter
/// came back, needs a substitute measure (APPI art. 26 (2), proviso); the newest that was taken since that batch went out
/// covers those who needed one then. An earlier one told whoever got no letter of an earlier batch: perhaps others.
package struct LetterReach: Sendable, Hashable {
  /// What was done for those who got no letter.
  package struct Substitute: Sendable, Hashable {
    package var at: Moment
    /// Who needed one then.
    package var people: Int
    /// The notice, the announcement: without names of people.
    package var reference: String
  }

  package var client: Organisation.ID
  /// The client's people on the device, at most; nil while nobody can tell.
  package var people: Int?
  /// The newest batch that counts; nil before one was released.
  package var batch: Int?
  /// Earlier ones that it adds to, the newest first.
  package var addsTo: [Int]
  package var releasedAt: Moment?
  /// Let out, those that came back among them.
  package var letters: Int
  package var returned: Int
  /// Made in a later batch and not let out yet.
  package var waiting: Int
  /// The newest since the batch was let out.
  package var substitute: Substitute?
  /// Files on the device that nobody could read, or may be there: more people may be in them.
  package var hasUnreadFiles: Bool

  /// Who got no letter, or one that came back.
  package var needSubstitute: Int { max(0, (people ?? 0) - letters + returned) }
  /// Who was not told in any way yet.
  package var left: Int { max(0, needSubstitute - (substitute?.people ?? 0)) }

  /// Everybody was told; then when, and by what. Nobody is told by a list that may be too short, nor while files may hold
  /// people whom nobody counted.
  package var fulfilment: ObligationCase.Fulfilment? {
    guard let people, people > 0, left == 0, !hasUnreadFiles else { return nil }
    let covering = needSubstitute > 0 ? substitute : nil
    guard let at = [releasedAt, covering?.at].compactMap(\.self).max() else { return nil }
    let batches = (addsTo.reversed() + [batch].compactMap(\.self)).map(String.init).joined(separator: ", ")
    let references = [batch.map { _ in "letters \(batches)" }, covering?.reference]
    return .init(at: at, reference: references.compactMap(\.self).joined(separator: "; "))
  }

  package enum State: Sendable, Hashable {
    case allTold, peopleUnknown, noneYet, waitsForRelease, someLeft
    /// Nobody is left of those who were counted, and more may be in files that nobody could read.
    case filesUnread
  }

  package var state: State {
    if fulfilment != nil { return .allTold }
    if people == nil { return .peopleUnknown }
    if left == 0, hasUnreadFiles { return .filesUnread }
    if batch != nil { return .someLeft }
    return waiting > 0 ? .waitsForRelease : .noneYet
  }

  init(
    client: Organisation.ID, ledger: StatementLedger, batches: [LetterBatch], releases: [Int: Int64] = [:],
    substitute: (sequence: Int64, measure: Substitute)?
  ) {
    self.client = client
    let counting = batches.counting(for: client)
    let counted = counting.first
    // Of the whole list: additions name only some.
    let tally = counting.last?.part(of: client)?.tally
    let most = ledger.answer(.peopleCount, .client(client)).quantity?.most
    // More may have come to be known since the letters were made; fewer do not undo who was counted then.
    people = most.map { max($0, tally.map { $0.letters + $0.substitute } ?? 0) }
    let unread = ledger.standing(.unreadFiles, .client(client)) ?? ledger.standing(.unreadFiles)
    hasUnreadFiles = unread.map { $0.answer.quantity?.most != 0 } ?? false
    let release = counted.flatMap { releases[$0.number] } ?? 0
    self.substitute = substitute.flatMap { $0.sequence > release ? $0.measure : nil }
    batch = counted?.number
    addsTo = counting.dropFirst().map(\.number)
    releasedAt = counted?.releasedAt
    letters = counting.reduce(0) { $0 + ($1.part(of: client)?.tally.letters ?? 0) }
    returned = counting.reduce(0) { $0 + ($1.returned[client] ?? 0) }
    let newest = batches.last { $0.part(of: client) != nil }
    waiting = newest.flatMap { $0.releasedAt == nil ? $0.part(of: client)?.tally.letters : nil } ?? 0
  }
}

extension LetterReach.State {
  package var phrase: PagePhrase {
    switch self {
    case .allTold: .lettersAllTold
    case .peopleUnknown: .lettersPeopleUnknown
    case .noneYet: .lettersNoneYet
    case .waitsForRelease: .lettersWaitRelease
    case .someLeft: .lettersSomeLeft
    case .filesUnread: .lettersFilesUnread
    }
  }
}

extension Incidents {
  /// By client, of all whose people are concerned.
  package func letterReach(of id: String) throws -> [LetterReach] {
    try store.read { session in try letterReach(of: id, ledger: try ledger(of: id, in: session), in: session) }
  }

  func letterReach(of id: String, ledger: StatementLedger, in session: SQLSession) throws -> [LetterReach] {
    let register = LetterRegister(session: session)
    let (batches, substitutes) = (try register.batches(of: id), try register.substitutes(of: id))
    let releases = try register.releases(of: id)
    var clients = Set(batches.flatMap { $0.parts.map(\.client) }).union(substitutes.keys)
    for subject in ledger.clients where ledger.answer(.peopleCount, subject).quantity?.most != 0 {
      if case .client(let client) = subject { clients.insert(client) }
    }
    return clients.sorted().map {
      LetterReach(client: $0, ledger: ledger, batches: batches, releases: releases, substitute: substitutes[$0])
    }
  }

  /// Takes down that those of a client who got no letter were told in another way; after the incident was closed, too.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `no_reason` without a reference, `nothing_new` when nobody of
  ///   the client needs it.
  package func substitute(
    for client: Organisation.ID, reference: String, happenedAt event: Moment, in id: String, at time: Moment
  ) throws {
    guard !reference.isEmpty else {
      throw ResponseFailure(.noReason, "what was done for them needs a reference, such as the number of the notice")
    }
    try store.write { session in
      let ledger = try ledger(of: id, in: session)
      let reach = try letterReach(of: id, ledger: ledger, in: session).first { $0.client == client }
      guard let reach, reach.left > 0 else {
        throw ResponseFailure(.nothingNew, "nobody of client \(client) needs a substitute measure in \(id)")
      }
      try append(
        LetterRegister.substituted(
          .init(at: event, people: reach.needSubstitute, reference: reference), for: client, in: id), at: time,
        in: session)
    }
  }
}
