import CanonicalForms
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization

@testable import SingleSignOn

/// A provider that does what a test asks of it, for what real ones do not do: break, dawdle, change keys, lie.
/// (What a provider does when all is well, a real one shows: `Tests/SignOn`.)
final class LoopbackProvider: Sendable {
  struct State: Sendable {
    var port = 0
    var maker = TokenMaker()
    var keys: [JSON] = []
    var metadata: [String: JSON?] = [:]
    /// In the place of the claims' own.
    var claims: [String: JSON?] = [:]
    var keyID: String? = "p256"
    var status: [String: HTTPResponse.Status] = [:]
    var asked: [String: Int] = [:]
    var forms: [String] = []
    var authorizations: [String] = []
    var userInfo: JSON = .null
    /// Answers that never end.
    var drips = false
    var isHuge = false
    var redirectsTokens = false
  }

  let state = Mutex(State())

  var issuer: String { "http://127.0.0.1:\(state.withLock { $0.port })/id" }

  func set(_ change: @Sendable (inout State) -> Void) { state.withLock { change(&$0) } }
  func asked(_ what: String) -> Int { state.withLock { $0.asked[what, default: 0] } }

  /// Runs it while something is done.
  func run(
    secret: String? = "a secret of the client's", timeout: TimeAmount = .seconds(5),
    _ body: @escaping @Sendable (IdentityProvider) async throws -> Void
  ) async throws {
    set { $0.keys = [$0.maker.p256JWK] }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let app = Application(router: router(), logger: logger)
    try await app.test(.live) { client in
      let port = client.port ?? 0
      self.set { $0.port = port }
      guard let issuer = Issuer(self.issuer) else { return }
      let connection = ProviderConnection(timeout: timeout)
      let provider = IdentityProvider(
        settings: ProviderSettings(
          issuer: issuer, clientID: TokenMaker.clientID, secret: secret.map { Array($0.utf8) }, name: nil),
        connection: connection)
      do {
        try await body(provider)
      } catch {
        await connection.close()
        throw error
      }
      await connection.close()
    }
  }

  private func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.get("id/.well-known/openid-configuration") { _, _ in
      self.answer("metadata") { state, issuer in
        var members: [String: JSON] = [
          "issuer": .string(issuer), "authorization_endpoint": .string(issuer + "/auth"),
          "token_endpoint": .string(issuer + "/token"), "jwks_uri": .string(issuer + "/keys"),
          "userinfo_endpoint": .string(issuer + "/me"), "response_types_supported": ["code"],
        ]
        for (name, value) in state.metadata { members[name] = value }
        return .object(members)
      }
    }
    router.get("id/keys") { _, _ in self.answer("keys") { state, _ in ["keys": .array(state.keys)] } }
    router.get("id/me") { request, _ in
      let bearer = request.headers[.authorization] ?? ""
      return self.answer("me") { state, _ in bearer == "Bearer access" ? state.userInfo : .null }
    }
    router.post("id/token") { request, _ in
      let body = String(buffer: try await request.body.collect(upTo: 1 << 16))
      let authorization = request.headers[.authorization] ?? ""
      return self.answer("token") { state, issuer in
        state.forms.append(body)
        state.authorizations.append(authorization)
        var claims: [String: JSON?] = [
          "iss": .string(issuer), "nonce": .string(SignOnAttempt(secret: "secret").nonce),
        ]
        claims.merge(state.claims) { $1 }
        let token = (try? state.maker.token(id: state.keyID, claims: TokenMaker.claims(claims))) ?? ""
        return ["id_token": .string(token), "access_token": "access", "token_type": "Bearer"]
      }
    }
    return router
  }

  private func answer(_ what: String, _ body: (inout State, String) -> JSON) -> Response {
    let issuer = issuer
    let (json, state) = state.withLock { state in
      state.asked[what, default: 0] += 1
      return (body(&state, issuer), state)
    }
    if state.redirectsTokens, what == "token" {
      return Response(status: .temporaryRedirect, headers: [.location: issuer + "/stolen"])
    }
    if state.drips {
      return Response(
        status: .ok,
        body: ResponseBody { writer in
          for _ in 0..<200 {
            try await writer.write(ByteBuffer(string: " "))
            try await Task.sleep(for: .milliseconds(50))
          }
          try await writer.finish(nil)
        })
    }
    let text = state.isHuge ? String(repeating: " ", count: 1 << 20) : ""
    return Response(
      status: state.status[what] ?? .ok, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text + json.canonicalText)))
  }
}
