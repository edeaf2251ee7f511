/// A browser's answer to the wish for a new passkey, read and not yet believed.
package struct PasskeyRegistration: Sendable, Hashable {
  /// What is kept of a passkey that was made.
  package struct Made: Sendable, Hashable {
    /// The ID of the credential: random, and no secret.
    package let credential: [UInt8]
    package let publicKey: PasskeyPublicKey
    package let counter: UInt32
    /// Whether it may be on several devices, which never changes.
    package let isBackupEligible: Bool
    package let isBackedUp: Bool
  }

  private let client: ClientData
  private let object: AttestationObject

  /// - Parameters:
  ///   - clientData: `response.clientDataJSON`.
  ///   - attestation: `response.attestationObject`.
  /// - Throws: `PasskeyFailure`: `malformed`, `credential`, `algorithm`, `key`.
  package init(clientData: [UInt8], attestation: [UInt8]) throws(PasskeyFailure) {
    client = try ClientData(clientData)
    object = try AttestationObject(attestation)
  }

  /// Which challenge it says that it answers: by it, what was asked is found.
  package var challenge: [UInt8] { client.challenge }

  /// Web Authentication Level 3, section 7.1, steps 7 to 25, without attestation.
  /// - Parameter challenge: that was given, for this and nothing else.
  /// - Throws: `PasskeyFailure`.
  package func verified(at party: RelyingParty, challenge: [UInt8]) throws(PasskeyFailure) -> Made {
    try client.require(.creation, challenge: challenge, at: party)
    let data = object.authenticatorData
    try data.require(at: party)
    guard let attested = data.attested else { throw PasskeyFailure(.malformed) }
    return Made(
      credential: attested.credential, publicKey: attested.publicKey, counter: data.counter,
      isBackupEligible: data.isBackupEligible, isBackedUp: data.isBackedUp)
  }
}
