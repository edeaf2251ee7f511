import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import NIOCore
import Response
import Server
import Wording

/// The public form for inquiries. Every name of a form shows the same page: which there are, and whose they are, is not told.
extension PublicSite {
  /// What the page says above the forms.
  enum Said: Sendable {
    case nothing
    case letter([String])
    case noAnswer, done, missing, busy
  }

  func formPage(_ request: Request, _ context: ServerContext, _ language: Language) async throws -> Response {
    let form = Self.parameter("form", context)
    return try await answer(request) { try page(form, .nothing, language) }
  }

  func take(_ request: Request, _ context: ServerContext, _ language: Language) async throws -> Response {
    let form = Self.parameter("form", context)
    guard isAtItsHost(request), SameSite.admits(request) else {
      return try await answer(request) { try page(form, .missing, language, status: .forbidden) }
    }
    let fields: FormFields
    do {
      let body = try await request.body.collect(upTo: Self.largestForm)
      context.bodyWasRead()
      fields = FormFields(parsing: String(buffer: body))
    } catch {
      return try await answer(request) { try page(form, .missing, language, status: .contentTooLarge) }
    }
    let now = console.clock()
    let asker = console.surroundings.trustedProxies.asker(request.headers, peer: context.peerAddress)
    let kind: PublicThrottle.Form = fields["act"] == "code" ? .code : .message
    guard console.throttle.admits(asker, kind, at: now) else {
      return try await answer(request) { try page(form, .busy, language, status: .tooManyRequests) }
    }
    return try await answer(request) {
      guard NoticeSeries.isFit(form) else { return try page(form, .nothing, language) }
      return fields["act"] == "code"
        ? try page(form, said(toCode: fields["code"], language), language)
        : try write(form, fields, language, at: now)
    }
  }

  private func said(toCode code: String, _ language: Language) throws -> Said {
    guard let vault = console.surroundings.letterVault(), let answer = try incidents.answer(toCode: code, vault: vault)
    else { return .noAnswer }
    return .letter(answer.sentences(in: language))
  }

  private func write(_ form: String, _ fields: FormFields, _ language: Language, at now: Moment) throws -> Page {
    let words = fields["words"]
    // People do not see this field; programs that fill in everything do. They are told what everybody is told.
    guard fields["website"].isEmpty else { return try page(form, .done, language) }
    guard !words.isEmpty, words.count <= 1_000, !fields["contact"].isEmpty, fields["contact"].count <= 200,
      fields["name"].count <= 100
    else { return try page(form, .missing, language, status: .unprocessableContent) }
    let personal = Inquiry.Personal(name: fields["name"], contact: fields["contact"], words: words)
    let topic = Inquiry.Topic(rawValue: fields["topic"]) ?? .other
    let isTaken = try incidents.takePublic(topic, personal, by: form, at: now)
    return isTaken ? try page(form, .done, language) : try page(form, .nothing, language)
  }

  private func page(
    _ form: String, _ said: Said, _ language: Language, status: HTTPResponse.Status = .ok
  ) throws -> Page {
    guard NoticeSeries.isFit(form), let desk = try incidents.publicDesk() else {
      return .html(
        PublicPage.html(
          title: language.response(.noticeAbsentTitle), in: language,
          body: "<p>\(language.response(.noticeAbsent))</p>"), status: .notFound)
    }
    let html = PublicPage.html(
      title: language.response(.inquiryFormTitle), in: language, head: "<meta name=\"robots\" content=\"noindex\">\n",
      top: otherLanguage(form, language), body: answer(said, language) + forms(form, desk, language))
    return .html(html, status: status, takesForms: true)
  }

  private func otherLanguage(_ form: String, _ language: Language) -> String {
    let path = "/inquiries/\(form)"
    return language == .ja
      ? PublicPage.link(path + "/en", "English", attributes: " lang=\"en\" hreflang=\"en\"")
      : PublicPage.link(path, "日本語", attributes: " lang=\"ja\" hreflang=\"ja\"")
  }

  private func answer(_ said: Said, _ language: Language) -> String {
    func paragraph(_ phrase: ResponsePhrase, _ style: String = "") -> String {
      "<p class=\"why \(style)\" role=\"status\">\(Markup.escaped(language.response(phrase)))</p>\n"
    }
    switch said {
    case .nothing: return ""
    case .letter(let sentences):
      return "<div class=\"why\" role=\"status\">"
        + sentences.map { "<p>\(Markup.escaped($0))</p>" }.joined() + "</div>\n"
    case .noAnswer: return paragraph(.inquiryFormNo)
    case .done: return paragraph(.inquiryFormDone)
    case .missing: return paragraph(.inquiryFormMissing, "correction")
    case .busy: return paragraph(.inquiryFormBusy, "correction")
    }
  }

  private func forms(_ form: String, _ desk: InquiryDesk, _ language: Language) -> String {
    func text(_ phrase: ResponsePhrase) -> String { Markup.escaped(language.response(phrase)) }
    let address = "/inquiries/\(form)" + (language == .ja ? "" : "/" + language.rawValue)
    let hours =
      desk.telephone.isEmpty
      ? ""
      : "<p>"
        + Markup.escaped(
          language.response(
            .inquiryFormHours, desk.telephone, Self.clock(desk.hours.opens), Self.clock(desk.hours.closes))) + "</p>"
    let topics = Inquiry.Topic.allCases.filter { $0 != .press }.map { topic -> String in
      let name = StatementWords(language: language).code("inquiry_topic", topic.rawValue)
      return "<option value=\"\(topic.rawValue)\">\(Markup.escaped(name))</option>"
    }.joined()
    let kept = language.response(.inquiryFormWriteText, String(desk.retention))
    return """
      \(hours)
      <section><h2>\(text(.inquiryFormCodeTitle))</h2><p>\(text(.inquiryFormCodeText))</p>
      <form method="post" action="\(address)"><input type="hidden" name="act" value="code">
      <label for="code">\(text(.inquiryFormCode))</label>
      <input id="code" name="code" required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false">
      <button>\(text(.inquiryFormCheck))</button></form></section>
      <section><h2>\(text(.inquiryFormWriteTitle))</h2><p>\(Markup.escaped(kept))</p>
      <form method="post" action="\(address)"><input type="hidden" name="act" value="write">
      <label for="topic">\(text(.inquiryFormTopic))</label><select id="topic" name="topic">\(topics)</select>
      <label for="words">\(text(.inquiryFormWords))</label><textarea id="words" name="words" required maxlength="1000"></textarea>
      <label for="contact">\(text(.inquiryFormContact))</label>
      <input id="contact" name="contact" required maxlength="200">
      <label for="name">\(text(.inquiryFormName))</label><input id="name" name="name" maxlength="100">
      <div class="hidden" aria-hidden="true"><label for="website">\(text(.inquiryFormTrap))</label>
      <input id="website" name="website" tabindex="-1" autocomplete="off"></div>
      <button>\(text(.inquiryFormSend))</button></form></section>
      """
  }

  /// `9:30` of 570 minutes.
  static func clock(_ minutes: Int) -> String {
    let rest = minutes % 60
    return "\(minutes / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
