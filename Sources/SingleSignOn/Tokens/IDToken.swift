import CanonicalForms
import Cryptography

/// What a provider says about who signed in, before anything of it is believed.
///
/// The parts are read here, strictly and with bounds; jwt-kit verifies the signature. Its own way of choosing a key, by
/// whatever the token's header says and with a default for unknown ids, is not used.
struct IDToken: Sendable {
  static let longest = 16 << 10

  /// What has to be so.
  struct Expectation: Sendable {
    let issuer: Issuer
    let clientID: String
    let nonce: String
    /// Whoever signed in has to have done so since; nil when an earlier time will do.
    let authenticatedSince: Moment?
  }

  /// Clocks differ.
  static let leeway: Int64 = 60_000
  /// A token that is fetched with a code was made for it. An old one was not.
  private static let oldest: Int64 = 10 * 60_000

  let algorithm: SigningAlgorithm
  let keyID: String?
  private let claims: JSON
  private let signed: [UInt8]
  private let signature: [UInt8]

  init(parsing text: String) throws(SignOnFailure) {
    let bytes = Array(text.utf8)
    guard bytes.count <= Self.longest else { throw SignOnFailure(.token, .tooLong) }
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let headerBytes = Base64URL.decode(parts[0]), let claimBytes = Base64URL.decode(parts[1]),
      let header = try? JSON(parsing: headerBytes, fractions: .asText), case .object = header,
      let claims = try? JSON(parsing: claimBytes, fractions: .asText), case .object = claims,
      header["typ"].string.map({ $0.lowercased() == "jwt" }) ?? (header["typ"] == .null)
    else { throw SignOnFailure(.token, .malformed) }
    guard let algorithm = header["alg"].string.flatMap({ SigningAlgorithm(rawValue: $0) }) else {
      throw SignOnFailure(.token, .algorithm)
    }
    guard header["crit"] == .null else { throw SignOnFailure(.token, .critical) }
    guard let signature = Base64URL.decode(parts[2]) else { throw SignOnFailure(.token, .malformed) }
    switch header["kid"] {
    case .null: keyID = nil
    case .string(let id): keyID = id
    default: throw SignOnFailure(.token, .malformed)
    }
    self.algorithm = algorithm
    self.claims = claims
    self.signature = signature
    signed = Array(bytes[..<(parts[1].endIndex)])
  }

  /// Whether one of the keys signed it.
  /// - Throws: `SignOnFailure`: `key` when none fits, `signature`.
  func verifySignature(by keys: KeySet) async throws {
    let candidates = keys.candidates(id: keyID, algorithm)
    guard !candidates.isEmpty else { throw SignOnFailure(.token, .key) }
    for key in candidates.prefix(4) where await key.hasSigned(signed, signature, by: algorithm) { return }
    throw SignOnFailure(.token, .signature)
  }

  /// The rest of OpenID Connect Core 1.0, 3.1.3.7, in its order.
  /// - Returns: who it is. Believe it only when the signature was verified.
  func identity(_ expected: Expectation, at time: Moment) throws(SignOnFailure) -> ProvidedIdentity {
    guard claims["iss"].string == expected.issuer.text else { throw SignOnFailure(.token, .issuer) }
    try requireAudience(expected.clientID)
    let now = time.milliseconds
    guard let expires = Self.moment(claims["exp"]), expires.milliseconds + Self.leeway > now else {
      throw SignOnFailure(.token, .expired)
    }
    guard let issued = Self.moment(claims["iat"]), issued.milliseconds - Self.leeway <= now,
      issued.milliseconds + Self.oldest > now
    else { throw SignOnFailure(.token, .issuedAt) }
    if claims["nbf"] != .null {
      guard let begins = Self.moment(claims["nbf"]), begins.milliseconds - Self.leeway <= now else {
        throw SignOnFailure(.token, .notBefore)
      }
    }
    guard let nonce = claims["nonce"].string, SignOnAttempt.isSame(nonce, expected.nonce) else {
      throw SignOnFailure(.token, .nonce)
    }
    let authenticated = Self.moment(claims["auth_time"])
    if let since = expected.authenticatedSince {
      guard let authenticated, authenticated.milliseconds + Self.leeway >= since.milliseconds,
        authenticated.milliseconds - Self.leeway <= now
      else { throw SignOnFailure(.token, .authenticationTime) }
    }
    guard let subject = claims["sub"].string, ProvidedIdentity.isSubject(subject) else {
      throw SignOnFailure(.token, .subject)
    }
    return ProvidedIdentity(
      issuer: expected.issuer, subject: subject, email: ProvidedIdentity.verifiedEmail(claims),
      methods: Set(claims["amr"].strings).union([claims["acr"].string].compactMap(\.self)),
      authenticated: authenticated)
  }

  private func requireAudience(_ clientID: String) throws(SignOnFailure) {
    let audience: [String]
    switch claims["aud"] {
    case .string(let one): audience = [one]
    case .array(let all) where all.allSatisfy({ $0.string != nil }): audience = all.compactMap(\.string)
    default: throw SignOnFailure(.token, .audience)
    }
    guard audience.contains(clientID) else { throw SignOnFailure(.token, .audience) }
    // One of several: the token must say that it was made for this one.
    if claims["azp"] == .null, audience.count == 1 { return }
    guard claims["azp"].string == clientID else { throw SignOnFailure(.token, .authorisedParty) }
  }

  /// Seconds since 1970, perhaps with a fraction (RFC 7519, section 2: NumericDate).
  private static func moment(_ json: JSON) -> Moment? {
    let seconds: Double
    switch json {
    case .integer(let whole): seconds = Double(whole)
    // Of numbers with a fraction the parser makes texts; a text of digits alone was one from the beginning.
    case .string(let text) where text.contains { ".eE".contains($0) }:
      guard let number = Double(text) else { return nil }
      seconds = number
    default: return nil
    }
    // Up to the year 9999.
    guard seconds >= 0, seconds < 253_402_300_800 else { return nil }
    return Moment(milliseconds: Int64(seconds) * 1_000)
  }
}
