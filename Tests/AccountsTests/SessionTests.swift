import CanonicalForms
import Storage
import TestDatabases
import Testing

@testable import Accounts

@Suite(.onEveryEngine) final class SessionTests {
  private let house: House
  private let boss: Account

  init() throws {
    house = try House()
    boss = try house.setUp()
  }

  private func isOpen(_ token: String) throws -> Bool {
    try house.accounts.session(token: token, at: house.now) != nil
  }

  @Test func halfAnHourWithoutAnythingEndsIt() throws {
    let (token, _) = try house.signIn("boss")
    for _ in 0..<5 {
      house.pass(minutes: 29)
      #expect(try isOpen(token))
    }
    house.pass(minutes: 30)
    #expect(try !isOpen(token))
    #expect(try house.accounts.sessions(of: boss.id, at: house.now).isEmpty)
  }

  @Test func halfADayEndsItInAnyCase() throws {
    let (token, session) = try house.signIn("boss")
    #expect(session.expires == house.now.adding(hours: 12))
    for _ in 0..<35 {
      house.pass(minutes: 20)
      #expect(try isOpen(token))
    }
    house.pass(minutes: 20)
    #expect(try !isOpen(token))
  }

  @Test func beingSeenIsWrittenOnceAMinute() throws {
    let (token, session) = try house.signIn("boss")
    house.pass(seconds: 59)
    #expect(try isOpen(token))
    #expect(try house.accounts.session(token: token, at: house.now)?.lastSeen == session.opened)
    house.pass(seconds: 1)
    #expect(try isOpen(token))
    #expect(try house.accounts.session(token: token, at: house.now)?.lastSeen == house.now)
  }

  @Test func aRotatedTokenOpensNothing() throws {
    let (token, session) = try house.signIn("boss")
    house.pass(minutes: 1)
    let (new, rotated) = try house.accounts.rotate(token, at: house.now)
    #expect(new != token && rotated.id == session.id && rotated.expires == session.expires)
    #expect(rotated.csrf != session.csrf)
    #expect(try !isOpen(token))
    #expect(try house.accounts.session(token: new, at: house.now)?.csrf == rotated.csrf)
    #expect(code { try house.accounts.rotate(token, at: house.now) } == .unknownSession)
    #expect(try house.accounts.sessions(of: boss.id, at: house.now).count == 1)
  }

  @Test func signingOutEndsOne() throws {
    let (first, _) = try house.signIn("boss")
    let (second, _) = try house.signIn("boss")
    try house.accounts.end(token: first, at: house.now)
    try house.accounts.end(token: first, at: house.now)
    try house.accounts.end(token: "", at: house.now)
    #expect(try !isOpen(first))
    #expect(try isOpen(second))
    #expect(try house.kinds().filter { $0 == "session.ended" }.count == 1)
  }

  @Test func sessionsAreListedAndEndedByTheirHandles() throws {
    let clerk = try house.add("clerk", [.staff])
    let tokens = try (0..<3).map { _ in
      house.pass(seconds: 1)
      return try house.signIn("clerk")
    }
    let listed = try house.accounts.sessions(of: clerk.id, at: house.now)
    #expect(listed.map(\.id) == tokens.reversed().map(\.session.id))
    #expect(listed.allSatisfy { $0.csrf.isEmpty && !$0.hasCSRF("") })
    try house.accounts.end(session: listed[0].id, of: clerk.id, by: clerk.id, at: house.now)
    #expect(
      code { try house.accounts.end(session: listed[0].id, of: clerk.id, by: clerk.id, at: house.now) }
        == .unknownSession)
    // A handle of another's account is none of one's own.
    let other = try house.add("other", [.staff])
    #expect(
      code { try house.accounts.end(session: listed[1].id, of: other.id, by: other.id, at: house.now) }
        == .unknownSession)
    #expect(
      code { try house.accounts.end(session: listed[1].id, of: clerk.id, by: other.id, at: house.now) } == .notAllowed)
    try house.accounts.end(session: listed[1].id, of: clerk.id, by: boss.id, at: house.now)
    #expect(try house.kinds().last == "session.ended_by_admin")
    #expect(try house.accounts.sessions(of: clerk.id, at: house.now).map(\.id) == [listed[2].id])
  }

  @Test func allButOneAreEnded() throws {
    let (kept, session) = try house.signIn("boss")
    let others = try (0..<3).map { _ in try house.signIn("boss").token }
    try house.accounts.endAll(of: boss.id, except: session.id, by: boss.id, at: house.now)
    #expect(try isOpen(kept))
    for token in others { #expect(try !isOpen(token)) }
    try house.accounts.endAll(of: boss.id, except: nil, by: boss.id, at: house.now)
    #expect(try !isOpen(kept))
  }

  @Test func formsCarryWhatOnlyTheTokenMakes() throws {
    let (token, session) = try house.signIn("boss")
    #expect(session.hasCSRF(session.csrf) && session.csrf.count == 64)
    #expect(!session.hasCSRF("") && !session.hasCSRF(String(session.csrf.dropLast()) + "x") && !session.hasCSRF(token))
    #expect(try house.accounts.session(token: token, at: house.now)?.csrf == session.csrf)
  }

  @Test func givingThePasswordAgain() throws {
    let (token, session) = try house.signIn("boss")
    house.pass(minutes: 20)
    #expect(
      code { try house.accounts.reauthenticate(session, password: House.other, code: nil, at: house.now) }
        == .wrongCredentials)
    let again = try house.accounts.reauthenticate(session, password: House.password, code: nil, at: house.now)
    #expect(again.confirmedAt == house.now && again.id == session.id)
    #expect(try house.accounts.session(token: token, at: house.now)?.confirmedAt == house.now)
    try house.accounts.end(token: token, at: house.now)
    #expect(
      code { try house.accounts.reauthenticate(session, password: House.password, code: nil, at: house.now) }
        == .unknownSession)
  }

  @Test func anotherPasswordEndsTheOtherSessions() throws {
    let (here, session) = try house.signIn("boss")
    let (there, _) = try house.signIn("boss")
    let accounts = house.accounts
    #expect(
      code { try accounts.setPassword(of: boss.id, current: House.other, new: House.other, at: house.now) }
        == .wrongCredentials)
    #expect(
      code { try accounts.setPassword(of: boss.id, current: House.password, new: "boss", at: house.now) }
        == .weakPassword)
    try accounts.setPassword(
      of: boss.id, current: House.password, new: House.other, except: session.id, at: house.now)
    #expect(try isOpen(here))
    #expect(try !isOpen(there))
    #expect(code { try house.signIn("boss") } == .wrongCredentials)
    try house.signIn("boss", House.other)
  }
}
