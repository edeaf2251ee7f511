import CanonicalForms
import KeyEscrow
import Response

/// What kept keys and reports of metadata say of a lost device's encryption, as statements of its incident.
///
/// They are evidence: machines saw it. Where a person says when it was seen, they are claims. They say no more than was seen. That a key is proved means that the disk was encrypted
/// with a key that is kept here, not that nobody else has one; how the key was managed on the device, which the exemption
/// for encryption asks for as well, is for people to show.
package struct ProtectionStatements: Sendable {
  package let protection: DiskProtection

  /// Stays the same: newer evidence of one source brings the former up to date, and contradicts nothing.
  static let reference = "recovery_keys"

  package init(_ protection: DiskProtection) { self.protection = protection }

  /// - Parameter time: when it is said.
  package func statements(at time: Moment) -> [NewStatement] {
    [encryption(time), cipher(time), standing(time), proof(time)].compactMap(\.self) + doubts(time)
  }

  /// - Parameter isClaimed: the time that it is of is what a person says.
  private func made(
    _ fact: Fact, _ answer: Answer, asOf: Moment?, at time: Moment, why: String? = nil, isClaimed: Bool = false
  ) -> NewStatement {
    let reference = (why ?? (isClaimed ? "seen_claimed" : nil)).map { "\(Self.reference):\($0)" } ?? Self.reference
    return NewStatement(
      fact, answer, asOf: asOf, saidAt: time, source: .init(.log, reference: reference),
      kind: isClaimed ? .claim : .evidence)
  }

  /// A device that never showed itself is one that nobody has looked at, whatever people say of it.
  private func encryption(_ time: Moment) -> NewStatement {
    guard let encryption = protection.encryption, let seen = protection.seen else {
      return made(.encryptionState, .notYetAvailable, asOf: protection.at, at: time)
    }
    let answer: Answer = protection.isDisputed ? .unknown : .known(.choice(encryption.rawValue))
    return made(.encryptionState, answer, asOf: seen, at: time, isClaimed: protection.isClaimed)
  }

  /// The weakest of the volumes.
  private func cipher(_ time: Moment) -> NewStatement? {
    let order = ["other", "aes_cbc_128", "aes_cbc_256", "aes_xts", "aes_xts_128", "aes_xts_256"]
    let weakest = protection.volumes.map { Self.cipher($0.report.cipher, keyBits: $0.report.keyBits) }.min { a, b in
      (order.firstIndex(of: a) ?? 0) < (order.firstIndex(of: b) ?? 0)
    }
    guard let weakest, let seen = protection.seen else { return nil }
    return made(.cipher, .known(.choice(weakest)), asOf: seen, at: time, isClaimed: protection.isClaimed)
  }

  /// The code of a cipher as metadata names it.
  /// - Parameter keyBits: of both keys of XTS together, where the name does not say it.
  static func cipher(_ name: String, keyBits: Int?) -> String {
    switch name {
    case "aes-xts-256": "aes_xts_256"
    case "aes-xts-128": "aes_xts_128"
    case "aes-cbc-256", "aes-cbc-256-diffuser": "aes_cbc_256"
    case "aes-cbc-128", "aes-cbc-128-diffuser": "aes_cbc_128"
    case "aes-xts-plain64", "aes-xts-plain":
      switch keyBits {
      case 512: "aes_xts_256"
      case 256: "aes_xts_128"
      // Reports from before do not have the length of the key.
      default: "aes_xts"
      }
    default: "other"
    }
  }

  private func standing(_ time: Moment) -> NewStatement {
    made(
      .recoveryKey, .known(.choice(protection.standing.rawValue)),
      asOf: protection.proof?.asOf ?? protection.seen ?? protection.at, at: time,
      isClaimed: protection.proof?.isClaimed ?? protection.isClaimed)
  }

  /// What to look up: class, method, metadata, key.
  private func proof(_ time: Moment) -> NewStatement? {
    guard let proof = protection.proof else { return nil }
    var parts = [proof.record.strength.rawValue, proof.record.method]
    if !proof.record.metadata.isEmpty { parts.append("SHA-256 " + proof.record.metadata.prefix(16)) }
    parts += [proof.key.text, proof.record.at.localMinute]
    return made(
      .keyProof, .known(.text(parts.joined(separator: " · "))), asOf: proof.asOf, at: time, isClaimed: proof.isClaimed)
  }

  /// Where somebody else might have a key, nobody can say that none was compromised; not even by claiming it.
  private func doubts(_ time: Moment) -> [NewStatement] {
    protection.doubts.prefix(1).map { doubt in
      made(.keyCompromised, .unknown, asOf: protection.at, at: time, why: doubt.rawValue)
    }
  }
}

extension KeyEscrow {
  /// The evidence that a loss report is opened with.
  /// - Parameters:
  ///   - lost: when the device was last seen for certain.
  ///   - time: now.
  package func evidence(of device: String, lost: Moment, at time: Moment) throws -> [NewStatement] {
    ProtectionStatements(try protection(of: device, at: lost)).statements(at: time)
  }
}

extension Incidents {
  /// Asks again what is known of the device's encryption, as of the loss as it stands by now, and states what is different:
  /// after a proof, or a corrected date of loss.
  /// - Returns: the numbers of the new statements.
  @discardableResult
  package func reviseProtection(of id: String, by escrow: KeyEscrow, at time: Moment) throws -> [Int] {
    let incident = try incident(id)
    let ledger = try ledger(of: id)
    let lost = min(ledger.answer(.lostAt).time?.from ?? incident.lastSeen, time)
    let news = try escrow.evidence(of: incident.device, lost: lost, at: time).filter { statement in
      let former = ledger.history(statement.fact).last { former in
        former.source.kind == .log && former.source.reference.hasPrefix(ProtectionStatements.reference)
      }
      return former?.answer != statement.answer || former?.asOf != statement.asOf || former?.kind != statement.kind
    }
    return news.isEmpty ? [] : try state(news, in: id, at: time)
  }
}
