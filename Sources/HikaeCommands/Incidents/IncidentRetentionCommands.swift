import ArgumentParser
import CanonicalForms
import Response
import Wording

/// `hikae incident retention I-1`: what names people in the record of an incident, and until when.
struct IncidentRetentionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention", abstract: "Show how long names of an incident are kept and why, or choose other periods.")

  @OptionGroup var options: IncidentOptions

  @Option(
    name: .customLong("keep"),
    help: """
      A period in days after the end, as SUBJECT=DAYS; subjects: reporter, tasks, scope, signers, recipients, \
      statements, drafts, notes. May be given several times.
      """)
  var periods: [ErasurePeriod] = []

  func run() throws {
    if !periods.isEmpty {
      let days = Dictionary(periods.map { ($0.subject, $0.days) }, uniquingKeysWith: { $1 })
      try options.changing { try $0.keep(days, in: options.id, at: .now) }
    }
    try options.reading { incidents in
      for term in try incidents.erasureTerms(of: options.id) {
        print(options.json ? term.json.canonicalText : Self.line(term, options.words))
      }
      for term in try incidents.reporterTerms(of: options.id) {
        print(options.json ? term.json.canonicalText : Self.line(term, options.words))
      }
    }
  }

  private static func line(_ term: ErasureTerm, _ words: StatementWords) -> String {
    let name = words.code("kept", term.subject.rawValue)
    return "\(name): \(words.kept(term))\n  \(words.code("kept", term.subject.rawValue + ".reason"))"
  }

  private static func line(_ term: ReporterTerm, _ words: StatementWords) -> String {
    let name = words(.keptReporterContact, PrintableText.of(term.organisation?.text ?? words(.partyOperator)))
    return "\(name): \(words.kept(term))\n  \(words(.keptReporterContactReason))"
  }
}

/// `reporter=400`.
struct ErasurePeriod: ExpressibleByArgument {
  let subject: ErasureRule.Subject
  let days: Int

  init?(argument: String) {
    let sides = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard sides.count == 2, let subject = ErasureRule.Subject(rawValue: String(sides[0])), let days = Int(sides[1]),
      ErasureRule.choices.contains(days)
    else { return nil }
    self.subject = subject
    self.days = days
  }
}

extension ErasureTarget: ExpressibleByArgument {
  package init?(argument: String) { self.init(code: argument) }
}

/// `hikae incident erase-now I-1 list/117/1 --reason …`: what has to go before its day.
struct IncidentEraseNowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase-now", abstract: "Erase an address list or a published page before its day, for good.",
    discussion: """
      WHAT is list/CLIENT/NUMBER or page/SERIES/REVISION; without it, what there is is listed. A list goes with its letters \
      and codes; a page answers "erased" from then on. That it was done, by whom and why stays on the timeline.
      """)

  @OptionGroup var options: IncidentOptions

  @Argument(help: "What to erase, such as list/117/1 or page/pc-2025/2.")
  var target: ErasureTarget?

  @Option(name: .customLong("reason"), help: "Why it cannot wait.")
  var reason: String?

  @Option(
    name: .customLong("as"),
    help: "Login of the account that acts; a page needs one that may publish and did not write it.")
  var login: String?

  func run() throws {
    guard let target else {
      return try options.reading { incidents in
        for target in try incidents.erasureTargets(of: options.id) { print(PrintableText.of(target.code)) }
      }
    }
    let installation = options.installation
    try options.changing { machine in
      let acting = try ActingAccount.custody(
        machine.custody, as: login, needing: target.isPage ? .approvePublication : .runResponse, installation)
      let count = try Incidents(custody: acting).eraseNow(
        target, in: options.id, because: reason ?? "", as: ActingAccount.guises(machine.custody, login), at: .now,
        dataFolder: installation.folder.path)
      print(options.words(.erasedAtOnce, target.code, String(count)))
    }
  }
}

/// `hikae incident erase`: run it every day where no server runs.
struct IncidentEraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Erase everything personal whose day has come, in all incidents.",
    discussion: """
      What hikae serve does by itself every hour. Exit status: 0 done, 1 another process is erasing, 2 wrong usage, 3 \
      failure.
      """)

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    let language = installation.language
    try reportingFailures(in: language) {
      let done = try installation.changing {
        try Incidents(custody: $0).eraseDue(
          at: .now, dataFolder: installation.folder.path, holder: Erasure.newHolder())
      }
      guard let done else {
        print(language.response(.erasedElsewhere))
        throw Status.findings
      }
      print(language.response(.erasedNow, String(done.lists), String(done.inquiries), String(done.records)))
    }
  }
}
