import Accounts
import CanonicalForms
import Hummingbird
import Wording

extension Console {
  static let settingsRoutes: [Route] = [
    .get(Address.settings, .needs(.seeSettings)) { try await $0.settingsPage($1) },
    .get(Address.accounts, .needs(.manageAccounts)) { try await $0.accountsPage($1) },
    .post("/accounts/invite", .needs(.manageAccounts), guarded: true) { try await $0.invite($1) },
    .post(Address.signInRules, .needs(.manageAccounts), guarded: true) { try await $0.setSignInRules($1) },
    .get("/accounts/:id", .needs(.manageAccounts)) { try await $0.accountFormPage($1) },
    .post("/accounts/:id", .needs(.manageAccounts), guarded: true) { try await $0.changeAccount($1) },
    .post("/accounts/:id/reset", .needs(.manageAccounts), guarded: true) { try await $0.resetAccount($1) },
    .post("/accounts/:id/end-sessions", .needs(.manageAccounts)) { try await $0.endSessionsOfAccount($1) },
    .post("/accounts/:id/tokens/revoke", .needs(.manageAccounts)) { try await $0.revokeTokenOfAccount($1) },
    .post("/accounts/:id/second-factor/remove", .needs(.manageAccounts), guarded: true) {
      try await $0.removeSecondFactorOfAccount($1)
    },
  ]

  private func settingsPage(_ visit: Visit) async throws -> Response {
    let custody = custody
    let entries = try await work { try custody.journal.latest(before: .max, kind: nil, limit: 1).first?.sequence ?? 0 }
    let page = SettingsPage(surroundings, entries: entries, visit)
    return try self.page(page, title: visit.text(.settingsTitle), visit)
  }

  // MARK: Accounts

  func accountsPage(
    _ visit: Visit, link: String = "", notice: String = "", problem: String = ""
  ) async throws -> Response {
    // Names of staff are personal data, too.
    try await note("accounts", .list, visit)
    let (accounts, organisations) = try await everybody()
    let page = AccountsPage(
      accounts, organisations: organisations, rules: try await signInRulesForm(accounts, visit), link: link,
      notice: notice, problem: problem, visit)
    return try self.page(
      page, title: visit.text(.accountsTitle), visit, status: problem.isEmpty ? .ok : .unprocessableContent)
  }

  private func everybody() async throws -> ([Account], [(id: String, name: String)]) {
    let accounts = try await accountWork { try $0.accounts() }
    let organisations = fleet.state.fleet.clients.map { ($0.organisation.id.text, $0.organisation.name) }
    return (accounts, organisations)
  }

  private func invite(_ visit: Visit) async throws -> Response {
    guard let actor = visit.session?.account.id else { throw ConsoleProblem.forbidden }
    let form = visit.form
    let (login, name, roles, organisation) = (form["login"], form["name"], roles(form), organisation(form))
    for (value, label) in [(login, PagePhrase.accountLogin), (name, .accountName)] where value.isEmpty {
      return try await accountsPage(visit, problem: visit.language.page(.fieldMissing, visit.text(label)))
    }
    do {
      let (account, token) = try await accountWork {
        try $0.invite(
          login: login, name: name, roles: roles, organisation: organisation, language: visit.language.rawValue,
          by: actor, at: visit.now)
      }
      return try await accountsPage(visit, link: site(of: account, visit) + Address.accept(token))
    } catch let failure as AccountsFailure {
      return try await accountsPage(visit, problem: sentence(for: failure, visit))
    }
  }

  private func roles(_ form: FormFields) -> Set<Role> { Set(form.all("role").compactMap(Role.init(rawValue:))) }

  private func organisation(_ form: FormFields) -> String? {
    let organisation = form["organisation"]
    return organisation.isEmpty ? nil : organisation
  }

  func account(_ visit: Visit) async throws -> Account {
    let id = Account.ID(visit.parameter("id"))
    guard let account = try await accountWork({ try $0.account(id) }) else { throw ConsoleProblem.notFound }
    return account
  }

  private func accountFormPage(
    _ visit: Visit, link: String = "", notice: String = "", problem: String = ""
  ) async throws -> Response {
    let account = try await account(visit)
    // Names of staff are personal data, too.
    try await note("account", .list, visit, detail: account.id.text)
    let (_, organisations) = try await everybody()
    let (tokens, hasFactor, passkeys) = try await accountWork {
      (try $0.tokens(of: account.id), try $0.hasTOTP(of: account.id), try $0.passkeys(of: account.id))
    }
    let page = AccountForm(
      account, organisations: organisations, external: try await externalForm(account, visit), tokens: tokens,
      hasFactor: hasFactor, passkeys: passkeys, link: link, notice: notice, problem: problem, visit)
    return try self.page(
      page, title: page.heading, visit, status: problem.isEmpty ? .ok : .unprocessableContent)
  }

  private func changeAccount(_ visit: Visit) async throws -> Response {
    guard let actor = visit.session?.account.id else { throw ConsoleProblem.forbidden }
    var account = try await account(visit)
    account.name = visit.form["name"].isEmpty ? account.name : visit.form["name"]
    account.roles = roles(visit.form)
    account.organisation = account.roles.contains(.client) ? organisation(visit.form) : nil
    account.isActive = visit.form["active"] == "yes"
    let changed = account
    return try await acting(visit) { try $0.change(changed, by: actor, at: visit.now) }
  }

  private func resetAccount(_ visit: Visit) async throws -> Response {
    guard let actor = visit.session?.account.id else { throw ConsoleProblem.forbidden }
    let account = try await account(visit)
    do {
      let token = try await accountWork { try $0.reset(account.id, by: actor, at: visit.now) }
      return try await accountFormPage(visit, link: site(of: account, visit) + Address.accept(token))
    } catch let failure as AccountsFailure {
      return try await accountFormPage(visit, problem: sentence(for: failure, visit))
    }
  }

  private func endSessionsOfAccount(_ visit: Visit) async throws -> Response {
    guard let actor = visit.session?.account.id else { throw ConsoleProblem.forbidden }
    let account = try await account(visit)
    return try await acting(visit) { try $0.endAll(of: account.id, except: nil, by: actor, at: visit.now) }
  }

  private func revokeTokenOfAccount(_ visit: Visit) async throws -> Response {
    guard let actor = visit.session?.account.id else { throw ConsoleProblem.forbidden }
    let (account, token) = (try await account(visit), visit.form["token"])
    return try await acting(visit) { try $0.revokeToken(id: token, of: account.id, by: actor, at: visit.now) }
  }

  /// For somebody who has lost the telephone. The route has just asked the administrator who they are.
  private func removeSecondFactorOfAccount(_ visit: Visit) async throws -> Response {
    guard let actor = visit.session?.account.id else { throw ConsoleProblem.forbidden }
    let account = try await account(visit)
    return try await acting(visit) { try $0.disableTOTP(of: account.id, password: nil, by: actor, at: visit.now) }
  }

  func acting(_ visit: Visit, _ work: @escaping @Sendable (Accounts) throws -> Void) async throws -> Response {
    do {
      try await accountWork(work)
      return try await accountFormPage(visit, notice: visit.text(.accountSaved))
    } catch let failure as AccountsFailure {
      return try await accountFormPage(visit, problem: sentence(for: failure, visit))
    }
  }
}

/// How the server is set up, and what proves its log.
struct SettingsPage: Page {
  static let template = "settings"
  let rows: [[String]]
  let checkpoint: String
  let canManage: Bool

  init(_ surroundings: Console.Surroundings, entries: Int64, _ visit: Visit) {
    let language = visit.language
    checkpoint = surroundings.checkpoint()
    let size = checkpoint.split(separator: "\n").dropFirst().first.map(String.init) ?? "–"
    rows = [
      [visit.text(.settingsVersion), surroundings.version], [visit.text(.settingsDatabase), surroundings.database],
      [visit.text(.settingsEntries), language.number(entries)],
      [visit.text(.settingsLogKey), surroundings.logKey ?? visit.text(.journalNoLog)],
      [visit.text(.settingsLogSize), size],
      [visit.text(.settingsSilent), String(DeviceState.silentDays)],
    ]
    canManage = visit.may(.manageAccounts)
  }
}

/// Who may sign in.
struct AccountsPage: Page {
  static let template = "accounts"

  struct Row: Sendable {
    let name: String
    let login: String
    let href: String
    let roles: String
    let organisation: String
    let state: String
    let style: String
  }

  let rows: [Row]
  let roles: [Choice]
  let organisations: [Choice]
  let rules: SignInRulesForm
  let link: String
  let notice: String
  let problem: String
  let login: String
  let name: String

  init(
    _ accounts: [Account], organisations: [(id: String, name: String)], rules: SignInRulesForm, link: String,
    notice: String, problem: String, _ visit: Visit
  ) {
    rows = accounts.map { account in
      Row(
        name: account.name, login: account.login, href: Address.account(account.id.text),
        roles: account.roles.map { $0.text(visit.language) }.sorted().joined(separator: ", "),
        organisation: account.organisation ?? "",
        state: visit.text(account.isActive ? .accountActive : .accountInactive),
        style: account.isActive ? "fine" : "quiet")
    }
    let chosen = Set(visit.form.all("role"))
    roles = Role.allCases.map { role in
      Choice(value: role.rawValue, text: role.text(visit.language), isChosen: chosen.contains(role.rawValue))
    }
    self.organisations = AccountForm.choices(organisations, chosen: nil, visit)
    self.rules = rules
    self.link = link
    self.notice = notice
    self.problem = problem
    let isKept = !problem.isEmpty
    login = isKept ? visit.form["login"] : ""
    name = isKept ? visit.form["name"] : ""
  }
}

struct AccountForm: Page {
  static let template = "account-form"
  let heading: String
  let login: String
  let name: String
  let roles: [Choice]
  let organisations: [Choice]
  let isActive: Bool
  let action: String
  let reset: String
  let endSessions: String
  let revokeToken: String
  let removeFactor: String
  let hasFactor: Bool
  let passkeys: PasskeySection
  let tokens: [TokenRow]
  let back: String
  /// Nil without a provider.
  let external: ExternalLoginForm?
  let link: String
  let notice: String
  let problem: String

  init(
    _ account: Account, organisations: [(id: String, name: String)], external: ExternalLoginForm?,
    tokens: [AccessToken], hasFactor: Bool, passkeys: [Passkey], link: String, notice: String, problem: String,
    _ visit: Visit
  ) {
    heading = visit.language.page(.accountEdit, account.name.isEmpty ? account.login : account.name)
    login = account.login
    name = account.name
    roles = Role.allCases.map { role in
      Choice(value: role.rawValue, text: role.text(visit.language), isChosen: account.roles.contains(role))
    }
    self.organisations = Self.choices(organisations, chosen: account.organisation, visit)
    isActive = account.isActive
    action = Address.account(account.id.text)
    reset = action + "/reset"
    endSessions = action + "/end-sessions"
    revokeToken = action + "/tokens/revoke"
    removeFactor = action + "/second-factor/remove"
    self.hasFactor = hasFactor
    self.passkeys = PasskeySection(others: passkeys, remove: action + "/passkeys/remove", visit)
    self.tokens = tokens.map { TokenRow($0, visit) }
    back = Address.accounts
    self.external = external
    self.link = link
    self.notice = notice
    self.problem = problem
  }

  static func choices(_ organisations: [(id: String, name: String)], chosen: String?, _ visit: Visit) -> [Choice] {
    [Choice(value: "", text: visit.text(.none), isChosen: chosen == nil)]
      + organisations.map { Choice(value: $0.id, text: "\($0.id) \($0.name)", isChosen: $0.id == chosen) }
  }
}
