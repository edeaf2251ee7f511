import CanonicalForms
import Console
import Testing

@testable import Accounts

/// What an authenticator app shows for a secret in base 32.
private func appCode(_ secret: String) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
  let bits = secret.compactMap { alphabet.firstIndex(of: $0) }.flatMap { value in
    (0..<5).map { value >> (4 - $0) & 1 }
  }
  let bytes = stride(from: 0, to: bits.count / 8 * 8, by: 8).map { at in
    UInt8(bits[at..<at + 8].reduce(0) { $0 * 2 + $1 })
  }
  return TOTP(secret: bytes).code(counter: TOTP.step(at: .now))
}

/// What an administrator sees and does of somebody's account.
@Suite("Console: accounts") struct AccountPageTests {
  @Test func tokensAreListedAndRevoked() async throws {
    let house = try ConsoleHouse()
    let staff = try #require(house.visitors[.staff]?.account.id)
    let (token, secret) = try house.accounts.createToken(
      for: staff, name: "夜の報告", scopes: [.reportLoss], days: 30, at: .now)
    let path = "/accounts/\(staff.text)"
    let page = try await house.get(path, as: .administrator).body
    #expect(page.contains("夜の報告") && page.contains(token.id) && !page.contains(secret))
    // Ending sessions leaves it, as the page says.
    _ = try await house.post(path + "/end-sessions", as: .administrator)
    #expect(try house.accounts.authenticate(bearer: secret, at: .now) != nil)
    let revoked = try await house.post(path + "/tokens/revoke", ["token": token.id], as: .administrator)
    #expect(revoked.status == 200 && !revoked.body.contains("夜の報告"))
    #expect(try house.accounts.authenticate(bearer: secret, at: .now) == nil)
    #expect(try await house.post(path + "/tokens/revoke", ["token": token.id], as: .administrator).status == 422)
  }

  /// The password was given just now, before the form: it is not asked for twice, so that a form that waited for it still does
  /// what it says.
  @Test func takingOffTheSecondFactorAsksOnce() async throws {
    let house = try ConsoleHouse()
    let staff = try #require(house.visitors[.staff]?.account.id)
    let (secret, _) = try house.accounts.beginTOTP(of: staff, issuer: "Hikae", at: .now)
    _ = try house.accounts.enableTOTP(
      of: staff, code: appCode(secret), except: try #require(house.accounts.sessions(of: staff, at: .now).first).id,
      at: .now)
    #expect(try await !house.get("/account", as: .staff).body.contains("disable-password"))
    let path = "/account/second-factor/disable"
    let old = try await house.later(minutes: 11).post(path, as: .staff)
    #expect(old.location?.hasPrefix("/confirm") == true)
    #expect(try house.accounts.hasTOTP(of: staff))
    #expect(try await house.post(path, as: .staff).status == 200)
    #expect(try !house.accounts.hasTOTP(of: staff))
  }

  /// From the picture to new codes; then somebody loses the telephone, and an administrator takes the factor off.
  @Test func aSecondFactorFromEndToEnd() async throws {
    let house = try ConsoleHouse()
    let staff = try #require(house.visitors[.staff]?.account.id)
    let begun = try await house.post("/account/second-factor/begin", as: .staff)
    #expect(begun.body.contains("<svg class=\"qr\"") && begun.body.contains("aria-label=\"下のキーと同じ内容の QR コード\""))
    let policy = begun.headers[.init("Content-Security-Policy") ?? .accept] ?? ""
    #expect(!policy.contains("unsafe") && !begun.body.contains(" style="))
    // Nothing is offered that there is not yet.
    #expect(!begun.body.contains("/account/second-factor/codes"))
    let (secret, _) = try house.accounts.beginTOTP(of: staff, issuer: "Hikae", at: .now)
    let former = try house.accounts.enableTOTP(
      of: staff, code: appCode(secret), except: try #require(house.accounts.sessions(of: staff, at: .now).first).id,
      at: .now)
    #expect(try await house.get("/account", as: .staff).body.contains("未使用の予備のコード：10 個"))
    let renewed = try await house.post("/account/second-factor/codes", as: .staff)
    #expect(renewed.status == 200 && renewed.body.contains("<ul class=\"codes\">"))
    #expect(former.allSatisfy { !renewed.body.contains($0) })
    let path = "/accounts/\(staff.text)"
    #expect(try await house.get(path, as: .administrator).body.contains(path + "/second-factor/remove"))
    #expect(try await house.post(path + "/second-factor/remove", as: .approver).status == 403)
    #expect(try house.accounts.hasTOTP(of: staff))
    let old = try await house.later(minutes: 11).post(path + "/second-factor/remove", as: .administrator)
    #expect(old.location?.hasPrefix("/confirm") == true)
    #expect(try house.accounts.hasTOTP(of: staff))
    #expect(try await house.post(path + "/second-factor/remove", as: .administrator).status == 200)
    #expect(try !house.accounts.hasTOTP(of: staff))
    #expect(try await house.post(path + "/second-factor/remove", as: .administrator).status == 422)
  }

  /// Changing one's own password says beforehand that programs lose their tokens, and takes them.
  @Test func anotherPasswordTakesTheTokens() async throws {
    let house = try ConsoleHouse()
    let staff = try #require(house.visitors[.staff]?.account.id)
    let (_, secret) = try house.accounts.createToken(
      for: staff, name: "夜の報告", scopes: [.reportLoss], days: 30, at: .now)
    #expect(try await house.get("/account", as: .staff).body.contains("アクセストークンも無効"))
    let changed = try await house.post(
      "/account/password", ["current": ConsoleHouse.password, "new": "zwischen zwei Hecken 4"], as: .staff)
    #expect(changed.status == 200 && !changed.body.contains("夜の報告"))
    #expect(try house.accounts.authenticate(bearer: secret, at: .now) == nil)
  }
}
