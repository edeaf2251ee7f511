import Accounts
import ArgumentParser
import CanonicalForms
import Custody
import Glibc
import Response
import Storage
import Wording

extension NoticeRevision.Reason: ExpressibleByArgument {}

/// `hikae incident notice`: what the public is told, with its history.
struct IncidentNoticeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notice", abstract: "Write, publish and correct the public notice and clients' versions of it.",
    discussion: """
      A notice is written by one person and published by another: `publish` takes the login of an account that may \
      publish. Texts are files: `# title`, then `## included`, `## data`, `## advice`, `## events`, `## measures`, \
      `## contact`, each line a sentence; {lost_at} quotes what is known of it.
      """,
    subcommands: [
      NoticeListCommand.self, NoticeOpenCommand.self, NoticeClientCommand.self, NoticeTemplateCommand.self,
      NoticeDraftCommand.self, NoticeCorrectCommand.self, NoticeWithdrawCommand.self, NoticeTakeCommand.self,
      NoticeAcknowledgeCommand.self, NoticeShowCommand.self, NoticeDiffCommand.self, NoticePublishCommand.self,
      NoticeReturnCommand.self, NoticeExportCommand.self,
    ], defaultSubcommand: NoticeListCommand.self)
}

/// What every command about one series takes.
struct NoticeOptions: ParsableArguments {
  @Argument(help: "The incident's id, such as I-1.")
  var incident: String

  @Argument(help: "The series, as in its address.")
  var series: String

  @Option(name: .customLong("as"), help: "Login of the account that acts (default: the user of this machine).")
  var login: String?

  @OptionGroup var installation: InstallationOptions

  var language: Language { installation.language }
  var words: StatementWords { StatementWords(language: language) }

  func reading(_ work: (Incidents) throws -> Void) throws {
    try reportingFailures(in: language) { try work(Incidents(custody: try installation.open())) }
  }

  func changing(needing permission: Permission = .runResponse, _ work: (Incidents) throws -> Void) throws {
    try changing(needing: permission) { incidents, _ in try work(incidents) }
  }

  /// - Parameter work: gets the names under which the one who acts may have acted before, too.
  func changing(needing permission: Permission, _ work: (Incidents, Set<String>) throws -> Void) throws {
    try reportingFailures(in: language) {
      try installation.changing { custody in
        let acting = try ActingAccount.custody(custody, as: login, needing: permission, installation)
        try work(Incidents(custody: acting), ActingAccount.guises(custody, login))
      }
    }
  }
}

/// The account in whose name a command acts.
enum ActingAccount {
  /// - Parameter login: nil for the user of this machine, who may write and not publish.
  static func custody(
    _ custody: Custody, as login: String?, needing permission: Permission, _ installation: InstallationOptions
  ) throws -> Custody {
    let language = installation.language
    guard let login else {
      guard permission != .approvePublication else {
        StandardError.print("error: " + language.response(.failureSamePerson))
        throw Status.failure
      }
      return custody
    }
    let accounts = try Accounts(journal: custody.journal, keyPath: installation.folder.accountsKeyPath)
    guard let account = try accounts.account(login: login), account.isActive, account.may(permission) else {
      StandardError.print("error: " + language.text(.keysUnknownAccount, PrintableText.of(login)))
      throw Status.failure
    }
    return custody.acting(as: account.id.text)
  }

  /// One person has two names here, and may have written something under either.
  /// - Parameter custody: as it was opened: in the name of the user of this machine.
  static func guises(_ custody: Custody, _ login: String?) -> Set<String> {
    Set([custody.actor, login].compactMap(\.self))
  }
}

/// `hikae incident notice list I-1`.
struct NoticeListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the notices: what is published, what waits, what is to be corrected.",
    discussion: "Exit status: 0 all hold, 1 something is to be done, 2 wrong usage, 3 failure.")

  @OptionGroup var options: IncidentOptions

  func run() throws {
    try options.reading { incidents in
      let states = try incidents.notices(of: options.id, in: options.language)
      if states.isEmpty, !options.json { print(options.words(.noticeNothing)) }
      var isLoose = false
      for state in states {
        if options.json {
          print(state.json.canonicalText)
        } else {
          let published =
            state.published.map {
              "\(options.words(.noticeRevision, String($0.number))) \($0.publishedAt?.localMinute ?? "")"
            } ?? "–"
          print(PrintableText.of("\(state.series.id)  \(state.series.publisher)  \(published)  \(state.series.url)"))
          if !state.corrections.isEmpty {
            print("  " + options.words(.noticeOutdatedLine, state.series.id, String(state.corrections.count)))
          }
          if !state.pending.isEmpty {
            let numbers = state.pending.map(String.init).joined(separator: ", ")
            print("  " + options.words(.noticePendingLine, state.series.id, numbers))
          }
        }
        isLoose = isLoose || !state.corrections.isEmpty || !state.pending.isEmpty || state.draft != nil
      }
      if isLoose { throw Status.findings }
    }
  }
}

/// `hikae incident notice open I-1 pc-2025 --site https://notices.example.jp --publisher NAME`.
struct NoticeOpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "open", abstract: "Open the contractor's own series.")

  @OptionGroup var options: NoticeOptions

  @Option(help: "Where it is published: https:// and a host name. It stands in what is published.")
  var site: String

  @Option(help: "Who speaks.")
  var publisher: String

  func run() throws {
    try options.changing {
      try $0.openNotices(options.series, in: options.incident, site: site, publisher: publisher, at: .now)
    }
    print(options.words(.noticeOpened, options.series))
  }
}

/// `hikae incident notice client I-1 pc-2025-117 --of pc-2025 --client 117`.
struct NoticeClientCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "client", abstract: "Open a client's version, which takes corrections as differences.")

  @OptionGroup var options: NoticeOptions

  @Option(name: .customLong("of"), help: "The contractor's series.")
  var master: String

  @Option(help: "The client's id.")
  var client: String

  @Option(help: "Where it is published.")
  var site: String

  @Option(help: "Who speaks (default: the client's name).")
  var publisher: String?

  @Flag(name: .customLong("linked"), help: "The client agrees that the contractor's notice links to it.")
  var isLinked = false

  func run() throws {
    try options.changing {
      try $0.openClientNotices(
        options.series, of: master, for: .init(client), site: site, publisher: publisher, isLinked: isLinked, at: .now)
    }
    print(options.words(.noticeOpened, options.series))
  }
}

/// `hikae incident notice template I-1 pc-2025 > notice.ja.md`.
struct NoticeTemplateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template", abstract: "Print a text to begin with: the published one, else a first one.")

  @OptionGroup var options: NoticeOptions

  @Option(help: "The contact, for a first text.")
  var contact = ""

  func run() throws {
    try options.reading { incidents in
      let source =
        try incidents.noticeSource(options.series)?[options.language]
        ?? incidents.noticeTemplate(contact: contact, in: options.language)
      print(source.text, terminator: "")
    }
  }
}

/// `hikae incident notice draft I-1 pc-2025 --ja notice.ja.md --reason correction --note …`.
struct NoticeDraftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draft", abstract: "Write the next revision, or replace its draft.")

  @OptionGroup var options: NoticeOptions

  @Option(help: "File with the Japanese text.")
  var ja: String

  @Option(help: "File with the English text.")
  var en: String?

  @Option(help: "new_fact, correction or wording.")
  var reason: NoticeRevision.Reason = .wording

  @Option(help: "What changed, in Japanese, for readers; from the second revision on.")
  var note: String?

  @Option(name: .customLong("note-en"), help: "What changed, in English.")
  var noteEnglish: String?

  func run() throws {
    try options.changing { incidents in
      var sources: [Language: NoticeSource] = [.ja: try NoticeSource(parsing: TextFile.read(ja))]
      if let en { sources[.en] = try NoticeSource(parsing: TextFile.read(en)) }
      var notes: [Language: String] = [:]
      notes[.ja] = note
      notes[.en] = noteEnglish
      let number = try incidents.draftNotice(
        options.series, NewRevision(reason, notes: notes, sources: sources), at: .now)
      print(options.words(.noticeDrafted, options.series, String(number)))
    }
  }
}

/// A text that somebody wrote in an editor.
enum TextFile {
  /// - Throws: `StorageFailure` when it cannot be read or is longer than 256 KB.
  static func read(_ path: String) throws -> String {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw StorageFailure(.unavailable, "\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= 256 << 10 {
      let got = Glibc.read(descriptor, &buffer, buffer.count)
      if got == 0 {
        // Editors of Windows begin a file with it.
        return String(
          decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes, as: UTF8.self)
      }
      guard got > 0 else { break }
      bytes += buffer[..<got]
    }
    throw StorageFailure(.unavailable, "\(path) cannot be read, or is too long")
  }
}
