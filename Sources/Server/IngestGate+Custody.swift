import Custody
import Observations
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
      comeBack: { request in
        try custody.comeBack(
          serial: request.old, of: request.identity.device, epoch: request.identity.epoch,
          newSerial: request.new.serial,
          notAfter: request.new.notAfter, earliest: request.earliest, at: request.at
        ).map { Problem.Code($0) }
      },
      open: { device, entries in
        let leaves = JournalLeaves(custody.store)
        return try entries.compactMap { entry in
          // By the entry itself, which is there also when what was told of its contents was erased.
          guard let leaf = try leaves.leaves(from: entry, through: entry).first,
            BatchEntry(entryBytes: leaf.entryBytes)?.device == device
          else { return nil }
          return OpenedEntry(entry: entry, salt: leaf.salt, entryBytes: leaf.entryBytes)
        }
      },
      doubt: { identity, doubt, time in try custody.record(doubt, from: identity.device, at: time) },
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

  init(_ refusal: ReturnRefusal) {
    self =
      switch refusal {
      case .unknown: .certificateUnknown
      case .revoked: .certificateRevoked
      case .closed: .epochClosed
      case .tooLate: .certificateExpired
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
