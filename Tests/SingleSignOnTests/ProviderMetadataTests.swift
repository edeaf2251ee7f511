import CanonicalForms
import Testing

@testable import SingleSignOn

@Suite("What a provider says about itself") struct ProviderMetadataTests {
  private static let issuer = "https://id.example.jp/office"

  private static func document(_ changes: [String: JSON?] = [:]) -> [UInt8] {
    var members: [String: JSON] = [
      "issuer": .string(issuer), "authorization_endpoint": "https://id.example.jp/office/auth",
      "token_endpoint": "https://id.example.jp/office/token", "jwks_uri": "https://keys.example.jp/office",
      "userinfo_endpoint": "https://id.example.jp/office/me", "response_types_supported": ["code", "id_token"],
      "code_challenge_methods_supported": ["plain", "S256"],
      "token_endpoint_auth_methods_supported": ["client_secret_post"],
    ]
    for (name, value) in changes { members[name] = value }
    return JSON.object(members).canonicalBytes
  }

  private static func read(_ bytes: [UInt8]) throws(SignOnFailure) -> ProviderMetadata {
    guard let issuer = Issuer(issuer) else { throw SignOnFailure(.strange) }
    return try ProviderMetadata(parsing: bytes, of: issuer)
  }

  @Test func aRightDocumentIsRead() throws {
    let metadata = try Self.read(Self.document())
    #expect(metadata.token == "https://id.example.jp/office/token" && metadata.userInfo != nil)
    #expect(metadata.takesPost && !metadata.takesBasic && !metadata.namesIssuer)
    // Discovery 1.0, section 3: without the list it is basic.
    #expect(try Self.read(Self.document(["token_endpoint_auth_methods_supported": nil])).takesBasic)
    #expect(try Self.read(Self.document(["userinfo_endpoint": "http://id.example.jp/me"])).userInfo == nil)
    #expect(try Self.read(Self.document(["authorization_response_iss_parameter_supported": true])).namesIssuer)
    #expect(try Self.read(Self.document(["code_challenge_methods_supported": nil])).userInfo != nil)
  }

  @Test(
    arguments: [
      ("issuer", "https://id.example.jp/office/"), ("issuer", "https://ID.example.jp/office"), ("issuer", nil),
      ("issuer", "https://elsewhere.example/office"), ("authorization_endpoint", nil), ("token_endpoint", nil),
      ("jwks_uri", nil), ("token_endpoint", "http://id.example.jp/token"), ("token_endpoint", "file:///etc/passwd"),
      ("token_endpoint", "https://user@id.example.jp/token"), ("jwks_uri", "http://127.0.0.1/keys"),
      ("jwks_uri", "https://"), ("jwks_uri", 1), ("authorization_endpoint", "javascript:alert(1)"),
      ("authorization_endpoint", "https://id.example.jp/auth#x"),
      ("authorization_endpoint", "https://id.example.jp/a b"),
      ("authorization_endpoint", "https://id.example.jp/a\r\nSet-Cookie: x"), ("response_types_supported", ["token"]),
      ("code_challenge_methods_supported", ["plain"]),
    ] as [(String, JSON?)])
  func aWrongDocumentIsRefused(member: String, value: JSON?) {
    #expect(throws: SignOnFailure(.metadata)) { try Self.read(Self.document([member: value])) }
  }

  @Test func corruptedDocumentsNeverTrap() {
    let document = Self.document()
    var random = SeededNoise(seed: 11)
    for _ in 0..<500 {
      var bytes = document
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        switch Int.random(in: 0...2, using: &random) {
        case 0: bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
        case 1: bytes.removeLast(Int.random(in: 0..<bytes.count / 2, using: &random))
        default: bytes.insert(.random(in: 0...255, using: &random), at: Int.random(in: 0...bytes.count, using: &random))
        }
      }
      // Whatever comes of it, what is asked is asked over TLS.
      if let metadata = try? Self.read(bytes) {
        for url in [metadata.authorization, metadata.token, metadata.keys] { #expect(url.hasPrefix("https://")) }
      }
    }
    for bytes: [UInt8] in [[], Array("null".utf8), Array("[]".utf8), Array("{}".utf8), Array("<html>".utf8)] {
      #expect(throws: SignOnFailure(.metadata)) { try Self.read(bytes) }
    }
    let long = Self.document(["x": .string(String(repeating: "a", count: ProviderMetadata.largest))])
    #expect(throws: SignOnFailure(.metadata)) { try Self.read(long) }
  }

  // MARK: Issuers

  @Test(arguments: [
    "https://id.example.jp", "https://id.example.jp/", "https://id.example.jp:8443/realms/a", "https://[2001:db8::1]/x",
    "http://127.0.0.1:4593/api/oidc", "http://localhost/x", "http://[::1]:80", "http://127.9.9.9",
  ])
  func issuersAreTaken(text: String) { #expect(Issuer(text)?.text == text) }

  @Test(arguments: [
    "", "id.example.jp", "http://id.example.jp", "http://10.0.0.1", "http://localhost.example.jp",
    "http://127.0.0.1.example.jp",
    "http://128.0.0.1", "https://", "https:///x", "https://a@b.jp", "https://a.jp?x=1", "https://a.jp#x",
    "https://a.jp/ x",
    "https://a.jp/\n", "ftp://a.jp", "HTTPS://a.jp", "https://見本.jp", "http://localhost@evil.example",
    "https://a.jp\\@b.jp",
  ])
  func othersAreNot(text: String) { #expect(Issuer(text) == nil) }

  @Test func theDocumentLiesBelowTheIssuer() {
    #expect(Issuer("https://a.jp/x")?.discovery == "https://a.jp/x/.well-known/openid-configuration")
    #expect(Issuer("https://a.jp/x/")?.discovery == "https://a.jp/x/.well-known/openid-configuration")
  }
}
