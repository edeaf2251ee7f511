import Accounts
import Hummingbird
import Wording

/// How people of each role have to sign in.
extension Console {
  func setSignInRules(_ visit: Visit) async throws -> Response {
    guard let actor = visit.session?.account.id else { throw ConsoleProblem.forbidden }
    func roles(_ field: String) -> Set<Role> { Set(visit.form.all(field).compactMap(Role.init(rawValue:))) }
    let rules = SignInRules(secondFactor: roles("second-factor"), providerOnly: roles("provider-only"))
    let issuer = provider?.settings.issuer.text
    do {
      try await accountWork { try $0.setSignInRules(rules, issuer: issuer, by: actor, at: visit.now) }
    } catch let failure as AccountsFailure {
      return try await accountsPage(visit, problem: sentence(for: failure, visit))
    }
    return try await accountsPage(visit, notice: visit.text(.rulesSaved))
  }

  func signInRulesForm(_ accounts: [Account], _ visit: Visit) async throws -> SignInRulesForm {
    let (rules, without) = try await accountWork { room in
      (try room.signInRules(), try accounts.filter { try $0.isActive && !room.hasSecondFactor(of: $0.id) })
    }
    return SignInRulesForm(rules, without: without, hasProvider: provider != nil, visit)
  }
}

struct SignInRulesForm: Sendable {
  struct Row: Sendable {
    let role: String
    let name: String
    let needsFactor: Bool
    let needsProvider: Bool
    /// People of this role who can sign in and have no second factor here.
    let without: String
  }

  let rows: [Row]
  let hasProvider: Bool
  let action: String

  init(_ rules: SignInRules, without: [Account], hasProvider: Bool, _ visit: Visit) {
    rows = Role.allCases.map { role in
      Row(
        role: role.rawValue, name: role.text(visit.language), needsFactor: rules.secondFactor.contains(role),
        needsProvider: rules.providerOnly.contains(role),
        without: visit.language.number(Int64(without.count { $0.roles.contains(role) })))
    }
    // Rules that hold are shown, and can be taken away, also when the provider is gone.
    self.hasProvider = hasProvider || !rules.providerOnly.isEmpty
    action = Address.signInRules
  }
}
