import Accounts
import Hummingbird
import Wording

/// Whom of a provider's people an account is meant for.
extension Console {
  static let externalLoginRoutes: [Route] = [
    .post("/accounts/:id/external", .needs(.manageAccounts), guarded: true) { try await $0.expectExternal($1) },
    .post("/accounts/:id/external/remove", .needs(.manageAccounts), guarded: true) { try await $0.removeExternal($1) },
  ]

  private func expectExternal(_ visit: Visit) async throws -> Response {
    guard let actor = visit.session?.account.id else { throw ConsoleProblem.forbidden }
    guard let issuer = provider?.settings.issuer.text else { throw ConsoleProblem.notFound }
    let account = try await account(visit)
    let value = visit.form["value"]
    let expectation: ExternalLogin.Expectation = visit.form["kind"] == "subject" ? .subject(value) : .email(value)
    return try await acting(visit) {
      try $0.expect(expectation, issuer: issuer, for: account.id, by: actor, at: visit.now)
    }
  }

  private func removeExternal(_ visit: Visit) async throws -> Response {
    guard let actor = visit.session?.account.id else { throw ConsoleProblem.forbidden }
    let account = try await account(visit)
    return try await acting(visit) { try $0.removeExternalLogin(of: account.id, by: actor, at: visit.now) }
  }

  /// Nil without a provider.
  func externalForm(_ account: Account, _ visit: Visit) async throws -> ExternalLoginForm? {
    guard let provider else { return nil }
    let login = try await accountWork { try $0.externalLogin(of: account.id) }
    return ExternalLoginForm(login, of: account, issuer: provider.settings.issuer.text, visit)
  }
}

struct ExternalLoginForm: Sendable {
  let heading: String
  let state: String
  let value: String
  let isThere: Bool
  let action: String
  let kinds: [Choice]

  init(_ login: ExternalLogin?, of account: Account, issuer: String, _ visit: Visit) {
    heading = visit.language.page(.externalTitle, issuer)
    action = Address.account(account.id.text) + "/external"
    isThere = login != nil
    kinds = [
      Choice(value: "email", text: visit.text(.externalEmail), isChosen: true),
      Choice(value: "subject", text: visit.text(.externalSubject), isChosen: false),
    ]
    switch (login?.subject, login?.expectation) {
    // Of a provider that is no longer this one.
    case _ where login != nil && login?.issuer != issuer:
      state = visit.text(.externalElsewhere)
      value = login?.issuer ?? ""
    case (let subject?, _):
      state = visit.text(.externalBound)
      value = subject
    case (nil, .email(let email)):
      state = visit.text(.externalWaiting)
      value = email
    case (nil, .subject(let subject)):
      state = visit.text(.externalWaiting)
      value = subject
    case (nil, nil):
      state = visit.text(.externalNone)
      value = ""
    }
  }
}
