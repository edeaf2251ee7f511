import Custody
import Storage

extension IngestGate {
  /// The record of an installation.
  package init(_ custody: Custody) {
    self.init(
      check: { arrival in Checked(try custody.check(arrival.batch, receivedAt: arrival.receivedAt)) },
      accept: { checked in
        let batches = try checked.map { checked in
          guard let batch = checked.content as? CheckedBatch else { throw Problem(.internal) }
          return batch
        }
        return try custody.accept(batches).map { acceptance in
          switch acceptance {
          case .accepted(let receipt): .accepted(receipt)
          case .conflict: .conflict
          case .refused(let refusal): .refused(Problem.Code(refusal))
          }
        }
      },
      enrol: { application in
        do {
          let epoch = try custody.enrol(
            tokenHash: application.tokenHash, signingKey: application.signingKey, label: application.label,
            serial: application.certificate.serial, notAfter: application.certificate.notAfter, at: application.at)
          return .enrolled(DeviceIdentity(device: epoch.device, epoch: epoch.epoch))
        } catch let failure as EnrolmentFailure {
          return .refused(Problem.Code(failure.code))
        }
      },
      renew: { identity, old, new, time in
        guard case .valid = try custody.standing(ofCertificate: old, device: identity.device, at: time) else {
          return .certificateUnknown
        }
        try custody.recordCertificate(
          serial: new.serial, of: identity.device, epoch: identity.epoch, notAfter: new.notAfter, at: time)
        return nil
      },
      standing: { identity, serial in
        switch try custody.standing(ofCertificate: serial, device: identity.device) {
        case .valid(let epoch): epoch.epoch == identity.epoch ? .valid : .unknown
        case .unknown: .unknown
        case .revoked: .revoked
        case .closed: .closed
        }
      },
      reach: { try custody.store.read { _ in } })
  }
}

extension Problem.Code {
  init(_ refusal: Acceptance.Refusal) {
    self =
      switch refusal {
      case .unknownEpoch: .deviceUnknown
      case .closedEpoch: .epochClosed
      case .signature: .signatureInvalid
      case .profiles: .malformed
      }
  }

  init(_ failure: EnrolmentFailure.Code) {
    self =
      switch failure {
      case .unknownToken: .tokenUnknown
      case .expiredToken: .tokenExpired
      case .usedToken: .tokenUsed
      case .certificate: .certificateUnknown
      case .signingKey: .malformed
      }
  }
}

extension OsqueryGate {
  /// The record of an installation.
  package init(_ custody: Custody) {
    self.init(
      enrol: { host, hash, time in try custody.enrolOsquery(host: host, keyHash: hash, at: time) },
      device: { hash in try custody.osqueryDevice(keyHash: hash) },
      observe: { device, sightings, received in
        try custody.observe(
          sightings.map { ($0.time, $0.fact) }, of: device, from: .osquery, receivedAt: received)
      })
  }
}
