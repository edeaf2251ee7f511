import CanonicalForms
import Logging
import ServiceLifecycle
import Storage
import Synchronization
import TransparencyLog

/// Keeps the log up to the journal, and asks the witnesses to cosign each checkpoint.
///
/// It may run in several servers of one database at once: the publisher's lease lets one of them sign at a time, and the
/// others follow.
package struct LogKeeper: Service, CustomStringConvertible {
  private let publisher: LogPublisher
  private let tiles: any TileStore
  private let witnesses: [WitnessPeer]
  private let interval: Duration
  private let work: BlockingWork
  private let metrics: Metrics
  private let logger: Logger
  private let shown = Shown()
  package let health = LogHealth()

  package init(
    publisher: LogPublisher, tiles: any TileStore, witnesses: [WitnessPeer], interval: Duration = .seconds(1),
    work: BlockingWork = BlockingWork(), metrics: Metrics, logger: Logger
  ) {
    self.publisher = publisher
    self.tiles = tiles
    self.witnesses = witnesses
    self.interval = interval
    self.work = work
    self.metrics = metrics
    self.logger = logger
  }

  package var key: VerifierKey { publisher.key }

  package var description: String { "log" }

  /// The published checkpoint as text, with its cosignatures; empty before the first look.
  package func checkpoint() -> String { shown.text }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await publishing() }
        for witness in witnesses { group.addTask { await asking(witness) } }
      }
    }
  }

  private func publishing() async {
    while !Task.isCancelled {
      await publishOnce()
      try? await Task.sleep(for: interval)
    }
  }

  /// Publishes what is new, and takes note of what is shown.
  package func publishOnce() async {
    do {
      let published = try await work { try publisher.publish() }
      if published.isSigned { metrics.add(.checkpoints) }
      try await look()
      health.note("log", nil)
      metrics.set(.logFailing, 0)
    } catch {
      health.note("log", "not published (\((error as? StorageFailure)?.code.rawValue ?? "failure"))")
      metrics.set(.logFailing, 1)
      // Nothing was signed; the journal is safe, and the next round tries again.
      logger.error("the log was not published", metadata: ["reason": .string("\(error)")])
    }
  }

  private func look() async throws {
    guard let bytes = try await work({ try tiles.read(.checkpoint) }) else { return }
    let checkpoint = try SignedCheckpoint(parsing: bytes, signedBy: publisher.key)
    shown.show(checkpoint)
    metrics.set(.logSize, Double(checkpoint.checkpoint.size))
    metrics.set(.checkpointTime, Double(Moment.now.seconds))
  }

  /// Asks one witness about each checkpoint, one after the other; after a failure it is left alone for a while.
  private func asking(_ witness: WitnessPeer) async {
    var patience = WitnessPatience()
    while !Task.isCancelled {
      if let checkpoint = shown.checkpoint, checkpoint.checkpoint.size != patience.cosignedSize {
        let outcome = await ask(witness, about: checkpoint, believedSize: patience.cosignedSize ?? 0)
        patience.learn(outcome)
      }
      try? await Task.sleep(for: .milliseconds(patience.pause(base: interval / .milliseconds(1))))
    }
  }

  /// - Returns: the size that the witness has cosigned; nil when it did not.
  @discardableResult
  package func ask(_ witness: WitnessPeer, about checkpoint: SignedCheckpoint, believedSize: Int) async -> Int? {
    do {
      switch try await witness.talk(about: checkpoint, believedSize: believedSize, tiles: tiles) {
      case .cosigned(let lines, time: _):
        let isAdded = try await work { try publisher.addCosignatures(lines, to: checkpoint.checkpoint) }
        if isAdded { try await look() }
        note(witness, isAdded ? "cosigned" : "overtaken")
        metrics.set(.witnessSize, Double(checkpoint.checkpoint.size), labels: ["witness": witness.key.name])
        return checkpoint.checkpoint.size
      case .refused(let failure, witnessSize: _): note(witness, failure.code.rawValue, reason: failure.message)
      }
    } catch {
      note(witness, "unreachable", reason: "\(type(of: error))")
    }
    return nil
  }

  private func note(_ witness: WitnessPeer, _ outcome: String, reason: String? = nil) {
    metrics.add(.witnessRounds, labels: ["witness": witness.key.name, "outcome": outcome])
    health.note("witness " + witness.key.name, reason.map { _ in "does not cosign (\(outcome))" })
    metrics.set(.witnessFailing, reason == nil ? 0 : 1, labels: ["witness": witness.key.name])
    guard let reason else { return }
    logger.warning(
      "a witness did not cosign",
      metadata: [
        "witness": .string(witness.key.name), "outcome": .string(outcome), "reason": .string(reason),
      ])
  }

  /// What is shown to the world, as this server saw it last.
  private final class Shown: Sendable {
    private let last = Mutex<SignedCheckpoint?>(nil)

    var checkpoint: SignedCheckpoint? { last.withLock { $0 } }
    var text: String { checkpoint.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "" }

    func show(_ checkpoint: SignedCheckpoint) { last.withLock { $0 = checkpoint } }
  }
}

/// How long a log waits before it asks a witness again. Pure.
struct WitnessPatience {
  private(set) var cosignedSize: Int?
  private var failures = 0

  mutating func learn(_ size: Int?) {
    if let size {
      cosignedSize = size
      failures = 0
    } else {
      failures = min(failures + 1, 10)
    }
  }

  /// Milliseconds: doubles with every failure, up to five minutes.
  func pause(base: Double) -> Int { Int(min(300_000, base * Double(1 << failures))) }
}
