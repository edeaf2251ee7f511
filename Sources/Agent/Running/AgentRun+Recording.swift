import CanonicalForms
import Cryptography
import Observations

/// Facts on their way into the spool.
extension AgentRun {
  func record(_ entries: [Entry]) {
    guard !entries.isEmpty else { return }
    if unrecorded.isEmpty { unrecordedSince = Clocks.now.uptime }
    unrecorded += entries
  }

  /// Of these an overflowing spool gives up first: they say how the device fares, not what lies on it.
  private static func isBulk(_ fact: Fact) -> Bool {
    switch fact {
    case .heartbeat, .network: true
    default: false
    }
  }

  /// Writes what was gathered: first the list of what is named, so that it never lacks a name that a record has, then the
  /// records, then the list of profiles that were handed over.
  func flushRecords() throws {
    guard !unrecorded.isEmpty else { return }
    let entries = unrecorded
    unrecorded = []
    for entry in entries { try told.note(entry.fact) }
    try told.commit()
    if spool.pending == 0 { oldestPending = Clocks.now.uptime }
    var profiles: [SHA256Digest] = []
    for entry in entries {
      guard blindSince == nil else {
        lose(entry)
        continue
      }
      do throws(Spool.Full) {
        try spool.append(entry, isBulk: Self.isBulk(entry.fact))
        if case .profiled(let sha256, _, _, _) = entry.fact, entry.isSettled { profiles.append(sha256) }
      } catch {
        blindSince = min(entry.stamp.time, spool.lastTime ?? entry.stamp.time)
        trouble = "the disk takes no more records"
        lose(entry)
      }
    }
    guard spool.sync() else {
      blindSince = blindSince ?? entries.first?.stamp.time
      return
    }
    for sha256 in profiles { try told.note(profileOf: sha256) }
    try told.commit()
  }

  private func lose(_ entry: Entry) {
    dropped += 1
    if case .profiled(let sha256, _, _, _) = entry.fact { toldContents.remove(sha256) }
  }

  /// Tries whether the disk takes records again. What was lost meanwhile is a gap, and is found by a scan.
  func seeAgain() throws {
    guard let since = blindSince else { return }
    blindSince = nil
    let now = Clocks.now
    unrecorded = []
    record([Entry(stamp: now, fact: .heartbeat(queued: ledger.openLooks, dropped: dropped))])
    try flushRecords()
    guard blindSince == nil else {
      blindSince = since
      return
    }
    trouble = nil
    beginAgain(since: since, .dropped)
    try flushRecords()
  }

  /// Keeps the spool within its limits. Evidence that had to go is gathered anew.
  func keepRoom() throws {
    let loss = spool.makeRoom(now: Clocks.now)
    dropped += loss.bulk + loss.evidence
    guard loss.evidence > 0 else { return }
    try told.forgetContents()
    toldContents.removeAll()
    for root in roots { queueScan(root.path) }
  }
}
