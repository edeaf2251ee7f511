import CFanotify
import CanonicalForms
import Discovery
import Glibc
import Observations

extension AgentRun {
  /// Every few seconds: clocks, mounts, network, room, status.
  func tick(_ now: Stamp) throws {
    let (entries, isHeartbeatDue) = vitals.look(now, slept: Clocks.slept)
    record(entries)
    let table = MountTable.current
    if table != mountTable {
      mountTable = table
      plan(WatchPlan.current(setting.configuration, lyingOn: lyingOn))
    }
    mountsLooked = now.time
    let network = NetworkPlace.current(setting.configuration.networks)
    if network != status.network {
      status.network = network
      record([Entry(stamp: now, fact: .network(name: network))])
    }
    if isHeartbeatDue {
      record([Entry(stamp: now, fact: .heartbeat(queued: ledger.openLooks, dropped: dropped))])
      try told.set("alive", String(now.time.milliseconds))
      try keepRoom()
    }
    if now.uptime - lastRescan > Int64(setting.configuration.rescanHours) * 3_600_000 {
      lastRescan = now.uptime
      for root in roots { queueScan(root.path) }
    }
    try seeAgain()
    if isHeartbeatDue { writeStatus(now) }
    if isHeartbeatDue { watch_give_back_memory() }
  }

  /// The last words: what is known is written down, the watch ends in order.
  func end() throws {
    disks?.end()
    looker.end()
    for message in mailbox.takeAll() {
      if case .looker(.finding(let finding, let isLook), _) = message {
        record(ledger.handle(finding, isLook: isLook))
      }
    }
    let now = Clocks.now
    for root in roots where status.watched[root.path] == true {
      record([Entry(stamp: now, fact: .watchStopped(root: root.path, reason: .stopped))])
    }
    if SystemState.isShuttingDown { record([Entry(stamp: now, fact: .shutDown)]) }
    try flushRecords()
    try sendLast()
    carrier?.end()
    status.isRunning = false
    writeStatus(Clocks.now)
  }

  /// To whoever reads this machine's log.
  func tell(_ topic: String, _ state: String?, _ level: SystemLog.Level) {
    if let line = systemLog.line(topic, state, level) { AgentCommand.say(line) }
  }

  func writeStatus(_ now: Stamp) {
    status.time = now.time
    status.pid = getpid()
    status.device = setting.device
    status.server = setting.server
    status.epoch = setting.epoch
    status.reported = ledger.reportedCount
    status.openLooks = ledger.openLooks
    status.scanning = scanning
    status.pendingRecords = pendingRecords
    status.spoolBytes = formers.reduce(spool.bytes) { $0 + $1.spool.bytes }
    status.dropped = dropped
    status.trouble = trouble ?? courier.trouble
    status.logTrouble = logTrouble
    status.refusedCheckpoints = LogWatch.refused(in: setting.state.path).count
    status.refusedProofs = ReceiptWatch.refused(in: setting.state.path).count
    status.receipts = receipts()
    status.refusal = refusal
    if status.trouble != logTrouble, status.trouble != refusal?.words { tell("trouble", status.trouble, .warning) }
    tell("receipts", status.receipts.flatMap(\.warning), .warning)
    do {
      let bytes = status.json.canonicalBytes
      try SmallFile.replace(setting.state.status, with: bytes, mode: 0o644, isLasting: false)
      if let shown = setting.shownStatus { try SmallFile.replace(shown, with: bytes, mode: 0o644, isLasting: false) }
    } catch {
      trouble = error.description
    }
  }
}
