import ArgumentParser
import CanonicalForms
import Custody
import KeyEscrow
import Wording

/// `hikae keys`: what is kept, how well it is proved, and showing a key when two people agree.
package struct KeysCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Kept recovery keys: list, prove, show to somebody, replace their sealing.",
    discussion: """
      The keys themselves are printed by “reveal” and “break-glass” alone. ID is that of the key, or what the locked \
      screen shows: the whole recovery key ID or its first eight digits. --as names the account that acts; the command line \
      takes the operator's word for it, and the journal says that it did.
      """,
    subcommands: [
      KeyListCommand.self, KeyShowCommand.self, KeyProveCommand.self, KeyAttestCommand.self, KeyRequestCommand.self,
      KeyRequestsCommand.self,
      KeyApproveCommand.self, KeyRevealCommand.self, KeyBreakGlassCommand.self, KeyRotationsCommand.self,
      KeyRetireVolumeCommand.self,
      KeyPolicyCommand.self,
      KeyRotateCommand.self, KeyDrillCommand.self,
    ], defaultSubcommand: KeyListCommand.self)

  package init() {}
}

/// `hikae keys list`.
struct KeyListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List kept keys and what needs attention (exit status 1 when something does).")

  @Option(name: .customLong("device"), help: "Of one device.")
  var device: String?

  @Option(
    name: .customLong("state"), help: "In one state: \(KeyState.allCases.map(\.rawValue).joined(separator: ", ")).")
  var state: KeyState?

  @Flag(name: .customLong("json"), help: "Print one JSON object a line: keys, then alarms.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let now = Moment.now
      let printer = KeyPrinter(language: options.language, now: now)
      let all = try custody.devices()
      let named = device.map { RegisteredNames(all).id($0) }
      let keys = try named.map { try escrow.keys(of: $0, at: now) } ?? escrow.keys(at: now)
      let shown = keys.filter { state == nil || $0.state == state }
      let expected = all.filter { $0.kind == .laptop && $0.status != .retired }.map(\.id)
      let gone = Set(all.filter { $0.status == .retired }.map(\.id))
      let alarms = try escrow.alarms(of: expected, without: gone, at: now).filter { named == nil || $0.device == named }
      if json {
        for (key, state) in shown { print(printer.json(key, state).canonicalText) }
        for alarm in alarms { print(printer.json(alarm).canonicalText) }
      } else {
        if keys.isEmpty { print(options.language.text(.keysNone)) }
        for (key, state) in shown { print(printer.line(key, state)) }
        if !alarms.isEmpty { print(options.language.text(.keysAlarms)) }
        for alarm in alarms { print("  " + printer.text(alarm)) }
      }
      if !alarms.isEmpty { throw Status.findings }
    }
  }
}

extension KeyState: ExpressibleByArgument {}

/// `hikae keys show ID`.
struct KeyShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Everything about one key but the key.")

  @Argument(help: "The key's id, or what the locked screen shows.")
  var id: String

  @Flag(name: .customLong("json"), help: "Print the result as one JSON object.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { custody, escrow in
      let now = Moment.now
      let language = options.language
      let printer = KeyPrinter(language: language, now: now)
      let key = try options.key(id, in: escrow, at: now)
      let state = try escrow.keys(of: key.device, at: now).first { $0.key.id == key.id }?.state ?? .neverProved
      let history = try escrow.history(of: key)
      if json {
        let answer: JSON = ["key": printer.json(key, state), "history": .array(history.map { printer.json($0) })]
        return print(answer.canonicalText)
      }
      print(printer.line(key, state))
      print(
        language.text(
          .keysDetail, language.stored("escrow_kind", key.kind.rawValue), PrintableText.of(key.device),
          key.kept.localMinute, language.stored("escrow_source", key.source.rawValue)))
      if let sealing = key.sealing {
        let names = try options.logins(in: custody)
        let who = sealing.custodians.map { PrintableText.of(names[$0] ?? $0.text) }.joined(separator: ", ")
        print(
          language.text(
            .keysSealedTo, sealing.at.localMinute, "\(sealing.needed)", "\(sealing.custodians.count)", who))
        print(language.text(.custodianStaysSealed))
      }
      if !history.isEmpty { print(language.text(.keysHistory)) }
      for proof in history { print("  \(proof.at.localMinute)  \(printer.text(proof))") }
    }
  }
}

/// `hikae keys prove [ID]`.
struct KeyProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove", abstract: "Prove one key now, or those that are due.",
    discussion: "“hikae serve” does what is due by itself. Exit status 1 when a key is refused.")

  @Argument(help: "The key's id, or what the locked screen shows; without it what is due is done.")
  var id: String?

  @Option(name: .customLong("at-most"), help: "How many of those that are due.")
  var limit = 1000

  @Flag(name: .customLong("json"), help: "Print the result as one JSON object.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { _, escrow in
      let now = Moment.now
      let printer = KeyPrinter(language: options.language, now: now)
      if let id {
        let proof = try escrow.prove(options.key(id, in: escrow, at: now).id, by: "hikae", at: now)
        print(json ? printer.json(proof).canonicalText : printer.text(proof))
        if proof.verdict != .proved { throw Status.findings }
        return
      }
      let round = try escrow.round(at: now, atMost: max(1, limit))
      let counts = [round.proved, round.refused, round.undecided, round.found, round.left]
      if json {
        let answer: JSON = [
          "proved": JSON(round.proved), "refused": JSON(round.refused), "undecided": JSON(round.undecided),
          "found": JSON(round.found), "left": JSON(round.left),
        ]
        print(answer.canonicalText)
      } else {
        print(options.language.text(.keysRound, arguments: counts.map { options.language.number($0) }))
      }
      if round.refused + round.undecided > 0 { throw Status.findings }
    }
  }
}

/// `hikae keys rotate-kek`.
struct KeyRotateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate-kek", abstract: "Make another key-encryption key and wrap every kept key with it.",
    discussion: """
      With --pkcs11-… the new one is made in the token. The kept keys themselves are not touched. What is damaged is listed and \
      left (exit status 1).
      """)

  @Flag(name: .customLong("json"), help: "Print the result as one JSON object.")
  var json = false

  @OptionGroup var options: EscrowOptions

  func run() throws {
    try options.run { _, escrow in
      let done = try escrow.rewrap(by: "hikae", at: .now)
      if json {
        let answer: JSON = [
          "epoch": .integer(done.epoch), "count": JSON(done.count), "damaged": JSON(done.damaged),
        ]
        print(answer.canonicalText)
      } else {
        print(options.language.text(.keysRewrapped, "\(done.epoch)", options.language.number(done.count)))
        if !done.damaged.isEmpty { print(options.language.text(.keysLeftBehind)) }
        for name in done.damaged { print("  " + PrintableText.of(name)) }
      }
      if !done.damaged.isEmpty { throw Status.findings }
    }
  }
}
