import Accounts
import ArgumentParser
import Console
import Custody
import Glibc
import KeyEscrow
import Response
import Storage
import Wording

/// Where the installation lies and in which language it speaks: shared by all commands that need one.
struct InstallationOptions: ParsableArguments {
  @Option(name: .customLong("data"), help: "Folder of the installation (default: $HIKAE_DATA, else ./hikae-data).")
  var data: String?

  @Option(
    name: .customLong("database"),
    help: """
      A PostgreSQL database in place of the folder's own: postgres://USER@HOST/NAME (default: $HIKAE_DATABASE). The keys \
      stay in the folder.
      """)
  var database: String?

  @Option(name: .customLong("lang"), help: "Language of the output: ja or en (default: from the locale).")
  var lang: Language?

  var folder: DataFolder { DataFolder(data ?? Self.variable("HIKAE_DATA") ?? "hikae-data") }

  var language: Language { lang ?? .ofProcess }

  /// The database of a server; nil when it is the folder's own file. An empty `--database` means the file, whatever the
  /// environment says.
  func databaseURL() throws -> PostgresURL? {
    let text = database ?? Self.variable("HIKAE_DATABASE") ?? ""
    guard !text.isEmpty else { return nil }
    guard let url = PostgresURL(text) else {
      throw StorageFailure(.address, "a database is given as postgres://USER@HOST:PORT/NAME")
    }
    return url
  }

  /// Whether there is an installation, as far as can be seen without opening it.
  var isSetUp: Bool { get throws { try databaseURL() != nil || access(folder.databasePath, F_OK) == 0 } }

  /// Opens the installation for reading and writing. The actor in the journal is the account that runs the command.
  func open(creating: Bool = false) throws -> Custody {
    let url = try databaseURL()
    // What the environment says others do not see; arguments they do.
    if let url, url.hasPassword, database != nil {
      StandardError.print("warning: " + language.text(.passwordInURL))
    }
    return try Custody(
      folder: folder, database: url, creating: creating, actor: Self.variable("USER") ?? "hikae",
      beside: InstallationParts.all)
  }

  /// Opens the installation, changes it, and brings the log up to the journal. Every command that changes state goes
  /// through here, or calls `publish` at its end.
  func changing<T>(_ work: (Custody) throws -> T) throws -> T {
    let custody = try open()
    let result = try work(custody)
    try publish(custody)
    return result
  }

  /// Appends the journal's new entries to the log. When it fails the change itself stands: the next command catches up.
  func publish(_ custody: Custody) throws {
    try LogPublisher(folder: folder, store: custody.store).catchUp()
  }

  static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}

extension Language: ExpressibleByArgument {
  /// From the locale of the process.
  static var ofProcess: Language {
    let variable = InstallationOptions.variable
    return Language(locale: variable("LC_ALL") ?? variable("LC_MESSAGES") ?? variable("LANG"))
  }
}

/// The rooms beside `Custody` that have tables in an installation: all of them, whatever the command.
package enum InstallationParts {
  package static var all: [SchemaPart] { [Accounts.schema, Console.schema, KeyEscrow.schema, Incidents.schema] }

  /// The whole schema.
  package static var migrations: [Migration] { Custody.migrations + all.flatMap(\.migrations) }
}

/// Exit statuses of every command.
enum Status {
  /// Something was found that needs attention.
  static let findings = ExitCode(1)
  /// The command was called wrongly.
  static let usage = ExitCode(2)
  /// It could not be done.
  static let failure = ExitCode(3)
}

/// Runs the work of a command, with failures as one line on standard error and exit status 3.
func reportingFailures(in language: Language, _ work: () throws -> Void) throws {
  do {
    try work()
  } catch {
    throw reported(error, in: language)
  }
}

/// As `reportingFailures`, for commands that wait.
func reportingFailuresAsync(in language: Language, _ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch {
    throw reported(error, in: language)
  }
}

/// Prints what is not meant for the argument parser.
private func reported(_ error: any Error, in language: Language) -> any Error {
  if error is ExitCode || error is ValidationError { return error }
  let sentence =
    (error as? StorageFailure).flatMap { language.sentence(for: $0) }
    ?? (error as? ResponseFailure).map { language.sentence(for: $0) }
    ?? (error as? EscrowFailure).map { language.stored("escrow_failure", $0.code.rawValue) } ?? "\(error)"
  StandardError.print("error: " + sentence)
  return Status.failure
}

extension Language {
  /// What to do about a failure of the response.
  func sentence(for failure: ResponseFailure) -> String {
    ResponsePhrase(rawValue: "failure." + failure.code.rawValue).map { response($0, failure.message) }
      ?? failure.message
  }

  /// What to do about a failure of the database; nil where its own message is all there is to say.
  func sentence(for failure: StorageFailure) -> String? {
    switch failure.code {
    case .address: text(.databaseAddress)
    case .unreachable: text(.databaseUnreachable, failure.message)
    case .refused: text(.databaseRefused, failure.message)
    case .noDatabase: text(.databaseAbsent, failure.message)
    case .oldServer: text(.databaseOld, failure.message)
    case .busy: text(.databaseBusy)
    case .uncertain: text(.databaseUncertain)
    case .otherKey: text(.databaseOtherKey)
    case .unavailable, .missing, .corrupted, .tooNew, .key, .unsupported, .fenced: nil
    }
  }
}
