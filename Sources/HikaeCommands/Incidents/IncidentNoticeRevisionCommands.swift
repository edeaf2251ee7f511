import Accounts
import ArgumentParser
import CanonicalForms
import Custody
import Glibc
import Response
import Storage
import Wording

/// `hikae incident notice correct I-1 pc-2025`.
struct NoticeCorrectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct", abstract: "Draft the correction that the statements ask for.")

  @OptionGroup var options: NoticeOptions

  func run() throws {
    try options.changing { incidents in
      let number = try incidents.draftCorrection(options.series, at: .now)
      print(options.words(.noticeDrafted, options.series, String(number)))
    }
  }
}

/// `hikae incident notice withdraw I-1 pc-2025 --reason …`.
struct NoticeWithdrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "Draft that the notice is withdrawn; what was published stays where it is.")

  @OptionGroup var options: NoticeOptions

  @Option(help: "Why, in Japanese.")
  var reason: String

  @Option(name: .customLong("reason-en"), help: "Why, in English.")
  var reasonEnglish: String?

  func run() throws {
    try options.changing { incidents in
      var reasons: [Language: String] = [.ja: reason]
      reasons[.en] = reasonEnglish
      let number = try incidents.draftWithdrawal(options.series, because: reasons, at: .now)
      print(options.words(.noticeDrafted, options.series, String(number)))
    }
  }
}

/// `hikae incident notice take I-1 pc-2025-117 --contact …`.
struct NoticeTakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "take", abstract: "Take the contractor's newest revision over into a client's version, as a draft.")

  @OptionGroup var options: NoticeOptions

  @Option(help: "The client's own contact, in Japanese.")
  var contact: String?

  @Option(name: .customLong("contact-en"), help: "The client's own contact, in English.")
  var contactEnglish: String?

  func run() throws {
    try options.changing { incidents in
      var contacts: [Language: String] = [:]
      contacts[.ja] = contact
      contacts[.en] = contactEnglish
      let byHand = try incidents.noticeDifference(options.series, in: options.language)?.byHand ?? []
      let number = try incidents.takeNotice(options.series, contact: contacts, at: .now)
      print(options.words(.noticeDrafted, options.series, String(number)))
      if !byHand.isEmpty {
        let names = byHand.map { options.words.code("notice_section", $0.rawValue) }
        StandardError.print(options.words(.noticeByHandLine, names.joined(separator: ", ")))
      }
    }
  }
}

/// `hikae incident notice acknowledge I-1 pc-2025-117 --reason …`.
struct NoticeAcknowledgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acknowledge", abstract: "Record that a client has seen a revision and leaves its version as it is.")

  @OptionGroup var options: NoticeOptions

  @Option(help: "Why it is not taken over.")
  var reason: String

  func run() throws {
    try options.changing { try $0.acknowledgeNotice(options.series, because: reason, at: .now) }
    print(options.words(.incidentDone))
  }
}

/// `hikae incident notice show I-1 pc-2025`.
struct NoticeShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the draft, or the newest revision, as text or as its page.")

  @OptionGroup var options: NoticeOptions

  @Option(help: "A published revision (default: the draft, else the newest).")
  var revision: Int?

  @Option(help: "Write the page to this file.")
  var html: String?

  func run() throws {
    try options.reading { incidents in
      let state = try incidents.notice(options.series, in: options.language)
      let shown = revision.map { number in state.revisions.first { $0.number == number } } ?? state.revisions.last
      guard let shown, let text = shown.texts[options.language] ?? shown.texts[.ja] else {
        throw ResponseFailure(.unknownRevision, "no such revision of \(options.series)")
      }
      let language = shown.texts[options.language] == nil ? Language.ja : options.language
      let words = options.words
      print("\(words(.noticeRevision, String(shown.number)))  \(words.code("notice_state", shown.state.rawValue))")
      print(PrintableText.of(text.title.text))
      for part in text.parts {
        print("## " + words.code("notice_section", part.section.rawValue))
        for sentence in part.sentences { print(PrintableText.of(sentence.text)) }
      }
      guard let html else { return }
      let page =
        shown.state == .draft
        ? try incidents.previewNotice(options.series, in: language, at: .now)
        : try incidents.publishedPage(options.series, shown.number, in: language)?.bytes
          .map { String(decoding: $0, as: UTF8.self) }
      if let page { try PrivateFile.write(page, to: html) }
    }
  }
}

/// `hikae incident notice diff I-1 pc-2025 1 2`.
struct NoticeDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show what is different: two revisions, or what a client has to acknowledge.")

  @OptionGroup var options: NoticeOptions

  @Argument(help: "The earlier revision.")
  var from: Int?

  @Argument(help: "The later revision.")
  var to: Int?

  func run() throws {
    try options.reading { incidents in
      let changes: [NoticeChange]
      if let from, let to {
        changes = try incidents.noticeChanges(options.series, from: from, to: to, in: options.language)
      } else {
        changes = try incidents.noticeDifference(options.series, in: options.language)?.changes ?? []
      }
      let words = options.words
      for change in changes {
        print("## " + (change.section.map { words.code("notice_section", $0.rawValue) } ?? words(.noticeTitle)))
        for line in change.lines {
          print(
            PrintableText.of(
              line.map { piece in
                switch piece {
                case .same(let text): text
                case .removed(let text): "[-\(text)-]"
                case .added(let text): "{+\(text)+}"
                }
              }.joined()))
        }
      }
    }
  }
}

/// `hikae incident notice publish I-1 pc-2025 --as LOGIN`.
struct NoticePublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Publish the draft, as somebody else than its writer.",
    discussion: """
      LOGIN is an account that may approve what goes out. Neither it nor the user of this machine may have written the draft.
      """)

  @OptionGroup var options: NoticeOptions

  func run() throws {
    try options.changing(needing: .approvePublication) { incidents, guises in
      let revision = try incidents.publishNotice(options.series, as: guises, at: .now)
      let series = try incidents.notice(options.series, in: options.language).series
      print(
        options.words(
          .noticePublished, options.series, String(revision.number), series.site + series.path(revision.number)))
    }
  }
}

/// `hikae incident notice return I-1 pc-2025 --as LOGIN --reason …`.
struct NoticeReturnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "return", abstract: "Give the draft back to its writer.")

  @OptionGroup var options: NoticeOptions

  @Option(help: "Why.")
  var reason: String

  func run() throws {
    try options.changing(needing: .approvePublication) {
      try $0.returnNotice(options.series, because: reason, at: .now)
    }
    print(options.words(.incidentDone))
  }
}

/// `hikae incident notice export --out FOLDER`: all that is published, as files for any web server.
struct NoticeExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write everything that is published as static files, for any web server.")

  @Option(name: .customLong("out"), help: "The folder to write to.")
  var folder: String

  @Option(help: "One series (default: all).")
  var series: String?

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    let language = installation.language
    try reportingFailures(in: language) {
      let files = try Incidents(custody: try installation.open()).noticeFiles(only: series)
      for file in files { try Self.write(file.bytes, to: folder + "/" + file.path) }
      print(language.response(.noticeExported, String(files.count), folder))
    }
  }

  /// Everybody may read them: that is what they are for.
  private static func write(_ bytes: [UInt8], to path: String) throws {
    var built = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/").dropLast() {
      built += "/" + part
      guard mkdir(built, 0o755) == 0 || errno == EEXIST else {
        throw StorageFailure(.unavailable, "\(built) cannot be made: \(String(cString: strerror(errno)))")
      }
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw StorageFailure(.unavailable, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else { throw StorageFailure(.unavailable, "\(path) cannot be written") }
      rest = rest.dropFirst(written)
    }
  }
}
