import CanonicalForms
import TestPasskeys
import Testing

@testable import Passkeys

/// What a browser answers, one thing at a time wrong.
@Suite("Passkeys: answers") struct AnswerTests {
  private let party: RelyingParty
  private var key: SoftwareKey
  private let challenge = [UInt8](repeating: 9, count: 32)

  init() throws {
    party = try #require(RelyingParty(url: "https://hikae.example.jp"))
    key = try SoftwareKey(at: party.origin)
  }

  private mutating func make(_ challenge: [UInt8]? = nil) throws -> PasskeyRegistration.Made {
    let user = PasskeyQuestion.User(handle: [1, 2, 3], login: "login", name: "名前")
    let options = PasskeyQuestion.creation(for: user, at: party, challenge: self.challenge, except: [])
    return try key.make(options).answer().verified(at: party, challenge: challenge ?? self.challenge)
  }

  private mutating func use(
    _ known: PasskeyAssertion.Known, challenge: [UInt8]? = nil, at other: RelyingParty? = nil
  ) throws -> PasskeyAssertion.Used {
    let answer = try key.use(PasskeyQuestion.use(at: party, challenge: self.challenge)).answer()
    return try answer.verified(by: known, at: other ?? party, challenge: challenge ?? self.challenge)
  }

  private func known(_ made: PasskeyRegistration.Made) -> PasskeyAssertion.Known {
    .init(publicKey: made.publicKey, counter: made.counter, isBackupEligible: made.isBackupEligible)
  }

  @Test mutating func aPasskeyIsMadeAndUsed() throws {
    let made = try make()
    #expect(made.credential == key.credential && made.publicKey.bytes == key.publicKey)
    #expect(made.counter == 0 && !made.isBackupEligible)
    #expect(try use(known(made)) == PasskeyAssertion.Used(counter: 1, isBackedUp: false))
  }

  @Test mutating func nobodyWhoWasNotThereIsLetIn() throws {
    let made = known(try make())
    key.isVerified = false
    #expect(failure { try make() } == .unverified)
    #expect(failure { try use(made) } == .unverified)
    key.isPresent = false
    #expect(failure { try make() } == .absent)
    #expect(failure { try use(made) } == .absent)
  }

  @Test(arguments: [
    "https://hikae.example.jp.evil.example", "https://hikae.example.jp:8443", "http://hikae.example.jp",
    "https://example.jp", "https://HIKAE.example.jp", "https://hikae.example.jp/", "null", "",
  ])
  mutating func otherSitesAreRefused(origin: String) throws {
    let made = known(try make())
    key.origin = origin
    #expect(failure { try make() } == .origin)
    #expect(failure { try use(made) } == .origin)
  }

  @Test mutating func otherNamesAndFramesAreRefused() throws {
    let made = known(try make())
    key.party = "example.jp"
    #expect(failure { try make() } == .relyingParty)
    #expect(failure { try use(made) } == .relyingParty)
    key.party = nil
    key.isFramed = true
    #expect(failure { try make() } == .framed)
    #expect(failure { try use(made) } == .framed)
  }

  @Test mutating func anotherChallengeIsRefused() throws {
    let made = known(try make())
    #expect(failure { try make([UInt8](repeating: 8, count: 32)) } == .challenge)
    #expect(failure { try use(made, challenge: [UInt8](repeating: 8, count: 32)) } == .challenge)
  }

  @Test mutating func oneAnswerIsNotTheOther() throws {
    let made = try make()
    let use = try key.use(PasskeyQuestion.use(at: party, challenge: challenge))
    var options = PasskeyQuestion.creation(
      for: .init(handle: [1], login: "a", name: ""), at: party, challenge: challenge, except: [])
    #expect(options["attestation"].string == "none")
    options = PasskeyQuestion.use(at: party, challenge: challenge)
    let registration = key.make(options)
    #expect(
      failure {
        try PasskeyRegistration(clientData: use.client, attestation: registration.attestation)
          .verified(at: party, challenge: challenge)
      } == .purpose)
    let assertion = try PasskeyAssertion(
      credential: key.credential, clientData: registration.client, authenticatorData: use.authenticator,
      signature: use.signature, userHandle: nil)
    #expect(failure { try assertion.verified(by: known(made), at: party, challenge: challenge) } == .purpose)
  }

  // MARK: The counter

  @Test mutating func aCounterThatGoesBackIsRefused() throws {
    let made = try make()
    func known(_ counter: UInt32) -> PasskeyAssertion.Known {
      .init(publicKey: made.publicKey, counter: counter, isBackupEligible: false)
    }
    key.counter = 6
    #expect(try use(known(6)).counter == 7)
    #expect(failure { try use(known(8)) } == .counter, "8 after 8")
    #expect(failure { try use(known(10)) } == .counter, "9 after 10")
    key.counter = nil
    #expect(failure { try use(known(1)) } == .counter, "no counter after one")
    #expect(try use(known(0)).counter == 0)
    key.counter = .max - 1
    #expect(try use(known(.max - 1)).counter == .max)
  }

  // MARK: Copies of the key

  @Test mutating func whatIsSaidOfCopiesStays() throws {
    key.isBackupEligible = true
    let made = known(try make())
    key.isBackedUp = true
    #expect(try use(made).isBackedUp)
    key.isBackupEligible = false
    #expect(failure { try make() } == .backup, "copied, and cannot be copied")
    #expect(failure { try use(made) } == .backup)
    key.isBackedUp = false
    #expect(failure { try use(made) } == .backup, "it could be copied when it was made")
  }

  // MARK: Limits

  @Test mutating func lengthsAreBounded() throws {
    let use = try key.use(PasskeyQuestion.use(at: party, challenge: challenge))
    func answer(
      credential: [UInt8]? = nil, client: [UInt8]? = nil, authenticator: [UInt8]? = nil, signature: [UInt8]? = nil,
      user: [UInt8]? = nil
    ) -> PasskeyFailure.Code? {
      failure {
        try PasskeyAssertion(
          credential: credential ?? use.credential, clientData: client ?? use.client,
          authenticatorData: authenticator ?? use.authenticator, signature: signature ?? use.signature, userHandle: user
        )
      }
    }
    func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x20, count: count) }
    #expect(answer() == nil)
    #expect(answer(credential: []) == .credential && answer(credential: bytes(15)) == .credential)
    #expect(answer(credential: bytes(16)) == nil && answer(credential: bytes(1023)) == nil)
    #expect(answer(credential: bytes(1024)) == .credential)
    #expect(answer(client: use.client + bytes(1000)) == nil && answer(client: use.client + bytes(4096)) == .malformed)
    #expect(answer(client: []) == .malformed && answer(authenticator: []) == .malformed)
    #expect(answer(authenticator: use.authenticator + bytes(5000)) == .malformed)
    #expect(answer(signature: []) == .malformed && answer(signature: bytes(513)) == .malformed)
    #expect(answer(user: []) == .malformed && answer(user: bytes(65)) == .malformed && answer(user: bytes(64)) == nil)
    #expect(failure { try AttestationObject(bytes(20_000)) } == .malformed)
  }

  @Test(arguments: [
    "", "null", "[]", "{}", #"{"type":"webauthn.get","origin":"https://hikae.example.jp"}"#,
    #"{"type":"webauthn.get","challenge":"CQkJ","origin":"https://hikae.example.jp"}"#,
    #"{"type":"webauthn.get","challenge":"CQkJCQkJCQkJCQkJCQkJCQ==","origin":"https://hikae.example.jp"}"#,
    #"{"type":1,"challenge":"CQkJCQkJCQkJCQkJCQkJCQ","origin":"https://hikae.example.jp"}"#,
    #"{"type":"webauthn.get","challenge":"CQkJCQkJCQkJCQkJCQkJCQ","origin":["https://hikae.example.jp"]}"#,
    #"{"type":"webauthn.get","challenge":"CQkJCQkJCQkJCQkJCQkJCQ","origin":"a","crossOrigin":"false"}"#,
  ])
  func whatIsNoClientDataIsRefused(text: String) {
    #expect(failure { try ClientData(Array(text.utf8)) } == .malformed)
  }

  /// Browsers may add members, and leave out what is false.
  @Test func moreMembersAreNoHarm() throws {
    let text =
      #"{"type":"webauthn.get","challenge":"CQkJCQkJCQkJCQkJCQkJCQ","origin":"https://hikae.example.jp","new":1.5}"#
    let data = try ClientData(Array(text.utf8))
    #expect(data.challenge == [UInt8](repeating: 9, count: 16))
    try data.require(.use, challenge: data.challenge, at: party)
  }

  @Test func noKeyOfAnotherShapeIsTaken() {
    let x = [UInt8](repeating: 1, count: 32)
    let sound: [UInt8] = [0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20] + x
    #expect(failure { try PasskeyPublicKey(sound) } == nil)
    #expect(failure { try PasskeyPublicKey(sound + [0]) } == .malformed)
    #expect(failure { try PasskeyPublicKey([0xF6]) } == .malformed)
    // Without an algorithm; of another curve; of another kind; with a member too many; too short.
    #expect(failure { try PasskeyPublicKey([0xA3, 0x01, 0x01, 0x20, 0x06, 0x21, 0x58, 0x20] + x) } == .algorithm)
    #expect(failure { try PasskeyPublicKey([0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x04, 0x21, 0x58, 0x20] + x) } == .key)
    #expect(failure { try PasskeyPublicKey([0xA4, 0x01, 0x02, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20] + x) } == .key)
    #expect(failure { try PasskeyPublicKey([0xA5] + sound.dropFirst() + [0x22, 0x00]) } == .key)
    #expect(failure { try PasskeyPublicKey([0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x41, 0x01]) } == .key)
    // A point that lies on no curve; RSA of 8 bits.
    let point: [UInt8] = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20] + x + [0x22, 0x58, 0x20] + x
    #expect(failure { try PasskeyPublicKey(point) } == .key)
    #expect(
      failure { try PasskeyPublicKey([0xA4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x41, 0x0F, 0x21, 0x41, 0x03]) }
        == .key)
  }
}
