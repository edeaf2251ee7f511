import Cryptography
import Glibc
import Observations

/// Batches: made, signed, sent, forgotten after their receipt.
extension AgentRun {
  func urgent() { if courier.handle(.urgent, at: Clocks.now.uptime) == .send { send() } }

  func sendIfDue() throws {
    guard carrier != nil else { return }
    let count = spool.pending + (outbox.waiting?.isNew == false ? 1 : 0)
    if courier.handle(.pending(count, since: oldestPending), at: Clocks.now.uptime) == .send { send() }
  }

  private func send() {
    do {
      if outbox.waiting == nil { try fillOutbox() }
      guard let waiting = outbox.waiting, let carrier else {
        _ = courier.handle(.nothing, at: Clocks.now.uptime)
        return
      }
      carrier.send(waiting.bytes, epoch: setting.epoch, first: waiting.first, last: waiting.last)
    } catch {
      mailbox.post(.answer(.unreachable("\(error)")))
    }
  }

  private func fillOutbox() throws {
    if let hole = outbox.nextHole() {
      let batch = seal(
        first: hole.first, last: hole.last, hole.before, hole.after, Clocks.boot, .tombstone(reason: .dropped), [])
      return try put(batch, isNew: false)
    }
    guard let stretch = spool.next(most: courier.mostRecords) else { return }
    let batch = seal(
      first: stretch.first, last: stretch.last, stretch.before, stretch.after, stretch.boot, stretch.body,
      stretch.profiles)
    try put(batch, isNew: true)
  }

  private func put(_ batch: Batch, isNew: Bool) throws {
    var batch = batch
    batch.signature = try signing.sign(batch.signedBytes)
    try outbox.put(
      Outbox.Waiting(
        bytes: batch.bytes, first: batch.firstSequence, last: batch.lastSequence, before: batch.before,
        after: batch.after, isNew: isNew))
  }

  private func seal(
    first: UInt64, last: UInt64, _ before: RecordChain, _ after: RecordChain, _ boot: BootID, _ body: Batch.Body,
    _ profiles: [[UInt8]]
  ) -> Batch {
    let now = Clocks.now
    return Batch(
      device: setting.device, epoch: setting.epoch, boot: boot, firstSequence: first, lastSequence: last,
      before: before, after: after, sealed: now.time, sealedUptime: now.uptime,
      lastCheckpoint: told.about("checkpoint") ?? "", body: body, profiles: profiles)
  }

  func take(_ answer: Courier.Answer) throws {
    var answer = answer
    switch answer {
    case .doubted(let receipt, let reason):
      logTrouble = reason
      answer = .accepted(receipt)
    case .contradicted(let reason): logTrouble = reason
    case .accepted: logTrouble = nil
    default: break
    }
    tell("log", logTrouble, .error)
    if case .accepted(let receipt?) = answer, let waiting = outbox.waiting {
      let isMeant =
        receipt.device == setting.device && receipt.epoch == setting.epoch && receipt.firstSequence == waiting.first
        && receipt.lastSequence == waiting.last
      if isMeant {
        outbox.note(missing: receipt.missing, below: waiting.first)
        if !receipt.checkpoint.isEmpty { try told.set("checkpoint", receipt.checkpoint) }
        try told.set("receipt", String(receipt.entry))
      } else {
        answer = .unreachable("the server's receipt is for another batch")
      }
    }
    if case .accepted = answer, let waiting = outbox.waiting {
      if waiting.isNew { try spool.acknowledge(through: waiting.last, after: waiting.after) }
      try outbox.clear(isAcknowledged: true)
      status.lastSent = Clocks.now.time
      oldestPending = Clocks.now.uptime
      try told.commit()
    }
    // Nobody has this batch: it may be made anew, smaller.
    if case .tooLarge = answer, outbox.waiting?.isNew == true { try outbox.clear(isAcknowledged: false) }
    let chance = Double.random(in: 0...1)
    _ = courier.handle(.answered(answer, chance: chance), at: Clocks.now.uptime)
  }

  /// Sends what there is before the process ends; a carrier that does not answer is not waited for long.
  func sendLast() throws {
    guard carrier != nil else { return }
    let deadline = Clocks.now.uptime + 5_000
    while spool.pending > 0, Clocks.now.uptime < deadline, courier.failures == 0 {
      urgent()
      try sendIfDue()
      if case .waiting = courier.state { break }
      var waits = pollfd(fd: mailbox.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&waits, 1, 200)
      for message in mailbox.takeAll() { if case .answer(let answer) = message { try take(answer) } }
    }
  }
}
