import CanonicalForms

/// A provider of sign-in by OpenID Connect: the authorisation code flow with PKCE (OpenID Connect Core 1.0, section 3.1;
/// RFC 7636; RFC 9700). What it says about itself is asked once an hour.
package actor IdentityProvider {
  package nonisolated let settings: ProviderSettings
  private let connection: ProviderConnection
  private var metadata = Remembered<ProviderMetadata>()
  private var keys = Remembered<KeySet>()

  private static let largestAnswer = 64 << 10
  private static let longestCode = 4_096
  /// Seconds, as `max_age`: with it the token has to say when the person was asked. Not 0, which some refuse; that it was
  /// after the question is checked here.
  private static let again = "30"

  package init(settings: ProviderSettings, connection: ProviderConnection) {
    self.settings = settings
    self.connection = connection
  }

  /// What is known of the provider, and how old it is, in milliseconds.
  private struct Remembered<Value: Sendable> {
    /// When it is asked for again.
    static var fresh: Int64 { 3_600_000 }
    /// Until when it will do while the provider does not answer.
    static var usable: Int64 { 24 * 3_600_000 }
    /// The least between two questions.
    static var pause: Int64 { 60_000 }

    private(set) var value: Value?
    private var fetched: Moment?
    private var asked: Moment?

    func isFresh(at time: Moment) -> Bool { age(of: fetched, at: time) < Self.fresh }
    func isUsable(at time: Moment) -> Bool { age(of: fetched, at: time) < Self.usable }
    func mayAsk(at time: Moment) -> Bool { age(of: asked, at: time) >= Self.pause }

    private func age(of moment: Moment?, at time: Moment) -> Int64 {
      moment.map { max(0, time.milliseconds - $0.milliseconds) } ?? .max
    }

    mutating func ask(at time: Moment) { asked = time }

    mutating func keep(_ value: Value, at time: Moment) {
      self.value = value
      fetched = time
    }
  }

  // MARK: The way there

  /// Where the browser is sent.
  /// - Parameters:
  ///   - redirect: where the provider sends it back to; registered there, character by character.
  ///   - again: the person has to show once more who they are, although signed in at the provider.
  ///   - language: `ja` or `en`, for the provider's own pages.
  /// - Throws: `SignOnFailure`: `unreachable`, `metadata`, `too_large`.
  package func address(
    for attempt: SignOnAttempt, redirect: String, again: Bool, language: String, at time: Moment
  ) async throws -> String {
    let metadata = try await metadata(at: time)
    var fields = [
      ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", redirect),
      ("scope", "openid profile email"), ("state", attempt.state), ("nonce", attempt.nonce),
      ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"), ("ui_locales", language),
    ]
    if again { fields += [("prompt", "login"), ("max_age", Self.again)] }
    return metadata.authorization + (metadata.authorization.contains("?") ? "&" : "?") + QueryText.join(fields)
  }

  // MARK: The way back

  /// What the provider sent the browser back with.
  package struct Answer: Sendable {
    package var code: String
    /// Empty when there is none; `access_denied` and its like.
    package var error: String
    /// RFC 9207; empty when there is none.
    package var issuer: String

    package init(code: String, error: String, issuer: String) {
      self.code = code
      self.error = error
      self.issuer = issuer
    }
  }

  /// Who signed in. The caller has held `state` against the attempt.
  /// - Parameter since: whoever signed in has to have shown who they are after it; nil when an earlier time will do.
  /// - Throws: `SignOnFailure`.
  package func identity(
    from answer: Answer, of attempt: SignOnAttempt, redirect: String, since: Moment?, at time: Moment
  ) async throws -> ProvidedIdentity {
    let metadata = try await metadata(at: time)
    if metadata.namesIssuer || !answer.issuer.isEmpty {
      guard answer.issuer == settings.issuer.text else { throw SignOnFailure(.strange) }
    }
    guard answer.error.isEmpty else { throw SignOnFailure(.refused) }
    guard (1...Self.longestCode).contains(answer.code.utf8.count) else { throw SignOnFailure(.strange) }
    let tokens = try await exchange(answer.code, of: attempt, redirect: redirect, at: metadata)
    let token = try IDToken(parsing: tokens.id)
    try await verifySignature(of: token, by: metadata, at: time)
    var identity = try token.identity(
      IDToken.Expectation(
        issuer: settings.issuer, clientID: settings.clientID, nonce: attempt.nonce, authenticatedSince: since),
      at: time)
    if identity.email == nil, let access = tokens.access, let userInfo = metadata.userInfo {
      identity.email = await email(of: identity, access, at: userInfo)
    }
    return identity
  }

  private func exchange(
    _ code: String, of attempt: SignOnAttempt, redirect: String, at metadata: ProviderMetadata
  ) async throws -> (id: String, access: String?) {
    var fields = [
      ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect),
      ("code_verifier", attempt.verifier),
    ]
    var authorization: String?
    if let secret = settings.secret.map({ String(decoding: $0, as: UTF8.self) }) {
      if metadata.takesBasic {
        // RFC 6749, 2.3.1: both are escaped as in a form before they are joined.
        let pair = QueryText.encode(settings.clientID) + ":" + QueryText.encode(secret)
        authorization = "Basic " + Base64URL.padded(Array(pair.utf8))
      } else if metadata.takesPost {
        fields += [("client_id", settings.clientID), ("client_secret", secret)]
      } else {
        throw SignOnFailure(.metadata)
      }
    } else {
      fields.append(("client_id", settings.clientID))
    }
    let answer = try await connection.post(
      metadata.token, fields, authorization: authorization, atMost: Self.largestAnswer)
    guard answer.status == 200, let json = try? JSON(parsing: answer.bytes, fractions: .asText),
      let id = json["id_token"].string
    else { throw SignOnFailure(answer.status >= 500 ? .unreachable : .exchange) }
    return (id, json["access_token"].string)
  }

  /// A key that is not known may be new: the set is fetched once more, but not for everybody who invents an id.
  private func verifySignature(of token: IDToken, by metadata: ProviderMetadata, at time: Moment) async throws {
    let known = try await keySet(at: metadata.keys, time)
    do {
      try await token.verifySignature(by: known)
    } catch let failure as SignOnFailure where failure.flaw == .key && keys.mayAsk(at: time) {
      try await token.verifySignature(by: try await fetchKeys(at: metadata.keys, time))
    }
  }

  /// For providers that do not put it into the token (OpenID Connect Core 1.0, 5.4). Without an answer there is none.
  private func email(of identity: ProvidedIdentity, _ access: String, at url: String) async -> String? {
    guard access.utf8.count <= IDToken.longest, access.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }),
      let answer = try? await connection.get(url, bearer: access, atMost: Self.largestAnswer), answer.status == 200,
      let claims = try? JSON(parsing: answer.bytes, fractions: .asText),
      // Section 5.3.2: of somebody else it is worth nothing.
      claims["sub"].string == identity.subject
    else { return nil }
    return ProvidedIdentity.verifiedEmail(claims)
  }

  // MARK: What the provider says about itself

  private func metadata(at time: Moment) async throws -> ProviderMetadata {
    if let value = metadata.value,
      metadata.isFresh(at: time) || metadata.isUsable(at: time) && !metadata.mayAsk(at: time)
    {
      return value
    }
    metadata.ask(at: time)
    do {
      let answer = try await connection.get(settings.issuer.discovery, atMost: ProviderMetadata.largest)
      guard answer.status == 200 else { throw SignOnFailure(answer.status >= 500 ? .unreachable : .metadata) }
      let value = try ProviderMetadata(parsing: answer.bytes, of: settings.issuer)
      metadata.keep(value, at: time)
      return value
    } catch let failure as SignOnFailure where failure.code == .unreachable {
      guard let value = metadata.value, metadata.isUsable(at: time) else { throw failure }
      return value
    }
  }

  private func keySet(at url: String, _ time: Moment) async throws -> KeySet {
    if let value = keys.value, keys.isFresh(at: time) || keys.isUsable(at: time) && !keys.mayAsk(at: time) {
      return value
    }
    do {
      return try await fetchKeys(at: url, time)
    } catch let failure as SignOnFailure where failure.code == .unreachable {
      guard let value = keys.value, keys.isUsable(at: time) else { throw failure }
      return value
    }
  }

  private func fetchKeys(at url: String, _ time: Moment) async throws -> KeySet {
    keys.ask(at: time)
    let answer = try await connection.get(url, atMost: KeySet.largest)
    guard answer.status == 200 else { throw SignOnFailure(answer.status >= 500 ? .unreachable : .keys) }
    let value = try KeySet(parsing: answer.bytes)
    keys.keep(value, at: time)
    return value
  }
}
