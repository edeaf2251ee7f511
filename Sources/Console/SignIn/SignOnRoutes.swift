import Accounts
import CanonicalForms
import Hummingbird
import Logging
import SingleSignOn
import Wording

/// Signing in through a provider: out to it, and back (docs/decisions/0021-signing-in-through-a-provider.md).
extension Console {
  static let signOnRoutes: [Route] = [
    .get(Address.signOn, .open) { try await $0.goToProvider(.signIn, $1) },
    .get(Address.signOnReturn, .open) { try await $0.comeFromProvider($1) },
    .get(Address.confirmSignOn, .signedIn) { try await $0.confirmAtProvider($1) },
    .get("/accept/:token/provider", .open) { try await $0.acceptAtProvider($1) },
  ]

  // MARK: Out

  private func confirmAtProvider(_ visit: Visit) async throws -> Response {
    guard let session = visit.session else { throw ConsoleProblem.forbidden }
    return try await goToProvider(.confirm(session: session.id, account: session.account.id), visit)
  }

  private func acceptAtProvider(_ visit: Visit) async throws -> Response {
    let token = visit.parameter("token")
    do {
      let link = try await accountWork { try $0.linkHash(of: token, at: visit.now) }
      return try await goToProvider(.accept(link: link), visit)
    } catch let failure as AccountsFailure {
      throw ConsoleProblem(.gone, .acceptTitle, .linkUsed, sentence: sentence(for: failure, visit))
    }
  }

  private func goToProvider(_ purpose: SignOn.Purpose, _ visit: Visit) async throws -> Response {
    guard let provider, let redirect = signOnReturn(visit) else { throw ConsoleProblem.notFound }
    let again = if case .confirm = purpose { true } else { false }
    if visit.session != nil, purpose == .signIn { throw Redirect(Address.today) }
    do {
      let secret = try await accountWork { [address = address(of: visit), next = next(visit) ?? ""] accounts in
        try accounts.beginSignOn(purpose, next: next, address: address, at: visit.now)
      }
      let address = try await provider.address(
        for: SignOnAttempt(secret: secret), redirect: redirect, again: again, language: visit.language.rawValue,
        at: visit.now)
      var response = Redirect(address).response
      cookies.setSignOn(secret, on: &response)
      return response
    } catch let failure as SignOnFailure {
      return refused(SignOnTrouble(failure), failure.description, next: next(visit), visit)
    } catch let failure as AccountsFailure where failure.code == .locked {
      return refused(.locked, failure.code.rawValue, next: next(visit), visit)
    }
  }

  // MARK: Back

  private func comeFromProvider(_ visit: Visit) async throws -> Response {
    guard let provider, let redirect = signOnReturn(visit) else { throw ConsoleProblem.notFound }
    // Whoever is sent here with another's answer, or with none, does not end what this browser has begun.
    guard let secret = cookies.signOn(of: visit.request), secret.utf8.count <= 128,
      SignOnAttempt(secret: secret).hasState(visit.query.exact("state")),
      let signOn = try await accountWork({ try $0.takeSignOn(secret, at: visit.now) })
    else { return refused(.strange, SignOnFailure(.strange).description, next: nil, visit) }
    var response: Response
    do {
      let answer = IdentityProvider.Answer(
        code: visit.query.exact("code"), error: visit.query.exact("error"), issuer: visit.query.exact("iss"))
      let provided = try await provider.identity(
        from: answer, of: SignOnAttempt(secret: secret), redirect: redirect, since: signOn.confirmsSince, at: visit.now)
      response = try await enter(
        ExternalIdentity(
          issuer: provided.issuer.text, subject: provided.subject, email: provided.email,
          hasSeveralFactors: provider.settings.hasSeveralFactors(provided), authenticated: provided.authenticated),
        signOn, visit)
    } catch let failure as SignOnFailure {
      response = refused(SignOnTrouble(failure), failure.description, next: signOn.next, visit)
    } catch let failure as AccountsFailure {
      response = refused(SignOnTrouble(failure), failure.code.rawValue, next: signOn.next, visit)
    }
    cookies.clearSignOn(on: &response)
    return response
  }

  private func enter(_ identity: ExternalIdentity, _ signOn: SignOn, _ visit: Visit) async throws -> Response {
    let (address, client) = (address(of: visit), client(of: visit))
    let next = Address.local(signOn.next)
    let admits = admits(visit)
    let step = try await accountWork { accounts -> SignInStep? in
      switch signOn.purpose {
      case .signIn:
        return try accounts.signIn(
          through: identity, address: address, client: client, at: visit.now, where: admits)
      case .accept(let link):
        return try accounts.accept(
          link: link, through: identity, address: address, client: client, at: visit.now, where: admits)
      case .confirm(let session, let account):
        // Of the one who is signed in here now, and of nobody else.
        guard visit.session?.id == session else { throw AccountsFailure(.unknownSession) }
        return try accounts.reauthenticate(
          session: session, of: account, through: identity, address: address, at: visit.now)
      }
    }
    switch step {
    case nil: return try await confirmed(next: next, visit)
    case .needsCode(let challenge): return try codePage(challenge, next: next ?? "", visit)
    case .opened(let token, _):
      try await endFormer(visit)
      return opened(token, next: next, visit)
    }
  }

  // MARK: Pieces

  /// Where the provider sends browsers back to: at the host that this one is at, in the operator's words.
  private func signOnReturn(_ visit: Visit) -> String? {
    let isPortal =
      surroundings.portalHost != nil && visit.request.head.authority?.lowercased() == surroundings.portalHost
    return (isPortal ? surroundings.portalURL : surroundings.consoleURL).map { $0 + Address.signOnReturn }
  }

  /// A link to the provider; nil without one.
  func signOnLink(_ href: String, _ named: PagePhrase, _ plain: PagePhrase, _ visit: Visit) -> SignOnLink? {
    guard let provider, signOnReturn(visit) != nil else { return nil }
    return SignOnLink(
      href: href, text: provider.settings.name.map { visit.language.page(named, $0) } ?? visit.text(plain))
  }

  /// What went wrong at the provider; empty when nothing did, or something that there is not.
  func signOnTrouble(_ visit: Visit) -> String {
    switch SignOnTrouble(rawValue: visit.query["trouble"]) {
    case .elsewhere: elsewhere(visit)
    case let trouble?: trouble.sentence(visit)
    case nil: ""
    }
  }

  /// To the page that says what to do, at an address without the code. The log says why.
  private func refused(_ trouble: SignOnTrouble, _ reason: String, next: String?, _ visit: Visit) -> Response {
    logger.warning("sign-in through the provider failed", metadata: ["reason": .string(reason)])
    let page = visit.session == nil ? Address.signIn : Address.confirm
    return Redirect(Address.with(page, ["trouble": trouble.rawValue, "next": next ?? ""])).response
  }
}

extension SignOn {
  /// Since when the provider has to have asked the person anew.
  fileprivate var confirmsSince: Moment? { if case .confirm = purpose { begun } else { nil } }
}

/// The button of a provider.
struct SignOnLink: Sendable {
  let href: String
  let text: String
}

/// What the page of those who were not let in says: no more than what they can do.
enum SignOnTrouble: String, CaseIterable {
  case unreachable, failed, refused, strange, locked
  case notExpected = "not_expected"
  case taken, elsewhere

  init(_ failure: SignOnFailure) {
    self =
      switch failure.code {
      case .unreachable: .unreachable
      case .refused: .refused
      case .strange: .strange
      case .metadata, .keys, .tooLarge, .exchange, .token: .failed
      }
  }

  init(_ failure: AccountsFailure) {
    self =
      switch failure.code {
      case .externalTaken: .taken
      case .elsewhere: .elsewhere
      case .unknownLink, .expired, .usedLink, .unknownSession: .strange
      default: .notExpected
      }
  }

  private var phrase: PagePhrase {
    switch self {
    case .unreachable: .signOnUnreachable
    case .failed: .signOnFailed
    case .refused: .signOnRefused
    case .strange: .signOnStrange
    case .locked: .problemBusyText
    case .notExpected: .signOnNotExpected
    case .taken: .signOnTaken
    case .elsewhere: .signInElsewherePlain
    }
  }

  func sentence(_ visit: Visit) -> String { visit.text(phrase) }
}
