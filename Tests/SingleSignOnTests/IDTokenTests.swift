import CanonicalForms
import Crypto
import Testing

@testable import SingleSignOn

@Suite("ID tokens") struct IDTokenTests {
  private let maker = TokenMaker()
  private static let seconds = TokenMaker.now.milliseconds / 1_000

  @Test(arguments: [("ES256", "p256"), ("ES384", "p384"), ("EdDSA", "ed")])
  func aRightTokenHolds(algorithm: String, id: String) async throws {
    let token = try maker.token(algorithm, id: id)
    #expect(await maker.flaw(of: token) == nil)
    let identity = try IDToken(parsing: token).identity(try TokenMaker.expectation(), at: TokenMaker.now)
    #expect(identity.subject == "subject-1" && identity.email == "hanako@example.jp")
    #expect(identity.methods == ["pwd", "mfa", "level-2"])
    #expect(identity.authenticated == Moment(milliseconds: (Self.seconds - 10) * 1_000))
  }

  /// Every claim, wrong in every way that comes to mind.
  @Test(
    arguments: [
      ("iss", "https://id.example.jp/realms/Office", .issuer), ("iss", "https://id.example.jp/realms/office/", .issuer),
      ("iss", nil, .issuer), ("iss", ["https://id.example.jp/realms/office"], .issuer), ("iss", 1, .issuer),
      ("aud", "another", .audience), ("aud", nil, .audience), ("aud", [], .audience), ("aud", 7, .audience),
      ("aud", ["another"], .audience), ("aud", ["hikae-console", 1], .audience),
      ("aud", ["hikae-console", "another"], .authorisedParty), ("azp", "another", .authorisedParty),
      ("azp", 1, .authorisedParty), ("sub", "", .subject), ("sub", nil, .subject), ("sub", 5, .subject),
      ("sub", "見本", .subject), ("sub", "a\u{0}b", .subject),
      ("sub", .string(String(repeating: "a", count: 256)), .subject), ("exp", nil, .expired),
      ("exp", .integer(seconds - 60), .expired), ("exp", "9999999999", .expired), ("exp", -1, .expired),
      ("exp", true, .expired), ("exp", .integer(.max), .expired), ("iat", nil, .issuedAt),
      ("iat", .integer(seconds + 61), .issuedAt), ("iat", .integer(seconds - 601), .issuedAt),
      ("iat", "now", .issuedAt),
      ("nbf", .integer(seconds + 61), .notBefore), ("nbf", "soon", .notBefore), ("nonce", nil, .nonce),
      ("nonce", "n-of-another-attempt", .nonce), ("nonce", "", .nonce), ("nonce", 3, .nonce),
    ] as [(String, JSON?, TokenFlaw)])
  func aWrongClaimIsRefused(claim: String, value: JSON?, flaw: TokenFlaw) async throws {
    let token = try maker.token(claims: TokenMaker.claims([claim: value]))
    #expect(await maker.flaw(of: token) == flaw, "\(claim) = \(value?.canonicalText ?? "nothing")")
  }

  @Test func whatIsAllowedIsTaken() async throws {
    let taken: [[String: JSON?]] = [
      ["aud": ["hikae-console"]], ["aud": ["hikae-console", "another"], "azp": "hikae-console"],
      ["azp": "hikae-console"], ["exp": .integer(Self.seconds - 59)], ["iat": .integer(Self.seconds + 59)],
      ["nbf": .integer(Self.seconds)], ["amr": nil, "acr": nil, "auth_time": nil], ["email": nil],
    ]
    for changes in taken {
      #expect(await maker.flaw(of: try maker.token(claims: TokenMaker.claims(changes))) == nil, "\(changes)")
    }
    // Dates may have fractions (RFC 7519, section 2).
    let text = TokenMaker.claims().canonicalText.replacing(
      "\"exp\":\(Self.seconds + 300)", with: "\"exp\":\(Self.seconds + 300).25")
    let signed =
      Base64URL.encode((["alg": "ES256", "kid": "p256"] as JSON).canonicalBytes) + "."
      + Base64URL.encode(Array(text.utf8))
    let signature = try maker.p256.signature(for: Array(signed.utf8)).rawRepresentation
    #expect(await maker.flaw(of: signed + "." + Base64URL.encode(Array(signature))) == nil)
  }

  @Test func onlyAVerifiedAddressCounts() throws {
    func email(_ changes: [String: JSON?]) throws -> String? {
      try IDToken(parsing: try maker.token(claims: TokenMaker.claims(changes)))
        .identity(try TokenMaker.expectation(), at: TokenMaker.now).email
    }
    #expect(try email(["email_verified": "true"]) == "hanako@example.jp")
    for changes: [String: JSON?] in [
      ["email_verified": false], ["email_verified": nil], ["email_verified": 1], ["email_verified": "yes"],
      // The Kelvin sign is a small k when it is folded.
      ["email": "\u{212A}en@example.jp"], ["email": "no address"], ["email": "hanako@example.jp\n"],
      ["email": .string(String(repeating: "a", count: 250) + "@b.jp")],
    ] {
      #expect(try email(changes) == nil, "\(changes)")
    }
  }

  @Test func whoIsAskedAnewHasShownItSince() async throws {
    let since = TokenMaker.now.adding(seconds: -20)
    #expect(await maker.flaw(of: try maker.token(), since: since) == nil)
    for time: JSON? in [.integer(Self.seconds - 81), .integer(Self.seconds + 61), nil, "now", -1] {
      let token = try maker.token(claims: TokenMaker.claims(["auth_time": time]))
      #expect(await maker.flaw(of: token, since: since) == .authenticationTime, "\(time?.canonicalText ?? "nothing")")
    }
  }

  // MARK: Signatures

  @Test func whatIsNoSignatureIsRefused() async throws {
    let claims = TokenMaker.claims()
    #expect(await maker.flaw(of: try maker.token("none")) == .algorithm)
    #expect(await maker.flaw(of: TokenMaker.signed(["alg": "none"], claims) + ".") == .algorithm)
    for algorithm in ["None", "NONE", "", "HS256", "HS384", "HS512", "ES512", "RS1", "es256"] {
      #expect(await maker.flaw(of: try maker.token(algorithm)) == .algorithm, "\(algorithm)")
    }
    // The public key as the secret of an HMAC: in every form in which it is to be had.
    let point = Array(maker.p256.publicKey.rawRepresentation)
    for secret in [
      point, Array(maker.p256.publicKey.x963Representation), Array(maker.p256.publicKey.pemRepresentation.utf8),
      maker.p256JWK.canonicalBytes,
    ] {
      let signed = TokenMaker.signed(["alg": "HS256", "kid": "p256"], claims)
      let mark = HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: SymmetricKey(data: secret))
      #expect(await maker.flaw(of: signed + "." + Base64URL.encode(Array(mark))) == .algorithm)
    }
  }

  @Test func theHeaderDoesNotChooseHowAKeyIsUsed() async throws {
    for (algorithm, id) in [
      ("ES384", "p256"), ("EdDSA", "p256"), ("ES256", "p384"), ("RS256", "p256"), ("ES256", "ed"),
    ] {
      #expect(await maker.flaw(of: try maker.token(algorithm, id: id)) == .key, "\(algorithm) with \(id)")
    }
    // A key that says what it is for is for nothing else.
    var members: [String: JSON] = [:]
    if case .object(let found) = maker.p256JWK { members = found }
    members["alg"] = "ES384"
    let keys = try KeySet(parsing: (["keys": [.object(members)]] as JSON).canonicalBytes)
    #expect(keys.candidates(id: "p256", .es256).isEmpty)
  }

  @Test func keysAreFoundByTheirID() async throws {
    #expect(await maker.flaw(of: try maker.token(id: "unknown")) == .key)
    #expect(await maker.flaw(of: try maker.token(id: "")) == .key)
    // Without an id the set has to leave no choice.
    #expect(await maker.flaw(of: try maker.token(id: nil)) == nil)
    let twice = try KeySet(
      parsing: (["keys": [maker.p256JWK, TokenMaker().p256JWK]] as JSON).canonicalBytes)
    #expect(await maker.flaw(of: try maker.token(id: nil), by: twice) == .key)
    // Two with one id: each is tried.
    #expect(await maker.flaw(of: try maker.token(), by: twice) == nil)
    #expect(await TokenMaker().flaw(of: try maker.token()) == .signature)
    #expect(await maker.flaw(of: try maker.token(header: ["kid": 1])) == .malformed)
  }

  @Test func whatIsNotUnderstoodIsRefused() async throws {
    #expect(await maker.flaw(of: try maker.token(header: ["crit": ["b64"], "b64": false])) == .critical)
    #expect(await maker.flaw(of: try maker.token(header: ["typ": "at+jwt"])) == .malformed)
    #expect(await maker.flaw(of: try maker.token(header: ["typ": 1])) == .malformed)
    // A key that the token brings along is not asked.
    let stranger = TokenMaker()
    let token = try stranger.token(header: ["jwk": stranger.p256JWK, "jku": "https://elsewhere.example/keys"])
    #expect(await maker.flaw(of: token) == .signature)
  }

  // MARK: Bytes

  @Test func everyChangedCharacterIsNoticed() async throws {
    let token = Array(try maker.token().utf8)
    for place in stride(from: 0, to: token.count, by: 3) {
      var changed = token
      changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      #expect(await maker.flaw(of: String(decoding: changed, as: UTF8.self)) != nil, "at \(place)")
    }
  }

  @Test func whatIsCutIsRefused() async throws {
    let token = try maker.token()
    for length in stride(from: 0, to: token.utf8.count, by: 7) {
      #expect(await maker.flaw(of: String(token.prefix(length))) != nil, "\(length)")
    }
    for text in ["", ".", "..", "...", "a.b.c", token + ".", "." + token, token + "=", token + "\n", " " + token] {
      #expect(await maker.flaw(of: text) == .malformed, "\(text.count)")
    }
    #expect(await maker.flaw(of: String(repeating: "A", count: IDToken.longest + 1)) == .tooLong)
    let deep = Base64URL.encode(Array(String(repeating: "[", count: 4_000).utf8))
    #expect(await maker.flaw(of: deep + "." + deep + ".AAAA") == .malformed)
  }

  @Test func noiseIsNoToken() async {
    var random = SeededNoise(seed: 7)
    for _ in 0..<300 {
      let parts = (0..<3).map { _ in
        Base64URL.encode((0..<Int.random(in: 0...60, using: &random)).map { _ in .random(in: 0...255, using: &random) })
      }
      #expect(await maker.flaw(of: parts.joined(separator: ".")) != nil)
    }
  }
}

/// SplitMix64.
struct SeededNoise: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension Moment {
  func adding(seconds: Int64) -> Moment { Moment(milliseconds: milliseconds + seconds * 1_000) }
}
