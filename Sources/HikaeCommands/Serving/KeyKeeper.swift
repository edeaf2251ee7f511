import CanonicalForms
import KeyEscrow
import Logging
import Server
import ServiceLifecycle

/// Does what is due about kept keys while the server runs: proofs, the canary, requests whose time is over.
struct KeyKeeper: Service, CustomStringConvertible {
  let escrow: KeyEscrow
  let logger: Logger
  private let work = BlockingWork()

  init(escrow: KeyEscrow, logger: Logger) {
    self.escrow = escrow
    self.logger = logger
  }

  var description: String { "keys" }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let left = await round()
        // A proof takes a core for a fraction of a second: others come first.
        try? await Task.sleep(for: left > 0 ? .milliseconds(500) : .seconds(60))
      }
    }
  }

  /// - Returns: keys that are left to be proved; none while none could be tried.
  private func round() async -> Int {
    do {
      let round = try await work { try escrow.round(at: .now, atMost: 5) }
      return round.isBlocked ? 0 : round.left
    } catch {
      logger.error("keys could not be proved", metadata: ["error": .string("\(type(of: error))")])
      return 0
    }
  }
}
