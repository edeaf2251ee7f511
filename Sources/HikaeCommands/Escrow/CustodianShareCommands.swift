import ArgumentParser
import CanonicalForms
import KeyEscrow
import Storage
import Wording

/// `hikae custodian request REQUEST`.
struct CustodianRequestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request", abstract: "Write the file that custodians need to open their shares, once it is approved.",
    discussion: """
      Nothing in it is secret. The request itself is made and approved by “hikae keys request” and “approve”. The log's key \
      signs the file, so that custodians who have “hikae log key” tell it from one that nobody approved.
      """)

  @Argument(help: "The request's id.")
  var request: String

  @Option(name: .customLong("to"), help: "File that is written: hand it to the custodians.")
  var destination: String

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let names = try options.logins(in: custody)
      var file = try escrow.shareRequest(request, names: names, at: .now)
      let folder = options.installation.folder
      if folder.hasLog { file = try RequestSignature.sign(file, with: LogKeyFile.read(at: folder.logKeyPath)) }
      try PrivateFile.write(file.bytes, to: destination)
      let who = file.sealed.slots.map { PrintableText.of(names[$0.account] ?? $0.account.text) }
      print(
        options.language.text(
          .custodianRequestFile, destination, "\(file.sealed.needed)", who.joined(separator: ", ")))
    }
  }
}

/// `hikae custodian contribute ANSWER`.
struct CustodianContributeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contribute", abstract: "Hand in the file that “hikae custodian open” wrote.")

  @Argument(help: "The file.")
  var answer: String

  @Option(name: .customLong("as"), help: "Login of the custodian whose share it is.")
  var login: String

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let answer = try ShareAnswer(parsing: OwnMachine.read(answer))
      try escrow.contribute(answer, by: options.account(login, in: custody), at: .now)
      guard let request = try escrow.request(answer.request), let sealing = try escrow.key(request.key)?.sealing else {
        return
      }
      print(
        options.language.text(
          .custodianContributed, request.id, "\(request.contributors.count)", "\(sealing.needed)"))
    }
  }
}

/// `hikae custodian collect REQUEST`.
struct CustodianCollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Hand the custodians' answers to the one who asked, once.",
    discussion:
      "From here on the key counts as shown, and all recovery keys of the disk have to be replaced; not so a drill.")

  @Argument(help: "The request's id.")
  var request: String

  @Option(name: .customLong("to"), help: "File that is written: for “hikae custodian combine”.")
  var destination: String

  @Option(name: .customLong("as"), help: "Login of the account that asked.")
  var login: String

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let account = try options.account(login, in: custody)
      // What cannot be written must not be used up.
      try PrivateFile.write([], to: destination)
      let collected = try escrow.collect(request, names: options.logins(in: custody), by: account, at: .now)
      try PrivateFile.write(collected.bytes, to: destination)
      print(options.language.text(.custodianCollected, destination))
    }
  }
}

/// `hikae custodian drill-result FILE`.
struct CustodianDrillResultCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill-result", abstract: "Take down what came of a drill with custodians.",
    discussion:
      "The file is signed with a key that only the shares together give. Exit status 1 when the key is refused.")

  @Argument(help: "The file that “hikae custodian combine” wrote.")
  var result: String

  @Option(name: .customLong("as"), help: "Login of the account that asked.")
  var login: String

  @Flag(name: .customLong("json"), help: "Print the result as one JSON object.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let now = Moment.now
      let result = try DrillResult(parsing: OwnMachine.read(result))
      let proof = try escrow.take(result, by: options.account(login, in: custody), at: now)
      let printer = KeyPrinter(language: options.language, now: now)
      print(json ? printer.json(proof).canonicalText : printer.text(proof))
      if proof.verdict != .proved { throw Status.findings }
    }
  }
}
