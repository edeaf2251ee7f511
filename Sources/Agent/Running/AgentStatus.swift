import CanonicalForms

/// How the agent fares, as it writes it down every few seconds for `hikae-agent status`.
package struct AgentStatus: Sendable, Equatable {
  package var isRunning = true
  package var pid: Int32 = 0
  package var device = ""
  package var epoch = 0
  package var server: String?
  package var started: Moment?
  package var time: Moment?
  /// Roots, and whether every change below them is seen.
  package var watched: [String: Bool] = [:]
  package var lastScan: [String: Moment] = [:]
  package var scanning: String?
  package var reported = 0
  package var openLooks = 0
  package var gaps = 0
  package var pendingRecords = 0
  package var spoolBytes: Int64 = 0
  package var dropped = 0
  package var lastSent: Moment?
  package var network: String?
  /// Encrypted volumes that the server was told of, when, and why it was not; nil while nothing is told of disks.
  package var disks: DiskThread.Report?
  package var trouble: String?
  /// What is wrong with the server's log; nil when it was checked, or is not due yet.
  package var logTrouble: String?
  /// Checkpoints that are kept because they contradicted others.
  package var refusedCheckpoints = 0
  /// Whether what was sent is proved to be in the server's log; nil where the server has none, or nothing was sent.
  package var receipts: ReceiptWatch.Report?
  /// Proofs that are kept because they prove something else.
  package var refusedProofs = 0
  /// Why the server lets this device in no more; nil while it does.
  package var refusal: Courier.Refusal?

  package init() {}

  package var json: JSON {
    .object([
      "running": JSON(isRunning), "pid": JSON(Int(pid)), "device": .string(device), "epoch": JSON(epoch),
      "server": JSON(server),
      "started": JSON(started), "time": JSON(time),
      "roots": .array(
        watched.sorted { $0.key < $1.key }.map { root, isWatched in
          .object(["path": .string(root), "watched": JSON(isWatched), "last_scan": JSON(lastScan[root])])
        }),
      "scanning": JSON(scanning), "reported_files": JSON(reported), "open_looks": JSON(openLooks), "gaps": JSON(gaps),
      "pending_records": JSON(pendingRecords), "spool_bytes": .integer(spoolBytes), "dropped_records": JSON(dropped),
      "last_sent": JSON(lastSent), "network": JSON(network), "trouble": JSON(trouble),
      "log_trouble": JSON(logTrouble), "refused_checkpoints": JSON(refusedCheckpoints),
      "receipts": receipts.map { report in
        [
          "proved": JSON(report.proved), "last_proved": JSON(report.lastProved), "waiting": JSON(report.waiting),
          "since": JSON(report.since), "unlisted": JSON(report.unlisted), "given": JSON(report.isOwed),
          "trouble": JSON(report.trouble),
        ]
      } ?? .null, "refused_proofs": JSON(refusedProofs), "refusal": JSON(refusal?.rawValue),
      "disks": disks.map { report in
        ["volumes": JSON(report.volumes), "at": JSON(report.at), "trouble": JSON(report.trouble)]
      } ?? .null,
    ])
  }
}
