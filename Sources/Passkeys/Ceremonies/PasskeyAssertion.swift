/// A browser's answer to the question who somebody is, read and not yet believed.
package struct PasskeyAssertion: Sendable, Hashable {
  /// What is known of the passkey.
  package struct Known: Sendable, Hashable {
    package let publicKey: PasskeyPublicKey
    package let counter: UInt32
    package let isBackupEligible: Bool

    package init(publicKey: PasskeyPublicKey, counter: UInt32, isBackupEligible: Bool) {
      self.publicKey = publicKey
      self.counter = counter
      self.isBackupEligible = isBackupEligible
    }
  }

  /// What is new about it.
  package struct Used: Sendable, Hashable {
    package let counter: UInt32
    package let isBackedUp: Bool
  }

  /// Of a signature: those of RSA are the longest.
  private static let longestSignature = 512
  /// Of a user handle (Web Authentication Level 3, section 5.4.3).
  private static let longestHandle = 64

  /// Which passkey it says that was used.
  package let credential: [UInt8]
  /// Whose the authenticator says that it is; nil where it does not say.
  package let userHandle: [UInt8]?
  private let client: ClientData
  private let data: AuthenticatorData
  private let signature: [UInt8]
  private let signed: [UInt8]

  /// - Parameters:
  ///   - credential: `rawId`.
  ///   - clientData: `response.clientDataJSON`.
  ///   - userHandle: `response.userHandle`.
  /// - Throws: `PasskeyFailure`: `malformed`, `credential`.
  package init(
    credential: [UInt8], clientData: [UInt8], authenticatorData: [UInt8], signature: [UInt8], userHandle: [UInt8]?
  ) throws(PasskeyFailure) {
    guard AuthenticatorData.credentialLengths.contains(credential.count) else { throw PasskeyFailure(.credential) }
    guard (1...Self.longestSignature).contains(signature.count),
      userHandle.map({ (1...Self.longestHandle).contains($0.count) }) != false
    else { throw PasskeyFailure(.malformed) }
    self.credential = credential
    self.userHandle = userHandle
    self.signature = signature
    client = try ClientData(clientData)
    data = try AuthenticatorData(authenticatorData)
    // A key comes along when it is made, and never again.
    guard data.attested == nil else { throw PasskeyFailure(.malformed) }
    signed = authenticatorData + client.hash
  }

  /// Which challenge it says that it answers: by it, what was asked is found.
  package var challenge: [UInt8] { client.challenge }

  /// Web Authentication Level 3, section 7.2, steps 10 to 25. Whose the passkey is, the caller has looked up.
  /// - Parameter challenge: that was given, for this and nothing else.
  /// - Throws: `PasskeyFailure`; `counter` only when all else is right.
  package func verified(
    by known: Known, at party: RelyingParty, challenge: [UInt8]
  ) throws(PasskeyFailure) -> Used {
    try client.require(.use, challenge: challenge, at: party)
    try data.require(at: party)
    guard data.isBackupEligible == known.isBackupEligible else { throw PasskeyFailure(.backup) }
    guard known.publicKey.isValid(signature, of: signed) else { throw PasskeyFailure(.signature) }
    // Authenticators that do not count say zero for ever.
    guard data.counter > known.counter || (data.counter == 0 && known.counter == 0) else {
      throw PasskeyFailure(.counter)
    }
    return Used(counter: data.counter, isBackedUp: data.isBackedUp)
  }
}
