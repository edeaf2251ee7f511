import Accounts
import CanonicalForms
import Cryptography
import HTTPTypes
import Hummingbird
import NIOCore
import Response
import Server

extension Console {
  /// Every address of the API, in one table; `openapi.json` describes them, and a test holds the two together.
  package static let apiRoutes: [APIRoute] =
    deviceAPI + clientAPI + incidentAPI + lossAPI + statementAPI + conclusionAPI + taskAPI + packAPI + outreachAPI
    + recordAPI

  /// The description, as it is served.
  package static var apiDescription: [UInt8] { PackageResources.openapi_json }

  static let largestAPIBody = 64 << 10

  func addAPI(to router: Router<ServerContext>) {
    for route in Self.apiRoutes {
      router.on(RouterPath(APIRoute.root + route.path), method: route.method) { request, context in
        await respondToProgram(request, context, by: route)
      }
    }
    router.get(RouterPath(APIRoute.root + "/openapi.json")) { request, _ in
      guard isAtItsHost(nil, request) else { return problem(.notFound) }
      var response = Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: Self.apiDescription)))
      SafetyHeaders.add(to: &response, isSecure: surroundings.isSecure)
      return response
    }
    var all: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options, .trace]
    if let query = HTTPRequest.Method(rawValue: "QUERY") { all.append(query) }
    for path in Set(Self.apiRoutes.map(\.path)).sorted() {
      let known = Self.apiRoutes.filter { $0.path == path }.map(\.method)
      for method in all where !known.contains(method) {
        router.on(RouterPath(APIRoute.root + path), method: method) { request, _ in
          guard isAtItsHost(nil, request) else { return problem(.notFound) }
          var response = problem(.methodNotAllowed)
          response.headers[.allow] = known.map(\.rawValue).joined(separator: ", ")
          return response
        }
      }
    }
    for method in all {
      router.on(RouterPath(APIRoute.root + "/**"), method: method) { _, _ in problem(.notFound) }
    }
  }

  private func problem(_ code: APIProblem.Code) -> Response {
    var response = APIProblem(code).response
    SafetyHeaders.add(to: &response, isSecure: surroundings.isSecure)
    return response
  }

  private func respondToProgram(_ request: Request, _ context: ServerContext, by route: APIRoute) async -> Response {
    var response: Response
    do {
      response = try await answerProgram(request, context, by: route)
    } catch let problem as APIProblem {
      response = problem.response
    } catch let failure as ResponseFailure where APIProblem(failure).code != .internal {
      response = APIProblem(failure).response
    } catch {
      logger.error("the API failed", metadata: ["error": .string("\(type(of: error))"), "route": .string(route.path)])
      response = APIProblem(.internal).response
    }
    SafetyHeaders.add(to: &response, isSecure: surroundings.isSecure)
    return response
  }

  private func answerProgram(
    _ request: Request, _ context: ServerContext, by route: APIRoute
  ) async throws -> Response {
    let now = clock()
    // Programs are kept apart as people are: at the address of the public there are none, and a token opens what its
    // account's sessions would, where they would.
    guard isAtItsHost(nil, request) else { throw APIProblem(.notFound) }
    let (account, token) = try await authorise(request, by: route, at: now)
    if let account, !isAtItsHost(account, request) { throw APIProblem(.notFound) }
    let body = route.method == .post ? try await body(of: request, context) : .null
    let visit = APIVisit(
      context: context, now: now, account: account, token: token, query: FormFields(parsing: request.uri.query ?? ""),
      body: body)
    let answer: APIAnswer
    if route.method == .post, let account {
      answer = try await once(request, visit, account) { try await route.answer(self, visit) }
    } else {
      answer = try await route.answer(self, visit)
    }
    return Response(
      status: answer.status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body.canonicalBytes)))
  }

  /// Token first, account second: a token never does more than the account may do now.
  private func authorise(
    _ request: Request, by route: APIRoute, at now: Moment
  ) async throws -> (Account?, AccessToken?) {
    guard let permission = route.permission else { return (nil, nil) }
    let given = request.headers[.authorization] ?? ""
    let prefix = "Bearer "
    guard given.hasPrefix(prefix) else { throw APIProblem(.tokenRequired) }
    let secret = String(given.dropFirst(prefix.count))
    guard let (account, token) = try await accountWork({ try $0.authenticate(bearer: secret, at: now) }) else {
      throw APIProblem(.tokenRequired)
    }
    guard account.may(permission), token.may(permission) else {
      throw APIProblem(.forbidden, "the token needs \(permission.rawValue)")
    }
    return (account, token)
  }

  private func body(of request: Request, _ context: ServerContext) async throws -> JSON {
    guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
      throw APIProblem(.mediaType, "send application/json")
    }
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: Self.largestAPIBody)
    } catch {
      throw APIProblem(.tooLarge)
    }
    context.bodyWasRead()
    guard case .object(let members) = try? JSON(parsing: Array(buffer.readableBytesView), fractions: .asLeast)
    else {
      throw APIProblem(.invalid, "the body is no JSON object")
    }
    return .object(members)
  }

  /// Does what a key was given for once; the same request with the same key gets the same answer.
  private func once(
    _ request: Request, _ visit: APIVisit, _ account: Account, _ work: () async throws -> APIAnswer
  ) async throws -> APIAnswer {
    guard let name = HTTPField.Name("Idempotency-Key"), let key = request.headers[name] else {
      return try await work()
    }
    guard (8...200).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw APIProblem(.invalid, "Idempotency-Key takes 8 to 200 visible ASCII characters")
    }
    // What one token was answered another of the same account may not be allowed to read.
    let reader: [UInt8] = visit.may(.seeIncidents) ? [] : [0]
    let digest = SHA256Digest(hashing: Array(request.uri.path.utf8) + [0] + visit.body.canonicalBytes + reader)
    let memory = IdempotencyMemory(store: custody.store)
    let (now, owner) = (visit.now, account.id.text)
    let work1 = self.work
    switch try await work1({ try memory.begin(key, of: owner, request: digest, at: now) }) {
    case .known(let status, let body): return APIAnswer(status: .init(code: status), body: body)
    case .reused: throw APIProblem(.keyReused)
    case .underWay: throw APIProblem(.underWay, "the same request is being worked on: ask again in a moment")
    case .unknownOutcome:
      throw APIProblem(
        .outcomeUnknown, "whether the request was carried out is not known: look it up, then send it with another key")
    case .new: break
    }
    let answer: APIAnswer
    do {
      answer = try await work()
    } catch {
      // What failed may be tried again with the same key.
      try? await work1 { try memory.forget(key, of: owner) }
      throw error
    }
    do {
      try await work1 { try memory.finish(key, of: owner, status: answer.status.code, body: answer.body) }
    } catch {
      // It is done, and whoever asked is told so. The key stays: with it nothing is done a second time.
      logger.error("an answer could not be kept", metadata: ["error": .string("\(type(of: error))")])
    }
    return answer
  }
}
