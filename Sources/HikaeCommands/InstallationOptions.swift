import ArgumentParser
import Custody
import Glibc
import Storage
import Wording

/// Where the installation lies and in which language it speaks: shared by all commands that need one.
struct InstallationOptions: ParsableArguments {
  @Option(name: .customLong("data"), help: "Folder of the installation (default: $HIKAE_DATA, else ./hikae-data).")
  var data: String?

  @Option(name: .customLong("lang"), help: "Language of the output: ja or en (default: from the locale).")
  var lang: Language?

  var folder: DataFolder { DataFolder(data ?? Self.variable("HIKAE_DATA") ?? "hikae-data") }

  var language: Language {
    lang ?? Language(locale: Self.variable("LC_ALL") ?? Self.variable("LC_MESSAGES") ?? Self.variable("LANG"))
  }

  /// Opens the installation for reading and writing. The actor in the journal is the account that runs the command.
  func open(creating: Bool = false) throws -> Custody {
    try Custody(folder: folder, creating: creating, actor: Self.variable("USER") ?? "hikae")
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
    try LogPublisher(folder: folder, store: custody.store).publish()
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}

extension Language: ExpressibleByArgument {}

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
func reportingFailures(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch let code as ExitCode {
    throw code
  } catch let error as ValidationError {
    throw error
  } catch {
    StandardError.print("error: \(error)")
    throw Status.failure
  }
}
