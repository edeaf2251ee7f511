import CanonicalForms
import Passkeys
import Storage
import TestDatabases
import TestPasskeys
import Testing

@testable import Accounts

/// Passkeys of accounts: made, used, refused, taken off.
@Suite("Accounts: passkeys", .onEveryEngine) final class PasskeyTests {
  private static let address = "192.0.2.7"
  private let house: House
  private let boss: Account
  private let clerk: Account
  private let party: RelyingParty
  private let other: RelyingParty

  init() throws {
    house = try House()
    boss = try house.setUp()
    clerk = try house.add("clerk", [.staff])
    party = try #require(RelyingParty(url: "https://hikae.example.jp"))
    other = try #require(RelyingParty(url: "https://example.jp"))
  }

  private func key(_ number: UInt8 = 1) throws -> SoftwareKey { try SoftwareKey(number, at: party.origin) }

  /// - Returns: recovery codes.
  @discardableResult
  private func add(
    _ key: inout SoftwareKey, to account: Account, in session: String = "here", name: String = "事務所のパソコン"
  ) throws -> [String] {
    let asked = try house.accounts.beginPasskey(of: account.id, session: session, at: party, house.now)
    return try house.accounts.addPasskey(
      try key.make(asked).answer(), name: name, of: account.id, session: session, at: party, house.now)
  }

  private func signIn(
    _ key: inout SoftwareKey, waiting: String? = nil,
    where admits: @escaping @Sendable (Account) -> Bool = { _ in true }
  ) throws -> (token: String, session: Session) {
    let asked = try house.accounts.beginPasskeySignIn(at: party, address: Self.address, house.now)
    let answer = try key.use(asked).answer()
    let opened = try house.accounts.signIn(
      by: answer, waiting: waiting, at: party, address: Self.address, client: "", house.now, where: admits)
    return (opened.token, opened.1)
  }

  private func now(_ token: String) throws -> Session? { try house.accounts.session(token: token, at: house.now) }

  private func confirm(_ session: Session, by key: inout SoftwareKey) throws {
    let asked = try house.accounts.beginPasskeyConfirmation(
      of: session.account.id, session: session.id, at: party, house.now)
    try house.accounts.reauthenticate(session, by: try key.use(asked).answer(), at: party, house.now)
  }

  // MARK: Making

  @Test func aPasskeySignsIn() throws {
    var key = try key()
    let codes = try add(&key, to: clerk)
    #expect(codes.count == RecoveryCode.count, "the first second factor comes with recovery codes")
    house.pass(minutes: 3)
    let opened = try signIn(&key)
    #expect(opened.session.account == clerk && opened.session.confirmedAt == house.now)
    #expect(try now(opened.token)?.account == clerk)
    let passkey = try #require(try house.accounts.passkeys(of: clerk.id).first)
    #expect(passkey.name == "事務所のパソコン" && passkey.lastUsed == house.now && !passkey.isBackedUp)
    #expect(passkey.relyingParty == "hikae.example.jp")
    let entry = try house.journal.latest(before: .max, kind: "session.opened", limit: 1).first
    #expect(entry?.body["through"].string == "passkey")
    #expect(try house.kinds().contains("account.passkey_added"))
  }

  @Test func theQuestionNamesNobodyByName() throws {
    let asked = try house.accounts.beginPasskey(of: clerk.id, session: "here", at: party, house.now)
    let handle = try #require(asked["user"]["id"].string.flatMap(Base64URL.decode))
    #expect(handle.count == 32)
    #expect(asked["authenticatorSelection"]["userVerification"].string == "required")
    #expect(asked["authenticatorSelection"]["residentKey"].string == "required")
    #expect(asked["attestation"].string == "none" && asked["rp"]["id"].string == party.id)
    // The same person has the same handle, another person another one, and no challenge comes twice.
    let again = try house.accounts.beginPasskey(of: clerk.id, session: "here", at: party, house.now)
    #expect(again["user"]["id"] == asked["user"]["id"] && again["challenge"] != asked["challenge"])
    let other = try house.accounts.beginPasskey(of: boss.id, session: "there", at: party, house.now)
    #expect(other["user"]["id"] != asked["user"]["id"])
    // Whoever signs in is asked for no passkey in particular.
    let use = try house.accounts.beginPasskeySignIn(at: party, address: Self.address, house.now)
    #expect(use["allowCredentials"] == .null && use["userVerification"].string == "required")
    #expect(use["rpId"].string == party.id)
  }

  @Test func aDeviceGetsNoSecondOne() throws {
    var first = try key()
    try add(&first, to: clerk)
    let asked = try house.accounts.beginPasskey(of: clerk.id, session: "here", at: party, house.now)
    #expect(
      asked["excludeCredentials"].elements.map { $0["id"].string }
        == [Base64URL.encode(first.credential)])
    // An ID that is there is nobody's new passkey, whoever comes with it.
    #expect(code { try add(&first, to: clerk) } == .wrongPasskey)
    #expect(code { try add(&first, to: boss) } == .wrongPasskey)
    var second = try key(2)
    #expect(try add(&second, to: clerk).isEmpty, "codes that are there stay")
    #expect(try house.accounts.passkeys(of: clerk.id).count == 2)
  }

  @Test func thereAreNotEndlesslyMany() throws {
    for number in 1...20 {
      var one = try key(UInt8(number))
      try add(&one, to: clerk)
    }
    var one = try key(21)
    #expect(code { try add(&one, to: clerk) } == .tooManyPasskeys)
  }

  /// The question is put once, to one session of one account, at one site, for five minutes.
  @Test func onlyWhoAskedMayAnswer() throws {
    func answer() throws -> PasskeyRegistration {
      var one = try key()
      return try one.make(try house.accounts.beginPasskey(of: clerk.id, session: "here", at: party, house.now)).answer()
    }
    func add(
      _ answer: PasskeyRegistration, of account: Account? = nil, session: String = "here", at site: RelyingParty? = nil
    ) throws {
      _ = try house.accounts.addPasskey(
        answer, name: "", of: (account ?? clerk).id, session: session, at: site ?? party, house.now)
    }
    #expect(code { try add(try answer(), of: boss) } == .expired)
    #expect(code { try add(try answer(), session: "there") } == .expired)
    #expect(code { try add(try answer(), at: other) } == .expired)
    let late = try answer()
    house.pass(minutes: 5)
    #expect(code { try add(late) } == .expired)
    let once = try answer()
    try add(once)
    #expect(code { try add(once) } == .expired)
    #expect(try house.accounts.passkeys(of: clerk.id).count == 1)
  }

  @Test func aKeyThatAskedForNothingIsRefused() throws {
    var weak = try key()
    weak.isVerified = false
    #expect(code { try add(&weak, to: clerk) } == .wrongPasskey)
    weak.isVerified = true
    try add(&weak, to: clerk)
    weak.isVerified = false
    #expect(code { try signIn(&weak) } == .wrongPasskey)
  }

  // MARK: A second factor

  @Test func thePasswordAloneOpensNothingAnyMore() throws {
    let before = try house.signIn("clerk")
    let other = try house.signIn("clerk")
    var key = try key()
    let codes = try add(&key, to: clerk, in: before.session.id)
    #expect(try now(before.token) != nil)
    #expect(try now(other.token) == nil, "it was opened without a second factor")
    // With the passkey, or with a recovery code.
    let first = try house.challenge("clerk")
    #expect(try signIn(&key, waiting: first).session.account == clerk)
    #expect(code { try signIn(&key, waiting: first) } == .expired)
    let second = try house.challenge("clerk")
    #expect(
      code { try house.accounts.confirm(challenge: second, code: "000000", client: "", at: house.now) } == .wrongCode)
    _ = try house.accounts.confirm(challenge: second, code: codes[0], client: "", at: house.now)
    // The password again asks for more, too.
    let session = try signIn(&key).session
    #expect(
      code { try house.accounts.reauthenticate(session, password: House.password, code: nil, at: house.now) }
        == .wrongCode)
    #expect(
      code { try house.accounts.reauthenticate(session, password: House.password, code: codes[1], at: house.now) }
        == nil)
  }

  @Test func anothersPasskeyIsNoSecondFactor() throws {
    var (mine, theirs) = (try key(1), try key(2))
    try add(&mine, to: clerk)
    try add(&theirs, to: boss)
    let waiting = try house.challenge("clerk")
    #expect(code { try signIn(&theirs, waiting: waiting) } == .expired)
    #expect(try signIn(&mine, waiting: waiting).session.account == clerk)
  }

  @Test func itSatisfiesTheRuleForARole() throws {
    try house.accounts.setSignInRules(SignInRules(secondFactor: [.staff]), issuer: nil, by: boss.id, at: house.now)
    let opened = try house.signIn("clerk")
    #expect(try now(opened.token)?.lacksSecondFactor == true)
    var key = try key()
    try add(&key, to: clerk, in: opened.session.id)
    #expect(try now(opened.token)?.lacksSecondFactor == false)
    #expect(try now(try signIn(&key).token)?.lacksSecondFactor == false)
    let passkey = try #require(try house.accounts.passkeys(of: clerk.id).first)
    try house.accounts.removePasskey(
      passkey.id, of: clerk.id, except: opened.session.id, by: clerk.id, at: house.now)
    #expect(try now(opened.token)?.lacksSecondFactor == true)
  }

  /// Recovery codes go with the last of app and passkeys.
  @Test func appAndPasskeysStandBesideEachOther() throws {
    var key = try key()
    try add(&key, to: clerk)
    let secret = try house.accounts.beginTOTP(of: clerk.id, issuer: "", at: house.now).secret
    _ = try house.accounts.enableTOTP(of: clerk.id, code: house.appCode(secret), at: house.now)
    try house.accounts.disableTOTP(of: clerk.id, password: nil, by: clerk.id, at: house.now)
    #expect(try house.accounts.hasSecondFactor(of: clerk.id))
    #expect(try house.accounts.recoveryCodesLeft(of: clerk.id) == RecoveryCode.count)
    #expect(try house.accounts.renewRecoveryCodes(of: clerk.id, at: house.now).count == RecoveryCode.count)
    let passkey = try #require(try house.accounts.passkeys(of: clerk.id).first)
    try house.accounts.removePasskey(passkey.id, of: clerk.id, by: clerk.id, at: house.now)
    #expect(try !house.accounts.hasSecondFactor(of: clerk.id))
    #expect(try house.accounts.recoveryCodesLeft(of: clerk.id) == 0)
    try house.signIn("clerk")
  }

  // MARK: Refusals

  @Test func aChallengeIsGoodOnceAndNotForLong() throws {
    var key = try key()
    try add(&key, to: clerk)
    func ask() throws -> PasskeyAssertion {
      try key.use(try house.accounts.beginPasskeySignIn(at: party, address: Self.address, house.now)).answer()
    }
    func enter(_ answer: PasskeyAssertion, at site: RelyingParty? = nil) throws {
      _ = try house.accounts.signIn(
        by: answer, at: site ?? party, address: Self.address, client: "", house.now)
    }
    let once = try ask()
    try enter(once)
    #expect(code { try enter(once) } == .expired)
    let late = try ask()
    house.pass(minutes: 5)
    #expect(code { try enter(late) } == .expired)
    #expect(code { try enter(try ask(), at: other) } == .expired)
    // A question of signing in is answered there and nowhere else.
    let session = try signIn(&key).session
    #expect(code { try house.accounts.reauthenticate(session, by: try ask(), at: party, house.now) } == .expired)
    let confirmation = try house.accounts.beginPasskeyConfirmation(
      of: clerk.id, session: session.id, at: party, house.now)
    #expect(code { try enter(try key.use(confirmation).answer()) } == .expired)
  }

  @Test func nobodyElsesAnswerIsTaken() throws {
    var (known, strange) = (try key(1), try key(9))
    try add(&known, to: clerk)
    #expect(code { try signIn(&strange) } == .wrongPasskey)
    let asked = try house.accounts.beginPasskeySignIn(at: party, address: Self.address, house.now)
    var use = try known.use(asked)
    use.user = nil
    func enter() throws {
      _ = try house.accounts.signIn(
        by: try use.answer(), at: party, address: Self.address, client: "", house.now)
    }
    #expect(code { try enter() } == .wrongPasskey, "a passkey that does not say whose it is")
    use = try known.use(try house.accounts.beginPasskeySignIn(at: party, address: Self.address, house.now))
    use.user = [UInt8](repeating: 1, count: 32)
    #expect(code { try enter() } == .wrongPasskey, "nor one that says somebody else's")
    use = try known.use(try house.accounts.beginPasskeySignIn(at: party, address: Self.address, house.now))
    use.signature[5] ^= 1
    #expect(code { try enter() } == .wrongPasskey)
    known.origin = "https://hikae.example.com"
    #expect(code { try signIn(&known) } == .wrongPasskey)
  }

  @Test func aCounterThatGoesBackIsRefusedAndWrittenDown() throws {
    var key = try key()
    try add(&key, to: clerk)
    _ = try signIn(&key)
    var copy = key
    _ = try signIn(&key)
    #expect(code { try signIn(&copy) } == .copiedPasskey)
    let entry = try #require(
      try house.journal.latest(before: .max, kind: "account.passkey_copied", limit: 2).first)
    let passkey = try #require(try house.accounts.passkeys(of: clerk.id).first)
    #expect(entry.body["account"].string == clerk.id.text && entry.body["passkey"].string == passkey.id)
    // The one that went on is good for what comes next.
    _ = try signIn(&key)
  }

  @Test func whoIsNotActiveIsNotLetIn() throws {
    var key = try key()
    try add(&key, to: clerk)
    var closed = clerk
    closed.isActive = false
    try house.accounts.change(closed, by: boss.id, at: house.now)
    #expect(code { try signIn(&key) } == .wrongPasskey)
    closed.isActive = true
    try house.accounts.change(closed, by: boss.id, at: house.now)
    #expect(code { try signIn(&key, where: { _ in false }) } == .elsewhere)
    _ = try signIn(&key)
  }

  /// Somebody guesses passwords; whoever has the passkey is not kept out, and the guesses go on counting.
  @Test func aLockKeepsNoOwnerOut() throws {
    var key = try key()
    try add(&key, to: clerk)
    for _ in 0..<5 { #expect(code { try house.signIn("clerk", "ein falsches Wort") } == .wrongCredentials) }
    #expect(code { try house.signIn("clerk") } == .locked)
    _ = try signIn(&key)
    let entry = try house.journal.latest(before: .max, kind: "session.opened", limit: 1).first
    #expect(entry?.body["failures"].integer == 5)
    #expect(code { try house.signIn("clerk") } == .locked)
  }

  @Test func questionsTakeAttemptsOfTheAddress() throws {
    var key = try key()
    try add(&key, to: clerk)
    func ask(_ address: String) throws -> JSON {
      try house.accounts.beginPasskeySignIn(at: party, address: address, house.now)
    }
    for _ in 0..<40 { _ = try signIn(&key) }
    for _ in 0..<30 { _ = try ask("192.0.2.9") }
    #expect(code { try ask("192.0.2.9") } == .locked)
    #expect(code { try ask("192.0.2.10") } == nil)
  }

  // MARK: The provider

  private func enter(_ subject: String) throws -> SignInStep {
    try house.accounts.signIn(
      through: ExternalIdentity(
        issuer: "https://id.example.jp", subject: subject, email: nil, hasSeveralFactors: false),
      address: Self.address, client: "", at: house.now)
  }

  /// Whoever has left and is out at the provider is out here, too.
  @Test func whereTheProviderIsTheOnlyWayAPasskeyIsASecondFactor() throws {
    var key = try key()
    try add(&key, to: clerk)
    let before = try signIn(&key)
    try house.accounts.expect(
      .subject("s-1"), issuer: "https://id.example.jp", for: clerk.id, by: boss.id, at: house.now)
    guard case .needsCode(let first) = try enter("s-1") else { throw House.Unexpected() }
    #expect(try signIn(&key, waiting: first).session.account == clerk)
    try house.accounts.setSignInRules(
      SignInRules(providerOnly: [.staff]), issuer: "https://id.example.jp", by: boss.id, at: house.now)
    #expect(try now(before.token) == nil)
    #expect(code { try signIn(&key) } == .providerOnly)
    guard case .needsCode(let second) = try enter("s-1") else { throw House.Unexpected() }
    let opened = try signIn(&key, waiting: second)
    #expect(try now(opened.token)?.lacksSecondFactor == false)
    #expect(code { try confirm(opened.session, by: &key) } == .providerOnly)
  }

  @Test func whoHasNoPasswordComesFromTheProvider() throws {
    let (guest, _) = try house.accounts.invite(
      login: "guest", name: "見本", roles: [.staff], organisation: nil, language: "ja", by: boss.id, at: house.now)
    try house.accounts.expect(
      .subject("s-2"), issuer: "https://id.example.jp", for: guest.id, by: boss.id, at: house.now)
    guard case .opened(_, let session) = try enter("s-2") else { throw House.Unexpected() }
    var key = try key()
    try add(&key, to: guest, in: session.id)
    #expect(code { try signIn(&key) } == .providerOnly)
    guard case .needsCode(let waiting) = try enter("s-2") else { throw House.Unexpected() }
    #expect(try signIn(&key, waiting: waiting).session.account.id == guest.id)
  }

  // MARK: Once more

  @Test func aPasskeyConfirmsInThePlaceOfThePassword() throws {
    var (mine, theirs) = (try key(1), try key(2))
    try add(&mine, to: clerk)
    try add(&theirs, to: boss)
    let opened = try signIn(&mine)
    house.pass(minutes: 20)
    #expect(code { try confirm(opened.session, by: &theirs) } == .wrongPasskey)
    #expect(try now(opened.token)?.confirmedAt != house.now)
    try confirm(opened.session, by: &mine)
    #expect(try now(opened.token)?.confirmedAt == house.now)
  }

  // MARK: Taking off

  @Test func takingOneOffEndsWhatItMayHaveOpened() throws {
    var (first, second) = (try key(1), try key(2))
    try add(&first, to: clerk)
    try add(&second, to: clerk)
    let (kept, other) = (try signIn(&first), try signIn(&second))
    let lost = try house.accounts.passkeys(of: clerk.id).first { $0.lastUsed != nil }
    let passkeys = try house.accounts.passkeys(of: clerk.id)
    #expect(passkeys.count == 2 && lost != nil)
    #expect(
      code { try house.accounts.removePasskey("none", of: clerk.id, by: clerk.id, at: house.now) } == .unknownPasskey)
    #expect(
      code { try house.accounts.removePasskey(passkeys[0].id, of: boss.id, by: boss.id, at: house.now) }
        == .unknownPasskey)
    for passkey in passkeys.dropLast() {
      try house.accounts.removePasskey(
        passkey.id, of: clerk.id, except: kept.session.id, by: clerk.id, at: house.now)
    }
    #expect(try now(kept.token) != nil)
    #expect(try now(other.token) == nil)
    #expect(try house.accounts.passkeys(of: clerk.id).count == 1)
    #expect(try house.kinds().filter { $0 == "account.passkey_removed" }.count == 1)
  }

  @Test func onlyOwnersAndAdministratorsTakeThemOff() throws {
    let other = try house.add("other", [.auditor])
    var key = try key()
    try add(&key, to: clerk)
    let passkey = try #require(try house.accounts.passkeys(of: clerk.id).first)
    #expect(
      code { try house.accounts.removePasskey(passkey.id, of: clerk.id, by: other.id, at: house.now) } == .notAllowed)
    try house.accounts.removePasskey(passkey.id, of: clerk.id, by: boss.id, at: house.now)
    #expect(code { try signIn(&key) } == .wrongPasskey)
  }

  /// A reset is for the password; it takes no second factor off.
  @Test func aResetLeavesThem() throws {
    var key = try key()
    try add(&key, to: clerk)
    let link = try house.accounts.reset(clerk.id, by: boss.id, at: house.now)
    _ = try house.accounts.accept(token: link, password: House.other, at: house.now)
    let step = try house.accounts.signIn(
      login: "clerk", password: House.other, address: Self.address, client: "", at: house.now)
    guard case .needsCode(let waiting) = step else { throw House.Unexpected() }
    _ = try signIn(&key, waiting: waiting)
  }

  /// `hikae accounts reset`: for somebody who is locked out, or whose account is in strange hands.
  @Test func recoveringTakesThemOff() throws {
    var key = try key()
    try add(&key, to: clerk)
    let opened = try signIn(&key)
    let link = try house.accounts.recover(clerk.id, by: .hikae, at: house.now)
    #expect(try now(opened.token) == nil && house.accounts.passkeys(of: clerk.id).isEmpty)
    #expect(code { try signIn(&key) } == .wrongPasskey)
    _ = try house.accounts.accept(token: link, password: House.other, at: house.now)
    try house.signIn("clerk", House.other)
  }

  // MARK: The record

  /// Facts in the journal, the rest beside it; nothing that opens something anywhere.
  @Test func rebuildingLeavesThem() throws {
    var key = try key()
    let asked = try house.accounts.beginPasskey(of: clerk.id, session: "here", at: party, house.now)
    let challenge = try #require(asked["challenge"].string.flatMap(Base64URL.decode))
    #expect(try !house.dump(["passkey_challenge"])[0].contains(challenge))
    try add(&key, to: clerk, name: "私の携帯")
    let tables = ["passkey", "passkey_user", "passkey_challenge"]
    let before = try house.dump(tables)
    try house.journal.rebuild()
    #expect(try house.dump(tables) == before)
    let bodies = try house.store.read { try $0.all("SELECT body FROM journal") { $0.bytes(0) } }.joined()
    #expect(!Array(bodies).contains(Array("携帯".utf8)), "what somebody calls a device can be erased")
    #expect(!Array(try house.dump(["journal"])[0]).contains(key.credential))
    _ = try signIn(&key)
  }
}

extension [UInt8] {
  fileprivate func contains(_ part: [UInt8]) -> Bool { firstRange(of: part) != nil }
}
