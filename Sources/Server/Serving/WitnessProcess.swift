import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// A whole witness: answers until it is told to stop.
package struct WitnessProcess: Sendable {
  private let configuration: ServeConfiguration
  private let site: WitnessSite
  private let logger: Logger

  package init(configuration: ServeConfiguration, site: WitnessSite, logger: Logger) {
    self.configuration = configuration
    self.site = site
    self.logger = logger
  }

  package func run(
    stoppingOn signals: [UnixSignal] = [.sigterm, .sigint],
    onListening: @escaping @Sendable (SocketAddress) async -> Void
  ) async throws {
    guard let address = configuration.listen else { return }
    let listener = Listener(
      name: "witness", address: address, tls: configuration.identity.map { .server($0) },
      router: site.router(metrics: Metrics()))
    let service = try listener.service(logger: logger) { _, channel in
      if let address = channel.localAddress { await onListening(address) }
    }
    try await ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [service], gracefulShutdownSignals: signals, logger: logger)
    ).run()
  }
}
