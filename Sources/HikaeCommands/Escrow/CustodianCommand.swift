import Accounts
import ArgumentParser
import CanonicalForms
import Custody
import KeyEscrow
import Wording

/// `hikae custodian`: people whom kept keys are sealed to, so that neither the server nor one of them alone can open them.
package struct CustodianCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "custodian",
    abstract: "Keys that are sealed to custodians: who they are, and opening one together.",
    discussion: """
      On a custodian's own machine, without an installation: new, open. On the requester's: new, combine. The others need \
      the installation. docs/guide/recovery-keys.md tells the whole way.
      """,
    subcommands: [
      CustodianListCommand.self, CustodianNewCommand.self, CustodianProposeCommand.self, CustodianConfirmCommand.self,
      CustodianRevokeCommand.self, CustodianRuleCommand.self, CustodianRequestCommand.self, CustodianOpenCommand.self,
      CustodianContributeCommand.self, CustodianCollectCommand.self, CustodianCombineCommand.self,
      CustodianDrillResultCommand.self,
    ], defaultSubcommand: CustodianListCommand.self)

  package init() {}
}

/// `hikae custodian list`.
struct CustodianListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List custodians' keys, rules of sealing and what waits for a second person.")

  @Flag(name: .customLong("json"), help: "Print one JSON object a line: custodians, rules, proposals that wait.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let now = Moment.now
      let printer = CustodianPrinter(language: options.language, names: try options.logins(in: custody))
      let custodians = try escrow.custodians()
      let rules = try escrow.sealingRules()
      let waiting = try escrow.custodianProposals().filter { $0.isOpen(at: now) }
      if json {
        for custodian in custodians { print(printer.json(custodian).canonicalText) }
        for rule in rules { print(printer.json(rule).canonicalText) }
        for proposal in waiting { print(printer.json(proposal).canonicalText) }
        return
      }
      if custodians.isEmpty { print(options.language.text(.custodianNobody)) }
      for custodian in custodians { print(printer.line(custodian)) }
      for rule in rules { print(printer.line(rule)) }
      for proposal in waiting { print(printer.line(proposal)) }
    }
  }
}

/// `hikae custodian propose LOGIN PUBLICKEY`.
struct CustodianProposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "propose", abstract: "Register a custodian's public key, once a second person has compared it.")

  @Argument(help: "Login of the custodian: an account with the role key custodian.")
  var custodian: String

  @Argument(help: "The public key that “hikae custodian new” printed on the custodian's own machine.")
  var key: String

  @Option(name: .customLong("as"), help: "Login of the account that acts: an administrator's.")
  var login: String

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      guard let key = CustodianKey(parsing: key) else { throw EscrowFailure(.custodianKey) }
      let proposal = try escrow.propose(
        key, for: options.account(custodian, in: custody), by: options.account(login, in: custody), at: .now)
      options.printWaiting(proposal, escrow)
    }
  }
}

/// `hikae custodian confirm PROPOSAL`.
struct CustodianConfirmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confirm", abstract: "Agree to a custodian's key or a rule that somebody else proposed.",
    discussion: "Have the custodian read the fingerprint out from the own machine, and type what you hear.")

  @Argument(help: "The proposal's id.")
  var proposal: String

  @Option(name: .customLong("fingerprint"), help: "Of a key: as its owner reads it out.")
  var fingerprint: String?

  @Option(name: .customLong("as"), help: "Login of the account that acts: never the one that proposed it.")
  var login: String

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      try escrow.confirm(proposal, fingerprint: fingerprint, by: options.account(login, in: custody), at: .now)
      print(options.language.text(.custodianConfirmed, proposal))
      print(options.language.text(.custodianStaysSealed))
    }
  }
}

/// `hikae custodian revoke LOGIN`.
struct CustodianRevokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Seal nothing more to somebody's key, at once.")

  @Argument(help: "Login of the custodian.")
  var custodian: String

  @Option(name: .customLong("as"), help: "Login of the account that acts.")
  var login: String

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      // Also of somebody whose account is closed by now.
      let accounts = try Accounts(journal: custody.journal, keyPath: options.installation.folder.accountsKeyPath)
      guard let account = try accounts.account(login: custodian) else { throw EscrowFailure(.custodianKey) }
      try escrow.revokeCustodian(account.id, by: options.account(login, in: custody), at: .now)
      print(options.language.text(.custodianRevoked, PrintableText.of(custodian)))
      print(options.language.text(.custodianStaysSealed))
    }
  }
}

/// `hikae custodian rule`.
struct CustodianRuleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rule", abstract: "Say whose keys are sealed to which custodians, once a second person agrees.")

  @Option(name: .customLong("needed"), help: "How many custodians have to come together, 2 or more.")
  var needed = 0

  @Option(
    name: .customLong("custodian"), help: "Login of a custodian; once for each, one more than are needed at least.")
  var custodians: [String] = []

  @Option(name: .customLong("class"), help: "Of devices that are registered as this kind (default: all others).")
  var deviceClass: String?

  @Flag(name: .customLong("off"), help: "No longer seal keys of these devices.")
  var isOff = false

  @Option(name: .customLong("as"), help: "Login of the account that acts: a key custodian's.")
  var login: String

  @OptionGroup var options: EscrowOptions

  func validate() throws {
    guard isOff == (needed == 0 && custodians.isEmpty) else {
      throw ValidationError("give --needed and --custodian, or --off")
    }
    if let deviceClass, Device.Kind(rawValue: deviceClass) == nil {
      let kinds = Device.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--class is one of \(kinds)")
    }
  }

  func run() throws {
    try options.run { custody, escrow in
      let rule = SealingRule(
        deviceClass: deviceClass ?? "", needed: needed,
        custodians: try custodians.map { try options.account($0, in: custody) })
      let proposal = try escrow.propose(rule, by: options.account(login, in: custody), at: .now)
      options.printWaiting(proposal, escrow)
    }
  }
}

extension EscrowOptions {
  /// Says which second person a proposal waits for. Its id comes first, for scripts.
  func printWaiting(_ id: String, _ escrow: KeyEscrow) {
    let until = Moment.now.milliseconds + 7 * 86_400_000
    print(language.text(.custodianProposed, id, Moment(milliseconds: until).localMinute))
  }
}

/// What commands say about custodians.
struct CustodianPrinter {
  let language: Language
  let names: [Account.ID: String]

  private func name(_ account: Account.ID) -> String { PrintableText.of(names[account] ?? account.text) }

  func line(_ custodian: RegisteredCustodian) -> String {
    if let revoked = custodian.revoked {
      return language.text(
        .custodianLineRevoked, name(custodian.account), custodian.key.fingerprint, revoked.localMinute)
    }
    return language.text(
      .custodianLine, name(custodian.account), custodian.key.fingerprint, custodian.since.localMinute)
  }

  func line(_ rule: SealingRule) -> String {
    let devices =
      rule.deviceClass.isEmpty ? language.text(.custodianAllDevices) : PrintableText.of(rule.deviceClass)
    guard rule.needed > 0 else { return language.text(.custodianRuleOff, devices) }
    return language.text(
      .custodianRule, devices, "\(rule.needed)", "\(rule.custodians.count)",
      rule.custodians.map { name($0) }.joined(separator: ", "))
  }

  func line(_ proposal: CustodianProposal) -> String {
    let what =
      switch proposal.change {
      case .key(let account, _): name(account)
      case .rule(let rule): line(rule)
      }
    let until = Moment(milliseconds: proposal.at.milliseconds + 7 * 86_400_000)
    return language.text(.custodianWaits, proposal.id, what, until.localMinute)
  }

  func json(_ custodian: RegisteredCustodian) -> JSON {
    [
      "custodian": .string(custodian.account.text), "login": JSON(names[custodian.account]),
      "fingerprint": .string(custodian.key.fingerprint), "since": JSON(custodian.since),
      "revoked": JSON(custodian.revoked),
    ]
  }

  func json(_ rule: SealingRule) -> JSON {
    [
      "class": .string(rule.deviceClass), "needed": JSON(rule.needed),
      "custodians": JSON(rule.custodians.map(\.text)),
    ]
  }

  func json(_ proposal: CustodianProposal) -> JSON {
    let change: JSON =
      switch proposal.change {
      case .key(let account, let key):
        ["custodian": .string(account.text), "login": JSON(names[account]), "fingerprint": .string(key.fingerprint)]
      case .rule(let rule): json(rule)
      }
    return [
      "proposal": .string(proposal.id), "proposer": .string(proposal.proposer.text), "at": JSON(proposal.at),
      "change": change,
    ]
  }
}
