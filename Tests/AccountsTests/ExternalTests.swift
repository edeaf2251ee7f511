import CanonicalForms
import Storage
import TestDatabases
import Testing

@testable import Accounts

/// The way in through another party.
@Suite(.onEveryEngine) final class ExternalTests {
  private static let issuer = "https://id.example.jp"
  private let house: House
  private let boss: Account

  init() throws {
    house = try House()
    boss = try house.setUp()
  }

  private func identity(
    _ subject: String = "s-1", email: String? = nil, several: Bool = false, issuer: String = ExternalTests.issuer,
    authenticated: Moment? = nil
  ) -> ExternalIdentity {
    ExternalIdentity(
      issuer: issuer, subject: subject, email: email, hasSeveralFactors: several, authenticated: authenticated)
  }

  private func invite(_ login: String, _ roles: Set<Role> = [.staff]) throws -> (Account, token: String) {
    try house.accounts.invite(
      login: login, name: "見本", roles: roles, organisation: nil, language: "ja", by: boss.id, at: house.now)
  }

  @discardableResult
  private func enter(_ identity: ExternalIdentity) throws -> (token: String, session: Session) {
    let step = try house.accounts.signIn(through: identity, address: "192.0.2.9", client: "", at: house.now)
    guard case .opened(let token, let session) = step else { throw House.Unexpected() }
    return (token, session)
  }

  private func expect(_ expectation: ExternalLogin.Expectation, for id: Account.ID) throws {
    try house.accounts.expect(expectation, issuer: Self.issuer, for: id, by: boss.id, at: house.now)
  }

  private func login(_ id: Account.ID) throws -> ExternalLogin? { try house.accounts.externalLogin(of: id) }

  // MARK: Binding

  @Test func aSubjectThatWasNamedIsLetIn() throws {
    let (clerk, _) = try invite("clerk")
    #expect(code { try enter(identity()) } == .notExpected)
    try expect(.subject(" s-1 "), for: clerk.id)
    #expect(try login(clerk.id)?.expectation == .subject("s-1"))
    #expect(code { try enter(identity("S-1")) } == .notExpected)
    #expect(code { try enter(identity("s-1", issuer: "https://other.example")) } == .notExpected)
    #expect(try enter(identity()).session.account.id == clerk.id)
    #expect(try login(clerk.id) == ExternalLogin(issuer: Self.issuer, expectation: nil, subject: "s-1"))
    #expect(try enter(identity()).session.account.id == clerk.id)
  }

  /// An address is how somebody is recognised the first time, and never again.
  @Test func anAddressCountsOnce() throws {
    let (clerk, _) = try invite("clerk")
    try expect(.email("Hanako@Example.JP"), for: clerk.id)
    // Without the provider's word that it has verified the address there is none.
    #expect(code { try enter(identity("s-1", email: nil)) } == .notExpected)
    #expect(code { try enter(identity("s-1", email: "taro@example.jp")) } == .notExpected)
    #expect(try enter(identity("s-1", email: "hanako@example.jp")).session.account.id == clerk.id)
    // The address has gone to somebody else at the provider.
    #expect(code { try enter(identity("s-2", email: "hanako@example.jp")) } == .notExpected)
    #expect(try enter(identity("s-1", email: "another@example.jp")).session.account.id == clerk.id)
  }

  @Test func aLinkBindsInThePlaceOfAPassword() throws {
    let (clerk, token) = try invite("clerk")
    let link = try house.accounts.linkHash(of: token, at: house.now)
    func accept(_ identity: ExternalIdentity) throws -> SignInStep {
      try house.accounts.accept(link: link, through: identity, address: "", client: "", at: house.now)
    }
    guard case .opened(_, let session) = try accept(identity()) else { throw House.Unexpected() }
    #expect(session.account.id == clerk.id)
    #expect(code { try accept(identity("s-2")) } == .usedLink)
    #expect(code { try house.accounts.accept(token: token, password: House.password, at: house.now) } == .usedLink)
    #expect(try enter(identity()).session.account.id == clerk.id)
    #expect(try !house.accounts.hasPassword(of: clerk.id))
    #expect(code { try house.signIn("clerk", "") } == .wrongCredentials)
    // One person of the provider's has one account here.
    let (other, second) = try invite("other")
    let otherLink = try house.accounts.linkHash(of: second, at: house.now)
    #expect(
      code { try house.accounts.accept(link: otherLink, through: identity(), address: "", client: "", at: house.now) }
        == .externalTaken)
    #expect(try login(other.id) == nil)
    _ = try house.accounts.accept(
      link: otherLink, through: identity("s-2"), address: "", client: "", at: house.now)
    #expect(code { try house.accounts.linkHash(of: "none", at: house.now) } == .unknownLink)
  }

  @Test func nobodyIsExpectedTwice() throws {
    let (clerk, _) = try invite("clerk")
    let (other, _) = try invite("other")
    try expect(.email("a@example.jp"), for: clerk.id)
    #expect(code { try expect(.email("A@example.jp"), for: other.id) } == .externalTaken)
    try expect(.subject("s-1"), for: clerk.id)
    try expect(.email("a@example.jp"), for: other.id)
    try enter(identity())
    #expect(code { try expect(.subject("s-1"), for: other.id) } == .externalTaken)
    // Once more for the same account: whoever had it is out.
    let (token, _) = try enter(identity())
    try expect(.subject("s-9"), for: clerk.id)
    #expect(try house.accounts.session(token: token, at: house.now) == nil)
    #expect(code { try enter(identity()) } == .notExpected)
    try expect(.subject("s-1"), for: other.id)
  }

  @Test func whatIsExpectedIsSound() throws {
    let (clerk, _) = try invite("clerk")
    for wrong: ExternalLogin.Expectation in [
      .email(""), .email("no address"), .email("a@b@c"), .email("見本@example.jp"), .email("a b@example.jp"),
      .subject(""), .subject("  "), .subject("見本"), .subject(String(repeating: "a", count: 256)), .subject("a\u{0}b"),
    ] {
      #expect(code { try expect(wrong, for: clerk.id) } == .invalidExternal, "\(wrong)")
    }
    #expect(code { try expect(.subject("s"), for: Account.ID("none")) } == .unknownAccount)
    #expect(
      code {
        try house.accounts.expect(.subject("s"), issuer: "", for: boss.id, by: clerk.id, at: house.now)
      } == .notAllowed)
    #expect(
      code { try house.accounts.removeExternalLogin(of: boss.id, by: clerk.id, at: house.now) } == .notAllowed)
    #expect(
      code { try house.accounts.removeExternalLogin(of: clerk.id, by: boss.id, at: house.now) } == .invalidExternal)
  }

  @Test func takenAwayItIsClosed() throws {
    let (clerk, _) = try invite("clerk")
    try expect(.subject("s-1"), for: clerk.id)
    let (token, _) = try enter(identity())
    try house.accounts.removeExternalLogin(of: clerk.id, by: boss.id, at: house.now)
    #expect(try house.accounts.session(token: token, at: house.now) == nil)
    #expect(code { try enter(identity()) } == .notExpected)
  }

  @Test func aClosedAccountStaysClosed() throws {
    var (clerk, _) = try invite("clerk")
    try expect(.subject("s-1"), for: clerk.id)
    clerk.isActive = false
    try house.accounts.change(clerk, by: boss.id, at: house.now)
    #expect(code { try enter(identity()) } == .notExpected)
    #expect(try login(clerk.id)?.isBound == false)
    #expect(try house.kinds().suffix(1) == ["sign_in.refused"])
  }

  // MARK: The second factor

  /// Turns the second factor on, and gives a recovery code.
  private func enableFactor(_ id: Account.ID) throws -> String {
    _ = try house.accounts.beginTOTP(of: id, issuer: "", at: house.now)
    try house.store.write {
      try $0.execute("UPDATE credential SET totp = pending WHERE account = ?", SQLValue(id.text))
    }
    return try house.accounts.renewRecoveryCodes(of: id, at: house.now)[0]
  }

  @Test func ourSecondFactorIsAskedForUnlessTheProviderDid() throws {
    let (clerk, _) = try invite("clerk")
    try expect(.subject("s-1"), for: clerk.id)
    try enter(identity())
    // Also of somebody who has no password here.
    let recovery = try enableFactor(clerk.id)
    let step = try house.accounts.signIn(through: identity(), address: "", client: "", at: house.now)
    guard case .needsCode(let challenge) = step else { throw House.Unexpected() }
    let (_, session) = try house.accounts.confirm(challenge: challenge, code: recovery, client: "", at: house.now)
    #expect(session.account.id == clerk.id)
    try enter(identity(several: true))
  }

  @Test func whoHasNoPasswordIsNoLastAdministrator() throws {
    let (second, token) = try invite("second", [.administrator])
    let link = try house.accounts.linkHash(of: token, at: house.now)
    _ = try house.accounts.accept(link: link, through: identity(), address: "", client: "", at: house.now)
    _ = try enableFactor(second.id)
    var former = boss
    former.isActive = false
    #expect(code { try house.accounts.change(former, by: second.id, at: house.now) } == .lastAdministrator)
  }

  // MARK: Asked anew

  @Test func whoHasNotShownItLatelyIsAskedAnew() throws {
    let (clerk, _) = try invite("clerk")
    try expect(.subject("s-1"), for: clerk.id)
    #expect(try enter(identity()).session.confirmedAt == Moment(milliseconds: 0))
    let earlier = Moment(milliseconds: house.now.milliseconds - 3_600_000)
    #expect(try enter(identity(authenticated: earlier)).session.confirmedAt == earlier)
    let later = Moment(milliseconds: house.now.milliseconds + 3_600_000)
    let (token, session) = try enter(identity(authenticated: later))
    #expect(session.confirmedAt == house.now)
    house.pass(minutes: 20)
    func again(_ identity: ExternalIdentity, session handle: String? = nil) throws -> SignInStep? {
      try house.accounts.reauthenticate(
        session: handle ?? session.id, of: clerk.id, through: identity, address: "", at: house.now)
    }
    #expect(code { try again(identity("s-2")) } == .notExpected)
    #expect(code { try again(identity(), session: "none") } == .unknownSession)
    #expect(try house.accounts.session(token: token, at: house.now)?.confirmedAt != house.now)
    #expect(try again(identity()) == nil)
    #expect(try house.accounts.session(token: token, at: house.now)?.confirmedAt == house.now)
    _ = try enableFactor(clerk.id)
    guard case .needsCode = try again(identity()) else { throw House.Unexpected() }
    #expect(try again(identity(several: true)) == nil)
  }

  // MARK: Under way

  @Test func whatWasBegunIsGoodOnceAndForTenMinutes() throws {
    let purposes: [SignOn.Purpose] = [
      .signIn, .confirm(session: "h", account: boss.id), .accept(link: [UInt8](repeating: 7, count: 32)),
    ]
    for purpose in purposes {
      let secret = try house.accounts.beginSignOn(purpose, next: "/devices", address: "192.0.2.1", at: house.now)
      #expect(
        try house.accounts.takeSignOn(secret, at: house.now)
          == SignOn(purpose: purpose, next: "/devices", begun: house.now))
      #expect(try house.accounts.takeSignOn(secret, at: house.now) == nil)
    }
    let late = try house.accounts.beginSignOn(.signIn, next: "", address: "192.0.2.1", at: house.now)
    house.pass(minutes: 10)
    #expect(try house.accounts.takeSignOn(late, at: house.now) == nil)
    #expect(try house.accounts.takeSignOn("", at: house.now) == nil)
  }

  @Test func anAddressBeginsOnlySoMany() throws {
    for _ in 0..<30 { _ = try house.accounts.beginSignOn(.signIn, next: "", address: "192.0.2.7", at: house.now) }
    #expect(
      code { try house.accounts.beginSignOn(.signIn, next: "", address: "192.0.2.7", at: house.now) } == .locked)
    _ = try house.accounts.beginSignOn(.signIn, next: "", address: "192.0.2.8", at: house.now)
    // What nobody came back for is swept out.
    house.pass(minutes: 11)
    _ = try house.accounts.beginSignOn(.signIn, next: "", address: "192.0.2.8", at: house.now)
    #expect(try house.store.read { try $0.first("SELECT COUNT(*) FROM sign_on") { $0.integer(0) } } == 1)
  }

  // MARK: The journal

  @Test func theJournalTellsWhatHappenedAndNotWhoIsMeant() throws {
    let (clerk, _) = try invite("clerk")
    try expect(.email("hanako@example.jp"), for: clerk.id)
    _ = try? enter(identity("stranger-9", email: "stranger@example.jp"))
    try enter(identity("subject-7", email: "hanako@example.jp"))
    let bodies = try house.store.read { try $0.all("SELECT body, actor FROM journal") { $0.bytes(0) } }
    let text = String(decoding: bodies.joined(), as: UTF8.self)
    for personal in ["hanako", "subject-7", "stranger"] { #expect(!text.contains(personal), "\(personal)") }
    #expect(text.contains("\"reason\":\"unknown\"") && text.contains("\"through\":\"provider\""))
    #expect(
      try house.kinds().suffix(4)
        == ["account.external_expected", "sign_in.refused", "account.external_bound", "session.opened"])
    // Made again from the journal it is the same.
    let before = try house.dump(["external_login"])
    try house.journal.rebuild()
    #expect(try house.dump(["external_login"]) == before)
    // Erased, it opens to nobody.
    let all = try house.store.read {
      try $0.all("SELECT sequence FROM journal WHERE personal IS NOT NULL") { $0.integer(0) }
    }
    try house.journal.erasePersonalParts(of: all, reason: "left", at: house.now, by: "test")
    #expect(code { try enter(identity("subject-7", email: "hanako@example.jp")) } == .notExpected)
  }

  // MARK: Locked out

  @Test func whoIsLockedOutIsLetInAgain() throws {
    let clerk = try house.add("clerk", [.staff])
    let (token, _) = try house.signIn("clerk")
    _ = try enableFactor(clerk.id)
    let link = try house.accounts.recover(clerk.id, by: .hikae, at: house.now)
    #expect(try house.accounts.session(token: token, at: house.now) == nil)
    #expect(try !house.accounts.hasTOTP(of: clerk.id))
    _ = try house.accounts.accept(token: link, password: House.other, at: house.now)
    try house.signIn("clerk", House.other)
    #expect(
      try house.kinds().contains("account.second_factor_removed")
        && house.kinds().contains("session.ended_by_admin"))
    #expect(code { try house.accounts.recover(boss.id, by: clerk.id, at: house.now) } == .notAllowed)
  }
}
