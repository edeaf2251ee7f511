import Accounts
import CanonicalForms
import Console
import Contents
import Custody
import DiskEncryption
import KeyEscrow
import Logging
import Response
import Server
import SingleSignOn
import Storage
import Synchronization
import TransparencyLog
import Wording

/// An installation with everything that answers for it: devices' port, log, console.
struct ServedInstallation {
  let installation: InstallationOptions
  let custody: Custody
  let configuration: ServeConfiguration
  var passwords = PasswordPolicy()
  /// What kept recovery keys are sealed with.
  let keys: EscrowKeyRing

  /// Where people find the console.
  struct Addresses: Sendable {
    var console: String
    /// Makes the first administrator; nil when there is one.
    var firstRun: String?
  }

  /// Answers until it is told to stop.
  /// - Parameter onOpen: called once the console answers.
  func run(onOpen: @escaping @Sendable (Addresses) -> Void) async throws {
    let language = installation.language
    // Kept keys pass through this process.
    if !SecretBytes.hideMemory() { StandardError.print("warning: " + language.text(.proveMemoryOpen)) }
    let folder = installation.folder
    let accounts = try Accounts(journal: custody.journal, keyPath: folder.accountsKeyPath, passwords: passwords)
    let files = AuthorityFiles(folder: folder.path + "/keys")
    let authority = try files.open(at: .now)
    let metrics = Metrics()
    let logger = Logger(label: "hikae") { _ in JSONLogHandler() }
    let keeper = try logKeeper(metrics, logger)
    if keeper == nil { print(language.text(.serveNoLog, folder.logPath)) }
    if configuration.agents != nil { print(language.text(.serveAuthority, files.certificatePath)) }
    let board = FleetBoard()
    let connection = ProviderConnection()
    let provider = configuration.provider.map { IdentityProvider(settings: $0, connection: connection) }
    let escrow = KeyEscrow(journal: custody.journal, keys: keys, classOfDevice: custody.classOfDevice)
    let port = OpenPort()
    let console = try Console(
      custody: custody, accounts: accounts, escrow: escrow, surroundings: surroundings(keeper, port), fleet: board,
      logger: logger, provider: provider)
    let process = ServerProcess(
      configuration: configuration, gate: IngestGate(custody), osquery: OsqueryGate(custody),
      disks: DiskGate(escrow, custody),
      authority: authority, keeper: keeper, tiles: folder.tiles, metrics: metrics, logger: logger,
      sites: [{ console.add(to: $0) }],
      companions: [
        FleetKeeper(board: board, custody: custody, logger: logger),
        KeyKeeper(escrow: escrow, logger: logger),
        ErasureKeeper(
          incidents: Incidents(custody: custody.acting(as: "hikae")), store: custody.store, dataFolder: folder.path,
          logger: logger),
      ])
    let site = configuration.publicSite
    let scheme = configuration.identity == nil ? "http://" : "https://"
    try await closing(connection) {
      try await process.run { name, address in
        let text = ServeCommand.text(address.ipAddress, address.port)
        if name == "agents" {
          StandardOutput.line(language.text(.serveAgents, text))
        } else {
          if let number = address.port { port.set(number) }
          StandardOutput.line(language.text(.serveOpen, text))
          let url = site?.url ?? scheme + text
          // A link for whoever stands at this terminal; it works once.
          let link = (try? accounts.isEmpty()) == true ? try? accounts.openSetup(at: .now) : nil
          onOpen(Addresses(console: url + "/", firstRun: link.map { url + Address.setUp($0) }))
        }
      }
    }
  }

  private func closing(_ connection: ProviderConnection, _ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch {
      await connection.close()
      throw error
    }
    await connection.close()
  }

  private func logKeeper(_ metrics: Metrics, _ logger: Logger) throws -> LogKeeper? {
    let folder = installation.folder
    guard folder.hasLog else { return nil }
    return LogKeeper(
      publisher: try LogPublisher(folder: folder, store: custody.store), tiles: folder.tiles,
      witnesses: configuration.witnesses.map { WitnessPeer(key: $0.key, url: $0.url) }, metrics: metrics,
      logger: logger)
  }

  private func surroundings(_ keeper: LogKeeper?, _ port: OpenPort) -> Console.Surroundings {
    let (folder, store) = (installation.folder, custody.store)
    let isSecure = configuration.publicSite?.isSecure ?? (configuration.identity != nil)
    var surroundings = Console.Surroundings(
      isSecure: isSecure, database: store.address.description, version: HikaeCommand.configuration.version,
      consoleHost: configuration.portalSite == nil ? nil : configuration.publicSite?.authority,
      portalHost: configuration.portalSite?.authority, publicHost: configuration.noticesSite?.authority)
    surroundings.trustedProxies = configuration.trustedProxies
    // Letters may be made while the server runs.
    surroundings.letterVault = { try? LetterVault.open(in: folder.path + "/keys", creating: false) }
    surroundings.press = LetterPress(
      dataFolder: folder.path, vault: { try LetterVault.open(in: folder.path + "/keys", creating: true) },
      readTable: { bytes in
        do throws(UnreadReason) {
          return try FileReading.table(of: bytes)
        } catch {
          throw LetterPress.Unreadable(error.rawValue)
        }
      })
    surroundings.consoleURL = configuration.publicSite?.url
    surroundings.portalURL = configuration.portalSite?.url
    // Without a URL that browsers use and without TLS it listens to this machine alone: see `ServeConfiguration`.
    if configuration.publicSite == nil, configuration.identity == nil {
      surroundings.localURL = { port.number.map { "http://localhost:\($0)" } }
    }
    guard let keeper else { return surroundings }
    surroundings.logKey = "\(keeper.key)"
    surroundings.checkpoint = { keeper.checkpoint() }
    surroundings.proof = { sequence in
      do {
        return try JournalProver(folder: folder, store: store, key: keeper.key).prove(sequence).bytes
      } catch let failure as LogFailure where failure.code == .missing {
        return nil
      }
    }
    return surroundings
  }
}

/// The port of the console, once the server listens.
private final class OpenPort: Sendable {
  private let stored = Mutex<Int?>(nil)

  var number: Int? { stored.withLock { $0 } }

  func set(_ number: Int) { stored.withLock { $0 = number } }
}
