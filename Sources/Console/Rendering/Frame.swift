import Accounts
import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import NIOCore
import Wording

/// What is around every page.
struct Frame: Sendable {
  struct Item: Sendable {
    let text: String
    let href: String
    let isCurrent: Bool
  }

  let title: String
  let lang: String
  let otherLang: String
  let otherHref: String
  let style: String
  let script: String
  /// For pages that ask for passkeys.
  let passkeyScript: String
  let icon: String
  let nav: [Item]
  let isSignedIn: Bool
  let user: String
  let csrf: String
  /// Of which evidence the figures are; empty where there are none.
  let footer: String
  let progress: String
  /// In which times are shown and read, beside fields for one.
  let zone: String
  /// The same as a sentence.
  let zoneNote: String
}

extension Console {
  /// A page with all that is around it.
  func page(
    _ page: some Page, title: String, _ visit: Visit, status: HTTPResponse.Status = .ok
  ) throws -> Response {
    var html = try renderer.html(page, frame: frame(title, visit), language: visit.language)
    if let kept = visit.kept, status == .ok {
      guard
        let filled = FilledForm.fill(
          html, action: kept.action, fields: kept.fields, notice: visit.text(.keptNotice))
      else { throw Redirect(Address.with(Address.again, ["plain": "1"])) }
      html = filled
    }
    return Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8", .contentLanguage: visit.language.rawValue],
      body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  private func frame(_ title: String, _ visit: Visit) -> Frame {
    let language = visit.language
    let other: Language = language == .ja ? .en : .ja
    let account = visit.session?.account
    let board = fleet.state
    return Frame(
      title: title, lang: language.rawValue, otherLang: other.rawValue, otherHref: otherLanguage(other, visit),
      style: renderer.style, script: renderer.script,
      passkeyScript: renderer.passkeyScript, icon: renderer.icon, nav: nav(visit), isSignedIn: account != nil,
      user: account.map { language.page(.signedInAs, $0.name.isEmpty ? $0.login : $0.name) } ?? "",
      csrf: visit.session?.csrf ?? "",
      footer: account == nil
        ? ""
        : board.fleet.at.map {
          language.page(.footerAsOf, $0.localMinute, language.number(board.fleet.journal))
        } ?? "",
      progress: account == nil || board.left == 0 ? "" : language.page(.footerCounting, language.number(board.left)),
      zone: visit.now.localZone, zoneNote: language.page(.footerZone, visit.now.localZone))
  }

  /// The same page in the other language; an act that failed has no address of its own to come back to.
  private func otherLanguage(_ other: Language, _ visit: Visit) -> String {
    guard visit.request.method == .get else { return Address.with(Address.today, ["lang": other.rawValue]) }
    let rest = (visit.request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("lang=") }
    return visit.path + "?" + (rest.map(String.init) + ["lang=" + other.rawValue]).joined(separator: "&")
  }

  private func nav(_ visit: Visit) -> [Frame.Item] {
    guard let account = visit.session?.account else { return [] }
    var items: [(PagePhrase, String, Permission)] = [
      (.navToday, Address.today, .seeToday), (.navDevices, Address.devices, .seeDevices),
      (.navIncidents, Address.incidents, .seeIncidents), (.navKeys, Address.keys, .seeKeys),
      (.navClients, Address.clients, .seeClients), (.navUnread, Address.unread, .seeUnreadFiles),
      (.navJournal, Address.journal, .seeJournal), (.navSettings, Address.settings, .seeSettings),
    ]
    // Those who see no incidents may still have to report one.
    if !account.may(.seeIncidents), account.may(.reportLoss) { items.append((.lostTitle, Address.lost, .reportLoss)) }
    if let own = account.organisation { items.append((.navClients, Address.client(own), .seeOwnClient)) }
    return items.filter { account.may($0.2) }.map { phrase, href, _ in
      // Requests and drills are reached from the keys.
      let path = [Address.reveals, Address.keyDrills].contains { visit.path.hasPrefix($0) } ? Address.keys : visit.path
      let isCurrent = href == Address.today ? path == href : path == href || path.hasPrefix(href + "/")
      return Frame.Item(text: visit.text(phrase), href: href, isCurrent: isCurrent)
    }
  }
}

/// What went wrong, and what to do.
struct ProblemPage: Page {
  static let template = "problem"
  let heading: String
  let text: String
  let time: String

  init(_ problem: ConsoleProblem, _ visit: Visit) {
    heading = visit.text(problem.title)
    text = problem.sentence ?? visit.text(problem.text)
    time = visit.now.localMinute
  }
}
