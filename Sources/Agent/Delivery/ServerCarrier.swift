import CanonicalForms
import Observations
import TransparencyLog

/// Sends batches to the server: `POST /agent/v1/batches` over mutual TLS. Renews the certificate by itself.
package struct ServerCarrier: Carrier {
  private let identity: Identity
  private let state: StateFolder
  /// Nil where the server has no log.
  private let watch: LogWatch?

  /// - Throws: `.enrolment` when the log's key, as the enrolment gave it, is none.
  package init(identity: Identity, state: StateFolder) throws(AgentFailure) {
    self.identity = identity
    self.state = state
    if identity.log.isEmpty {
      watch = nil
    } else {
      guard let key = try? VerifierKey(parsing: identity.log) else {
        throw AgentFailure(.enrolment, "the key of the server's log is damaged: enrol this device anew")
      }
      watch = LogWatch(key: key, folder: state.path)
    }
  }

  package func carry(_ batch: [UInt8], epoch: Int, first: UInt64, last: UInt64) -> Courier.Answer {
    let client = HTTPClient(authority: state.authority, certificate: (state.certificate, state.clientKey))
    do {
      // A renewal that fails is tried again with the next batch, as long as the certificate lasts.
      if Certificate.isDueForRenewal(state.certificate, now: .now) {
        do { try Enrolment.renew(identity, state, client) } catch {
          if Certificate.isOver(state.certificate, now: .now) {
            return .unreachable(Courier.Refusal.expired.words + " (\(error.description))")
          }
        }
      }
      let answer = try client.post(
        batch, to: identity.server + "/agent/v1/batches", type: "application/vnd.hikae.batch")
      return examined(Self.meaning(of: answer), client)
    } catch {
      return .unreachable(error.description)
    }
  }

  /// A receipt of a server whose log was rewritten is none: what it holds may be rewritten, too.
  private func examined(_ answer: Courier.Answer, _ client: HTTPClient) -> Courier.Answer {
    guard let watch, case .accepted(let receipt?) = answer else { return answer }
    let tiles = ServerTiles(client: client, server: identity.server)
    switch watch.examine(receipt.checkpoint, entry: receipt.entry, tiles: tiles, uptime: Clocks.now.uptime) {
    case .fine: return answer
    case .unchecked(let reason): return .doubted(receipt, reason)
    case .contradicted(let reason): return .contradicted(reason)
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
