import CanonicalForms
import Custody
import Storage

/// Letters that add to those that went out: to people who were missing on the list before, or whose letter came back.
extension Incidents {
  /// A list from which letters were let out, and the lines of those that did not come back.
  struct ReleasedLetters {
    let batch: Int
    let list: MailingList
    let lines: Set<Int>
  }

  /// By client, the newest first: what went out and counts.
  /// - Throws: `ResponseFailure`: `not_released`, `no_mailing_list` when a list of theirs is erased: nobody could tell then
  ///   who has a letter.
  func released(
    before lists: [(recorded: RecordedMailingList, list: MailingList)], of id: String, vault: LetterVault,
    at time: Moment
  ) throws -> [Organisation.ID: [ReleasedLetters]] {
    try store.read { session in
      let register = LetterRegister(session: session)
      let batches = try register.batches(of: id)
      let recorded = try register.lists(of: id)
      var found: [Organisation.ID: [ReleasedLetters]] = [:]
      for client in lists.map(\.recorded.client) {
        let counting = batches.counting(for: client)
        let newest = batches.last { $0.part(of: client) != nil }
        guard let last = counting.first, last.number == newest?.number else {
          throw ResponseFailure(.notReleased, "no letters to client \(client) in \(id) went out, or some still wait")
        }
        found[client] = try counting.map { batch in
          let number = batch.part(of: client)?.list
          guard let list = recorded.first(where: { $0.client == client && $0.number == number }),
            list.isThere(at: time),
            let sealed = try register.sealed(list, in: id)
          else {
            throw ResponseFailure(.noMailingList, "the list of batch \(batch.number) of client \(client) is erased")
          }
          return ReleasedLetters(
            batch: batch.number, list: try MailingList(bytes: try vault.open(sealed, for: Self.place(list, in: id))),
            lines: try register.linesKept(of: batch.number, client: client, in: id))
        }
      }
      return found
    }
  }

  /// Who has a letter, by client. Lists of the same turn are asked about together: what is on the device costs most.
  func told(
    by former: [Organisation.ID: [ReleasedLetters]], of id: String, at time: Moment
  ) throws -> [Organisation.ID: Set<UInt32>] {
    let incident = try incident(id)
    let lost = try ledger(of: id).answer(.lostAt).time?.from ?? incident.lastSeen
    var told: [Organisation.ID: Set<UInt32>] = [:]
    for turn in 0..<(former.values.map(\.count).max() ?? 0) {
      let lists = former.compactMapValues { $0.indices.contains(turn) ? $0[turn] : nil }
      let concerned = try custody.concerned(
        by: incident.device, at: min(lost, time), answeredAt: time,
        lists: lists.mapValues { $0.list.rows.map(\.tokens) })
      for (client, letters) in lists {
        for (place, person) in concerned.found[client] ?? [:]
        where letters.lines.contains(letters.list.rows[place].line) {
          told[client, default: []].insert(person.person)
        }
      }
    }
    return told
  }
}
