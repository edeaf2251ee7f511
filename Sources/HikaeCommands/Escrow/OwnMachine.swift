import ArgumentParser
import DiskEncryption
import Glibc
import KeyEscrow
import Storage
import TransparencyLog
import Wording

/// Commands that run on a custodian's or a requester's own machine: without an installation and without a network.
struct OwnMachine: ParsableArguments {
  @Option(
    name: .customLong("passphrase-file"),
    help: "File with the passphrase of the private key in one line (default: asked for, and not shown).")
  var passphraseFile: String?

  @Option(name: .customLong("lang"), help: "Language of the output: ja or en (default: from the locale).")
  var lang: Language?

  var language: Language { lang ?? .ofProcess }

  /// Characters of a passphrase.
  private static let shortest = 12

  /// No core dumps from the first line on, and what is refused said in the user's language.
  func run(_ work: () throws -> Void) throws {
    try reportingFailures(in: language) {
      if !SecretBytes.hideMemory() { StandardError.print("warning: " + language.text(.proveMemoryOpen)) }
      do {
        try work()
      } catch let failure as ShareFailure {
        StandardError.print("error: " + language.stored("share_failure", failure.code.rawValue))
        throw Status.failure
      } catch let failure as DiskEncryptionFailure {
        StandardError.print("error: " + language.text(of: failure))
        throw Status.failure
      }
    }
  }

  /// A passphrase for a new key: on a terminal typed twice.
  func newPassphrase() throws -> SecretBytes {
    let passphrase = try passphrase()
    let characters = passphrase.withBytes { bytes in bytes.count { $0 & 0xC0 != 0x80 } }
    guard characters >= Self.shortest else { throw refused(.custodianPassphraseWeak) }
    guard passphraseFile == nil, isatty(STDIN_FILENO) == 1 else { return passphrase }
    let again = try KeyInput(standardInput: language.text(.custodianPassphraseAgain), kind: nil).text
    guard again.matches(passphrase) else { throw refused(.custodianPassphraseDiffers) }
    return passphrase
  }

  func open(_ path: String) throws -> CustodianPrivateKey {
    let bytes = try SecretFile.read(at: path, atMost: CustodianKeyFile.longest, what: "private key")
    return try CustodianKeyFile(parsing: bytes).open(passphrase: passphrase())
  }

  private func passphrase() throws -> SecretBytes {
    if let passphraseFile { return try KeyInput(file: passphraseFile, kind: nil).text }
    return try KeyInput(standardInput: language.text(.custodianPassphrase), kind: nil).text
  }

  private func refused(_ phrase: Phrase) -> ExitCode {
    StandardError.print("error: " + language.text(phrase))
    return Status.failure
  }

  /// A file that came from elsewhere, whole.
  static func read(_ path: String) throws -> [UInt8] {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw StorageFailure(.unavailable, "\(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= ShareRequest.longest {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw StorageFailure(.unavailable, "\(path) cannot be read") }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
    return bytes
  }
}

/// `hikae custodian new FILE`.
struct CustodianNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make a key pair: the private key in FILE, the public key printed.",
    discussion: "For custodians, on their own machines; and for a requester as a one-time key. FILE is never replaced.")

  @Argument(help: "File of the private key, sealed with a passphrase and readable by you alone.")
  var file: String

  @OptionGroup var machine: OwnMachine

  func run() throws {
    try machine.run {
      let key = CustodianPrivateKey()
      let sealed = try CustodianKeyFile(key, passphrase: machine.newPassphrase())
      try SecretFile.create(at: file, sealed.bytes, what: "private key")
      print(machine.language.text(.custodianMade, key.publicKey.text, key.publicKey.fingerprint, file))
    }
  }
}

/// `hikae custodian open REQUESTFILE`.
struct CustodianOpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open your share for the one who asked, on your own machine.",
    discussion: """
      First see in the console that the request is approved, and who asked in which case: anybody could have made the file. \
      Or give --log-key, which you noted when you became a custodian: the file then has to be signed by the server. \
      Then call the requester and have the fingerprint of the one-time key read out from the requester's own machine. The \
      share is sealed to that key: nobody else can open what this command writes, the server included. Hand it in with \
      “hikae custodian contribute”, not to the requester: only so it is known that you opened it.
      """)

  @Argument(help: "The file that “hikae custodian request” wrote.")
  var request: String

  @Option(name: .customLong("key"), help: "File of your private key.")
  var key: String

  @Option(name: .customLong("recipient"), help: "Fingerprint of the one-time key, as the requester reads it out.")
  var recipient: String

  @Option(
    name: .customLong("log-key"),
    help: "The log's public key (name+id+key), as “hikae log key” prints it, or a file that holds it.")
  var logKey: String?

  @Option(name: .customLong("to"), help: "File that is written: for “hikae custodian contribute”.")
  var destination: String

  @OptionGroup var machine: OwnMachine

  func run() throws {
    try machine.run {
      let language = machine.language
      let request = try ShareRequest(parsing: OwnMachine.read(request))
      // What somebody is about to help with, before the passphrase is asked for.
      StandardError.print(
        language.text(
          .custodianOpening, PrintableText.of(request.id), PrintableText.of(request.caseNumber),
          PrintableText.of(request.requester), PrintableText.of(request.sealed.device),
          PrintableText.of(request.sealed.protector),
          language.text(request.isDrill ? .custodianToProve : .custodianToShow)))
      try requireApproval(of: request)
      let answer = try request.answer(with: machine.open(key), forRecipient: recipient)
      try PrivateFile.write(answer.bytes, to: destination)
      print(language.text(.custodianAnswered, destination))
    }
  }

  /// Whether two people agreed to the request the file does not show by itself: the server has signed it, or a person compares.
  private func requireApproval(of request: ShareRequest) throws {
    let language = machine.language
    guard let logKey else {
      StandardError.print(
        language.text(
          .custodianCompare, PrintableText.of(request.id), PrintableText.of(request.requester),
          PrintableText.of(request.caseNumber)))
      return
    }
    let key: VerifierKey
    do {
      key = try TrustOptions.parsed(logKey)
    } catch let failure as LogFailure {
      throw ValidationError(failure.message)
    }
    guard RequestSignature.isSigned(request, by: key) else {
      StandardError.print("error: " + language.text(.custodianUnsigned))
      throw Status.failure
    }
    StandardError.print(language.text(.custodianSigned, PrintableText.of(key.name)))
  }
}

/// `hikae custodian combine FILE`.
struct CustodianCombineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "combine", abstract: "Put the custodians' shares together, on the requester's own machine.",
    discussion: """
      Shows the key once, after it was proved against the kept metadata; of a drill, proves it and writes the result to --to. \
      The one-time key is deleted afterwards. Standard output gets the key and nothing else.
      """)

  @Argument(help: "The file that “hikae custodian collect” wrote.")
  var collected: String

  @Option(name: .customLong("key"), help: "File of the one-time private key.")
  var key: String

  @Option(name: .customLong("to"), help: "Of a drill: file for the result, which the server takes down.")
  var destination: String?

  @Option(name: .customLong("shown-seconds"), help: "How long the key is shown.")
  var seconds: Int64 = 120

  @OptionGroup var machine: OwnMachine

  func run() throws {
    try machine.run {
      let collected = try CollectedShares(parsing: OwnMachine.read(collected))
      if collected.request.isDrill, destination == nil { throw ValidationError("a drill needs --to") }
      let restored = try combine(collected)
      say(wrong: restored.wrong, of: collected.request)
      let printer = KeyPrinter(language: machine.language, now: .now)
      StandardError.print(printer.text(restored.proof))
      if let drill = restored.drill, let destination {
        try PrivateFile.write(drill.bytes, to: destination)
        print(machine.language.text(.custodianDrillDone, destination))
      } else {
        KeyDisplay(language: machine.language).show(restored.secret, seconds: min(max(seconds, 10), 600))
      }
      if unlink(key) == 0 { StandardError.print(machine.language.text(.custodianSpent, key)) }
      if restored.proof.verdict == .refused { throw Status.findings }
    }
  }

  private func combine(_ collected: CollectedShares) throws -> CollectedShares.Restored {
    do {
      return try collected.combine(with: machine.open(key), at: .now)
    } catch let failure as ShareFailure where failure.code == .tooFew {
      say(wrong: failure.wrong, of: collected.request)
      StandardError.print(machine.language.text(.custodianCounted, "\(failure.good)", "\(failure.needed)"))
      throw failure
    }
  }

  private func say(wrong accounts: [String], of request: ShareRequest) {
    for account in accounts {
      StandardError.print(machine.language.text(.custodianWrong, PrintableText.of(request.name(of: account))))
    }
  }
}
