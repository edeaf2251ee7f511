import CanonicalForms

/// What a page hands to the browser: `PublicKeyCredentialCreationOptions` and `PublicKeyCredentialRequestOptions` as JSON
/// (Web Authentication Level 3, section 5.1.9), bytes in base 64 for addresses.
package enum PasskeyQuestion {
  /// For how long the browser waits for somebody, in milliseconds. The challenge holds longer.
  private static let timeout: Int64 = 120_000

  /// For whom a passkey is made.
  package struct User: Sendable, Hashable {
    /// Random, and no name of anybody's: an authenticator may show it to whoever has it.
    package let handle: [UInt8]
    /// What the browser shows when there is a choice.
    package let login: String
    package let name: String

    package init(handle: [UInt8], login: String, name: String) {
      self.handle = handle
      self.login = login
      self.name = name
    }
  }

  /// - Parameter known: passkeys of the same person, on whose devices no second one is made.
  package static func creation(
    for user: User, at party: RelyingParty, challenge: [UInt8], except known: [[UInt8]]
  ) -> JSON {
    [
      "rp": ["id": .string(party.id), "name": "Hikae"],
      "user": [
        "id": .string(Base64URL.encode(user.handle)), "name": .string(user.login),
        "displayName": .string(user.name.isEmpty ? user.login : user.name),
      ],
      "challenge": .string(Base64URL.encode(challenge)),
      "pubKeyCredParams": .array(
        PasskeyPublicKey.Algorithm.allCases.map { ["type": "public-key", "alg": .integer($0.rawValue)] }),
      "timeout": .integer(timeout),
      "excludeCredentials": .array(
        known.map { ["type": "public-key", "id": .string(Base64URL.encode($0))] }),
      "authenticatorSelection": [
        "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
      ],
      "attestation": "none",
    ]
  }

  /// Nobody's passkeys are named: the browser knows which it has for this site.
  package static func use(at party: RelyingParty, challenge: [UInt8]) -> JSON {
    [
      "rpId": .string(party.id), "challenge": .string(Base64URL.encode(challenge)), "timeout": .integer(timeout),
      "userVerification": "required",
    ]
  }
}
