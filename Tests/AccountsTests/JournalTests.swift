import CanonicalForms
import Cryptography
import Glibc
import Storage
import TestDatabases
import Testing

@testable import Accounts

/// What lies where: facts in the journal, secrets beside it, and nothing of the one in the other.
@Suite(.onEveryEngine) final class AccountsJournalTests {
  private static let volatile = [
    "credential", "recovery_code", "session", "invitation", "access_token", "sign_in_failure", "sign_in_challenge",
    "accounts_key",
  ]

  private let house: House
  /// Everything that was ever shown to somebody and must not be found again.
  private var secrets: [String] = [House.password, House.other]

  init() throws { house = try House() }

  /// A life with something of everything.
  private func live() throws {
    let accounts = house.accounts
    let setup = try accounts.openSetup(at: house.now)
    let boss = try accounts.setUp(
      token: setup, login: "boss", name: "見本 一郎", language: "ja", password: House.password, at: house.now)
    let (clerk, link) = try accounts.invite(
      login: "clerk@example.jp", name: "見本 花子", roles: [.staff, .auditor], organisation: nil, language: "ja",
      by: boss.id, at: house.now)
    _ = try accounts.accept(token: link, password: House.password, at: house.now)
    let (token, session) = try house.signIn("clerk@example.jp")
    let rotated = try accounts.rotate(token, at: house.now)
    let begun = try accounts.beginTOTP(of: boss.id, issuer: "控え", at: house.now)
    let bytes = try #require(Self.unbase32(begun.secret))
    let totp = TOTP(secret: bytes)
    let recovery = try accounts.enableTOTP(
      of: boss.id, code: totp.code(counter: TOTP.step(at: house.now)), at: house.now)
    let challenge = try house.challenge("boss")
    _ = try accounts.confirm(challenge: challenge, code: recovery[0], client: "", at: house.now)
    let waiting = try house.challenge("boss")
    let bearer = try accounts.createToken(
      for: clerk.id, name: "報告の道具", scopes: [.reportLoss], days: 9, at: house.now
    ).secret
    let reset = try accounts.reset(clerk.id, by: boss.id, at: house.now)
    _ = try accounts.accept(token: reset, password: House.other, at: house.now)
    for _ in 0..<5 { _ = try? house.signIn("clerk@example.jp", "ein falsches Wort") }
    var changed = clerk
    changed.name = "見本 梅子"
    changed.roles = [.staff]
    try accounts.change(changed, by: boss.id, at: house.now)
    let (client, open) = try accounts.invite(
      login: "client", name: "見本 健保", roles: [.client], organisation: "7", language: "en", by: boss.id, at: house.now)
    var closed = client
    closed.isActive = false
    try accounts.change(closed, by: boss.id, at: house.now)
    secrets += [
      setup, link, token, session.csrf, rotated.token, begun.secret, challenge, waiting, bearer, reset, open,
      "ein falsches Wort", "argon2",
    ]
    secrets += recovery + recovery.map { $0.replacing("-", with: "") }
    secrets += [String(decoding: bytes, as: UTF8.self)]
    // Nor what is kept of them, which could be tried against guesses.
    secrets += [setup, link, token, bearer, reset].map { JSON(bytes: Secret.hash($0)).string ?? "" }
  }

  private static func unbase32(_ text: String) -> [UInt8]? {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    let bits = text.compactMap { alphabet.firstIndex(of: $0) }.flatMap { value in (0..<5).map { value >> (4 - $0) & 1 }
    }
    return stride(from: 0, to: bits.count / 8 * 8, by: 8).map { at in
      UInt8(bits[at..<at + 8].reduce(0) { $0 * 2 + $1 })
    }
  }

  @Test func noSecretIsInTheJournal() throws {
    try live()
    let journal = try house.dump(["journal"])[0]
    let text = String(decoding: journal, as: UTF8.self)
    #expect(text.contains("見本 花子"), "the search finds nothing at all")
    for (number, secret) in secrets.enumerated() {
      #expect(!journal.contains(Array(secret.utf8)), "secret \(number)")
    }
    // And no secret is in a table as it was shown.
    let tables = try house.dump(Self.volatile + ["account"]).joined()
    for (number, secret) in secrets.enumerated() where secret != "argon2" {
      #expect(!Array(tables).contains(Array(secret.utf8)), "secret \(number)")
    }
  }

  /// Names, logins and addresses are in the part of an entry that can be erased.
  @Test func whatIsPersonalCanBeErased() throws {
    try live()
    let bodies = try house.store.read {
      try $0.all("SELECT body, actor FROM journal") { $0.bytes(0) + Array($0.text(1).utf8) }
    }.joined()
    for personal in ["見本", "boss", "clerk", "192.0.2.1", "Firefox", "報告の道具"] {
      #expect(!Array(bodies).contains(Array(personal.utf8)), "\(personal)")
    }
    let all = try house.store.read {
      try $0.all("SELECT sequence FROM journal WHERE personal IS NOT NULL") { $0.integer(0) }
    }
    let before = try house.dump(Self.volatile)
    try house.journal.erasePersonalParts(of: all, reason: "left", at: house.now, by: "test")
    #expect(try house.journal.verify().broken.isEmpty)
    #expect(try house.accounts.accounts().map(\.name) == ["", "", ""])
    #expect(try house.dump(Self.volatile) == before)
    #expect(code { try house.signIn("boss") } == .wrongCredentials)
    #expect(code { try house.signIn("") } == .wrongCredentials)
  }

  @Test func rebuildingLeavesEverythingAsItWas() throws {
    try live()
    let before = try house.dump(["account"] + Self.volatile)
    let accounts = try house.accounts.accounts()
    try house.journal.rebuild()
    #expect(try house.accounts.accounts() == accounts)
    #expect(try house.dump(["account"] + Self.volatile) == before)
    #expect(try house.journal.verify().broken.isEmpty)
    house.pass(minutes: 1)
    try house.signIn("clerk@example.jp", House.other)
  }

  @Test func everythingIsWrittenDown() throws {
    try live()
    #expect(
      try house.kinds() == [
        "setup.opened", "account.created", "account.password_set", "account.created", "account.link_opened",
        "account.password_set", "session.opened", "account.second_factor_set", "account.recovery_code_used",
        "session.opened", "token.created", "account.link_opened", "account.password_set", "session.ended",
        "token.revoked", "sign_in.locked", "account.changed", "account.roles_changed", "account.created",
        "account.link_opened", "account.disabled",
      ])
  }

  // MARK: The key

  @Test func theKeyIsItsOwnersAlone() throws {
    var status = stat()
    #expect(stat(house.keyPath, &status) == 0 && status.st_mode & 0o777 == 0o600 && status.st_size == 32)
    chmod(house.keyPath, 0o640)
    let failure = #expect(throws: StorageFailure.self) {
      try Accounts(journal: house.journal, keyPath: house.keyPath, cost: .least)
    }
    #expect(failure?.code == .key)
  }

  @Test func aLostKeyIsNotMadeAnew() throws {
    unlink(house.keyPath)
    let lost = #expect(throws: StorageFailure.self) {
      try Accounts(journal: house.journal, keyPath: house.keyPath, cost: .least)
    }
    #expect(lost?.code == .key)
    try SecretFile.create(at: house.keyPath, RandomBytes.make(32), what: "a key")
    let other = #expect(throws: StorageFailure.self) {
      try Accounts(journal: house.journal, keyPath: house.keyPath, cost: .least)
    }
    #expect(other?.code == .otherKey)
  }
}

extension [UInt8] {
  fileprivate func contains(_ part: [UInt8]) -> Bool { firstRange(of: part) != nil }
}
