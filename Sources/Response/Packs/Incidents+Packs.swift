import CanonicalForms
import Custody
import Storage
import Wording

/// What one act of making packs gave.
package struct PackSet: Sendable {
  /// In the order of the clients' ids.
  package var packs: [ClientPack]
  package var certain: ScopeShares.Sum
  package var possible: ScopeShares.Sum
}

extension Incidents {
  /// One act makes a pack for each client that is concerned, in one transaction, as of the loss as it stands.
  ///
  /// Nothing is written when the clients' figures do not add up to the total, or when another client's name stands in a
  /// pack.
  /// - Throws: `ResponseFailure`: `packs_do_not_add_up`, `foreign_name`, `unknown_incident`, `closed`.
  package func makePacks(of id: String, in language: Language, at time: Moment) throws -> PackSet {
    let shares = try scopeShares(of: id, at: time, withMembers: true)
    guard shares.certain.addsUp, shares.possible.addsUp,
      shares.scope.clients.reduce(0, { $0 + $1.share.possible.count }) == shares.possible.clients,
      shares.scope.clients.reduce(0, { $0 + $1.share.certain.count }) == shares.certain.clients
    else { throw ResponseFailure(.packsDoNotAddUp, "the clients' figures of \(id) do not add up to the total") }
    let word = try custody.lastWord(of: shares.scope.device.id)
    let foreign = ForeignNames(try custody.organisations().filter { $0.kind == .client })
    return try store.write { session in
      let incident = try IncidentRegister(session: session).requireOpen(id)
      _ = try freeze(shares, lastWord: word, in: id, at: time, session: session)
      let ledger = try ledger(of: id, in: session)
      let former = try PackRegister(session: session).all(of: id)
      let parts = shares.scope.clients.filter { $0.organisation.kind != .operator }
        .sorted { $0.organisation.id < $1.organisation.id }
      var number = try DocumentRegister(session: session).nextNumber(in: id)
      var made: [(pack: ClientPack, document: Int, bytes: [UInt8])] = []
      for part in parts {
        let earlier = former.last { $0.client == part.organisation.id }
        let pack = ClientPack(
          part, of: shares, incident: incident, number: (earlier?.number ?? 0) + 1, ledger: ledger, at: time,
          in: language)
        let bytes = pack.json.canonicalBytes
        for text in [String(decoding: bytes, as: UTF8.self), pack.page] {
          if let other = foreign.found(in: text, for: part.organisation) {
            throw ResponseFailure(
              .foreignName, "the pack of client \(part.organisation.id) names client \(other)")
          }
        }
        let document = OutwardDocument(
          id: number, kind: .clientPack, recipient: part.organisation.id.text, language: language.rawValue,
          issuedAt: time, corrects: earlier?.document, sentences: pack.sentences)
        try append(DocumentRegister.entry(document, in: id), at: time, in: session)
        made.append((pack, number, bytes))
        number += 1
      }
      if !made.isEmpty { try append(PackRegister.made(made, in: id), at: time, in: session) }
      return PackSet(packs: made.map(\.pack), certain: shares.certain, possible: shares.possible)
    }
  }

  /// By client and number.
  package func packs(of id: String) throws -> [RecordedPack] {
    try store.read { try PackRegister(session: $0).all(of: id) }
  }

  /// The newest packs of clients were given out, in one act; after the incident was closed, too.
  /// - Parameters:
  ///   - how: `portal`, `post`, `by hand`: without names of people.
  ///   - name: who gave it.
  /// - Throws: `ResponseFailure`: `unknown_pack`, `already_handed_over`: the first date stands. Then none of it is taken down.
  package func handOver(
    to clients: [Organisation.ID], how: String, name: String? = nil, happenedAt event: Moment, in id: String,
    at time: Moment
  ) throws {
    try store.write { session in
      let incident = try IncidentRegister(session: session).require(id)
      for client in clients {
        let pack = try PackRegister(session: session).require(client, in: id)
        guard pack.handedOverAt == nil else {
          throw ResponseFailure(
            .alreadyHandedOver, "pack \(pack.number) of \(id) was handed over to client \(client) already")
        }
        try append(
          PackRegister.moved("pack.handed_over", pack, at: event, how: how, name: name, in: id), to: incident, at: time,
          in: session)
      }
    }
  }

  /// The clients have them. They know at the latest now, so their own clocks begin (APPI guidelines 3-5-3-5), and the
  /// operator's notice to them is done. Receipts come after an incident was closed, too.
  /// - Parameter number: which of a client's packs; nil takes the newest that was handed over to each.
  /// - Throws: `ResponseFailure`: `unknown_pack`, `not_handed_over`, `received_too_early` before it was handed over (by whole
  ///   minutes, as people type them), `already_received`: the first receipt stands. Then none of it is taken down.
  package func receive(
    by clients: [Organisation.ID], number: Int? = nil, how: String, name: String? = nil, happenedAt event: Moment,
    in id: String, at time: Moment
  ) throws {
    try store.write { session in
      let incident = try IncidentRegister(session: session).require(id)
      let ledger = try ledger(of: id, in: session)
      let matter = try obligationCase(of: id, ledger: ledger, in: session)
      let owed = Dictionary(
        grouping: reasoner.obligations(of: matter).filter { $0.client != nil && $0.isOpen }, by: \.client)
      var statements: [NewStatement] = []
      for client in clients {
        let pack = try PackRegister(session: session).requireHandedOver(client, number: number, in: id)
        guard pack.receivedAt == nil else {
          throw ResponseFailure(.alreadyReceived, "client \(client) has pack \(pack.number) of \(id) already")
        }
        if let given = pack.handedOverAt, event.milliseconds / 60_000 < given.milliseconds / 60_000 {
          throw ResponseFailure(
            .receivedTooEarly, "pack \(pack.number) of \(id) was handed over to client \(client) later")
        }
        try append(
          PackRegister.moved("pack.received", pack, at: event, how: how, name: name, in: id), to: incident, at: time,
          in: session)
        let reference = "pack-\(pack.number)"
        statements += Self.learned(client, at: event, reference, in: ledger)
        for obligation in owed[client] ?? [] {
          try append(
            ObligationRegister.fulfilled(obligation.id, at: event, reference: reference, in: id), to: incident,
            at: time, in: session)
        }
      }
      try make(statements, in: id, at: time, session: session)
    }
  }
}
