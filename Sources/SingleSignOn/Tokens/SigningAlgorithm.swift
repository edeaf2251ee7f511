/// The signatures that are taken (RFC 7518, RFC 8037): those by a private key. `none` is no signature, and whoever knows
/// the secret of an HMAC could have made it, or a public key taken for one.
enum SigningAlgorithm: String, Sendable, CaseIterable {
  case rs256 = "RS256"
  case ps256 = "PS256"
  case es256 = "ES256"
  case es384 = "ES384"
  case edDSA = "EdDSA"
}
