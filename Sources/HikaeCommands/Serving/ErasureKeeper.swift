import CanonicalForms
import Console
import Logging
import Response
import Server
import ServiceLifecycle
import Storage

/// Erases what is due while the server runs: address lists with their letters, who asked the inquiry desk, who acted in
/// incidents that ended long enough ago, and what programs were answered.
struct ErasureKeeper: Service, CustomStringConvertible {
  let incidents: Incidents
  /// Where answers to programs are remembered.
  let store: Store
  /// Where this server's sealed letters lie.
  let dataFolder: String
  let logger: Logger
  private let holder: String
  private let work = BlockingWork()

  init(incidents: Incidents, store: Store, dataFolder: String, logger: Logger) {
    self.incidents = incidents
    self.store = store
    self.dataFolder = dataFolder
    self.logger = logger
    holder = Erasure.newHolder()
  }

  var description: String { "erasure" }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await round()
        // Things are due by the day; that nothing is due is one look into an index.
        try? await Task.sleep(for: .seconds(3_600))
      }
    }
  }

  private func round() async {
    do {
      let done = try await work {
        try Console.forgetOldAnswers(in: store, at: .now)
        return try incidents.eraseDue(at: .now, dataFolder: dataFolder, holder: holder)
      }
      guard let done, done.lists + done.inquiries + done.records > 0 else { return }
      logger.info(
        "erased what was due",
        metadata: [
          "lists": .stringConvertible(done.lists), "inquiries": .stringConvertible(done.inquiries),
          "records": .stringConvertible(done.records),
        ])
    } catch {
      logger.error("what is due could not be erased", metadata: ["error": .string("\(type(of: error))")])
    }
  }
}
