import CanonicalForms
import Passkeys
import Storage
import TestDatabases
import TestPasskeys
import Testing

@testable import Accounts

/// Signing in by passkey: what is refused, locks, the provider, confirming.
@Suite("Accounts: signing in by passkey", .onEveryEngine) struct PasskeySignInTests {
  private let base: PasskeyHouse
  private var house: House { base.house }
  private var boss: Account { base.boss }
  private var clerk: Account { base.clerk }
  private var party: RelyingParty { base.party }
  private var other: RelyingParty { base.other }

  init() throws { base = try PasskeyHouse() }

  // MARK: Refusals

  @Test func aChallengeIsGoodOnceAndNotForLong() throws {
    var key = try base.key()
    try base.add(&key, to: clerk)
    func ask() throws -> PasskeyAssertion {
      try key.use(try house.accounts.beginPasskeySignIn(at: party, address: PasskeyHouse.address, house.now)).answer()
    }
    func enter(_ answer: PasskeyAssertion, at site: RelyingParty? = nil) throws {
      _ = try house.accounts.signIn(
        by: answer, at: site ?? party, address: PasskeyHouse.address, client: "", house.now)
    }
    let once = try ask()
    try enter(once)
    #expect(code { try enter(once) } == .expired)
    let late = try ask()
    house.pass(minutes: 5)
    #expect(code { try enter(late) } == .expired)
    #expect(code { try enter(try ask(), at: other) } == .expired)
    // A question of signing in is answered there and nowhere else.
    let session = try base.signIn(&key).session
    #expect(code { try house.accounts.reauthenticate(session, by: try ask(), at: party, house.now) } == .expired)
    let confirmation = try house.accounts.beginPasskeyConfirmation(
      of: clerk.id, session: session.id, at: party, house.now)
    #expect(code { try enter(try key.use(confirmation).answer()) } == .expired)
  }

  @Test func nobodyElsesAnswerIsTaken() throws {
    var (known, strange) = (try base.key(1), try base.key(9))
    try base.add(&known, to: clerk)
    #expect(code { try base.signIn(&strange) } == .wrongPasskey)
    let asked = try house.accounts.beginPasskeySignIn(at: party, address: PasskeyHouse.address, house.now)
    var use = try known.use(asked)
    use.user = nil
    func enter() throws {
      _ = try house.accounts.signIn(
        by: try use.answer(), at: party, address: PasskeyHouse.address, client: "", house.now)
    }
    #expect(code { try enter() } == .wrongPasskey, "a passkey that does not say whose it is")
    use = try known.use(try house.accounts.beginPasskeySignIn(at: party, address: PasskeyHouse.address, house.now))
    use.user = [UInt8](repeating: 1, count: 32)
    #expect(code { try enter() } == .wrongPasskey, "nor one that says somebody else's")
    use = try known.use(try house.accounts.beginPasskeySignIn(at: party, address: PasskeyHouse.address, house.now))
    use.signature[5] ^= 1
    #expect(code { try enter() } == .wrongPasskey)
    known.origin = "https://hikae.example.com"
    #expect(code { try base.signIn(&known) } == .wrongPasskey)
  }

  @Test func aCounterThatGoesBackIsRefusedAndWrittenDown() throws {
    var key = try base.key()
    try base.add(&key, to: clerk)
    _ = try base.signIn(&key)
    var copy = key
    _ = try base.signIn(&key)
    #expect(code { try base.signIn(&copy) } == .copiedPasskey)
    let entry = try #require(
      try house.journal.latest(before: .max, kind: "account.passkey_copied", limit: 2).first)
    let passkey = try #require(try house.accounts.passkeys(of: clerk.id).first)
    #expect(entry.body["account"].string == clerk.id.text && entry.body["passkey"].string == passkey.id)
    // The one that went on is good for what comes next.
    _ = try base.signIn(&key)
  }

  @Test func whoIsNotActiveIsNotLetIn() throws {
    var key = try base.key()
    try base.add(&key, to: clerk)
    var closed = clerk
    closed.isActive = false
    try house.accounts.change(closed, by: boss.id, at: house.now)
    #expect(code { try base.signIn(&key) } == .wrongPasskey)
    closed.isActive = true
    try house.accounts.change(closed, by: boss.id, at: house.now)
    #expect(code { try base.signIn(&key, where: { _ in false }) } == .elsewhere)
    _ = try base.signIn(&key)
  }

  /// Somebody guesses passwords; whoever has the passkey is not kept out, and the guesses go on counting.
  @Test func aLockKeepsNoOwnerOut() throws {
    var key = try base.key()
    try base.add(&key, to: clerk)
    for _ in 0..<5 { #expect(code { try house.signIn("clerk", "ein falsches Wort") } == .wrongCredentials) }
    #expect(code { try house.signIn("clerk") } == .locked)
    _ = try base.signIn(&key)
    let entry = try house.journal.latest(before: .max, kind: "session.opened", limit: 1).first
    #expect(entry?.body["failures"].integer == 5)
    #expect(code { try house.signIn("clerk") } == .locked)
  }

  @Test func questionsTakeAttemptsOfTheAddress() throws {
    var key = try base.key()
    try base.add(&key, to: clerk)
    func ask(_ address: String) throws -> JSON {
      try house.accounts.beginPasskeySignIn(at: party, address: address, house.now)
    }
    for _ in 0..<40 { _ = try base.signIn(&key) }
    for _ in 0..<30 { _ = try ask("192.0.2.9") }
    #expect(code { try ask("192.0.2.9") } == .locked)
    #expect(code { try ask("192.0.2.10") } == nil)
  }

  // MARK: The provider

  private func enter(_ subject: String) throws -> SignInStep {
    try house.accounts.signIn(
      through: ExternalIdentity(
        issuer: "https://id.example.jp", subject: subject, email: nil, hasSeveralFactors: false),
      address: PasskeyHouse.address, client: "", at: house.now)
  }

  /// Whoever has left and is out at the provider is out here, too.
  @Test func whereTheProviderIsTheOnlyWayAPasskeyIsASecondFactor() throws {
    var key = try base.key()
    try base.add(&key, to: clerk)
    let before = try base.signIn(&key)
    try house.accounts.expect(
      .subject("s-1"), issuer: "https://id.example.jp", for: clerk.id, by: boss.id, at: house.now)
    guard case .needsCode(let first) = try enter("s-1") else { throw House.Unexpected() }
    #expect(try base.signIn(&key, waiting: first).session.account == clerk)
    try house.accounts.setSignInRules(
      SignInRules(providerOnly: [.staff]), issuer: "https://id.example.jp", by: boss.id, at: house.now)
    #expect(try base.now(before.token) == nil)
    #expect(code { try base.signIn(&key) } == .providerOnly)
    guard case .needsCode(let second) = try enter("s-1") else { throw House.Unexpected() }
    let opened = try base.signIn(&key, waiting: second)
    #expect(try base.now(opened.token)?.lacksSecondFactor == false)
    #expect(code { try base.confirm(opened.session, by: &key) } == .providerOnly)
  }

  @Test func whoHasNoPasswordComesFromTheProvider() throws {
    let (guest, _) = try house.accounts.invite(
      login: "guest", name: "見本", roles: [.staff], organisation: nil, language: "ja", by: boss.id, at: house.now)
    try house.accounts.expect(
      .subject("s-2"), issuer: "https://id.example.jp", for: guest.id, by: boss.id, at: house.now)
    guard case .opened(_, let session) = try enter("s-2") else { throw House.Unexpected() }
    var key = try base.key()
    try base.add(&key, to: guest, in: session.id)
    #expect(code { try base.signIn(&key) } == .providerOnly)
    guard case .needsCode(let waiting) = try enter("s-2") else { throw House.Unexpected() }
    #expect(try base.signIn(&key, waiting: waiting).session.account.id == guest.id)
  }

  // MARK: Once more

  @Test func aPasskeyConfirmsInThePlaceOfThePassword() throws {
    var (mine, theirs) = (try base.key(1), try base.key(2))
    try base.add(&mine, to: clerk)
    try base.add(&theirs, to: boss)
    let opened = try base.signIn(&mine)
    house.pass(minutes: 20)
    #expect(code { try base.confirm(opened.session, by: &theirs) } == .wrongPasskey)
    #expect(try base.now(opened.token)?.confirmedAt != house.now)
    try base.confirm(opened.session, by: &mine)
    #expect(try base.now(opened.token)?.confirmedAt == house.now)
  }
}
