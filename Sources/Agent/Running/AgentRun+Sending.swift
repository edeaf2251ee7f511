import Cryptography
import Glibc
import Observations

/// Batches: made, signed, sent, forgotten after their receipt.
extension AgentRun {
  func urgent() { if courier.handle(.urgent, at: Clocks.now.uptime) == .send { send() } }

  /// Whose records are sent now.
  private var lane: Lane { formers.first ?? Lane(epoch: setting.epoch, spool: spool, outbox: outbox) }

  /// Records that the server has not acknowledged, of all enrolments.
  var pendingRecords: Int { formers.reduce(spool.pending) { $0 + $1.spool.pending } }

  func sendIfDue() throws {
    guard carrier != nil else { return }
    let count = pendingRecords + (lane.outbox.waiting?.isNew == false ? 1 : 0)
    if courier.handle(.pending(count, since: formers.isEmpty ? oldestPending : 0), at: Clocks.now.uptime) == .send {
      send()
    }
  }

  private func send() {
    do {
      while let former = formers.first, former.outbox.waiting == nil {
        try fillOutbox(former)
        if former.outbox.waiting == nil { formers.removeFirst() }
      }
      let lane = lane
      if lane.outbox.waiting == nil { try fillOutbox(lane) }
      guard let waiting = lane.outbox.waiting, let carrier else {
        _ = courier.handle(.nothing, at: Clocks.now.uptime)
        return
      }
      carrier.send(waiting.bytes, epoch: lane.epoch, first: waiting.first, last: waiting.last)
    } catch {
      mailbox.post(.answer(.unreachable("\(error)")))
    }
  }

  private func fillOutbox(_ lane: Lane) throws {
    if let hole = lane.outbox.nextHole() {
      let batch = seal(
        lane.epoch, first: hole.first, last: hole.last, hole.before, hole.after, Clocks.boot,
        .tombstone(reason: .dropped), [])
      return try put(batch, isNew: false, lane)
    }
    let isPassedOver = passedOver.map { $0.epoch == lane.epoch && $0.sequence == lane.spool.acknowledged + 1 } ?? false
    guard var stretch = lane.spool.next(most: isPassedOver ? 1 : courier.mostRecords, bytes: courier.mostBytes) else {
      return
    }
    if isPassedOver { stretch.passOver() }
    let batch = seal(
      lane.epoch, first: stretch.first, last: stretch.last, stretch.before, stretch.after, stretch.boot, stretch.body,
      stretch.profiles)
    try put(batch, isNew: true, lane)
  }

  private func put(_ batch: Batch, isNew: Bool, _ lane: Lane) throws {
    var batch = batch
    batch.signature = try signing.sign(batch.signedBytes)
    try lane.outbox.put(
      Outbox.Waiting(
        bytes: batch.bytes, first: batch.firstSequence, last: batch.lastSequence, before: batch.before,
        after: batch.after, isNew: isNew))
  }

  private func seal(
    _ epoch: Int, first: UInt64, last: UInt64, _ before: RecordChain, _ after: RecordChain, _ boot: BootID,
    _ body: Batch.Body,
    _ profiles: [[UInt8]]
  ) -> Batch {
    let now = Clocks.now
    return Batch(
      device: setting.device, epoch: epoch, boot: boot, firstSequence: first, lastSequence: last,
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
    switch answer {
    case .accepted, .contradicted: refusal = nil
    case .forbidden(let reason): refusal = reason
    default: break
    }
    tell("log", logTrouble, .error)
    tell("enrolment", refusal?.words, .error)
    let lane = lane
    if case .accepted(let receipt?) = answer, let waiting = lane.outbox.waiting {
      let isMeant =
        receipt.device == setting.device && receipt.epoch == lane.epoch && receipt.firstSequence == waiting.first
        && receipt.lastSequence == waiting.last
      if isMeant {
        lane.outbox.note(missing: receipt.missing, below: waiting.first)
        if !receipt.checkpoint.isEmpty { try told.set("checkpoint", receipt.checkpoint) }
        try told.set("receipt", String(receipt.entry))
      } else {
        answer = .unreachable("the server's receipt is for another batch")
      }
    }
    if case .accepted = answer, let waiting = lane.outbox.waiting {
      if waiting.isNew { try lane.spool.acknowledge(through: waiting.last, after: waiting.after) }
      try lane.outbox.clear(isAcknowledged: true)
      slowTries = 0
      status.lastSent = Clocks.now.time
      oldestPending = Clocks.now.uptime
      try told.commit()
    }
    // Nobody has this batch: it may be made anew, smaller.
    if answer == .tooLarge || answer == .tooSlow, let waiting = lane.outbox.waiting, waiting.isNew {
      try lane.outbox.clear(isAcknowledged: false)
      if waiting.first == waiting.last { try single(waiting.first, answer, lane) }
    }
    if answer.isFinal, let former = formers.first {
      // It must not stand in the way of what this enrolment sees. Its folder stays.
      formers.removeFirst()
      trouble =
        "the server refuses what enrolment \(former.epoch) of this device left behind; it stays in \(former.spool.folder)"
      answer = .unreachable(trouble ?? "")
    }
    let chance = Double.random(in: 0...1)
    _ = courier.handle(.answered(answer, chance: chance), at: Clocks.now.uptime)
  }

  private static let mostSlowTries = 8

  /// One record did not go by itself, which is that of a list with very many people. It must not keep back for ever what
  /// stands behind it: it becomes a tombstone, and the list is reported as too large from now on.
  private func single(_ sequence: UInt64, _ answer: Courier.Answer, _ lane: Lane) throws {
    slowTries += 1
    guard answer == .tooLarge || slowTries >= Self.mostSlowTries else { return }
    slowTries = 0
    passedOver = (lane.epoch, sequence)
    guard let stretch = lane.spool.next(most: 1), case .records(let records) = stretch.body,
      let profile = stretch.profiles.first, case .profiled(let sha256, _, _, _)? = records.first?.fact
    else { return }
    toldContents.refuse(profileOf: profile.count)
    // The line may be better after the next start; the server is what it is.
    if answer == .tooLarge { try told.set("largest_profile", String(toldContents.largestProfile)) }
    toldContents.remove(sha256)
    try told.forget(profileOf: sha256)
    try told.commit()
    for root in roots { queueScan(root.path) }
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
