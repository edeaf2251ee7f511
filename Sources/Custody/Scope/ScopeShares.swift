import CanonicalForms
import PersonalData
import Storage

/// The scope of a loss with what is needed to tell each client its own part: who of its members is concerned, and how the
/// parts add up.
package struct ScopeShares: Sendable {
  /// A client's members that are concerned, by their places in the roster that the client itself gave: the n-th person of
  /// its list. Nothing else of a person is known here.
  package struct Members: Sendable, Hashable {
    package var rosterAsOf: Moment
    package var rosterPeople: Int
    /// From 1, ascending.
    package var certain: [Int]
    /// Those that are possible and not certain; from 1, ascending.
    package var onlyPossible: [Int]

    package init(rosterAsOf: Moment, rosterPeople: Int, certain: [Int], onlyPossible: [Int]) {
      self.rosterAsOf = rosterAsOf
      self.rosterPeople = rosterPeople
      self.certain = certain
      self.onlyPossible = onlyPossible
    }
  }

  /// People in the parts of several clients, each as often as it is counted too much.
  package struct Sum: Sendable, Hashable {
    package var total: Int
    package var unattributed: Int
    package var clients: Int
    package var countedAgain: Int

    /// The clients' figures and the unattributed people, less who was counted again, are the total.
    package var addsUp: Bool { clients + unattributed - countedAgain == total }

    package init(total: Int, unattributed: Int, clients: Int, countedAgain: Int) {
      self.total = total
      self.unattributed = unattributed
      self.clients = clients
      self.countedAgain = countedAgain
    }
  }

  package var scope: Scope
  /// The journal's last entry that the answer rests on.
  package var sequence: Int64
  /// Of clients that gave a roster.
  package var members: [Organisation.ID: Members]
  package var certain: Sum
  package var possible: Sum
}

extension Custody {
  /// As `scope`, with the shares of the clients.
  /// - Parameters:
  ///   - besides: other moments at which the device may have been lost, or was in a stranger's hands.
  ///   - withMembers: looks up who of each client's roster is concerned, too: some seconds for 170,000 people.
  /// - Throws: `CustodyFailure` when no such device is registered.
  package func scopeShares(
    of device: String, at moment: Moment, besides: [Moment] = [], asKnownAt known: Moment? = nil,
    answeredAt: Moment = .now, withMembers: Bool = true
  ) throws -> ScopeShares {
    try store.read { session in
      let registered = try askable(device, in: session)
      let question = try ScopeQuestion(
        device: registered, moment: moment, besides: besides, asKnownAt: known, session: session)
      var scope = try question.answer(answeredAt: answeredAt)
      scope.besides = besides
      var shares = ScopeShares(
        scope: scope, sequence: try session.first("SELECT MAX(sequence) FROM journal") { $0.integer(0) } ?? 0,
        members: [:], certain: try question.sum(scope, includingDoubtful: false),
        possible: try question.sum(scope, includingDoubtful: true))
      guard withMembers else { return shares }
      for (client, roster) in try latestRosters(asKnownAt: known, in: session) {
        guard scope.clients.contains(where: { $0.organisation.id == client }) else { continue }
        shares.members[client] = try question.members(of: client, roster: roster, session: session)
      }
      return shares
    }
  }

  /// The newest roster of each client as it was recorded, in the order of the client's list.
  private func latestRosters(
    asKnownAt known: Moment?, in session: SQLSession
  ) throws -> [Organisation.ID: JournalEntry] {
    var found: [Organisation.ID: JournalEntry] = [:]
    let sequences = try session.all(
      "SELECT sequence FROM journal WHERE kind = ? ORDER BY sequence DESC", "roster.registered"
    ) { $0.integer(0) }
    for sequence in sequences {
      guard let entry = try journal.entry(sequence, in: session), known.map({ entry.time <= $0 }) ?? true,
        let client = entry.body["client"].string
      else {
        continue
      }
      let id = Organisation.ID(client)
      if found[id] == nil { found[id] = entry }
    }
    return found
  }
}

extension ScopeQuestion {
  fileprivate func sum(_ scope: Scope, includingDoubtful: Bool) throws -> ScopeShares.Sum {
    let everyone = try PeopleBitmap()
    var added = 0
    for client in scope.clients {
      let people = try people(of: client.organisation.id, includingDoubtful: includingDoubtful)
      added += people.count
      everyone.formUnion(people)
    }
    let unattributed = try people(of: nil, includingDoubtful: includingDoubtful)
    // Counted apart, so that the sum is held against a figure that was made in another way.
    return ScopeShares.Sum(
      total: (includingDoubtful ? scope.total.possible : scope.total.certain).count,
      unattributed: try unattributed.subtracting(everyone).count, clients: added,
      countedAgain: added - everyone.count)
  }

  /// - Parameter roster: the entry that registered it. What was erased of it names nobody.
  fileprivate func members(
    of client: Organisation.ID, roster entry: JournalEntry, session: SQLSession
  ) throws -> ScopeShares.Members {
    var members = ScopeShares.Members(
      rosterAsOf: entry.body["as_of"].moment ?? entry.time, rosterPeople: Int(entry.body["people"].integer ?? 0),
      certain: [], onlyPossible: [])
    guard let personal = entry.personal.bytes else { return members }
    var reader = ByteReader(personal)
    let persons = try (0..<reader.count()).map { _ in try RecordedPerson(from: &reader) }
    let certain = try people(of: client, includingDoubtful: false)
    let possible = try people(of: client, includingDoubtful: true)
    // One firm token leads to the person; who has none cannot be named by a place of the list.
    let tokens = persons.map { person in person.tokens.first { JoinRule($0.kind).isFirm } }
    let asked = tokens.enumerated().compactMap { place, token in token.map { (place: place, token: $0) } }
    try session.forEach(
      """
      SELECT person.root FROM person_firm_token JOIN person ON person.id = person_firm_token.person
      WHERE person_firm_token.token = ?
      """, of: asked.map { [.blob($0.token.bytes)] }
    ) { number, row in
      let person = UInt32(clamping: row.integer(0))
      if certain.contains(person) {
        members.certain.append(asked[number].place + 1)
      } else if possible.contains(person) {
        members.onlyPossible.append(asked[number].place + 1)
      }
    }
    return members
  }
}
