import CanonicalForms
import Custody
import Response
import Wording

/// The desk: the call sheet with everything that is needed on the telephone, what is open, and how many asked.
struct InquiriesPage: Page {
  static let template = "inquiries"

  struct CodeAnswer: Sendable {
    let isRight: Bool
    let text: String
  }

  struct Source: Sendable {
    var incident: String
    var desk: InquiryDesk?
    var forms: [(form: String, client: Organisation.ID)]
    /// Those of one page of the list, the page's number, and how many there are.
    var inquiries: [Inquiry]
    var number: Int
    var count: Int
    var list: InquiryList
    /// What was looked for in what people said; nil where the list is shown as it is.
    var saying: String?
    /// Whether more was found than is shown.
    var isCut: Bool
    var counts: [InquiryCount]
    var questions: [FrequentQuestion]
    /// What answers say that does not hold any more.
    var corrections: [Correction]
    var clients: [Organisation]
    var code: CodeAnswer?
  }

  struct Row: Sendable {
    let name: String
    let href: String
    let taken: String
    let client: String
    let topic: String
    let words: String
    let due: String
    let outcome: String
    let style: String
  }

  struct Answer: Sendable {
    let name: String
    let version: String
    let question: String
    let answer: String
    /// What of it is wrong by now, and how it should read.
    let outdated: [String]
  }

  struct Count: Sendable {
    let day: String
    let client: String
    let all: String
    let misuse: String
  }

  struct Form: Sendable {
    let href: String
    let path: String
    let client: String
  }

  let heading: String
  let incident: String
  let back: String
  let base: String
  let hasDesk: Bool
  let canRun: Bool
  let hours: String
  let script: [String]
  let answers: [Answer]
  let hasCode: Bool
  let codeText: String
  let codeStyle: String
  let clients: [Choice]
  let channels: [Choice]
  let topics: [Choice]
  let checks: [Choice]
  let outcomes: [Choice]
  let rows: [Row]
  let list: String
  let text: String
  let states: [Choice]
  let orders: [Choice]
  let listTopics: [Choice]
  let listChannels: [Choice]
  let isFiltered: Bool
  /// What was looked for in what people said.
  let saying: String
  let found: String
  let pager: Pager
  let counts: [Count]
  let forms: [Form]
  let opens: String
  let closes: String
  let callBack: String
  let retention: String
  let telephone: String

  init(_ source: Source, publicSite: String, _ visit: Visit) {
    let language = visit.language
    let words = StatementWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    incident = source.incident
    heading = language.page(.inquiriesHeading, source.incident)
    back = Address.incident(source.incident)
    base = Address.inquiries(source.incident)
    hasDesk = source.desk != nil
    canRun = visit.may(.runResponse)
    let desk = source.desk ?? InquiryDesk(incident: source.incident)
    (opens, closes) = (PublicSite.clock(desk.hours.opens), PublicSite.clock(desk.hours.closes))
    callBack = String(max(1, (desk.callBack + 59) / 60))
    retention = String(desk.retention)
    telephone = desk.telephone
    hours = language.page(.deskHours, opens, closes, callBack)
    let lines: [ResponsePhrase] = [
      .scriptFirst, .scriptCode, .scriptNoCode, .scriptCallBack, .scriptRead, .scriptMisuse,
    ]
    script = lines.map { words($0) }
    let wrong = Dictionary(grouping: source.corrections, by: \.document)
    answers = source.questions.map { question in
      Answer(
        name: question.name, version: language.page(.questionVersion, String(question.version)),
        question: question.question(language), answer: question.answer(language),
        outdated: (question.documents[language] ?? question.documents[.ja]).flatMap { wrong[$0] }?.map {
          "\($0.oldSentence) → \($0.newSentence)"
        } ?? [])
    }
    hasCode = source.code != nil
    codeText = source.code?.text ?? ""
    codeStyle = source.code?.isRight == true ? "fine" : "warning"
    let names = Dictionary(source.clients.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    func client(_ id: Organisation.ID?) -> String { id.map { "\($0.text) \(names[$0] ?? "")" } ?? "–" }
    clients = source.clients.map { Choice(value: $0.id.text, text: "\($0.id.text) \($0.name)", isChosen: false) }
    func choices<C: RawRepresentable & CaseIterable>(_ group: String, _ all: C.Type) -> [Choice]
    where C.RawValue == String {
      all.allCases.map { Choice(value: $0.rawValue, text: words.code(group, $0.rawValue), isChosen: false) }
    }
    channels = choices("inquiry_channel", Inquiry.Channel.self)
    topics = choices("inquiry_topic", Inquiry.Topic.self)
    checks = choices("inquiry_check", Inquiry.Check.self)
    outcomes = choices("inquiry_outcome", Inquiry.Outcome.self).filter {
      $0.value != Inquiry.Outcome.notReached.rawValue && $0.value != Inquiry.Outcome.closed.rawValue
    }
    let list = source.list
    self.list = Address.inquiries(source.incident) + "#list"
    text = list.text
    func chosen<C: RawRepresentable & CaseIterable & Equatable>(_ group: String, _ all: C.Type, _ one: C?) -> [Choice]
    where C.RawValue == String {
      [Choice(value: "", text: visit.text(.all), isChosen: one == nil)]
        + all.allCases.map { Choice(value: $0.rawValue, text: words.code(group, $0.rawValue), isChosen: $0 == one) }
    }
    listTopics = chosen("inquiry_topic", Inquiry.Topic.self, list.filter.topic)
    listChannels = chosen("inquiry_channel", Inquiry.Channel.self, list.filter.channel)
    states = InquiryFilter.State.allCases.map {
      Choice(value: $0 == .open ? "" : $0.rawValue, text: visit.text($0.phrase), isChosen: $0 == list.filter.state)
    }
    orders = InquiryFilter.Order.allCases.map {
      Choice(value: $0 == .newest ? "" : $0.rawValue, text: visit.text($0.phrase), isChosen: $0 == list.filter.order)
    }
    isFiltered = list.isFiltered || source.saying != nil
    saying = source.saying ?? ""
    found =
      source.saying == nil
      ? ""
      : language.page(source.isCut ? .inquiryFoundMore : .inquiryFound, language.number(source.inquiries.count))
    pager = Pager(source.number, of: source.count, in: visit.language) {
      list.address(of: source.incident, page: $0) + "#list"
    }
    rows = source.inquiries.map { inquiry in
      let isLate = inquiry.isOverdue(at: visit.now)
      let asked = inquiry.personal.map { [$0.name, $0.words].filter { !$0.isEmpty }.joined(separator: ": ") }
      return Row(
        name: inquiry.name, href: Address.inquiry(source.incident, inquiry.id), taken: time.minute(inquiry.takenAt),
        client: client(inquiry.client), topic: words.code("inquiry_topic", inquiry.topic.rawValue),
        words: asked ?? visit.text(.inquiryErasedWords), due: inquiry.isOpen ? time.minute(inquiry.due) : "–",
        outcome: words.code("inquiry_outcome", inquiry.outcome.rawValue),
        style: isLate ? "grave" : inquiry.isOpen ? "note" : "fine")
    }
    counts = source.counts.prefix(Self.mostCounts).map {
      Count(
        day: "\($0.day)", client: client($0.client), all: language.number($0.all), misuse: language.number($0.misuse))
    }
    forms = source.forms.map {
      Form(href: publicSite + "/inquiries/\($0.form)", path: "/inquiries/\($0.form)", client: client($0.client))
    }
  }

  static let mostCounts = 400
}

/// One inquiry with what was done about it.
struct InquiryPage: Page {
  static let template = "inquiry"

  struct Step: Sendable {
    let at: String
    let who: String
    let outcome: String
    let words: String
  }

  let heading: String
  let back: String
  let base: String
  let isOpen: Bool
  let isLate: Bool
  let due: String
  let facts: [[String]]
  let isErased: Bool
  let personal: [[String]]
  let read: String
  let steps: [Step]
  let outcomes: [Choice]
  /// What was made sure of so far is chosen.
  let checks: [Choice]

  init(
    _ inquiry: Inquiry, questions: [FrequentQuestion], client: Organisation?, names: [String: String], _ visit: Visit
  ) {
    let language = visit.language
    let words = StatementWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    heading = language.page(.inquiryHeading, inquiry.name)
    back = Address.inquiries(inquiry.incident)
    base = Address.inquiry(inquiry.incident, inquiry.id)
    isOpen = inquiry.isOpen
    isLate = inquiry.isOverdue(at: visit.now)
    due = time.minute(inquiry.due)
    facts = [
      [visit.text(.inquiryTaken), time.longMinute(inquiry.takenAt)],
      [visit.text(.inquiryTakenBy), names[inquiry.takenBy] ?? inquiry.takenBy],
      [visit.text(.navClients), client.map { "\($0.id.text) \($0.name)" } ?? "–"],
      [visit.text(.inquiryChannel), words.code("inquiry_channel", inquiry.channel.rawValue)],
      [visit.text(.inquiryTopic), words.code("inquiry_topic", inquiry.topic.rawValue)],
      [visit.text(.inquiryCheck), words.code("inquiry_check", inquiry.check.rawValue)],
      [visit.text(.status), words.code("inquiry_outcome", inquiry.outcome.rawValue)],
    ]
    isErased = inquiry.personal == nil
    personal =
      inquiry.personal.map { personal in
        [
          [visit.text(.inquiryName), personal.name], [visit.text(.inquiryContact), personal.contact],
          [visit.text(.inquiryWords), personal.words], [visit.text(.inquiryAnswer), personal.answer],
        ].filter { !$0[1].isEmpty }
      } ?? []
    let answer = questions.first { $0.number == inquiry.question && $0.version == inquiry.version }
    read =
      answer.map {
        "\($0.name) \(language.page(.questionVersion, String($0.version))): \($0.question(language)) — \($0.answer(language))"
      } ?? ""
    steps = inquiry.steps.map { step in
      Step(
        at: time.minute(step.at), who: names[step.actor] ?? step.actor,
        outcome: words.code("inquiry_outcome", step.outcome.rawValue), words: step.words ?? "")
    }
    outcomes = Inquiry.Outcome.allCases.map {
      Choice(value: $0.rawValue, text: words.code("inquiry_outcome", $0.rawValue), isChosen: false)
    }
    checks = Inquiry.Check.allCases.map {
      Choice(value: $0.rawValue, text: words.code("inquiry_check", $0.rawValue), isChosen: $0 == inquiry.check)
    }
  }
}

/// Frequent questions with their versions.
struct QuestionsPage: Page {
  static let template = "questions"

  struct Source: Sendable {
    var incident: String
    var questions: [FrequentQuestion]
    var corrections: [Correction]
  }

  struct Item: Sendable {
    let name: String
    let version: String
    let question: String
    let answer: String
    let by: String
    let isApproved: Bool
    let canApprove: Bool
    let isOwn: Bool
    let written: String
    let corrections: [String]
    let former: [String]
  }

  let incident: String
  let back: String
  let base: String
  let items: [Item]
  let canWrite: Bool

  init(_ source: Source, names: [String: String], _ visit: Visit) {
    let language = visit.language
    let time = PageTime(language: language, now: visit.now)
    incident = source.incident
    back = Address.incident(source.incident)
    base = Address.questions(source.incident)
    canWrite = visit.may(.answerInquiries)
    let grouped = Dictionary(grouping: source.questions, by: \.number)
    let corrections = Dictionary(grouping: source.corrections, by: \.document)
    items = grouped.sorted { $0.key < $1.key }.compactMap { _, versions in
      guard let newest = versions.last else { return nil }
      let isOwn = newest.writer == visit.session?.account.id.text
      let approved = versions.last { $0.isApproved }
      return Item(
        name: newest.name, version: language.page(.questionVersion, String(newest.version)),
        question: newest.question(language), answer: newest.answer(language),
        by: newest.approver.map { language.page(.questionApprovedBy, names[$0] ?? $0, time.minute(newest.approvedAt)) }
          ?? language.page(.questionWrittenBy, names[newest.writer] ?? newest.writer, time.minute(newest.writtenAt)),
        isApproved: newest.isApproved,
        canApprove: !newest.isApproved && visit.may(.approvePublication) && !isOwn,
        isOwn: isOwn, written: newest.writtenAt.utc,
        corrections: (approved?.documents.values.sorted() ?? []).flatMap { corrections[$0] ?? [] }
          .map { "\($0.oldSentence) → \($0.newSentence)" },
        former: versions.dropLast().reversed().map {
          "\(language.page(.questionVersion, String($0.version))) \(time.minute($0.approvedAt)): \($0.answer(language))"
        })
    }
  }
}
