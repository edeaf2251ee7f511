import CanonicalForms
import Passkeys
import TestPasskeys
import Testing

@testable import Accounts

/// A house with a site, an administrator and a clerk, who make and use passkeys.
final class PasskeyHouse {
  static let address = "192.0.2.7"
  let house: House
  let boss: Account
  let clerk: Account
  let party: RelyingParty
  let other: RelyingParty

  init() throws {
    house = try House()
    boss = try house.setUp()
    clerk = try house.add("clerk", [.staff])
    party = try #require(RelyingParty(url: "https://hikae.example.jp"))
    other = try #require(RelyingParty(url: "https://example.jp"))
  }

  func key(_ number: UInt8 = 1) throws -> SoftwareKey { try SoftwareKey(number, at: party.origin) }

  /// - Returns: recovery codes.
  @discardableResult
  func add(
    _ key: inout SoftwareKey, to account: Account, in session: String = "here", name: String = "事務所のパソコン"
  ) throws -> [String] {
    let asked = try house.accounts.beginPasskey(of: account.id, session: session, at: party, house.now)
    return try house.accounts.addPasskey(
      try key.make(asked).answer(), name: name, of: account.id, session: session, at: party, house.now)
  }

  func signIn(
    _ key: inout SoftwareKey, waiting: String? = nil,
    where admits: @escaping @Sendable (Account) -> Bool = { _ in true }
  ) throws -> (token: String, session: Session) {
    let asked = try house.accounts.beginPasskeySignIn(at: party, address: PasskeyHouse.address, house.now)
    let answer = try key.use(asked).answer()
    let opened = try house.accounts.signIn(
      by: answer, waiting: waiting, at: party, address: PasskeyHouse.address, client: "", house.now, where: admits)
    return (opened.token, opened.1)
  }

  func now(_ token: String) throws -> Session? { try house.accounts.session(token: token, at: house.now) }

  func confirm(_ session: Session, by key: inout SoftwareKey) throws {
    let asked = try house.accounts.beginPasskeyConfirmation(
      of: session.account.id, session: session.id, at: party, house.now)
    try house.accounts.reauthenticate(session, by: try key.use(asked).answer(), at: party, house.now)
  }
}
