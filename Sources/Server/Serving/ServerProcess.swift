import AsyncHTTPClient
import CanonicalForms
import Crypto
import Glibc
import Hummingbird
import Logging
import NIOCore
import NIOSSL
import Observations
import ServiceLifecycle
import SwiftASN1
import TransparencyLog
import UnixSignals
import X509

/// A whole server: what it needs is handed in, and `run` answers until it is told to stop. It keeps nothing that another
/// server of the same installation would miss.
package struct ServerProcess: Sendable {
  private let configuration: ServeConfiguration
  private let gate: IngestGate
  private let osquery: OsqueryGate?
  private let disks: DiskGate?
  private let authority: CertificateAuthority
  private let keeper: LogKeeper?
  private let tiles: any TileStore
  private let metrics: Metrics
  private let logger: Logger
  private let sites: [@Sendable (Router<ServerContext>) -> Void]
  private let companions: [any Service]
  private let work = BlockingWork()
  private let budget: ByteBudget
  private let bodies: BodyReader
  /// Of those whom no certificate names: they cannot use up the memory of those whom one does.
  private let strangersBodies: BodyReader
  private let queue: CommitQueue
  private let limits: Limits

  /// What one server takes.
  package struct Limits: Sendable {
    /// Of all batches together. Decoding takes about twice as much again. Strangers have a quarter of it for themselves.
    package var bodyBytes = 192 << 20
    package var largestBatch = Batch.largest
    package var pace = BodyReader.Pace()
    /// Of one device.
    package var devices = TokenBucket.Rate(capacity: 30, perSecond: 5)
    /// Of one address without a certificate.
    package var strangers = TokenBucket.Rate(capacity: 20, perSecond: 1)
    package var mostWaiting = 256

    package init() {}
  }

  /// - Parameters:
  ///   - sites: what else the open port shows, each added after what is here.
  ///   - companions: services that run and end with the server.
  package init(
    configuration: ServeConfiguration, gate: IngestGate, osquery: OsqueryGate? = nil, disks: DiskGate? = nil,
    authority: CertificateAuthority,
    keeper: LogKeeper? = nil, tiles: any TileStore, limits: Limits = Limits(), metrics: Metrics, logger: Logger,
    sites: [@Sendable (Router<ServerContext>) -> Void] = [], companions: [any Service] = []
  ) {
    self.sites = sites
    self.companions = companions
    self.configuration = configuration
    self.gate = gate
    self.osquery = osquery
    self.disks = disks
    self.authority = authority
    self.keeper = keeper
    self.tiles = tiles
    self.limits = limits
    self.metrics = metrics
    self.logger = logger
    budget = ByteBudget(limit: limits.bodyBytes)
    bodies = BodyReader(budget: budget, pace: limits.pace)
    strangersBodies = BodyReader(budget: ByteBudget(limit: limits.bodyBytes / 4), pace: limits.pace)
    queue = CommitQueue(mostWaiting: limits.mostWaiting, work: work, metrics: metrics, commit: gate.accept)
  }

  /// - Parameters:
  ///   - signals: end it in an orderly way.
  ///   - onListening: gets `open` or `agents`, and the address in use, once a port answers.
  package func run(
    stoppingOn signals: [UnixSignal] = [.sigterm, .sigint],
    onListening: @escaping @Sendable (String, SocketAddress) async -> Void
  ) async throws {
    metrics.set(.started, Double(Moment.now.seconds))
    var services: [any Service] = companions
    if let keeper { services.append(keeper) }
    for listener in try listeners() {
      services.append(
        try listener.service(logger: logger) { name, channel in
          if let address = channel.localAddress { await onListening(name, address) }
        })
    }
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services, gracefulShutdownSignals: signals, logger: logger))
    try await group.run()
  }

  private func listeners() throws -> [Listener] {
    var listeners: [Listener] = []
    if let address = configuration.listen {
      listeners.append(
        Listener(
          name: "open", address: address, tls: configuration.identity.map { .server($0) }, router: openRouter()))
    }
    if let address = configuration.agents {
      let identity = try configuration.agentsIdentity ?? selfIssued(for: address)
      let root = try NIOSSLCertificate(bytes: Array(authority.pem.utf8), format: .pem)
      listeners.append(
        Listener(
          name: "agents", address: address, tls: .agents(identity, trusting: root), router: try agentsRouter()))
    }
    return listeners
  }

  /// The certificate of the agents' port when the operator gave none. Its key never leaves this process.
  private func selfIssued(for address: ServeConfiguration.Address) throws -> ServeConfiguration.Identity {
    var names = configuration.agentNames
    var host = [CChar](repeating: 0, count: 256)
    if gethostname(&host, host.count - 1) == 0 {
      names.append(String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    names += ["localhost", "127.0.0.1", "::1", address.host]
    var seen: Set<String> = []
    names = names.filter { $0 != "0.0.0.0" && $0 != "::" && seen.insert($0).inserted }
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let certificate = try authority.issueServer(names: names, publicKey: key.publicKey, at: .now)
    return ServeConfiguration.Identity(
      chain: [try NIOSSLCertificate(bytes: Array(certificate.serializeAsPEM().pemString.utf8), format: .pem)],
      key: try NIOSSLPrivateKey(bytes: Array(key.serializeAsPEM().pemString.utf8), format: .pem))
  }

  /// For people, monitors and readers of the log.
  package func openRouter() -> Router<ServerContext> {
    let router = router()
    let health = health
    health.add(to: router)
    health.addMetrics(to: router)
    LogRoutes(site: LogSite(store: tiles), work: work).add(to: router)
    for add in sites { add(router) }
    return router
  }

  /// For devices.
  /// - Parameter peer: the client certificate of a connection; tests hand one in.
  package func agentsRouter(
    peer: @escaping @Sendable (any Channel) async throws -> [UInt8]? = { try await PeerCertificate.der(of: $0) }
  ) throws -> Router<ServerContext> {
    let router = router()
    health.add(to: router)
    LogRoutes(site: LogSite(store: tiles), work: work).add(to: router)
    let devices = DeviceDoor(
      gate: gate, turnstile: Turnstile(rate: limits.devices, mostInside: 1), work: work, peer: peer)
    let strangers = Turnstile(rate: limits.strangers, mostInside: 8)
    EnrolmentRoutes(
      gate: gate, authority: authority, devices: devices, strangers: strangers, bodies: strangersBodies, work: work,
      metrics: metrics, serverAuthority: try configuration.agentsAuthority ?? authority.pem,
      logKey: keeper.map { "\($0.key)" } ?? "", days: configuration.certificateDays, graceDays: configuration.graceDays
    ).add(to: router)
    if keeper != nil {
      ReceiptRoutes(
        gate: gate, devices: devices, bodies: bodies, tiles: tiles, work: work, metrics: metrics, logger: logger
      ).add(to: router)
    }
    var batches = BatchRoutes.Limits()
    batches.interval = configuration.interval
    batches.largestBody = limits.largestBatch
    let keeper = keeper
    BatchRoutes(
      devices: devices, bodies: bodies, check: gate.check, work: work, queue: queue, limits: batches, metrics: metrics,
      checkpoint: { keeper?.checkpoint() ?? "" }
    ).add(to: router)
    if let disks {
      DiskRoutes(gate: disks, devices: devices, bodies: bodies, work: work, metrics: metrics).add(to: router)
    }
    if let osquery, let settings = configuration.osquery {
      OsqueryRoutes(
        gate: osquery, secret: settings.secret, configuration: settings.configuration, bodies: strangersBodies,
        strangers: strangers, nodes: Turnstile(rate: limits.devices, mostInside: 4), work: work, metrics: metrics
      ).add(to: router)
    }
    return router
  }

  private func router() -> Router<ServerContext> {
    let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: ProblemMiddleware(metrics: metrics, logger: logger))
    return router
  }

  private var health: HealthRoutes {
    HealthRoutes(
      gate: gate, work: work, metrics: metrics, budget: budget, queue: queue, log: keeper?.health,
      metricsToken: configuration.metricsToken)
  }
}
