import CanonicalForms
import Testing

@testable import SingleSignOn

@Suite("A provider over HTTP", .serialized) struct IdentityProviderTests {
  private static let redirect = "https://hikae.example.jp/sign-in/provider/return"
  private static let attempt = SignOnAttempt(secret: "secret")

  private static func answer(
    code: String = "code-1", error: String = "", issuer: String = ""
  ) -> IdentityProvider.Answer {
    IdentityProvider.Answer(code: code, error: error, issuer: issuer)
  }

  private static func identity(
    _ provider: IdentityProvider, _ answer: IdentityProvider.Answer = answer(), since: Moment? = nil,
    at time: Moment = TokenMaker.now
  ) async throws -> ProvidedIdentity {
    try await provider.identity(from: answer, of: attempt, redirect: redirect, since: since, at: time)
  }

  private static func failure(_ work: () async throws -> some Any) async -> SignOnFailure? {
    do {
      _ = try await work()
      return nil
    } catch {
      return error as? SignOnFailure
    }
  }

  @Test func aSignInGoesThroughWithASecret() async throws {
    let loopback = LoopbackProvider()
    try await loopback.run { provider in
      let address = try await provider.address(
        for: Self.attempt, redirect: Self.redirect, again: false, language: "ja", at: TokenMaker.now)
      for part in [
        "\(loopback.issuer)/auth?response_type=code&client_id=hikae-console&", "code_challenge_method=S256",
        "code_challenge=\(Self.attempt.challenge)", "state=\(Self.attempt.state)", "nonce=\(Self.attempt.nonce)",
        "redirect_uri=https%3A%2F%2Fhikae.example.jp%2Fsign-in%2Fprovider%2Freturn", "scope=openid%20profile%20email",
      ] { #expect(address.contains(part), "\(part)") }
      #expect(!address.contains("prompt=") && !address.contains(Self.attempt.verifier))
      let again = try await provider.address(
        for: Self.attempt, redirect: Self.redirect, again: true, language: "ja", at: TokenMaker.now)
      #expect(again.contains("&prompt=login&max_age=30"))

      let identity = try await Self.identity(provider)
      #expect(identity.subject == "subject-1" && identity.email == "hanako@example.jp")
      #expect(provider.settings.hasSeveralFactors(identity))
      let (form, authorization) = loopback.state.withLock { ($0.forms[0], $0.authorizations[0]) }
      #expect(form.contains("code=code-1") && form.contains("code_verifier=\(Self.attempt.verifier)"))
      #expect(!form.contains("secret"))
      #expect(
        authorization == "Basic " + Base64URL.padded(Array("hikae-console:a%20secret%20of%20the%20client%27s".utf8)))
      // What the provider says about itself is asked once.
      _ = try await Self.identity(provider)
      #expect(loopback.asked("metadata") == 1 && loopback.asked("keys") == 1 && loopback.asked("me") == 0)
    }
  }

  @Test func theSecretGoesAsTheProviderTakesIt() async throws {
    let loopback = LoopbackProvider()
    loopback.set { $0.metadata = ["token_endpoint_auth_methods_supported": ["client_secret_post"]] }
    try await loopback.run { provider in
      _ = try await Self.identity(provider)
      let (form, authorization) = loopback.state.withLock { ($0.forms[0], $0.authorizations[0]) }
      #expect(form.contains("client_secret=a%20secret") && form.contains("client_id=") && authorization.isEmpty)
    }
    let other = LoopbackProvider()
    other.set { $0.metadata = ["token_endpoint_auth_methods_supported": ["private_key_jwt"]] }
    try await other.run { provider in
      #expect(await Self.failure { try await Self.identity(provider) } == SignOnFailure(.metadata))
    }
    let open = LoopbackProvider()
    try await open.run(secret: nil) { provider in
      _ = try await Self.identity(provider)
      let (form, authorization) = open.state.withLock { ($0.forms[0], $0.authorizations[0]) }
      #expect(form.contains("client_id=hikae-console") && authorization.isEmpty && !form.contains("client_secret"))
    }
  }

  @Test func aNewKeyIsFetchedOnceAndNotForEverybody() async throws {
    let loopback = LoopbackProvider()
    try await loopback.run { provider in
      _ = try await Self.identity(provider)
      loopback.set {
        $0.maker = TokenMaker()
        $0.keys = [$0.maker.p256JWK]
      }
      // The same id with another key is a wrong signature, and no reason to ask.
      #expect(await Self.failure { try await Self.identity(provider) } == SignOnFailure(.token, .signature))
      #expect(loopback.asked("keys") == 1)
      loopback.set { $0.keyID = "unknown" }
      let soon = TokenMaker.now.adding(seconds: 30)
      #expect(await Self.failure { try await Self.identity(provider, at: soon) } == SignOnFailure(.token, .key))
      #expect(loopback.asked("keys") == 1)
      let later = TokenMaker.now.adding(seconds: 61)
      for _ in 0..<5 {
        #expect(await Self.failure { try await Self.identity(provider, at: later) } == SignOnFailure(.token, .key))
      }
      #expect(loopback.asked("keys") == 2)
      // Now the new one is known.
      loopback.set { $0.keyID = "p256" }
      _ = try await Self.identity(provider, at: later)
      #expect(loopback.asked("keys") == 2)
    }
  }

  @Test func whileItDoesNotAnswerWhatIsKnownWillDo() async throws {
    let loopback = LoopbackProvider()
    try await loopback.run { provider in
      _ = try await Self.identity(provider)
      loopback.set { $0.status = ["metadata": .internalServerError, "keys": .internalServerError] }
      let address = try await provider.address(
        for: Self.attempt, redirect: Self.redirect, again: false, language: "ja",
        at: TokenMaker.now.adding(seconds: 3_700))
      #expect(address.hasPrefix(loopback.issuer))
      #expect(loopback.asked("metadata") == 2)
      let old = TokenMaker.now.adding(seconds: 25 * 3_600)
      let failure = await Self.failure {
        try await provider.address(
          for: Self.attempt, redirect: Self.redirect, again: false, language: "ja", at: old)
      }
      #expect(failure == SignOnFailure(.unreachable))
    }
  }

  @Test func theAddressMayComeFromUserInfo() async throws {
    let loopback = LoopbackProvider()
    loopback.set {
      $0.claims = ["email": nil]
      $0.userInfo = ["sub": "subject-1", "email": "hanako@example.jp", "email_verified": true]
    }
    try await loopback.run { provider in
      let found = try await Self.identity(provider)
      #expect(found.email == "hanako@example.jp")
      // Of somebody else, not verified, broken: there is none, and the sign-in goes on.
      let others: [JSON] = [
        ["sub": "subject-2", "email": "a@b.jp", "email_verified": true], ["sub": "subject-1", "email": "a@b.jp"], .null,
      ]
      for other in others {
        loopback.set { $0.userInfo = other }
        let without = try await Self.identity(provider)
        #expect(without.email == nil)
      }
      loopback.set { $0.status = ["me": .internalServerError] }
      let withoutAnswer = try await Self.identity(provider)
      #expect(withoutAnswer.email == nil)
    }
  }

  @Test func answersThatAreNoneAreRefused() async throws {
    let loopback = LoopbackProvider()
    try await loopback.run { provider in
      let cases: [(IdentityProvider.Answer, SignOnFailure.Code)] = [
        (Self.answer(code: "", error: "access_denied"), .refused), (Self.answer(code: ""), .strange),
        (Self.answer(code: String(repeating: "c", count: 5_000)), .strange),
        (Self.answer(issuer: "https://elsewhere.example"), .strange),
        (Self.answer(code: "", error: "access_denied", issuer: "https://elsewhere.example"), .strange),
      ]
      for (answer, code) in cases {
        #expect(await Self.failure { try await Self.identity(provider, answer) }?.code == code)
      }
      #expect(loopback.asked("token") == 0)
      _ = try await Self.identity(provider, Self.answer(issuer: loopback.issuer))
      loopback.set { $0.status = ["token": .badRequest] }
      #expect(await Self.failure { try await Self.identity(provider) } == SignOnFailure(.exchange))
      loopback.set { $0.status = ["token": .badGateway] }
      #expect(await Self.failure { try await Self.identity(provider) } == SignOnFailure(.unreachable))
    }
    // RFC 9207: who says that answers name the issuer has to do so.
    let naming = LoopbackProvider()
    naming.set { $0.metadata = ["authorization_response_iss_parameter_supported": true] }
    try await naming.run { provider in
      #expect(await Self.failure { try await Self.identity(provider) } == SignOnFailure(.strange))
    }
  }

  @Test func aCodeIsNotCarriedElsewhere() async throws {
    let loopback = LoopbackProvider()
    loopback.set { $0.redirectsTokens = true }
    try await loopback.run { provider in
      #expect(await Self.failure { try await Self.identity(provider) } == SignOnFailure(.exchange))
      #expect(loopback.asked("token") == 1)
    }
  }

  @Test func answersHaveAnEnd() async throws {
    let huge = LoopbackProvider()
    huge.set { $0.isHuge = true }
    try await huge.run { provider in
      #expect(await Self.failure { try await Self.identity(provider) } == SignOnFailure(.tooLarge))
    }
    // A byte now and then keeps a connection alive: not for ever.
    let slow = LoopbackProvider()
    slow.set { $0.drips = true }
    try await slow.run(timeout: .milliseconds(500)) { provider in
      #expect(await Self.failure { try await Self.identity(provider) } == SignOnFailure(.unreachable))
    }
    guard let issuer = Issuer("http://127.0.0.1:9") else { return }
    let connection = ProviderConnection()
    let nobody = IdentityProvider(
      settings: ProviderSettings(issuer: issuer, clientID: "a", secret: nil, name: nil), connection: connection)
    #expect(await Self.failure { try await Self.identity(nobody) } == SignOnFailure(.unreachable))
    await connection.close()
  }

  @Test func whoIsAskedAnewHasToHaveAnswered() async throws {
    let loopback = LoopbackProvider()
    loopback.set { $0.claims = ["auth_time": .integer(TokenMaker.now.milliseconds / 1_000 - 600)] }
    try await loopback.run { provider in
      _ = try await Self.identity(provider)
      let failure = await Self.failure { try await Self.identity(provider, since: TokenMaker.now) }
      #expect(failure == SignOnFailure(.token, .authenticationTime))
    }
  }
}
