import CanonicalForms
import TestDatabases
import Testing

@testable import Accounts

/// Somebody had got hold of an account. Whatever its owner or an administrator does about it takes the tokens along that
/// the intruder has made.
@Suite("Accounts: taken over", .onEveryEngine) struct TakenOverTests {
  private let house: House
  private let boss: Account
  private let clerk: Account
  private let bearer: String

  init() throws {
    house = try House()
    boss = try house.setUp()
    clerk = try house.add("clerk", [.staff])
    bearer = try house.accounts.createToken(
      for: clerk.id, name: "backdoor", scopes: [.reportLoss], days: 366, at: house.now
    ).secret
    #expect(try house.accounts.authenticate(bearer: bearer, at: house.now) != nil)
  }

  private func isVoid() throws -> Bool {
    try house.accounts.authenticate(bearer: bearer, at: house.now) == nil
      && house.accounts.tokens(of: clerk.id).isEmpty && house.kinds().contains("token.revoked")
  }

  @Test func anotherPasswordVoidsTokens() throws {
    try house.accounts.setPassword(of: clerk.id, current: House.password, new: House.other, at: house.now)
    #expect(try isVoid())
  }

  @Test func aResetVoidsTokensWhenItIsUsed() throws {
    let link = try house.accounts.reset(clerk.id, by: boss.id, at: house.now)
    #expect(try !isVoid(), "a link that nobody has opened changes nothing")
    _ = try house.accounts.accept(token: link, password: House.other, at: house.now)
    #expect(try isVoid())
  }

  /// `hikae accounts reset`: at once, not when the link is used.
  @Test func recoveringVoidsTokens() throws {
    _ = try house.accounts.recover(clerk.id, by: .hikae, at: house.now)
    #expect(try isVoid())
  }

  @Test func anotherWayInVoidsTokens() throws {
    let link = try house.accounts.reset(clerk.id, by: boss.id, at: house.now)
    let hash = try house.accounts.linkHash(of: link, at: house.now)
    let identity = ExternalIdentity(
      issuer: "https://id.example.jp", subject: "7", email: nil, hasSeveralFactors: true, authenticated: house.now)
    _ = try house.accounts.accept(link: hash, through: identity, address: "192.0.2.1", client: "", at: house.now)
    #expect(try isVoid())
  }

  @Test func tokensOfOthersStay() throws {
    let other = try house.accounts.createToken(
      for: boss.id, name: "nightly", scopes: [.seeDevices], days: 30, at: house.now
    ).secret
    _ = try house.accounts.recover(clerk.id, by: .hikae, at: house.now)
    #expect(try house.accounts.authenticate(bearer: other, at: house.now) != nil)
  }

  /// Whoever may not come in at this host gets no session, whatever they know, and is not locked out by asking.
  @Test func whoIsNotAdmittedGetsNoSession() throws {
    func signIn() throws -> SignInStep {
      try house.accounts.signIn(
        login: "clerk", password: House.password, address: "192.0.2.1", client: "", at: house.now
      ) { !$0.roles.contains(.staff) }
    }
    for _ in 0..<20 { #expect(code { try signIn() } == .elsewhere) }
    #expect(try !house.kinds().contains("session.opened"))
    try house.signIn("clerk")
  }
}
