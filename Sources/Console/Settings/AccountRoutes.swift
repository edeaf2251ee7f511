import Accounts
import CanonicalForms
import Hummingbird
import Wording

extension Console {
  static let accountRoutes: [Route] = [
    .get(Address.account, .signedIn) { try await $0.ownAccountPage($1) },
    .post("/account/profile", .signedIn) { try await $0.changeProfile($1) },
    .post("/account/password", .signedIn) { try await $0.changePassword($1) },
    .post("/account/second-factor/begin", .signedIn, guarded: true) { try await $0.beginSecondFactor($1) },
    .post("/account/second-factor/enable", .signedIn) { try await $0.enableSecondFactor($1) },
    .post("/account/second-factor/codes", .signedIn, guarded: true) { try await $0.renewRecoveryCodes($1) },
    .post("/account/second-factor/disable", .signedIn, guarded: true) { try await $0.disableSecondFactor($1) },
    .post("/account/sessions/end", .signedIn) { try await $0.endSession($1) },
    .post("/account/tokens/new", .signedIn, guarded: true) { try await $0.makeToken($1) },
    .post("/account/tokens/revoke", .signedIn) { try await $0.revokeToken($1) },
  ]

  /// What an act left to be shown once.
  struct Shown: Sendable {
    var notice = ""
    var problem = ""
    var codes: [String] = []
    var secretKey = ""
    var secretURI = ""
    var token = ""
    /// What the browser is to be asked for.
    var passkeyOptions = ""
  }

  private func ownAccountPage(_ visit: Visit, _ shown: Shown = Shown()) async throws -> Response {
    guard let session = visit.session else { throw ConsoleProblem.forbidden }
    let account = session.account
    let (hasPassword, isBound, hasFactor, passkeys, codesLeft, sessions, tokens) = try await accountWork { accounts in
      (
        try accounts.hasPassword(of: account.id), try accounts.externalLogin(of: account.id)?.isBound == true,
        try accounts.hasTOTP(of: account.id), try accounts.passkeys(of: account.id),
        try accounts.recoveryCodesLeft(of: account.id),
        try accounts.sessions(of: account.id, at: visit.now),
        try accounts.tokens(of: account.id)
      )
    }
    let page = AccountPage(
      session, hasPassword: hasPassword, isBound: isBound, hasFactor: hasFactor,
      passkeys: PasskeySection(
        passkeys, at: relyingParty(visit), options: shown.passkeyOptions, remove: "/account/passkeys/remove", visit),
      codesLeft: codesLeft, sessions: sessions, tokens: tokens, shown: shown, visit)
    return try self.page(
      page, title: visit.text(.accountTitle), visit, status: shown.problem.isEmpty ? .ok : .unprocessableContent)
  }

  /// Does something to the visitor's own account, and shows the page again with what came of it.
  func act(
    _ visit: Visit, _ work: @escaping @Sendable (Accounts, Session) throws -> Shown
  ) async throws -> Response {
    guard let session = visit.session else { throw ConsoleProblem.forbidden }
    do {
      let shown = try await accountWork { try work($0, session) }
      return try await ownAccountPage(visit, shown)
    } catch let failure as AccountsFailure {
      return try await ownAccountPage(visit, Shown(problem: sentence(for: failure, visit)))
    }
  }

  private func changeProfile(_ visit: Visit) async throws -> Response {
    guard let session = visit.session else { throw ConsoleProblem.forbidden }
    let (name, language) = (visit.form["name"], visit.form["language"])
    guard !name.isEmpty, let language = Language(rawValue: language) else {
      return try await ownAccountPage(
        visit, Shown(problem: visit.language.page(.fieldMissing, visit.text(.accountName))))
    }
    do {
      try await accountWork {
        try $0.changeOwn(session.account.id, name: name, language: language.rawValue, at: visit.now)
      }
    } catch let failure as AccountsFailure {
      return try await ownAccountPage(visit, Shown(problem: sentence(for: failure, visit)))
    }
    var response = Redirect(Address.account).response
    cookies.setLanguage(language.rawValue, on: &response)
    return response
  }

  private func changePassword(_ visit: Visit) async throws -> Response {
    let (current, new, notice) = (
      visit.form.exact("current"), visit.form.exact("new"), visit.text(.accountPasswordChanged)
    )
    return try await act(visit) { accounts, session in
      try accounts.setPassword(
        of: session.account.id, current: current, new: new, except: session.id, at: visit.now)
      return Shown(notice: notice)
    }
  }

  private func beginSecondFactor(_ visit: Visit) async throws -> Response {
    try await act(visit) { accounts, session in
      let (secret, uri) = try accounts.beginTOTP(of: session.account.id, issuer: "Hikae", at: visit.now)
      return Shown(secretKey: secret, secretURI: uri)
    }
  }

  private func enableSecondFactor(_ visit: Visit) async throws -> Response {
    let code = visit.form["code"]
    return try await act(visit) { accounts, session in
      Shown(codes: try accounts.enableTOTP(of: session.account.id, code: code, except: session.id, at: visit.now))
    }
  }

  private func renewRecoveryCodes(_ visit: Visit) async throws -> Response {
    try await act(visit) { accounts, session in
      Shown(codes: try accounts.renewRecoveryCodes(of: session.account.id, at: visit.now))
    }
  }

  private func disableSecondFactor(_ visit: Visit) async throws -> Response {
    let notice = visit.text(.accountSaved)
    // The route is guarded: the password was given just now, and a form that waited for it holds none.
    return try await act(visit) { accounts, session in
      try accounts.disableTOTP(of: session.account.id, password: nil, by: session.account.id, at: visit.now)
      return Shown(notice: notice)
    }
  }

  private func endSession(_ visit: Visit) async throws -> Response {
    let (id, notice) = (visit.form["session"], visit.text(.accountSaved))
    return try await act(visit) { accounts, session in
      if id.isEmpty {
        try accounts.endAll(of: session.account.id, except: session.id, by: session.account.id, at: visit.now)
      } else {
        try accounts.end(session: id, of: session.account.id, by: session.account.id, at: visit.now)
      }
      return Shown(notice: notice)
    }
  }

  private func makeToken(_ visit: Visit) async throws -> Response {
    let form = visit.form
    let scopes = Set(form.all("scope").compactMap(Permission.init(rawValue:)))
    let (name, days) = (form["name"], Int(form["days"]) ?? 90)
    guard !name.isEmpty, !scopes.isEmpty else {
      return try await ownAccountPage(
        visit, Shown(problem: visit.language.page(.fieldMissing, visit.text(.accountTokenName))))
    }
    return try await act(visit) { accounts, session in
      let (_, secret) = try accounts.createToken(
        for: session.account.id, name: name, scopes: scopes, days: min(max(days, 1), 365), at: visit.now)
      return Shown(token: secret)
    }
  }

  private func revokeToken(_ visit: Visit) async throws -> Response {
    let (id, notice) = (visit.form["token"], visit.text(.accountSaved))
    return try await act(visit) { accounts, session in
      try accounts.revokeToken(id: id, of: session.account.id, by: session.account.id, at: visit.now)
      return Shown(notice: notice)
    }
  }
}

/// One's own account.
struct AccountPage: Page {
  static let template = "account"

  struct Row: Sendable {
    let id: String
    let client: String
    let opened: String
    let seen: String
    let isThis: Bool
  }

  let login: String
  let name: String
  let roles: String
  let languages: [Choice]
  let hasPassword: Bool
  /// To somebody of a provider's.
  let isBound: Bool
  let hasFactor: Bool
  /// An app or a passkey: then there are recovery codes.
  let hasAnyFactor: Bool
  let passkeys: PasskeySection
  /// How many recovery codes were not used yet, in words.
  let codesLeft: String
  /// The rules ask for a second factor, and this session has none.
  let needsFactor: Bool
  let sessions: [Row]
  let tokens: [TokenRow]
  let scopes: [Choice]
  let notice: String
  let problem: String
  let codes: [String]
  let hasCodes: Bool
  let secretKey: String
  /// For the app's camera; empty when there is nothing to set up.
  let secretCode: Drawing
  let token: String

  init(
    _ session: Session, hasPassword: Bool, isBound: Bool, hasFactor: Bool, passkeys: PasskeySection,
    codesLeft: Int, sessions: [Session], tokens: [AccessToken], shown: Console.Shown, _ visit: Visit
  ) {
    let time = PageTime(language: visit.language, now: visit.now)
    let account = session.account
    login = account.login
    name = account.name
    roles = account.roles.map { $0.text(visit.language) }.sorted().joined(separator: ", ")
    languages = [
      Choice(value: "ja", text: "日本語", isChosen: account.language == "ja"),
      Choice(value: "en", text: "English", isChosen: account.language == "en"),
    ]
    self.hasPassword = hasPassword
    self.isBound = isBound
    self.hasFactor = hasFactor
    self.passkeys = passkeys
    hasAnyFactor = hasFactor || !passkeys.rows.isEmpty
    self.codesLeft = visit.language.page(.accountCodesLeft, visit.language.number(codesLeft))
    needsFactor = session.lacksSecondFactor && !hasAnyFactor
    self.sessions = sessions.map {
      Row(
        id: $0.id, client: $0.client.isEmpty ? "–" : $0.client, opened: time.minute($0.opened),
        seen: time.ago($0.lastSeen), isThis: $0.id == session.id)
    }
    self.tokens = tokens.map { TokenRow($0, visit) }
    scopes = Permission.ofTokens.intersection(account.permissions).sorted { $0.rawValue < $1.rawValue }.map {
      Choice(value: $0.rawValue, text: TokenRow.words($0, visit.language), isChosen: false)
    }
    notice = shown.notice
    problem = shown.problem
    codes = shown.codes
    hasCodes = !shown.codes.isEmpty
    secretKey = shown.secretKey
    secretCode =
      shown.secretURI.isEmpty
      ? Drawing(svg: "") : QRCode.drawing(shown.secretURI, label: visit.text(.accountSecondFactorPicture))
    token = shown.token
  }
}
