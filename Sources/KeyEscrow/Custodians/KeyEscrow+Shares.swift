import Accounts
import CanonicalForms
import DiskEncryption
import Storage

/// Opening a key that is sealed to custodians: after the usual approval each opens the own share on the own machine, for the
/// requester's one-time key. The server passes sealed bytes on and never sees the key again.
extension KeyEscrow {
  /// What custodians are handed.
  /// - Parameter names: how others call accounts.
  /// - Throws: `EscrowFailure`: `unknown_request`, `not_approved`, `closed_request`, `not_sealed_to_custodians`, `sealed`.
  package func shareRequest(_ id: String, names: [Account.ID: String] = [:], at now: Moment) throws -> ShareRequest {
    try store.read { try Self.shareRequest(id, names: names, at: now, in: $0).file }
  }

  private static func shareRequest(
    _ id: String, names: [Account.ID: String], at now: Moment, in session: SQLSession
  ) throws -> (request: RevealRequest, key: EscrowedKey, file: ShareRequest) {
    guard let request = try RevealRegister(session: session).find(id) else { throw EscrowFailure(.unknownRequest) }
    if request.state == .requested, request.expires > now { throw EscrowFailure(.notApproved) }
    guard request.state == .approved, request.expires > now else { throw EscrowFailure(.closedRequest) }
    guard let key = try KeyRegister(session: session).find(request.key) else { throw EscrowFailure(.unknownKey) }
    guard let recipient = request.recipient else { throw EscrowFailure(.notSealedToCustodians) }
    let sealed = try SealedRegister(session: session).sealed(key)
    let named = sealed.slots.compactMap { slot in names[slot.account].map { (slot.account.text, $0) } }
    let file = ShareRequest(
      request, requester: names[request.requester] ?? request.requester.text, recipient: recipient, sealed: sealed,
      names: Dictionary(named, uniquingKeysWith: { first, _ in first }))
    return (request, key, file)
  }

  /// Takes a custodian's answer. It is sealed to the requester: what is in it shows when the requester puts them together.
  /// - Throws: `EscrowFailure`: as above, and `own_request`, `other_share`, `already_voted`.
  package func contribute(_ answer: ShareAnswer, by actor: Account.ID, at time: Moment) throws {
    try store.write { session in
      guard actor != .hikae else { throw EscrowFailure(.notAllowed) }
      try Accounts.require(.approveReveal, of: actor, in: session)
      let (request, key, file) = try Self.shareRequest(answer.request, names: [:], at: time, in: session)
      guard request.requester != actor else { throw EscrowFailure(.ownRequest) }
      let slots = file.sealed.slots
      guard answer.context == file.sealed.context, slots.indices.contains(answer.number - 1),
        slots[answer.number - 1].account == actor
      else { throw EscrowFailure(.otherShare) }
      guard !request.contributors.contains(actor) else { throw EscrowFailure(.alreadyVoted) }
      try session.execute(
        "INSERT INTO reveal_answer (device, reveal, number, answer) VALUES (?, ?, ?, ?)", SQLValue(key.device),
        SQLValue(request.id), SQLValue(Int64(answer.number)), .blob(answer.json.canonicalBytes))
      try record(
        "reveal.contributed",
        [
          "reveal": .string(request.id), "device": .string(key.device), "escrow": .string(key.id.text),
          "number": JSON(answer.number),
        ], by: actor.text, at: time, in: session)
    }
  }

  /// Hands the answers to the one who asked, once. For a key that is to be shown this is the moment at which it counts as
  /// shown: what the requester does with them cannot be seen from here, and new recovery protectors are asked for.
  /// - Throws: `EscrowFailure`: as above, and `other_requester`, `too_few_shares`.
  package func collect(
    _ id: String, names: [Account.ID: String] = [:], by actor: Account.ID, at time: Moment
  ) throws -> CollectedShares {
    try store.write { session in
      guard let known = try RevealRegister(session: session).find(id) else { throw EscrowFailure(.unknownRequest) }
      guard known.requester == actor else { throw EscrowFailure(.otherRequester) }
      try Accounts.require(.requestReveal, of: actor, in: session)
      let (request, key, file) = try Self.shareRequest(id, names: names, at: time, in: session)
      let answers = try session.all(
        "SELECT answer FROM reveal_answer WHERE device = ? AND reveal = ? ORDER BY number", SQLValue(key.device),
        SQLValue(id)
      ) { row in (try? JSON(parsing: row.bytes(0))).flatMap { ShareAnswer($0) } }.compactMap(\.self)
      guard answers.count >= file.sealed.needed else { throw EscrowFailure(.tooFewShares) }
      let body: JSON = [
        "reveal": .string(id), "escrow": .string(key.id.text), "device": .string(key.device),
        "protector": .string(key.protector), "case": .string(request.caseNumber), "to_custodians": true,
        "contributors": JSON(request.contributors.map(\.text)),
      ]
      if request.isDrill {
        try record("drill.collected", body, by: actor.text, at: time, in: session)
      } else {
        try record("reveal.shown", body, by: actor.text, at: time, in: session)
        let days = try RevealRegister(session: session).policy().rotationDays
        try askRotation(id: id, after: key, due: time.adding(days: days), by: actor.text, at: time, in: session)
      }
      try Self.dropAnswers(to: request, in: session)
      return try collected(file, answers, of: key, at: time, in: session)
    }
  }

  /// With the metadata that the key is proved against, sealed to the requester.
  private func collected(
    _ file: ShareRequest, _ answers: [ShareAnswer], of key: EscrowedKey, at time: Moment, in session: SQLSession
  ) throws -> CollectedShares {
    let register = VolumeRegister(session: session)
    let volume = try key.volume.flatMap { try register.find($0, of: key.device) }
    var copy: [UInt8]?
    if let volume {
      var opened = OpenRing(ring)
      let part = volume.report.system == .bitLocker ? "" : key.protector
      do {
        let kept = try register.copy(of: key.device, volume: volume.report.volume, part: part, with: &opened)
        copy = try kept.map { try ShareBox.seal($0.encoded, to: file.recipient, for: file.copyPlace()) }
      } catch is DiskEncryptionFailure {
        copy = nil
      } catch let failure as EscrowFailure where [.sealed, .keyLost].contains(failure.code) {
        // The key itself needs none of the server's keys: it is not proved then, and not lost.
        copy = nil
      }
    }
    return CollectedShares(
      request: file, answers: answers, copy: copy, volume: key.volume,
      metadata: volume.map { "\($0.report.metadata)" } ?? "", asOf: volume?.reported ?? time)
  }

  static func dropAnswers(to request: RevealRequest, in session: SQLSession) throws {
    try session.execute(
      "DELETE FROM reveal_answer WHERE device = ? AND reveal = ?", SQLValue(request.device), SQLValue(request.id))
  }

  /// Takes down what came of a drill: signed by somebody who has had the data key. Who has put it together once could sign
  /// again; so it counts for the answers alone that were handed over here, and whose they were is written down as the server
  /// knows it. What it says of the disk is the requester's program's word.
  /// - Throws: `EscrowFailure`: `unknown_request`, `other_requester`, `drill_result`.
  package func take(_ result: DrillResult, by actor: Account.ID, at now: Moment) throws -> ProofRecord {
    let (key, request, reported) = try store.read { session in
      guard let request = try RevealRegister(session: session).find(result.request),
        let key = try KeyRegister(session: session).find(request.key)
      else { throw EscrowFailure(.unknownRequest) }
      guard request.requester == actor else { throw EscrowFailure(.otherRequester) }
      let sealed = try SealedRegister(session: session).sealed(key)
      guard request.isDrill, request.state == .shown, request.drillProved == nil,
        Self.isOfAnswers(result, to: request, for: sealed)
      else { throw EscrowFailure(.drillResult) }
      let reported = try key.volume.flatMap { try VolumeRegister(session: session).find($0, of: key.device)?.reported }
      return (key, request, reported)
    }
    guard case .object(var members) = result.proof else { throw EscrowFailure(.drillResult) }
    // Not younger than what the device has shown here.
    let asOf = min(members["as_of"]?.moment ?? now, reported ?? now, now)
    members["as_of"] = JSON(asOf)
    let record = ProofRecord(.object(members), at: now)
    let outcome = ProofAttempt.Outcome(record: record, volume: key.volume)
    _ = try settle(
      outcome, of: key,
      saying: ["reveal": .string(request.id), "contributors": JSON(request.contributors.map(\.text))], by: actor.text,
      at: now)
    return record
  }

  /// Whether a result is signed, and of as many of the answers to this request as are needed.
  private static func isOfAnswers(_ result: DrillResult, to request: RevealRequest, for sealed: SealedSecret) -> Bool {
    let numbers = Set(result.contributors)
    return result.isSigned(for: sealed) && numbers.count >= sealed.needed
      && numbers.allSatisfy { number in
        (1...sealed.slots.count).contains(number)
          && request.contributors.contains(sealed.slots[number - 1].account)
      }
  }
}
