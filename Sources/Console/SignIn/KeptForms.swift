import Accounts
import CanonicalForms
import HTTPTypes
import Hummingbird

/// A form that came when its sender was not let in: the session was over, or the password has to be given again. It is kept
/// (`Accounts.keepForm`) until the sender is in, so that nobody types a statement twice.
///
/// Without files and anything that opens something. A cookie of the browser opens it for the account that sent it, for a
/// quarter of an hour; looking at it carries nothing out.
struct KeptForm: Sendable {
  /// Where it was sent.
  let action: String
  let fields: [(name: String, value: String)]
  /// The page on which it was filled in; nil for one that is only to be sent once more.
  let page: String?

  /// What is not kept: the form's own token, and whatever opens something.
  private static let secrets: Set<String> = [
    "csrf", "password", "current", "new", "code", "codes", "challenge", "username", "token", "key", "credential",
    "assertion", "response",
  ]

  init(_ fields: FormFields, action: String, page: String?) {
    self.action = action
    self.fields = fields.all.filter { !Self.secrets.contains($0.name) }
    self.page = page
  }

  init?(_ bytes: [UInt8]) {
    guard let json = try? JSON(parsing: bytes), let action = json["action"].string.flatMap(Address.local) else {
      return nil
    }
    self.action = action
    fields = json["fields"].elements.compactMap { pair in
      guard let name = pair["name"].string, let value = pair["value"].string else { return nil }
      return (name, value)
    }
    page = json["page"].string.flatMap(Address.local)
  }

  var bytes: [UInt8] {
    let pairs = fields.map { JSON.object(["name": .string($0.name), "value": .string($0.value)]) }
    var members: [String: JSON] = ["action": .string(action), "fields": .array(pairs)]
    if let page { members["page"] = .string(page) }
    return JSON.object(members).canonicalBytes
  }
}

extension Console {
  /// In an address: the page shows the kept form filled in.
  static let keptQuery = "kept"

  /// To signing in. What somebody had filled in whose session was over meanwhile waits until they are back.
  /// - Parameter token: of that session.
  func signInFirst(_ visit: Visit, _ route: Route, formerly token: String?) async throws -> Response {
    guard route.method == .post else {
      return Redirect(Address.with(Address.signIn, ["next": visit.path == Address.today ? "" : visit.pathAndQuery]))
        .response
    }
    // Of the own account only what is no secret is short enough to be typed again.
    guard let token, !route.servesSigningIn, !visit.path.hasPrefix(Address.account + "/"), !route.takesFile,
      SameSite.admits(visit.request),
      let form = try? await form(of: visit.request, visit.context)
    else { return Redirect(Address.with(Address.signIn, ["ended": "1"])).response }
    let csrf = form.exact("csrf")
    guard
      let account = try await accountWork({ try $0.formerAccount(token: token, csrf: csrf, at: visit.now) }),
      isAtItsHost(account, visit.request), route.access.admits(account, id: visit.parameter("id"))
    else { return Redirect(Address.with(Address.signIn, ["ended": "1"])).response }
    var response = Redirect(Address.with(Address.signIn, ["next": Address.again, "ended": "kept"])).response
    try await keep(
      KeptForm(form, action: visit.pathAndQuery, page: pageBefore(visit)), of: account, on: &response, visit)
    return response
  }

  /// A form of a page from before somebody signed in anew: it is shown once more, filled in, with the token of today.
  /// Nil unless the browser itself says that it comes from this site.
  func renewed(_ visit: Visit, _ account: Account) async throws -> Response? {
    guard SameSite.isCertain(visit.request), let page = pageBefore(visit) else { return nil }
    var response = Redirect(Address.again).response
    try await keep(KeptForm(visit.form, action: visit.pathAndQuery, page: page), of: account, on: &response, visit)
    return response
  }

  /// To the password, for an act that needs it anew; then the act is offered once more.
  func confirmFirst(_ visit: Visit, _ session: Session) async throws -> Response {
    guard visit.request.method == .post else {
      let next = visit.path == Address.today ? "" : visit.pathAndQuery
      return Redirect(Address.with(Address.confirm, ["next": next])).response
    }
    var response = Redirect(Address.with(Address.confirm, ["next": Address.again])).response
    try await keep(
      KeptForm(visit.form, action: visit.pathAndQuery, page: nil), of: session.account, on: &response, visit)
    return response
  }

  private func keep(_ form: KeptForm, of account: Account, on response: inout Response, _ visit: Visit) async throws {
    let bytes = form.bytes
    let former = cookies.form(of: visit.request)
    let secret = try await accountWork { accounts in
      if let former { try accounts.forgetForm(former) }
      return try accounts.keepForm(bytes, of: account.id, at: visit.now)
    }
    cookies.setForm(secret, on: &response)
  }

  /// The page that a browser was on, when it says so and the page is of this site.
  private func pageBefore(_ visit: Visit) -> String? {
    guard let referer = HTTPField.Name("Referer").flatMap({ visit.request.headers[$0] }),
      let host = visit.request.head.authority
    else { return nil }
    for scheme in ["https://", "http://"] where referer.hasPrefix(scheme + host + "/") {
      let page = String(referer.dropFirst((scheme + host).count).prefix { $0 != "#" })
      return Self.withoutKept(page).flatMap(Address.local)
    }
    return nil
  }

  private static func withoutKept(_ page: String) -> String? {
    let sides = page.split(separator: "?", maxSplits: 1)
    guard let path = sides.first else { return nil }
    let query = sides.count < 2 ? [] : sides[1].split(separator: "&").filter { !$0.hasPrefix(keptQuery + "=") }
    return query.isEmpty ? String(path) : path + "?" + query.joined(separator: "&")
  }

  /// The form that this browser's cookie opens for whoever is signed in.
  func keptForm(_ visit: Visit) async throws -> KeptForm? {
    guard let session = visit.session, let secret = cookies.form(of: visit.request) else { return nil }
    return try await accountWork { try $0.keptForm(secret, of: session.account.id, at: visit.now) }
      .flatMap { KeptForm($0) }
  }

  /// What was carried out, or given up for something else, is not offered again.
  func forgetForm(_ visit: Visit, on response: inout Response) async {
    guard let secret = cookies.form(of: visit.request) else { return }
    cookies.clearForm(on: &response)
    // It ends by itself in a quarter of an hour.
    try? await accountWork { try $0.forgetForm(secret) }
  }

  /// Leads back to the page of the form that waits, filled in; or offers it as it was. It is sent by whoever sees it, by a
  /// button: opening an address carries nothing out.
  func againPage(_ visit: Visit) async throws -> Response {
    guard let form = try await keptForm(visit) else {
      var response = Redirect(Address.today).response
      await forgetForm(visit, on: &response)
      return response
    }
    if let page = form.page, !visit.query.has("plain") {
      return Redirect(page + (page.contains("?") ? "&" : "?") + Self.keptQuery + "=1").response
    }
    return try page(AgainPage(form), title: visit.text(.againTitle), visit)
  }
}

struct AgainPage: Page {
  static let template = "again"

  struct Field: Sendable {
    let name: String
    let value: String
  }

  let action: String
  let fields: [Field]
  /// What somebody may want to read before it is sent, and to copy.
  let typed: [String]

  init(_ form: KeptForm) {
    action = form.action
    fields = form.fields.map { Field(name: $0.name, value: $0.value) }
    // Words of the form itself are written in small letters.
    typed = form.fields.map(\.value).filter { value in
      value.utf8.count > 1
        && !value.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_") }
    }
  }
}
