import CanonicalForms
import PersonalData
import Storage

/// Somebody of a list who is among a client's people on a device.
package struct ConcernedPerson: Sendable, Hashable {
  /// Who it is here: the same for two lines about one person.
  package var person: UInt32
  /// Lay there certainly, not only possibly.
  package var isCertain: Bool
  /// What lay there about this person, as the client's.
  package var fields: FieldSet
}

/// Who of some lists is concerned by a loss, by the client that gave the list.
package struct ConcernedPeople: Sendable {
  /// By the place in the list, from 0.
  package var found: [Organisation.ID: [Int: ConcernedPerson]]
  /// The client's people on the device, on a list or not: possible ones included.
  package var total: [Organisation.ID: Int]
  package var fields: [Organisation.ID: FieldSet]
}

extension Custody {
  /// Looks up whose tokens belong to a client's people on a device at a moment. One answer for all lists, because asking
  /// what is on the device costs most.
  /// - Parameter besides: as in `scopeShares`.
  /// - Throws: `CustodyFailure` when no such device is registered.
  package func concerned(
    by device: String, at moment: Moment, besides: [Moment] = [], answeredAt: Moment,
    lists: [Organisation.ID: [[Token]]]
  ) throws -> ConcernedPeople {
    try store.read { session in
      let registered = try askable(device, in: session)
      let question = try ScopeQuestion(
        device: registered, moment: moment, besides: besides, asKnownAt: nil, session: session)
      _ = try question.answer(answeredAt: answeredAt)
      var concerned = ConcernedPeople(found: [:], total: [:], fields: [:])
      for (client, tokens) in lists {
        let people = try question.fields(of: client)
        concerned.found[client] = try Self.match(tokens, with: people, session: session)
        concerned.total[client] = people.everyone.count
        concerned.fields[client] = people.all
      }
      return concerned
    }
  }

  private static func match(
    _ list: [[Token]], with people: ClientFields, session: SQLSession
  ) throws -> [Int: ConcernedPerson] {
    var found: [Int: ConcernedPerson] = [:]
    // One firm token leads to the person; the next are asked only for who was not found by it.
    let firm = list.map { tokens in tokens.filter { JoinRule($0.kind).isFirm } }
    for turn in 0..<(firm.map(\.count).max() ?? 0) {
      let asked = firm.indices.filter { found[$0] == nil && turn < firm[$0].count }
      try session.forEach(
        """
        SELECT person.root FROM person_firm_token JOIN person ON person.id = person_firm_token.person
        WHERE person_firm_token.token = ?
        """, of: asked.map { [.blob(firm[$0][turn].bytes)] }
      ) { number, row in
        let person = UInt32(clamping: row.integer(0))
        guard people.everyone.contains(person) else { return }
        found[asked[number]] = ConcernedPerson(
          person: person, isCertain: people.certain.contains(person), fields: people.fields(of: person))
      }
    }
    return found
  }
}

/// A client's people on a device, and what lies there about each.
struct ClientFields {
  let everyone: PeopleBitmap
  let certain: PeopleBitmap
  private let common: [(fields: FieldSet, people: PeopleBitmap)]
  private let partial: [(field: Field, people: PeopleBitmap)]

  init(
    everyone: PeopleBitmap, certain: PeopleBitmap, common: [(fields: FieldSet, people: PeopleBitmap)],
    partial: [(field: Field, people: PeopleBitmap)]
  ) {
    self.everyone = everyone
    self.certain = certain
    self.common = common
    self.partial = partial
  }

  func fields(of person: UInt32) -> FieldSet {
    var all = FieldSet(rawValue: 0)
    for (fields, people) in common where people.contains(person) { all.formUnion(fields) }
    for (field, people) in partial where people.contains(person) { all.insert(field) }
    return all
  }

  var all: FieldSet {
    var all = FieldSet(rawValue: 0)
    for (fields, _) in common { all.formUnion(fields) }
    for (field, _) in partial { all.insert(field) }
    return all
  }
}
