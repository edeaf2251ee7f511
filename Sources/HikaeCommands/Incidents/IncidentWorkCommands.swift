import ArgumentParser
import CanonicalForms
import JapaneseText
import Response
import Wording

extension ResponseTask.State: ExpressibleByArgument {}
extension TimelineEvent.Order: ExpressibleByArgument {}

/// `hikae incident task I-1 [T-3]`: adds a task, or changes one.
struct IncidentTaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Add a task, or change owner, due time and state of one.")

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "The task, such as T-3; a new one with --title alone.")
  var task: String?

  @Option(name: .customLong("title"), help: "What is to be done.")
  var title: String?

  @Option(name: .customLong("owner"), help: "Who does it.")
  var owner: String?

  @Option(name: .customLong("due"), help: "By when.")
  var due: MomentArgument?

  @Option(name: .customLong("state"), help: "open, done or dropped.")
  var state: ResponseTask.State?

  @Option(name: .customLong("proof"), help: "What shows that it was done: a paper, a control. No names of people.")
  var proof: String?

  func validate() throws {
    guard task != nil || title != nil else { throw ValidationError("a new task needs --title") }
  }

  func run() throws {
    try options.changing { incidents in
      guard let task else {
        let number = try incidents.addTask(
          title ?? "", owner: owner, due: due?.moment, to: options.id, at: .now)
        print(ResponseTask.name(number))
        return
      }
      guard let number = ResponseTask.id(from: task) else {
        throw ResponseFailure(.unknownTask, "no task \(task) in \(options.id)")
      }
      try incidents.change(task: number, in: options.id, at: .now) { changed in
        if let title { changed.title = title }
        if let owner { changed.owner = owner }
        if let due { changed.due = due.moment }
        if let proof { changed.proof = proof.isEmpty ? nil : proof }
        if let state { changed.state = state }
      }
      print(options.words(.incidentDone))
    }
  }
}

/// `hikae incident note I-1 WORDS`.
struct IncidentNoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Put something on the timeline that nothing else says.")

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "What happened.")
  var note: String

  @Option(name: .customLong("at"), help: "When it happened (default: now).")
  var at: MomentArgument?

  func run() throws {
    try at?.refuseFuture(in: options.language)
    try options.changing {
      let now = Moment.now
      try $0.note(note, happenedAt: at?.moment ?? now, in: options.id, at: now)
    }
    print(options.words(.incidentDone))
  }
}

/// `hikae incident timeline I-1`.
struct IncidentTimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "Show what happened, and when it came to be known.")

  @OptionGroup var options: IncidentOptions

  @Option(name: .customLong("by"), help: "event or known.")
  var order = TimelineEvent.Order.event

  @Option(
    name: .customLong("only"),
    help: "statement, task, document, pack, obligation, contradiction, incident; may be given several times.")
  var groups: [String] = []

  func run() throws {
    try options.reading { incidents in
      for event in try incidents.timeline(of: options.id, by: order, groups: Set(groups)) {
        guard !options.json else {
          print(event.json.canonicalText)
          continue
        }
        let line = "\(event.event.localMinute)  (\(event.known.localMinute))  \(options.words.event(event))"
        let note = options.words.note(event)
        print(PrintableText.of(line + (note.isEmpty ? "" : "  " + note)))
      }
    }
  }
}

/// `hikae incident search I-1`: the plan of looking for the thing itself, and what was looked through.
struct IncidentSearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Show the plan of searching found property, change it, or record a search of today.",
    discussion: "Exit status: 0 every search was made, 1 some were not, 2 wrong usage, 3 failure.")

  @OptionGroup var options: IncidentOptions

  @Option(name: .customLong("prefecture"), help: "The list of this prefecture was looked through today.")
  var prefecture: PrefectureArgument?

  @Flag(name: .customLong("found"), help: "The thing, or what it may lie in, is listed.")
  var isFound = false

  @Option(
    name: .customLong("plan"),
    help: "Search in this prefecture from now on, instead of those of before; may be given several times.")
  var places: [PrefectureArgument] = []

  @Option(name: .customLong("item"), help: "What it may lie in, such as paper_bag; may be given several times.")
  var items: [LostPropertyPlan.OuterItem] = []

  @Option(name: .customLong("from"), help: "First day for prefectures that are new (default: today).")
  var first: MomentArgument?

  func run() throws {
    let today = Today.civilDate
    if !places.isEmpty || !items.isEmpty {
      try options.changing { incidents in
        var plan = try incidents.incident(options.id).search
        if !places.isEmpty { plan.prefectures = Array(Set(places.map(\.prefecture))).sorted() }
        if !items.isEmpty { plan.items = items }
        let from = first.map { CivilDate($0.moment, offset: 540) } ?? today
        try incidents.plan(plan, from: from, in: options.id, at: .now)
      }
      print(options.words(.incidentDone))
      return
    }
    if let prefecture {
      try options.changing {
        try $0.record(
          .init(prefecture: prefecture.prefecture, day: today, hasFound: isFound, at: .now), in: options.id)
      }
      print(options.words(.incidentDone))
      return
    }
    try options.reading { incidents in
      let incident = try incidents.incident(options.id)
      let lost = CivilDate(
        try incidents.ledger(of: options.id).answer(.lostAt).time?.from ?? incident.lastSeen, offset: 540)
      let missed = try incidents.missedSearches(of: options.id, through: today)
      if options.json {
        let plan: JSON = [
          "prefectures": JSON(incident.search.prefectures.map(\.name)),
          "items": JSON(incident.search.items.map(\.rawValue)),
          "from": .string("\(incident.search.days(from: lost).lowerBound)"),
          "to": .string("\(incident.search.days(from: lost).upperBound)"),
          "missed": .array(
            missed.map { ["day": .string("\($0.0)"), "prefecture": .string($0.1.name)] }),
        ]
        print(plan.canonicalText)
      } else {
        for line in incident.search.lines(from: lost, in: options.language) { print(line) }
        print(options.words(.searchMissed, String(missed.count)))
      }
      if !missed.isEmpty { throw Status.findings }
    }
  }
}

extension LostPropertyPlan.OuterItem: ExpressibleByArgument {}

/// `hikae incident close I-1`.
struct IncidentCloseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "End an incident with its after-action review; nothing may be open.")

  @OptionGroup var options: IncidentActOptions

  @Option(name: .customLong("what-happened"), help: "In a sentence, without names.")
  var whatHappened: String

  @Option(name: .customLong("would-have-noticed"), help: "What would have noticed it earlier.")
  var whatWouldHaveNoticed: String

  @Option(
    name: .customLong("action"),
    help: "A corrective action as 'WHAT|OWNER|DUE'; owner and due may be left out. May be given several times.")
  var actions: [String] = []

  func run() throws {
    try options.changing { incidents in
      let loose = try incidents.loose(in: options.id)
      guard loose.isNothing else {
        StandardError.print(
          "error: "
            + options.words(
              .incidentNotReady, String(loose.contradictions.count), String(loose.tasks.count),
              String(loose.obligations.count), String(loose.documents.count)))
        for name in loose.contradictions + loose.tasks + loose.obligations + loose.documents {
          StandardError.print("  " + name)
        }
        throw Status.findings
      }
      let review = AfterActionReview(
        whatHappened: whatHappened, whatWouldHaveNoticed: whatWouldHaveNoticed,
        actions: actions.map { action in
          let parts = action.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
          return .init(
            what: parts[0], owner: parts.count > 1 ? parts[1] : "",
            due: parts.count > 2 ? Moment(parsing: parts[2]) : nil)
        })
      try incidents.close(options.id, with: review, at: .now)
      print(options.words(.incidentDone))
    }
  }
}

/// `hikae incident reopen I-1 --reason …`.
struct IncidentReopenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reopen", abstract: "Open a closed incident again, because something came to be known.")

  @OptionGroup var options: IncidentOptions

  @Option(help: "Why.")
  var reason: String

  func run() throws {
    try options.changing { try $0.reopen(options.id, because: reason, at: .now) }
    print(options.words(.incidentDone))
  }
}
