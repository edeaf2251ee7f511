import CanonicalForms
import Cryptography
import Observations
import Storage

/// Why a device may not enrol or report. Holds nothing that it sent.
package struct EnrolmentFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case unknownToken = "unknown_token"
    case expiredToken = "expired_token"
    case usedToken = "used_token"
    /// The certificate is not one of this installation, or was revoked.
    case certificate
    /// The signing key does not have 32 bytes.
    case signingKey = "signing_key"
  }

  package let code: Code

  package init(_ code: Code) { self.code = code }

  package var description: String {
    switch code {
    case .unknownToken: "the enrolment token is not known: ask for a new one"
    case .expiredToken: "the enrolment token has expired: ask for a new one"
    case .usedToken: "the enrolment token was used already: ask for a new one"
    case .certificate: "the certificate is not valid here: enrol the device again"
    case .signingKey: "the signing key does not have 32 bytes"
    }
  }
}

extension Custody {
  /// Opens the way for one sensor of a device. The token itself is shown once and kept nowhere; its hash is.
  /// - Parameter hash: SHA-256 of the token's bytes.
  package func openEnrolment(
    of device: String, tokenHash hash: SHA256Digest, expires: Moment, at time: Moment = .now
  )
    throws
  {
    try store.write { session in
      guard try DeviceRegister(session: session).find(device) != nil else {
        throw CustodyFailure(.unknownDevice, "no device \(device) is registered")
      }
      try journal.append(
        NewEntry(
          kind: "enrolment.opened",
          body: ["device": .string(device), "token_hash": JSON(bytes: hash.bytes), "expires": JSON(expires)]),
        at: time, by: actor, in: session)
    }
  }

  /// Redeems a token: the device begins a new epoch. What it reported in earlier ones stays; what it could not send of them
  /// may follow, signed by their own keys.
  /// - Parameters:
  ///   - signingKey: Ed25519, 32 bytes.
  ///   - label: what the device calls itself.
  package func enrol(
    tokenHash hash: SHA256Digest, signingKey: [UInt8], label: String = "", at time: Moment = .now
  ) throws -> DeviceEpoch {
    try store.write { try enrol(tokenHash: hash, signingKey: signingKey, label: label, at: time, in: $0) }
  }

  /// Redeems a token and takes down the certificate that is issued for it, in one transaction: no token is used up for
  /// nothing.
  /// - Parameter serial: of the certificate, hexadecimal.
  package func enrol(
    tokenHash hash: SHA256Digest, signingKey: [UInt8], label: String, serial: String, notAfter: Moment,
    at time: Moment = .now
  ) throws -> DeviceEpoch {
    try store.write { session in
      let epoch = try enrol(tokenHash: hash, signingKey: signingKey, label: label, at: time, in: session)
      try recordCertificate(
        serial: serial, of: epoch.device, epoch: epoch.epoch, notAfter: notAfter, at: time, in: session)
      return epoch
    }
  }

  private func enrol(
    tokenHash hash: SHA256Digest, signingKey: [UInt8], label: String, at time: Moment, in session: SQLSession
  ) throws -> DeviceEpoch {
    guard signingKey.count == 32 else { throw EnrolmentFailure(.signingKey) }
    let found = try session.first(
      "SELECT device, expires, used FROM enrolment_token WHERE hash = ?", .blob(hash.bytes)
    ) { (device: $0.text(0), expires: $0.moment(1), isUsed: !$0.isNull(2)) }
    guard let found else { throw EnrolmentFailure(.unknownToken) }
    if found.isUsed { throw EnrolmentFailure(.usedToken) }
    if found.expires <= time { throw EnrolmentFailure(.expiredToken) }
    return try begin(
      .agent, of: found.device, signingKey: signingKey, tokenHash: hash, label: label, at: time, in: session)
  }

  /// Begins an epoch.
  func begin(
    _ source: DeviceEpoch.Source, of device: String, signingKey: [UInt8], tokenHash: SHA256Digest?,
    label: String = "", at time: Moment, in session: SQLSession
  ) throws -> DeviceEpoch {
    let epoch = try EnrolmentRegister(session: session).nextEpoch(of: device)
    var body: [String: JSON] = [
      "device": .string(device), "epoch": JSON(epoch), "source": .string(source.rawValue),
      "signing_key": JSON(bytes: signingKey),
    ]
    if let tokenHash { body["token_hash"] = JSON(bytes: tokenHash.bytes) }
    // A name that a device gives itself may be that of its holder.
    try journal.append(
      NewEntry(kind: "device.enrolled", body: .object(body), personal: Array(label.utf8)), at: time, by: actor,
      in: session)
    return DeviceEpoch(device: device, epoch: epoch, source: source, signingKey: signingKey)
  }

  /// Takes down a certificate that was issued to a device.
  /// - Parameter serial: hexadecimal.
  package func recordCertificate(
    serial: String, of device: String, epoch: Int, notAfter: Moment, at time: Moment = .now
  ) throws {
    try store.write { session in
      try recordCertificate(serial: serial, of: device, epoch: epoch, notAfter: notAfter, at: time, in: session)
    }
  }

  private func recordCertificate(
    serial: String, of device: String, epoch: Int, notAfter: Moment, at time: Moment, in session: SQLSession
  ) throws {
    try journal.append(
      NewEntry(
        kind: "certificate.issued",
        body: [
          "device": .string(device), "serial": .string(serial), "epoch": JSON(epoch), "not_after": JSON(notAfter),
        ]), at: time, by: actor, in: session)
  }

  package func revokeCertificate(serial: String, of device: String, reason: String, at time: Moment = .now) throws {
    try journal.append(
      NewEntry(
        kind: "certificate.revoked",
        body: ["device": .string(device), "serial": .string(serial), "reason": .string(reason)]), at: time, by: actor)
  }

  /// What the register says of a certificate.
  package enum CertificateStanding: Sendable, Equatable {
    case valid(DeviceEpoch)
    /// Not one of this installation, or over.
    case unknown
    /// It was revoked, or another one of the same enrolment was.
    case revoked
    /// The device was enrolled anew since.
    case closed
  }

  package func standing(
    ofCertificate serial: String, device: String, at time: Moment = .now
  ) throws -> CertificateStanding {
    try store.read { session in
      let found = try session.first(
        "SELECT epoch, not_after FROM device_certificate WHERE device = ? AND serial = ?", SQLValue(device),
        SQLValue(serial)
      ) { (epoch: Int($0.integer(0)), notAfter: $0.moment(1)) }
      let register = EnrolmentRegister(session: session)
      guard let found, found.notAfter > time, let epoch = try register.epoch(found.epoch, of: device) else {
        return .unknown
      }
      if try isRevoked(device, epoch: found.epoch, in: session) { return .revoked }
      return try register.lastEpoch(of: device, from: .agent) == found.epoch ? .valid(epoch) : .closed
    }
  }

  /// Whether an enrolment was revoked. Certificates are never revoked one by one: whoever revoked one meant the device, also
  /// where it was given another one in that moment.
  func isRevoked(_ device: String, epoch: Int, in session: SQLSession) throws -> Bool {
    try session.first(
      "SELECT 1 FROM device_certificate WHERE device = ? AND epoch = ? AND revoked IS NOT NULL LIMIT 1",
      SQLValue(device), SQLValue(epoch)
    ) { _ in true } ?? false
  }

  /// The epoch that a certificate speaks for.
  /// - Throws: `EnrolmentFailure` when it is not known here, was revoked, or belongs to an epoch that is over.
  package func epoch(ofCertificate serial: String, device: String, at time: Moment = .now) throws -> DeviceEpoch {
    guard case .valid(let epoch) = try standing(ofCertificate: serial, device: device, at: time) else {
      throw EnrolmentFailure(.certificate)
    }
    return epoch
  }

  /// Certificates of a device, for revoking them all.
  package func certificates(of device: String) throws -> [(serial: String, epoch: Int, isRevoked: Bool)] {
    try store.read { session in
      try session.all(
        "SELECT serial, epoch, revoked FROM device_certificate WHERE device = ? ORDER BY epoch, serial",
        SQLValue(device)
      ) { (serial: $0.text(0), epoch: Int($0.integer(1)), isRevoked: !$0.isNull(2)) }
    }
  }
}
