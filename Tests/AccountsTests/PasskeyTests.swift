import CanonicalForms
import Passkeys
import Storage
import TestDatabases
import TestPasskeys
import Testing

@testable import Accounts

/// Passkeys of accounts: made, counting as a second factor, taken off.
@Suite("Accounts: passkeys", .onEveryEngine) struct PasskeyTests {
  private let base: PasskeyHouse
  private var house: House { base.house }
  private var boss: Account { base.boss }
  private var clerk: Account { base.clerk }
  private var party: RelyingParty { base.party }
  private var other: RelyingParty { base.other }

  init() throws { base = try PasskeyHouse() }

  // MARK: Making

  @Test func aPasskeySignsIn() throws {
    var key = try base.key()
    let codes = try base.add(&key, to: clerk)
    #expect(codes.count == RecoveryCode.count, "the first second factor comes with recovery codes")
    house.pass(minutes: 3)
    let opened = try base.signIn(&key)
    #expect(opened.session.account == clerk && opened.session.confirmedAt == house.now)
    #expect(try base.now(opened.token)?.account == clerk)
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
    let use = try house.accounts.beginPasskeySignIn(at: party, address: PasskeyHouse.address, house.now)
    #expect(use["allowCredentials"] == .null && use["userVerification"].string == "required")
    #expect(use["rpId"].string == party.id)
  }

  @Test func aDeviceGetsNoSecondOne() throws {
    var first = try base.key()
    try base.add(&first, to: clerk)
    let asked = try house.accounts.beginPasskey(of: clerk.id, session: "here", at: party, house.now)
    #expect(
      asked["excludeCredentials"].elements.map { $0["id"].string }
        == [Base64URL.encode(first.credential)])
    // An ID that is there is nobody's new passkey, whoever comes with it.
    #expect(code { try base.add(&first, to: clerk) } == .wrongPasskey)
    #expect(code { try base.add(&first, to: boss) } == .wrongPasskey)
    var second = try base.key(2)
    #expect(try base.add(&second, to: clerk).isEmpty, "codes that are there stay")
    #expect(try house.accounts.passkeys(of: clerk.id).count == 2)
  }

  @Test func thereAreNotEndlesslyMany() throws {
    for number in 1...20 {
      var one = try base.key(UInt8(number))
      try base.add(&one, to: clerk)
    }
    var one = try base.key(21)
    #expect(code { try base.add(&one, to: clerk) } == .tooManyPasskeys)
  }

  /// The question is put once, to one session of one account, at one site, for five minutes.
  @Test func onlyWhoAskedMayAnswer() throws {
    func answer() throws -> PasskeyRegistration {
      var one = try base.key()
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
    var weak = try base.key()
    weak.isVerified = false
    #expect(code { try base.add(&weak, to: clerk) } == .wrongPasskey)
    weak.isVerified = true
    try base.add(&weak, to: clerk)
    weak.isVerified = false
    #expect(code { try base.signIn(&weak) } == .wrongPasskey)
  }

  // MARK: A second factor

  @Test func thePasswordAloneOpensNothingAnyMore() throws {
    let before = try house.signIn("clerk")
    let other = try house.signIn("clerk")
    var key = try base.key()
    let codes = try base.add(&key, to: clerk, in: before.session.id)
    #expect(try base.now(before.token) != nil)
    #expect(try base.now(other.token) == nil, "it was opened without a second factor")
    // With the passkey, or with a recovery code.
    let first = try house.challenge("clerk")
    #expect(try base.signIn(&key, waiting: first).session.account == clerk)
    #expect(code { try base.signIn(&key, waiting: first) } == .expired)
    let second = try house.challenge("clerk")
    #expect(
      code { try house.accounts.confirm(challenge: second, code: "000000", client: "", at: house.now) } == .wrongCode)
    _ = try house.accounts.confirm(challenge: second, code: codes[0], client: "", at: house.now)
    // The password again asks for more, too.
    let session = try base.signIn(&key).session
    #expect(
      code { try house.accounts.reauthenticate(session, password: House.password, code: nil, at: house.now) }
        == .wrongCode)
    #expect(
      code { try house.accounts.reauthenticate(session, password: House.password, code: codes[1], at: house.now) }
        == nil)
  }

  @Test func anothersPasskeyIsNoSecondFactor() throws {
    var (mine, theirs) = (try base.key(1), try base.key(2))
    try base.add(&mine, to: clerk)
    try base.add(&theirs, to: boss)
    let waiting = try house.challenge("clerk")
    #expect(code { try base.signIn(&theirs, waiting: waiting) } == .expired)
    #expect(try base.signIn(&mine, waiting: waiting).session.account == clerk)
  }

  @Test func itSatisfiesTheRuleForARole() throws {
    try house.accounts.setSignInRules(SignInRules(secondFactor: [.staff]), issuer: nil, by: boss.id, at: house.now)
    let opened = try house.signIn("clerk")
    #expect(try base.now(opened.token)?.lacksSecondFactor == true)
    var key = try base.key()
    try base.add(&key, to: clerk, in: opened.session.id)
    #expect(try base.now(opened.token)?.lacksSecondFactor == false)
    #expect(try base.now(try base.signIn(&key).token)?.lacksSecondFactor == false)
    let passkey = try #require(try house.accounts.passkeys(of: clerk.id).first)
    try house.accounts.removePasskey(
      passkey.id, of: clerk.id, except: opened.session.id, by: clerk.id, at: house.now)
    #expect(try base.now(opened.token)?.lacksSecondFactor == true)
  }

  /// Recovery codes go with the last of app and passkeys.
  @Test func appAndPasskeysStandBesideEachOther() throws {
    var key = try base.key()
    try base.add(&key, to: clerk)
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

  // MARK: Taking off

  @Test func takingOneOffEndsWhatItMayHaveOpened() throws {
    var (first, second) = (try base.key(1), try base.key(2))
    try base.add(&first, to: clerk)
    try base.add(&second, to: clerk)
    let (kept, other) = (try base.signIn(&first), try base.signIn(&second))
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
    #expect(try base.now(kept.token) != nil)
    #expect(try base.now(other.token) == nil)
    #expect(try house.accounts.passkeys(of: clerk.id).count == 1)
    #expect(try house.kinds().filter { $0 == "account.passkey_removed" }.count == 1)
  }

  @Test func onlyOwnersAndAdministratorsTakeThemOff() throws {
    let other = try house.add("other", [.auditor])
    var key = try base.key()
    try base.add(&key, to: clerk)
    let passkey = try #require(try house.accounts.passkeys(of: clerk.id).first)
    #expect(
      code { try house.accounts.removePasskey(passkey.id, of: clerk.id, by: other.id, at: house.now) } == .notAllowed)
    try house.accounts.removePasskey(passkey.id, of: clerk.id, by: boss.id, at: house.now)
    #expect(code { try base.signIn(&key) } == .wrongPasskey)
  }

  /// A reset is for the password; it takes no second factor off.
  @Test func aResetLeavesThem() throws {
    var key = try base.key()
    try base.add(&key, to: clerk)
    let link = try house.accounts.reset(clerk.id, by: boss.id, at: house.now)
    _ = try house.accounts.accept(token: link, password: House.other, at: house.now)
    let step = try house.accounts.signIn(
      login: "clerk", password: House.other, address: PasskeyHouse.address, client: "", at: house.now)
    guard case .needsCode(let waiting) = step else { throw House.Unexpected() }
    _ = try base.signIn(&key, waiting: waiting)
  }

  /// `hikae accounts reset`: for somebody who is locked out, or whose account is in strange hands.
  @Test func recoveringTakesThemOff() throws {
    var key = try base.key()
    try base.add(&key, to: clerk)
    let opened = try base.signIn(&key)
    let link = try house.accounts.recover(clerk.id, by: .hikae, at: house.now)
    #expect(try base.now(opened.token) == nil && house.accounts.passkeys(of: clerk.id).isEmpty)
    #expect(code { try base.signIn(&key) } == .wrongPasskey)
    _ = try house.accounts.accept(token: link, password: House.other, at: house.now)
    try house.signIn("clerk", House.other)
  }

  // MARK: The record

  /// Facts in the journal, the rest beside it; nothing that opens something anywhere.
  @Test func rebuildingLeavesThem() throws {
    var key = try base.key()
    let asked = try house.accounts.beginPasskey(of: clerk.id, session: "here", at: party, house.now)
    let challenge = try #require(asked["challenge"].string.flatMap(Base64URL.decode))
    #expect(try !house.dump(["passkey_challenge"])[0].contains(challenge))
    try base.add(&key, to: clerk, name: "私の携帯")
    let tables = ["passkey", "passkey_user", "passkey_challenge"]
    let before = try house.dump(tables)
    try house.journal.rebuild()
    #expect(try house.dump(tables) == before)
    let bodies = try house.store.read { try $0.all("SELECT body FROM journal") { $0.bytes(0) } }.joined()
    #expect(!Array(bodies).contains(Array("携帯".utf8)), "what somebody calls a device can be erased")
    #expect(!Array(try house.dump(["journal"])[0]).contains(key.credential))
    _ = try base.signIn(&key)
  }
}

extension [UInt8] {
  fileprivate func contains(_ part: [UInt8]) -> Bool { firstRange(of: part) != nil }
}
