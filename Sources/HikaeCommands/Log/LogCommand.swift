import ArgumentParser
import CanonicalForms
import Custody
import Glibc
import Storage
import TransparencyLog
import Wording

/// `hikae log`: the transparency log beside the journal.
package struct LogCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Show the transparency log, bring it up to date, prove an entry.",
    subcommands: [LogStatusCommand.self, LogPublishCommand.self, LogProveCommand.self, LogKeyCommand.self],
    defaultSubcommand: LogStatusCommand.self)

  package init() {}
}

/// `hikae log status`.
struct LogStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say how long the log is, its root, its key, and what is not in it yet.")

  @Flag(name: .customLong("json"), help: "Print one JSON object.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      let custody = try installation.open()
      let publisher = try LogPublisher(folder: installation.folder, store: custody.store)
      let checkpoint = try publisher.lastSigned().checkpoint
      let ahead = max(0, try JournalLeaves(custody.store).last() - Int64(checkpoint.size))
      if json {
        let line: JSON = [
          "origin": .string(checkpoint.origin), "size": JSON(checkpoint.size), "root": .string("\(checkpoint.root)"),
          "key": .string("\(publisher.key)"), "ahead": .integer(ahead),
        ]
        print(line.canonicalText)
      } else {
        let language = installation.language
        print(language.text(.logStatus, checkpoint.origin, language.number(checkpoint.size), "\(checkpoint.root)"))
        print(language.text(.logKey, "\(publisher.key)"))
        if ahead > 0 { print(language.text(.logAhead, language.number(ahead))) }
      }
    }
  }
}

/// `hikae log publish`.
struct LogPublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Append the journal's new entries to the log, and sign.",
    discussion: "Every command that changes something does this at its end; this one catches up after a failure.")

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      let published = try LogPublisher(folder: installation.folder, store: installation.open().store).catchUp()
      let language = installation.language
      print(
        language.text(
          .logPublished, language.number(published.added), language.number(published.checkpoint.checkpoint.size)))
    }
  }
}

/// `hikae log prove ENTRY`.
struct LogProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove", abstract: "Write the proof that an entry of the journal is in the log.",
    discussion: """
      The proof shows the entry but never its personal part. Whoever has it and the log's public key verifies it offline: \
      hikae verify FILE --key KEY
      """)

  @Argument(help: "Number of the entry in the journal, from 1.")
  var entry: Int64

  @Option(name: .customLong("to"), help: "File to write, such as entry-7.tlog-proof (default: standard output).")
  var file: String?

  @Flag(name: .customLong("sealed"), help: "Leave the entry out: the proof then shows a commitment alone.")
  var sealed = false

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      let custody = try installation.open()
      let key = try LogKeyFile.read(at: installation.folder.logKeyPath).key
      let prover = JournalProver(folder: installation.folder, store: custody.store, key: key)
      let proof = try prover.prove(entry, isSealed: sealed).bytes
      guard let file else { return StandardOutput.write(proof) }
      guard let handle = fopen(file, "wbe") else {
        throw PathFailure(path: file, reason: String(cString: strerror(errno)))
      }
      let written = fwrite(proof, 1, proof.count, handle)
      guard fclose(handle) == 0, written == proof.count else {
        throw PathFailure(path: file, reason: "cannot be written")
      }
      StandardError.print(installation.language.text(.logProofWritten, "\(entry)", file))
    }
  }
}

/// `hikae log key`.
struct LogKeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Print the log's public key: what an auditor needs, and nothing else.")

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      print(try LogKeyFile.read(at: installation.folder.logKeyPath).key)
    }
  }
}
