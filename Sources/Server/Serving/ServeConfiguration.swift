import CanonicalForms
import NIOSSL
import SingleSignOn
import Storage
import TransparencyLog
import Wording

/// How `hikae serve` was called, as text.
package struct ServeOptions: Sendable {
  package var listen: String? = "127.0.0.1:8420"
  package var agents: String?
  package var agentNames: [String] = []
  package var tlsCertificate: String?
  package var tlsKey: String?
  package var agentsCertificate: String?
  package var agentsKey: String?
  package var agentsAuthority: String?
  package var allowsPlainHTTP = false
  package var witnesses: String?
  package var osquerySecret: String?
  package var osqueryConfiguration: String?
  package var metricsToken: String?
  package var publicURL: String?
  package var portalURL: String?
  package var noticesURL: String?
  /// Addresses of proxies in front of the open port.
  package var trustedProxies: [String] = []
  package var provider = ProviderOptions()
  package var certificateDays = 60
  package var graceDays = 90
  package var interval = 60

  /// The provider of sign-in.
  package struct ProviderOptions: Sendable {
    package var issuer: String?
    package var clientID: String?
    package var secretFile: String?
    package var name: String?
    package var factors: [String] = []

    package init() {}
  }

  package init() {}
}

/// A checked configuration: everything that was given by path is read.
package struct ServeConfiguration: Sendable {
  package struct Address: Sendable, Hashable {
    package var host: String
    package var port: Int

    /// `HOST:PORT`; IPv6 in brackets.
    package init?(_ text: String) {
      guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
        (0...65_535).contains(port)
      else { return nil }
      var host = text[..<colon]
      if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
      guard !host.isEmpty, !host.contains("[") else { return nil }
      self.host = String(host)
      self.port = port
    }
  }

  /// Where browsers find a site: behind a proxy that is not where the server listens.
  package struct Site: Sendable, Hashable {
    package var isSecure: Bool
    /// With the port, as browsers send it.
    package var authority: String

    /// `https://hikae.example.jp` or `http://127.0.0.1:8420`, without a path.
    package init?(_ text: String) {
      let schemes = ["https://", "http://"]
      guard let scheme = schemes.first(where: text.hasPrefix) else { return nil }
      var rest = text.dropFirst(scheme.count)
      if rest.last == "/" { rest = rest.dropLast() }
      guard !rest.isEmpty, !rest.contains(where: { "/?#@ ".contains($0) }) else { return nil }
      isSecure = scheme == schemes[0]
      authority = rest.lowercased()
    }

    /// Whether browsers reach it over TLS, or without leaving their machine.
    var isProtected: Bool {
      guard !isSecure else { return true }
      guard let host = Address(authority)?.host ?? Address(authority + ":0")?.host else { return false }
      return IPAddress.isLoopback(host) || host.hasSuffix(".localhost")
    }

    package var url: String { (isSecure ? "https://" : "http://") + authority }
  }

  package struct Identity: Sendable {
    package let chain: [NIOSSLCertificate]
    package let key: NIOSSLPrivateKey
  }

  package struct Witness: Sendable {
    package let key: VerifierKey
    package let url: String
  }

  package struct Osquery: Sendable {
    package let secret: [UInt8]
    package let configuration: JSON
  }

  package private(set) var listen: Address?
  package private(set) var agents: Address?
  package private(set) var agentNames: [String]
  /// Of the open port; nil is plain HTTP.
  package private(set) var identity: Identity?
  /// Of the agents' port; nil lets the installation's authority issue one.
  package private(set) var agentsIdentity: Identity?
  /// PEM of those who signed it: what devices verify the server by from their enrolment on.
  package private(set) var agentsAuthority: String?
  package private(set) var witnesses: [Witness] = []
  package private(set) var osquery: Osquery?
  package private(set) var metricsToken: [UInt8]?
  /// Where browsers find the console; nil when that is where the server listens.
  package private(set) var publicSite: Site?
  /// Where users of clients find theirs; nil when that is the console's address.
  package private(set) var portalSite: Site?
  /// Where everybody finds notices and inquiry forms; nil when that is the console's address.
  package private(set) var noticesSite: Site?
  /// Whose word is taken for who asks.
  package let trustedProxies: TrustedProxies
  /// Through whom people may sign in beside passwords.
  package private(set) var provider: ProviderSettings?
  package private(set) var certificateDays: Int
  /// For how long a device may come back with a certificate that is over; 0 for not at all.
  package private(set) var graceDays: Int
  package private(set) var interval: Int

  /// - Throws: all that is wrong, at once.
  package init(_ options: ServeOptions) throws(ServeConfigurationFailure) {
    agentNames = options.agentNames
    trustedProxies = TrustedProxies(options.trustedProxies)
    certificateDays = options.certificateDays
    graceDays = options.graceDays
    interval = options.interval
    var check = ConfigurationCheck()
    listen = check.address(options.listen)
    agents = check.address(options.agents)
    if options.listen == nil, options.agents == nil { check.refuse(.configNoPort) }
    if let listen, let agents, listen.port == agents.port, listen.port != 0 { check.refuse(.configSamePort) }
    identity = check.identity(options.tlsCertificate, options.tlsKey, "--tls-certificate", "--tls-key")
    agentsIdentity = check.identity(
      options.agentsCertificate, options.agentsKey, "--agents-tls-certificate", "--agents-tls-key")
    agentsAuthority = check.authority(options.agentsAuthority)
    if (options.agentsAuthority == nil) != (options.agentsCertificate == nil) {
      check.refuse(.configTogether, "--agents-tls-certificate", "--agents-authority")
    }
    if let listen, options.tlsCertificate == nil, !options.allowsPlainHTTP, !IPAddress.isLoopback(listen.host) {
      check.refuse(.configPlain, listen.host)
    }
    witnesses = check.witnesses(options.witnesses)
    osquery = check.osquery(options.osquerySecret, options.osqueryConfiguration)
    if options.osquerySecret != nil, options.agents == nil { check.refuse(.configOsqueryPort) }
    metricsToken = check.secret(options.metricsToken)
    publicSite = check.site(options.publicURL, "--public-url")
    portalSite = check.site(options.portalURL, "--portal-url")
    noticesSite = check.site(options.noticesURL, "--notices-url")
    if options.portalURL != nil, options.publicURL == nil { check.refuse(.configNeeds, "--portal-url", "--public-url") }
    // Passwords and sessions cross the network: what cannot be seen here, the proxy's TLS, has to be said.
    if let listen, options.tlsCertificate == nil, options.allowsPlainHTTP, !IPAddress.isLoopback(listen.host),
      options.publicURL == nil
    {
      check.refuse(.configPlainProxy, listen.host)
    }
    provider = check.provider(options.provider, hasPublicURL: options.publicURL != nil)
    if !(30...90).contains(options.certificateDays) { check.refuse(.configDays, "--certificate-days", "30", "90") }
    if !(0...365).contains(options.graceDays) { check.refuse(.configDays, "--grace-days", "0", "365") }
    if !(5...86_400).contains(options.interval) { check.refuse(.configDays, "--interval", "5", "86400") }
    guard check.refusals.isEmpty else { throw ServeConfigurationFailure(refusals: check.refusals) }
  }
}

/// Everything that is wrong with a configuration.
package struct ServeConfigurationFailure: Error, Sendable {
  package struct Refusal: Sendable, Hashable {
    package let phrase: Phrase
    package let arguments: [String]
  }

  package let refusals: [Refusal]

  /// A line for each.
  package func lines(in language: Language) -> [String] {
    refusals.map { language.text($0.phrase, arguments: $0.arguments) }
  }
}
