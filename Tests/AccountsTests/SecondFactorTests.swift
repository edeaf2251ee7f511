import CanonicalForms
import Storage
import TestDatabases
import Testing

@testable import Accounts

@Suite(.onEveryEngine) final class SecondFactorTests {
  private let house: House
  private let boss: Account

  init() throws {
    house = try House()
    boss = try house.setUp()
  }

  private func code(_ secret: String, steps: Int64 = 0) -> String { house.appCode(secret, steps: steps) }

  private func enable(_ id: Account.ID) throws -> (secret: String, recovery: [String]) {
    let begun = try house.accounts.beginTOTP(of: id, issuer: "控え", at: house.now)
    #expect(begun.uri.contains("secret=" + begun.secret))
    let recovery = try house.accounts.enableTOTP(of: id, code: code(begun.secret), at: house.now)
    house.pass(seconds: 60)
    return (begun.secret, recovery)
  }

  private func confirm(_ challenge: String, _ code: String) throws -> (token: String, Session) {
    try house.accounts.confirm(challenge: challenge, code: code, client: "", at: house.now)
  }

  @Test func itIsAskedForOnceItWasShownToWork() throws {
    let begun = try house.accounts.beginTOTP(of: boss.id, issuer: "控え", at: house.now)
    #expect(try !house.accounts.hasTOTP(of: boss.id))
    try house.signIn("boss")
    #expect(
      failure { try house.accounts.enableTOTP(of: boss.id, code: code(begun.secret, steps: 9), at: house.now) }
        == .wrongCode)
    let recovery = try house.accounts.enableTOTP(of: boss.id, code: code(begun.secret), at: house.now)
    #expect(Set(recovery).count == 10)
    #expect(try house.accounts.hasTOTP(of: boss.id))
    // The code that turned it on is used up.
    let challenge = try house.challenge("boss")
    #expect(failure { try confirm(challenge, code(begun.secret)) } == .wrongCode)
    house.pass(seconds: 30)
    let (token, session) = try confirm(challenge, code(begun.secret))
    #expect(try house.accounts.session(token: token, at: house.now) == session)
  }

  @Test func aCodeIsGoodOnce() throws {
    let (secret, _) = try enable(boss.id)
    _ = try confirm(try house.challenge("boss"), " " + code(secret).prefix(3) + " " + code(secret).suffix(3))
    let challenge = try house.challenge("boss")
    #expect(failure { try confirm(challenge, code(secret)) } == .wrongCode)
    #expect(failure { try confirm(challenge, code(secret, steps: -1)) } == .wrongCode)
    _ = try confirm(challenge, code(secret, steps: 1))
  }

  @Test func aChallengeIsGoodOnceAndForFiveMinutes() throws {
    let (secret, _) = try enable(boss.id)
    let challenge = try house.challenge("boss")
    _ = try confirm(challenge, code(secret))
    house.pass(seconds: 60)
    #expect(failure { try confirm(challenge, code(secret)) } == .expired)
    let late = try house.challenge("boss")
    house.pass(minutes: 5)
    #expect(failure { try confirm(late, code(secret)) } == .expired)
    #expect(failure { try confirm("", code(secret)) } == .expired)
  }

  /// Whoever has the password gets five codes, however many challenges, and then waits.
  @Test func codesCannotBeGuessed() throws {
    let (secret, _) = try enable(boss.id)
    for _ in 0..<5 { #expect(failure { try confirm(try house.challenge("boss"), "000000") } == .wrongCode) }
    #expect(failure { try house.challenge("boss") } == .locked)
    house.pass(minutes: 1)
    let challenge = try house.challenge("boss")
    _ = try confirm(challenge, code(secret))
    let another = try house.challenge("boss")
    for _ in 0..<4 { #expect(failure { try confirm(another, "000000") } == .wrongCode) }
  }

  @Test func aRecoveryCodeIsGoodOnce() throws {
    let (_, recovery) = try enable(boss.id)
    _ = try confirm(try house.challenge("boss"), recovery[3].uppercased())
    #expect(try house.accounts.recoveryCodesLeft(of: boss.id) == 9)
    let challenge = try house.challenge("boss")
    #expect(failure { try confirm(challenge, recovery[3]) } == .wrongCode)
    _ = try confirm(challenge, recovery[4].replacing("-", with: " "))
    let renewed = try house.accounts.renewRecoveryCodes(of: boss.id, at: house.now)
    let next = try house.challenge("boss")
    #expect(failure { try confirm(next, recovery[5]) } == .wrongCode)
    _ = try confirm(next, renewed[5])
  }

  /// Codes of one account are none of another's, and a sealed secret opens only where it belongs.
  @Test func nothingGoesFromOneAccountToAnother() throws {
    let (secret, recovery) = try enable(boss.id)
    let clerk = try house.add("clerk", [.staff])
    let (_, _) = try enable(clerk.id)
    let challenge = try house.challenge("clerk")
    #expect(failure { try confirm(challenge, recovery[0]) } == .wrongCode)
    #expect(failure { try confirm(challenge, code(secret)) } == .wrongCode)
    try house.store.write { session in
      let stolen = try session.first("SELECT totp FROM credential WHERE account = ?", SQLValue(boss.id.text)) {
        $0.bytes(0)
      }
      try session.execute("UPDATE credential SET totp = ? WHERE account = ?", SQLValue(stolen), SQLValue(clerk.id.text))
    }
    #expect(throws: StorageFailure.self) { try confirm(challenge, code(secret)) }
  }

  @Test func aResetKeepsTheSecondFactor() throws {
    let clerk = try house.add("clerk", [.staff])
    let (secret, _) = try enable(clerk.id)
    let token = try house.accounts.reset(clerk.id, by: boss.id, at: house.now)
    _ = try house.accounts.accept(token: token, password: House.other, at: house.now)
    let step = try house.accounts.signIn(
      login: "clerk", password: House.other, address: "", client: "", at: house.now)
    guard case .needsCode(let challenge) = step else { throw House.Unexpected() }
    _ = try confirm(challenge, code(secret))
  }

  @Test func itIsTakenOffWithThePasswordOfWhoeverDoesIt() throws {
    let clerk = try house.add("clerk", [.staff])
    let (_, recovery) = try enable(clerk.id)
    let accounts = house.accounts
    #expect(
      failure { try accounts.disableTOTP(of: clerk.id, password: House.other, by: clerk.id, at: house.now) }
        == .wrongCredentials)
    #expect(
      failure { try accounts.disableTOTP(of: boss.id, password: House.password, by: clerk.id, at: house.now) }
        == .notAllowed)
    try accounts.disableTOTP(of: clerk.id, password: House.password, by: boss.id, at: house.now)
    #expect(try !accounts.hasTOTP(of: clerk.id))
    #expect(try accounts.recoveryCodesLeft(of: clerk.id) == 0)
    try house.signIn("clerk")
    #expect(
      failure { try accounts.disableTOTP(of: clerk.id, password: House.password, by: clerk.id, at: house.now) }
        == .noSecondFactor)
    let again = try enable(clerk.id)
    #expect(Set(again.recovery).isDisjoint(with: recovery))
    try accounts.disableTOTP(of: clerk.id, password: "", by: .hikae, at: house.now)
  }

  @Test func whatWasBegunIsOverAfterAQuarterOfAnHour() throws {
    let begun = try house.accounts.beginTOTP(of: boss.id, issuer: "控え", at: house.now)
    house.pass(minutes: 15)
    #expect(failure { try house.accounts.enableTOTP(of: boss.id, code: code(begun.secret), at: house.now) } == .expired)
    let clerk = try house.add("clerk", [.staff])
    #expect(failure { try house.accounts.enableTOTP(of: clerk.id, code: "000000", at: house.now) } == .noSecondFactor)
  }

  @Test func givingEverythingAgainTakesTheCode() throws {
    let (secret, _) = try enable(boss.id)
    let (token, session) = try confirm(try house.challenge("boss"), code(secret))
    house.pass(minutes: 10)
    for wrong in [nil, "", "000000"] {
      #expect(
        failure { try house.accounts.reauthenticate(session, password: House.password, code: wrong, at: house.now) }
          == .wrongCode)
    }
    #expect(
      failure { try house.accounts.reauthenticate(session, password: House.other, code: code(secret), at: house.now) }
        == .wrongCredentials)
    let again = try house.accounts.reauthenticate(session, password: House.password, code: code(secret), at: house.now)
    #expect(again.confirmedAt == house.now)
    #expect(try house.accounts.session(token: token, at: house.now)?.confirmedAt == house.now)
    // Guessing in an open session is guessing, too.
    for _ in 0..<5 {
      _ = try? house.accounts.reauthenticate(session, password: House.password, code: "000000", at: house.now)
    }
    #expect(failure { try house.challenge("boss") } == .locked)
  }

  private func failure(_ body: () throws -> some Any) -> AccountsFailure.Code? { AccountsTests.code(body) }
}
