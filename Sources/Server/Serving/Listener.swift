import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// One port and what it answers.
struct Listener {
  let name: String
  let address: ServeConfiguration.Address
  let tls: TLSConfiguration?
  let router: Router<ServerContext>

  /// Connections that are open at the same time; more wait in the kernel's queue.
  static let mostConnections = 10_000

  static let http = HTTP1Channel.Configuration(
    idleTimeout: .seconds(60),
    httpDecoderConfiguration: .init(
      maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))

  func service(
    logger: Logger, onListening: @escaping @Sendable (String, any Channel) async -> Void
  ) throws -> any Service {
    let plain = HTTPServerBuilder.http1(configuration: Self.http)
    let name = name
    return Application(
      router: router, server: try tls.map { try HTTPServerBuilder.tls(plain, tlsConfiguration: $0) } ?? plain,
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port),
        availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
      onServerRunning: { channel in await onListening(name, channel) }, logger: logger)
  }
}

extension TLSConfiguration {
  /// TLS 1.3 and nothing older, with a certificate of the operator's or the authority's.
  static func server(_ identity: ServeConfiguration.Identity) -> TLSConfiguration {
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: identity.chain.map { .certificate($0) }, privateKey: .privateKey(identity.key))
    tls.minimumTLSVersion = .tlsv13
    tls.applicationProtocols = ["http/1.1"]
    return tls
  }

  /// As `server`, and whoever shows a certificate must have one of the authority's. Whoever shows none is a stranger, who
  /// can do no more than enrol, read the log, and talk as osquery.
  static func agents(_ identity: ServeConfiguration.Identity, trusting authority: NIOSSLCertificate) -> TLSConfiguration
  {
    var tls = server(identity)
    tls.trustRoots = .certificates([authority])
    tls.certificateVerification = .optionalVerification
    return tls
  }
}
