import CanonicalForms
import Observations
import Storage

/// Why a device may not come back with a certificate that is over.
package enum ReturnRefusal: Sendable, Equatable {
  /// Not one of this installation, or of this enrolment.
  case unknown
  /// It was revoked, or another one of the same enrolment was: whoever revoked one meant the device.
  case revoked
  /// The device was enrolled anew since.
  case closed
  /// It has been over for too long.
  case tooLate
}

extension Custody {
  /// Takes down the certificate of a device that was away for longer than its former one lasted. Whoever asks has shown
  /// that it has the key of that.
  /// - Parameters:
  ///   - serial: of the former certificate, hexadecimal.
  ///   - earliest: certificates that ended before this are over for good.
  /// - Returns: nil when it was taken down; else why not.
  package func comeBack(
    serial: String, of device: String, epoch: Int, newSerial: String, notAfter: Moment, earliest: Moment,
    at time: Moment
  ) throws -> ReturnRefusal? {
    // In one transaction: nobody revokes in between.
    try store.write { session in
      let all = try session.all(
        "SELECT serial, not_after FROM device_certificate WHERE device = ? AND epoch = ?", SQLValue(device),
        SQLValue(epoch)
      ) { (serial: $0.text(0), notAfter: $0.moment(1)) }
      guard let old = all.first(where: { $0.serial == serial }) else { return .unknown }
      if try isRevoked(device, epoch: epoch, in: session) { return .revoked }
      guard try EnrolmentRegister(session: session).lastEpoch(of: device, from: .agent) == epoch else { return .closed }
      guard old.notAfter >= earliest else { return .tooLate }
      try journal.append(
        NewEntry(
          kind: "certificate.restored",
          body: [
            "device": .string(device), "serial": .string(newSerial), "epoch": JSON(epoch), "not_after": JSON(notAfter),
            "former": .string(serial), "former_not_after": JSON(old.notAfter),
          ]), at: time, by: actor, in: session)
      return nil
    }
  }

  /// Until when the agent of a device may report.
  package struct AgentAccess: Sendable, Equatable {
    package let epoch: Int
    /// The end of its last certificate.
    package let notAfter: Moment
    package let isRevoked: Bool
  }

  /// - Returns: nil when no agent was ever enrolled.
  package func agentAccess(of device: String) throws -> AgentAccess? {
    try store.read { session in
      let epoch = try EnrolmentRegister(session: session).lastEpoch(of: device, from: .agent)
      let ends = try session.all(
        "SELECT not_after FROM device_certificate WHERE device = ? AND epoch = ?", SQLValue(device), SQLValue(epoch)
      ) { $0.moment(0) }
      guard let last = ends.max() else { return nil }
      return AgentAccess(epoch: epoch, notAfter: last, isRevoked: try isRevoked(device, epoch: epoch, in: session))
    }
  }
}
