import Accounts
import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import KeyEscrow
import Logging
import NIOCore
import Response
import Server
import SingleSignOn
import Storage
import Synchronization
import TransparencyLog
import Wording

/// The console: what people look at, decide and do, as pages that work without scripts.
package struct Console: Sendable {
  /// What the console tells about the server it runs in.
  package struct Surroundings: Sendable {
    /// Whether browsers come over TLS, here or at a proxy.
    package var isSecure: Bool
    package var database: String
    package var version: String
    /// Host names of the console and of the clients' users, as browsers send them. Nil: both are at one address.
    package var consoleHost: String?
    package var portalHost: String?
    /// Host name of what everybody may see. Nil: it is at the others, too.
    package var publicHost: String?
    /// Where a provider sends browsers back to: the console's URL and that of the clients' users, without a path.
    package var consoleURL: String?
    package var portalURL: String?
    /// Where browsers of this machine find the console when `consoleURL` says nothing: `http://localhost:8420`. Nil before
    /// the server listens, and when it listens to others, too.
    package var localURL: @Sendable () -> String? = { nil }
    /// As auditors enter it; nil without a log.
    package var logKey: String?
    /// The published checkpoint as text; empty before the first.
    package var checkpoint: @Sendable () -> String
    /// The proof file of an entry; nil while it is not in the log.
    package var proof: (@Sendable (Int64) throws -> [UInt8]?)?
    /// By which the codes on letters are known; nil before there were letters.
    package var letterVault: @Sendable () -> LetterVault? = { nil }
    /// Where letters are made; nil where they cannot be.
    package var press: LetterPress?
    /// Whose word is taken for who sends a public form.
    package var trustedProxies = TrustedProxies.none

    package init(
      isSecure: Bool, database: String, version: String, consoleHost: String? = nil, portalHost: String? = nil,
      publicHost: String? = nil, logKey: String? = nil,
      checkpoint: @escaping @Sendable () -> String = { "" }, proof: (@Sendable (Int64) throws -> [UInt8]?)? = nil
    ) {
      self.isSecure = isSecure
      self.database = database
      self.version = version
      self.consoleHost = consoleHost
      self.portalHost = portalHost
      self.publicHost = publicHost
      self.logKey = logKey
      self.checkpoint = checkpoint
      self.proof = proof
    }
  }

  let custody: Custody
  let accounts: Accounts
  let escrow: KeyEscrow
  let keys: KeyBoard
  let response = ResponseBoard()
  let surroundings: Surroundings
  let fleet: FleetBoard
  let readings: ReadingLedger
  let renderer: Renderer
  let cookies: ConsoleCookies
  /// Of forms that anybody may send.
  let throttle = PublicThrottle()
  let workshop = LetterWorkshop()
  let work: BlockingWork
  let logger: Logger
  /// Through whom people may sign in beside passwords; nil for nobody.
  let provider: IdentityProvider?
  let clock: @Sendable () -> Moment

  /// Forms are short; what is longer is refused.
  static let largestForm = 64 << 10
  /// A list of 200,000 people as CSV is some 25 MB.
  static let largestFile = 64 << 20
  /// For how long a password that was given counts for acts that need it again, in milliseconds.
  static let freshness: Int64 = 10 * 60_000

  package init(
    custody: Custody, accounts: Accounts, escrow: KeyEscrow, surroundings: Surroundings, fleet: FleetBoard,
    work: BlockingWork = BlockingWork(), logger: Logger, provider: IdentityProvider? = nil,
    clock: @escaping @Sendable () -> Moment = { .now }
  ) throws {
    self.custody = custody
    self.accounts = accounts
    self.escrow = escrow
    keys = KeyBoard(escrow)
    self.surroundings = surroundings
    self.fleet = fleet
    self.work = work
    self.logger = logger
    self.provider = provider
    self.clock = clock
    readings = ReadingLedger(custody: custody, work: work)
    renderer = try Renderer()
    cookies = ConsoleCookies(isSecure: surroundings.isSecure)
  }

  /// Every route, in one table: what is not in it is not served.
  package static let routes: [Route] =
    signInRoutes + signOnRoutes + passkeyRoutes + todayRoutes + deviceRoutes + incidentRoutes + incidentWorkRoutes
    + keyRoutes
    + revealRoutes + drillRoutes
    + clientRoutes + unreadRoutes + journalRoutes + accountRoutes + passkeySettingsRoutes + settingsRoutes
    + externalLoginRoutes + noticeRoutes
    + inquiryRoutes + surveyRoutes + letterRoutes + clientIncidentRoutes + sealedPackRoutes

  /// The templates as they are written, for tests of what they name.
  package static var templateSources: [String: String] {
    Renderer.templates.mapValues { String(decoding: $0, as: UTF8.self) }
  }

  package func add(to router: Router<ServerContext>) {
    for route in Self.routes {
      router.on(RouterPath(route.path), method: route.method) { request, context in
        try await respond(to: request, context, by: route)
      }
    }
    addAPI(to: router)
    PublicSite(console: self).add(to: router)
    for (path, asset) in renderer.assets {
      router.get(RouterPath(path)) { _, _ in asset.response }
    }
    for method in [HTTPRequest.Method.get, .post] {
      router.on("**", method: method) { request, context in
        try await respond(
          to: request, context,
          by: Route(method: method, path: "", access: .open, isGuarded: false) { _, _ in
            throw ConsoleProblem.notFound
          })
      }
    }
  }

  private func respond(to request: Request, _ context: ServerContext, by route: Route) async throws -> Response {
    let now = clock()
    var visit = Visit(
      request: request, context: context, now: now, language: language(of: request, nil), session: nil,
      query: FormFields(parsing: request.uri.query ?? ""), form: FormFields())
    var response: Response
    do {
      response = try await answer(&visit, by: route)
    } catch let redirect as Redirect {
      response = redirect.response
    } catch {
      let problem = problem(of: error)
      if problem.status.code >= 500 {
        logger.error("a page failed", metadata: ["error": .string("\(type(of: error))"), "route": .string(route.path)])
      }
      response = try page(ProblemPage(problem, visit), title: visit.text(problem.title), visit, status: problem.status)
    }
    if let language = Language(rawValue: visit.query["lang"]) {
      cookies.setLanguage(language.rawValue, on: &response)
    }
    SafetyHeaders.add(to: &response, isSecure: surroundings.isSecure)
    return response
  }

  /// Session, authorisation, origin, form, in this order; then the page.
  private func answer(_ visit: inout Visit, by route: Route) async throws -> Response {
    let (request, now) = (visit.request, visit.now)
    let token = cookies.session(of: request)
    let session: Session?
    if let token {
      let accounts = accounts
      session = try await work { try accounts.session(token: token, at: now) }
    } else {
      session = nil
    }
    visit = visit.with(session: session, language: language(of: request, session?.account))
    // A session from before the addresses were kept apart can be ended here, and does nothing else.
    guard isAtItsHost(session?.account, request) || (route.endsSession && isAtItsHost(nil, request)) else {
      guard session != nil, isAtItsHost(nil, request) else { throw ConsoleProblem.notFound }
      throw ConsoleProblem(
        .notFound, .problemNotFoundTitle, .problemNotFoundText, sentence: elsewhere(visit))
    }
    guard route.access.admits(session?.account, id: visit.parameter("id")) else {
      if session == nil { return try await signInFirst(visit, route, formerly: token) }
      logger.warning(
        "refused", metadata: ["route": .string(route.path), "account": .string(session?.account.id.text ?? "")])
      throw ConsoleProblem.forbidden
    }
    if session?.lacksSecondFactor == true, !route.servesSigningIn { throw Redirect(Address.account) }
    if route.method == .post {
      guard SameSite.admits(request) else { throw ConsoleProblem.stale }
      visit =
        route.takesFile
        ? try await fileForm(of: visit) : visit.with(form: try await form(of: request, visit.context))
      if let session, !session.hasCSRF(visit.form.exact("csrf")) {
        if !route.servesSigningIn, let response = try await renewed(visit, session.account) { return response }
        throw ConsoleProblem.stale
      }
    }
    if route.isGuarded, let session, !isFresh(session, route, at: now) {
      return try await confirmFirst(visit, session)
    }
    if route.method == .get, visit.query.has(Self.keptQuery) { visit.kept = try await keptForm(visit) }
    var response: Response
    do {
      response = try await route.answer(self, visit)
    } catch is ConsoleProblem where visit.kept != nil {
      throw Redirect(Address.with(Address.again, ["plain": "1"]))
    } catch let redirect as Redirect where route.method == .post && !redirect.asksAgain {
      // As most that was carried out ends.
      response = redirect.response
    }
    if route.method == .post, session != nil, !route.servesSigningIn || route.endsSession {
      await forgetForm(visit, on: &response)
    }
    return response
  }

  /// Whether the password, or the provider, was asked in the last minutes. Whoever has just come in and still lacks a second
  /// factor may set it up: a provider may not say when it asked.
  private func isFresh(_ session: Session, _ route: Route, at now: Moment) -> Bool {
    let last =
      session.lacksSecondFactor && route.servesSigningIn
      ? max(session.confirmedAt, session.opened) : session.confirmedAt
    return now.milliseconds - last.milliseconds <= Self.freshness
  }

  func form(of request: Request, _ context: ServerContext) async throws -> FormFields {
    do {
      let body = try await request.body.collect(upTo: Self.largestForm)
      context.bodyWasRead()
      return FormFields(parsing: String(buffer: body))
    } catch {
      throw ConsoleProblem.tooLarge
    }
  }

  /// Whoever may not act has been refused by now: nobody else makes the server take so much.
  private func fileForm(of visit: Visit) async throws -> Visit {
    let body: ByteBuffer
    do {
      body = try await visit.request.body.collect(upTo: Self.largestFile)
      visit.context.bodyWasRead()
    } catch {
      throw ConsoleProblem(
        .contentTooLarge, .problemInvalidTitle, .problemStaleText, sentence: visit.text(.problemFileTooLarge))
    }
    let contentType = visit.request.headers[.contentType] ?? ""
    guard contentType.lowercased().hasPrefix("multipart/") else {
      return visit.with(form: FormFields(parsing: String(buffer: body)))
    }
    guard let form = MultipartForm(Array(body.readableBytesView), contentType: contentType) else {
      throw ConsoleProblem.stale
    }
    var visit = visit.with(form: form.fields)
    visit.files = form.files
    return visit
  }

  /// What was asked for, else the account's, else the cookie, else what the browser prefers.
  private func language(of request: Request, _ account: Account?) -> Language {
    if let query = request.uri.query, let asked = Language(rawValue: FormFields(parsing: query)["lang"]) {
      return asked
    }
    if let chosen = cookies.language(of: request).flatMap(Language.init(rawValue:)) { return chosen }
    if let account, let language = Language(rawValue: account.language) { return language }
    let preferred = (request.headers[.acceptLanguage] ?? "").lowercased()
    guard let japanese = preferred.range(of: "ja")?.lowerBound else {
      return preferred.isEmpty ? .ja : .en
    }
    guard let english = preferred.range(of: "en")?.lowerBound else { return .ja }
    return japanese < english ? .ja : .en
  }

  private func problem(of error: any Error) -> ConsoleProblem {
    switch error {
    case let problem as ConsoleProblem: problem
    case let failure as AccountsFailure where failure.code == .notAllowed: .forbidden
    case let failure as AccountsFailure where failure.code == .unknownAccount: .notFound
    case let failure as EscrowFailure where failure.code == .notAllowed: .forbidden
    default: .failed
    }
  }
}

/// Sends a browser on to another page.
struct Redirect: Error {
  let address: String

  init(_ address: String) { self.address = address }

  /// To the password, or to the form that waits: nothing was carried out yet.
  var asksAgain: Bool { [Address.confirm, Address.again].contains(String(address.prefix { $0 != "?" && $0 != "#" })) }

  /// 303: whatever was sent here is not sent there.
  var response: Response { Response(status: .seeOther, headers: [.location: address]) }
}

extension Visit {
  func with(session: Session?, language: Language) -> Visit {
    Visit(
      request: request, context: context, now: now, language: language, session: session, query: query, form: form)
  }

  func with(form: FormFields) -> Visit {
    Visit(
      request: request, context: context, now: now, language: language, session: session, query: query, form: form)
  }
}
