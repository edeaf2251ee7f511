import ArgumentParser
import CanonicalForms
import Custody
import Response
import Wording

extension AuthorityReport.Kind: ExpressibleByArgument {}

/// `hikae incident report I-1 preliminary`.
struct IncidentReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write the report to the authority: nine items, only what is known.")

  @OptionGroup var options: IncidentOptions

  @Argument(help: "preliminary or final.")
  var kind: AuthorityReport.Kind

  @Option(name: .customLong("client"), help: "About one client's part.")
  var client: String?

  @Option(name: .customLong("html"), help: "Also write it as a page to this file.")
  var html: String?

  @Option(name: .customLong("pdf"), help: "Also write it as a form on A4, as PDF.")
  var pdf: String?

  @Option(name: .customLong("docx"), help: "Also write it as a form, for word processors.")
  var docx: String?

  @Flag(name: .customLong("issue"), help: "It is filed: keep it, so that corrections are known.")
  var isIssued = false

  @Option(name: .customLong("corrects"), help: "With --issue: the document that this one puts right, such as D-2.")
  var corrects: String?

  func run() throws {
    let work: (Incidents) throws -> Void = { incidents in
      let report = try incidents.authorityReport(
        kind, of: options.id, about: Statement.Subject(client: client ?? ""), in: options.language, at: .now)
      // All that can fail comes first: half of the files are worse than none.
      let files = [(pdf, try pdf.map { _ in try report.pdf() }), (docx, try docx.map { _ in try report.docx() })]
      if let html { try PrivateFile.write(report.page, to: html) }
      for case (let path?, let bytes?) in files { try PrivateFile.write(bytes, to: path) }
      print(options.json ? report.json.canonicalText : report.text, terminator: options.json ? "\n" : "")
      guard isIssued else { return }
      let number = try incidents.issue(
        kind.document, to: AuthorityReport.recipient(of: report.subject), report.sentences, in: options.language,
        of: options.id,
        correcting: corrects.flatMap(OutwardDocument.id), at: .now)
      StandardError.print(OutwardDocument.name(number))
    }
    if isIssued { try options.changing(work) } else { try options.reading(work) }
  }
}

/// `hikae incident draft I-1 police`.
struct IncidentDraftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draft", abstract: "Write the text for the police, or the order to lock the device.")

  enum Text: String, ExpressibleByArgument, CaseIterable { case police, lock }

  @OptionGroup var options: IncidentOptions

  @Argument(help: "police or lock.")
  var text: Text

  @Flag(name: .customLong("issue"), help: "It was given out: keep it, so that corrections are known.")
  var isIssued = false

  @Option(name: .customLong("corrects"), help: "With --issue: the document that this one puts right.")
  var corrects: String?

  func run() throws {
    let work: (Incidents) throws -> Void = { incidents in
      let sentences =
        switch text {
        case .police: try incidents.policeReport(of: options.id, in: options.language)
        case .lock: try incidents.lockOrder(of: options.id, in: options.language)
        }
      print(
        options.json
          ? JSON.array(sentences.map(\.json)).canonicalText : sentences.map(\.text).joined(separator: "\n"))
      guard isIssued else { return }
      let number = try incidents.issue(
        text == .police ? .policeReport : .lockOrder, sentences, in: options.language, of: options.id,
        correcting: corrects.flatMap(OutwardDocument.id), at: .now)
      StandardError.print(OutwardDocument.name(number))
    }
    if isIssued { try options.changing(work) } else { try options.reading(work) }
  }
}

/// `hikae incident corrections I-1`: what documents say that does not hold any more.
struct IncidentCorrectionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corrections", abstract: "List what documents say that does not hold any more, with the correction.",
    discussion: "Exit status: 0 nothing, 1 something is to be corrected, 2 wrong usage, 3 failure.")

  @OptionGroup var options: IncidentOptions

  func run() throws {
    try options.reading { incidents in
      let corrections = try incidents.corrections(of: options.id, in: options.language)
      if options.json {
        for correction in corrections { print(correction.json.canonicalText) }
      } else if corrections.isEmpty {
        print(options.words(.noCorrections))
      } else {
        Self.show(corrections, words: options.words)
      }
      if !corrections.isEmpty { throw Status.findings }
    }
  }

  static func show(_ corrections: [Correction], words: StatementWords) {
    for correction in corrections {
      let line = words(
        .correctionLine, OutwardDocument.name(correction.document), String(correction.sentence + 1),
        correction.oldSentence, correction.newSentence)
      print("  " + PrintableText.of(words.code("correction", correction.kind.rawValue) + "  " + line))
    }
  }
}

/// `hikae incident packs I-1 --out FOLDER [--passwords FILE]`: one act makes a pack for each client.
struct IncidentPacksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "packs", abstract: "Make a pack for each client: its own people only, as JSON and as a page.")

  @OptionGroup var options: IncidentOptions

  @Option(name: .customLong("out"), help: "The folder to write them to, as CLIENT.json and CLIENT.html.")
  var folder: String

  @Option(
    name: .customLong("passwords"),
    help: ArgumentHelp(
      "Write each pack as CLIENT.zip instead, sealed with AES-256, and the passwords to this file.",
      discussion: "Give the passwords by another way than the packs. A new password is drawn for each pack."))
  var passwords: String?

  func validate() throws {
    guard let passwords else { return }
    guard !passwords.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/") else {
      throw ValidationError("the passwords do not belong into the folder of the packs")
    }
  }

  func run() throws {
    try options.changing { incidents in
      let set = try incidents.makePacks(of: options.id, in: options.language, at: .now)
      try PrivateFile.makeFolder(folder)
      var list = ""
      for pack in set.packs {
        let path = "\(folder)/\(pack.client.id.fileName)"
        guard passwords != nil else {
          try PrivateFile.write(pack.json.canonicalText, to: path + ".json")
          try PrivateFile.write(pack.page, to: path + ".html")
          continue
        }
        let password = PackPassword()
        try PrivateFile.write(try pack.sealed(with: password), to: path + ".zip")
        list += "\"\(pack.client.id.text.replacing("\"", with: "\"\""))\",\(password.text)\r\n"
      }
      if let passwords { try PrivateFile.write(list, to: passwords) }
      let language = options.language
      let sum = set.possible
      if options.json {
        let answer: JSON = [
          "packs": JSON(set.packs.count), "total": JSON(sum.total), "clients": JSON(sum.clients),
          "counted_again": JSON(sum.countedAgain), "unattributed": JSON(sum.unattributed),
        ]
        print(answer.canonicalText)
      } else {
        print(options.words(.packsMade, language.number(set.packs.count)))
        print(
          options.words(
            .packSum, language.number(sum.total), language.number(sum.clients), language.number(sum.countedAgain),
            language.number(sum.unattributed)))
      }
    }
  }
}

/// `hikae incident handed-over I-1 CLIENT`: the client can have its newest pack.
struct IncidentHandedOverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handed-over", abstract: "Record that a client's newest pack was given out.")

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "The client's id.")
  var client: String

  @Option(name: .customLong("at"), help: "When (default: now).")
  var at: MomentArgument?

  @Option(name: .customLong("how"), help: "By which way: post, by hand.")
  var how = "by hand"

  @Option(name: .customLong("name"), help: "Who gave it.")
  var name: String?

  func run() throws {
    try at?.refuseFuture(in: options.language)
    let now = Moment.now
    let event = at?.moment ?? now
    try options.changing {
      try $0.handOver(to: [.init(client)], how: how, name: name, happenedAt: event, in: options.id, at: now)
    }
    print(options.words(.packHandedOut, client, event.localMinute))
  }
}

/// `hikae incident received I-1 CLIENT`: the client has its pack; its clock begins.
struct IncidentReceivedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "received", abstract: "Record that a client has received its pack: its own clock begins.",
    discussion: "It is the newest pack that was handed over. A pack is received once.")

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "The client's id.")
  var client: String

  @Option(name: .customLong("at"), help: "When (default: now).")
  var at: MomentArgument?

  @Option(name: .customLong("how"), help: "By which way: portal, post, by hand.")
  var how = "portal"

  @Option(name: .customLong("name"), help: "Who received it.")
  var name: String?

  func run() throws {
    try at?.refuseFuture(in: options.language)
    let now = Moment.now
    let event = at?.moment ?? now
    try options.changing {
      try $0.receive(by: [.init(client)], how: how, name: name, happenedAt: event, in: options.id, at: now)
    }
    print(options.words(.packReceipt, client, event.localMinute))
  }
}
