import CanonicalForms
import Storage
import TestDatabases
import Testing

@testable import Accounts

@Suite(.onEveryEngine) final class AccountTests {
  private let house: House

  init() throws { house = try House() }

  // MARK: The first account

  @Test func theFirstAccountComesThroughALink() throws {
    let accounts = house.accounts
    #expect(try accounts.isEmpty())
    let former = try accounts.openSetup(at: house.now)
    let token = try accounts.openSetup(at: house.now)
    func setUp(
      _ token: String, _ password: String = House.password, login: String = "Boss@Example.JP"
    ) throws -> Account {
      try accounts.setUp(token: token, login: login, name: "見本 一郎", language: "ja", password: password, at: house.now)
    }
    #expect(code { try setUp(former) } == .unknownLink)
    #expect(code { try setUp(token, "boss") } == .weakPassword)
    #expect(code { try setUp(token, login: "見本") } == .invalidLogin)
    let boss = try setUp(token)
    #expect(boss.login == "boss@example.jp" && boss.roles == [.administrator, .privacyOfficer])
    #expect(try accounts.accounts() == [boss])
    #expect(try accounts.account(boss.id) == boss)
    #expect(try !accounts.isEmpty())
    #expect(code { try setUp(token) } == .usedLink)
    #expect(code { try accounts.openSetup(at: house.now) } == .alreadySetUp)
    try house.signIn("boss@example.jp")
  }

  @Test func theFirstLinkHoldsAnHour() throws {
    let token = try house.accounts.openSetup(at: house.now)
    house.pass(minutes: 60)
    #expect(
      code {
        try house.accounts.setUp(
          token: token, login: "boss", name: "a", language: "ja", password: House.password, at: house.now)
      } == .expired)
    // A link of another kind is none of this.
    #expect(code { try house.accounts.accept(token: token, password: House.password, at: house.now) } == .unknownLink)
  }

  // MARK: Invitations

  private func invite(
    _ login: String, _ roles: Set<Role> = [.staff], organisation: String? = nil, by: Account.ID, name: String = "見本",
    language: String = "ja"
  ) throws -> (Account, token: String) {
    try house.accounts.invite(
      login: login, name: name, roles: roles, organisation: organisation, language: language, by: by, at: house.now)
  }

  @Test func anInvitationIsGoodOnceAndForThreeDays() throws {
    let boss = try house.setUp()
    let (clerk, token) = try invite("clerk", by: boss.id)
    #expect(try house.accounts.invited(token: token, at: house.now) == clerk)
    #expect(code { try house.accounts.accept(token: token, password: "clerk1234567", at: house.now) } == .weakPassword)
    _ = try house.accounts.accept(token: token, password: House.password, at: house.now)
    #expect(code { try house.accounts.accept(token: token, password: House.other, at: house.now) } == .usedLink)
    try house.signIn("clerk")
    let (_, late) = try invite("late", by: boss.id)
    house.pass(minutes: 3 * 24 * 60)
    #expect(code { try house.accounts.accept(token: late, password: House.password, at: house.now) } == .expired)
    #expect(code { try house.accounts.accept(token: "", password: House.password, at: house.now) } == .unknownLink)
  }

  @Test func aLaterLinkClosesTheFormer() throws {
    let boss = try house.setUp()
    let (clerk, former) = try invite("clerk", by: boss.id)
    let token = try house.accounts.reset(clerk.id, by: boss.id, at: house.now)
    #expect(code { try house.accounts.accept(token: former, password: House.password, at: house.now) } == .unknownLink)
    _ = try house.accounts.accept(token: token, password: House.password, at: house.now)
  }

  @Test func aResetEndsSessionsAndLiftsTheLock() throws {
    let boss = try house.setUp()
    let clerk = try house.add("clerk", [.staff])
    let (session, _) = try house.signIn("clerk")
    for _ in 0..<5 { #expect(code { try house.signIn("clerk", House.other) } == .wrongCredentials) }
    let token = try house.accounts.reset(clerk.id, by: boss.id, at: house.now)
    // Until the link is used nothing changes.
    #expect(try house.accounts.session(token: session, at: house.now) != nil)
    _ = try house.accounts.accept(token: token, password: House.other, at: house.now)
    #expect(try house.accounts.session(token: session, at: house.now) == nil)
    #expect(code { try house.signIn("clerk") } == .wrongCredentials)
    try house.signIn("clerk", House.other)
  }

  @Test func whatAnAccountMustBe() throws {
    let boss = try house.setUp()
    #expect(code { try invite("boss", by: boss.id) } == .duplicateLogin)
    #expect(code { try invite(" BOSS", by: boss.id) } == .duplicateLogin)
    for login in ["", "a b", "見本", "a/b", "hikae", String(repeating: "a", count: 121)] {
      #expect(code { try invite(login, by: boss.id) } == .invalidLogin, "\(login)")
    }
    #expect(code { try invite("a", [], by: boss.id) } == .invalidAccount)
    #expect(code { try invite("a", by: boss.id, name: "") } == .invalidAccount)
    #expect(code { try invite("a", by: boss.id, language: "fr") } == .invalidAccount)
    // Of a client only with its organisation, and nothing else beside it.
    #expect(code { try invite("a", [.client], by: boss.id) } == .invalidAccount)
    #expect(code { try invite("a", [.client, .staff], organisation: "1", by: boss.id) } == .invalidAccount)
    #expect(code { try invite("a", [.staff], organisation: "1", by: boss.id) } == .invalidAccount)
    let (client, _) = try invite("a", [.client], organisation: "1", by: boss.id)
    #expect(client.organisation == "1" && client.permissions == [.seeOwnClient, .manageOwnAccount])
  }

  @Test func onlyWhoManagesAccountsManagesThem() throws {
    let boss = try house.setUp()
    let everyRole = Set(Role.allCases).subtracting([.administrator, .client])
    let officer = try house.add("officer", everyRole)
    let client = try house.add("client", [.client], organisation: "1")
    for actor in [officer.id, client.id, Account.ID("nobody"), Account.ID("")] {
      #expect(code { try invite("x", by: actor) } == .notAllowed)
      #expect(code { try house.accounts.reset(boss.id, by: actor, at: house.now) } == .notAllowed)
      #expect(code { try house.accounts.change(officer, by: actor, at: house.now) } == .notAllowed)
      #expect(code { try house.accounts.endAll(of: boss.id, except: nil, by: actor, at: house.now) } == .notAllowed)
    }
  }

  // MARK: Changes

  @Test func changesAreTakenOver() throws {
    let boss = try house.setUp()
    let clerk = try house.add("clerk", [.staff])
    var changed = clerk
    changed.name = "見本 花子"
    changed.language = "en"
    changed.roles = [.staff, .approver]
    let before = try house.kinds().count
    try house.accounts.change(changed, by: boss.id, at: house.now)
    #expect(try house.accounts.account(clerk.id) == changed)
    #expect(try house.kinds()[before...] == ["account.changed", "account.roles_changed"])
    // Nothing to change is nothing to write down.
    try house.accounts.change(changed, by: boss.id, at: house.now)
    #expect(try house.kinds().count == before + 2)
    #expect(
      code {
        try house.accounts.change(
          Account(id: .init("a-0"), login: "x", name: "x", roles: [.staff]), by: boss.id, at: house.now)
      } == .unknownAccount)
  }

  @Test func aLostRoleEndsSessionsAndTokens() throws {
    let boss = try house.setUp()
    var clerk = try house.add("clerk", [.staff, .auditor])
    let (token, _) = try house.signIn("clerk")
    let secret = try house.accounts.createToken(
      for: clerk.id, name: "報告", scopes: [.reportLoss], days: 30, at: house.now
    ).secret
    // Another role more changes nothing but what the session may do.
    clerk.roles.insert(.approver)
    try house.accounts.change(clerk, by: boss.id, at: house.now)
    #expect(try house.accounts.session(token: token, at: house.now)?.account.may(.approvePublication) == true)
    clerk.roles.remove(.auditor)
    try house.accounts.change(clerk, by: boss.id, at: house.now)
    #expect(try house.accounts.session(token: token, at: house.now) == nil)
    #expect(try house.accounts.authenticate(bearer: secret, at: house.now) == nil)
    #expect(try house.accounts.tokens(of: clerk.id).isEmpty)
    #expect(try house.kinds().suffix(3) == ["account.roles_changed", "session.ended_by_admin", "token.revoked"])
  }

  @Test func whoIsNotActiveIsOut() throws {
    let boss = try house.setUp()
    var clerk = try house.add("clerk", [.staff])
    let (token, session) = try house.signIn("clerk")
    let link = try house.accounts.reset(clerk.id, by: boss.id, at: house.now)
    clerk.isActive = false
    try house.accounts.change(clerk, by: boss.id, at: house.now)
    #expect(try house.accounts.session(token: token, at: house.now) == nil)
    #expect(code { try house.accounts.accept(token: link, password: House.other, at: house.now) } == .unknownLink)
    #expect(code { try house.accounts.reset(clerk.id, by: boss.id, at: house.now) } == .notAllowed)
    #expect(code { try house.signIn("clerk") } == .wrongCredentials)
    #expect(
      code { try house.accounts.reauthenticate(session, password: House.password, code: nil, at: house.now) }
        == .wrongCredentials)
    #expect(code { try house.accounts.beginTOTP(of: clerk.id, issuer: "", at: house.now) } == .notAllowed)
    clerk.isActive = true
    try house.accounts.change(clerk, by: boss.id, at: house.now)
    try house.signIn("clerk")
  }

  @Test func theLastAdministratorStays() throws {
    var boss = try house.setUp()
    // One who was only invited cannot sign in.
    let (second, token) = try invite("second", [.administrator], by: boss.id)
    boss.roles = [.privacyOfficer]
    #expect(code { try house.accounts.change(boss, by: boss.id, at: house.now) } == .lastAdministrator)
    boss.roles = [.administrator]
    boss.isActive = false
    #expect(code { try house.accounts.change(boss, by: .hikae, at: house.now) } == .lastAdministrator)
    _ = try house.accounts.accept(token: token, password: House.password, at: house.now)
    try house.accounts.change(boss, by: boss.id, at: house.now)
    var last = second
    last.roles = [.staff]
    #expect(code { try house.accounts.change(last, by: second.id, at: house.now) } == .lastAdministrator)
    #expect(try house.accounts.account(second.id) == second)
  }

  // MARK: Access tokens

  @Test func aTokenIsNeverWiderThanItsAccount() throws {
    let boss = try house.setUp()
    var clerk = try house.add("clerk", [.auditor])
    func create(_ scopes: Set<Permission>, name: String = "監査", days: Int = 30) throws -> (AccessToken, secret: String)
    {
      try house.accounts.createToken(for: clerk.id, name: name, scopes: scopes, days: days, at: house.now)
    }
    #expect(code { try create([.seeJournal, .manageAccounts]) } == .notAllowed)
    #expect(code { try create([.manageOwnAccount]) } == .notAllowed)
    #expect(code { try create([]) } == .invalidToken)
    #expect(code { try create([.seeJournal], name: "") } == .invalidToken)
    for days in [0, -1, 367] { #expect(code { try create([.seeJournal], days: days) } == .invalidToken) }
    let (token, secret) = try create([.seeJournal, .export])
    #expect(secret.hasPrefix("hikae_") && secret.count == 70)
    house.pass(minutes: 1)
    let found = try #require(try house.accounts.authenticate(bearer: secret, at: house.now))
    #expect(found.0 == clerk && found.1.scopes == [.seeJournal, .export] && found.1.id == token.id)
    #expect(try house.accounts.tokens(of: clerk.id).first?.lastUsed == house.now)
    // Whatever is in the table, today's roles are the bound.
    try house.store.write { try $0.execute("UPDATE access_token SET scopes = 'see_journal,manage_accounts,export'") }
    #expect(try house.accounts.authenticate(bearer: secret, at: house.now)?.1.scopes == [.seeJournal, .export])
    clerk.roles = [.auditor, .staff]
    try house.accounts.change(clerk, by: boss.id, at: house.now)
    #expect(try house.accounts.authenticate(bearer: secret, at: house.now)?.1.scopes == [.seeJournal, .export])
  }

  @Test func aTokenEnds() throws {
    let boss = try house.setUp()
    let clerk = try house.add("clerk", [.staff])
    let (token, secret) = try house.accounts.createToken(
      for: clerk.id, name: "a", scopes: [.reportLoss], days: 1, at: house.now)
    #expect(try house.accounts.authenticate(bearer: "hikae_", at: house.now) == nil)
    #expect(try house.accounts.authenticate(bearer: String(secret.dropFirst(6)), at: house.now) == nil)
    house.pass(minutes: 24 * 60 - 1)
    #expect(try house.accounts.authenticate(bearer: secret, at: house.now) != nil)
    house.pass(minutes: 1)
    #expect(try house.accounts.authenticate(bearer: secret, at: house.now) == nil)
    let other = try house.add("other", [.staff])
    #expect(
      code { try house.accounts.revokeToken(id: token.id, of: clerk.id, by: other.id, at: house.now) } == .notAllowed)
    #expect(
      code { try house.accounts.revokeToken(id: token.id, of: other.id, by: other.id, at: house.now) } == .invalidToken)
    try house.accounts.revokeToken(id: token.id, of: clerk.id, by: boss.id, at: house.now)
    #expect(try house.accounts.tokens(of: clerk.id).isEmpty)
  }
}
