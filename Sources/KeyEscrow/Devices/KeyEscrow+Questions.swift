import CanonicalForms
import DiskEncryption
import Storage

/// The live challenge: sectors that are drawn here and read by the device, for class A.
extension KeyEscrow {
  /// For how long an answer counts.
  private static let answerMinutes: Int64 = 10
  /// Sectors are asked for again after so long.
  private static let questionHours: Int64 = 20
  /// How often other sectors are asked for when some had been written meanwhile.
  private static let mostAttempts = 3

  /// The next question about a key that is proved against what the device shows; nil while none is due.
  /// - Parameter copy: of the metadata that the device shows.
  func question(
    about key: EscrowedKey, _ report: ProtectorReport, copy: MetadataCopy, to caller: DeviceCaller, at now: Moment
  ) throws -> SectorQuestion? {
    let metadata = "\(report.metadata)"
    let last = try store.read { try QuestionRegister(session: $0).latest(about: key) }
    var attempt = 1
    if let last, last.metadata == metadata, last.asked.adding(seconds: Self.questionHours * 3600) > now {
      guard !last.isSettled, last.attempt < Self.mostAttempts else { return nil }
      attempt = last.attempt + 1
    }
    let volume = try EncryptedVolume(reading: copy)
    var generator = SystemRandomNumberGenerator()
    guard let challenge = SectorChallenge.draw(of: volume, size: copy.size, using: &generator) else { return nil }
    let asked = AskedQuestion(
      key: key.id, id: Self.newID("q-"), volume: report.volume, metadata: metadata, challenge: challenge, asked: now,
      expires: now.adding(seconds: Self.answerMinutes * 60), attempt: attempt, isSettled: false)
    try store.write { try QuestionRegister(session: $0).put(asked, to: caller) }
    return SectorQuestion(
      id: asked.id, volume: report.volume, sectorSize: volume.sectorSize, sectors: challenge.sectors,
      expires: asked.expires)
  }

  /// What became of an answer.
  package enum Answered: Sendable, Hashable {
    /// The key is proved live, or refused by what the sectors hold.
    case settled(ProofRecord)
    /// Too little agreed to say anything: other sectors are asked for.
    case undecided
    /// An answer to nothing: replayed, too late, of another certificate.
    case unknown
  }

  /// Judges what a device read. Sectors are decrypted in memory, compared and forgotten.
  func judge(
    _ answers: [SectorChallenge.Answer], to id: String, serial: String?, from caller: DeviceCaller, at now: Moment
  ) throws -> Answered {
    guard let question = try store.write({ try QuestionRegister(session: $0).use(id, by: caller, at: now) }),
      let key = try key(question.key), key.device == caller.device
    else { return .unknown }
    var opened = OpenRing(ring)
    let attempt = try read(key, with: &opened)
    // The key is proved anew first: a device that has changed since, or shows an older state, is not judged by what it was.
    guard attempt.metadata == question.metadata, !attempt.isRolledBack, let asOf = attempt.asOf, let copy = attempt.copy
    else {
      return .undecided
    }
    let outcome = attempt.prove(key, at: now)
    guard let proof = outcome.proof, let volume = outcome.opened else {
      _ = try settle(outcome, of: key, by: caller.actor, at: now)
      return .settled(outcome.record)
    }
    guard let judgement = try LiveJudgement(question.challenge, answers, by: volume, in: copy),
      judgement.outcome.isLive || judgement.isForeign
    else { return .undecided }
    let challenged = proof.challenged(judgement.outcome, serial: judgement.serial, known: serial)
    let record = ProofRecord(challenged, asOf: max(asOf, question.asked), at: now)
    let settled = ProofAttempt.Outcome(record: record, proof: challenged, opened: volume, others: outcome.others)
    _ = try settle(
      settled, of: key,
      saying: [
        "question": .string(question.id), "agreeing": JSON(judgement.outcome.agreeing),
        "differing": JSON(judgement.outcome.differing), "serial": JSON(judgement.serial),
      ], by: caller.actor, at: now)
    try store.write { try QuestionRegister(session: $0).settle(question, of: caller.device) }
    return .settled(record)
  }

  /// The device could not answer: the question is over.
  func drop(_ id: String, from caller: DeviceCaller, at now: Moment) throws {
    _ = try store.write { try QuestionRegister(session: $0).use(id, by: caller, at: now) }
  }
}
