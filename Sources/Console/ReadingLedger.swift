import CanonicalForms
import Custody
import Server

/// Takes down who looked at what, before it is shown. Those who come while one commit is under way share the next, so that
/// many readers cost few transactions.
actor ReadingLedger {
  private let custody: Custody
  private let work: BlockingWork
  private var waiting: [(reading: Reading, done: CheckedContinuation<Void, any Error>)] = []
  private var isCommitting = false

  init(custody: Custody, work: BlockingWork) {
    self.custody = custody
    self.work = work
  }

  /// Returns when it is on disk.
  func note(_ reading: Reading) async throws {
    try await withCheckedThrowingContinuation { done in
      waiting.append((reading, done))
      if !isCommitting {
        isCommitting = true
        Task { await commitAll() }
      }
    }
  }

  private func commitAll() async {
    while !waiting.isEmpty {
      let batch = waiting
      waiting = []
      let readings = batch.map(\.reading)
      let custody = custody
      do {
        try await work { try custody.record(readings) }
        for one in batch { one.done.resume() }
      } catch {
        for one in batch { one.done.resume(throwing: error) }
      }
    }
    isCommitting = false
  }
}
