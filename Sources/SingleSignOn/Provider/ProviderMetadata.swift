import CanonicalForms

/// What a provider says about itself (OpenID Connect Discovery 1.0, section 3): as much of it as a sign-in takes.
struct ProviderMetadata: Sendable, Hashable {
  static let largest = 64 << 10

  let authorization: String
  let token: String
  let keys: String
  /// Nil when there is none, or none that may be asked.
  let userInfo: String?
  /// Whether answers name the issuer (RFC 9207), so that one provider's answer cannot be passed off as another's.
  let namesIssuer: Bool
  let takesBasic: Bool
  let takesPost: Bool

  /// - Throws: `SignOnFailure` with the code `metadata`: no JSON, another issuer (section 4.3: exactly the same), an
  ///   address that is missing or may not be asked, no code flow, no PKCE with SHA-256 where it says what it has.
  init(parsing bytes: [UInt8], of issuer: Issuer) throws(SignOnFailure) {
    guard bytes.count <= Self.largest, let json = try? JSON(parsing: bytes, fractions: .asText),
      json["issuer"].string == issuer.text,
      let authorization = Self.endpoint(json["authorization_endpoint"], issuer),
      let token = Self.endpoint(json["token_endpoint"], issuer), let keys = Self.endpoint(json["jwks_uri"], issuer),
      Self.isIn("code", json["response_types_supported"], otherwise: true),
      // RFC 8414: a provider that leaves it out may still take it; one that lists other ways does not.
      Self.isIn("S256", json["code_challenge_methods_supported"], otherwise: true)
    else { throw SignOnFailure(.metadata) }
    self.authorization = authorization
    self.token = token
    self.keys = keys
    userInfo = Self.endpoint(json["userinfo_endpoint"], issuer)
    namesIssuer = json["authorization_response_iss_parameter_supported"].boolean == true
    let ways = json["token_endpoint_auth_methods_supported"]
    takesBasic = Self.isIn("client_secret_basic", ways, otherwise: true)
    takesPost = Self.isIn("client_secret_post", ways, otherwise: false)
  }

  private static func endpoint(_ json: JSON, _ issuer: Issuer) -> String? {
    json.string.flatMap { issuer.admits($0) ? $0 : nil }
  }

  /// - Parameter otherwise: what holds when the provider does not say.
  private static func isIn(_ word: String, _ list: JSON, otherwise: Bool) -> Bool {
    if case .null = list { otherwise } else { list.strings.contains(word) }
  }
}
