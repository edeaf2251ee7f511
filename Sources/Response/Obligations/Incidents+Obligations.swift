import CanonicalForms
import Custody
import Storage

extension Incidents {
  /// Everything that obligations follow from, as it is now.
  package func obligationCase(of id: String) throws -> ObligationCase {
    try store.read { session in
      let ledger = try ledger(of: id, in: session)
      return try obligationCase(of: id, ledger: ledger, in: session)
    }
  }

  func obligationCase(of id: String, ledger: StatementLedger, in session: SQLSession) throws -> ObligationCase {
    let register = ObligationRegister(session: session)
    let known = try register.parties()
    let own = Set(try custody.organisations(in: session).filter { $0.kind == .operator }.map(\.id.text))
    var clients: [Party] = []
    var people = ObligationCase.OwnPeople(
      unattributed: try IncidentRegister(session: session).scopes(of: id).first?.unattributedPeople ?? [:],
      laws: (known[""] ?? Party(client: nil)).laws)
    for subject in ledger.clients where ledger.answer(.peopleCount, subject).quantity?.most != 0 {
      guard case .client(let client) = subject else { continue }
      if own.contains(client.text) {
        people.operators.append(client)
      } else {
        clients.append(known[client.text] ?? Party(client: client))
      }
    }
    // The operator is bound, towards each client, by the client's laws, too.
    var laws = people.laws
    for client in clients { laws.formUnion(client.laws) }
    let told = try letterReach(of: id, ledger: ledger, in: session).compactMap { reach in
      reach.fulfilment.map { (reach.client, $0) }
    }
    return ObligationCase(
      ledger: ledger, parties: [Party(client: nil, laws: laws)] + clients, own: people,
      fulfilled: try register.fulfilments(of: id), told: Dictionary(told, uniquingKeysWith: { $1 }),
      lastSeen: try IncidentRegister(session: session).require(id).lastSeen)
  }

  package func obligations(of id: String) throws -> [Obligation] {
    reasoner.obligations(of: try obligationCase(of: id))
  }

  /// What a statement would move, before it is made.
  package func changes(by statement: NewStatement, in id: String, at time: Moment) throws -> [ObligationChange] {
    try statement.requireFit()
    return try store.read { session in
      let ledger = try ledger(of: id, in: session)
      return try changes(of: id, from: ledger, to: ledger.adding(statement, recordedAt: time), in: session)
    }
  }

  /// What moved by everything that was stated after a moment.
  package func changes(of id: String, since moment: Moment) throws -> [ObligationChange] {
    try store.read { session in
      let ledger = try ledger(of: id, in: session)
      return try changes(of: id, from: ledger.known(at: moment), to: ledger, in: session)
    }
  }

  private func changes(
    of id: String, from former: StatementLedger, to later: StatementLedger, in session: SQLSession
  ) throws -> [ObligationChange] {
    ObligationChange.between(
      reasoner.obligations(of: try obligationCase(of: id, ledger: former, in: session)),
      reasoner.obligations(of: try obligationCase(of: id, ledger: later, in: session)))
  }

  /// Takes down that an obligation was met, by anybody's: the operator's, or a client's own report that it told of. After
  /// the incident was closed, too: authorities ask for additions, and clients report late. A client that was told, however,
  /// knows from then on.
  /// - Throws: `ResponseFailure` with the code `unknown_obligation`.
  package func fulfil(
    _ obligation: String, happenedAt event: Moment, reference: String, in id: String, at time: Moment
  ) throws {
    guard let owed = try obligations(of: id).first(where: { $0.id == obligation }) else {
      throw ResponseFailure(.unknownObligation, "no obligation \(obligation) in \(id)")
    }
    try store.write { session in
      let incident = try IncidentRegister(session: session).require(id)
      if owed.rule.duty == .clientNotice, let client = owed.client {
        let ledger = try ledger(of: id, in: session)
        try make(Self.learned(client, at: event, reference, in: ledger), in: id, at: time, session: session)
      }
      try append(
        ObligationRegister.fulfilled(obligation, at: event, reference: reference, in: id), to: incident, at: time,
        in: session)
    }
  }

  /// Whoever was told knows at the latest then, and its own clock begins; whoever is known to have known earlier, did.
  static func learned(
    _ client: Organisation.ID, at event: Moment, _ reference: String, in ledger: StatementLedger
  ) -> [NewStatement] {
    let subject = Statement.Subject.client(client)
    if let known = ledger.clockStart(of: subject)?.answer.time?.from, known <= event { return [] }
    return [
      NewStatement(
        .learnedAt, .known(.time(TimeSpan(event))), about: subject, saidAt: event,
        source: .init(.document, reference: reference), kind: .evidence)
    ]
  }

  /// The laws that bind an organisation and its own terms; replaces what was registered for it.
  package func register(_ party: Party, at time: Moment) throws {
    if let client = party.client, try !custody.organisations().contains(where: { $0.id == client }) {
      throw CustodyFailure(.unknownOrganisation, "no organisation \(client) is registered")
    }
    try journal.append(ObligationRegister.registered(party), at: time, by: actor)
  }

  /// Those that duties hang on in an incident, the operator first, each with what was registered for it; whoever was not
  /// registered is taken to be bound by the laws of Japan.
  package func parties(of id: String) throws -> [Party] {
    let concerned = try obligationCase(of: id).parties
    let known = try store.read { try ObligationRegister(session: $0).parties() }
    return concerned.map { $0.client == nil ? known[""] ?? Party(client: nil) : $0 }
  }

  /// The reasoning, for the page and for other programs.
  package func obligationReport(of id: String, at time: Moment) throws -> ObligationReport {
    let matter = try obligationCase(of: id)
    let names = Dictionary(
      try custody.organisations().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    return ObligationReport(
      incident: id, at: time, obligations: reasoner.obligations(of: matter), ledger: matter.ledger, names: names,
      book: reasoner.book)
  }
}
