import CanonicalForms
import Storage
import TestDatabases
import Testing

@testable import Accounts

/// How people of a role have to sign in.
@Suite(.onEveryEngine) final class SignInRuleTests {
  private static let issuer = "https://id.example.jp"
  private let house: House
  private let boss: Account

  init() throws {
    house = try House()
    boss = try house.setUp()
  }

  private func set(_ rules: SignInRules, issuer: String? = SignInRuleTests.issuer, by: Account.ID? = nil) throws {
    try house.accounts.setSignInRules(rules, issuer: issuer, by: by ?? boss.id, at: house.now)
  }

  private func now(_ token: String) throws -> Session {
    try #require(try house.accounts.session(token: token, at: house.now))
  }

  private func enter(_ subject: String, several: Bool = false) throws -> String {
    let identity = ExternalIdentity(issuer: Self.issuer, subject: subject, email: nil, hasSeveralFactors: several)
    let step = try house.accounts.signIn(through: identity, address: "192.0.2.9", client: "", at: house.now)
    guard case .opened(let token, _) = step else { throw House.Unexpected() }
    return token
  }

  /// Binds an account to somebody of the provider's.
  private func bind(_ account: Account, to subject: String) throws {
    try house.accounts.expect(
      .subject(subject), issuer: Self.issuer, for: account.id, by: boss.id, at: house.now)
    _ = try enter(subject)
  }

  private func setUpApp(of id: Account.ID, in session: Session) throws {
    let secret = try house.accounts.beginTOTP(of: id, issuer: "控え", at: house.now).secret
    _ = try house.accounts.enableTOTP(of: id, code: house.appCode(secret), except: session.id, at: house.now)
  }

  @Test func aSecondFactorIsMissingUntilItIsSetUp() throws {
    let officer = try house.add("officer", [.privacyOfficer, .approver])
    _ = try house.add("clerk", [.staff])
    let officerToken = try house.signIn("officer").token
    let clerkToken = try house.signIn("clerk").token
    #expect(try !now(officerToken).lacksSecondFactor)
    try set(SignInRules(secondFactor: [.approver]))
    // From the next request on, for whoever has the role among others.
    #expect(try now(officerToken).lacksSecondFactor)
    #expect(try !now(clerkToken).lacksSecondFactor)
    try setUpApp(of: officer.id, in: now(officerToken))
    #expect(try !now(officerToken).lacksSecondFactor)
    try set(SignInRules())
    #expect(try house.accounts.signInRules() == SignInRules())
  }

  /// What the provider has asked for counts, also after the token was changed; another session does not.
  @Test func severalFactorsAtTheProviderAreEnough() throws {
    let officer = try house.add("officer", [.privacyOfficer])
    try bind(officer, to: "s-1")
    try set(SignInRules(secondFactor: [.privacyOfficer]))
    #expect(try now(try enter("s-1")).lacksSecondFactor)
    let strong = try enter("s-1", several: true)
    #expect(try !now(strong).lacksSecondFactor)
    #expect(try !now(try house.accounts.rotate(strong, at: house.now).token).lacksSecondFactor)
    #expect(try now(try house.signIn("officer").token).lacksSecondFactor)
  }

  @Test func aPasswordOpensNothingWhereTheProviderIsTheOnlyWay() throws {
    let officer = try house.add("officer", [.approver])
    let session = try house.signIn("officer").session
    let reset = try house.accounts.reset(officer.id, by: boss.id, at: house.now)
    try bind(officer, to: "s-1")
    try set(SignInRules(providerOnly: [.approver]))
    #expect(try !house.accounts.hasPassword(of: officer.id))
    #expect(code { try house.signIn("officer") } == .providerOnly)
    // Whoever does not know the password is told nothing.
    #expect(code { try house.signIn("officer", "wrong") } == .wrongCredentials)
    #expect(
      code { try house.accounts.reauthenticate(session, password: House.password, code: nil, at: house.now) }
        == .providerOnly)
    #expect(
      code { try house.accounts.accept(token: reset, password: House.other, at: house.now) } == .providerOnly)
    #expect(
      code {
        try house.accounts.setPassword(of: officer.id, current: House.password, new: House.other, at: house.now)
      } == .providerOnly)
    _ = try enter("s-1")
    // The command line opens the passwords again.
    try set(SignInRules(), issuer: nil, by: .hikae)
    try house.signIn("officer")
  }

  /// What a password opened before is over, and a code does not finish what a password began.
  @Test func whatAPasswordHasOpenedIsOver() throws {
    let officer = try house.add("officer", [.approver])
    let secret = try house.accounts.beginTOTP(of: officer.id, issuer: "控え", at: house.now).secret
    _ = try house.accounts.enableTOTP(of: officer.id, code: house.appCode(secret), at: house.now)
    house.pass(seconds: 60)
    let token = try house.accounts.confirm(
      challenge: try house.challenge("officer"), code: house.appCode(secret), client: "", at: house.now
    ).token
    house.pass(seconds: 60)
    let challenge = try house.challenge("officer")
    try bindWithCode(officer, "s-1", secret)
    _ = try now(token)
    try set(SignInRules(providerOnly: [.approver]))
    #expect(try house.accounts.session(token: token, at: house.now) == nil)
    house.pass(seconds: 60)
    #expect(
      code {
        try house.accounts.confirm(challenge: challenge, code: house.appCode(secret), client: "", at: house.now)
      } == .providerOnly)
    // The same two steps, begun at the provider.
    house.pass(seconds: 60)
    let identity = ExternalIdentity(issuer: Self.issuer, subject: "s-1", email: nil, hasSeveralFactors: false)
    guard
      case .needsCode(let begun) = try house.accounts.signIn(
        through: identity, address: "192.0.2.9", client: "", at: house.now)
    else { throw House.Unexpected() }
    let opened = try house.accounts.confirm(
      challenge: begun, code: house.appCode(secret), client: "", at: house.now
    ).token
    #expect(try !now(opened).lacksSecondFactor)
  }

  private func bindWithCode(_ account: Account, _ subject: String, _ secret: String) throws {
    try house.accounts.expect(.subject(subject), issuer: Self.issuer, for: account.id, by: boss.id, at: house.now)
    let identity = ExternalIdentity(issuer: Self.issuer, subject: subject, email: nil, hasSeveralFactors: true)
    _ = try house.accounts.signIn(through: identity, address: "192.0.2.9", client: "", at: house.now)
  }

  /// Whoever knows the password alone does not come to count as strong when the owner sets up an app.
  @Test func turningAnAppOnEndsTheOtherSessions() throws {
    let officer = try house.add("officer", [.approver])
    try set(SignInRules(secondFactor: [.approver]))
    let other = try house.signIn("officer").token
    let own = try house.signIn("officer")
    let secret = try house.accounts.beginTOTP(of: officer.id, issuer: "控え", at: house.now).secret
    _ = try house.accounts.enableTOTP(
      of: officer.id, code: house.appCode(secret), except: own.session.id, at: house.now)
    #expect(try !now(own.token).lacksSecondFactor)
    #expect(try house.accounts.session(token: other, at: house.now) == nil)
  }

  /// Several factors that the provider asks for later count for the session that is open.
  @Test func confirmingWithSeveralFactorsIsEnough() throws {
    let officer = try house.add("officer", [.approver])
    try bind(officer, to: "s-1")
    try set(SignInRules(secondFactor: [.approver]))
    let token = try enter("s-1")
    let session = try now(token)
    #expect(session.lacksSecondFactor)
    let identity = ExternalIdentity(issuer: Self.issuer, subject: "s-1", email: nil, hasSeveralFactors: true)
    _ = try house.accounts.reauthenticate(
      session: session.id, of: officer.id, through: identity, address: "192.0.2.9", at: house.now)
    #expect(try !now(token).lacksSecondFactor)
  }

  /// Under the rule a password does not make an administrator: not by taking the binding away, nor a role, nor by giving one.
  @Test func theLastWhoCanComeInStays() throws {
    try bind(boss, to: "s-boss")
    let second = try house.add("second", [.administrator])
    try set(SignInRules(providerOnly: [.privacyOfficer]))
    // Boss is a privacy officer as well; the other one has a password that opens everything.
    try house.accounts.removeExternalLogin(of: boss.id, by: second.id, at: house.now)
    try bind(boss, to: "s-boss")
    try set(SignInRules(providerOnly: [.administrator]))
    #expect(
      code { try house.accounts.removeExternalLogin(of: boss.id, by: second.id, at: house.now) }
        == .lastAdministrator)
    #expect(
      code {
        try house.accounts.expect(
          .subject("s-2"), issuer: Self.issuer, for: boss.id, by: second.id, at: house.now)
      } == .lastAdministrator)
    var changed = boss
    changed.roles = [.privacyOfficer]
    #expect(code { try house.accounts.change(changed, by: second.id, at: house.now) } == .lastAdministrator)
    changed = boss
    changed.isActive = false
    #expect(code { try house.accounts.change(changed, by: second.id, at: house.now) } == .lastAdministrator)
  }

  @Test func nobodyLocksEverybodyOut() throws {
    let rules = SignInRules(providerOnly: [.administrator])
    #expect(code { try set(rules) } == .lastAdministrator)
    #expect(code { try set(rules, issuer: nil) } == .noProvider)
    try house.accounts.expect(.subject("s-9"), issuer: Self.issuer, for: boss.id, by: boss.id, at: house.now)
    // Somebody is waited for; nobody has come yet.
    #expect(code { try set(rules) } == .lastAdministrator)
    _ = try enter("s-9")
    #expect(code { try set(rules, issuer: "https://other.example") } == .lastAdministrator)
    try set(rules)
    #expect(try house.accounts.signInRules() == rules)
  }

  @Test func onlyWhoManagesAccountsSetsThem() throws {
    let officer = try house.add("officer", [.privacyOfficer])
    #expect(code { try set(SignInRules(secondFactor: [.staff]), by: officer.id) } == .notAllowed)
    #expect(try house.accounts.signInRules() == SignInRules())
  }

  /// They are facts: in the journal, once for each change, and made again from it.
  @Test func theJournalHasThem() throws {
    let rules = SignInRules(secondFactor: [.approver, .privacyOfficer])
    try set(rules)
    try set(rules)
    #expect(try house.kinds().count { $0 == "sign_in.rules_set" } == 1)
    try house.journal.rebuild()
    #expect(try house.accounts.signInRules() == rules)
  }
}
