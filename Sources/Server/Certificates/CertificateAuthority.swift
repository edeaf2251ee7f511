import CanonicalForms
import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// The installation's own certificate authority: it signs the certificates of its devices and, where no other was given,
/// that of the agents' port. Nothing else trusts it, and it trusts nothing else.
///
/// It takes the moment and the names as they are given; it reads no clock.
package struct CertificateAuthority: Sendable {
  package let certificate: Certificate
  private let key: Certificate.PrivateKey

  /// Moments before now from which a certificate is valid, for devices whose clocks are behind.
  private static let backdated: Int64 = 3_600_000
  private static let day: Int64 = 86_400_000

  package init(certificate: Certificate, key: Certificate.PrivateKey) throws {
    guard certificate.publicKey == key.publicKey else {
      throw AuthorityFailure("the authority's certificate and its key do not belong together")
    }
    self.certificate = certificate
    self.key = key
  }

  /// A new authority, for twenty years.
  /// - Parameter name: of the installation, for people who look at certificates.
  package static func make(name: String, at now: Moment) throws -> CertificateAuthority {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let subject = try DistinguishedName {
      OrganizationName("Hikae")
      CommonName("Hikae devices \(name)")
    }
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
      notValidBefore: date(now, minus: backdated), notValidAfter: date(now, minus: -20 * 365 * day),
      issuer: subject, subject: subject,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        SubjectKeyIdentifier(hash: key.publicKey)
      }, issuerPrivateKey: key)
    return try CertificateAuthority(certificate: certificate, key: key)
  }

  /// A certificate for a device. Its names are the server's words; of a signing request only the key is taken.
  package func issue(
    to identity: DeviceIdentity, publicKey: Certificate.PublicKey, serial: CertificateSerial, at now: Moment,
    until end: Moment
  ) throws -> Certificate {
    let subject = try DistinguishedName {
      OrganizationName("Hikae device")
      CommonName(String(identity.device.prefix(64)))
    }
    return try sign(
      publicKey, subject: subject, serial: serial.certificateSerial, at: now, until: end,
      names: [.uniformResourceIdentifier(identity.uri)], usage: .clientAuth)
  }

  /// A certificate for the agents' port.
  /// - Parameter names: host names and IP addresses.
  package func issueServer(
    names: [String], publicKey: Certificate.PublicKey, at now: Moment, days: Int64 = 730
  ) throws -> Certificate {
    let subject = try DistinguishedName { CommonName("Hikae server") }
    let names = names.map { name in
      IPAddress.octets(name).map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) } ?? .dnsName(name)
    }
    return try sign(
      publicKey, subject: subject, serial: Certificate.SerialNumber(), at: now,
      until: Moment(milliseconds: now.milliseconds + days * Self.day), names: names, usage: .serverAuth)
  }

  /// Whether it signed a certificate. Says nothing of whether that is valid now.
  func hasIssued(_ other: Certificate) -> Bool {
    other.issuer == certificate.subject && certificate.publicKey.isValidSignature(other.signature, for: other)
  }

  private func sign(
    _ publicKey: Certificate.PublicKey, subject: DistinguishedName, serial: Certificate.SerialNumber, at now: Moment,
    until end: Moment, names: [GeneralName], usage: ExtendedKeyUsage.Usage
  ) throws -> Certificate {
    try Certificate(
      version: .v3, serialNumber: serial, publicKey: publicKey, notValidBefore: Self.date(now, minus: Self.backdated),
      notValidAfter: Self.date(end, minus: 0), issuer: certificate.subject, subject: subject,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([usage])
        SubjectAlternativeNames(names)
        SubjectKeyIdentifier(hash: publicKey)
        AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: key.publicKey).keyIdentifier)
      }, issuerPrivateKey: key)
  }

  private static func date(_ moment: Moment, minus milliseconds: Int64) -> Date {
    Date(timeIntervalSince1970: Double((moment.milliseconds - milliseconds) / 1000))
  }

  package var pem: String { get throws { try certificate.serializeAsPEM().pemString + "\n" } }
  var keyPEM: String { get throws { try key.serializeAsPEM().pemString + "\n" } }
}

/// What is wrong with keys and certificates. Never holds any of them.
package struct AuthorityFailure: Error, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// The number of a certificate: 16 random bytes, as lower-case hexadecimal digits in the register.
package struct CertificateSerial: Sendable, Hashable, CustomStringConvertible {
  package let bytes: [UInt8]

  /// A new one.
  package init() {
    var generator = SystemRandomNumberGenerator()
    var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    // A positive number with no leading zero byte: it has one spelling.
    bytes[0] = bytes[0] & 0x3F | 0x40
    self.bytes = bytes
  }

  init(_ serial: Certificate.SerialNumber) { bytes = Array(serial.bytes.drop { $0 == 0 }) }

  var certificateSerial: Certificate.SerialNumber { Certificate.SerialNumber(bytes: bytes) }

  package var description: String {
    bytes.map { byte in
      let hex = String(byte, radix: 16)
      return byte < 16 ? "0" + hex : hex
    }.joined()
  }
}
