import Accounts
import ArgumentParser
import CanonicalForms
import Custody
import Response
import Wording

extension Inquiry.Channel: ExpressibleByArgument {}
extension Inquiry.Topic: ExpressibleByArgument {}
extension Inquiry.Check: ExpressibleByArgument {}
extension Inquiry.Outcome: ExpressibleByArgument {}

/// `hikae incident inquiry`: the desk, its forms, frequent questions.
struct IncidentInquiryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inquiry",
    abstract: "Answer those who ask: desk, call sheets, forms, frequent questions.",
    subcommands: [
      InquiryListCommand.self, InquiryDeskCommand.self, InquiryFormCommand.self, InquiryTakeCommand.self,
      InquiryFollowCommand.self, InquiryCountsCommand.self, InquiryQuestionCommand.self, InquiryApproveCommand.self,
      InquiryEraseCommand.self,
    ], defaultSubcommand: InquiryListCommand.self)
}

/// `hikae incident inquiry list I-1`.
struct InquiryListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List inquiries that are open, without who asked.",
    discussion: "Exit status: 0 none is late, 1 somebody should have been called back, 2 wrong usage, 3 failure.")

  @Flag(name: .customLong("all"), help: "Also those that ended.")
  var all = false

  @OptionGroup var options: IncidentOptions

  func run() throws {
    try options.reading { incidents in
      let now = Moment.now
      let inquiries = try incidents.inquiries(of: options.id, openOnly: !all, limit: 10_000)
      let words = options.words
      for inquiry in inquiries {
        if options.json {
          print(inquiry.json.canonicalText)
        } else {
          print(
            "\(inquiry.name)  \(inquiry.takenAt.localMinute)  \(inquiry.client?.text ?? "–")  "
              + "\(words.code("inquiry_topic", inquiry.topic.rawValue))  "
              + "\(words.code("inquiry_outcome", inquiry.outcome.rawValue))  \(inquiry.due?.localMinute ?? "")")
        }
      }
      if inquiries.contains(where: { $0.isOverdue(at: now) }) { throw Status.findings }
    }
  }
}

/// `hikae incident inquiry desk I-1 --telephone …`.
struct InquiryDeskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "desk", abstract: "Open the inquiry desk, or change its hours.")

  @Option(help: "From when on it is open, in minutes of the day.")
  var opens = 570

  @Option(help: "Until when it is open, in minutes of the day.")
  var closes = 1020

  @Option(name: .customLong("call-back"), help: "Business hours within which somebody is called back.")
  var callBack = 8

  @Option(help: "Days for which who asked is kept after the end.")
  var retention = 180

  @Option(help: "The telephone that the public form names.")
  var telephone = ""

  @OptionGroup var options: IncidentActOptions

  func validate() throws {
    guard (0..<1_440).contains(opens), opens < closes, closes <= 1_440, (1...100).contains(callBack),
      (1...3_650).contains(retention)
    else { throw ValidationError("hours or days make no sense") }
  }

  func run() throws {
    try options.changing {
      try $0.open(
        InquiryDesk(
          incident: options.id, hours: .init(opens: opens, closes: closes), callBack: callBack * 60,
          retention: retention, telephone: telephone), at: .now)
    }
    print(options.words(.inquiryDeskOpened, options.id))
  }
}

/// `hikae incident inquiry form I-1 117 --client 117`.
struct InquiryFormCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "form", abstract: "Open the public form of a client.")

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "Its name in the address: small letters, digits and hyphens.")
  var form: String

  @Option(help: "The client's id.")
  var client: String

  func run() throws {
    try options.changing { try $0.openForm(form, for: .init(client), in: options.id, at: .now) }
    print("/inquiries/\(form)")
  }
}

/// `hikae incident inquiry take I-1 --topic risk --outcome answered`.
struct InquiryTakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "take", abstract: "Take an inquiry down.",
    discussion: "Who asked and in which words is erased when it is due. Give no more of it than is needed to call back."
  )

  @OptionGroup var options: IncidentActOptions

  @Option(help: "The client's id, where it is known.")
  var client: String?

  @Option(help: "telephone, form, mail or visit.")
  var channel: Inquiry.Channel = .telephone

  @Option(help: "included, data, risk, misuse, letter, complaint, press or other.")
  var topic: Inquiry.Topic

  @Option(help: "not_needed, by_code, called_back or refused.")
  var check: Inquiry.Check = .notNeeded

  @Option(help: "answered, call_back or passed_on.")
  var outcome: Inquiry.Outcome

  @Option(help: "The approved answer that was read out, such as F-2.")
  var question: String?

  @Option(help: "Who asked.")
  var name = ""

  @Option(help: "How to reach them.")
  var contact = ""

  @Option(help: "What was asked.")
  var words = ""

  @Option(help: "What was answered.")
  var answer = ""

  func run() throws {
    try options.changing { incidents in
      let number = try incidents.take(
        NewInquiry(
          client: client.map { .init($0) }, channel: channel, topic: topic,
          question: question.flatMap(FrequentQuestion.id), check: check, outcome: outcome,
          personal: .init(name: name, contact: contact, words: words, answer: answer)), in: options.id, at: .now)
      print(options.words(.inquiryTaken, Inquiry.name(number)))
    }
  }
}

/// `hikae incident inquiry follow I-1 Q-3 answered`.
struct InquiryFollowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "follow", abstract: "Take down what was done about an inquiry.")

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "The inquiry, such as Q-3.")
  var inquiry: String

  @Argument(help: "answered, call_back, passed_on, not_reached or closed.")
  var outcome: Inquiry.Outcome

  @Option(help: "How it was made sure by now who asks: by_code, called_back or refused.")
  var check: Inquiry.Check?

  @Option(help: "In words.")
  var words: String?

  func run() throws {
    try options.changing {
      try $0.follow(
        Inquiry.id(from: inquiry) ?? 0, outcome, check: check, words: words, in: options.id, at: .now)
    }
    print(options.words(.incidentDone))
  }
}

/// `hikae incident inquiry counts I-1`.
struct InquiryCountsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "counts", abstract: "Print how many asked, by day and client, as CSV.")

  @OptionGroup var options: IncidentActOptions

  func run() throws {
    try options.reading { incidents in
      print("day,client,inquiries,misuse")
      for count in try incidents.inquiryCounts(of: options.id) {
        print("\(count.day),\(SpreadsheetCell.quoted(count.client?.text ?? "")),\(count.all),\(count.misuse)")
      }
    }
  }
}

/// `hikae incident inquiry question I-1 --question … --answer …`.
struct InquiryQuestionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "question", abstract: "Write a frequent question, or a new version of one; without a text, list them.")

  @OptionGroup var options: IncidentActOptions

  @Option(name: .customLong("of"), help: "The question of which it is a new version, such as F-2.")
  var number: String?

  @Option(help: "The question, in Japanese.")
  var question: String?

  @Option(help: "File with the answer, in Japanese; {lost_at} quotes what is known.")
  var answer: String?

  @Option(name: .customLong("question-en"), help: "The question, in English.")
  var questionEnglish: String?

  @Option(name: .customLong("answer-en"), help: "File with the answer, in English.")
  var answerEnglish: String?

  @Option(name: .customLong("as"), help: "Login of the account that writes (default: the user of this machine).")
  var login: String?

  func run() throws {
    guard let question, let answer else {
      return try options.reading { incidents in
        for one in try incidents.questions(of: options.id) {
          let state = one.isApproved ? one.approvedAt?.localMinute ?? "" : options.words(.noticeStateDraft)
          print(PrintableText.of("\(one.name).\(one.version)  \(state)  \(one.question(options.language))"))
        }
      }
    }
    try reportingFailures(in: options.language) {
      try options.installation.changing { custody in
        let incidents = Incidents(
          custody: try ActingAccount.custody(custody, as: login, needing: .answerInquiries, options.installation))
        var texts: [Language: (question: String, answer: String)] = [.ja: (question, try TextFile.read(answer))]
        if let questionEnglish, let answerEnglish {
          texts[.en] = (questionEnglish, try TextFile.read(answerEnglish))
        }
        let made = try incidents.draftQuestion(number.flatMap(FrequentQuestion.id), texts, in: options.id, at: .now)
        print(options.words(.questionDrafted, "F-\(made)"))
      }
    }
  }
}

/// `hikae incident inquiry approve I-1 F-2 --as LOGIN`.
struct InquiryApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Let an answer be read out, as somebody else than its writer.")

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "The question, such as F-2.")
  var question: String

  @Option(name: .customLong("as"), help: "Login of the account that approves.")
  var login: String

  func run() throws {
    try reportingFailures(in: options.language) {
      try options.installation.changing { custody in
        let incidents = Incidents(
          custody: try ActingAccount.custody(custody, as: login, needing: .approvePublication, options.installation))
        try incidents.approveQuestion(
          FrequentQuestion.id(from: question) ?? 0, in: options.id, as: ActingAccount.guises(custody, login), at: .now)
      }
    }
    print(options.words(.incidentDone))
  }
}

/// `hikae incident inquiry erase`: run it every day.
struct InquiryEraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Erase who asked, where the desks' days are over, in all incidents.")

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    let language = installation.language
    try reportingFailures(in: language) {
      let count = try installation.changing { try Incidents(custody: $0).eraseDueInquiries(at: .now) }
      print(language.response(.inquiryErased, String(count)))
    }
  }
}
