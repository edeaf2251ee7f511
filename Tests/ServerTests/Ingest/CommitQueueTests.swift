import CanonicalForms
import Dispatch
import Observations
import Server
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct CommitQueueTests {
  struct Poison: Error {}

  static func batch(_ device: String) throws -> IngestGate.Checked {
    IngestGate.Checked(try SampleBatch(device: device).batch)
  }

  static func device(_ checked: IngestGate.Checked) -> String { (checked.content as? Batch)?.device ?? "" }

  static func receipt(_ checked: IngestGate.Checked) throws -> IngestGate.Acceptance {
    let batch = try #require(checked.content as? Batch)
    return .accepted(
      Receipt(
        entry: 1, device: batch.device, epoch: batch.epoch, firstSequence: batch.firstSequence,
        lastSequence: batch.lastSequence))
  }

  /// Waits until the door is open; it stays open.
  static func pass(_ door: DispatchSemaphore) {
    door.wait()
    door.signal()
  }

  /// While the first commit waits, the others gather; every one gets its own answer.
  @Test func thoseWhoComeMeanwhileShareTheNextCommit() async throws {
    let groups = Mutex<[Int]>([])
    let door = DispatchSemaphore(value: 0)
    let queue = CommitQueue(mostTogether: 8, metrics: Metrics()) { batches in
      Self.pass(door)
      groups.withLock { $0.append(batches.count) }
      return try batches.map(Self.receipt)
    }
    let devices = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<10 {
        group.addTask {
          guard case .accepted(let receipt) = try await queue.submit(Self.batch("d\(number)")) else { return "" }
          return receipt.device == "d\(number)" ? receipt.device : "other"
        }
      }
      while await queue.load * 256 < 9 { await Task.yield() }
      door.signal()
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(devices == Set((0..<10).map { "d\($0)" }))
    #expect(groups.withLock { $0 } == [1, 8, 1])
  }

  /// One batch that the record cannot take must not keep the others of its transaction out.
  @Test func oneBadBatchFailsAlone() async throws {
    let door = DispatchSemaphore(value: 0)
    let metrics = Metrics()
    let queue = CommitQueue(metrics: metrics) { batches in
      Self.pass(door)
      if batches.contains(where: { Self.device($0) == "bad" }) { throw Poison() }
      return try batches.map(Self.receipt)
    }
    let failed = await withTaskGroup(of: String?.self) { group in
      for name in ["first", "a", "bad", "b"] {
        group.addTask {
          do {
            _ = try await queue.submit(Self.batch(name))
            return nil
          } catch {
            return error is Poison ? name : "other"
          }
        }
      }
      while await queue.load * 256 < 3 { await Task.yield() }
      door.signal()
      return await group.reduce(into: [String]()) { names, name in if let name { names.append(name) } }
    }
    #expect(failed == ["bad"])
    #expect(metrics.value(.commitFailures) == 1)
  }

  @Test func aFullQueueSendsAway() async throws {
    let door = DispatchSemaphore(value: 0)
    let queue = CommitQueue(mostWaiting: 1, metrics: Metrics()) { batches in
      Self.pass(door)
      return try batches.map(Self.receipt)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<2 { group.addTask { _ = try await queue.submit(Self.batch("a")) } }
      while await queue.load < 1 { await Task.yield() }
      let problem = await #expect(throws: Problem.self) { _ = try await queue.submit(Self.batch("b")) }
      #expect(problem?.code == .busy)
      #expect((problem?.retryAfter ?? 0) > 0)
      door.signal()
      try await group.waitForAll()
    }
  }
}
