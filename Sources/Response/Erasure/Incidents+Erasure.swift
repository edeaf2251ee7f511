import CanonicalForms
import Storage

/// What went on its day.
package struct Erasure: Sendable, Hashable {
  /// Address lists, with the letters and codes that were made from them.
  package var lists = 0
  /// Entries of the inquiry desk that held who asked and in which words.
  package var inquiries = 0
  /// Other entries of incidents that ended long enough ago, and who answered for their reports.
  package var records = 0

  /// Who holds the lease of erasing: another one for every process.
  package static func newHolder() -> String {
    RandomBytes.make(16).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
  }
}

extension Incidents {
  /// How long another server keeps away when one was killed while it erased.
  private static let leaseMilliseconds: Int64 = 10 * 60_000

  /// Erases everything whose day has come, in all incidents. Of several servers on one database one at a time does it; each
  /// removes the letters that lie with it.
  /// - Parameters:
  ///   - dataFolder: where this server's sealed letters lie.
  ///   - holder: of the lease, distinct for every process.
  /// - Returns: nil while another server does it.
  @discardableResult
  package func eraseDue(at time: Moment, dataFolder: String, holder: String) throws -> Erasure? {
    let lease = try store.acquireLease("erasure", holder: holder, for: Self.leaseMilliseconds, at: time)
    guard let lease else {
      try removeErasedLetters(at: time, dataFolder: dataFolder)
      return nil
    }
    let erasure = Erasure(
      lists: try eraseDueLists(at: time, dataFolder: dataFolder), inquiries: try eraseDueInquiries(at: time),
      records: try eraseDueRecords(at: time) + eraseDueReporters(at: time))
    try store.release(lease)
    return erasure
  }

  /// Erases the lists whose day has come, and the letters that were made from them: the log stays verifiable, and the
  /// figures stay.
  /// - Parameter dataFolder: where the sealed letters lie.
  /// - Returns: how many lists.
  @discardableResult
  package func eraseDueLists(at time: Moment, dataFolder: String) throws -> Int {
    let due = try store.read { try LetterRegister(session: $0).due(at: time) }
    if !due.isEmpty {
      let sequences = try store.read { session in
        let register = LetterRegister(session: session)
        return try due.reduce(into: Set(due.map(\.sequence))) {
          $0.formUnion(try register.sequences(ofCodesFrom: $1.client, list: $1.number, in: $1.incident))
        }
      }
      try journal.erasePersonalParts(of: sequences.sorted(), reason: "mailing_list.due", at: time, by: actor)
    }
    // After the record: should this be stopped in between, the next round finds what is left.
    try removeErasedLetters(at: time, dataFolder: dataFolder)
    return due.count
  }

  // MARK: Those who acted

  /// What is kept of an incident for how long, and what of it is gone.
  package func erasureTerms(of id: String) throws -> [ErasureTerm] {
    try store.read { session in
      let register = ErasureRegister(session: session)
      let incident = try IncidentRegister(session: session).require(id)
      return try register.terms(of: incident).map { try register.withRest($0, of: incident) }
    }
  }

  /// Chooses other periods for an incident, closed or not; those that are not given stay.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `unfit_value`.
  package func keep(_ days: [ErasureRule.Subject: Int], in id: String, at time: Moment) throws {
    guard !days.isEmpty, days.values.allSatisfy(ErasureRule.choices.contains) else {
      throw ResponseFailure(.unfitValue, "a period is from 1 to \(ErasureRule.choices.upperBound) days")
    }
    try store.write { session in
      _ = try IncidentRegister(session: session).require(id)
      try append(ErasureRegister.chosen(days, in: id), at: time, in: session)
    }
  }

  /// Erases who acted in incidents that ended long enough ago, by `ErasureRule`: reporters, owners, signers, notes, what was
  /// said by whom. Figures, times, states and digests stay, and so does everything that the log shows.
  /// - Returns: how many entries were erased.
  @discardableResult
  package func eraseDueRecords(at time: Moment) throws -> Int {
    let due = try store.read { try ErasureRegister(session: $0).due(at: time) }
    var erased = 0
    for one in due {
      // Both or neither: what is gone is said to be gone.
      erased += try store.write { session -> Int in
        // Somebody may have chosen a longer period, or lost the device again, since that was read.
        let still = try ErasureRegister(session: session).due(at: time, like: one)
        let sequences = still.flatMap(\.sequences)
        guard !sequences.isEmpty else { return 0 }
        try journal.erasePersonalParts(
          of: sequences, reason: "incident_retention." + one.subject.rawValue, at: time, by: actor, in: session)
        try append(
          ErasureRegister.erased(one.subject, entries: sequences.count, in: one.incident), at: time, in: session)
        return sequences.count
      }
    }
    if !due.isEmpty { try store.sweep() }
    return erased
  }

  // MARK: Files

  /// Removes the sealed letters of lists that were erased, as far as they lie here: another server may have erased the
  /// lists. With them go those that were never recorded: somebody was stopped while they were made.
  func removeErasedLetters(at time: Moment, dataFolder: String) throws {
    for incident in try all() {
      let folder = LetterFolder(dataFolder: dataFolder, incident: incident.id)
      guard folder.isThere else { continue }
      let (lists, batches) = try store.read { session in
        let register = LetterRegister(session: session)
        return (try register.lists(of: incident.id), try register.batches(of: incident.id))
      }
      if !Set(folder.batches).isSubset(of: batches.map(\.number)) {
        try removeUnrecorded(in: folder, of: incident.id, at: time)
      }
      for list in lists where list.isErased {
        for batch in batches {
          for part in batch.parts where part.client == list.client && part.list == list.number {
            folder.remove(batch: batch.number, names: part.lots.map(\.name))
          }
        }
      }
    }
  }

  private func removeUnrecorded(in folder: LetterFolder, of incident: String, at time: Moment) throws {
    // While letters are being made, theirs are not recorded yet.
    guard let lease = try LetterLease.take(incident, in: store, clock: { time }) else { return }
    let result = Result {
      let recorded = Set(try letterBatches(of: incident).map(\.number))
      for batch in folder.batches where !recorded.contains(batch) { folder.clear(batch: batch) }
    }
    try lease.release()
    try result.get()
  }
}
