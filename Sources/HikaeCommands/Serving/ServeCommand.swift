import Accounts
import ArgumentParser
import CanonicalForms
import Custody
import Logging
import Server
import Storage
import TransparencyLog
import Wording

/// `hikae serve`: takes what devices report, and shows the log to the world.
package struct ServeCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Take what devices report, and show the transparency log.",
    discussion: """
      Runs until it gets SIGTERM or SIGINT, finishes what it has begun, and ends. Logs go to standard error, a JSON \
      object a line. Exit status: 0 stopped, 2 wrong usage, 3 failure.
      """)

  @OptionGroup var options: ServeArguments
  @OptionGroup var keys: TokenOptions
  @OptionGroup var installation: InstallationOptions

  package init() {}

  package func run() async throws {
    let language = installation.language
    try options.zone.apply(in: language)
    let configuration: ServeConfiguration
    do throws(ServeConfigurationFailure) {
      configuration = try ServeConfiguration(options.serveOptions)
    } catch {
      for line in error.lines(in: language) { StandardError.print("error: \(line)") }
      throw Status.usage
    }
    try await reportingFailuresAsync(in: language) {
      // Nothing to set up: the folder is made when it is not there.
      let isNew = try !installation.isSetUp
      let custody = try installation.open(creating: isNew)
      if isNew {
        try installation.folder.createLog(name: nil)
        print(language.text(.serveCreated, installation.folder.path))
      }
      try await ServedInstallation(
        installation: installation, custody: custody, configuration: configuration,
        passwords: options.passwordPolicy, keys: try keys.keyRing(of: installation)
      ).run { address in
        StandardOutput.line(language.text(.serveConsole, address.console))
        if let link = address.firstRun { StandardOutput.line(language.text(.serveFirstRun, link)) }
      }
      StandardOutput.line(language.text(.serveStopped))
    }
  }

  static func text(_ address: String?, _ port: Int?) -> String {
    let address = address ?? ""
    return (address.contains(":") ? "[\(address)]" : address) + ":\(port ?? 0)"
  }
}

/// What `hikae serve` is told.
struct ServeArguments: ParsableArguments {
  @Option(help: "Address of the open port, HOST:PORT: health, metrics, the log.")
  var listen = "127.0.0.1:8420"

  @Option(help: "Address of the agents' port, HOST:PORT (default: none).")
  var agents: String?

  @Option(
    name: .customLong("agents-name"),
    help: "A name or address under which devices reach the agents' port, for its certificate; may be repeated.")
  var agentNames: [String] = []

  @Option(help: "Certificate chain of the open port, as PEM.")
  var tlsCertificate: String?

  @Option(help: "Private key of the open port, as PEM.")
  var tlsKey: String?

  @Option(
    name: .customLong("agents-tls-certificate"),
    help: "Certificate chain of the agents' port (default: issued by the installation's own authority).")
  var agentsCertificate: String?

  @Option(name: .customLong("agents-tls-key"), help: "Private key of the agents' port, as PEM.")
  var agentsKey: String?

  @Option(help: "Certificates of those who signed that of the agents' port, as PEM: devices trust them from then on.")
  var agentsAuthority: String?

  @Flag(
    name: .customLong("plain-http"),
    help: "Speak plain HTTP on an open port that others reach, behind what does TLS at --public-url.")
  var allowsPlainHTTP = false

  @Option(help: "File of witnesses that are asked to cosign, in the form of C2SP tlog-policy.")
  var witnesses: String?

  @Option(help: "File with the secret that osquery enrols with; without it, osquery's dialect is off.")
  var osquerySecret: String?

  @Option(name: .customLong("osquery-config"), help: "File with the configuration for osquery, as JSON.")
  var osqueryConfiguration: String?

  @Option(help: "File with the token that reading /metrics needs (default: this machine alone may read it).")
  var metricsToken: String?

  @Option(
    name: .customLong("public-url"),
    help: "URL under which browsers reach the console, when that is not where the server listens (a proxy).")
  var publicURL: String?

  @Option(
    name: .customLong("portal-url"),
    help: "URL of the clients' users, on a host name of its own (default: the console's).")
  var portalURL: String?

  @Option(
    name: .customLong("notices-url"),
    help: "URL of notices and inquiry forms, on a host name of its own (default: the console's).")
  var noticesURL: String?

  @Option(
    name: .customLong("trusted-proxy"),
    help: """
      Address of a proxy in front of this server, whose X-Forwarded-For says who asks: public forms are then limited for \
      each address by itself. May be given several times.
      """)
  var trustedProxies: [ProxyAddress] = []

  @Option(
    name: .customLong("breached-passwords"),
    help: "File of stolen passwords' SHA-1 hashes, sorted, as Have I Been Pwned offers it: none of them is taken.")
  var breachedPasswords: String?

  @OptionGroup(title: "Sign-in through a provider") var provider: ProviderArguments

  @OptionGroup var zone: ZoneArguments

  @Option(help: "Days for which the certificate of a device is valid, 30 to 90.")
  var certificateDays = 60

  @Option(
    help: """
      Days for which a device may come back by itself with a certificate that is over, 0 to 365; after them it is enrolled \
      anew.
      """)
  var graceDays = 90

  @Option(help: "Seconds between two reports of a device while there is little to do.")
  var interval = 60

  var passwordPolicy: PasswordPolicy { PasswordPolicy(breachedList: breachedPasswords) }

  var serveOptions: ServeOptions {
    var options = ServeOptions()
    options.listen = listen
    options.agents = agents
    options.agentNames = agentNames
    options.tlsCertificate = tlsCertificate
    options.tlsKey = tlsKey
    options.agentsCertificate = agentsCertificate
    options.agentsKey = agentsKey
    options.agentsAuthority = agentsAuthority
    options.allowsPlainHTTP = allowsPlainHTTP
    options.witnesses = witnesses
    options.osquerySecret = osquerySecret
    options.osqueryConfiguration = osqueryConfiguration
    options.metricsToken = metricsToken
    options.publicURL = publicURL
    options.portalURL = portalURL
    options.noticesURL = noticesURL
    options.trustedProxies = trustedProxies.map(\.text)
    options.provider = provider.options
    options.certificateDays = certificateDays
    options.graceDays = graceDays
    options.interval = interval
    return options
  }
}

/// An address of a proxy: `127.0.0.1`, `2001:db8::1`.
struct ProxyAddress: ExpressibleByArgument {
  let text: String

  init?(argument: String) {
    guard TrustedProxies.isAddress(argument) else { return nil }
    text = argument
  }
}
