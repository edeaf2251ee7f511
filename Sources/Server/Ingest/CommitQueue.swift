/// Puts batches of several devices into one transaction: while one commit waits for the disk, those who come meanwhile
/// gather for the next. Whoever submits gets the answer after the commit is durable.
package actor CommitQueue {
  package typealias Commit = @Sendable ([IngestGate.Checked]) throws -> [IngestGate.Acceptance]

  private struct Waiting {
    let batch: IngestGate.Checked
    let answer: CheckedContinuation<IngestGate.Acceptance, any Error>
  }

  private let commit: Commit
  private let work: BlockingWork
  private let mostWaiting: Int
  private let mostTogether: Int
  private let metrics: Metrics
  private var waiting: [Waiting] = []
  private var isCommitting = false

  /// - Parameters:
  ///   - mostWaiting: batches beyond the ones being committed; further ones are sent away.
  ///   - mostTogether: in one transaction.
  package init(
    mostWaiting: Int = 256, mostTogether: Int = 64, work: BlockingWork = BlockingWork(), metrics: Metrics,
    commit: @escaping Commit
  ) {
    self.mostWaiting = max(1, mostWaiting)
    self.mostTogether = max(1, mostTogether)
    self.work = work
    self.metrics = metrics
    self.commit = commit
  }

  /// How full it is, from 0 to 1.
  package var load: Double { Double(waiting.count) / Double(mostWaiting) }

  /// Whether there is room for one more: asked before anything is done for it.
  /// - Throws: `busy` when too many wait.
  package func admit() throws {
    guard waiting.count < mostWaiting else {
      throw Problem(.busy, retryAfter: Pacing.retryAfter(5, jitter: .random(in: 0...1)))
    }
  }

  /// - Throws: `busy` when too many wait, or what the commit threw for this batch.
  package func submit(_ batch: IngestGate.Checked) async throws -> IngestGate.Acceptance {
    try admit()
    return try await withCheckedThrowingContinuation { answer in
      let one = Waiting(batch: batch, answer: answer)
      if isCommitting {
        waiting.append(one)
      } else {
        // Taken here and now, not when the task comes to run: until then it would hold a place among those who wait.
        isCommitting = true
        Task { await drain(startingWith: [one]) }
      }
    }
  }

  private func drain(startingWith first: [Waiting]) async {
    var group = first
    while !group.isEmpty {
      await settle(group)
      group = Array(waiting.prefix(mostTogether))
      waiting.removeFirst(group.count)
    }
    isCommitting = false
  }

  private func settle(_ group: [Waiting]) async {
    do {
      let batches = group.map(\.batch)
      let answers = try await work { [commit] in try commit(batches) }
      guard answers.count == group.count else { throw Problem(.internal) }
      metrics.add(.commits)
      metrics.add(.commitBatches, Double(group.count))
      for (waiting, answer) in zip(group, answers) { waiting.answer.resume(returning: answer) }
    } catch {
      // One bad batch must not take the others with it: each by itself.
      guard group.count > 1 else {
        metrics.add(.commitFailures)
        for waiting in group { waiting.answer.resume(throwing: error) }
        return
      }
      for waiting in group { await settle([waiting]) }
    }
  }
}
