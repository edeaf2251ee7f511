import TransparencyLog

/// Everything that can be verified of an installation's own record: each entry against its leaf hash, the entries against
/// the tiles, the tiles against the checkpoint, the checkpoint against the key and against what the key signed last.
package struct InstallationAudit {
  package struct Report: Sendable {
    package let checkpoint: SignedCheckpoint
    package let verdict: TrustPolicy.Verdict
    /// In the order of their first leaf.
    package let findings: [AuditFinding]
    package let entries: Int64
    /// Entries whose personal part was erased.
    package let erased: Int64
    /// Entries that are not in the log yet.
    package let ahead: Int64
  }

  private let folder: DataFolder
  private let journal: Journal
  private let policy: TrustPolicy

  package init(folder: DataFolder, journal: Journal, policy: TrustPolicy) {
    self.folder = folder
    self.journal = journal
    self.policy = policy
  }

  /// - Parameter earlier: checkpoints that somebody kept, verified.
  /// - Throws: `missing`, `malformed`, `signature` or `quorum` when the checkpoint itself is not to be believed.
  package func run(earlier: [Checkpoint] = []) throws -> Report {
    guard let bytes = try folder.tiles.read(.checkpoint) else {
      throw LogFailure(.missing, "the log has no checkpoint at \(folder.logPath)")
    }
    let checkpoint = try SignedCheckpoint(parsing: bytes)
    let verdict = try policy.verify(checkpoint)
    var earlier = earlier
    if let remembered = try folder.signedCheckpoints.latest(of: checkpoint.checkpoint.origin) {
      earlier.append(try SignedCheckpoint(parsing: remembered, signedBy: verdict.log).checkpoint)
    }
    let leaves = JournalLeaves(journal.store)
    var ofDatabase: Checkpoint?
    if let bytes = try SharedCheckpoint(journal.store).latest(of: checkpoint.checkpoint.origin) {
      let common = try SignedCheckpoint(parsing: bytes, signedBy: verdict.log).checkpoint
      // Another server may have signed what this one has not shown yet.
      if common.size > checkpoint.checkpoint.size { ofDatabase = common } else { earlier.append(common) }
    }
    let audit = LogAudit(store: folder.tiles, checkpoint: checkpoint.checkpoint, journal: leaves.hashes)
    var findings = try audit.run(earlier: earlier).findings
    let verification = try journal.verify()
    if let broken = verification.broken.first {
      let leaf = Int(broken) - 1
      if !findings.contains(where: { $0.source == .journal && $0.leaf == leaf }) {
        findings.append(AuditFinding(.journal, .changed, leaf: leaf))
      }
    }
    findings += verification.removed.map { AuditFinding(.journal, .removed, leaf: Int($0) - 1) }
    if let ofDatabase, try leaves.root(of: ofDatabase.size) != ofDatabase.root {
      findings.append(AuditFinding(.checkpoint, .changed, leaf: checkpoint.checkpoint.size, end: ofDatabase.size))
    }
    let last = try leaves.last()
    return Report(
      checkpoint: checkpoint, verdict: verdict,
      findings: findings.sorted { ($0.leaf, $0.end) < ($1.leaf, $1.end) }, entries: verification.entries,
      erased: verification.erased, ahead: max(0, last - Int64(checkpoint.checkpoint.size)))
  }
}
