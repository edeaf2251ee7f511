import CanonicalForms
import Storage
import TestDatabases
import Testing

@testable import Accounts

@Suite(.onEveryEngine) final class SignInTests {
  private let house: House
  private let boss: Account

  init() throws {
    house = try House()
    boss = try house.setUp()
  }

  @Test func aRightPasswordOpensASession() throws {
    let (token, session) = try house.signIn("boss")
    #expect(session.account == boss && session.client == "Firefox, Windows")
    #expect(session.opened == house.now && session.confirmedAt == house.now)
    #expect(token.utf8.count == 64)
    #expect(try house.accounts.session(token: token, at: house.now) == session)
    #expect(try house.kinds().last == "session.opened")
  }

  @Test(arguments: [" BOSS ", "ｂｏｓｓ", "Boss　"]) func aLoginIsReadAsItIsTyped(login: String) throws {
    #expect(try house.signIn(login).session.account == boss)
  }

  /// Nobody learns from an answer whether there is such an account.
  @Test func unknownWrongClosedAndInvitedAreTheSame() throws {
    let closed = try house.add("closed", [.staff])
    var copy = closed
    copy.isActive = false
    try house.accounts.change(copy, by: boss.id, at: house.now)
    _ = try house.accounts.invite(
      login: "invited", name: "見本", roles: [.staff], organisation: nil, language: "ja", by: boss.id, at: house.now)
    for _ in 0..<2 {
      for (login, password) in [
        ("boss", House.other), ("nobody", House.password), ("closed", House.password), ("invited", House.password),
        ("invited", ""), ("", ""), ("a\0b", "c\0d"), (String(repeating: "長", count: 10_000), House.password),
      ] {
        let failure = #expect(throws: AccountsFailure.self) { try house.signIn(login, password) }
        #expect(failure == AccountsFailure(.wrongCredentials), "\(login.prefix(9))")
      }
    }
  }

  /// Five failures lock a login for a minute, then for ever longer; whether there is such a login does not show.
  @Test(arguments: ["boss", "nobody"]) func failuresLock(login: String) throws {
    for minutes in [0, 0, 0, 0, 1, 2, 4, 8, 15, 15] as [Int64] {
      #expect(code { try house.signIn(login, House.other) } == .wrongCredentials)
      guard minutes > 0 else { continue }
      let until = house.now.adding(minutes: minutes)
      // The right password does not help, and trying does not make it longer.
      for password in [House.password, House.other] {
        let failure = #expect(throws: AccountsFailure.self) { try house.signIn(login, password) }
        #expect(failure == AccountsFailure(.locked, retry: until))
      }
      house.pass(minutes: minutes)
    }
    #expect(try house.kinds().filter { $0 == "sign_in.locked" }.count == (login == "boss" ? 6 : 0))
    if login == "boss" {
      try house.signIn(login)
      // And all is forgotten.
      for _ in 0..<4 { #expect(code { try house.signIn(login, House.other) } == .wrongCredentials) }
      try house.signIn(login)
    }
  }

  @Test func aLockOutlivesTheProcess() throws {
    for _ in 0..<5 { #expect(code { try house.signIn("boss", House.other) } == .wrongCredentials) }
    let again = try Accounts(journal: house.journal, keyPath: house.keyPath, cost: .least)
    #expect(
      code { try again.signIn(login: "boss", password: House.password, address: "", client: "", at: house.now) }
        == .locked)
  }

  @Test func failuresAreForgottenAfterADay() throws {
    for _ in 0..<4 { #expect(code { try house.signIn("boss", House.other) } == .wrongCredentials) }
    house.pass(minutes: 24 * 60 + 1)
    for _ in 0..<4 { #expect(code { try house.signIn("boss", House.other) } == .wrongCredentials) }
    // A stranger's attempt clears away what is old.
    house.pass(minutes: 24 * 60 + 1)
    #expect(code { try house.signIn("nobody", House.other) } == .wrongCredentials)
    let rows = try house.store.read { try $0.first("SELECT COUNT(*) FROM sign_in_failure") { $0.integer(0) } }
    #expect(rows == 1)
  }

  @Test func failuresAreCountedInTheEntryOfTheNextSignIn() throws {
    for _ in 0..<3 { #expect(code { try house.signIn("boss", House.other) } == .wrongCredentials) }
    try house.signIn("boss")
    let body = try house.store.read {
      try $0.first("SELECT body FROM journal WHERE kind = 'session.opened'") { try JSON(parsing: $0.bytes(0)) }
    }
    #expect(body?["failures"].integer == 3)
  }

  @Test func attemptsAtTheSameMomentAreAllCounted() async throws {
    let (accounts, now) = (house.accounts, house.now)
    let codes = await withTaskGroup(of: AccountsFailure.Code?.self) { group in
      for _ in 0..<12 {
        group.addTask {
          code {
            try accounts.signIn(login: "boss", password: House.other, address: "192.0.2.9", client: "", at: now)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.filter { $0 == .wrongCredentials }.count == 5)
    #expect(codes.filter { $0 == .locked }.count == 7)
  }

  @Test func anAddressThatTriesManyLoginsIsSlowed() throws {
    for number in 0..<30 {
      #expect(code { try house.signIn("nobody\(number)", "x", address: "198.51.100.7") } == .wrongCredentials)
    }
    #expect(code { try house.signIn("nobody", "x", address: "198.51.100.7") } == .locked)
    #expect(code { try house.signIn("boss", address: "198.51.100.7") } == .locked)
    try house.signIn("boss", address: "198.51.100.8")
    house.pass(seconds: 6)
    try house.signIn("boss", address: "198.51.100.7")
    // What was right costs nothing.
    for _ in 0..<40 { try house.signIn("boss", address: "198.51.100.7") }
  }

  @Test func aHashOfAnotherCostIsRenewed() throws {
    func hash() throws -> String? {
      try house.store.read { try $0.first("SELECT password FROM credential") { $0.text(0) } }
    }
    let former = try hash()
    let dearer = try Accounts(
      journal: house.journal, keyPath: house.keyPath, cost: PasswordCost(passes: 2, memory: 16384))
    _ = try dearer.signIn(login: "boss", password: House.password, address: "", client: "", at: house.now)
    let renewed = try hash()
    #expect(renewed != former && renewed?.hasPrefix("$argon2id$v=19$m=16,t=2,p=1$") == true)
    try house.signIn("boss")
  }
}

@Suite struct SignInThrottleTests {
  private let start = Moment(seconds: 1_800_000_000)

  @Test func aBucketRunsEmptyAndFillsAgain() {
    var throttle = SignInThrottle()
    let address = SignInThrottle.Address("192.0.2.1")
    for _ in 0..<30 { #expect(throttle.charge(address, at: start) == nil) }
    #expect(throttle.charge(address, at: start) == Moment(milliseconds: start.milliseconds + 6000))
    #expect(throttle.charge(address, at: Moment(milliseconds: start.milliseconds + 6000)) == nil)
    throttle.refund(address, at: Moment(milliseconds: start.milliseconds + 6000))
    #expect(throttle.charge(address, at: Moment(milliseconds: start.milliseconds + 6000)) == nil)
  }

  @Test func memoryIsBounded() {
    var throttle = SignInThrottle()
    throttle.limit = 100
    let attacker = SignInThrottle.Address("203.0.113.255")
    for _ in 0..<30 { _ = throttle.charge(attacker, at: start) }
    for number in 0..<1000 {
      _ = throttle.charge(.init("10.0.\(number / 256).\(number % 256)"), at: start)
      #expect(throttle.full.count <= 100)
    }
    // Whoever has tried most is not forgotten for those who tried once.
    #expect(throttle.charge(attacker, at: start) != nil)
  }

  @Test func aHouseholdIsOneParty() {
    func address(_ text: String) -> SignInThrottle.Address { .init(text) }
    #expect(address("2001:db8:1:2::1") == address("2001:db8:1:2:ffff::9"))
    #expect(address("2001:db8:1:2::1") != address("2001:db8:1:3::1"))
    #expect(address("::ffff:192.0.2.1") == address("192.0.2.1"))
    #expect(address("192.0.2.1") != address("192.0.2.2"))
    #expect(address("unix:/run/x") == address(""))
  }

  @Test(
    arguments: [
      (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1",
        "Safari, iPhone"
      ),
      ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
      ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Linux"),
      ("curl/8.7\u{1B}[2J 見本", "curl/8.7[2J "), ("", ""),
    ])
  func clientsAreNamedShortly(userAgent: String, name: String) { #expect(ClientName.short(userAgent) == name) }
}
