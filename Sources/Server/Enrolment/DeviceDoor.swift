import CanonicalForms
import NIOCore

/// Lets devices in: with a certificate of this installation that is valid now and not revoked, and not too often.
struct DeviceDoor: Sendable {
  let gate: IngestGate
  let turnstile: Turnstile
  let work: BlockingWork
  /// The client certificate of the connection, as DER.
  var peer: @Sendable (any Channel) async throws -> [UInt8]? = { try await PeerCertificate.der(of: $0) }
  var now: @Sendable () -> Moment = { .now }

  /// Runs `body` for the device that the connection's certificate names.
  ///
  /// What costs least is looked at first: a device that floods is sent away before the database is asked.
  func withDevice<T>(_ context: ServerContext, _ body: (PeerCertificate) async throws -> T) async throws -> T {
    guard let der = try await peer(context.channel) else { throw Problem(.certificateRequired) }
    guard let certificate = PeerCertificate(der: der) else { throw Problem(.certificateUnknown) }
    guard certificate.isValid(at: now()) else { throw Problem(.certificateExpired) }
    let identity = certificate.identity
    context.outcome.device = identity.device
    return try await turnstile.pass(identity.device) {
      switch try await work({ try gate.standing(identity, certificate.serial.description) }) {
      case .valid: return try await body(certificate)
      case .unknown: throw Problem(.certificateUnknown)
      case .revoked: throw Problem(.certificateRevoked)
      case .closed: throw Problem(.epochClosed)
      }
    }
  }
}
