import Accounts
import CanonicalForms
import HTTPTypes
import Hummingbird
import Wording

extension Console {
  static let signInRoutes: [Route] = [
    .get(Address.signIn, .open) { try await $0.signInPage($1) },
    .post(Address.signIn, .open) { try await $0.signIn($1) },
    .post(Address.signInCode, .open) { try await $0.confirmCode($1) },
    .post(Address.signOut, .signedIn) { try await $0.signOut($1) },
    .get("/set-up/:token", .open) { try $0.passwordPage(.setUp, $1) },
    .post("/set-up/:token", .open) { try await $0.setUp($1) },
    .get("/accept/:token", .open) { try await $0.acceptPage($1) },
    .post("/accept/:token", .open) { try await $0.accept($1) },
    .get(Address.confirm, .signedIn) { try await $0.confirmPage($1) },
    .post(Address.confirm, .signedIn) { try await $0.confirm($1) },
    .get(Address.again, .signedIn) { try await $0.againPage($1) },
  ]

  // MARK: Signing in

  func signInPage(_ visit: Visit, problem: String = "") async throws -> Response {
    if visit.session != nil { throw Redirect(Address.today) }
    let notice =
      switch (visit.query.has("signed-out"), visit.query["ended"]) {
      case (true, _): visit.text(.signedOut)
      case (_, "kept"): visit.text(.sessionEndedKept)
      case (_, let ended): ended.isEmpty ? "" : visit.text(.sessionEnded)
      }
    let problem = problem.isEmpty ? signOnTrouble(visit) : problem
    let next = next(visit) ?? ""
    let page = SignInPage(
      login: visit.form["login"], next: next, problem: problem, notice: notice,
      provider: signOnLink(Address.with(Address.signOn, ["next": next]), .signOnButton, .signOnButtonPlain, visit),
      passkey: passkeyForm(
        visit, action: Address.passkeySignIn, begin: Address.passkeySignInBegin, text: .passkeySignIn,
        hint: .passkeySignInText, next: next))
    return try self.page(
      page, title: visit.text(.signInTitle), visit, status: problem.isEmpty ? .ok : .unprocessableContent)
  }

  private func signIn(_ visit: Visit) async throws -> Response {
    let (login, password) = (visit.form["login"], visit.form.exact("password"))
    let step: SignInStep
    do {
      let admits = admits(visit)
      step = try await accountWork { [address = address(of: visit), client = client(of: visit)] accounts in
        try accounts.signIn(
          login: login, password: password, address: address, client: client, at: visit.now, where: admits)
      }
    } catch let failure as AccountsFailure {
      return try await signInPage(visit, problem: sentence(for: failure, visit))
    }
    switch step {
    case .opened(let token, _): return opened(token, next: next(visit), visit)
    case .needsCode(let challenge): return try codePage(challenge, next: next(visit) ?? "", visit)
    }
  }

  func codePage(_ challenge: String, next: String, problem: String = "", _ visit: Visit) throws -> Response {
    let passkey = passkeyForm(
      visit, action: Address.passkeySignIn, begin: Address.passkeySignInBegin, text: .passkeySignIn,
      hint: .passkeyCodeText, next: next, waiting: challenge)
    return try page(
      CodePage(challenge: challenge, next: next, problem: problem, passkey: passkey),
      title: visit.text(.signInCodeTitle), visit, status: problem.isEmpty ? .ok : .unprocessableContent)
  }

  /// Whoever signs in anew in a browser leaves no session of it open.
  func endFormer(_ visit: Visit) async throws {
    guard visit.session != nil, let token = cookies.session(of: visit.request) else { return }
    try await accountWork { try $0.end(token: token, at: visit.now) }
  }

  private func confirmCode(_ visit: Visit) async throws -> Response {
    let (challenge, code) = (visit.form.exact("challenge"), visit.form["code"])
    do {
      let (token, _) = try await accountWork { [client = client(of: visit), admits = admits(visit)] accounts in
        try accounts.confirm(challenge: challenge, code: code, client: client, at: visit.now, where: admits)
      }
      try await endFormer(visit)
      return opened(token, next: next(visit), visit)
    } catch let failure as AccountsFailure where failure.code == .wrongCode {
      return try codePage(challenge, next: next(visit) ?? "", problem: visit.text(.signInWrongCode), visit)
    } catch let failure as AccountsFailure {
      return try await signInPage(visit, problem: sentence(for: failure, visit))
    }
  }

  func opened(_ token: String, next: String?, _ visit: Visit) -> Response {
    var response = Redirect(next ?? Address.today).response
    cookies.setSession(token, on: &response)
    return response
  }

  private func signOut(_ visit: Visit) async throws -> Response {
    if let token = cookies.session(of: visit.request) {
      try await accountWork { try $0.end(token: token, at: visit.now) }
    }
    var response = Redirect(Address.with(Address.signIn, ["signed-out": "1"])).response
    cookies.clearSession(on: &response)
    if let name = HTTPField.Name("Clear-Site-Data") { response.headers[name] = "\"cache\", \"storage\"" }
    return response
  }

  // MARK: Links

  enum PasswordLink {
    /// The first administrator.
    case setUp
    /// Somebody who was invited, or forgot the password.
    case accept
  }

  private func passwordPage(
    _ link: PasswordLink, _ visit: Visit, name: String = "", problem: String = ""
  ) throws -> Response {
    let isSetUp = link == .setUp
    let lead = name.isEmpty ? visit.text(.acceptLeadPlain) : visit.language.page(.acceptLead, name)
    let page = PasswordPage(
      heading: visit.text(isSetUp ? .setUpTitle : .acceptTitle), lead: isSetUp ? visit.text(.setUpLead) : lead,
      isSetUp: isSetUp, login: visit.form["login"],
      name: visit.form["name"], button: visit.text(isSetUp ? .setUpButton : .acceptButton), problem: problem,
      provider: isSetUp
        ? nil
        : signOnLink(Address.acceptSignOn(visit.parameter("token")), .signOnAccept, .signOnAcceptPlain, visit))
    return try self.page(page, title: page.heading, visit, status: problem.isEmpty ? .ok : .unprocessableContent)
  }

  private func acceptPage(_ visit: Visit, problem: String = "") async throws -> Response {
    let token = visit.parameter("token")
    do {
      let account = try await accountWork { try $0.invited(token: token, at: visit.now) }
      guard isAtItsHost(account, visit.request) else {
        // Without another address to go to, the browser would be sent back here for ever, with the token.
        guard let site = otherSite(of: account, visit) else {
          throw ConsoleProblem(.notFound, .problemNotFoundTitle, .problemNotFoundText, sentence: elsewhere(visit))
        }
        throw Redirect(site + Address.accept(token))
      }
      return try passwordPage(.accept, visit, name: account.name, problem: problem)
    } catch let failure as AccountsFailure {
      throw ConsoleProblem(.gone, .acceptTitle, .linkUsed, sentence: sentence(for: failure, visit))
    }
  }

  private func setUp(_ visit: Visit) async throws -> Response {
    let form = visit.form
    let (token, login, name, password) = (
      visit.parameter("token"), form["login"], form["name"], form.exact("password")
    )
    for (value, label) in [(login, PagePhrase.accountLogin), (name, .accountName)] where value.isEmpty {
      return try passwordPage(
        .setUp, visit, problem: visit.language.page(.fieldMissing, visit.text(label)))
    }
    do {
      _ = try await accountWork { accounts in
        try accounts.setUp(
          token: token, login: login, name: name, language: visit.language.rawValue, password: password, at: visit.now)
      }
    } catch let failure as AccountsFailure {
      return try passwordPage(.setUp, visit, problem: sentence(for: failure, visit))
    }
    return try await signIn(visit)
  }

  private func accept(_ visit: Visit) async throws -> Response {
    let (token, password) = (visit.parameter("token"), visit.form.exact("password"))
    do {
      _ = try await accountWork { try $0.accept(token: token, password: password, at: visit.now) }
    } catch let failure as AccountsFailure {
      return try await acceptPage(visit, problem: sentence(for: failure, visit))
    }
    return Redirect(Address.signIn).response
  }

  // MARK: The password again

  func confirmPage(_ visit: Visit, problem: String = "") async throws -> Response {
    guard let account = visit.session?.account else { throw ConsoleProblem.forbidden }
    let (hasCode, hasPassword, hasPasskey, external) = try await accountWork { accounts in
      (
        try accounts.hasSecondFactor(of: account.id), try accounts.hasPassword(of: account.id),
        try !accounts.passkeys(of: account.id).isEmpty, try accounts.externalLogin(of: account.id)
      )
    }
    let next = next(visit) ?? Address.today
    let isBound = external?.isBound == true && external?.issuer == provider?.settings.issuer.text
    let problem = problem.isEmpty ? signOnTrouble(visit) : problem
    let page = ConfirmPage(
      login: account.login, next: next, asksCode: hasCode, hasPassword: hasPassword, problem: problem,
      provider: isBound
        ? signOnLink(Address.with(Address.confirmSignOn, ["next": next]), .signOnConfirm, .signOnConfirmPlain, visit)
        : nil,
      passkey: hasPassword && hasPasskey
        ? passkeyForm(
          visit, action: Address.passkeyConfirm, begin: Address.passkeyConfirmBegin, text: .passkeyConfirm, next: next)
        : nil)
    return try self.page(
      page, title: visit.text(.confirmTitle), visit, status: problem.isEmpty ? .ok : .unprocessableContent)
  }

  private func confirm(_ visit: Visit) async throws -> Response {
    guard let session = visit.session else { throw ConsoleProblem.forbidden }
    let (password, code) = (visit.form.exact("password"), visit.form["code"])
    do {
      _ = try await accountWork { accounts in
        try accounts.reauthenticate(session, password: password, code: code.isEmpty ? nil : code, at: visit.now)
      }
    } catch let failure as AccountsFailure {
      return try await confirmPage(visit, problem: sentence(for: failure, visit))
    }
    return try await confirmed(next: next(visit), visit)
  }

  /// Goes on with another token in the place of the session's: who has the former one is no longer in (ASVS 5.0, 7.2.4).
  func confirmed(next: String?, _ visit: Visit) async throws -> Response {
    guard let token = cookies.session(of: visit.request) else { throw ConsoleProblem.forbidden }
    do {
      let rotated = try await accountWork { try $0.rotate(token, at: visit.now) }
      return opened(rotated.token, next: next, visit)
    } catch let failure as AccountsFailure where failure.code == .unknownSession {
      throw Redirect(Address.with(Address.signIn, ["next": next ?? ""]))
    }
  }

  // MARK: Pieces

  func next(_ visit: Visit) -> String? {
    let asked = visit.form.has("next") ? visit.form.exact("next") : visit.query.exact("next")
    return Address.local(asked)
  }

  /// Who asks, for limits and for the list of sessions: behind a proxy that is trusted, whom the proxy names.
  func address(of visit: Visit) -> String {
    surroundings.trustedProxies.asker(visit.request.headers, peer: visit.context.peerAddress)
  }

  /// What the browser says of itself; the room of accounts keeps two words of it.
  func client(of visit: Visit) -> String { visit.request.headers[.userAgent] ?? "" }

  /// Passwords take a while to check, and the database waits: not on the threads of the network.
  func accountWork<T: Sendable>(_ body: @escaping @Sendable (Accounts) throws -> T) async throws -> T {
    let accounts = accounts
    return try await work { try body(accounts) }
  }

  func sentence(for failure: AccountsFailure, _ visit: Visit) -> String {
    switch failure.code {
    case .wrongCredentials: visit.text(.signInWrong)
    case .locked:
      visit.language.page(
        .signInLocked,
        visit.language.duration(milliseconds: (failure.retry?.milliseconds ?? 0) - visit.now.milliseconds))
    case .wrongCode: visit.text(.signInWrongCode)
    case .expired: visit.text(.signInExpired)
    case .usedLink, .unknownLink, .alreadySetUp: visit.text(.linkUsed)
    case .weakPassword: visit.text(.passwordWeak)
    case .breachedPassword: visit.text(.passwordBreached)
    case .duplicateLogin: visit.text(.loginTaken)
    case .lastAdministrator: visit.text(.lastAdministrator)
    case .invalidLogin: visit.language.page(.fieldMissing, visit.text(.accountLogin))
    case .invalidToken: visit.language.page(.fieldMissing, visit.text(.accountTokenName))
    case .notExpected: visit.text(.signOnNotExpected)
    case .externalTaken: visit.text(.externalTaken)
    case .elsewhere: elsewhere(visit)
    case .providerOnly: visit.text(.signInProviderOnly)
    case .noProvider: visit.text(.rulesNoProvider)
    case .invalidExternal: visit.text(.externalInvalid)
    case .invalidAccount: visit.language.page(.fieldMissing, visit.text(.accountRoles))
    case .wrongPasskey: visit.text(.passkeyWrong)
    case .copiedPasskey: visit.text(.passkeyCopied)
    case .tooManyPasskeys: visit.text(.passkeyTooMany)
    case .unknownPasskey: visit.text(.passkeyUnknown)
    case .unknownAccount, .unknownSession, .noSecondFactor, .notAllowed: visit.text(.problemForbiddenText)
    }
  }
}

struct SignInPage: Page {
  static let template = "sign-in"
  let login: String
  let next: String
  let problem: String
  let notice: String
  let provider: SignOnLink?
  /// Nil where there are no passkeys; likewise below.
  let passkey: PasskeyForm?
}

struct CodePage: Page {
  static let template = "sign-in-code"
  let challenge: String
  let next: String
  let problem: String
  let passkey: PasskeyForm?
}

struct PasswordPage: Page {
  static let template = "password"
  let heading: String
  let lead: String
  let isSetUp: Bool
  let login: String
  let name: String
  let button: String
  let problem: String
  let provider: SignOnLink?
}

struct ConfirmPage: Page {
  static let template = "confirm"
  let login: String
  let next: String
  let asksCode: Bool
  let hasPassword: Bool
  let problem: String
  let provider: SignOnLink?
  let passkey: PasskeyForm?
}
