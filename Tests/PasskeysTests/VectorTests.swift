import Testing

@testable import Passkeys

/// The published vectors: what is to be believed is, and the rest is refused for the one reason that there is.
@Suite("Passkeys: published vectors") struct VectorTests {
  /// What becomes of making and of using each key here. Nil: it is believed. The standard leaves to each site whether it asks
  /// for a finger, a face or a PIN; this one does, so keys that did without are refused.
  private static let expected: [String: (made: PasskeyFailure.Code?, used: PasskeyFailure.Code?)] = [
    "none-es256": (.unverified, .unverified), "packed-self-es256": (nil, .unverified),
    "none-es256-crossOrigin": (.framed, .framed), "none-es256-topOrigin": (.framed, .framed),
    "none-es256-long-credential-id": (.unverified, nil), "packed-es256": (nil, nil), "packed-rs256": (nil, .unverified),
    "packed-eddsa": (.unverified, .unverified), "tpm-es256": (nil, nil), "android-key-es256": (nil, .unverified),
    "apple-es256": (.unverified, .unverified), "fido-u2f-es256": (.unverified, .unverified),
  ]
  /// Kinds of keys that are not asked for.
  private static let others = ["packed-es384", "packed-es512", "packed-ed448"]

  @Test func allAreThere() {
    #expect(Set(PublishedVector.all.map(\.name)) == Set(Self.expected.keys).union(Self.others))
  }

  @Test(arguments: expected.keys.sorted()) func isTakenOrRefused(name: String) throws {
    let vector = try #require(PublishedVector.named(name))
    let party = try #require(PublishedVector.party)
    let expected = try #require(Self.expected[name])
    let made = failure {
      try PasskeyRegistration(clientData: vector.made.client, attestation: vector.made.attestation)
        .verified(at: party, challenge: vector.made.challenge)
    }
    #expect(made == expected.made)
    let attested = try #require(try vector.attested())
    let data = try AuthenticatorData(vector.used.authenticator)
    let known = PasskeyAssertion.Known(
      publicKey: attested.publicKey, counter: 0, isBackupEligible: data.isBackupEligible)
    let used = failure {
      try vector.assertion(attested.credential).verified(by: known, at: party, challenge: vector.used.challenge)
    }
    #expect(used == expected.used)
  }

  /// Whatever is refused for: the signature is right, and with another byte it is not.
  @Test(arguments: expected.keys.sorted()) func signaturesAreVerified(name: String) throws {
    let vector = try #require(PublishedVector.named(name))
    let key = try #require(try vector.attested()).publicKey
    var signed = vector.used.authenticator + (try ClientData(vector.used.client)).hash
    #expect(key.isValid(vector.used.signature, of: signed))
    #expect(try PasskeyPublicKey(key.bytes) == key)
    #expect(!key.isValid([], of: signed))
    #expect(!key.isValid(vector.used.signature + [0], of: signed))
    #expect(!key.isValid(Array(vector.used.signature.dropLast()), of: signed))
    signed[0] ^= 1
    #expect(!key.isValid(vector.used.signature, of: signed))
  }

  @Test(arguments: others) func otherKeysAreRefused(name: String) throws {
    let vector = try #require(PublishedVector.named(name))
    #expect(failure { try AttestationObject(vector.made.attestation) } == .algorithm)
  }

  @Test func anIDMayBeAsLongAsThat() throws {
    let long = try #require(PublishedVector.named("none-es256-long-credential-id"))
    #expect(try long.attested()?.credential.count == 1023)
  }
}

/// Why something is refused; nil when it is not.
func failure(_ body: () throws -> some Any) -> PasskeyFailure.Code? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? PasskeyFailure)?.code
  }
}
