import Observations

/// Sends batches to the server: `POST /agent/v1/batches` over mutual TLS. Renews the certificate by itself.
package struct ServerCarrier: Carrier {
  private let identity: Identity
  private let state: StateFolder

  package init(identity: Identity, state: StateFolder) throws(AgentFailure) {
    self.identity = identity
    self.state = state
  }

  package func carry(_ batch: [UInt8], epoch: Int, first: UInt64, last: UInt64) -> Courier.Answer {
    let client = HTTPClient(authority: state.authority, certificate: (state.certificate, state.clientKey))
    do {
      // A renewal that fails is tried again with the next batch, as long as the certificate lasts.
      if Certificate.isDueForRenewal(state.certificate, now: .now) {
        do { try Enrolment.renew(identity, state, client) } catch {
          if Certificate.isOver(state.certificate, now: .now) { return .unreachable(error.description) }
        }
      }
      let answer = try client.post(
        batch, to: identity.server + "/agent/v1/batches", type: "application/vnd.hikae.batch")
      return Self.meaning(of: answer)
    } catch {
      return .unreachable(error.description)
    }
  }

  static func meaning(of answer: HTTPClient.Answer) -> Courier.Answer {
    switch answer.status {
    case 200:
      do { return .accepted(try Receipt(from: answer.body)) } catch {
        return .unreachable("the server's receipt cannot be understood")
      }
    case 400: return .malformed
    case 401, 403: return .forbidden
    case 409: return .conflict
    case 413: return .tooLarge
    case 429, 503: return .busy(retryAfter: answer.retryAfter)
    default: return .unreachable("the server answers with status \(answer.status)")
    }
  }
}
