import CanonicalForms
import Observations
import Synchronization
import TransparencyLog

/// Sends batches to the server: `POST /agent/v1/batches` over mutual TLS. Renews the certificate by itself, and comes back
/// with one that is over.
package struct ServerCarrier: Carrier {
  private let identity: Identity
  private let state: StateFolder
  /// Nil where the server has no log.
  private let watches: Watches?

  private struct Watches: Sendable {
    let log: LogWatch
    let receipts: ReceiptWatch
    let told = Told()
  }

  /// - Throws: `.enrolment` when the log's key, as the enrolment gave it, is none.
  package init(identity: Identity, state: StateFolder) throws(AgentFailure) {
    self.identity = identity
    self.state = state
    if identity.log.isEmpty {
      watches = nil
    } else {
      guard let key = try? VerifierKey(parsing: identity.log) else {
        throw AgentFailure(.enrolment, "the key of the server's log is damaged: enrol this device anew")
      }
      watches = Watches(
        log: LogWatch(key: key, folder: state.path), receipts: ReceiptWatch(identity: identity, folder: state.path))
    }
  }

  package var receipts: ReceiptWatch.Report? { watches?.receipts.report }

  package func carry(_ batch: [UInt8], epoch: Int, first: UInt64, last: UInt64) -> Courier.Answer {
    do {
      if Certificate.isOver(state.certificate, now: .now) {
        if let refused = try comeBack() { return refused }
      } else if Certificate.isDueForRenewal(state.certificate, now: .now) {
        // A renewal that fails is tried again with the next batch.
        try? Enrolment.renew(identity, state, client)
      }
      let answer = try client.post(
        batch, to: identity.server + "/agent/v1/batches", type: "application/vnd.hikae.batch")
      return examined(Self.meaning(of: answer), batch, epoch: epoch, first: first, last: last)
    } catch {
      return .unreachable(error.description)
    }
  }

  private var client: HTTPClient {
    HTTPClient(authority: state.authority, certificate: (state.certificate, state.clientKey))
  }

  /// TLS lets nobody in with a certificate that is over.
  /// - Returns: why there is no new one; nil when there is.
  private func comeBack() throws(AgentFailure) -> Courier.Answer? {
    guard let refused = try Enrolment.comeBack(identity, state) else { return nil }
    return switch refused.status {
    case 401, 403: .forbidden(Self.refusal(refused))
    // A server of former times knows no way back.
    case 404, 405: .forbidden(.expired)
    case 429, 503: .busy(retryAfter: refused.retryAfter)
    default: .unreachable("the server answers with status \(refused.status)")
    }
  }

  /// A receipt of a server whose log was rewritten is none: what it holds may be rewritten, too.
  private func examined(
    _ answer: Courier.Answer, _ batch: [UInt8], epoch: Int, first: UInt64, last: UInt64
  ) -> Courier.Answer {
    guard let watches, case .accepted(let receipt?) = answer else { return answer }
    // Nothing could ever be proved of it.
    guard receipt.entry >= 1 else { return .unreachable("the server's receipt names no entry of its journal") }
    let (client, server, uptime) = (client, identity.server, Clocks.now.uptime)
    watches.receipts.note(receipt, for: batch, epoch: epoch, first: first, last: last, uptime: uptime, now: .now)
    let verdict = watches.log.examine(
      receipt.checkpoint, entry: receipt.entry, tiles: ServerTiles(client: client, server: server), uptime: uptime,
      next: receipt.nextSeconds, isPressing: watches.receipts.isPressing)
    if case .contradicted(let reason) = verdict {
      tell(LogDoubt(.contradicted), watches)
      return .contradicted(reason)
    }
    let proofs = watches.receipts.prove(against: watches.log.held, uptime: uptime, now: .now) {
      (question) throws(AgentFailure) in
      try client.post(question.json.canonicalBytes, to: server + "/agent/v1/proofs", type: "application/json")
    }
    switch proofs {
    case .wrong(let entry, let reason):
      tell(LogDoubt(.wrongProof, entry: entry), watches)
      return .contradicted(reason)
    case .late(let entry, let reason):
      tell(LogDoubt(.lateProof, entry: entry), watches)
      return .doubted(receipt, reason)
    case .fine:
      if case .unchecked(let reason) = verdict { return .doubted(receipt, reason) }
      return answer
    }
  }

  /// Tells the server what this device holds against its log. Those who run it may not know; and what was told is in the
  /// journals of the other servers on the same record. That it is not heard changes nothing here.
  private func tell(_ doubt: LogDoubt, _ watches: Watches) {
    guard watches.told.isDue(doubt.code, at: Clocks.now.uptime) else { return }
    _ = try? client.post(
      doubt.json.canonicalBytes, to: identity.server + "/agent/v1/doubts", type: "application/json")
  }

  /// What was told of when: the same again after an hour.
  private final class Told: Sendable {
    private let times = Mutex<[LogDoubt.Code: Int64]>([:])
    private static let interval: Int64 = 3_000_000

    func isDue(_ code: LogDoubt.Code, at uptime: Int64) -> Bool {
      times.withLock { times in
        if let last = times[code], uptime - last < Self.interval { return false }
        times[code] = uptime
        return true
      }
    }
  }

  /// By the code of the problem (RFC 9457), and without one by the status.
  private static func refusal(_ answer: HTTPClient.Answer) -> Courier.Refusal {
    switch (try? JSON(parsing: answer.body))?["code"].string {
    case "certificate_expired", "certificate_required": .expired
    case "certificate_revoked": .revoked
    case "epoch_closed": .closed
    default: answer.status == 401 ? .expired : .unknown
    }
  }

  static func meaning(of answer: HTTPClient.Answer) -> Courier.Answer {
    switch answer.status {
    case 200:
      do { return .accepted(try Receipt(from: answer.body)) } catch {
        return .unreachable("the server's receipt cannot be understood")
      }
    case 400: return .malformed
    case 401, 403: return .forbidden(refusal(answer))
    case 408: return .tooSlow
    case 409: return .conflict
    case 413: return .tooLarge
    case 429, 503: return .busy(retryAfter: answer.retryAfter)
    default: return .unreachable("the server answers with status \(answer.status)")
    }
  }
}
