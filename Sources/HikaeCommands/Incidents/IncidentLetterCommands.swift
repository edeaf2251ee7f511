import ArgumentParser
import CanonicalForms
import Custody
import JapaneseText
import Letterpress
import Response
import Wording

extension IncidentArguments {
  func vault(creating: Bool = false) throws -> LetterVault {
    try LetterVault.open(in: installation.folder.path + "/keys", creating: creating)
  }
}

/// `hikae incident mailing-list I-1 --client 117 FILE --erase-on 2027-03-31`.
struct IncidentMailingListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mailing-list",
    abstract: "Take a client's list of people with addresses: sealed, and erased on a day.",
    discussion: """
      A CSV or XLSX file with columns 氏名 (name), 郵便番号 (postcode), 住所 (address), 方書 (address2), 状態 (standing: 在籍, \
      退職, 死亡, 宛先不明), and what the people are recognised by: 生年月日, 記号, 番号, 電話番号. Without FILE it lists what was \
      taken; --erase-due erases what is due.
      """)

  @OptionGroup var options: IncidentOptions

  @Argument(help: "The file.")
  var file: String?

  @Option(name: .customLong("client"), help: "Whose people it lists: the organisation's id.")
  var client: String?

  @Option(name: .customLong("erase-on"), help: "The day on which it is erased.")
  var eraseOn: DayArgument?

  @Flag(
    name: .customLong("erase-due"), help: "Erase all lists whose day has come, of every incident, and their letters.")
  var erasesDue = false

  func validate() throws {
    if file != nil, client == nil || eraseOn == nil {
      throw ValidationError("a list needs --client and --erase-on: whose it is, and how long it is needed")
    }
    if erasesDue, file != nil { throw ValidationError("--erase-due takes no file") }
  }

  func run() throws {
    if erasesDue {
      try options.changing { incidents in
        let count = try incidents.eraseDueLists(at: .now, dataFolder: options.installation.folder.path)
        StandardError.print(options.words(.lettersErased, options.language.number(count)))
      }
    } else if let file, let client, let eraseOn {
      try options.changing { incidents in
        let registers = RegisterImport(
          incidents.custody, readTable: FileReading.table, readProfile: FileReading.profile)
        let list = try registers.mailingList(from: file, asOf: Today.civilDate)
        let taken = try incidents.take(
          list, of: .init(client), in: options.id, eraseAt: eraseOn.day.startInJapan,
          vault: try options.vault(creating: true), at: .now)
        StandardError.print(
          options.words(
            .lettersListTaken, client, options.language.number(taken.lines),
            options.language.number(taken.recognised), eraseOn.day.description))
      }
    } else {
      try options.reading { incidents in
        for list in try incidents.mailingLists(of: options.id) {
          guard !options.json else {
            print(list.json.canonicalText)
            continue
          }
          print(
            PrintableText.of(
              options.words(
                .lettersListTaken, list.client.text, options.language.number(list.lines),
                options.language.number(list.recognised), list.eraseDay)))
        }
      }
    }
  }
}

extension RecordedMailingList {
  fileprivate var json: JSON {
    [
      "client": .string(client.text), "number": JSON(number), "taken_at": JSON(takenAt), "lines": JSON(lines),
      "recognised": JSON(recognised), "erase_at": JSON(eraseAt), "erased": JSON(isErased),
    ]
  }
}

/// A day as people write it.
struct DayArgument: ExpressibleByArgument {
  let day: LimitDay

  init?(argument: String) {
    guard let day = LimitDay(typed: argument) else { return nil }
    self.day = day
  }
}

/// `hikae incident letters I-1 …`.
struct IncidentLettersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "letters", abstract: "Letters to the people concerned: make, release, take back what returned.",
    subcommands: [
      LettersShowCommand.self, LettersMakeCommand.self, LettersReleaseCommand.self, LettersReturnedCommand.self,
      LettersSubstituteCommand.self,
    ], defaultSubcommand: LettersShowCommand.self)
}

/// `hikae incident letters show I-1`: who got one, who did not, and why.
struct LettersShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show by client who got a letter, who did not, and why.")

  @OptionGroup var options: IncidentOptions

  func run() throws {
    try options.reading { incidents in
      let batches = try incidents.letterBatches(of: options.id)
      guard !options.json else {
        for batch in batches { print(batch.manifest(of: options.id).canonicalText) }
        let reach = try incidents.letterReach(of: options.id).map(\.json)
        let answer: JSON = ["incident": .string(options.id), "reach": .array(reach)]
        print(answer.canonicalText)
        return
      }
      if batches.isEmpty { StandardError.print(options.words(.lettersNone)) }
      for batch in batches { Self.show(batch, words: options.words) }
      Self.show(try incidents.letterReach(of: options.id), words: options.words)
    }
  }

  /// All clients whose people are concerned, those without a batch among them.
  static func show(_ reach: [LetterReach], words: StatementWords) {
    guard !reach.isEmpty else { return }
    func number(_ count: Int) -> String { words.language.number(count) }
    func heading(_ phrase: PagePhrase) -> String { words.language.page(phrase) }
    print(heading(.lettersReach))
    var table = AlignedColumns(numeric: Set(1...6))
    table.add([
      words(.lettersClient), heading(.lettersReachPeople), heading(.lettersReachLetters),
      heading(.lettersReachReturned), heading(.lettersReachWaiting), heading(.lettersReachSubstitute),
      heading(.lettersReachLeft), heading(.status),
    ])
    for client in reach {
      table.add([
        PrintableText.of(client.client.text), client.people.map(number) ?? "–", number(client.letters),
        number(client.returned), number(client.waiting), number(client.needSubstitute), number(client.left),
        heading(client.state.phrase),
      ])
    }
    for line in table.lines() { print(line) }
  }

  static func show(_ batch: LetterBatch, words: StatementWords) {
    let state =
      batch.releasedAt.map { words(.lettersOut, $0.localMinute) } ?? words(.lettersWaiting)
    print(words(.lettersBatch, String(batch.number)) + "  " + batch.madeAt.localMinute + "  " + state)
    func number(_ count: Int) -> String { words.language.number(count) }
    var table = AlignedColumns(numeric: Set(1...8))
    table.add([
      words(.lettersClient), words(.lettersCount), words(.lettersBack), words(.lettersUnreachable),
      words(.lettersLeft), words(.lettersDeceased), words(.lettersUnprintable), words(.lettersNotListed),
      words(.lettersSubstitute),
    ])
    for part in batch.parts {
      let tally = part.tally
      let back = batch.returned[part.client] ?? 0
      table.add([
        PrintableText.of(part.client.text), number(tally.letters), number(back), number(tally.unreachable),
        number(tally.left), number(tally.deceased), number(tally.unprintable), number(tally.notListed),
        number(tally.substitute + back),
      ])
    }
    for line in table.lines() { print(line) }
    for part in batch.parts {
      for line in part.unprintable {
        print(
          "  "
            + PrintableText.of(
              words(
                .lettersUnprintableLine, part.client.text, String(line.line), words.code("unprintable", line.part))))
      }
    }
  }
}

extension LetterReach {
  fileprivate var json: JSON {
    [
      "client": .string(client.text), "people": people.map { JSON($0) } ?? .null,
      "batch": batch.map { JSON($0) } ?? .null, "letters": JSON(letters), "returned": JSON(returned),
      "waiting": JSON(waiting), "need_substitute": JSON(needSubstitute), "left": JSON(left),
      "unread_files": .bool(hasUnreadFiles), "told": .bool(fulfilment != nil),
    ]
  }
}

/// `hikae incident letters make I-1 --sender LINE…`.
struct LettersMakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make",
    abstract: "Make the letters to everybody concerned on the newest address lists; they lie sealed.")

  @OptionGroup var options: IncidentOptions

  @Option(name: .customLong("client"), help: "Only to this client's people; may be given several times.")
  var clients: [String] = []

  @Flag(
    name: .customLong("adding"),
    help: "The newest lists name only people who were missing: add to the letters that went out.")
  var isAddition = false

  @Option(name: .customLong("sender"), help: "A line of the sender: name, address, telephone; in order.")
  var sender: [String]

  @Option(name: .customLong("contact"), help: "A line of the box with whom to ask; in order.")
  var contact: [String] = []

  @Option(name: .customLong("window"), help: "The envelope's window in mm: X,Y,WIDTH,HEIGHT (default: 14,10,95,50).")
  var window: WindowArgument?

  func run() throws {
    try options.changing { incidents in
      let all = try clients.isEmpty ? incidents.clientsWithLists(of: options.id, at: .now) : nil
      let batch = try incidents.makeLetters(
        of: options.id, to: all ?? (clients.isEmpty ? nil : Set(clients.map { Organisation.ID($0) })),
        addingToReleased: isAddition, from: LetterSender(lines: sender, contact: contact),
        envelope: window?.profile ?? .long3,
        vault: try options.vault(), dataFolder: options.installation.folder.path, in: options.language,
        clock: { .now })
      if options.json {
        print(batch.manifest(of: options.id).canonicalText)
      } else {
        LettersShowCommand.show(batch, words: options.words)
      }
      StandardError.print(
        options.words(.lettersMade, String(batch.number), options.language.number(batch.letters)))
    }
  }
}

struct WindowArgument: ExpressibleByArgument {
  let profile: EnvelopeProfile

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.count == 4, let x = numbers[0], let y = numbers[1], let width = numbers[2], let height = numbers[3]
    else { return nil }
    let profile = EnvelopeProfile(x: x, y: y, width: width, height: height)
    guard profile.isUsable else { return nil }
    self.profile = profile
  }
}

/// `hikae incident letters release I-1 1 --out FOLDER --as LOGIN`.
struct LettersReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "Write a batch of letters out for printing: by somebody else than who made them.",
    discussion: """
      LOGIN is an account that may approve what goes out. Neither it nor the user of this machine may have made the batch. \
      manifest.json goes with the files.
      """)

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "The batch's number.")
  var batch: Int

  @Option(name: .customLong("out"), help: "The folder to write the PDFs to, that only their owner can read.")
  var folder: String

  @Option(name: .customLong("as"), help: "Login of the account that lets them out.")
  var login: String?

  func run() throws {
    let installation = options.installation
    try options.changing { machine in
      let acting = try ActingAccount.custody(machine.custody, as: login, needing: .approvePublication, installation)
      let guises = ActingAccount.guises(machine.custody, login)
      try PrivateFile.makeFolder(folder)
      let released = try Incidents(custody: acting).releaseLetters(
        batch, of: options.id, as: guises, vault: try options.vault(), dataFolder: installation.folder.path, at: .now
      ) { name, pdf in try PrivateFile.write(pdf, to: "\(folder)/\(name)") }
      try PrivateFile.write(released.manifest(of: options.id).canonicalText + "\n", to: folder + "/manifest.json")
      StandardError.print(
        options.words(.lettersReleased, String(batch), options.language.number(released.letters)))
    }
  }
}

/// `hikae incident letters returned I-1 CODE…`.
struct LettersReturnedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "returned", abstract: "Take down letters that came back, by the codes in their windows.",
    discussion: """
      Without CODE it reads them from standard input, one a line, as a scanner types them. Exit status: 0 all known, 1 a \
      code belongs to no letter, 2 wrong usage, 3 failure.
      """)

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "Codes, such as ABCD-EFGH-JKMN.")
  var codes: [String] = []

  func run() throws {
    var typed = codes
    if typed.isEmpty { while let line = readLine() { typed.append(line) } }
    let lines = typed.filter { $0.contains { !$0.isWhitespace } }
    let known = lines.compactMap { LetterCode(typed: $0) }
    try options.changing { incidents in
      let result = try incidents.returnLetters(known, in: options.id, vault: try options.vault(), at: .now)
      StandardError.print(options.words(.lettersReturned, options.language.number(result.returned)))
      let wrong = result.unknown.count + lines.count - known.count
      guard wrong > 0 else { return }
      StandardError.print(options.words(.lettersUnknownCode, options.language.number(wrong)))
      throw Status.findings
    }
  }
}

/// `hikae incident letters substitute I-1 --client 117 --reference '公表 第1号'`.
struct LettersSubstituteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "substitute",
    abstract: "Take down that those of a client who got no letter were told in another way.",
    discussion: "It covers everybody of the client who needs it now. No names of people in the reference.")

  @OptionGroup var options: IncidentActOptions

  @Option(name: .customLong("client"), help: "Whose people: the organisation's id.")
  var client: String

  @Option(help: "What was done: the number of the notice, the announcement.")
  var reference: String

  @Option(help: "When (default: now).")
  var at: MomentArgument?

  func run() throws {
    try options.changing { incidents in
      let now = Moment.now
      try incidents.substitute(
        for: .init(client), reference: reference, happenedAt: at?.moment ?? now, in: options.id, at: now)
      StandardError.print(options.words(.lettersSubstituted, client))
    }
  }
}
