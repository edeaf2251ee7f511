import ArgumentParser
import Logging
import Server
import Storage
import TransparencyLog
import Wording

/// `hikae witness`: cosigns the log of somebody else, so that they cannot rewrite it unseen.
package struct WitnessCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "witness",
    abstract: "Witness the transparency logs of others: cosign each checkpoint that continues the one before.",
    discussion: """
      For a second party: a client, an auditor, another office. It needs no installation, only a folder for its key and \
      for what it cosigned last. Runs until it gets SIGTERM or SIGINT. Exit status: 0 stopped, 2 wrong usage, 3 failure.
      """)

  @Option(help: "Folder of the witness's key and memory; made when it is not there.")
  var state: String

  @Option(name: .customLong("log"), help: "Public key of a log to witness; may be repeated.")
  var logs: [String]

  @Option(help: "Name of the witness; needed the first time.")
  var name: String?

  @Option(help: "Address to listen at, HOST:PORT.")
  var listen = "127.0.0.1:8421"

  @Option(help: "Certificate chain, as PEM.")
  var tlsCertificate: String?

  @Option(help: "Private key, as PEM.")
  var tlsKey: String?

  @Flag(name: .customLong("plain-http"), help: "Speak plain HTTP on an address that can be reached from outside.")
  var allowsPlainHTTP = false

  @Option(name: .customLong("lang"), help: "Language of the output: ja or en (default: from the locale).")
  var lang: Language?

  package init() {}

  package func run() async throws {
    let language = lang ?? .ofProcess
    var options = ServeOptions()
    options.listen = listen
    options.tlsCertificate = tlsCertificate
    options.tlsKey = tlsKey
    options.allowsPlainHTTP = allowsPlainHTTP
    let configuration: ServeConfiguration
    do throws(ServeConfigurationFailure) {
      configuration = try ServeConfiguration(options)
    } catch {
      for line in error.lines(in: language) { StandardError.print("error: \(line)") }
      throw Status.usage
    }
    try await reportingFailuresAsync(in: language) {
      let keys = try logs.map { text throws(LogFailure) in try VerifierKey(parsing: text) }
      try DataFolder.makeFolder(state)
      let signer = try WitnessKeyFile.open(at: state + "/witness.key", name: name)
      let witness = try Witness(logs: keys, signer: signer, store: FolderCheckpointStore(state))
      let logger = Logger(label: "hikae-witness") { _ in JSONLogHandler() }
      print(language.text(.witnessKey, "\(signer.key)"))
      let process = WitnessProcess(
        configuration: configuration, site: WitnessSite(witness: witness, folder: state, logger: logger),
        logger: logger)
      try await process.run { address in
        StandardOutput.line(
          language.text(.witnessListening, ServeCommand.text(address.ipAddress, address.port)))
      }
      StandardOutput.line(language.text(.serveStopped))
    }
  }
}
