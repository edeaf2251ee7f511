import DiskEncryption

/// All that `hikae prove` has to say.
struct ProofAnswer {
  /// What came of a key.
  struct Outcome {
    let proof: KeyProof
    let others: [OpenedBitLocker.HeldPassword]
    let fileSystem: FileSystemHeader?
  }

  let report: ProtectorReport
  let drift: ProtectorDrift?
  /// The name of what it was compared with.
  let earlier: String?
  /// nil when no key was given, or it could not be one.
  private(set) var outcome: Outcome?
  /// Why the key could not be one.
  var fault: RecoveryPassword.Fault?

  init(report: ProtectorReport, drift: ProtectorDrift?, earlier: String?) {
    self.report = report
    self.drift = drift
    self.earlier = earlier
  }

  mutating func add(_ outcome: Outcome) { self.outcome = outcome }

  /// Refused, or something about the disk that somebody has to look at.
  var needsAttention: Bool {
    fault != nil || outcome?.proof.isProved == false || report.isSuspended || report.isPartial
      || drift?.isEmpty == false || report.copies.sound < report.copies.all
  }
}
