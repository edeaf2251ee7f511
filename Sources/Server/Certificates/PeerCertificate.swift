import CanonicalForms
import FoundationEssentials
import NIOCore
import NIOSSL
import SwiftASN1
import X509

/// The client certificate of a connection, or of a device that comes back. That the authority signed it and that the peer has
/// its key was verified before; what it says, and whether it is valid now, is looked at here, for each request: a connection
/// may outlive it.
struct PeerCertificate {
  let identity: DeviceIdentity
  let serial: CertificateSerial
  let publicKey: Certificate.PublicKey
  private let validity: ClosedRange<Int64>

  /// - Returns: nil unless it is a certificate of a device.
  init?(der: [UInt8]) {
    guard let certificate = try? Certificate(derEncoded: der) else { return nil }
    self.init(certificate)
  }

  /// - Returns: nil unless it is a certificate of a device.
  init?(_ certificate: Certificate) {
    guard let usages = try? certificate.extensions.extendedKeyUsage, usages.contains(.clientAuth),
      let names = try? certificate.extensions.subjectAlternativeNames,
      let identity = names.lazy.compactMap(Self.identity).first
    else { return nil }
    self.identity = identity
    serial = CertificateSerial(certificate.serialNumber)
    publicKey = certificate.publicKey
    let first = Int64(certificate.notValidBefore.timeIntervalSince1970)
    validity = first...max(first, Int64(certificate.notValidAfter.timeIntervalSince1970))
  }

  private static func identity(_ name: GeneralName) -> DeviceIdentity? {
    if case .uniformResourceIdentifier(let uri) = name { DeviceIdentity(uri: uri) } else { nil }
  }

  func isValid(at now: Moment) -> Bool { validity.contains(now.seconds) }

  /// The certificate of the connection that a request came over; nil when it has none.
  static func der(of channel: any Channel) async throws -> [UInt8]? {
    guard let certificate = try? await channel.nioSSL_peerCertificate().get() else { return nil }
    return try certificate.toDERBytes()
  }
}
