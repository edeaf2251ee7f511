import ArgumentParser
import Custody
import Glibc
import Server
import Storage
import TransparencyLog
import Wording

/// `hikae verify [PATH]`: an installation, a log's folder or address, a proof or a checkpoint.
package struct VerifyCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify an installation's record, a log, a proof or a checkpoint, and name the first bad entry.",
    discussion: """
      Without PATH: the installation. PATH may be the folder of an installation or of a log, a .tlog-proof, a \
      checkpoint, or the address (https://…) under which a log is shown. Whoever shows it need not be trusted: \
      everything is verified with the log's public key alone.
      Exit status: 0 sound, 1 not sound, 2 wrong usage, 3 failure.
      """)

  @Argument(help: "Folder, file or address (default: the installation).")
  var path: String?

  @Flag(name: .customLong("json"), help: "Print the result as one JSON object.")
  var json = false

  @OptionGroup var trust: TrustOptions
  @OptionGroup var installation: InstallationOptions

  package init() {}

  package func run() async throws {
    try await reportingFailuresAsync(in: installation.language) {
      let printer = VerifyPrinter(language: installation.language, json: json)
      do {
        if let path, path.hasPrefix("https://") || path.hasPrefix("http://") {
          try await verify(address: path, printer)
        } else {
          try verify(printer)
        }
      } catch let failure as RemoteLog.Failure {
        StandardError.print("error: " + installation.language.sentence(for: failure, at: path ?? ""))
        throw Status.failure
      } catch let failure as LogFailure where failure.isFinding {
        printer.refused(failure)
        throw Status.findings
      }
    }
  }

  private func verify(_ printer: VerifyPrinter) throws {
    guard let path else { return try verify(installation: installation.folder, installation.open(), printer) }
    var status = stat()
    guard stat(path, &status) == 0 else { throw PathFailure(path: path, reason: String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFDIR else { return try verify(file: path, printer) }
    let folder = DataFolder(path)
    if access(folder.databasePath, F_OK) == 0 {
      return try verify(
        installation: folder, Custody(folder: folder, beside: InstallationParts.all), printer)
    }
    try verify(log: path, printer)
  }

  private func verify(installation folder: DataFolder, _ custody: Custody, _ printer: VerifyPrinter) throws {
    let policy = try trust.policy(own: folder.hasLog ? LogKeyFile.read(at: folder.logKeyPath).key : nil)
    let report = try InstallationAudit(folder: folder, journal: custody.journal, policy: policy)
      .run(earlier: try trust.earlier(policy))
    printer.audited(
      report.checkpoint.checkpoint, report.verdict, report.findings, entries: report.entries, erased: report.erased,
      ahead: report.ahead)
    if !report.findings.isEmpty { throw Status.findings }
  }

  private func verify(log path: String, _ printer: VerifyPrinter) throws {
    let policy = try trust.policy()
    let store = FolderTileStore(path)
    guard let bytes = try store.read(.checkpoint) else { throw PathFailure(path: path, reason: "is no log") }
    let checkpoint = try SignedCheckpoint(parsing: bytes)
    let verdict = try policy.verify(checkpoint)
    let report = try LogAudit(store: store, checkpoint: checkpoint.checkpoint)
      .run(earlier: try trust.earlier(policy))
    printer.audited(report.checkpoint, verdict, report.findings)
    if !report.isSound { throw Status.findings }
  }

  private func verify(address: String, _ printer: VerifyPrinter) async throws {
    let policy = try trust.policy()
    let earlier = try trust.earlier(policy)
    let log = RemoteLog(url: address)
    let checkpoint = try await log.checkpoint()
    let verdict = try policy.verify(checkpoint)
    let store = try await log.tiles(of: checkpoint.checkpoint.size)
    let report = try LogAudit(store: store, checkpoint: checkpoint.checkpoint).run(earlier: earlier)
    printer.audited(report.checkpoint, verdict, report.findings)
    if !report.isSound { throw Status.findings }
  }

  private func verify(file: String, _ printer: VerifyPrinter) throws {
    let policy = try trust.policy()
    let bytes = try SmallFile.read(file)
    if bytes.starts(with: ProofFile.firstLine.utf8) {
      printer.proved(try JournalProofCheck.verify(bytes, policy: policy))
    } else {
      let checkpoint = try SignedCheckpoint(parsing: bytes)
      let verdict = try policy.verify(checkpoint)
      printer.audited(checkpoint.checkpoint, verdict, [])
    }
  }
}

extension LogFailure {
  /// It says something about the log, rather than that this machine could not look.
  fileprivate var isFinding: Bool { code != .storage && code != .conflict }
}

extension Language {
  fileprivate func sentence(for failure: RemoteLog.Failure, at address: String) -> String {
    switch failure.code {
    case .unreachable: text(.verifyUnreachable, address, failure.resource)
    case .status: text(.verifyStatus, address, failure.resource, "\(failure.number)")
    case .tooLarge: text(.verifyTooLarge, address, failure.resource)
    case .tooLong: text(.verifyTooLong, number(failure.number), number(RemoteLog.mostEntries))
    }
  }
}
