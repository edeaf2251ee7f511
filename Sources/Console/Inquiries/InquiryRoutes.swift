import Accounts
import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import Response
import Wording

extension Console {
  static let inquiryRoutes: [Route] = [
    .get("/incidents/:id/inquiries", .needs(.answerInquiries)) { try await $0.inquiriesPage($1) },
    .post("/incidents/:id/inquiries", .needs(.answerInquiries)) { try await $0.takeInquiry($1) },
    .post("/incidents/:id/letter-code", .needs(.answerInquiries)) { try await $0.checkCode($1) },
    .post("/incidents/:id/desk", .needs(.runResponse)) { try await $0.setDesk($1) },
    .post("/incidents/:id/inquiries/find", .needs(.answerInquiries)) { try await $0.findInquiries($1) },
    .get("/incidents/:id/inquiries/:number", .needs(.answerInquiries)) { try await $0.inquiryPage($1) },
    .post("/incidents/:id/inquiries/:number", .needs(.answerInquiries)) { try await $0.followInquiry($1) },
    .get("/incidents/:id/questions", .needs(.seeIncidents)) { try await $0.questionsPage($1) },
    .post("/incidents/:id/questions", .needs(.answerInquiries)) { try await $0.draftQuestion($1) },
    .post("/incidents/:id/questions/approve", .needs(.approvePublication), guarded: true) {
      try await $0.approveQuestion($1)
    },
  ]

  /// Somebody who calls again is found by name, number or words: by a form that is sent, for none of it may stand in an
  /// address.
  private func findInquiries(_ visit: Visit) async throws -> Response {
    guard !visit.form["saying"].isEmpty else { throw Redirect(Address.inquiries(visit.parameter("id")) + "#list") }
    return try await inquiriesPage(visit, saying: visit.form["saying"])
  }

  private func inquiriesPage(
    _ visit: Visit, code: InquiriesPage.CodeAnswer? = nil, saying: String? = nil
  ) async throws -> Response {
    let custody = custody
    let (language, now) = (visit.language, visit.now)
    let asked = visit.query["page"]
    let source = try await asking(visit) { incidents, id in
      let clients = try custody.organisations().filter { $0.kind == .client }.sorted { $0.id < $1.id }
      let list = InquiryList(visit.query, clients: clients)
      let inquiries: [Inquiry]
      var (number, count, isCut) = (1, 0, false)
      if let saying {
        // One more than is shown tells whether there are more.
        let found = try incidents.inquiries(of: id, saying: saying, limit: Pager.size + 1)
        isCut = found.count > Pager.size
        inquiries = Array(found.prefix(Pager.size))
        count = inquiries.count
      } else {
        count = try incidents.countInquiries(of: id, list.filter, at: now)
        number = Pager.number(asked, of: count)
        let rows = Pager.range(number, of: count)
        inquiries = try incidents.inquiries(
          of: id, list.filter, at: now, limit: rows.count, offset: rows.lowerBound)
      }
      return InquiriesPage.Source(
        incident: id, desk: try incidents.desk(of: id), forms: try incidents.forms(of: id), inquiries: inquiries,
        number: number, count: count, list: list, saying: saying, isCut: isCut,
        counts: try incidents.inquiryCounts(of: id), questions: try incidents.approvedQuestions(of: id),
        corrections: try incidents.corrections(of: id, in: language), clients: clients, code: code)
    }
    // Names of those who asked are on the list.
    try await note(
      "inquiries", .list, visit, detail: source.incident, clients: source.inquiries.compactMap(\.client))
    let page = InquiriesPage(source, publicSite: publicSite, visit)
    return try self.page(page, title: page.heading, visit)
  }

  private func checkCode(_ visit: Visit) async throws -> Response {
    let (typed, vault) = (visit.form["code"], surroundings.letterVault)
    let answer = try await asking(visit) { incidents, id -> LetterAnswer? in
      try vault().flatMap { try incidents.answer(toCode: typed, vault: $0) }.flatMap { $0.incident == id ? $0 : nil }
    }
    // A right code tells what the letter says of its reader.
    try await note(
      "letter_code", .list, visit, detail: visit.parameter("id"), clients: answer.map { [$0.client] } ?? [])
    let language = visit.language
    return try await inquiriesPage(
      visit,
      code: answer.map {
        .init(isRight: true, text: $0.sentences(in: language).joined(separator: language == .ja ? "" : " "))
      } ?? .init(isRight: false, text: language.response(.inquiryFormNo)))
  }

  private func takeInquiry(_ visit: Visit) async throws -> Response {
    let form = visit.form
    let client = form["client"]
    let personal = Inquiry.Personal(
      name: form["name"], contact: form["contact"], words: form["words"], answer: form["answer"])
    let inquiry = NewInquiry(
      client: client.isEmpty ? nil : .init(client), channel: Inquiry.Channel(rawValue: form["channel"]) ?? .telephone,
      topic: Inquiry.Topic(rawValue: form["topic"]) ?? .other, question: FrequentQuestion.id(from: form["question"]),
      check: Inquiry.Check(rawValue: form["check"]) ?? .notNeeded,
      outcome: Inquiry.Outcome(rawValue: form["outcome"]) ?? .callBack, personal: personal)
    let custody = custody
    let number = try await asking(visit) { incidents, id in
      guard try inquiry.client.map({ id in try custody.organisations().contains { $0.id == id } }) ?? true else {
        throw ResponseFailure(.unfitValue, "no such client")
      }
      return try incidents.take(inquiry, in: id, at: visit.now)
    }
    throw Redirect(Address.inquiry(visit.parameter("id"), number))
  }

  private func setDesk(_ visit: Visit) async throws -> Response {
    let form = visit.form
    if form["act"] == "form" {
      let (name, client) = (form["form"], Organisation.ID(form["client"]))
      do {
        try await asking(visit) { try $0.openForm(name, for: client, in: $1, at: visit.now) }
      } catch is CustodyFailure {
        throw ConsoleProblem.unknown(.clientUnknown)
      }
    } else {
      guard let opens = Self.minutes(form["opens"]), let closes = Self.minutes(form["closes"]), opens < closes,
        let hours = Int(form["call_back"]), (1...100).contains(hours), let days = Int(form["retention"]),
        (1...3_650).contains(days)
      else {
        throw ConsoleProblem(
          .unprocessableContent, .problemInvalidTitle, .problemStaleText, sentence: visit.text(.deskWrong))
      }
      let desk = InquiryDesk(
        incident: visit.parameter("id"), hours: .init(opens: opens, closes: closes), callBack: hours * 60,
        retention: days, telephone: form["telephone"])
      try await asking(visit) { incidents, _ in try incidents.open(desk, at: visit.now) }
    }
    throw Redirect(Address.inquiries(visit.parameter("id")))
  }

  /// `9:30`.
  static func minutes(_ text: String) -> Int? {
    let parts = text.split(separator: ":").compactMap { Int($0) }
    guard parts.count == 2, (0...24).contains(parts[0]), (0..<60).contains(parts[1]) else { return nil }
    return parts[0] * 60 + parts[1]
  }

  private func inquiryPage(_ visit: Visit) async throws -> Response {
    guard let number = Int(visit.parameter("number")) else { throw ConsoleProblem.notFound }
    let custody = custody
    let (inquiry, questions, client) = try await asking(visit) { incidents, id in
      let inquiry = try incidents.inquiry(number, of: id)
      return (
        inquiry, try incidents.questions(of: id),
        try inquiry.client.flatMap { id in try custody.organisations().first { $0.id == id } }
      )
    }
    // Whose inquiry it was, so that an entry tells which of them was read.
    try await note(
      "inquiry", .list, visit, detail: "\(visit.parameter("id"))/\(number)", clients: inquiry.client.map { [$0] } ?? [])
    let page = InquiryPage(inquiry, questions: questions, client: client, names: try await accountNames(), visit)
    return try self.page(page, title: page.heading, visit)
  }

  private func followInquiry(_ visit: Visit) async throws -> Response {
    guard let number = Int(visit.parameter("number")) else { throw ConsoleProblem.notFound }
    let words = visit.form["words"]
    let outcome = Inquiry.Outcome(rawValue: visit.form["outcome"]) ?? .passedOn
    let check = Inquiry.Check(rawValue: visit.form["check"])
    try await asking(visit) {
      try $0.follow(number, outcome, check: check, words: words.isEmpty ? nil : words, in: $1, at: visit.now)
    }
    throw Redirect(Address.inquiry(visit.parameter("id"), number))
  }

  // MARK: Frequent questions

  private func questionsPage(_ visit: Visit) async throws -> Response {
    let language = visit.language
    let source = try await asking(visit) { incidents, id in
      QuestionsPage.Source(
        incident: id, questions: try incidents.questions(of: id),
        corrections: try incidents.corrections(of: id, in: language))
    }
    let page = QuestionsPage(source, names: try await accountNames(), visit)
    return try self.page(page, title: visit.text(.questionsTitle), visit)
  }

  private func draftQuestion(_ visit: Visit) async throws -> Response {
    var texts: [Language: (question: String, answer: String)] = [:]
    for language in Language.allCases where !visit.form["question_\(language.rawValue)"].isEmpty {
      texts[language] = (
        visit.form["question_\(language.rawValue)"], visit.form["answer_\(language.rawValue)"]
      )
    }
    let number = FrequentQuestion.id(from: visit.form["number"])
    let typed = texts
    _ = try await asking(visit) { try $0.draftQuestion(number, typed, in: $1, at: visit.now) }
    throw Redirect(Address.questions(visit.parameter("id")))
  }

  private func approveQuestion(_ visit: Visit) async throws -> Response {
    guard let number = FrequentQuestion.id(from: visit.form["number"]) else { throw ConsoleProblem.notFound }
    let written = visit.form["written"]
    let guises = Set([visit.session?.account.login].compactMap(\.self))
    try await asking(visit) { incidents, id in
      // What was read is what is approved.
      guard try incidents.questions(of: id).last(where: { $0.number == number })?.writtenAt.utc == written else {
        throw ResponseFailure(.outdated, "F-\(number) was written again")
      }
      try incidents.approveQuestion(number, in: id, as: guises, at: visit.now)
    }
    throw Redirect(Address.questions(visit.parameter("id")))
  }
}
