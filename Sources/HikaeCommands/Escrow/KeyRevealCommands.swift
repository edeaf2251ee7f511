import ArgumentParser
import CanonicalForms
import DiskEncryption
import Glibc
import KeyEscrow
import Wording

/// Why somebody wants a key.
struct RevealReason: ParsableArguments {
  @Option(name: .customLong("case"), help: "Number of the incident or case.")
  var caseNumber: String

  @Option(name: .customLong("reason"), help: "Why the key is needed.")
  var reason: String

  @Option(name: .customLong("as"), help: "Login of the account that acts.")
  var login: String
}

/// What a request for a key that is sealed to custodians needs beside.
struct SealedKeyOptions: ParsableArguments {
  @Option(
    name: .customLong("recipient"),
    help: "For a key that is sealed to custodians: your one-time public key, from “hikae custodian new”.")
  var recipient: String?

  @Flag(name: .customLong("drill"), help: "Of such a key: prove it with its custodians, without showing it.")
  var isDrill = false

  func key() throws -> CustodianKey? {
    guard let recipient else { return nil }
    guard let key = CustodianKey(parsing: recipient) else { throw EscrowFailure(.custodianKey) }
    return key
  }
}

/// `hikae keys request ID`.
struct KeyRequestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "request", abstract: "Ask for a key.")

  @Argument(help: "The key's id, or what the locked screen shows.")
  var id: String

  @OptionGroup var why: RevealReason

  @OptionGroup var sealed: SealedKeyOptions

  @Flag(name: .customLong("json"), help: "Print the request as one JSON object.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let now = Moment.now
      let key = try options.key(id, in: escrow, at: now)
      let request = try escrow.request(
        key.id, caseNumber: why.caseNumber, reason: why.reason, recipient: sealed.key(), isDrill: sealed.isDrill,
        by: options.account(why.login, in: custody), at: now)
      guard let made = try escrow.request(request) else { return }
      if json { return print(KeyPrinter(language: options.language, now: now).json(made).canonicalText) }
      print(options.language.text(.keysRequested, request, "\(made.needed)", made.expires.localMinute))
    }
  }
}

/// `hikae keys requests`.
struct KeyRequestsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "requests", abstract: "List requests, the latest first.")

  @Flag(name: .customLong("json"), help: "Print one JSON object a line.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { _, escrow in
      let now = Moment.now
      let printer = KeyPrinter(language: options.language, now: now)
      let keys = Dictionary(try escrow.keys(at: now).map { ($0.key.id, $0) }, uniquingKeysWith: { first, _ in first })
      for request in try escrow.requests() {
        let entry = keys[request.key]
        let state = options.language.stored("reveal_state", request.state.rawValue)
        print(
          json
            ? printer.json(request, of: entry).canonicalText
            : [
              request.id, PrintableText.of(request.device), PrintableText.of(request.caseNumber), state,
              entry.map { printer.standing($0.key, $0.state) } ?? "–",
            ].joined(separator: "  "))
      }
    }
  }
}

/// `hikae keys approve REQUEST`.
struct KeyApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Agree that a key is shown to whoever asked, or refuse it.")

  @Argument(help: "The request's id.")
  var request: String

  @Option(name: .customLong("as"), help: "Login of the account that acts: never the one that asked.")
  var login: String

  @Flag(name: .customLong("refuse"), help: "Refuse it.")
  var refuses = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let account = try options.account(login, in: custody)
      guard !refuses else {
        try escrow.refuse(request, by: account, at: .now)
        return print(options.language.text(.keysRefusedRequest, request))
      }
      try escrow.approve(request, by: account, at: .now)
      guard let now = try escrow.request(request) else { return }
      print(options.language.text(.keysApproved, request, "\(now.approvals.count)", "\(now.needed)"))
    }
  }
}

/// `hikae keys reveal REQUEST`.
struct KeyRevealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reveal", abstract: "Show a key to whoever asked for it, once.",
    discussion: "Standard output gets the key and nothing else. On a terminal it is taken off again.")

  @Argument(help: "The request's id.")
  var request: String

  @Option(name: .customLong("as"), help: "Login of the account that asked.")
  var login: String

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let shown = try escrow.show(request, by: options.account(login, in: custody), at: .now)
      try KeyDisplay(language: options.language).show(shown, kept: escrow)
    }
  }
}

/// `hikae keys break-glass ID`.
struct KeyBreakGlassCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "break-glass", abstract: "Show a key without asking anybody. It is an alarm for everybody.")

  @Argument(help: "The key's id, or what the locked screen shows.")
  var id: String

  @OptionGroup var why: RevealReason

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let now = Moment.now
      let key = try options.key(id, in: escrow, at: now)
      let shown = try escrow.breakGlass(
        key.id, caseNumber: why.caseNumber, reason: why.reason, by: options.account(why.login, in: custody), at: now)
      StandardError.print(options.language.text(.keysBreakGlass))
      try KeyDisplay(language: options.language).show(shown, kept: escrow)
    }
  }
}

/// `hikae keys policy`.
struct KeyPolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "How many have to approve, and how long things last.")

  @Option(name: .customLong("approvals"), help: "Others than the requester who have to agree.")
  var approvals: Int?

  @Option(name: .customLong("shown-seconds"), help: "How long a key is shown.")
  var shownSeconds: Int64?

  @Option(name: .customLong("open-hours"), help: "How long requests and approvals hold.")
  var openHours: Int64?

  @Option(name: .customLong("rotation-days"), help: "Within how many days new keys have to be proved.")
  var rotationDays: Int64?

  @Option(name: .customLong("as"), help: "Login of the account that changes it.")
  var login: String?

  @OptionGroup var options: EscrowOptions

  private var changes: Bool { approvals != nil || shownSeconds != nil || openHours != nil || rotationDays != nil }

  func validate() throws {
    if changes, login == nil { throw ValidationError("a change needs --as LOGIN") }
  }

  func run() throws {
    try options.run { custody, escrow in
      var policy = try escrow.policy()
      if changes, let login {
        policy.approvals = approvals ?? policy.approvals
        policy.shownSeconds = shownSeconds ?? policy.shownSeconds
        policy.openHours = openHours ?? policy.openHours
        policy.rotationDays = rotationDays ?? policy.rotationDays
        try escrow.set(policy, by: options.account(login, in: custody), at: .now)
      }
      print(
        options.language.text(
          .keysPolicy, "\(policy.approvals)", "\(policy.shownSeconds)", "\(policy.openHours)",
          "\(policy.rotationDays)"))
    }
  }
}

/// Puts a key before somebody's eyes and takes it away again.
struct KeyDisplay {
  let language: Language

  /// Whoever is about to type a key is told first how far it can be relied on.
  func show(_ shown: ShownKey, kept escrow: KeyEscrow) throws {
    let now = Moment.now
    if let entry = try escrow.keys(of: shown.key.device, at: now).first(where: { $0.key.id == shown.key.id }) {
      StandardError.print(KeyPrinter(language: language, now: now).standing(entry.key, entry.state))
    }
    show(shown.secret, seconds: max(0, (shown.until.milliseconds - Moment.now.milliseconds) / 1000))
  }

  func show(_ secret: SecretBytes, seconds: Int64) {
    StandardError.print(language.text(.keysShownOnce, "\(seconds)"))
    secret.withBytes { text in
      var line = Array(text) + [0x0A]
      StandardOutput.write(line)
      SecretBytes.wipe(&line)
    }
    guard isatty(STDOUT_FILENO) == 1, isatty(STDIN_FILENO) == 1 else { return }
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    _ = poll(&input, 1, Int32(clamping: seconds * 1000))
    // After Enter the cursor is one line further down.
    let isTyped = input.revents & Int16(POLLIN) != 0
    // Up to the key, then erase everything from there on, and what was scrolled off.
    StandardOutput.write(Array("\u{1B}[\(isTyped ? 2 : 1)A\u{1B}[J\u{1B}[3J".utf8))
  }
}
